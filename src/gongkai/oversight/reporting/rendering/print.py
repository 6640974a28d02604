"""A report on paper: PDF/A with its fonts inside, and .docx for the office's own word processor."""

import json
from importlib.resources import files

import typst
from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.table import Table

from gongkai.kernel.letters.rendering import fonts
from gongkai.kernel.letters.rendering.pdf import STANDARD
from gongkai.kernel.letters.rendering.word import dressed, new_sheet, same_bytes, stamped
from gongkai.oversight.reporting.placing import placed, width_of
from gongkai.oversight.reporting.rendering.layout import Line, lay_out
from gongkai.oversight.reporting.rendering.page import table_of_section, title_of
from gongkai.oversight.reporting.rules.interchange import Report

WIDE, NARROW = 2.2, 1.0
"""A column of words to one of numbers, where the table has words beside numbers."""
HEAD = "黑体"


# --- PDF --------------------------------------------------------------------------------------------------------


def to_pdf(report: Report) -> bytes:
    """PDF/A-2u. The same report gives the same bytes."""
    source = (files("gongkai.oversight.reporting.rendering") / "print.typ").read_bytes()
    inputs = {"report": json.dumps(_data(report), ensure_ascii=False)}
    compiler = typst.Compiler(source, font_paths=fonts.loaded(), ignore_system_fonts=True, sys_inputs=inputs)
    return compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=0)


def _data(report: Report) -> dict:
    drawn, codes = lay_out(report.form, report.values), table_of_section(report.form)
    sections = [
        {
            "heading": heading,
            "lines": _lines(report, number),
            "table": _table(drawn.get(codes.get(number, ""))),
        }
        for number, heading in report.form.sections.items()
    ]
    return {"title": title_of(report), "organ": report.organ, "fonts": fonts.families(), "sections": sections}


def _lines(report: Report, number: str) -> list[str]:
    return [line for line in report.text.get(number, "").splitlines() if line.strip()]


def _table(lines: list[Line] | None) -> dict | None:
    if lines is None:
        return None
    cells = [
        {"x": one.column, "y": one.row, "wide": one.box.wide, "high": one.box.high, "text": one.box.text}
        for one in placed(lines)
    ]
    return {"widths": widths_of(lines), "cells": cells}


def widths_of(lines: list[Line]) -> list[float]:
    """Columns that ever hold a number are narrow, those of words wide."""
    numbers = {one.column for one in placed(lines) if one.box.cell}
    return [NARROW if column in numbers else WIDE for column in range(width_of(lines))]


# --- .docx ------------------------------------------------------------------------------------------------------


def to_docx(report: Report) -> bytes:
    """The same for further work: real headings and real tables. The same report gives the same bytes."""
    sheet, title = new_sheet(), title_of(report)
    section = sheet.sections[0]
    section.left_margin = section.right_margin = Mm(22)
    dressed(sheet.add_paragraph(), title, size=20, face=HEAD).alignment = WD_ALIGN_PARAGRAPH.CENTER
    drawn, codes = lay_out(report.form, report.values), table_of_section(report.form)
    for number, heading in report.form.sections.items():
        dressed(sheet.add_heading(level=1), heading, size=15, face=HEAD)
        for line in _lines(report, number):
            dressed(sheet.add_paragraph(), "　　" + line, size=14)
        if lines := drawn.get(codes.get(number, "")):
            _word_table(sheet, lines)
    stamped(sheet, organ=report.organ, title=title, day=None)
    return same_bytes(sheet)


def _word_table(sheet: Sheet, lines: list[Line]) -> None:
    table = sheet.add_table(rows=len(lines), cols=width_of(lines), style="Table Grid")
    cells = [list(row.cells) for row in table.rows]
    for one in placed(lines):
        cell = cells[one.row][one.column]
        if one.box.wide > 1 or one.box.high > 1:
            cell = cell.merge(cells[one.row + one.box.high - 1][one.column + one.box.wide - 1])
        paragraph = dressed(cell.paragraphs[0], one.box.text, size=9, exactly=12)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _widen(table, widths_of(lines))


def _widen(table: Table, widths: list[float]) -> None:
    table.autofit = False
    unit = 166 / sum(widths)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width * unit)
