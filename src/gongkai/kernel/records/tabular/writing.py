"""Rows into a file, one after the other. What is written can be read back by `reading`."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import BinaryIO, Protocol

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.kernel.records.tabular import fields as table
from gongkai.kernel.records.tabular.fields import BODY_PARTS, BY_NAME, EVIDENCE_PARTS, FIELDS, body_heading
from gongkai.kernel.records.tabular.sheets import guarded

LONGEST_CELL = 32_767
"""Characters a worksheet cell may hold."""


class Writer(Protocol):
    """Takes rows (plain JSON values by field name) and writes them; `close` completes the file.

    Made with the stream, which stays the caller's, and the columns of a table (all unless given).
    """

    def write(self, row: Mapping[str, object]) -> None: ...

    def close(self) -> None: ...


class JsonLines:
    def __init__(self, stream: BinaryIO, columns: Sequence[str] | None = None):
        self._stream = stream

    def close(self) -> None:
        self._stream.flush()

    def write(self, row: Mapping[str, object]) -> None:
        self._stream.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")


class Csv:
    """UTF-8 with a byte order mark, so that office programs show Chinese; Chinese headings."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str] | None = None):
        self._columns = list(columns or table_columns(long_bodies=False))
        self._text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow([heading(column) for column in self._columns])

    def write(self, row: Mapping[str, object]) -> None:
        cells = table_cells(row)
        self._writer.writerow([guarded(cells.get(column, "")) for column in self._columns])

    def close(self) -> None:
        self._text.detach()


class Xlsx:
    """One worksheet, written row by row; every cell is text, so that nothing is taken for a formula."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str] | None = None):
        self._stream = stream
        self._columns = list(columns or table_columns(long_bodies=True))
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet(str(_("政府信息")))
        self._sheet.append([heading(column) for column in self._columns])

    def write(self, row: Mapping[str, object]) -> None:
        cells = _split_body(table_cells(row))  # openpyxl cuts longer texts without a word
        self._sheet.append([self._cell(cells.get(column, "")) for column in self._columns])

    def _cell(self, text: str) -> Cell | None:
        if not text:
            return None
        if len(text) > LONGEST_CELL:
            raise NotAllowed(
                [Reason("too_long_for_xlsx", _("内容超过工作表单元格的容量，请改用 csv 或 jsonl。"))]
            )
        cell = WriteOnlyCell(self._sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        return cell

    def close(self) -> None:
        self._book.save(self._stream)


WRITERS: dict[str, type[Writer]] = {"jsonl": JsonLines, "csv": Csv, "xlsx": Xlsx}


def table_columns(*, long_bodies: bool) -> list[str]:
    """The columns of a table, in order; `long_bodies` adds those in which a long body goes on."""
    columns: list[str] = []
    for field in FIELDS:
        columns += (
            [f"evidence_{part}" for part in EVIDENCE_PARTS] if field.type == table.EVIDENCE else [field.name]
        )
    return columns + ([f"body_{n}" for n in range(2, BODY_PARTS + 1)] if long_bodies else [])


def heading(column: str) -> str:
    """The Chinese heading of a column."""
    if column in BY_NAME:
        return str(BY_NAME[column].label)
    if column.startswith("evidence_"):
        return str(EVIDENCE_PARTS[column.removeprefix("evidence_")])
    return body_heading(int(column.removeprefix("body_")))


def table_cells(row: Mapping[str, object]) -> dict[str, str]:
    """A row as texts by column: codes of closed lists become their Chinese labels, lists are joined."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        field = BY_NAME.get(name)
        if field is not None and field.type == table.EVIDENCE and isinstance(value, Mapping):
            cells |= {f"evidence_{part}": str(text or "") for part, text in value.items()}
        else:
            cells[name] = _cell_text(field, value)
    return cells


def _cell_text(field: table.Field | None, value: object) -> str:
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
