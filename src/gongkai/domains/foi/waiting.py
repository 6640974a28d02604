"""Requests that wait for one official: in hand, to be confirmed or assigned, to be sent out, an extension to decide,
others who were asked and say nothing.

What waits for a signature is a work item and stands in the inbox already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.models import Extension, Request
from gongkai.domains.foi.register import Waits, open_ones, waiting_in
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.selectors import ANSWER, visible
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import coverage
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.rules import Due, Light, State, light

MOST = 50
_OFFICE = (
    ("request.register", Waits.CONFIRMATION),
    ("request.assign", Waits.OFFICE),
    ("request.assign", Waits.DISPATCH),
    ("request.assign", Waits.CHASING),
)
"""Capability -> what it has to do with."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """`days` to the due date, None while no day is known; `step`: what is to be done."""

    request: Request
    step: str | Promise
    days: int | None
    light: str


def waiting_for(person: Person, today: date) -> list[Waiting]:
    """The earliest due first, those without a day last; in the person's own organ. Two queries."""
    mine = Q(handler=person) & (
        waiting_in(Waits.DIVISION) | waiting_in(Waits.DECISION) | waiting_in(Waits.CHASING)
    )
    for capability, waits in _OFFICE:
        if _covers_organ(person, capability, today):
            mine |= Q(organ=person.organ_id) & waiting_in(waits)
    undecided = Extension.objects.filter(request=OuterRef("pk"), decided_at=None, imported=False)
    rows = open_ones(visible(person, today), today)
    rows = rows.annotate(undecided=Exists(undecided))
    if _covers_organ(person, "request.extend", today):
        others = ~Exists(undecided.filter(proposed_by=person))
        mine |= Q(organ=person.organ_id, undecided=True) & others
    rows = rows.filter(mine).select_related("organ", "division").defer("description", "receipt")
    found = sorted(
        rows.order_by("due_on", "id")[:MOST], key=lambda row: (row.due_on is None, row.due_on or today)
    )
    return [_waiting(row, today) for row in found] + _corrections(person, today)


def _corrections(person: Person, today: date) -> list[Waiting]:
    """Answers that were told and are being corrected: no limit of the law runs. One query."""
    mine = Q(handler=person, correcting=Stage.HANDLING)
    if _covers_organ(person, "request.assign", today):
        mine |= Q(organ=person.organ_id, correcting=Stage.ISSUING)
    rows = visible(person, today).filter(mine, correcting__isnull=False)
    rows = rows.select_related("organ", "division").defer("description", "receipt").order_by("id")[:MOST]
    return [Waiting(row, ActKind.CORRECT_ANSWER.label, None, Light.PAUSED.value) for row in rows]


def _covers_organ(person: Person, capability: str, today: date) -> bool:
    found = coverage(person, capability, today)
    return found.covers(organ_id=person.organ_id, organ_path=person.organ.path, division_id=None)


def _waiting(row: Request, today: date) -> Waiting:
    if row.chasing:
        return Waiting(row, Waits.CHASING.label, None, Light.RED.value)
    due = row.due_on if row.clock_state == State.RUNNING else None
    limit = limit_in_force(ANSWER, row.received_on) if row.received_on else None
    shown = Light.PAUSED if limit else Light.GREEN
    if due and limit:
        shown = light(Due(State.RUNNING, due, False, due, due), today, limit.warning)
    step = _("延期待决定") if row.undecided and row.stage != Stage.UNCONFIRMED else row.get_stage_display()
    step = Waits.DECISION.label if row.stage == Stage.CORRECTING and row.overdue else step
    return Waiting(row, step, (due - today).days if due else None, shown.value)


def titles_of(ids: Iterable[int], person: Person, today: date) -> dict[int, str]:
    """Number and subject of those that the person may see. One query."""
    rows = visible(person, today).filter(pk__in=list(ids)).values_list("pk", "number", "subject")
    return {pk: f"{number or ''} {subject}".strip() for pk, number, subject in rows}
