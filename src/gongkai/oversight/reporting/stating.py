"""Table two: what an organ stated for its year, what the register counts where nobody stated anything, and what lacks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.models import Statement
from gongkai.kernel.figures.registry import known_metrics, metric
from gongkai.kernel.figures.rules.periods import Period, year
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value
from gongkai.kernel.figures.selectors import value
from gongkai.oversight.reporting.rules.form import Form

_TABLE, _CODE = "table2.", "report."
COUNTED = {
    "table2.normative.made": "records.normative_made",
    "table2.normative.repealed": "records.normative_ended",
    "table2.normative.in_force": "records.normative_in_force",
}
"""Cell of the form since 2021 -> the figure of the register that fills it until somebody states another number."""


def code_of(cell: str) -> str:
    """The stated figure of a cell: `table2.rules.made` is `report.rules.made`."""
    return _CODE + cell.removeprefix(_TABLE)


def counted_by(form: Form, cell: str) -> str | None:
    """Code of the figure that the platform counts for a cell of table two, if it does."""
    code = COUNTED.get(cell) if form.since >= 2021 else None
    return code if code in {one.code for one in known_metrics()} else None


def statements_for(form: Form, of_year: int, organs: Iterable[Organ]) -> list[Statement]:
    """The newest statement of each organ for each cell. One query."""
    period = year(of_year)
    codes = [code_of(cell) for cell in form.table2.addresses()]
    rows = Statement.objects.filter(
        code__in=codes, since=period.since, until=period.until, organ__in=list(organs)
    )
    newest = {(row.organ_id, row.code): row for row in rows.order_by("pk")}
    return list(newest.values())


def table_two(form: Form, of_year: int, organs: Iterable[Organ]) -> dict[str, Value]:
    """Every cell: the sum of what was stated, what is counted where nobody stated, or blank."""
    organs, period = list(organs), year(of_year)
    told: dict[str, list[Statement]] = {}
    for row in statements_for(form, of_year, organs):
        told.setdefault(row.code, []).append(row)
    return {
        cell: _value(form, cell, told.get(code_of(cell), []), period, organs)
        for cell in form.table2.addresses()
    }


def _value(form: Form, cell: str, told: list[Statement], period: Period, organs: list[Organ]) -> Value:
    numbers = [row.value for row in told if row.value is not None]
    if numbers:
        return sum(numbers, Decimal(0))
    if told:
        return NOT_APPLICABLE
    code = counted_by(form, cell)
    return value(metric(code), period, organs) if code else BLANK


@dataclass(frozen=True, slots=True)
class Told:
    """A cell of table two as its page shows it: `source` is counted, stated or missing."""

    cell: str
    name: str
    value: Value
    source: str
    statement: Statement | None
    last: Value


def told_of(form: Form, of_year: int, organ: Organ, values: dict[str, Value], last) -> Iterator[Told]:
    """`values`: those of the report; `last`: the report of the year before or None."""
    by_code = {row.code: row for row in statements_for(form, of_year, [organ])}
    for cell in form.table2.addresses():
        statement, now = by_code.get(code_of(cell)), values.get(cell, BLANK)
        source = "stated" if statement else "missing" if now is BLANK else "counted"
        before = last.values.get(cell, BLANK) if last and last.form.code == form.code else BLANK
        yield Told(cell, form.labels[cell], now, source, statement, before)
