"""The rows of a figure as a file: what its columns say, nothing else. A text never acts as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from django.db.models import QuerySet
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from gongkai.foundation.common.spreadsheets import guarded
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.figures.registry import Metric
from gongkai.kernel.figures.rules.values import shown

BOM = "\ufeff"
"""So that office programs read UTF-8."""


def told(value: object) -> str:
    """A value of a column as text: days and moments in China, numbers without idle zeros, blank for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return shown(value)
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def lines(metric: Metric, rows: QuerySet) -> Iterator[list[str]]:
    """Labels first, then one line a row."""
    yield [str(column.label) for column in metric.columns]
    for row in rows.select_related(*metric.related).order_by("-pk").iterator(chunk_size=1000):
        yield [told(column.read(row)) for column in metric.columns]


def as_csv(found: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([guarded(text) for text in line] for line in found)
    return (BOM + out.getvalue()).encode()


def as_xlsx(found: Iterable[list[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in found:
        sheet.append([_cell(sheet, text) for text in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"  # a text that begins with = stays a text
    return cell


WRITERS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
