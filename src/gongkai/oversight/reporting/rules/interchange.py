"""A report as JSON: what other systems read and write. The shape is a contract, see `docs/handbook/reports.md`.

`{"form": "2021", "year": 2025, "organ": "…", "table2": {…}, "table3": {"columns": [7], "rows": [{"key", "label",
"values": [7 numbers or null]}, …]}, "table4": [15], "not_applicable": [cell, …], "text": {"1": "…", …}}`. What is
blank is null; cells that do not apply are null and named under `not_applicable`. A table that is lacking is null.
A form before 2019 has instead of tables `"indicators": {block: [{"key", "label", "unit", "value"}, …] or null}`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE, NOT_APPLICABLE, Value, plain
from gongkai.oversight.reporting.rules.form import Form, Table
from gongkai.oversight.reporting.rules.numerals import Unreadable, read_value
from gongkai.oversight.reporting.rules.older import FORM_2009, FORM_2014
from gongkai.oversight.reporting.rules.versions import (
    COLUMN_NAMES,
    COLUMNS,
    FORM_2019,
    FORM_2021,
    FORMS,
    RESULTS,
    WAYS,
    form_of,
)
from gongkai.oversight.reporting.rules.words import Words

NO_WORDS = Words()

CSV_COLUMNS = ("cell", "name", "value", "state")
"""Head of a report as .csv; `state` is `number` or the word for one of the kinds of nothing."""

ALONE = {("fees", "wan"): "fees_wan"}
"""Cells of table two that stand under a name of their own; a row with one cell stands under its key."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell or a part of a file could not be read. `where`: the cell's address or a place in words."""

    code: str
    where: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report as read or counted. `text`: section number (1 to 6) -> words."""

    form: Form
    values: Mapping[str, Value]
    year: int | None = None
    organ: str = ""
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A report that was read with what could not be; `report` None when nothing of a report was found.

    `words`: all that the file says outside its tables, for proof-reading.
    """

    report: Report | None
    troubles: tuple[Trouble, ...] = ()
    words: Words = NO_WORDS


# --- out --------------------------------------------------------------------------------------------------------


def to_json(report: Report) -> dict[str, Any]:
    form, values = report.form, report.values
    return {
        "form": form.code,
        "year": report.year,
        "organ": report.organ,
        **(_indicators_out(form, values) if form.is_list else _tables_out(form, values)),
        "not_applicable": [cell for cell in form.labels if values.get(cell) is NOT_APPLICABLE],
        "text": dict(report.text),
    }


def _tables_out(form: Form, values: Mapping[str, Value]) -> dict[str, Any]:
    writers = ((form.table2, _table_two_out), (form.table3, _table_three_out), (form.table4, _table_four_out))
    return {table.code: write(table, values) if _present(table, values) else None for table, write in writers}


def _indicators_out(form: Form, values: Mapping[str, Value]) -> dict[str, Any]:
    blocks = {
        table.code: _block_out(table, values) if _present(table, values) else None for table in form.tables
    }
    return {"indicators": blocks}


def _block_out(table: Table, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    return [
        {
            "key": row.key,
            "label": row.label,
            "unit": row.unit,
            "value": plain(values.get(table.cell(row.key, column), BLANK)),
        }
        for row in table.rows
        for column, _label in row.cells
    ]


def _present(table: Table, values: Mapping[str, Value]) -> bool:
    return any(values.get(cell, BLANK) is not NO_TABLE for cell in table.addresses())


def _table_two_out(table: Table, values: Mapping[str, Value]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in table.rows:
        cells = {
            column: plain(values.get(table.cell(row.key, column), BLANK)) for column, _label in row.cells
        }
        found |= (
            {_alone(row.key, column): value for column, value in cells.items()}
            if len(cells) == 1
            else {row.key: cells}
        )
    return found


def _alone(row: str, column: str) -> str:
    return ALONE.get((row, column), row)


def _table_three_out(table: Table, values: Mapping[str, Value]) -> dict[str, Any]:
    rows = [
        {
            "key": row.key,
            "label": row.label,
            "values": [plain(values.get(table.cell(row.key, column), BLANK)) for column in COLUMNS],
        }
        for row in table.rows
    ]
    return {"columns": list(COLUMNS), "rows": rows}


def _table_four_out(table: Table, values: Mapping[str, Value]) -> list[int | float | None]:
    return [plain(values.get(cell, BLANK)) for cell in table.addresses()]


# --- in ---------------------------------------------------------------------------------------------------------


def from_json(told: Any) -> Reading:
    """Read a report; everything that is not understood is named, the rest is kept."""
    if not isinstance(told, dict) or not (_has_tables(told) or isinstance(told.get("indicators"), dict)):
        return Reading(None, (Trouble("no-table", "table2, table3, table4"),))
    troubles: list[Trouble] = []
    form = _form(told, troubles)
    values = dict.fromkeys(form.labels, NO_TABLE)
    for table in form.tables:
        part = _part(told, form, table)
        if part is not None:
            values |= dict.fromkeys(table.addresses(), BLANK)
            values |= _values(_reader(form, table)(table, part, troubles), troubles)
    values |= {
        cell: NOT_APPLICABLE for cell in _names(told.get("not_applicable")) if values.get(cell) is BLANK
    }
    text = told.get("text") if isinstance(told.get("text"), dict) else {}
    year = told.get("year") if isinstance(told.get("year"), int) else None
    report = Report(
        form, values, year, str(told.get("organ") or ""), {str(k): str(v) for k, v in text.items()}
    )
    return Reading(report, tuple(troubles), Words("\n".join(report.text.values())))


def _has_tables(told: dict) -> bool:
    return any(isinstance(told.get(f"table{n}"), (dict, list)) for n in (2, 3, 4))


def _part(told: dict, form: Form, table: Table) -> Any:
    return told["indicators"].get(table.code) if form.is_list else told.get(table.code)


def _reader(form: Form, table: Table) -> Callable[[Table, Any, list[Trouble]], list[tuple[str, Any]]]:
    if form.is_list:
        return _block_in
    return {"table2": _table_two_in, "table3": _table_three_in, "table4": _table_four_in}[table.code]


def _names(told: Any) -> list[str]:
    return [name for name in told if isinstance(name, str)] if isinstance(told, list) else []


def _form(told: dict, troubles: list[Trouble]) -> Form:
    """By the code given, else the year, else what the file holds; never one of the other shape."""
    code, year, is_list = told.get("form"), told.get("year"), not _has_tables(told)
    fitting = {name: form for name, form in FORMS.items() if form.is_list == is_list}
    if code is not None and str(code) in fitting:
        return fitting[str(code)]
    if code is not None:
        troubles.append(Trouble("unknown-form", "form", str(code)))
    of_year = form_of(year) if isinstance(year, int) else None
    if of_year is not None and of_year.is_list == is_list:
        return of_year
    return _likeliest_list(told) if is_list else _by_rows(told)


def _by_rows(told: dict) -> Form:
    rows = (told.get("table3") or {}).get("rows") if isinstance(told.get("table3"), dict) else None
    return FORM_2019 if isinstance(rows, list) and len(rows) == len(FORM_2019.table3.rows) else FORM_2021


def _likeliest_list(told: dict) -> Form:
    return FORM_2009 if "enquiries" in told["indicators"] else FORM_2014


def _values(found: Iterable[tuple[str, Any]], troubles: list[Trouble]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for cell, told in found:
        try:
            values[cell] = _value(told)
        except Unreadable:
            troubles.append(Trouble("unreadable", cell, str(told)))
    return values


def _value(told: Any) -> Value:
    """A number, null, or what a cell of a table may say. A truth value is none of them."""
    if told is None:
        return BLANK
    if isinstance(told, bool) or not isinstance(told, (int, float, str, Decimal)):
        raise Unreadable(str(told))
    if isinstance(told, str):
        return read_value(told)
    number = Decimal(str(told))
    if not number.is_finite():
        raise Unreadable(str(told))
    return number


def _table_two_in(table: Table, told: Any, troubles: list[Trouble]) -> list[tuple[str, Any]]:
    if not isinstance(told, dict):
        troubles.append(Trouble("not-a-table", table.code))
        return []
    found = []
    for row in table.rows:
        columns = [column for column, _label in row.cells]
        if len(columns) == 1:
            found.append((table.cell(row.key, columns[0]), told.get(_alone(row.key, columns[0]))))
            continue
        cells = told.get(row.key)
        if isinstance(cells, dict):
            found += [(table.cell(row.key, column), cells.get(column)) for column in columns]
        elif cells is not None:
            troubles.append(Trouble("not-a-row", f"{table.code}.{row.key}", str(cells)))
    return found


def _table_three_in(table: Table, told: Any, troubles: list[Trouble]) -> list[tuple[str, Any]]:
    rows = told.get("rows") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        troubles.append(Trouble("not-a-table", table.code))
        return []
    columns = _columns(told.get("columns"), troubles)
    keys = [row.key for row in table.rows]
    found = []
    for place, row in enumerate(rows):
        key = row.get("key") if isinstance(row, dict) else None
        values = row.get("values") if isinstance(row, dict) else None
        if key not in keys or not isinstance(values, list) or len(values) != len(columns):
            troubles.append(Trouble("not-a-row", f"{table.code}.rows[{place}]", str(key or "")))
            continue
        found += [
            (table.cell(key, column), value) for column, value in zip(columns, values, strict=True) if column
        ]
    return found


def _columns(told: Any, troubles: list[Trouble]) -> list[str]:
    """Column keys in the order of the file; Chinese names are understood, others are left out and told."""
    if told is None:
        return list(COLUMNS)
    if not isinstance(told, list):
        troubles.append(Trouble("unknown-column", "table3.columns", str(told)))
        return list(COLUMNS)
    keys = [str(name) if name in COLUMNS else COLUMN_NAMES.get(str(name), "") for name in told]
    troubles += [
        Trouble("unknown-column", "table3.columns", str(n))
        for n, key in zip(told, keys, strict=True)
        if not key
    ]
    return keys


def _table_four_in(table: Table, told: Any, troubles: list[Trouble]) -> list[tuple[str, Any]]:
    cells = list(table.addresses())
    if not isinstance(told, list) or len(told) != len(cells):
        troubles.append(Trouble("not-a-table", table.code, f"{len(WAYS) * len(RESULTS)}"))
        return []
    return list(zip(cells, told, strict=True))


def _block_in(table: Table, told: Any, troubles: list[Trouble]) -> list[tuple[str, Any]]:
    if not isinstance(told, list):
        troubles.append(Trouble("not-a-table", table.code))
        return []
    cells = {row.key: table.cell(row.key, column) for row in table.rows for column, _label in row.cells}
    found = []
    for place, one in enumerate(told):
        key = one.get("key") if isinstance(one, dict) else None
        if key in cells:
            found.append((cells[key], one.get("value")))
        else:
            troubles.append(Trouble("not-a-row", f"{table.code}[{place}]", str(key or "")))
    return found
