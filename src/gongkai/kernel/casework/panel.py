"""One case as every page shows it: the drawn flow, who is asked, what was said, what runs, who was told.

The domain's page builds it with `panel` and includes `casework/panel.html`; so all cases look alike. The
number of queries is the same however long the case is.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Division, Person
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.selectors import holders_of
from gongkai.kernel.casework.drawing import Box, Flow, Lane, draw
from gongkai.kernel.casework.models import Case, Copy, Definition, Step, Supervision, WorkItem
from gongkai.kernel.casework.rules import (
    CaseState,
    ItemState,
    Outcome,
    Situation,
    StepKind,
    StepState,
    parse,
    returnable,
)
from gongkai.kernel.casework.selectors import TrailRow, trail_row, who_is_asked
from gongkai.kernel.casework.services.storing import situation
from gongkai.kernel.clocks.selectors import ClockLine, clock_lines

_MARKS = {
    StepState.DONE: "done",
    StepState.ACTIVE: "now",
    StepState.WAITING: "next",
    StepState.SENT_BACK: "returned",
}
_LANE_MARKS = {ItemState.OPEN: "now", ItemState.DONE: "done", ItemState.LENT: "lent"}
WIDE, NARROW = 4, 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """The flow in two widths, of which a page shows the one that fits, and in words."""

    wide: SafeString
    narrow: SafeString
    words: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """An open item: in which step, who may act, since when, how often reminded."""

    item: WorkItem
    step: str
    who: str
    people: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """A supervisor's order with its clock."""

    row: Supervision
    clock: ClockLine | None


@dataclass(frozen=True, slots=True)
class Panel:
    case: Case
    drawing: Drawing
    asked: list[Asked]
    opinions: list[TrailRow]
    clocks: list[ClockLine]
    orders: list[Order]
    copies: list[Copy]

    @property
    def is_open(self) -> bool:
        return self.case.state == CaseState.OPEN


def panel(case: Case, today: date, *, now: datetime | None = None) -> Panel:
    """Everything `casework/panel.html` shows. At most twelve queries. The caller has checked who looks.

    `case` comes best with organ and division; `now` decides the light of limits in hours.
    """
    steps, items = _steps(case), _items(case)
    names = _names(steps)
    orders = list(case.supervisions.select_related("ordered_by", "replied_by"))
    lines = clock_lines(
        [(case.subject_type, case.subject_id), *(("supervision", str(order.pk)) for order in orders)],
        today,
        now=now,
    )
    by_order = {line.clock.subject_id: line for line in lines if line.clock.subject_type == "supervision"}
    return Panel(
        case=case,
        drawing=_drawing(case, steps, items, names),
        asked=_asked(items, today),
        opinions=[trail_row(item) for item in sorted(filter(_signed, items), key=lambda i: (i.at, i.pk))],
        clocks=[line for line in lines if line.clock.subject_type == case.subject_type],
        orders=[Order(order, by_order.get(str(order.pk))) for order in orders],
        copies=list(case.copies.select_related("person", "sent_by")),
    )


@dataclass(frozen=True, slots=True)
class Walk:
    """The rows of a case, read once for several questions: steps of the last round, work items of all rounds."""

    case: Case
    steps: list[Step]
    items: list[WorkItem]

    def drawing(self) -> Drawing:
        """Two queries for names at most, none where no seat names a person or a division."""
        return _drawing(self.case, self.steps, self.items, _names(self.steps))

    def opinions(self) -> list[TrailRow]:
        """What was signed in all rounds, the oldest first."""
        return [trail_row(item) for item in sorted(filter(_signed, self.items), key=lambda i: (i.at, i.pk))]

    def open_items(self) -> list[WorkItem]:
        return [item for item in self.items if item.state == ItemState.OPEN]

    def asked(self, today: date) -> list[Asked]:
        """Who may act in what is open; two queries."""
        return _asked(self.items, today)

    def unfinished(self) -> list[str]:
        """What the steps of the last round that are not done are called."""
        left = [step for step in self._last_round() if step.state != StepState.DONE]
        return [step.label for step in left]

    def agreed_as(self, role: str) -> bool:
        """Whether somebody agreed in that role in the last round."""
        steps = {step.pk for step in self._last_round()}
        done = [item for item in self.items if item.step_id in steps and item.state == ItemState.DONE]
        return any(item.role == role and item.outcome == Outcome.AGREE for item in done)

    def signed_by(self, person: int) -> bool:
        """Whether the person has acted in the last round, or handed it in."""
        return any(person in item.actors for item in self._situation().items if item.state == ItemState.DONE)

    def may_take_back(self, person: int) -> bool:
        """Whether the person's own last act can still be taken back; the rule of the act itself."""
        return self.case.state == CaseState.OPEN and returnable(self._situation(), person) is not None

    def _situation(self) -> Situation:
        steps = [step for step in self.steps if step.round == self.case.round]
        return situation(self.case, steps, [item for item in self.items if item.step in steps])

    def _last_round(self) -> list[Step]:
        steps = [step for step in self.steps if step.round == self.case.round]
        return [step for step in steps if step.state != StepState.REMOVED]


def walk_of(case: Case, *, shown: bool = True) -> Walk:
    """Two queries. `shown`: with the names of people and divisions, which only a page asks for."""
    return Walk(case, _steps(case), _items(case) if shown else _bare_items(case))


def drawing_of(case: Case) -> Drawing:
    """The drawn flow alone. At most four queries."""
    return walk_of(case).drawing()


def drawing_of_chain(definition: Definition) -> Drawing:
    """A chain that nothing walks yet. No query."""
    boxes = [
        Box(
            step.key,
            step.name,
            "next",
            tuple(Lane(_seat_name(asdict(seat), {}), "next") for seat in step.seats),
        )
        for step in parse(definition.steps)
    ]
    flow = Flow(definition.name, (*boxes, Box("", _("办结"), "next")))
    name = f"chain-{definition.pk}"
    wide, narrow = (draw(flow, columns=width, name=f"{name}-{width}") for width in (WIDE, NARROW))
    return Drawing(mark_safe(wide), mark_safe(narrow), flow.sentences())


def flow_of(case: Case) -> Flow:
    """What is drawn of the last round, as plain values."""
    steps = _steps(case)
    return _flow(case, steps, _items(case), _names(steps))


# --- rows -----------------------------------------------------------------------------------------------------


def _steps(case: Case) -> list[Step]:
    rows = Step.objects.filter(Q(round=case.round) | Q(state=StepState.SENT_BACK), case=case)
    return list(rows.order_by("round", "position"))


def _bare_items(case: Case) -> list[WorkItem]:
    return list(WorkItem.objects.filter(case=case).order_by("id"))


def _items(case: Case) -> list[WorkItem]:
    rows = WorkItem.objects.filter(case=case).select_related(
        "step", "person", "division", "acted_by", "acted_for", "added_by"
    )
    return list(rows.order_by("id"))


def _names(steps: Iterable[Step]) -> dict[tuple[str, int], str]:
    """Names of people and divisions that seats not yet asked name by id: two queries, none where no seat does."""
    seats = [seat for step in steps if step.state == StepState.WAITING for seat in step.seats]
    found: dict[tuple[str, int], str] = {}
    for kind, model in (("person", Person), ("division", Division)):
        ids = {seat[kind] for seat in seats if seat.get(kind)}
        rows = model.objects.filter(pk__in=ids).values_list("pk", "name") if ids else ()
        found |= {(kind, pk): name for pk, name in rows}
    return found


def _signed(item: WorkItem) -> bool:
    return item.at is not None


def _asked(items: list[WorkItem], today: date) -> list[Asked]:
    waiting = [item for item in items if item.state == ItemState.OPEN]
    posts = {(i.organ_id, i.role, i.division_id) for i in waiting if i.person_id is None}
    holding = holders_of(posts, today)
    return [_ask(item, holding.get((item.organ_id, item.role, item.division_id), [])) for item in waiting]


def _ask(item: WorkItem, people: list[Person]) -> Asked:
    names = (item.person.name,) if item.person else tuple(person.name for person in people)
    return Asked(item, item.step.label, who_is_asked(item), names, item.created_at)


# --- the drawing ----------------------------------------------------------------------------------------------


def _drawing(case: Case, steps: list[Step], items: list[WorkItem], names: dict) -> Drawing:
    flow = _flow(case, steps, items, names)
    wide = draw(flow, columns=WIDE, name=f"flow-{case.pk}-wide")
    narrow = draw(flow, columns=NARROW, name=f"flow-{case.pk}-narrow")
    return Drawing(mark_safe(wide), mark_safe(narrow), flow.sentences())


def _flow(case: Case, steps: list[Step], items: list[WorkItem], names: dict) -> Flow:
    last = [step for step in steps if step.round == case.round and step.state != StepState.REMOVED]
    boxes = [_box(step, [item for item in items if item.step_id == step.pk], names) for step in last]
    title = _("办理流程：%(title)s") % {"title": case.title}
    return Flow(title, (*boxes, _end(case)), _back(case, steps, items))


def _end(case: Case) -> Box:
    mark = "next" if case.state == CaseState.OPEN else "end"
    label = _("办结") if case.state == CaseState.OPEN else case.get_state_display()
    lanes = (Lane(str(Outcome(case.outcome).label), "end"),) if case.outcome else ()
    return Box("", label, mark, lanes, _day(case.concluded_at))


def _back(case: Case, steps: list[Step], items: list[WorkItem]) -> tuple[tuple[str, str], ...]:
    """To the drafter in the round before; to earlier steps in this one."""
    before = [(step.key, "drafter") for step in steps if step.state == StepState.SENT_BACK]
    within = [
        (item.step.key, item.sent_to)
        for item in items
        if item.outcome == Outcome.SEND_BACK and item.step.round == case.round and item.sent_to
    ]
    return tuple(dict.fromkeys([*before, *within]))


def _box(step: Step, items: list[WorkItem], names: dict) -> Box:
    mark = _MARKS[StepState(step.state)]
    current = [item for item in items if item.visit == step.visit and item.state != ItemState.VOID]
    lanes = _seats(step, names) if step.state == StepState.WAITING else _lanes(current)
    return Box(step.key, step.label, mark, lanes, _day(step.left_at) if mark == "done" else "")


def _lanes(items: list[WorkItem]) -> tuple[Lane, ...]:
    lanes = []
    for item in items:
        if item.returns_to_id is None:
            lanes += [_lane(item), *(_lane(other) for other in items if other.returns_to_id == item.pk)]
    return tuple(lanes)


def _lane(item: WorkItem) -> Lane:
    done = item.acted_by if item.state == ItemState.DONE else None
    who = done.name if done else who_is_asked(item)
    if done and item.division and item.step.kind == StepKind.JOINT:
        who = f"{item.division.name} {done.name}"
    word = str(Outcome(item.outcome).label) if item.outcome and item.state == ItemState.DONE else ""
    return Lane(who, _LANE_MARKS[ItemState(item.state)], word, below=item.returns_to_id is not None)


def _seats(step: Step, names: dict) -> tuple[Lane, ...]:
    return tuple(Lane(_seat_name(seat, names), "next") for seat in step.seats)


def _seat_name(seat: dict, names: dict) -> str:
    if seat.get("person"):
        return names.get(("person", seat["person"]), "")
    division = names.get(("division", seat.get("division") or 0), "")
    return f"{division}{Role(seat['role']).label}" if seat.get("role") else division


def _day(moment: datetime | None) -> str:
    return shanghai_date(moment).strftime("%m-%d") if moment else ""
