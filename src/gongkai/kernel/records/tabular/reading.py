"""Rows of a file, one after the other, in any format. A row that cannot be read is a row with a problem."""

import csv
import gzip
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.spreadsheets import unguarded
from gongkai.kernel.records.tabular import encodings, sheets
from gongkai.kernel.records.tabular.encodings import LONGEST_LINE
from gongkai.kernel.records.tabular.layouts import RECORDS, Layout
from gongkai.kernel.records.tabular.values import text_of_cell

JSONL, CSV, XLSX = "jsonl", "csv", "xlsx"
LARGEST_UNPACKED = 1024 * 1024 * 1024  # bytes of a worksheet file when unpacked
LARGEST_STRINGS = 256 * 1024 * 1024  # its table of texts is held in memory
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file: its line, its cells by field name, or the reason it cannot be read.

    `original`: what to hand back for mending where it is not the cells: a line of text, a list of cells, or
    the row of another format from which the cells were made.
    """

    line: int
    cells: dict[str, object] = field(default_factory=dict)
    problem: Reason | None = None
    original: object = None


@dataclass(slots=True)
class Source:
    """An open file: its format, its rows (once), and how far reading is, in bytes of the file on the disk.

    `heading`: the columns of a table, known with its first row.
    """

    format: str
    rows: Iterator[RawRow]
    size: int
    heading: list[str]
    _raw: BinaryIO

    @property
    def position(self) -> int:
        return 0 if self._raw.closed else self._raw.tell()


@contextmanager
def open_rows(path: Path, *, layout: Layout = RECORDS, table: bool = True) -> Iterator[Source]:
    """Open a .jsonl(.gz), .csv(.gz) or .xlsx file; what it is, its content decides.

    `layout`: which columns there are. `table` False: a JSON line may hold any fields. NotAllowed when the file as a whole cannot be read; single
    bad rows come as rows with a problem. OSError when there is no such file.
    """
    with open(path, "rb") as raw:
        start = raw.read(4)
        raw.seek(0)
        if not start:
            raise _refusal("file_empty", _("文件是空的。"))
        if start.startswith(_OLE):
            raise _refusal("file_kind", _("这是旧版 .xls 或加密的文件，请另存为 .xlsx 或 CSV 后再导入。"))
        size = path.stat().st_size
        if start.startswith(_ZIP):
            heading: list[str] = []
            yield Source(XLSX, _from_xlsx(raw, heading, layout), size, heading, raw)
            return
        stream = gzip.GzipFile(fileobj=raw) if start.startswith(_GZIP) else raw
        yield _text_source(stream, raw, size, layout if table else None, layout)


def _text_source(stream: BinaryIO, raw: BinaryIO, size: int, named: Layout | None, layout: Layout) -> Source:
    try:
        encoding, skip = encodings.encoding_of(stream)
        stream.seek(skip)
        head = next((text for _n, text, _p in encodings.lines(stream, encoding) if text.strip()), "")
    except LookupError as error:
        raise _refusal(
            "file_kind", _("文件不是 JSONL、CSV 或 .xlsx，或编码无法识别（请用 UTF-8、GBK 或 UTF-16）。")
        ) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _refusal("file_broken", _("压缩文件已损坏，无法读取。")) from error
    if not head:
        raise _refusal("file_empty", _("文件是空的。"))
    if _BINARY.search(head):
        raise _refusal("file_kind", _("文件不是 JSONL、CSV 或 .xlsx。"))
    stream.seek(skip)
    lines = encodings.lines(stream, encoding)
    if head.lstrip().startswith("{"):
        return Source(JSONL, _from_jsonl(lines, named), size, [], raw)
    heading: list[str] = []
    return Source(CSV, _from_csv(lines, head, heading, layout), size, heading, raw)


def _refusal(code: str, text: str) -> NotAllowed:
    return NotAllowed([Reason(code, text, "", "file")])


def _from_jsonl(lines: Iterator[tuple[int, str, str]], named: Layout | None) -> Iterator[RawRow]:
    for number, text, fault in lines:
        if fault:
            yield RawRow(number, problem=Reason("encoding", fault, "", ""), original=text)
        elif text.strip():
            yield _json_row(number, text, named)


def _json_row(number: int, text: str, named: Layout | None) -> RawRow:
    try:
        cells = json.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of too many digits
        where = getattr(error, "colno", 0)
        return RawRow(
            number,
            problem=Reason("bad_json", _("不是合规的 JSON（第 %d 列附近）。") % where, "", ""),
            original=text,
        )
    if not isinstance(cells, dict):
        return RawRow(
            number, problem=Reason("bad_json", _("每行应是一个 JSON 对象。"), "", ""), original=text
        )
    return RawRow(number, sheets.named(cells, named) if named else cells)


def _from_csv(
    lines: Iterator[tuple[int, str, str]], head: str, heading: list[str], layout: Layout
) -> Iterator[RawRow]:
    faults: dict[int, str] = {}
    reached = [0]

    def feed() -> Iterator[str]:
        for number, text, fault in lines:
            reached[0] = number
            if fault:
                faults[number] = fault
            yield text

    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(feed(), delimiter=max(",\t;", key=head.count))
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problem = Reason("bad_csv", _("这一行的 CSV 格式有误（多为引号不成对）。"), "", "")
            yield RawRow(before + 1, problem=problem)
            before = reached[0]
            continue
        line, before = before + 1, reached[0]
        fault = next((faults.pop(n) for n in range(line, before + 1) if n in faults), "")
        if not any(cell.strip() for cell in cells):
            continue
        if not heading:
            heading += sheets.heading_of(cells, layout)
        elif fault:
            yield RawRow(line, problem=Reason("encoding", fault, "", ""), original=cells)
        else:
            cells = [unguarded(cell) for cell in cells]
            yield _table_row(line, heading, cells, layout, exact=True)


def _table_row(line: int, heading: list[str], cells: list, layout: Layout, *, exact: bool) -> RawRow:
    """`exact`: every row must have as many cells as the heading; a shifted row would land in wrong fields."""
    extra = any(cell not in (None, "") for cell in cells[len(heading) :])
    if extra or (exact and len(cells) != len(heading)):
        text = _("这一行有 %(cells)d 列，表头有 %(heading)d 列。") % {
            "cells": len(cells),
            "heading": len(heading),
        }
        return RawRow(
            line, problem=Reason("cell_count", text, "", ""), original=[text_of_cell(cell) for cell in cells]
        )
    return RawRow(line, sheets.cells_of(heading, cells, layout))


def _from_xlsx(raw: BinaryIO, heading: list[str], layout: Layout) -> Iterator[RawRow]:
    """Rows of the first worksheet. A break in the middle of the file ends with a problem."""
    book = _open_book(raw)
    try:
        number = 0
        for number, cells in enumerate(_sheet_rows(book), 1):
            if not any(cell not in (None, "") for cell in cells):
                continue
            if not heading:
                heading += sheets.heading_of([text_of_cell(cell) for cell in cells], layout)
            else:
                yield _table_row(number, heading, list(cells), layout, exact=False)
        if not heading:
            raise _refusal("file_empty", _("工作表是空的。"))
    except _BROKEN as error:
        if not heading:
            raise _refusal("file_broken", _("表格文件已损坏，无法读取。")) from error
        text = _("表格文件从这里起已损坏，后面的行没有读到。")
        yield RawRow(number + 1, problem=Reason("file_broken", text, "", "file"))
    finally:
        book.close()


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
)
"""What openpyxl and zipfile raise on a damaged file, seen by flipping and cutting bytes."""


def _sheet_rows(book: openpyxl.Workbook) -> Iterator[tuple]:
    return book.worksheets[0].iter_rows(values_only=True)


def _open_book(raw: BinaryIO) -> openpyxl.Workbook:
    try:
        with zipfile.ZipFile(raw) as pack:
            sizes = {member.filename: member.file_size for member in pack.infolist()}
        if sum(sizes.values()) > LARGEST_UNPACKED or sizes.get("xl/sharedStrings.xml", 0) > LARGEST_STRINGS:
            raise _refusal("file_too_large", _("表格解压后过大，请改用 CSV 或 JSONL。"))
        book = openpyxl.load_workbook(raw, read_only=True, data_only=True)
        if not book.worksheets:
            raise _refusal("file_empty", _("文件里没有工作表。"))
        book.worksheets[0].reset_dimensions()  # some programs write a wrong size, which would hide rows
        return book
    except _BROKEN as error:
        raise _refusal("file_broken", _("文件已损坏，或不是 .xlsx 表格，无法读取。")) from error
