"""A page, a document or a sheet as plain grids of text: merged cells spread out, each knowing its origin.

Nothing here knows what a report is; nothing is converted to a number.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import etree, html

from gongkai.foundation.files.reading.plain import decode
from gongkai.foundation.files.reading.results import Unacceptable
from gongkai.oversight.reporting.placing import placed

MOST_SPANNED = 200
"""A merged cell of a published table is never larger; a larger span is an attempt on the memory."""
MOST_CELLS = 200_000
MOST_UNPACKED = 24 * 1024 * 1024


class NotReadable(ValueError):
    """The file cannot be opened as what it claims to be."""

    code = "not-readable"


class Unbounded(NotReadable):
    """What is packed in it is more than a report ever holds."""

    code = "too-large"


_BROKEN = (KeyError, ValueError, TypeError, OSError, EOFError, SyntaxError, zipfile.BadZipFile, zlib.error)
"""What the libraries raise for damaged packages; errors of both XML parsers are SyntaxErrors."""


def bounded(data: bytes) -> None:
    """NotReadable when a packed document is none, or unpacks to more than its parsers may be fed with.

    They hold many times its size. What an entry declares is never exceeded when it is read. Pictures are not parsed.
    """
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except _BROKEN as error:
        raise NotReadable("zip") from error
    if sum(entry.file_size for entry in entries if "/media/" not in entry.filename) > MOST_UNPACKED:
        raise Unbounded


@dataclass(frozen=True, slots=True)
class Cell:
    """`origin`: (row, column) where the merged cell begins; its own place when it is not merged."""

    text: str
    origin: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of equal length."""

    rows: tuple[tuple[Cell, ...], ...]

    def starts(self, row: int, column: int) -> bool:
        return self.rows[row][column].origin == (row, column)

    def is_merged(self, row: int, column: int) -> bool:
        """Whether the cell shares its text with another one."""
        here = self.rows[row][column].origin
        around = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
        return any(self._origin(place) == here for place in around)

    def _origin(self, place: tuple[int, int]) -> tuple[int, int] | None:
        row, column = place
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column].origin if inside else None


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader saw: the grids in order, and the words outside them, a paragraph a line."""

    grids: list[Grid] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spanned:
    """One cell as its format tells it: text with its extent to the right and downwards."""

    text: str
    wide: int = 1
    high: int = 1


def spread(rows: Iterable[Iterable[Spanned]]) -> Grid:
    """Lay out cells with their spans as a browser does; a hole is an empty cell. NotReadable if it is endless."""
    laid: dict[tuple[int, int], Cell] = {}
    for one in placed(rows):
        cell = Cell(one.box.text, (one.row, one.column))
        for place in one.covers():
            laid.setdefault(place, cell)
        if len(laid) > MOST_CELLS:
            raise NotReadable("cells")
    return squared(laid)


def squared(laid: dict[tuple[int, int], Cell]) -> Grid:
    """Cells by (row, column) as rows of equal length; a hole is an empty cell. NotReadable if it is endless."""
    height = max((y for y, _x in laid), default=-1) + 1
    width = max((x for _y, x in laid), default=-1) + 1
    if height * width > MOST_CELLS:
        raise NotReadable("cells")
    return Grid(
        tuple(tuple(laid.get((y, x)) or Cell("", (y, x)) for x in range(width)) for y in range(height))
    )


# --- text -------------------------------------------------------------------------------------------------------


def from_text(text: str) -> Document:
    """Words alone, line by line as they stand: spaces may be all that is left of columns."""
    return Document([], [line.strip("\r") for line in text.split("\n")])


# --- HTML -------------------------------------------------------------------------------------------------------

_SPACE = re.compile(r"[ \t\r\n\f]+")
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def from_html(data: bytes) -> Document:
    """Tables inside tables count once, at the innermost: older portals lay out pages with tables."""
    text = text_of(data)
    try:
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except etree.ParserError as error:
        raise NotReadable("html") from error
    for gone in tree.xpath("//script|//style|//noscript|//template|//comment()"):
        gone.drop_tree()
    tables = [table for table in tree.iter("table") if table.find(".//table") is None]
    grids = [spread(_html_rows(table)) for table in tables]
    for table in tables:
        table.clear()
    return Document(grids, _html_lines(tree))


def text_of(data: bytes) -> str:
    """Decoded strictly where one encoding fits, else with marks where bytes are damaged: never dropped."""
    try:
        return decode(data)[0]
    except Unacceptable:
        pass
    found = _DECLARED.search(data[:4096])
    names = [found[1].decode()] if found else []
    tried = [_lenient(data, name) for name in (*names, "utf-8", "gb18030")]
    return min((text for text in tried if text), key=lambda text: text.count("\ufffd"), default="")


def _lenient(data: bytes, encoding: str) -> str:
    try:
        return data.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding, "replace")
    except LookupError:
        return ""


def _html_rows(table) -> Iterator[list[Spanned]]:
    for row in table.iter("tr"):
        yield [_html_cell(cell) for cell in row if cell.tag in ("td", "th")]


def _html_cell(cell) -> Spanned:
    text = _SPACE.sub(" ", cell.text_content()).strip()
    return Spanned(text, _span(cell.get("colspan")), _span(cell.get("rowspan")))


def _span(said: str | None) -> int:
    """A span of 0 or nonsense is one cell, as browsers read it."""
    digits = (said or "").strip()
    return min(max(int(digits), 1), MOST_SPANNED) if digits.isascii() and digits.isdigit() else 1


_BLOCKS = frozenset({"p", "div", "li", "br", "title", "section", "article", "td", "tr", "table"}) | {
    f"h{i}" for i in range(1, 7)
}


def _html_lines(tree) -> list[str]:
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in _BLOCKS:
            parts.append("\n")
        parts.append((element.text if event == "start" else element.tail) or "")
    return _lines("".join(parts).split("\n"))


def _lines(raw: Iterable[str]) -> list[str]:
    return [line for line in (_SPACE.sub(" ", one).strip(" \u3000\u00a0") for one in raw) if line]


# --- Word -------------------------------------------------------------------------------------------------------


def from_docx(data: bytes) -> Document:
    try:
        book = docx.Document(io.BytesIO(data))
    except _BROKEN as error:
        raise NotReadable("docx") from error
    grids = [spread(_word_rows(table._tbl)) for table in book.tables]
    return Document(grids, _lines(paragraph.text for paragraph in book.paragraphs))


def _word_rows(table) -> list[list[Spanned]]:
    """Vertical merges are told cell by cell; counted here into one cell with its height."""
    told = [[_word_cell(cell) for cell in row.tc_lst] for row in table.tr_lst]
    return [
        [
            Spanned(text, wide, _height(told, y, _column(row, x)))
            for x, (text, wide, merge) in enumerate(row)
            if merge != "continue"
        ]
        for y, row in enumerate(told)
    ]


def _word_cell(cell) -> tuple[str, int, str]:
    """Text, width, and how it is merged downwards: "", "restart" or "continue"."""
    text = " ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.iter(qn("w:p")))
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    said = "" if merge is None else merge.get(qn("w:val"), "continue")
    return _SPACE.sub(" ", text).strip(), min(max(cell.grid_span, 1), MOST_SPANNED), said


def _column(row: list[tuple[str, int, str]], place: int) -> int:
    return sum(wide for _text, wide, _merge in row[:place])


def _height(told: list[list[tuple[str, int, str]]], y: int, column: int) -> int:
    high = 1
    for row in told[y + 1 :]:
        below = next((one for x, one in enumerate(row) if _column(row, x) == column), None)
        if below is None or below[2] != "continue":
            break
        high += 1
    return high


# --- Excel ------------------------------------------------------------------------------------------------------


def from_xlsx(data: bytes) -> Document:
    """Values as they were last calculated; a formula that never was is an empty cell."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except _BROKEN as error:
        raise NotReadable("xlsx") from error
    with_sizes = [sheet for sheet in book.worksheets if sheet.max_row * sheet.max_column <= MOST_CELLS]
    grids = [_sheet(sheet) for sheet in with_sizes]
    lines = (cell.text for grid in grids for row in grid.rows for cell in row)
    return Document(grids, _lines([book.properties.title or "", *dict.fromkeys(lines)]))


def _sheet(sheet) -> Grid:
    laid = {
        (y, x): Cell(_cell_text(value), (y, x))
        for y, row in enumerate(sheet.iter_rows(values_only=True))
        for x, value in enumerate(row)
    }
    for merged in sheet.merged_cells.ranges:
        y, x = merged.min_row - 1, merged.min_col - 1
        first = laid.get((y, x))
        for place in ((r - 1, c - 1) for r, c in merged.cells) if first else ():
            laid[place] = first
    return squared(laid)


def _cell_text(value: object) -> str:
    """A number as it would be typed: 12.0 is twelve."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _SPACE.sub(" ", str(value)).strip()
