"""Definitions: a chain of steps as data. Pure.

A definition is a list of steps in their order, each an object:

{"key": "division_head", "name": "处室负责人审核", "role": "division_head", "reach": "division"} {"key":
"secrecy_review", "name": "保密审查", "role": "secrecy_reviewer", "per_item": true} {"key": "joint", "name":
"会签", "parallel": [{"role": "legal"}, {"role": "open_government_office"}], "decides": false} {"key":
"leader", "name": "分管领导签发", "role": "leader"}

key small Latin letters, digits and _, unique in the definition name what pages call the step role who acts
(a role of orgs.Role); `reach` says whose: "organ" (default) or "division" (that of the case) parallel
instead of role: several {"role", "reach"} that are asked at the same time and join when all have acted
per_item true: the app of the subject decides every item by itself before it acts here (default false)
decides false: refusing is an opinion and does not end the case (default true)
"""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.casework.rules.vocabulary import ADDED, DRAFTER, Reach, Seat, StepKind, StepSpec

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
FIELDS = {"key", "name", "role", "reach", "parallel", "per_item", "decides"}
NAME_LENGTH = 60


def parse(steps: Sequence[dict]) -> tuple[StepSpec, ...]:
    """The steps of a definition without faults (see `reasons_against_definition`)."""
    return tuple(
        StepSpec(
            key=step["key"],
            name=step["name"],
            kind=_kind(step),
            seats=tuple(Seat(seat["role"], seat.get("reach", Reach.ORGAN)) for seat in _seats(step)),
            decides=step.get("decides", True),
        )
        for step in steps
    )


def _seats(step: dict) -> list[dict]:
    return step.get("parallel") or [step]


def _kind(step: dict) -> str:
    if step.get("parallel"):
        return StepKind.PARALLEL
    return StepKind.REVIEW if step.get("per_item") else StepKind.SIGN


def reasons_against_definition(steps: object, *, item_by_item: bool = True) -> list[Reason]:
    """Everything that keeps a list of steps from being a definition; `where` is the step's number, from 1.

    `item_by_item`: what walks the chain may become public, so one step must review it item by item (条例 第十七条);
    without one nothing could ever leave the chain. A chain of other business says False.
    """
    if not isinstance(steps, list) or not steps or not all(isinstance(step, dict) for step in steps):
        return [Reason("no_steps", _("流程至少要有一个环节，每个环节是一个对象。"), where="steps")]
    reasons = [
        Reason(code, text, where=str(n)) for n, step in enumerate(steps, 1) for code, text in _faults(step)
    ]
    keys = [step.get("key") for step in steps]
    for n, key in enumerate(keys, 1):
        if key in keys[: n - 1]:
            reasons.append(Reason("key_twice", _("环节标识重复。"), where=str(n)))
    if item_by_item and not any(step.get("per_item") is True for step in steps):
        text = _("审签流程须有一个逐项进行保密审查的环节（per_item）。")
        reasons.append(Reason("no_review", text, "政府信息公开条例 第十七条", "steps"))
    return reasons


def _faults(step: dict) -> Iterator[tuple[str, str]]:
    key, name = step.get("key"), step.get("name")
    if not isinstance(key, str) or not KEY.fullmatch(key) or key == DRAFTER or key.startswith(ADDED):
        yield "key", _("环节标识应为小写字母、数字和下划线，且不得为 drafter 或以 added_ 开头。")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= NAME_LENGTH:
        yield "name", _("环节须有名称，且不超过 60 字。")
    if unknown := sorted(map(str, set(step) - FIELDS)):
        yield "unknown_field", _("不认识的字段：%s。") % "、".join(unknown)
    if not all(isinstance(step.get(flag, True), bool) for flag in ("per_item", "decides")):
        yield "flag", _("per_item 与 decides 应为 true 或 false。")
    yield from _seat_faults(step)


def _seat_faults(step: dict) -> Iterator[tuple[str, str]]:
    parallel = step.get("parallel")
    if parallel is not None:
        if "role" in step or "reach" in step or step.get("per_item"):
            yield "role_and_parallel", _("会签环节不另设角色，也不能逐项审查。")
        if (
            not isinstance(parallel, list)
            or len(parallel) < 2
            or not all(isinstance(s, dict) for s in parallel)
        ):
            yield "parallel", _("会签至少要有两方。")
            return
        if any(set(seat) - {"role", "reach"} for seat in parallel):
            yield "unknown_field", _("会签各方只有 role 和 reach 两个字段。")
        if len({(str(seat.get("role")), str(seat.get("reach", Reach.ORGAN))) for seat in parallel}) < len(
            parallel
        ):
            yield "seat_twice", _("会签各方不得重复。")
    for seat in parallel or [step]:
        if seat.get("role") not in Role.values:
            yield "role", _("没有这个角色。")
        if seat.get("reach", Reach.ORGAN) not in Reach.values:
            yield "reach", _("范围只能是 division 或 organ。")
