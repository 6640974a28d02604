"""Between rows and the plain values of the rules. Private to this app; called inside an act's transaction."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.models import Case, Step, WorkItem
from gongkai.kernel.casework.rules import (
    CaseState,
    Item,
    Node,
    Reach,
    Seat,
    Situation,
    StepSpec,
    StepState,
    parse,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acts, for whom, when, and what was said."""

    at: datetime
    by: Person | None = None
    acting_for: Person | None = None
    opinion: str = ""
    basis: str = ""
    sent_to: str = ""


def definition_of(case: Case) -> tuple[StepSpec, ...]:
    return parse(case.definition.steps)


def situation_of(case: Case) -> Situation:
    """The running round of a case. Two queries."""
    steps = list(Step.objects.filter(case=case, round=case.round).order_by("position"))
    items = WorkItem.objects.filter(case=case, step__in=[step.pk for step in steps]).order_by("id")
    return situation(case, steps, items)


def situation(case: Case, steps: list[Step], items: Iterable[WorkItem]) -> Situation:
    """The running round from its rows at hand, steps by position and items by id. One query where the definition
    of the case is not at hand.
    """
    keys = {step.pk: step.key for step in steps}
    return Situation(
        state=case.state,
        outcome=case.outcome,
        round=case.round,
        drafter=case.opened_by_id,
        nodes=tuple(map(node_of, steps)),
        items=tuple(item_of(item, keys[item.step_id], case.division_id) for item in items),
        distinct_persons=case.definition.distinct_persons,
    )


def node_of(step: Step) -> Node:
    seats = tuple(Seat(**seat) for seat in step.seats)
    return Node(step.key, step.name, step.kind, step.state, seats, step.decides, step.visit)


def item_of(row: WorkItem, key: str, division: int | None) -> Item:
    """`division`: that of the case, which a seat means when it names none."""
    reach = Reach.ORGAN if row.division_id is None else Reach.DIVISION
    other = row.division_id if row.division_id != division else None
    actors = tuple(person for person in (row.acted_by_id, row.acted_for_id) if person is not None)
    seat = Seat(row.role, reach, row.person_id, row.added_by_id, other)
    opened = row.opened_at is not None
    return Item(row.pk, key, row.visit, seat, row.state, row.outcome, opened, actors, row.returns_to_id)


def store(case: Case, before: Situation, after: Situation, signature: Signature) -> None:
    """Write down how `after` differs from `before`, which is what the rows of that round say now."""
    steps = _store_nodes(case, before, after, signature.at)
    known = {item.id: item for item in before.items}
    for item in after.items:
        if item.id is None:
            _create_item(case, steps[item.step], item, signature)
        elif item != known[item.id]:
            _change_item(known[item.id], item, signature)
    case.state, case.outcome, case.round = after.state, after.outcome, after.round
    case.concluded_at = None if after.state == CaseState.OPEN else signature.at
    case.save(update_fields=["state", "outcome", "round", "concluded_at"])


def _store_nodes(case: Case, before: Situation, after: Situation, at: datetime) -> dict[str, Step]:
    rows = {step.key: step for step in Step.objects.filter(case=case, round=after.round)}
    known = {node.key: (place, node) for place, node in enumerate(before.nodes)}
    # what leaves comes first: the database holds that one step at most is active
    order = sorted(enumerate(after.nodes), key=lambda placed: placed[1].state == StepState.ACTIVE)
    for place, node in order:
        row = rows.get(node.key) or Step(case=case, round=after.round, key=node.key)
        if row.pk is None or known.get(node.key) != (place, node):
            rows[node.key] = _write_node(row, place, node, at)
    return rows


def _write_node(row: Step, place: int, node: Node, at: datetime) -> Step:
    if node.state == StepState.ACTIVE and row.state != StepState.ACTIVE:
        row.entered_at, row.left_at = at, None
    elif row.state == StepState.ACTIVE and node.state != StepState.ACTIVE:
        row.left_at = at
    row.position, row.name, row.kind, row.state = place, node.name, node.kind, node.state
    row.decides, row.visit = node.decides, node.visit
    row.seats = [asdict(seat) for seat in node.seats]
    row.save()
    return row


def _create_item(case: Case, step: Step, item: Item, signature: Signature) -> WorkItem:
    row = WorkItem(
        step=step,
        case=case,
        organ_id=case.organ_id,
        division_id=_division(case, item.seat),
        returns_to_id=item.returns_to,
        role=item.seat.role,
        person_id=item.seat.person,
        added_by_id=item.seat.added_by,
        visit=item.visit,
        state=item.state,
        created_at=signature.at,
    )
    if item.outcome:
        _sign(row, item, signature)
    row.save(force_insert=True)
    return row


def _division(case: Case, seat: Seat) -> int | None:
    return (seat.division or case.division_id) if seat.reach == Reach.DIVISION else None


def _change_item(old: Item, item: Item, signature: Signature) -> None:
    row = WorkItem.objects.get(pk=item.id)
    row.state = item.state
    if item.opened and row.opened_at is None:
        row.opened_at = signature.at
    if item.outcome != old.outcome:
        _sign(row, item, signature)
    row.save()


def _sign(row: WorkItem, item: Item, signature: Signature) -> None:
    row.outcome, row.opinion, row.basis = item.outcome, signature.opinion, signature.basis
    row.sent_to = signature.sent_to
    row.acted_by, row.acted_for, row.at = signature.by, signature.acting_for, signature.at
    row.opened_at = row.opened_at or signature.at
