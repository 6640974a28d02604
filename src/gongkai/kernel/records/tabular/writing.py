"""Rows into a file, one after the other. What is written can be read back by `reading`."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import BinaryIO, Protocol

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.spreadsheets import guarded
from gongkai.kernel.records.tabular.layouts import LONGEST_CELL, RECORDS, Layout


class Writer(Protocol):
    """Takes rows (plain JSON values by field name) and writes them; `close` completes the file.

    Made with the stream, which stays the caller's, the columns of a table (all unless given) and its layout.
    """

    def write(self, row: Mapping[str, object]) -> None: ...

    def close(self) -> None: ...


class JsonLines:
    def __init__(self, stream: BinaryIO, columns: Sequence[str] | None = None, layout: Layout = RECORDS):
        self._stream = stream

    def close(self) -> None:
        self._stream.flush()

    def write(self, row: Mapping[str, object]) -> None:
        self._stream.write(json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n")


class Csv:
    """UTF-8 with a byte order mark, so that office programs show Chinese; Chinese headings."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str] | None = None, layout: Layout = RECORDS):
        self._columns, self._layout = list(columns or layout.columns(False)), layout
        self._text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow([layout.heading(column) for column in self._columns])

    def write(self, row: Mapping[str, object]) -> None:
        cells = self._layout.cells(row)
        self._writer.writerow([guarded(cells.get(column, "")) for column in self._columns])

    def close(self) -> None:
        self._text.detach()


class Xlsx:
    """One worksheet, written row by row; every cell is text, so that nothing is taken for a formula."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str] | None = None, layout: Layout = RECORDS):
        self._stream = stream
        self._columns, self._layout = list(columns or layout.columns(True)), layout
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet(str(layout.title))
        self._sheet.append([layout.heading(column) for column in self._columns])

    def write(self, row: Mapping[str, object]) -> None:
        cells = self._layout.split(self._layout.cells(row))  # openpyxl cuts longer texts without a word
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
