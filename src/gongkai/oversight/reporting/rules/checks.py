"""What must be true of the numbers of a report: each check with its cells, so that a refusal can name them.

A check that lacks a value is *not assessable*: a blank cell is no zero (T3-6). It fails all the same where no count
whatever in the blank cells could mend it. A cell marked as not applicable counts as none in a sum, for that is what
the organ says by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE, NOT_APPLICABLE, Value
from gongkai.oversight.reporting.rules.equations import CARRIED_OUT, LAST
from gongkai.oversight.reporting.rules.form import Equation, Form, Relation, Table

Values = Mapping[str, Value]


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


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


def assess(check: Equation, values: Values) -> Finding:
    """PASS, FAIL with both sides, or NOT_ASSESSABLE with what is missing (T3-6)."""
    missing = tuple(cell for cell in check.cells if values.get(cell, BLANK) in (BLANK, NO_TABLE))
    left = _sum(check.left, values)
    right = _sum(check.right, values) - _sum(check.minus, values)
    if missing:
        beyond = _beyond_mending(check, set(missing), left - right)
        return Finding(check, Verdict.FAIL, left, right, missing) if beyond else _open(check, missing)
    holds = left <= right if check.relation is Relation.AT_MOST else left == right
    return Finding(check, Verdict.PASS if holds else Verdict.FAIL, left, right)


def _open(check: Equation, missing: tuple[str, ...]) -> Finding:
    return Finding(check, Verdict.NOT_ASSESSABLE, missing=missing)


def _beyond_mending(check: Equation, missing: set[str], gap: Decimal) -> bool:
    """Blank cells of one side only, which is too large already: counts are not below zero (T2-2)."""
    if check.minus or any(_column(cell) in SIGNED for cell in missing):
        return False
    if missing <= set(check.left):
        return gap > 0
    return gap < 0 and missing <= set(check.right) and check.relation is not Relation.AT_MOST


def _sum(cells: Iterable[str], values: Values) -> Decimal:
    found = (values.get(cell, BLANK) for cell in cells)
    return sum((v for v in found if v is not NOT_APPLICABLE and isinstance(v, Decimal)), Decimal(0))


# --- the checks of a form ---------------------------------------------------------------------------------------


def checks_of(form: Form) -> list[Equation]:
    return list(form.equations)


def with_last_year(values: Values, last: Values, form_of_last: Form) -> dict[str, Value]:
    """The values of a report beside those of the year before, under which the checks between years find them."""
    before = {LAST + cell: value for cell, value in last.items()}
    return {**values, **before, **_left_over(last, form_of_last)}


def _left_over(last: Values, form: Form) -> dict[str, Value]:
    """A list of indicators (before 2019) does not say what was left over."""
    if form.roles is None:
        return {}
    table, row = form.table3, form.roles.carried_out
    columns = next(r.cells for r in table.rows if r.key == row)
    return {LAST + table.cell(CARRIED_OUT, c): last.get(table.cell(row, c), BLANK) for c, _label in columns}


# --- bounds -----------------------------------------------------------------------------------------------------

MONEY = ("wan", "yuan")
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


def _column(cell: str) -> str:
    return cell.rsplit(".", 1)[-1]


def _bad(cell: str, value: Value) -> BadCell | None:
    column = _column(cell)
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
