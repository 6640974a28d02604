"""Years side by side: which cells of different forms count the same, how much changed, what stands out.

Only joins that are known to be safe are made; what is not is shown as not comparable, with the reason, and never
subtracted. Between the forms of 2019 and 2021 tables three and four count the same, but that the one row （六）其他处理
became three; table two counts other things. The lists before 2019 join in what was received and what was answered
and in nothing else (norms 2.9): what was not given is grouped otherwise, and reviews and suits lack what was pending.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value
from gongkai.oversight.reporting.rules.form import Form, Row, Table
from gongkai.oversight.reporting.rules.versions import (
    FORM_2019,
    FORM_2021,
    FORMS,
    RESULT_LABELS,
    RESULTS,
    STATUTORY,
    TITLES,
    TOTAL,
    WAYS,
)

OTHERWISE = ("r21", "r22", "r23")
"""Rows under （六）其他处理 since 2021, one row before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison. `title`: of its table; `cells`: code of a form -> the cells that are added up for it."""

    key: str
    label: str
    title: str
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
    """The rows of a comparison of reports in these forms: what joins first, then what each form has for itself."""
    joined = [*_table_three(), *_table_four()] if forms & {one.code for one in STATUTORY} else _moved()
    known = {cell for line in joined for form in forms for cell in line.cells.get(form, ())}
    return [*joined, *(one for code in sorted(forms, reverse=True) for one in _own(FORMS[code], known))]


def _own(form: Form, joined: set[str]) -> list[Line]:
    """Of a form with columns its table two; of a list whatever does not join."""
    tables = form.tables if form.is_list else (form.table2,)
    return [
        Line(f"{form.code}.{cell}", _label(row, label), _title(form, table), {form.code: (cell,)})
        for table in tables
        for row in table.rows
        for column, label in row.cells
        if (cell := table.cell(row.key, column)) not in joined
    ]


def _label(row: Row, column: str) -> str:
    return f"{row.label} · {column}" if column else "\u3000" * len(row.heads) + row.label


def _title(form: Form, table: Table) -> str:
    title = table.title if form.is_list else TITLES[table.code]
    return f"{title}（{form.source}）"


RECEIVED, ANSWERED = "requests.received.count", "requests.answered.count"


def _moved() -> list[Line]:
    """What joins between lists alone."""
    cells = ((RECEIVED, "收到申请"), (ANSWERED, "申请答复"))
    older = [form.code for form in FORMS.values() if form.is_list]
    return [Line(cell, label, TITLES["table3"], dict.fromkeys(older, (cell,))) for cell, label in cells]


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
            TITLES["table3"],
            {
                **{code: (cell,) for code, cell in _older(key).items()},
                new.code: tuple(new.table3.cell(row, TOTAL) for row in rows),
                old.code: (old.table3.cell(old_row, TOTAL),),
            },
        )
        for key, label, rows, old_row in pairs
    ]


def _older(row: str) -> dict[str, str]:
    """Form before 2019 -> the indicator that is the same as this row."""
    cell = {FORM_2021.roles.received: RECEIVED, FORM_2021.roles.answered: ANSWERED}.get(row)
    return {form.code: cell for form in FORMS.values() if form.is_list} if cell else {}


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
            TITLES["table4"],
            {form.code: (form.table4.cell(way, result),) for form in (FORM_2021, FORM_2019)},
        )
        for way, label in WAYS.items()
        for result in RESULTS
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
