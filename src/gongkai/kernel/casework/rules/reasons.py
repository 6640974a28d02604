"""Reasons against an act on a case. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.casework.rules.vocabulary import (
    ADDED,
    DRAFTER,
    Act,
    CaseState,
    Item,
    ItemState,
    Node,
    Outcome,
    Placement,
    Situation,
    StepState,
    Verb,
)

IN_AN_ITEM = {Verb.ACT, Verb.SEND_BACK, Verb.RESUBMIT, Verb.DELEGATE}


def reasons_against(history: Situation, act: Act) -> list[Reason]:
    """Everything that stands against the act in this situation. Who may act is the services' question."""
    if act.verb == Verb.OPEN:
        return []
    if history.state != CaseState.OPEN:
        return [Reason("case_closed", _("该办件已经办结或终止。"))]
    return [*_item_reasons(history, act), *_VERBS[Verb(act.verb)](history, act)]


def _item_reasons(history: Situation, act: Act) -> Iterator[Reason]:
    if act.verb in IN_AN_ITEM and (item := history.item(act.item)) is None:
        yield Reason("not_waiting", _("该待办不属于当前轮次，请刷新后再办理。"))
    elif act.verb in IN_AN_ITEM and item.state == ItemState.LENT:
        yield Reason("lent", _("该待办已交他人办理，交回后再办，或先收回。"))
    elif act.verb in IN_AN_ITEM and item.state != ItemState.OPEN:
        yield Reason("already_done", _("该待办已经办理或作废，请刷新后再办理。"))


def _opinion_missing(act: Act) -> Iterator[Reason]:
    if not act.opinion.strip():
        yield Reason("opinion_missing", _("请填写意见或理由。"), where="opinion")


def _drafter_waits(history: Situation) -> bool:
    active = history.active()
    return active is not None and active.key == DRAFTER


def _act(history: Situation, act: Act) -> Iterator[Reason]:
    if act.outcome not in (Outcome.AGREE, Outcome.REFUSE, Outcome.REFER):
        yield Reason("outcome", _("请选择同意、不同意或报主管部门确定。"), where="outcome")
    if _drafter_waits(history):
        yield Reason("waits_for_drafter", _("正等待起草人重新提交。"))
    if history.distinct_persons and _signed_twice(history, act):
        text = _("您已在本轮签署过另一环节。代理他人时，同一人不能签署两个环节，请由其他人员办理。")
        yield Reason("signed_another_step", text)
    yield from _opinion_missing(act)


def _signed_twice(history: Situation, act: Act) -> bool:
    """The actor signed another step of the round already, and one of both signatures is for somebody absent."""
    here = history.item(act.item)
    return here is not None and any(
        item.state == ItemState.DONE
        and item.step not in (here.step, DRAFTER)
        and not item.step.startswith(ADDED)
        and item.actors[:1] == (act.actor,)
        and (act.acting_for is not None or len(item.actors) > 1)
        for item in history.items
    )


def _resubmit(history: Situation, act: Act) -> Iterator[Reason]:
    if not _drafter_waits(history):
        yield Reason("not_sent_back", _("该办件正在审签，无须重新提交。"))


def _send_back(history: Situation, act: Act) -> Iterator[Reason]:
    if _drafter_waits(history):
        yield Reason("waits_for_drafter", _("正等待起草人重新提交。"))
    elif _is_borrowed(history, act):
        yield Reason("opinion_only", _("受交办人只提出意见，不能退回。"))
    elif act.to not in [node.key for node in earlier_steps(history)]:
        yield Reason("no_such_step", _("只能退回起草人或本轮已办的环节。"), where="to")
    yield from _opinion_missing(act)


def _is_borrowed(history: Situation, act: Act) -> bool:
    item = history.item(act.item)
    return item is not None and item.returns_to is not None


def earlier_steps(history: Situation) -> list[Node]:
    """Steps of the round to which the active step may send back; the drafter's first."""
    active = history.active()
    if active is None:
        return []
    earlier = history.nodes[: history.nodes.index(active)]
    return [node for node in earlier if node.state == StepState.DONE]


def returnable(history: Situation, actor: int | None) -> Item | None:
    """The item that this person may still take back, if any.

    One's own opinion in the step that waits (others have not acted yet), or in the step before it while
    nobody has looked at, acted in or added to the one that waits.
    """
    active = history.active()
    if active is None:
        return None
    present = history.visit_items(active)
    if own := _own(present, actor):
        return own
    before = history.before(active)
    if before is None or any(item.opened or item.state == ItemState.DONE for item in present):
        return None
    return _own(history.visit_items(before), actor)


def _own(items: tuple[Item, ...], actor: int | None) -> Item | None:
    done = [
        item
        for item in items
        if item.state == ItemState.DONE and actor in item.actors and item.returns_to is None
    ]
    return done[-1] if done else None


def _take_back(history: Situation, act: Act) -> Iterator[Reason]:
    if returnable(history, act.actor) is None:
        yield Reason("not_returnable", _("没有可以撤回的意见：下一环节已经打开或办理。"))


def _add_signer(history: Situation, act: Act) -> Iterator[Reason]:
    if _drafter_waits(history):
        yield Reason("waits_for_drafter", _("正等待起草人重新提交。"))
    yield from _placement(act)
    if act.person is None:
        yield Reason("person_missing", _("请选择加签的人员。"), where="person")
    elif any(item.seat.person == act.person for item in history.open_items()):
        yield Reason("asked_already", _("该人员已有本环节的待办。"), where="person")


def _placement(act: Act) -> Iterator[Reason]:
    if act.placement not in Placement.values:
        yield Reason("placement", _("请选择前加签、并加签或后加签。"), where="placement")


def _add_divisions(history: Situation, act: Act) -> Iterator[Reason]:
    if _drafter_waits(history):
        yield Reason("waits_for_drafter", _("正等待起草人重新提交。"))
    yield from _placement(act)
    if not act.divisions:
        yield Reason("divisions_missing", _("请选择会办处室。"), where="divisions")
    if len(set(act.divisions)) < len(act.divisions):
        yield Reason("division_twice", _("会办处室不得重复。"), where="divisions")
    asked = {item.seat.division for item in history.pending_items()}
    if asked & set(act.divisions):
        yield Reason("asked_already", _("该处室已有本环节的待办。"), where="divisions")


def _delegate(history: Situation, act: Act) -> Iterator[Reason]:
    if _drafter_waits(history):
        yield Reason("waits_for_drafter", _("正等待起草人重新提交。"))
    if act.person is None:
        yield Reason("person_missing", _("请选择受交办的人员。"), where="person")
    elif act.person == act.actor:
        yield Reason("to_oneself", _("不能交给自己办理。"), where="person")
    elif any(item.seat.person == act.person for item in history.pending_items()):
        yield Reason("asked_already", _("该人员已有本环节的待办。"), where="person")


def _return(history: Situation, act: Act) -> Iterator[Reason]:
    item = history.item(act.item)
    if item is None or item.returns_to is None or item not in history.pending_items():
        yield Reason("not_delegated", _("只能交回或收回尚未办理的交办。"))
    yield from _opinion_missing(act)


def _remove_signer(history: Situation, act: Act) -> Iterator[Reason]:
    if act.to:
        node = history.node(act.to)
        removable = node is not None and node.key.startswith(ADDED) and node.state == StepState.WAITING
    else:
        item = history.item(act.item)
        removable = item is not None and item.state == ItemState.OPEN and item.seat.added_by is not None
        removable = removable and item.returns_to is None
    if not removable:
        yield Reason("not_added", _("只能取消尚未办理的加签。"))


def _abandon(history: Situation, act: Act) -> Iterator[Reason]:
    yield from _opinion_missing(act)


_VERBS = {
    Verb.ACT: _act,
    Verb.RESUBMIT: _resubmit,
    Verb.SEND_BACK: _send_back,
    Verb.TAKE_BACK: _take_back,
    Verb.ADD_SIGNER: _add_signer,
    Verb.REMOVE_SIGNER: _remove_signer,
    Verb.DELEGATE: _delegate,
    Verb.RETURN: _return,
    Verb.ADD_DIVISIONS: _add_divisions,
    Verb.ABANDON: _abandon,
}
