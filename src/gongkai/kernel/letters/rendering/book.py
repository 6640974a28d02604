"""A Book as PDF (typst) and as .docx: A4 across, the head on every page, page n of m.

A row with all its history fills a sixth of a page. Measured: 3,000 such rows (500 pages) take four seconds and
0.6 GB as PDF, three seconds and 0.4 GB as .docx.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files

from django.utils.translation import gettext as _
from docx.document import Document as Sheet
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from lxml import etree

from gongkai.kernel.letters.rendering import fonts
from gongkai.kernel.letters.rendering.pdf import STANDARD
from gongkai.kernel.letters.rendering.word import dressed, new_sheet, same_bytes, stamped
from gongkai.kernel.letters.rules.books import Book, Column

PAPER = 297 - 18 - 15
"""Millimetres for the table between the margins."""
LONG = 300
"""Signs of a cell from which a row may be parted."""
BODY, HEAD = "仿宋_GB2312", "黑体"


def book_pdf(book: Book) -> bytes:
    """PDF/A-2u with every font inside. What no font can print is written as its code, such as 〔U+3ABF3〕.

    RuntimeError when the typesetter fails, which no words can make it do.
    """
    data = json.dumps(_data(book.told(fonts.missing("".join(book.words)))), ensure_ascii=False)
    job = {
        "source": (files("gongkai.kernel.letters.rendering") / "book.typ").read_text("utf-8"),
        "folders": list(dict.fromkeys(str(path.parent) for path in fonts.files())),
        "inputs": {"book": data},
        "standard": STANDARD,
    }
    return _apart(job)


def _apart(job: dict) -> bytes:
    # no settings travel to the other process; a book of thousands of rows would leave this one large for good
    done = subprocess.run(
        [sys.executable, "-P", str(files("gongkai.kernel.letters.rendering") / "apart.py")],
        input=json.dumps(job).encode(),
        capture_output=True,
        env={"PYTHONUTF8": "1"},
        cwd="/",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:].decode("utf-8", "replace"))
    return done.stdout


def _data(book: Book) -> dict:
    return {
        "title": book.title,
        "organ": book.organ,
        "period": book.period,
        "notes": list(book.notes),
        "foot": book.notes[0] if book.notes else "",
        "page": page_words(),
        "columns": [{"label": c.label, "width": c.width, "align": c.align} for c in book.columns],
        "rows": [{"cells": list(row), "whole": not long} for row, long in ((r, _long(r)) for r in book.rows)],
        "fonts": fonts.families(),
    }


def _long(row: tuple[str, ...]) -> bool:
    """A row that might fill a page may be parted between two; every other stays together."""
    return max(len(cell) + 12 * cell.count("\n") for cell in row) > LONG


def page_words() -> tuple[str, str, str]:
    """What stands before, between and after the number of the page and that of all pages."""
    before, between, after = (_("第 %(page)s 页，共 %(pages)s 页") % {"page": "|", "pages": "|"}).split("|")
    return before, between, after


# --- .docx ------------------------------------------------------------------------------------------------------


def book_docx(book: Book) -> bytes:
    """The same for the office's own word processor, which counts the pages when it opens the file."""
    sheet = new_sheet()
    _across(sheet)
    title = dressed(sheet.add_paragraph(), book.organ + book.title, size=18, face=HEAD, exactly=28)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    dressed(sheet.add_paragraph(), "　".join((book.period, *book.notes)), size=9, exactly=16)
    _table(sheet, book)
    _foot(sheet, book)
    stamped(sheet, organ=book.organ, title=book.organ + book.title, day=None)
    return same_bytes(sheet)


def _across(sheet: Sheet) -> None:
    section = sheet.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(18), Mm(16)
    section.left_margin, section.right_margin = Mm(18), Mm(15)


def _table(sheet: Sheet, book: Book) -> None:
    """Written as XML: a table of python-docx slows down with the square of its rows."""
    widths = [round(width * 56.7) for width in widths_of(book.columns)]
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_BORDERS}'
        f'<w:tblLayout w:type="fixed"/>{_MARGINS}</w:tblPr><w:tblGrid/></w:tbl>'
    )
    grid = table.find(qn("w:tblGrid"))
    for width in widths:
        etree.SubElement(grid, qn("w:gridCol"), {qn("w:w"): str(width)})
    table.append(_row([column.label for column in book.columns], widths, book.columns, head=True))
    for row in book.rows:
        table.append(_row(row, widths, book.columns))
    body = sheet.element.body
    body.insert(len(body) - 1, table)  # before the properties of the section, which stand last


def widths_of(columns: tuple[Column, ...]) -> list[float]:
    """Millimetres of each column; those without a width share what is left."""
    open_ended = sum(column.width == 0 for column in columns) or 1
    left = (PAPER - sum(column.width for column in columns)) / open_ended
    return [column.width or left for column in columns]


def _row(cells, widths: list[int], columns: tuple[Column, ...], *, head: bool = False):
    row = etree.Element(qn("w:tr"))
    properties = etree.SubElement(row, qn("w:trPr"))
    etree.SubElement(properties, qn("w:cantSplit"))
    if head:
        etree.SubElement(properties, qn("w:tblHeader"))
    for words, width, column in zip(cells, widths, columns, strict=True):
        cell = etree.SubElement(row, qn("w:tc"))
        shape = etree.SubElement(cell, qn("w:tcPr"))
        etree.SubElement(shape, qn("w:tcW"), {qn("w:w"): str(width), qn("w:type"): "dxa"})
        if head:
            etree.SubElement(shape, qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): "EBEBEB"})
        cell.append(_paragraph(words, "center" if head else column.align, HEAD if head else BODY))
    return row


def _paragraph(words: str, align: str, face: str):
    paragraph = etree.Element(qn("w:p"))
    shape = etree.SubElement(paragraph, qn("w:pPr"))
    spacing = {qn("w:before"): "0", qn("w:after"): "0", qn("w:line"): "240", qn("w:lineRule"): "auto"}
    etree.SubElement(shape, qn("w:spacing"), spacing)
    etree.SubElement(shape, qn("w:jc"), {qn("w:val"): align})
    for number, line in enumerate(words.split("\n")):
        run = etree.SubElement(paragraph, qn("w:r"))
        look = etree.SubElement(run, qn("w:rPr"))
        etree.SubElement(look, qn("w:rFonts"), {qn(f"w:{part}"): face for part in _SCRIPTS})
        etree.SubElement(look, qn("w:sz"), {qn("w:val"): "18"})
        if number:
            etree.SubElement(run, qn("w:br"))
        text = etree.SubElement(run, qn("w:t"), {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
        text.text = "".join(_fit(line))
    return paragraph


def _fit(line: str) -> Iterator[str]:
    """Without the control characters that XML cannot hold."""
    return (sign for sign in line if sign >= " " and sign not in "\ufffe\uffff")


def _foot(sheet: Sheet, book: Book) -> None:
    before, between, after = page_words()
    paragraph = sheet.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot = f"{book.notes[0]}　　{before}" if book.notes else before
    dressed(paragraph, foot, size=9, exactly=14)
    _field(paragraph, "PAGE")
    dressed(paragraph, between, size=9, exactly=14)
    _field(paragraph, "NUMPAGES")
    dressed(paragraph, after, size=9, exactly=14)


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = etree.SubElement(field, qn("w:r"))
    look = etree.SubElement(run, qn("w:rPr"))
    etree.SubElement(look, qn("w:sz"), {qn("w:val"): "18"})
    etree.SubElement(run, qn("w:t")).text = "1"
    paragraph._p.append(field)


_SCRIPTS = ("ascii", "hAnsi", "eastAsia")
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINES = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="595959"/>' for side in _SIDES)
_BORDERS = f"<w:tblBorders>{_LINES}</w:tblBorders>"
_MARGINS = (
    '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
)
