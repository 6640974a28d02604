"""The reports of an organ and of all below it together: totals that know their gaps, by group, against the platform."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import organs_below
from gongkai.kernel.figures.rules.values import BLANK, Value
from gongkai.oversight.collecting.counted import Counted, counted_by_organ
from gongkai.oversight.collecting.rules.summing import Total, checkable, joined_sums, summed, values_of
from gongkai.oversight.collecting.selectors import Held, HeldBy, held
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import Finding
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import form_of

Sums = dict[str, Total]


@dataclass(frozen=True, slots=True)
class Group:
    """An organ with all below it, or the organ at the top alone."""

    organ: Organ
    organs: list[Organ]
    sums: Sums
    there: int


@dataclass(frozen=True, slots=True)
class Whole:
    """The sum of a year. `left_out`: organs whose report has another form, which cannot be added."""

    root: Organ
    year: int
    form: Form
    organs: list[Organ]
    reports: dict[int, Held]
    sums: Sums
    groups: list[Group]
    left_out: list[Organ]

    @property
    def missing(self) -> list[Organ]:
        return [one for one in self.organs if one.pk not in self.reports and one not in self.left_out]

    def as_report(self) -> Report:
        """The sum as a report: what nobody gave is blank. Its words say how many organs it covers."""
        text = {"1": f"本表由{len(self.organs)}个机关中{len(self.reports)}个机关的年度报告汇总。"}
        return Report(self.form, values_of(self.sums), self.year, f"{self.root.name}（汇总）", text)


def whole(root: Organ, year: int) -> Whole | None:
    """The sum of the reports of `root` and all below; None for a year without a form. Queries do not grow with organs."""
    organs = list(organs_below(root))
    return _whole(root, organs, year, held(organs, (year,)))


def wholes(root: Organ, years: list[int]) -> dict[int, Whole]:
    """The sums of several years at once."""
    organs = list(organs_below(root))
    reports = held(organs, years)
    found = {year: _whole(root, organs, year, reports) for year in years}
    return {year: one for year, one in found.items() if one is not None}


def _whole(root: Organ, organs: list[Organ], year: int, reports: HeldBy) -> Whole | None:
    of_year = {one.pk: reports[one.pk, year] for one in organs if (one.pk, year) in reports}
    form = _form(year, of_year)
    if form is None:
        return None
    fitting = {pk: one for pk, one in of_year.items() if one.report.form.code == form.code}
    groups = [_group(head, inside, form, fitting) for head, inside in _heads(root, organs)]
    sums = joined_sums(group.sums for group in groups)
    left_out = [one for one in organs if one.pk in of_year and one.pk not in fitting]
    return Whole(root, year, form, organs, fitting, sums, groups, left_out)


def _form(year: int, reports: dict[int, Held]) -> Form | None:
    """The form of the year; where none is set, the one that most reports have."""
    found = form_of(year)
    if found is not None or not reports:
        return found
    forms = [one.report.form for one in reports.values()]
    code = Counter(form.code for form in forms).most_common(1)[0][0]
    return next(form for form in forms if form.code == code)


def _heads(root: Organ, organs: list[Organ]) -> list[tuple[Organ, list[Organ]]]:
    """The organ at the top alone, then each directly below it with its own."""
    below = [one for one in organs if one.parent_id == root.pk]
    return [(root, [root]), *((one, [x for x in organs if x.path.startswith(one.path)]) for one in below)]


def _group(head: Organ, organs: list[Organ], form: Form, reports: dict[int, Held]) -> Group:
    values = {one.pk: reports[one.pk].report.values if one.pk in reports else None for one in organs}
    there = sum(found is not None for found in values.values())
    return Group(head, organs, summed(form.labels, values), there)


# --- checks -----------------------------------------------------------------------------------------------------


def findings_of_sum(now: Whole, before: Whole | None = None) -> list[Finding]:
    """The checks on the totals; one that meets a cell which a report leaves open is not assessable.

    The year before counts only when the same organs had reported: else what one organ lacks would look like a break.
    """
    last = None
    if before is not None and set(before.reports) == set(now.reports):
        last = Report(before.form, checkable(before.sums, before.reports))
    return assess_report(Report(now.form, checkable(now.sums, now.reports)), last)


# --- against the platform ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Differing:
    """One cell of one organ: what it reports, what the platform counts."""

    organ: Organ
    cell: str
    reported: Decimal
    counted: Decimal

    @property
    def difference(self) -> Decimal:
        return self.reported - self.counted


@dataclass(frozen=True, slots=True)
class Against:
    """Reports beside the platform's own count. `idle`: organs that report, and of which the platform counts nothing."""

    counted: Counted
    differing: list[Differing]
    idle: list[Organ]

    def total(self, cell: str) -> Decimal | None:
        found = [cells[cell] for cells in self.counted.values() if cell in cells]
        return sum(found, Decimal(0)) if found else None


def against_platform(one: Whole) -> Against:
    """What the platform counts of the same organs, and where a report says another number."""
    counted = counted_by_organ(one.form, one.year, one.organs)
    reporting = [organ for organ in one.organs if organ.pk in one.reports]
    idle = [organ for organ in reporting if not any(counted[organ.pk].values())]
    differing = [
        Differing(organ, cell, said, number)
        for organ in reporting
        if organ not in idle
        for cell, number in counted[organ.pk].items()
        if isinstance(said := said_by(one, organ, cell), Decimal) and said != number
    ]
    return Against(counted, differing, idle)


def said_by(one: Whole, organ: Organ, cell: str) -> Value | None:
    """What the report of an organ says in a cell; None when there is no report."""
    found = one.reports.get(organ.pk)
    return found.report.values.get(cell, BLANK) if found else None
