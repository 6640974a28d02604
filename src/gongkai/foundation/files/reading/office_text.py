"""The words of office documents: for search those a reader sees, aside those that only checks look at."""

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from gongkai.foundation.files.reading import limits
from gongkai.foundation.files.reading.containers import Package, local, parse
from gongkai.foundation.files.reading.results import Reading, Unacceptable

_WORD_PART = re.compile(r"^word/(?:header|document|footnotes|endnotes|footer|comments)\d*\.xml$")
_SLIDE = re.compile(r"^ppt/(slides|notesSlides)/[a-zA-Z]+(\d+)\.xml$")
_BETWEEN_PIECES = re.compile(r'"\s*[&,，]\s*"')
_BLANKS = {"tab": "\t", "br": "\n", "cr": "\n"}
_UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    etree.LxmlError,
    ElementTree.ParseError,
)


def read(package: Package, data: bytes, reading: Reading) -> None:
    """Fill text, hidden text and notes. Raises Unacceptable when the main part cannot be read."""
    if reading.kind == "docx":
        _word(package, reading)
    elif reading.kind == "pptx":
        _slides(package, reading)
    else:
        _workbook(package, data, reading)


def _word(package: Package, reading: Reading) -> None:
    seen, aside = [], []
    if "word/document.xml" not in package:
        raise Unacceptable("broken")
    for name in sorted(filter(_WORD_PART.match, package.names), key=lambda n: ("document" not in n, n)):
        root = parse(package.read(name), name)
        (aside if "comments" in name else seen).append("\n".join(_paragraphs(root)))
        aside += [element.text for element in root.iter("{*}delText") if element.text]
        _note_word(root, name, reading)
    reading.hidden = "\n".join(aside)
    reading.found("\n".join(seen))


def _note_word(root: etree._Element, name: str, reading: Reading) -> None:
    if "comments" in name and root.find("{*}comment") is not None:
        reading.note("comments")
    if any(root.find(f".//{{*}}{tag}") is not None for tag in ("del", "ins", "moveFrom")):
        reading.note("tracked_changes")
    if root.find(".//{*}vanish") is not None:
        reading.note("hidden_text")


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Paragraphs in order, each once: the old-style copy of a text box (mc:Fallback) is passed over."""
    for fallback in list(root.iter("{*}Fallback")):
        fallback.getparent().remove(fallback)
    for paragraph in root.iter("{*}p"):
        pieces = []
        for element in paragraph.iter(etree.Element):
            if _owner(element) is not paragraph:
                continue
            name = local(element)
            pieces.append(element.text or "" if name == "t" else _BLANKS.get(name, ""))
        yield "".join(pieces)


def _owner(element: etree._Element) -> etree._Element | None:
    """The nearest paragraph around an element: text boxes put paragraphs inside paragraphs."""
    return next(element.iterancestors("{*}p"), None)


def _slides(package: Package, reading: Reading) -> None:
    parts = [
        (match[1] != "slides", int(match[2]), name) for name in package.names if (match := _SLIDE.match(name))
    ]
    if "ppt/presentation.xml" not in package:
        raise Unacceptable("broken")
    texts = [
        "\n".join(_paragraphs(parse(package.read(name), name))) for _notes, _number, name in sorted(parts)
    ]
    reading.found("\n".join(texts))
    comments = [name for name in package.names if name.startswith("ppt/comments/") and name.endswith(".xml")]
    if comments:
        reading.note("comments")
        reading.hidden = "\n".join("\n".join(parse(package.read(n), n).itertext()) for n in comments)


def _workbook(package: Package, data: bytes, reading: Reading) -> None:
    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        lines, complete = _rows(book, reading)
        book.close()
    except _UNREADABLE as error:
        raise Unacceptable("broken") from error
    notes = [name for name in package.names if re.match(r"xl/(?:comments|threadedComments)", name)]
    if notes:
        reading.note("comments")
    aside = [
        *notes,
        *(
            n
            for n in package.names
            if re.match(r"xl/(?:(?:drawings/drawing|worksheets/sheet)\d+|workbook)\.xml$", n)
            and package.size(n) < 2_000_000
        ),
    ]
    roots = [parse(package.read(n), n) for n in aside if n.endswith(".xml")]
    reading.hidden = "\n".join("\n".join((*root.itertext(), *_composed(root))) for root in roots)
    reading.found("\n".join(lines), complete=complete)


def _composed(root: etree._Element) -> Iterator[str]:
    """What formulas and defined names put together of pieces: "机密"&"★"."""
    for element in root.iter("{*}f", "{*}definedName"):
        if element.text and '"' in element.text:
            yield _BETWEEN_PIECES.sub("", element.text)


def _shown(value: object) -> str:
    """A cell as it is read: a telephone number that the program kept as 1.3812345678E10 is one all the same."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e19:
        return f"{Decimal(repr(value)):.0f}"
    return str(value)


def _rows(book: openpyxl.Workbook, reading: Reading) -> tuple[list[str], bool]:
    lines, cells = [], 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            reading.note("hidden_sheets")
        lines.append(sheet.title)
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            values = [_shown(value) for value in row if value is not None]
            if values:
                lines.append("\t".join(values))
            cells += len(row)
            if cells > limits.CELLS or not limits.text_time_left():
                return lines, False
    return lines, True
