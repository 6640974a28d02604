"""The tables of a form as printed: one grid of spanned cells each, from which every format is made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from gongkai.kernel.figures.rules.values import BLANK, Value, shown
from gongkai.oversight.reporting.rules.form import Form, Row, Table
from gongkai.oversight.reporting.rules.versions import COLUMN_LABELS, RESULT_LABELS


@dataclass(frozen=True, slots=True)
class Box:
    """One printed cell. `cell`: the address of the number in it, empty for words; `head`: a heading cell."""

    text: str
    wide: int = 1
    high: int = 1
    cell: str = ""
    head: bool = True


Line = list[Box]
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def lay_out(form: Form, values: Mapping[str, Value]) -> dict[str, list[Line]]:
    """Table code -> its lines, headings included."""
    return {table.code: _lines_of(form, table, values) for table in form.tables}


def _lines_of(form: Form, table: Table, values: Mapping[str, Value]) -> list[Line]:
    if form.is_list:
        return _list(table, values)
    return {"table2": _table_two, "table3": _table_three, "table4": _table_four}[table.code](table, values)


def title_of_table(form: Form, code: str) -> str:
    """Its own, or the heading under which it stands."""
    return form.table(code).title if form.is_list else form.sections[form.printed_in[code]]


# --- a list of indicators ---------------------------------------------------------------------------------------


def _list(table: Table, values: Mapping[str, Value]) -> list[Line]:
    """Three columns, as these lists were printed; parts are set in."""
    lines = [
        [
            Box("\u3000" * len(row.heads) + row.label),
            Box(row.unit),
            _number(table.cell(row.key, column), values),
        ]
        for row in table.rows
        for column, _label in row.cells
    ]
    return [[Box("指标"), Box("单位"), Box("数量")], *lines]


def _number(cell: str, values: Mapping[str, Value], wide: int = 1) -> Box:
    return Box(shown(values.get(cell, BLANK)), wide, cell=cell, head=False)


# --- table two: blocks, each with its own heading ---------------------------------------------------------------


def _table_two(table: Table, values: Mapping[str, Value]) -> list[Line]:
    return [
        line
        for head, rows in groupby(table.rows, lambda row: row.heads[0])
        for line in _block(table, head, list(rows), values)
    ]


def _block(table: Table, head: str, rows: list[Row], values: Mapping[str, Value]) -> Iterator[Line]:
    """The widest table has three counted columns; a block with fewer spreads them over the same width."""
    widest = max(len(row.cells) for row in table.rows)
    yield [Box(head, wide=widest + 1)]
    columns = rows[0].cells
    widths = _widths(len(columns), widest)
    unit = f"（单位：{rows[0].unit}）" if rows[0].unit != "件" else ""
    yield [
        Box("信息内容"),
        *(Box(label + unit, wide) for (_key, label), wide in zip(columns, widths, strict=True)),
    ]
    for row in rows:
        cells = (table.cell(row.key, column) for column, _label in row.cells)
        yield [
            Box(row.label),
            *(_number(cell, values, wide) for cell, wide in zip(cells, widths, strict=True)),
        ]


def _widths(count: int, widest: int) -> list[int]:
    """So many columns over so many places: the last one takes what is over."""
    return [1] * (count - 1) + [widest - count + 1]


# --- table three ------------------------------------------------------------------------------------------------

_LEFT = 3


def _table_three(table: Table, values: Mapping[str, Value]) -> list[Line]:
    return [*_heading_of_three(), *(_line_of_three(table, place, values) for place in range(len(table.rows)))]


def _heading_of_three() -> list[Line]:
    labels = list(COLUMN_LABELS.values())
    organisations = labels[1:-1]
    return [
        [Box(NOTE, wide=_LEFT, high=3), Box("申请人情况", wide=len(labels))],
        [Box(labels[0], high=2), Box("法人或其他组织", wide=len(organisations)), Box(labels[-1], high=2)],
        [Box(label) for label in organisations],
    ]


def _line_of_three(table: Table, place: int, values: Mapping[str, Value]) -> Line:
    row = table.rows[place]
    heads = [Box(head, high=high) for head, high in _new_heads(table.rows, place)]
    label = Box(row.label, wide=_LEFT - len(row.heads))
    return [*heads, label, *(_number(table.cell(row.key, column), values) for column, _label in row.cells)]


def _new_heads(rows: tuple[Row, ...], place: int) -> Iterator[tuple[str, int]]:
    """The group headings that begin at this row, each with how many rows it stands beside."""
    for depth, head in enumerate(rows[place].heads):
        path = rows[place].heads[: depth + 1]
        if place and rows[place - 1].heads[: depth + 1] == path:
            continue
        beside = [row.heads[: depth + 1] == path for row in rows[place:]]
        yield head, (beside.index(False) if False in beside else len(beside))


# --- table four -------------------------------------------------------------------------------------------------


def _table_four(table: Table, values: Mapping[str, Value]) -> list[Line]:
    results = list(RESULT_LABELS.values())
    review, *suits = table.rows
    return [
        [Box(review.label, wide=len(results), high=2), Box("行政诉讼", wide=len(results) * len(suits))],
        [Box(row.label, wide=len(results)) for row in suits],
        [Box(label) for _row in table.rows for label in results],
        [_number(cell, values) for cell in table.addresses()],
    ]
