"""What one official may do with one case besides signing it, and why not now. The services decide again.

Whoever has nothing to do with a case is offered nothing; what the post never allows is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import posts_of
from gongkai.kernel.casework.models import Case, Step, Supervision, WorkItem
from gongkai.kernel.casework.panel import Walk, walk_of
from gongkai.kernel.casework.rules import ADDED, CaseState, ItemState, StepKind, StepState
from gongkai.kernel.casework.selectors import serves_any
from gongkai.kernel.casework.services.following import BETWEEN_REMINDERS
from gongkai.kernel.casework.services.recording import may_supervise


class DeskAct(TextChoices):
    """In the order in which pages offer them; `value` is part of the address."""

    OPINION = "opinion", gettext_lazy("填写交办意见")
    REPORT = "report", gettext_lazy("回报督办")
    REMIND = "remind", gettext_lazy("催办")
    DELEGATE = "delegate", gettext_lazy("交办")
    GIVE_BACK = "give-back", gettext_lazy("交回或收回")
    REASSIGN = "reassign", gettext_lazy("转办")
    ADD_SIGNER = "add-signer", gettext_lazy("加签")
    REMOVE_SIGNER = "remove-signer", gettext_lazy("取消加签")
    SUPERVISE = "supervise", gettext_lazy("督办")
    CIRCULATE = "circulate", gettext_lazy("传阅")


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: possible now, or with every reason why not."""

    verb: str
    label: str | Promise
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What `casework/acts.html` shows. `orders`: supervisors' orders that wait for a report."""

    case: Case
    all: tuple[Offer, ...] = ()
    orders: tuple[Supervision, ...] = ()

    @property
    def possible(self) -> list[Offer]:
        return [offer for offer in self.all if not offer.reasons]

    @property
    def not_now(self) -> list[Offer]:
        return [offer for offer in self.all if offer.reasons]

    def offer(self, verb: str) -> Offer | None:
        return next((offer for offer in self.all if offer.verb == verb), None)


class Reader:
    """How an official stands to a case. No query beside the walk of the case when the posts are kept."""

    def __init__(self, walk: Walk, person: Person, today: date, at: datetime) -> None:
        self.walk, self.case, self.person, self.today, self.at = walk, walk.case, person, today, at
        self.supervises = may_supervise(walk.case, person, today)

    @cached_property
    def places(self) -> set[int]:
        """The person, and whose posts the person stands in for today; no query when the posts are kept."""
        return {self.person.pk, *(post.holder_id for post in posts_of(self.person, self.today))}

    @cached_property
    def open(self) -> list[WorkItem]:
        return self.walk.open_items() if self.case.state == CaseState.OPEN else []

    def has(self, item: WorkItem) -> bool:
        """Whether the person is asked in the item; the rule of `selectors.standing`."""
        if not self.person.is_active:
            return False
        if item.person_id is not None:
            return item.person_id in self.places
        return serves_any(self.person, item, self.today)

    @cached_property
    def mine(self) -> list[WorkItem]:
        return [item for item in self.open if self.has(item)]

    @cached_property
    def drafted(self) -> bool:
        return self.case.opened_by_id in self.places

    @cached_property
    def concerned(self) -> bool:
        """The rule of `recording.is_concerned`."""
        signed = any(item.acted_by_id == self.person.pk for item in self.walk.items)
        return bool(self.supervises or self.drafted or signed or self.mine)

    @cached_property
    def waits_for_drafter(self) -> bool:
        return any(item.step.kind == StepKind.DRAFT for item in self.open)

    # --- the items that an act may be done in ---

    def delegable(self) -> list[WorkItem]:
        return [item for item in self.mine if item.step.kind != StepKind.DRAFT]

    def borrowed(self) -> list[WorkItem]:
        """Delegated to the person, who says an opinion on them."""
        return [item for item in self.mine if item.returns_to_id is not None]

    def returnable(self) -> list[WorkItem]:
        """Delegations that the person may end: got, given, or watched over."""
        lent = {item.pk: item for item in self.walk.items if item.state == ItemState.LENT}
        return [
            item
            for item in self.open
            if item.returns_to_id is not None
            and (self.supervises or item in self.mine or self.has(lent[item.returns_to_id]))
        ]

    def reassignable(self) -> list[WorkItem]:
        return self.open if self.supervises else self.mine

    def remindable(self) -> list[WorkItem]:
        return [item for item in self.open if item not in self.mine]

    def reminded_lately(self, item: WorkItem) -> bool:
        return item.reminded_at is not None and self.at - item.reminded_at < BETWEEN_REMINDERS

    def removable(self) -> list[WorkItem]:
        """Added signers who are asked now."""
        added = [item for item in self.open if item.added_by_id is not None and item.returns_to_id is None]
        return [item for item in added if self.supervises or item.added_by_id == self.person.pk]

    def removable_steps(self) -> list[Step]:
        """Added signers who are not asked yet."""
        steps = [s for s in self.walk.steps if s.round == self.case.round and s.key.startswith(ADDED)]
        return [s for s in steps if s.state == StepState.WAITING and self._may_remove(s)]

    def _may_remove(self, step: Step) -> bool:
        return self.supervises or all(seat.get("added_by") == self.person.pk for seat in step.seats)

    def must_report(self) -> bool:
        """The rule of `overseeing.report`."""
        return self.drafted or bool(self.mine)


def offers(
    case: Case,
    person: Person,
    today: date,
    *,
    at: datetime,
    walk: Walk | None = None,
    has_orders: bool = True,
) -> Offers:
    """Every act that the person's posts and part in the case allow. One query, none where the caller knows that no
    order waits for a report; two more without the walk.
    """
    reader = Reader(walk or walk_of(case), person, today, at)
    if not reader.concerned:
        return Offers(case)
    orders = tuple(unanswered(case)) if has_orders else ()
    found = (_OFFERS[verb](reader, orders) for verb in DeskAct)
    made = (
        Offer(verb.value, verb.label, tuple(reasons))
        for verb, reasons in zip(DeskAct, found, strict=True)
        if reasons is not None
    )
    return Offers(case, tuple(made), orders)


def unanswered(case: Case) -> list[Supervision]:
    if case.state != CaseState.OPEN:
        return []
    return list(case.supervisions.filter(replied_at=None).select_related("ordered_by"))


# --- the reasons; None where the act is not for this official or this case at all ------------------------------

Why = list[Reason] | None


def _opinion(reader: Reader, orders) -> Why:
    return [] if reader.borrowed() else None


def _report(reader: Reader, orders) -> Why:
    if not orders:
        return None
    return [] if reader.must_report() else [Reason("not_yours", _("由起草人或者现在的办理人回报。"))]


def _remind(reader: Reader, orders) -> Why:
    if reader.case.state != CaseState.OPEN:
        return None
    waiting = reader.remindable()
    if not waiting:
        return [Reason("waits_for_you", _("正等您本人办理，不必催办。"))]
    return [] if any(not reader.reminded_lately(item) for item in waiting) else [_lately()]


def _lately() -> Reason:
    return Reason("reminded_recently", _("一小时内已经催办过，请稍后再催。"))


def _delegate(reader: Reader, orders) -> Why:
    if reader.case.state != CaseState.OPEN:
        return None
    if reader.delegable():
        return []
    return [_with_drafter() if reader.waits_for_drafter else _not_your_turn()]


def _give_back(reader: Reader, orders) -> Why:
    return [] if reader.returnable() else None


def _reassign(reader: Reader, orders) -> Why:
    if reader.case.state != CaseState.OPEN:
        return None
    return [] if reader.reassignable() else [_not_your_turn()]


def _add_signer(reader: Reader, orders) -> Why:
    if reader.case.state != CaseState.OPEN:
        return None
    if reader.waits_for_drafter:
        return [_with_drafter()]
    return [] if reader.mine or reader.supervises else [_not_your_turn()]


def _remove_signer(reader: Reader, orders) -> Why:
    return [] if reader.removable() or reader.removable_steps() else None


def _supervise(reader: Reader, orders) -> Why:
    return [] if reader.supervises and reader.case.state == CaseState.OPEN else None


def _circulate(reader: Reader, orders) -> Why:
    return []


def _not_your_turn() -> Reason:
    return Reason("not_your_turn", _("现在不由您办理；请现在的办理人或者督办人员办。"))


def _with_drafter() -> Reason:
    return Reason("waits_for_drafter", _("正等待起草人重新提交。"))


_OFFERS: dict[DeskAct, Callable[[Reader, tuple[Supervision, ...]], Why]] = {
    DeskAct.OPINION: _opinion,
    DeskAct.REPORT: _report,
    DeskAct.REMIND: _remind,
    DeskAct.DELEGATE: _delegate,
    DeskAct.GIVE_BACK: _give_back,
    DeskAct.REASSIGN: _reassign,
    DeskAct.ADD_SIGNER: _add_signer,
    DeskAct.REMOVE_SIGNER: _remove_signer,
    DeskAct.SUPERVISE: _supervise,
    DeskAct.CIRCULATE: _circulate,
}
