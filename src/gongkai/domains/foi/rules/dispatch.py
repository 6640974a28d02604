"""When a letter of a request may leave the house, and which of its words are settled elsewhere. Pure.

A letter is drafted on one day and sent on another: meanwhile the request may have been withdrawn, answered or sent
for sign-off. What it tells must still be true on the day on which it leaves.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules import reasonable
from gongkai.domains.foi.rules.acting import (
    Standing,
    reasons_against_telling_delay,
    reasons_against_telling_extension,
)
from gongkai.domains.foi.rules.reasonable import reasons_against_far
from gongkai.domains.foi.rules.remedies import Answered, remedies
from gongkai.domains.foi.rules.stages import OPEN, Stage
from gongkai.foundation.common.reasons import Reason

ANSWER = "foi_answer"
"""What the texts of all answers begin with."""
CORRECTION, EXTENSION, FEE, ROUTE = "foi_correction", "foi_extension", "foi_fee", "foi_route"
DELAY = "foi_delay"
RESULT = "foi_consultation_result"
CONSULTATION, CONSULTATION_ORGAN = "foi_consultation", "foi_consultation_organ"
CONSULTATION_OTHER = "foi_consultation_other"
REASONS, TRANSFER = "foi_reasons", "foi_transfer_advice"
LAW = "政府信息公开条例 第三十条"
"""Of the correction and its period."""

_RECEIVED = tuple(stage for stage in OPEN if stage != Stage.UNCONFIRMED)
_STAGES: dict[str, tuple[Stage, ...]] = {
    ANSWER: (Stage.ISSUING,),
    CORRECTION: (Stage.CORRECTING,),
    CONSULTATION: (Stage.RECEIVED, Stage.HANDLING),
    CONSULTATION_ORGAN: (Stage.RECEIVED, Stage.HANDLING),
    CONSULTATION_OTHER: (Stage.RECEIVED, Stage.HANDLING),
    EXTENSION: _RECEIVED,
    DELAY: _RECEIVED,
    FEE: (Stage.RECEIVED, Stage.HANDLING),
    REASONS: _RECEIVED,
    ROUTE: (Stage.UNCONFIRMED, Stage.RECEIVED, Stage.HANDLING),
}
"""Text -> the stages in which what it tells can still begin. Others may be sent at any time."""

_FACTS = ("request_number", "submitted_on", "received_on", "channel")
"""What the request itself holds, and its clock begins with."""
_SETTLED = {
    ANSWER: ("answer", "grounds", "search_record", "right_organ", "files", "remedy"),
    EXTENSION: ("days", "reason"),
    DELAY: ("until", "judged"),
    FEE: ("amount", "count", "month_before", "basis", "determination"),
    REASONS: ("found",),
    ROUTE: ("kind_of_matter",),
    CONSULTATION: ("party",),
    CONSULTATION_ORGAN: ("party",),
    CONSULTATION_OTHER: ("party",),
    RESULT: ("party", "remedy"),
    TRANSFER: ("right_organ",),
}
"""Text -> fields that an act or a sign-off has settled: a letter cannot say otherwise."""
_TOLD = {
    CORRECTION: ("items", "until"),
    CONSULTATION: ("matter",),
    CONSULTATION_ORGAN: ("matter",),
    CONSULTATION_OTHER: ("matter", "until"),
}
"""Text -> fields that the letter itself settles when it leaves the house: one that replaces it cannot say otherwise."""


def is_ours(code: str) -> bool:
    """Whether a text tells something of a request; others may be about one and tell what they like."""
    return code.startswith("foi_")


def kind_of(code: str) -> str:
    """Texts of answers are one kind."""
    return ANSWER if code.startswith(ANSWER) else code


def reasons_against_telling(now: Standing, code: str, *, until: date | None = None) -> list[Reason]:
    """Against the first sending of a letter on the day of `now`. `until`: the day that a correction notice or a letter to
    another organ sets."""
    kind = kind_of(code)
    reasons = _by_stage(now, kind)
    if kind == EXTENSION:
        reasons += reasons_against_telling_extension(now)
    if kind == DELAY:
        reasons += reasons_against_telling_delay(now)
    if kind == CORRECTION and until is not None and until <= now.today:
        said = (
            _("补正期限（%s）应晚于发出之日。请修改文书另定期限；已经用印的，先作废，再重新要求补正。")
            % until.isoformat()
        )
        reasons.append(Reason("until_past", said, LAW, "until"))
    if kind == CORRECTION and until is not None:
        reasons += reasons_against_far(until, start=now.today, most=reasonable.CORRECTION, law=LAW)
    if kind == CONSULTATION_OTHER and until is not None and until <= now.today:
        said = _(
            "请对方答复的日期（%s）应晚于发出之日。请修改文书另定日期；已经用印的，先作废，再重新征求意见。"
        )
        reasons.append(Reason("until_past", said % until.isoformat(), where="until"))
    return reasons


def _by_stage(now: Standing, kind: str) -> list[Reason]:
    allowed = _STAGES.get(kind)
    stage = now.answer_stage if kind == ANSWER else now.stage
    if allowed is None or stage in allowed:
        return []
    said = _("申请的当前环节是“%(stage)s”，本文书不能发出；不再需要的请作废。") % {
        "stage": Stage(stage).label
    }
    return [Reason("stage", said, where="state")]


def reasons_against_replacing_told(code: str) -> list[Reason]:
    """A letter that left the house and carries an answer is replaced only by what was signed as the answer was."""
    if kind_of(code) != ANSWER:
        return []
    said = _(
        "答复已经发出，更正后是一份新的答复，须经同样的审签：请到申请的页面点“更正答复”，审签后自动拟出更正文书。"
    )
    return [Reason("answer_told", said, where="state")]


def reasons_against_remedy(signed: Answered, on: date) -> list[Reason]:
    """The remedy is that of the day on which the answer is given, not of its signature (行政复议法 第二十三条 since
    2024-01-01)."""
    given = Answered(signed.kind, on, signed.grounds)
    if remedies(signed) == remedies(given):
        return []
    said = _(
        "签发之后法律有变化，文书所写的救济途径今天已不适用。请到申请的页面点“重新送审”，文书会重新拟定。"
    )
    return [Reason("remedy_outdated", said, "行政复议法 第二十三条", "remedy")]


def reasons_against_wording(
    code: str,
    labels: Mapping[str, str],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *,
    told: bool = False,
) -> list[Reason]:
    """`old`, `new`: values of the letter as they are stored; `labels`: what its fields are called; `told`: it, or one
    that it replaces, has left the house."""
    kind = kind_of(code)
    settled = (*_FACTS, *_SETTLED.get(kind, ()), *(_TOLD.get(kind, ()) if told else ()))
    changed = [name for name in settled if name in old and new.get(name) != old[name]]
    return [
        Reason("settled", _why_settled(kind, name, told) % {"label": labels.get(name, name)}, where=name)
        for name in changed
    ]


def _why_settled(kind: str, name: str, told: bool) -> Promise:
    if name in _FACTS:
        return _("“%(label)s”是申请登记的事实，期限据此计算，不能在文书里修改。")
    if kind == ANSWER:
        return _("“%(label)s”已经审签，不能在文书里修改。要改的，请作废本文书，改出新的一版答复再送审。")
    if told:
        return _("“%(label)s”已经告知对方，期限据此计算，更正的文书不能另写。")
    return _("“%(label)s”在办理时已经定下，不能在文书里修改。要改的，请作废本文书，重新办理。")
