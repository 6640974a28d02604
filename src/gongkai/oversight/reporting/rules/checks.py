"""What must be true of the numbers of a report: each check with its cells, so that a refusal can name them.

A check that lacks a value is *not assessable*, never failed: a blank cell is no zero (T3-6). A cell marked as
not applicable counts as none in a sum, for that is what the organ says by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE, NOT_APPLICABLE, Value
from gongkai.oversight.reporting.rules.versions import APPLICANTS, COLUMNS, RESULTS, TOTAL, WAYS, Form, Table

Values = Mapping[str, Value]


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Equation:
    """The cells on the left add up to those on the right; `minus` are taken off the right. `where`: row or column.

    A cell of last year's report has `last.` before its address.
    """

    code: str
    where: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.left, *self.right, *self.minus)


@dataclass(frozen=True, slots=True)
class Finding:
    """An equation with what came of it. `missing`: the cells that no verdict could do without."""

    check: Equation
    verdict: Verdict
    left: Decimal | None = None
    right: Decimal | None = None
    missing: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        return None if self.left is None or self.right is None else self.left - self.right


LAST = "last."


def assess(check: Equation, values: Values) -> Finding:
    """PASS, FAIL with both sides, or NOT_ASSESSABLE with what is missing (T3-6)."""
    missing = tuple(cell for cell in check.cells if values.get(cell, BLANK) in (BLANK, NO_TABLE))
    if missing:
        return Finding(check, Verdict.NOT_ASSESSABLE, missing=missing)
    left = _sum(check.left, values)
    right = _sum(check.right, values) - _sum(check.minus, values)
    return Finding(check, Verdict.PASS if left == right else Verdict.FAIL, left, right)


def _sum(cells: Iterable[str], values: Values) -> Decimal:
    found = (values[cell] for cell in cells)
    return sum((v for v in found if v is not NOT_APPLICABLE and isinstance(v, Decimal)), Decimal(0))


# --- the checks of a form ---------------------------------------------------------------------------------------


def checks_of(form: Form) -> list[Equation]:
    """All that one report must fulfil by itself, and what ties it to the report of the year before."""
    return [
        *_table_two(form),
        *_results_add_up(form),
        *_nothing_lost(form),
        *_rows_add_up(form.table3),
        *_carried_over(form),
        *_table_four(form.table4),
    ]


def _table_two(form: Form) -> Iterator[Equation]:
    """T2-1: in force now = in force last year + made − repealed (norms 2.3)."""
    table = form.table2
    for row in table.rows:
        if {"made", "repealed", "in_force"} <= {key for key, _label in row.cells}:
            now, made, gone = (table.cell(row.key, key) for key in ("in_force", "made", "repealed"))
            yield Equation("T2-1", row.key, (now,), (LAST + now, made), (gone,))


def _results_add_up(form: Form) -> Iterator[Equation]:
    """T3-1, each of seven columns: the total of the results is the sum of them."""
    table, roles = form.table3, form.roles
    for column in COLUMNS:
        parts = tuple(table.cell(row, column) for row in roles.groups)
        yield Equation("T3-1", column, (table.cell(roles.answered, column),), parts)


def _nothing_lost(form: Form) -> Iterator[Equation]:
    """T3-2, printed on the form: 第一项加第二项之和，等于第三项加第四项之和."""
    table, roles = form.table3, form.roles
    for column in COLUMNS:
        came = tuple(table.cell(row, column) for row in (roles.received, roles.carried_in))
        went = tuple(table.cell(row, column) for row in (roles.answered, roles.carried_out))
        yield Equation("T3-2", column, came, went)


def _rows_add_up(table: Table) -> Iterator[Equation]:
    """T3-3, each row: the last column is the sum of the others."""
    for row in table.rows:
        parts = tuple(table.cell(row.key, column) for column in APPLICANTS)
        yield Equation("T3-3", row.key, (table.cell(row.key, TOTAL),), parts)


def _carried_over(form: Form) -> Iterator[Equation]:
    """T3-4: what this year took over is what last year left, in all and for each kind of applicant."""
    table, roles = form.table3, form.roles
    for column in COLUMNS:
        left = LAST + table.cell(CARRIED_OUT, column)
        yield Equation("T3-4", column, (table.cell(roles.carried_in, column),), (left,))


CARRIED_OUT = "carried_out"
"""Row of last year's report under which `with_last_year` gives what it left: forms number their rows differently."""


def _table_four(table: Table) -> Iterator[Equation]:
    """T4-1 to T4-3: the total of each group is the sum of its four results."""
    for number, way in enumerate(WAYS, start=1):
        parts = tuple(table.cell(way, result) for result in RESULTS if result != TOTAL)
        yield Equation(f"T4-{number}", way, (table.cell(way, TOTAL),), parts)


def with_last_year(values: Values, last: Values, form_of_last: Form) -> dict[str, Value]:
    """The values of a report beside those of the year before, under which the checks between years find them."""
    before = {LAST + cell: value for cell, value in last.items()}
    table, row = form_of_last.table3, form_of_last.roles.carried_out
    left = {LAST + table.cell(CARRIED_OUT, c): last.get(table.cell(row, c), BLANK) for c in COLUMNS}
    return {**values, **before, **left}


# --- bounds -----------------------------------------------------------------------------------------------------

MONEY = ("wan",)
SIGNED = ("change",)


@dataclass(frozen=True, slots=True)
class BadCell:
    """A number that no count can be: below zero, or not whole."""

    cell: str
    value: Decimal
    code: str  # negative, broken


def bad_cells(form: Form, values: Values) -> list[BadCell]:
    """T2-2: counts are whole and not below zero; only money has decimals, only a change may be negative."""
    return [bad for cell in form.labels if (bad := _bad(cell, values.get(cell, BLANK))) is not None]


def _bad(cell: str, value: Value) -> BadCell | None:
    column = cell.rsplit(".", 1)[-1]
    if not isinstance(value, Decimal):
        return None
    if value < 0 and column not in SIGNED:
        return BadCell(cell, value, "negative")
    if value != value.to_integral_value() and column not in MONEY:
        return BadCell(cell, value, "broken")
    return None


# --- a whole report ---------------------------------------------------------------------------------------------


def check(
    form: Form, values: Values, *, last: Values | None = None, last_form: Form | None = None
) -> list[Finding]:
    """Every check with its verdict, in the order of the form. `last`: the values of the year before, if known."""
    known = with_last_year(values, last, last_form or form) if last is not None else dict(values)
    return [assess(one, known) for one in checks_of(form)]


def stands(findings: Iterable[Finding]) -> bool:
    """Nothing failed. What could not be assessed does not make a report wrong."""
    return all(finding.verdict is not Verdict.FAIL for finding in findings)


def without_tables(values: Values, tables: Iterable[Table]) -> dict[str, Value]:
    """The values with every cell of these tables marked as lacking (a captured page that lost them)."""
    gone = {cell for table in tables for cell in table.addresses()}
    return {**values, **dict.fromkeys(gone, NO_TABLE)}


def blank_report(form: Form) -> dict[str, Value]:
    return {cell: BLANK for table in form.tables for cell in table.addresses()}
