"""Which columns a kind of table has, what they are called, and how long or joined values lie in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.kernel.records.tabular import fields as table
from gongkai.kernel.records.tabular.fields import (
    BODY_PARTS,
    BY_NAME,
    EVIDENCE_PARTS,
    FIELDS,
    body_heading,
    fold,
    headings,
)
from gongkai.kernel.records.tabular.values import text_of_cell

LONGEST_CELL = 32_767
"""Characters a worksheet cell may hold."""
Cells = dict[str, object]


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of table. `needed`: the column without whose heading a table is not one of these.

    `headings()`: every heading that may be used, folded -> its column; `joined`: cells by column -> by field;
    `cells`: a row as texts by column; `split`: what is longer than a worksheet cell, in several.
    """

    title: str | Promise
    needed: str
    headings: Callable[[], dict[str, str]]
    heading: Callable[[str], str]
    columns: Callable[[bool], list[str]]
    cells: Callable[[Mapping[str, object]], dict[str, str]]
    joined: Callable[[Cells], Cells] = dict
    split: Callable[[dict[str, str]], dict[str, str]] = dict


def flat(title: str | Promise, needed: str, fields: tuple[table.Field, ...]) -> Layout:
    """A table in which every field is one column."""
    by_name = {field.name: field for field in fields}

    def known() -> dict[str, str]:
        return {
            fold(heading): field.name
            for field in fields
            for heading in (field.name, str(field.label), *field.aliases)
        }

    def cells(row: Mapping[str, object]) -> dict[str, str]:
        return {name: cell_text(by_name.get(name), value) for name, value in row.items()}

    return Layout(
        title,
        needed,
        known,
        lambda column: str(by_name[column].label),
        lambda _long: list(by_name),
        cells,
    )


def _columns(long_bodies: bool) -> list[str]:
    """In order; `long_bodies` adds those in which a long body goes on."""
    columns: list[str] = []
    for field in FIELDS:
        columns += (
            [f"evidence_{part}" for part in EVIDENCE_PARTS] if field.type == table.EVIDENCE else [field.name]
        )
    return columns + ([f"body_{n}" for n in range(2, BODY_PARTS + 1)] if long_bodies else [])


def _heading(column: str) -> str:
    """The Chinese heading of a column."""
    if column in BY_NAME:
        return str(BY_NAME[column].label)
    if column.startswith("evidence_"):
        return str(EVIDENCE_PARTS[column.removeprefix("evidence_")])
    return body_heading(int(column.removeprefix("body_")))


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    """A row as texts by column: codes of closed lists become their Chinese labels, lists are joined."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        field = BY_NAME.get(name)
        if field is not None and field.type == table.EVIDENCE and isinstance(value, Mapping):
            cells |= {f"evidence_{part}": str(text or "") for part, text in value.items()}
        else:
            cells[name] = cell_text(field, value)
    return cells


def cell_text(field: table.Field | None, value: object) -> str:
    """A plain value as a table shows it."""
    if value is None or value == [] or value == ():
        return ""
    if isinstance(value, bool):
        return str(_("是")) if value else ""
    if isinstance(value, (list, tuple)):
        return "；".join(_item_text(field, item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return _label(field, str(value))


def _item_text(field: table.Field | None, item: object) -> str:
    if isinstance(item, Mapping) and "kind" in item:
        on = f"@{item['on']}" if item.get("on") else ""
        return f"{item['kind']}={item.get('key') or item.get('index_number')}{on}"
    if isinstance(item, Mapping):
        return str(item.get("name", ""))
    return _label(field, str(item))


def _label(field: table.Field | None, code: str) -> str:
    if field is None or field.type not in {table.CHOICE, table.CHOICES}:
        return code
    return str(dict(field.options).get(code, code))


def _split_body(cells: dict[str, str]) -> dict[str, str]:
    body = cells.get("body", "")
    parts = [body[start : start + LONGEST_CELL] for start in range(0, len(body), LONGEST_CELL)]
    if len(parts) > BODY_PARTS:
        raise NotAllowed(
            [Reason("too_long_for_xlsx", _("正文超过工作表的容量，请改用 csv 或 jsonl。"), "", "body")]
        )
    return cells | {"body" if n == 1 else f"body_{n}": part for n, part in enumerate(parts, 1)}


def _joined(given: Cells) -> Cells:
    """Parts of a long body and of the evidence are put together."""
    evidence = {part: given.pop(f"evidence_{part}") for part in EVIDENCE_PARTS if f"evidence_{part}" in given}
    if evidence:
        given["evidence"] = {part: text_of_cell(cell) for part, cell in evidence.items()}
    more = [given.pop(f"body_{number}", "") for number in range(2, BODY_PARTS + 1)]
    if any(more):
        given["body"] = "".join(text_of_cell(part) for part in (given.get("body", ""), *more))
    return given


RECORDS = Layout(
    gettext_lazy("政府信息"), "title", headings, _heading, _columns, _cells, _joined, _split_body
)
