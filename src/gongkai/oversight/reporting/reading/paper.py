"""A PDF as grids and words: its ruled lines say where the cells are, so that every number stays in its column.

What is only a picture of paper has neither; that is told, nothing is guessed from it.
"""

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterable, Iterator

import pdfplumber
import pikepdf
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from gongkai.oversight.reporting.reading.grids import (
    MOST_CELLS,
    MOST_UNPACKED,
    Cell,
    Document,
    Grid,
    NotReadable,
    Unbounded,
    squared,
)

MOST_PAGES = 100
MOST_DRAWN = 4 * 1024 * 1024
"""Bytes that all pages draw: a page of tables takes a fiftieth of it."""
MOST_RULES = 6000
"""Rules of a page, each of which is compared with the others."""
_BROKEN = (
    PDFException, PdfminerException, MalformedPDFException, pikepdf.PdfError, pikepdf.DataDecodingError, struct.error, zlib.error,
    ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError, AssertionError, OSError,
)  # fmt: skip
"""What the libraries raise for damaged documents."""
_PAGE_NUMBER = re.compile(r"^[\s\-—–·第页/共]*\d{1,4}[\s\-—–·第页/共\d]*$")
_HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])")
_SAME = 3.0
"""Points within which two rules are one."""

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


class NoWords(NotReadable):
    """Pages that are pictures."""

    code = "no-words"


def from_pdf(data: bytes) -> Document:
    """NotReadable when it cannot be opened, wants a password, or unpacks to more than a report ever holds."""
    try:
        _bounded(data)
        with pdfplumber.open(io.BytesIO(data)) as paper:
            found = _document(paper.pages)
    except NotReadable:
        raise
    except _BROKEN as error:
        raise NotReadable("pdf") from error
    if not found.grids and not found.lines:
        raise NoWords
    return found


def _bounded(data: bytes) -> None:
    """The parser unpacks every stream whole: what they hold is added up before it may."""
    left, form = MOST_UNPACKED, 0
    with pikepdf.Pdf.open(io.BytesIO(data)) as paper:
        if len(paper.pages) > MOST_PAGES:
            raise Unbounded
        for one in paper.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image":
                size = _size(one, left)
                left -= size
                form = max(form, size) if one.get("/Subtype") == "/Form" else form
                _unnested(one)
        if sum(_drawn(page, form) for page in paper.pages) > MOST_DRAWN:
            raise Unbounded


def _unnested(stream: pikepdf.Stream) -> None:
    """A form that draws forms that draw forms costs a power of what it holds."""
    parts = stream.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    if stream.get("/Subtype") == "/Form" and any(
        one.get("/Subtype") == "/Form" for one in parts.as_dict().values()
    ):
        raise Unbounded


def _drawn(page: pikepdf.Page, form: int) -> int:
    """Bytes that a page draws; each call of a form counts as the largest one."""
    page.contents_coalesce()
    contents = page.obj.get("/Contents")
    told = contents.read_bytes() if isinstance(contents, pikepdf.Stream) else b""
    return len(told) + form * told.count(b"Do")


def _size(stream: pikepdf.Stream, most: int) -> int:
    """Bytes of a stream that is unpacked; Unbounded beyond `most`, and for one that is packed twice."""
    filters = stream.get("/Filter")
    packed = list(filters) if isinstance(filters, pikepdf.Array) else [filters] if filters is not None else []
    raw = stream.read_raw_bytes()
    if len(packed) > 1:
        raise Unbounded
    if packed == ["/FlateDecode"]:
        raw = zlib.decompressobj().decompress(raw, most + 1)
    if len(raw) > most:
        raise Unbounded
    return len(raw)


def _document(pages: Iterable[Page]) -> Document:
    runs: list[list[Table]] = []
    lines: list[str] = []
    before: list[dict] = []
    for page in pages:
        if len(page.rects) + len(page.lines) + len(page.curves) > MOST_RULES:
            raise Unbounded
        tables = page.find_tables()
        printed = _printed(page, tables)
        for table in tables:
            if runs and table is tables[0] and _goes_on(runs[-1][-1], before, table, printed):
                runs[-1].append(table)
            else:
                runs.append([table])
        lines += _paragraphs(printed)
        before = printed
    return Document([_grid(run) for run in runs], lines)


# --- tables -----------------------------------------------------------------------------------------------------


def _goes_on(last: Table, before: list[dict], first: Table, printed: list[dict]) -> bool:
    """Whether the first table of a page is the last one of the page before: as wide, and no heading in between."""
    if first.page.page_number != last.page.page_number + 1:
        return False
    between = [one["text"] for one in before if one["top"] > last.bbox[3] - _SAME]
    between += [one["text"] for one in printed if one["bottom"] < first.bbox[1] + _SAME]
    as_wide = all(abs(last.bbox[side] - first.bbox[side]) < _SAME for side in (0, 2))
    return as_wide and not any(_HEADING.match(text) for text in between)


def _grid(run: list[Table]) -> Grid:
    """A cell covers every place between its own rules. What a page break cuts is laid one below the other."""
    boxes: list[tuple[tuple, str]] = []
    seams: list[float] = []
    height = 0.0
    for table in run:
        seams.append(height)
        boxes += [(_moved(box, height - table.bbox[1]), _words_in(table.page, box)) for box in table.cells]
        height += table.bbox[3] - table.bbox[1]
    across, down = _rules(boxes, 0, 2), _rules(boxes, 1, 3)
    if (len(across) - 1) * (len(down) - 1) > MOST_CELLS:
        raise NotReadable("cells")
    laid: dict[tuple[int, int], Cell] = {}
    for (x0, y0, x1, y1), text in sorted(boxes, key=lambda one: (one[0][1], one[0][0])):
        left, top, right, bottom = _at(across, x0), _at(down, y0), _at(across, x1), _at(down, y1)
        laid |= {(y, x): Cell(text, (top, left)) for y in range(top, bottom) for x in range(left, right)}
    for seam in seams[1:]:
        _mend(laid, _at(down, seam))
    return squared(laid)


def _moved(box: tuple, by: float) -> tuple:
    return (box[0], box[1] + by, box[2], box[3] + by)


def _mend(laid: dict[tuple[int, int], Cell], seam: int) -> None:
    """A merged cell that a page break cuts goes on without its words in the first row of the next page.

    It is one with the cell above only where one of the two is merged downwards: a number never is.
    """
    for place in [place for place in laid if place[0] == seam]:
        cell, above = laid[place], laid.get((seam - 1, place[1]))
        if above is None or cell.text or not above.text:
            continue
        high = laid.get((seam + 1, place[1])) == cell or laid.get((seam - 2, place[1])) == above
        if high:
            laid |= {where: above for where, one in laid.items() if one == cell}


def _rules(boxes: Iterable[tuple[tuple, str]], *sides: int) -> list[float]:
    found: list[float] = []
    for place in sorted(box[side] for box, _text in boxes for side in sides):
        if not found or place - found[-1] > _SAME:
            found.append(place)
    return found


def _at(rules: list[float], place: float) -> int:
    return min(range(len(rules)), key=lambda n: abs(rules[n] - place))


def _words_in(page: Page, box: tuple) -> str:
    """The lines of a cell are one text: Chinese words break anywhere."""
    return _joined((page.within_bbox(box, strict=False).extract_text() or "").split("\n"))


def _joined(lines: Iterable[str]) -> str:
    text = " ".join(line.strip() for line in lines)
    return re.sub(r"(?<![\x21-\x7e]) | (?![\x21-\x7e])", "", text).strip()


# --- words ------------------------------------------------------------------------------------------------------


def _printed(page: Page, tables: Iterable[Table]) -> list[dict]:
    """The lines outside the tables, without page numbers."""
    for table in tables:
        page = page.outside_bbox(_within(table.bbox, page.bbox))
    return [one for one in page.extract_text_lines(return_chars=False) if not _PAGE_NUMBER.match(one["text"])]


def _paragraphs(printed: list[dict]) -> Iterator[str]:
    """A line that runs to the right edge goes on in the next one, unless that begins anew."""
    left, right = (
        min((one["x0"] for one in printed), default=0),
        max((one["x1"] for one in printed), default=0),
    )
    held: list[dict] = []
    for line in printed:
        if held and (held[-1]["x1"] < right - 1.5 * _size_of(line) or _begins(line, held[-1], left)):
            yield _joined(one["text"] for one in held)
            held = []
        held.append(line)
    if held:
        yield _joined(one["text"] for one in held)


def _begins(line: dict, before: dict, left: float) -> bool:
    """Indented, numbered as a heading, or of another size."""
    size = _size_of(line)
    indented = line["x0"] > left + size
    return indented or bool(_HEADING.match(line["text"])) or abs(size - _size_of(before)) > size / 5


def _size_of(line: dict) -> float:
    return line["bottom"] - line["top"]


def _within(box: tuple, page: tuple) -> tuple:
    """Rules drawn beyond the paper end at its edge."""
    return (max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3]))
