"""Years side by side: which cells of different forms count the same, how much changed, what stands out.

Only joins that are known to be safe are made; what is not is shown as not comparable, with the reason, and never
subtracted. Between the forms of 2019 and 2021 tables three and four count the same, but that the one row （六）其他处理
became three; table two counts other things. Older forms join only in what was received and answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value
from gongkai.oversight.reporting.rules.versions import (
    FORM_2019,
    FORM_2021,
    RESULT_LABELS,
    RESULTS,
    TOTAL,
    WAYS,
    Form,
)

OTHERWISE = ("r21", "r22", "r23")
"""Rows under （六）其他处理 since 2021, one row before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison. `cells`: code of a form -> the cells that are added up for it."""

    key: str
    label: str
    table: str
    cells: Mapping[str, tuple[str, ...]]

    def value(self, form: str, values: Mapping[str, Value]) -> Value | None:
        """The number of a report; BLANK when a cell of it is open, None when the form does not count the same."""
        wanted = self.cells.get(form)
        if wanted is None:
            return None
        found = [values.get(cell, BLANK) for cell in wanted]
        if any(not isinstance(one, Decimal) and one is not NOT_APPLICABLE for one in found):
            return BLANK
        numbers = [one for one in found if isinstance(one, Decimal)]
        return sum(numbers, Decimal(0)) if numbers else NOT_APPLICABLE


def lines(forms: set[str]) -> list[Line]:
    """The rows of a comparison of reports in these forms: tables three and four first, then table two of each form."""
    two = [one for form in (FORM_2021, FORM_2019) if form.code in forms for one in _table_two(form)]
    return [*_table_three(), *_table_four(), *two]


def _table_three() -> list[Line]:
    new, old = FORM_2021, FORM_2019
    labels = {row.key: " ".join((*row.heads[1:], row.label)) for row in new.table3.rows}
    pairs: list[tuple[str, str, tuple[str, ...], str]] = []
    for row in (f"r{number}" for number in range(1, 21)):
        pairs.append((row, labels[row], (row,), row))
    pairs.append(("otherwise", "（六）其他处理", OTHERWISE, "r21"))
    pairs += [(row, labels[row], (row,), old_row) for row, old_row in _ends()]
    return [
        Line(
            f"table3.{key}",
            label,
            "table3",
            {
                new.code: tuple(new.table3.cell(row, TOTAL) for row in rows),
                old.code: (old.table3.cell(old_row, TOTAL),),
            },
        )
        for key, label, rows, old_row in pairs
    ]


def _ends() -> list[tuple[str, str]]:
    return [
        (FORM_2021.roles.answered, FORM_2019.roles.answered),
        (FORM_2021.roles.carried_out, FORM_2019.roles.carried_out),
    ]


def _table_four() -> list[Line]:
    return [
        Line(
            f"table4.{way}.{result}",
            f"{label} · {RESULT_LABELS[result]}",
            "table4",
            {form.code: (form.table4.cell(way, result),) for form in (FORM_2021, FORM_2019)},
        )
        for way, label in WAYS.items()
        for result in RESULTS
    ]


def _table_two(form: Form) -> list[Line]:
    return [
        Line(
            f"{form.code}.{row.key}.{column}",
            f"{row.label} · {label}",
            "table2",
            {form.code: (form.table2.cell(row.key, column),)},
        )
        for row in form.table2.rows
        for column, label in row.cells
    ]


# --- change -----------------------------------------------------------------------------------------------------

LEAST, FOLD = 20, 2
"""What stands out: at least doubled or halved, and by no fewer than 20. A rule of thumb to look there, no verdict."""


@dataclass(frozen=True, slots=True)
class Change:
    """`percent` None: the earlier number is zero, and nothing can be said in percent of zero."""

    difference: Decimal
    percent: Decimal | None
    stands_out: bool


def change(before: Value | None, now: Value | None) -> Change | None:
    """From one year to the next; None unless both are numbers."""
    if not isinstance(before, Decimal) or not isinstance(now, Decimal):
        return None
    difference = now - before
    percent = None if before == 0 else _rounded(difference * 100 / abs(before))
    return Change(difference, percent, _stands_out(before, now))


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _stands_out(before: Decimal, now: Decimal) -> bool:
    low, high = sorted((abs(before), abs(now)))
    return high - low >= LEAST and high >= FOLD * low
