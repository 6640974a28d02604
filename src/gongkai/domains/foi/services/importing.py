"""Import: rows of an old register become requests, with their history, by the same acts as any other.

A row is taken whole or not at all; a batch is one transaction, each row a savepoint in it, so that a killed
import is run again and goes on where it stopped. Personal data are sealed with the row; a refusal names fields only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.domains.foi.exchange.reading import key_of, read_past
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.places import place_names
from gongkai.domains.foi.rules.doubts import doubts
from gongkai.domains.foi.rules.past import Past, reasons_against_past
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.services.classifying import classify
from gongkai.domains.foi.services.intake import submit
from gongkai.domains.foi.services.recounting import recount
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.selectors import keep_posts, may
from gongkai.kernel.records.tabular.keeping import Seen
from gongkai.kernel.records.tabular.reading import RawRow
from gongkai.kernel.records.tabular.values import Lookups

CREATED, PRESENT, REFUSED = "created", "present", "refused"
NEEDED = ("request.register", "request.handle", "request.appeal")


@dataclass(slots=True)
class Run:
    """One import under way, made by `begin_import`."""

    organ: Organ
    dry_run: bool
    lookups: Lookups
    divisions: dict[int, Division]
    places: Mapping[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row. `title` is its number or key: never words of the applicant."""

    line: int
    state: str
    title: str = ""
    key: str = ""
    reasons: tuple[Reason, ...] = ()
    request: int | None = None
    marked: bool = False
    findings: tuple = ()
    notes: tuple[Reason, ...] = ()
    """Of a row that was taken: what the law knows otherwise (rules.doubts)."""


@dataclass(frozen=True, slots=True)
class _Item:
    line: int
    past: Past | None
    key: str = ""
    division: int | None = None
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


def begin_import(*, organ: Organ, source: str, by: Person, at: datetime, dry_run: bool = False) -> Run:
    """Check the right and write down that the import begins. Ledger: request.import. NotAllowed."""
    today = shanghai_date(at)
    keep_posts(by, today)  # asked again for every row
    if not all(may(by, capability, organ=organ, today=today) for capability in NEEDED):
        text = _("%(name)s没有导入%(organ)s依申请公开台账的权限。") % {"name": by.name, "organ": organ.name}
        refuse([Reason("may_not_import", text)])
    if not dry_run:
        with transaction.atomic():
            append(
                organ=organ.code,
                verb="request.import",
                subject_type="organ",
                subject_id=organ.code,
                by=by,
                at=at,
                detail={"source": source[:200]},
            )
    divisions = {division.pk: division for division in organ.divisions.all()}
    named = {division.name: pk for pk, division in divisions.items()}
    return Run(organ, dry_run, Lookups(division=named), divisions, place_names())


def import_batch(*, run: Run, rows: Sequence[RawRow], by: Person, at: datetime) -> list[Outcome]:
    """Take some rows, in one transaction. Outcomes come in their order; nothing is raised for a row."""
    items = [_understood(run, raw, at) for raw in rows]
    with transaction.atomic():
        known = _known(run.organ, items)
        outcomes = [_take(run, item, known, by=by, at=at) for item in items]
        if run.dry_run:
            transaction.set_rollback(True)
    return outcomes


def _understood(run: Run, raw: RawRow, at: datetime) -> _Item:
    if raw.problem is not None:
        return _Item(raw.line, None, reasons=(raw.problem,))
    past, values, reasons = read_past(raw.cells, run.lookups, run.places)
    key, division, notes = key_of(values), values.get("division"), []
    if past is not None:
        days = calendar(run.organ.region_id)
        reasons = reasons_against_past(past, today=shanghai_date(at), calendar=days)
        notes = [] if reasons else doubts(past, days)
    return _Item(raw.line, None if reasons else past, key, division, tuple(reasons), tuple(notes))


def _known(organ: Organ, items: list[_Item]) -> dict[str, int]:
    """Key -> request, of those the register has; a number counts as a key. One query."""
    keys = {item.key for item in items}
    numbers = {item.past.number for item in items if item.past and item.past.number}
    found = Request.objects.filter(Q(organ=organ, source_key__in=keys) | Q(organ=organ, number__in=numbers))
    known = {}
    for pk, key, number in found.order_by().values_list("pk", "source_key", "number"):
        known |= {f"number:{number}": pk} | ({key: pk} if key else {})
    return known


def _take(run: Run, item: _Item, known: dict[str, int], *, by: Person, at: datetime) -> Outcome:
    outcome = Outcome(item.line, REFUSED, key=item.key, title=item.past.number if item.past else "")
    if item.past is None:
        return replace(outcome, reasons=item.reasons)
    if earlier := run.seen.line_of("key", item.key):
        text = _("与第 %d 行是同一件，没有重复导入。") % earlier
        return replace(outcome, reasons=(Reason("duplicate_row", text, "", "key"),))
    run.seen.add("key", item.key, item.line)
    number = item.past.number
    if number and (earlier := run.seen.line_of("number", number)):
        text = _("第 %(line)d 行已用登记号 %(number)s，登记号不得重复。") % {
            "line": earlier,
            "number": number,
        }
        return replace(outcome, reasons=(Reason("number_taken", text, "", "number"),))
    run.seen.add("number", number, item.line)
    by_number = known.get(f"number:{number}")
    there = known.get(item.key) or (by_number if item.key == f"number:{number}" else None)
    if there is not None:
        return replace(outcome, state=PRESENT, request=there)
    if by_number is not None:
        return replace(outcome, reasons=(_taken(number),))
    try:
        with transaction.atomic():
            request = _make(run, item, by=by, at=at)
    except NotAllowed as refusal:
        return replace(outcome, reasons=tuple(refusal.reasons))
    except IntegrityError:
        return _after_race(run.organ, item, outcome)
    known[item.key] = known[f"number:{request.number}"] = request.pk
    return replace(outcome, state=CREATED, request=request.pk, title=request.number, notes=item.notes)


def _make(run: Run, item: _Item, *, by: Person, at: datetime) -> Request:
    past = item.past
    arrived = datetime.combine(past.submitted_on, time(9), SHANGHAI)
    request = submit(
        organ=run.organ,
        application=past.application,
        submitted_at=min(arrived, at),
        receipt=past.arrival(),
        source_key=item.key,
        number=past.number,
        finished=past.finished,
        by=by,
        at=at,
    ).request
    if item.division:
        request.division = run.divisions[item.division]
        request.stage = Stage.HANDLING if request.stage == Stage.RECEIVED else request.stage
        request.save(update_fields=["division", "stage"])
    request = recount(request=request, past=past, doubts=item.notes, by=by, at=at)
    if past.classes:
        classify(request=request, classes=past.classes, by=by, at=at)
    return request


def _after_race(organ: Organ, item: _Item, outcome: Outcome) -> Outcome:
    """Somebody else wrote the same key or number between our look and our write."""
    there = Request.objects.filter(organ=organ, source_key=item.key).first()
    if there is not None:
        return replace(outcome, state=PRESENT, request=there.pk)
    if not Request.objects.filter(number=item.past.number or None).exists():
        raise RuntimeError(f"row {item.line} broke a constraint that is not about its key or number")
    return replace(outcome, reasons=(_taken(item.past.number),))


def _taken(number: str) -> Reason:
    """Another request of the register has it: two rows are not one because somebody counted twice."""
    text = _("登记号 %s 已被使用，登记号不得重复。") % number
    return Reason("number_taken", text, "", "number")
