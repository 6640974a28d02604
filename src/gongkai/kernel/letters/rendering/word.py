"""A Document as .docx (python-docx), on the organ's letterhead or a built-in head. The same input, the same bytes."""

import io
import zipfile
from datetime import UTC, date, datetime

import docx
from docx.document import Document as Sheet
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from gongkai.kernel.letters.rules.composing import SEAL_PLACE, Document, Items, Remedy, Table
from gongkai.kernel.letters.rules.values import chinese_date

BODY, TITLE = "仿宋_GB2312", "方正小标宋简体"
"""Faces that offices have by GB/T 9704; Word takes the nearest one where they are not installed."""
RED = RGBColor(0xC7, 0x00, 0x0B)
EPOCH = (2000, 1, 1, 0, 0, 0)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class NotALetterheadError(ValueError):
    """The bytes cannot be opened as a .docx to write on."""


def to_docx(document: Document, letterhead: bytes | None = None) -> bytes:
    """The letter. On a letterhead its header, footer, page and styles stay and the letter follows its body."""
    sheet = open_letterhead(letterhead) if letterhead else new_sheet()
    if letterhead is None and document.signed:
        _head(sheet, document)
    elif document.number:
        _line(sheet, document.number, align=WD_ALIGN_PARAGRAPH.CENTER)
    _body(sheet, document)
    if document.signed:
        _signature(sheet, document)
    if document.copies:
        _line(sheet, document.lines[-1], size=14)
    stamped(sheet, organ=document.organ, title=document.title, day=document.dated_on)
    return same_bytes(sheet)


def open_letterhead(letterhead: bytes) -> Sheet:
    """NotALetterheadError for anything that python-docx cannot open."""
    try:
        return docx.Document(io.BytesIO(letterhead))
    except (KeyError, ValueError, zipfile.BadZipFile, XMLSyntaxError) as error:
        raise NotALetterheadError(str(error)) from error


def new_sheet() -> Sheet:
    """An empty A4 sheet with the margins of letters."""
    sheet = docx.Document()
    section = sheet.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    return sheet


def _head(sheet: Sheet, document: Document) -> None:
    size = max(20, min(36, int(156 / 0.3528 / max(len(document.red_head), 1))))
    _line(sheet, document.red_head, align=WD_ALIGN_PARAGRAPH.CENTER, size=size, face=TITLE, colour=RED)
    _line(sheet, "")
    number = _line(sheet, document.number, align=WD_ALIGN_PARAGRAPH.CENTER)
    _rule_below(number)
    _line(sheet, "")


def _rule_below(paragraph: Paragraph) -> None:
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.makeelement(qn("w:pBdr"), {})
    rule = {"val": "single", "sz": "12", "space": "4", "color": "C7000B"}
    borders.append(
        borders.makeelement(qn("w:bottom"), {qn(f"w:{key}"): value for key, value in rule.items()})
    )
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def _body(sheet: Sheet, document: Document) -> None:
    _line(sheet, document.title, align=WD_ALIGN_PARAGRAPH.CENTER, size=22, face=TITLE, exactly=36)
    _line(sheet, "")
    if document.addressee:
        _line(sheet, document.addressee)
    for block in document.blocks:
        match block:
            case Table(rows):
                _table(sheet, rows)
            case Items():
                _indented(sheet, block.lines)
            case Remedy(paragraphs):
                _indented(sheet, paragraphs)
            case _:
                _indented(sheet, (block.text,))
    if document.attachments:
        _line(sheet, "")
        _indented(sheet, document.attachment_lines)


def _indented(sheet: Sheet, lines) -> None:
    for line in lines:
        paragraph = _line(sheet, line)
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), "640")


def _table(sheet: Sheet, rows) -> None:
    table = sheet.add_table(rows=0, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _grid(table)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            dressed(cell.paragraphs[0], words)


def _grid(table) -> None:
    """Borders of the table itself: a letterhead need not have the style "Table Grid"."""
    properties = table._tbl.tblPr
    borders = properties.makeelement(qn("w:tblBorders"), {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        values = {qn("w:val"): "single", qn("w:sz"): "4", qn("w:color"): "000000"}
        borders.append(borders.makeelement(qn(f"w:{side}"), values))
    properties.append(borders)


def _signature(sheet: Sheet, document: Document) -> None:
    _line(sheet, "")
    for words in (document.organ, SEAL_PLACE, chinese_date(document.dated_on)):
        paragraph = _line(sheet, words, align=WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:rightChars"), "400")
        paragraph.paragraph_format.keep_with_next = words is not document.dated_on
        paragraph.paragraph_format.keep_together = True


def _line(sheet: Sheet, words: str, *, align=None, size: float = 16, face: str = BODY, colour=None, exactly=28.9) -> Paragraph:  # fmt: skip
    paragraph = sheet.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    return dressed(paragraph, words, size=size, face=face, colour=colour, exactly=max(exactly, size * 1.3))


def dressed(paragraph: Paragraph, words: str, *, size: float = 16, face: str = BODY, colour=None, exactly=28.9) -> Paragraph:  # fmt: skip
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(exactly)
    shape.space_before = shape.space_after = Pt(0)
    if words:
        run = paragraph.add_run(words)
        run.font.size, run.font.name = Pt(size), face
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
        if colour is not None:
            run.font.color.rgb = colour
    return paragraph


def stamped(sheet: Sheet, *, organ: str, title: str, day: date | None) -> None:
    """Nothing of the machine, the hour or the letterhead's author: only organ and title."""
    facts = sheet.core_properties
    moment = _moment(day) if day else LONG_AGO
    facts.author = facts.last_modified_by = organ
    facts.title, facts.comments, facts.keywords, facts.subject = title, "", "", ""
    facts.created = facts.modified = moment.replace(tzinfo=None)
    facts.last_printed, facts.revision = LONG_AGO.replace(tzinfo=None), 1


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def same_bytes(sheet: Sheet) -> bytes:
    """The package with the clock taken out: entries in the order of their names, all of one moment."""
    made, result = io.BytesIO(), io.BytesIO()
    sheet.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return result.getvalue()
