"""Several years of one organ, or of an organ and all below it, side by side."""

from dataclasses import dataclass
from decimal import Decimal

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.rules.values import Value
from gongkai.oversight.collecting.rules.series import Change, Line, change, lines
from gongkai.oversight.collecting.rules.summing import Values, checkable
from gongkai.oversight.collecting.selectors import held
from gongkai.oversight.collecting.sums import wholes
from gongkai.oversight.reporting.rules.checks import Finding, check
from gongkai.oversight.reporting.rules.interchange import Report

BETWEEN_YEARS = ("T2-1", "T3-4")


@dataclass(frozen=True, slots=True)
class Column:
    """A year. `report` None: nothing is there. `having`, `of`: how many organs stand behind it."""

    year: int
    report: Report | None
    having: int = 1
    of: int = 1
    organs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` None: the form of the year does not count this, or there is no report (`there`).

    `change`: against the year before it, None where that cannot be said.
    """

    value: Value | None
    there: bool
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Series:
    """`between`: year -> the checks that tie its report to the one before; `uneven`: years behind which other organs
    stand than behind the year before, so that a change is not one of the numbers alone."""

    columns: list[Column]
    rows: list[Row]
    between: dict[int, list[Finding]]
    uneven: frozenset[int] = frozenset()


def of_organ(organ: Organ, years: list[int]) -> Series:
    """The reports of one organ."""
    reports = held([organ], years)
    found = [reports.get((organ.pk, year)) for year in years]
    return _series(
        [
            Column(year, one.report if one else None, int(one is not None), 1, frozenset({organ.pk}))
            for year, one in zip(years, found, strict=True)
        ]
    )


def of_sum(root: Organ, years: list[int]) -> Series:
    """The sums of the reports. A change between years behind which other organs stand is marked, not hidden."""
    found = wholes(root, years)
    columns = []
    for year in years:
        one = found.get(year)
        if one is None or not one.reports:
            columns.append(Column(year, None, 0, len(one.organs) if one else 0))
            continue
        report = Report(one.form, checkable(one.sums, one.reports), year, root.name)
        columns.append(Column(year, report, len(one.reports), len(one.organs), frozenset(one.reports)))
    return _series(columns)


def _series(columns: list[Column]) -> Series:
    forms = {column.report.form.code for column in columns if column.report}
    rows = [Row(line, _cells(line, columns)) for line in lines(forms)] if forms else []
    pairs = [(b, now) for b, now in zip(columns, columns[1:], strict=False) if b.report and now.report]
    between = {now.year: _between(before, now) for before, now in pairs}
    uneven = frozenset(now.year for before, now in pairs if before.organs != now.organs)
    return Series(columns, rows, between, uneven)


def _cells(line: Line, columns: list[Column]) -> list[Cell]:
    values = [line.value(c.report.form.code, c.report.values) if c.report else None for c in columns]
    before = [None, *values[:-1]]
    return [
        Cell(now, column.report is not None, change(then, now))
        for column, then, now in zip(columns, before, values, strict=True)
    ]


def _between(before: Column, now: Column) -> list[Finding]:
    """Carried over and in force: only where the same organs stand behind both years."""
    if before.organs != now.organs or before.report is None or now.report is None:
        return []
    last: Values = before.report.values
    found = check(now.report.form, now.report.values, last=last, last_form=before.report.form)
    return [one for one in found if one.check.code in BETWEEN_YEARS and _comparable(one, before, now)]


def _comparable(one: Finding, before: Column, now: Column) -> bool:
    """Table two counts other things in other forms."""
    return one.check.code != "T2-1" or before.report.form.code == now.report.form.code


def shown_change(one: Change) -> tuple[str, str]:
    """(difference with its sign, percent with its sign or a stroke)."""
    return signed(one.difference), "—" if one.percent is None else f"{signed(one.percent)}%"


def signed(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return f"+{text}" if number > 0 else text
