"""The overview of a year as a table: .csv for programs, .xlsx for people."""

import csv
import io

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from gongkai.foundation.common.spreadsheets import guarded
from gongkai.foundation.orgs.models import Organ
from gongkai.oversight.collecting.rules.standing import State
from gongkai.oversight.collecting.selectors import Line
from gongkai.oversight.collecting.wording import ORIGINS, STATES

FORMATS = (("xlsx", gettext_lazy("表格 Excel")), ("csv", gettext_lazy("表格 CSV")))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (14, 36, 8, 16, 14, 10, 12, 12, 14, 12, 40)
Row = list[str | int | None]


def heading() -> list[str]:
    return [
        _("机关代码"), _("机关"), _("层级"), _("状态"), _("公布日期"), _("逾期天数"), _("勾稽不符"), _("无法核对"),
        _("读不出的单元格"), _("来源"), _("公布网址"),
    ]  # fmt: skip


def row_of(line: Line) -> Row:
    """One organ. What is not known is empty, never zero."""
    found, late = line.held, line.standing.state in (State.LATE, State.MISSING)
    return [
        line.organ.code,
        line.organ.name,
        str(line.organ.get_level_display()),
        str(STATES[line.standing.state]),
        found.published_on.isoformat() if found and found.published_on else None,
        line.standing.days if late else None,
        line.failing if found else None,
        line.open if found else None,
        line.unreadable if found else None,
        str(ORIGINS[found.origin]) if found else None,
        found.address if found else None,
    ]


def overview_file(root: Organ, year: int, lines: list[Line], format: str) -> tuple[str, bytes, str]:
    """Name of the file, its bytes and its media type. KeyError for another format."""
    name = _("%(organ)s%(year)d年度报告收集情况") % {"organ": root.short_name, "year": year}
    write, kind = {"csv": (_csv, "text/csv; charset=utf-8"), "xlsx": (_xlsx, XLSX)}[format]
    return f"{name}.{format}", write(name, [row_of(line) for line in lines]), kind


def _csv(_name: str, rows: list[Row]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(heading())
    writer.writerows([_written(value) for value in row] for row in rows)
    return ("\ufeff" + stream.getvalue()).encode()


def _written(value: str | int | None) -> str | int:
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else value


def _xlsx(name: str, rows: list[Row]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = name[:31]
    sheet.append(heading())
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
