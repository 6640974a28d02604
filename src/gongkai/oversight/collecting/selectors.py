"""Reads: the report of each organ and year that holds, who is missing or late, what fails. Queries do not grow with organs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import organs_below, organs_in_reach
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.published import published_reports
from gongkai.oversight.collecting.rules.recognising import Known
from gongkai.oversight.collecting.rules.standing import Standing, State, standing
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.due import Due, due, is_government
from gongkai.oversight.reporting.rules.frozen import from_stored
from gongkai.oversight.reporting.rules.interchange import Report, Trouble
from gongkai.oversight.reporting.rules.versions import FORMS

PLATFORM, COLLECTED = "platform", "collected"


@dataclass(frozen=True, slots=True)
class Held:
    """The report of an organ that holds for a year. `row`: None for one published on the platform."""

    report: Report
    origin: str
    published_on: date | None
    row: Collected | None = None
    troubles: tuple[Trouble, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One organ in the overview of a year. `failing`, `open`: checks that fail, that cannot be assessed."""

    organ: Organ
    depth: int
    standing: Standing
    held: Held | None = None
    failing: int = 0
    open: int = 0
    unreadable: int = 0

    @property
    def contradictory(self) -> bool:
        return self.failing > 0


HeldBy = dict[tuple[int, int], Held]


def known_organs(organs: QuerySet[Organ]) -> list[Known]:
    """Every organ with the names it has and had. One query."""
    return [
        Known(
            one.pk,
            one.code,
            (one.name, one.short_name, *(former["name"] for former in one.former_names or [])),
        )
        for one in organs.only("pk", "code", "name", "short_name", "former_names")
    ]


def roots_for(person: Person, today: date) -> QuerySet[Organ]:
    """Organs whose collection the person may look at."""
    return organs_in_reach(person, "collection.view", today)


# --- reports ----------------------------------------------------------------------------------------------------


def held(organs: Iterable[Organ], years: Iterable[int]) -> HeldBy:
    """(organ id, year) -> the report that holds: what stands on the platform, else the newest file."""
    organs, wanted = list(organs), sorted(set(years))
    ids = [one.pk for one in organs]
    found = {(row.organ_id, row.year): held_as(row) for row in _newest(ids, wanted)}
    for key, one in published_reports(organs, wanted).items():
        found[key] = Held(one.report, PLATFORM, one.published_on, address=one.address)
    return found


def _newest(ids: list[int], years: list[int]) -> QuerySet[Collected]:
    rows = Collected.objects.filter(organ__in=ids, year__in=years)
    newest = rows.order_by().values("organ", "year").annotate(newest=Max("pk")).values("newest")
    return Collected.objects.filter(pk__in=newest).select_related("file", "organ")


def held_as(row: Collected) -> Held:
    """What was read from one file."""
    troubles = tuple(Trouble(**one) for one in row.troubles)
    return Held(report_of(row), COLLECTED, row.told_published_on, row, troubles, row.address)


def report_of(row: Collected) -> Report:
    """The report as it was read from that file."""
    return Report(FORMS[row.form], from_stored(row.values), row.year, row.organ.name, row.text)


def files_of(organ: Organ, year: int) -> QuerySet[Collected]:
    """Every file of an organ and year, the newest first."""
    return Collected.objects.filter(organ=organ, year=year).select_related("file", "organ")


def years_of(organs: QuerySet[Organ]) -> list[int]:
    """Years of which anything was collected, the newest first."""
    rows = Collected.objects.filter(organ__in=organs).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def due_of(organ: Organ, year: int) -> Due:
    """A government has longer than its departments."""
    return due(year, government=is_government(organ.name))


# --- the overview of a year -------------------------------------------------------------------------------------


def overview(root: Organ, year: int, today: date) -> list[Line]:
    """Every organ from `root` down with its report of the year, in the order of the tree."""
    organs = list(organs_below(root))
    reports = held(organs, (year - 1, year))
    top = root.path.count("/")
    return [_line(one, one.path.count("/") - top, reports, year, today) for one in organs]


def _line(organ: Organ, depth: int, reports: HeldBy, year: int, today: date) -> Line:
    found = reports.get((organ.pk, year))
    day = found.published_on if found else None
    where = standing(due_of(organ, year), there=found is not None, published_on=day, today=today)
    if found is None:
        return Line(organ, depth, where)
    findings = findings_of(found, reports.get((organ.pk, year - 1)))
    counted = [
        sum(one.verdict is verdict for one in findings) for verdict in (Verdict.FAIL, Verdict.NOT_ASSESSABLE)
    ]
    return Line(organ, depth, where, found, *counted, len(found.troubles))


def findings_of(found: Held, before: Held | None) -> list[Finding]:
    """Every check of a report, with the report of the year before where it is at hand."""
    return assess_report(found.report, before.report if before else None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many organs stand where."""

    total: int
    in_time: int
    late: int
    undated: int
    missing: int
    waiting: int
    contradictory: int
    unreadable: int

    @property
    def there(self) -> int:
        return self.in_time + self.late + self.undated


def tally(lines: list[Line]) -> Tally:
    def how_many(state: State) -> int:
        return sum(line.standing.state is state for line in lines)

    return Tally(
        len(lines),
        how_many(State.IN_TIME),
        how_many(State.LATE),
        how_many(State.UNDATED),
        how_many(State.MISSING),
        how_many(State.WAITING),
        sum(line.contradictory for line in lines),
        sum(bool(line.unreadable) for line in lines),
    )
