"""Reads of cases: what waits for whom, what happened, the drawn flow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Division, Organ, Person, Substitution
from gongkai.foundation.orgs.rules import HeldPost, Role
from gongkai.foundation.orgs.selectors import acting_for, holders, posts_of, restrict
from gongkai.kernel.casework.models import Case, Copy, Definition, Step, Supervision, WorkItem
from gongkai.kernel.casework.rules import (
    CaseState,
    ItemState,
    Outcome,
    Reach,
    Seat,
    StepSpec,
    StepState,
    parse,
)
from gongkai.kernel.clocks.limits import optional_codes
from gongkai.kernel.clocks.models import OPEN_STATES, Clock
from gongkai.kernel.clocks.rules import Light
from gongkai.kernel.clocks.selectors import light_of

INBOX = 200


def definition_in_force(code: str, organ: Organ | None) -> Definition | None:
    """The newest version of the organ's own chain, else of the common one. One query."""
    found = Definition.objects.filter(Q(organ=organ) | Q(organ=None), code=code)
    return found.order_by(F("organ_id").asc(nulls_last=True), "-version").first()


def reasons_against_opening(
    definition: Definition, organ: Organ, division: Division | None, today: date
) -> list[Reason]:
    """Steps that nobody could act in today: better said before a case is on its way. A query for each seat."""
    return [
        reason
        for step in parse(definition.steps)
        for seat in step.seats
        for reason in _nobody(step, seat, organ, division, today)
    ]


def _nobody(
    step: StepSpec, seat: Seat, organ: Organ, division: Division | None, today: date
) -> Iterator[Reason]:
    within = seat.reach == Reach.DIVISION
    if within and division is None:
        yield Reason("no_division", _("环节“%s”需要承办处室。") % step.name, where=step.key)
    elif not holders(organ=organ, role=seat.role, division=division if within else None, today=today):
        place = division if within and division else organ
        told = {"step": step.name, "place": place.name, "role": Role(seat.role).label}
        text = _(
            "环节“%(step)s”没有可办理的人员：%(place)s现在无人担任%(role)s。请系统管理员在“机构人员”中设置，或者更换审签流程。"
        )
        yield Reason("nobody_holds", text % told, where=step.key)


def cases_of(subject_type: str, subject_id: str) -> QuerySet[Case]:
    """All cases on a subject, the newest first. The caller has checked that the subject may be seen."""
    return Case.objects.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("-id")


def visible_cases(person: Person, today: date) -> QuerySet[Case]:
    """Cases that the person may see: by posts, or because they were sent for information."""
    sent = Case.objects.filter(pk__in=Copy.objects.filter(person=person).values("case_id"))
    return restrict(Case.objects.all(), person, "case.view", today) | sent


def reachable_case(pk: int, person: Person, today: date) -> Case | None:
    """One case that the person may see by posts or for information, or had a part in: asked, signed, drafted.

    At most five queries.
    """
    rows = Case.objects.select_related("organ", "division", "definition", "opened_by")
    part = Q(opened_by=person) | Q(items__person=person) | Q(items__acted_by=person)
    part |= Q(items__in=_waiting_for(person, today))
    for seen in (visible_cases(person, today), Case.objects.filter(part)):
        found = rows.filter(pk=pk, pk__in=seen.filter(pk=pk).values("pk")).first()
        if found is not None:
            return found
    return None


# --- who may act ---


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may act in a work item, and in whose place."""

    allowed: bool
    acting_for: Person | None = None


def standing(item: WorkItem, person: Person, today: date) -> Standing:
    """By name, by post, or as the substitute of who is asked so. One or two queries (see orgs
    `keep_posts`).
    """
    if not person.is_active:
        return Standing(False)
    if item.person_id is not None:
        return _by_name(item, person, today)
    fitting = [post for post in posts_of(person, today) if _serves(post, item)]
    if not fitting or any(post.holder_id == person.pk for post in fitting):
        return Standing(bool(fitting))
    return Standing(True, Person.objects.get(pk=fitting[0].holder_id))


def _by_name(item: WorkItem, person: Person, today: date) -> Standing:
    if item.person_id == person.pk:
        return Standing(True)
    absent = next((other for other in acting_for(person, today) if other.pk == item.person_id), None)
    return Standing(absent is not None, absent)


def _serves(post: HeldPost, item: WorkItem) -> bool:
    return post.serves(role=item.role, organ_id=item.organ_id, division_id=item.division_id)


def serves_any(person: Person, item: WorkItem, today: date) -> bool:
    """Whether a post of the person, or of somebody whom the person stands in for, serves what the item asks."""
    return any(_serves(post, item) for post in posts_of(person, today))


def _waiting_for(person: Person, today: date) -> QuerySet[WorkItem]:
    """Open items that the person may act in: the same rule as `standing`, as a query."""
    away = Substitution.objects.filter(
        substitute=person, since__lte=today, until__gte=today, absent__is_active=True
    )
    mine = Q(person=person) | Q(person__in=away.values("absent_id"))
    for post in posts_of(person, today):
        asked = Q(person=None, organ=post.organ_id, role=post.role)
        if not post.organ_wide:
            asked &= Q(division=None) | Q(division=post.division_id)
        mine |= asked
    if not person.is_active:
        return WorkItem.objects.none()
    return WorkItem.objects.filter(mine, state=ItemState.OPEN)


# --- inbox ---


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing that waits for a person. `clock` is the open clock of the case's subject that ends first."""

    item: WorkItem
    case: Case
    step: Step
    clock: Clock | None
    light: Light | None

    @property
    def due_on(self) -> date | None:
        return self.clock.due_on if self.clock else None

    @property
    def sent_back(self) -> bool:
        """It came back to its drafter."""
        return self.step.kind == "draft"


def inbox(person: Person, today: date, *, limit: int = INBOX) -> list[InboxRow]:
    """What waits for the person, by name, post or substitution: the earliest due date first, without one
    last.

    At most three queries whatever the length.
    """
    subject = {"subject_type": OuterRef("case__subject_type"), "subject_id": OuterRef("case__subject_id")}
    clocks = Clock.objects.filter(**subject, state__in=OPEN_STATES).exclude(limit_code__in=optional_codes())
    clocks = clocks.order_by(F("due_on").asc(nulls_last=True), "id")
    items = _waiting_for(person, today).annotate(
        due_on=Subquery(clocks.values("due_on")[:1]), clock_id=Subquery(clocks.values("pk")[:1])
    )
    items = items.select_related("case__organ", "case__division", "case__opened_by", "step", "person")
    found = list(items.order_by(F("due_on").asc(nulls_last=True), "created_at", "id")[:limit])
    first = Clock.objects.in_bulk({item.clock_id for item in found if item.clock_id})
    return [_row(item, first.get(item.clock_id), today) for item in found]


def _row(item: WorkItem, clock: Clock | None, today: date) -> InboxRow:
    return InboxRow(item, item.case, item.step, clock, light_of(clock, today) if clock else None)


def count_inbox(person: Person, today: date) -> int:
    """How much waits for the person. Two queries, one when the posts are kept."""
    return _waiting_for(person, today).count()


def items_for(person: Person, case: Case, today: date) -> list[WorkItem]:
    """Open items of one case in which the person may act. Two queries."""
    return list(_waiting_for(person, today).filter(case=case).select_related("step", "person").order_by("id"))


def unread_copies(person: Person) -> list[Copy]:
    """Cases sent to the person for information and not read yet, the newest first. One query."""
    found = Copy.objects.filter(person=person, read_at=None).select_related("case__organ", "sent_by")
    return list(found.order_by("-id")[:INBOX])


@dataclass(frozen=True, slots=True)
class Asked:
    """A supervisor's order that waits for the person's report; `due_on` by its own clock."""

    order: Supervision
    due_on: date | None


def orders_to_report(person: Person, today: date) -> list[Asked]:
    """Orders on open cases that the person drafted (or stands in for who did) or must act in, the earliest due
    first. One query when the posts are kept.
    """
    places = {person.pk, *(post.holder_id for post in posts_of(person, today))}
    mine = Q(case__opened_by__in=places) | Q(case__in=_waiting_for(person, today).values("case"))
    running = Clock.objects.filter(
        subject_type="supervision", subject_id=Cast(OuterRef("pk"), CharField()), state__in=OPEN_STATES
    )
    rows = Supervision.objects.filter(mine, replied_at=None, case__state=CaseState.OPEN)
    rows = rows.annotate(due_on=Subquery(running.values("due_on")[:1])).select_related("case", "ordered_by")
    found = rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:INBOX]
    return [Asked(order, order.due_on) for order in found]


# --- one case ---


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open item and the names of who may act in it."""

    item: WorkItem
    role: str
    people: tuple[str, ...]


def waiting_for(case: Case, today: date) -> list[Waiting]:
    """Who the case waits for. Two queries more for each role that is asked."""
    items = WorkItem.objects.filter(case=case, state=ItemState.OPEN).order_by("id")
    return [
        Waiting(item, str(Role(item.role).label) if item.role else "", _people(item, today))
        for item in items.select_related("step", "person", "organ", "division")
    ]


def _people(item: WorkItem, today: date) -> tuple[str, ...]:
    if item.person is not None:
        return (item.person.name,)
    found = holders(organ=item.organ, role=item.role, division=item.division, today=today)
    return tuple(person.name for person in found)


def who_is_asked(item: WorkItem) -> str:
    """A name, or the role with the division whose holders are asked."""
    if item.person is not None:
        return item.person.name
    label = str(Role(item.role).label)
    return f"{item.division.name} {label}" if item.division else label


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One signed act. `taken_back`: it was signed and then taken back or asked again."""

    round: int
    step: str
    person: str
    acting_for: str
    outcome: str
    outcome_label: str
    opinion: str
    basis: str
    at: datetime
    taken_back: bool


def trail(case: Case) -> list[TrailRow]:
    """Every submission and opinion of all rounds, oldest first. One query. Reminders and the like: the
    ledger.
    """
    items = WorkItem.objects.filter(case=case, at__isnull=False).order_by("at", "id")
    return [trail_row(item) for item in items.select_related("step", "acted_by", "acted_for")]


def trail_row(item: WorkItem) -> TrailRow:
    return TrailRow(
        round=item.step.round,
        step=item.step.label,
        person=item.acted_by.name if item.acted_by else "",
        acting_for=item.acted_for.name if item.acted_for else "",
        outcome=item.outcome,
        outcome_label=str(Outcome(item.outcome).label),
        opinion=item.opinion,
        basis=item.basis,
        at=item.at,
        taken_back=item.state == ItemState.VOID,
    )


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A box of the drawn flow. `mark` is done, now, next or returned."""

    key: str
    label: str
    mark: str
    people: tuple[str, ...]
    left_at: datetime | None
    branches: int
    """How many are asked at the same time."""


_MARKS = {
    StepState.DONE: "done",
    StepState.ACTIVE: "now",
    StepState.WAITING: "next",
    StepState.SENT_BACK: "returned",
}


def flow(case: Case) -> list[FlowNode]:
    """The steps of the last round in their order, without those taken out. Two queries."""
    steps = Step.objects.filter(case=case, round=F("case__round")).exclude(state=StepState.REMOVED)
    signed: dict[int, dict[str, None]] = {}
    for item in (
        WorkItem.objects.filter(case=case, state=ItemState.DONE).select_related("acted_by").order_by("id")
    ):
        if item.acted_by is not None:
            signed.setdefault(item.step_id, {})[item.acted_by.name] = None
    return [
        FlowNode(
            step.key,
            step.label,
            _MARKS[StepState(step.state)],
            tuple(signed.get(step.pk, ())),
            step.left_at,
            max(len(step.seats), 1),
        )
        for step in steps.order_by("position")
    ]


def open_cases(organ_ids: Iterable[int]) -> QuerySet[Case]:
    """Open cases of the organs, oldest first; the caller passes organs in reach."""
    return Case.objects.filter(organ_id__in=list(organ_ids), state=CaseState.OPEN).order_by("opened_at", "id")
