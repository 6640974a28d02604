"""The tables of a report as .xlsx, a sheet each, numbers as numbers; and as .csv, one row a cell."""

import csv
import io
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.kernel.figures.rules.values import BLANK, Nothing, Value, shown
from gongkai.oversight.reporting.placing import Placed, placed, width_of
from gongkai.oversight.reporting.rendering.layout import Line, lay_out, title_of_table
from gongkai.oversight.reporting.rendering.page import title_of
from gongkai.oversight.reporting.rules.interchange import CSV_COLUMNS, Report

_LINE = Side(style="thin", color="999999")
_FRAME = Border(_LINE, _LINE, _LINE, _LINE)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_NARROW, _WIDE = 11, 24


def to_xlsx(report: Report) -> bytes:
    """A blank cell is empty, what does not apply is a stroke; whose report it is stands in the head of the printed page and in the
    properties of the file."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = title_of(report), report.organ
    for code, lines in lay_out(report.form, report.values).items():
        sheet = book.create_sheet(code)
        sheet["A1"] = title_of_table(report.form, code)
        sheet["A1"].font = Font(bold=True, size=14)
        sheet.oddHeader.center.text = title_of(report).replace("&", "&&")
        _fill(sheet, lines, report)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, lines: list[Line], report: Report) -> None:
    for one in placed(lines):
        _put(sheet, one, report)
    labels = width_of(lines) - max(sum(not box.head for box in line) for line in lines)
    for column in range(1, width_of(lines) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if column <= labels else _NARROW
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _put(sheet: Worksheet, one: Placed, report: Report) -> None:
    """One line below the title. Words that begin like a formula stay words."""
    row, column, box = one.row + 2, one.column + 1, one.box
    cell = sheet.cell(row, column)
    cell.value = _number(report.values.get(box.cell, BLANK)) if box.cell else box.text
    if isinstance(cell.value, str):
        cell.data_type = "s"
    for y in range(row, row + box.high):
        for x in range(column, column + box.wide):
            sheet.cell(y, x).border = _FRAME
    cell.alignment, cell.font = _MIDDLE, Font(bold=box.head)
    if box.wide > 1 or box.high > 1:
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=row + box.high - 1, end_column=column + box.wide - 1
        )


def _number(value: Value) -> Decimal | str | None:
    return value if isinstance(value, Decimal) else shown(value) or None


def to_csv(report: Report) -> bytes:
    """UTF-8 with its mark, so that spreadsheets take it for Chinese; `state` tells the three kinds of nothing apart."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(CSV_COLUMNS)
    for cell, name in report.form.labels.items():
        value = report.values.get(cell, BLANK)
        nothing = isinstance(value, Nothing)
        writer.writerow([cell, name, "" if nothing else shown(value), value if nothing else "number"])
    return ("\ufeff" + stream.getvalue()).encode()
