"""From the cells of a notice file to rows. Tolerant in spelling, strict in meaning: what is not understood
is named.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.calendar.rules.notices import Row
from gongkai.foundation.common.reasons import Reason

Line = tuple[int, Sequence[object]]
"""Line number in the file (1-based) and its cells."""

LONGEST_RANGE = 31
_HEADER_WITHIN = 10

_TITLES = {
    "date": {"日期", "放假日期", "时间", "date", "day"},
    "start": {"开始日期", "起始日期", "开始", "自", "from", "since", "start"},
    "end": {"结束日期", "截止日期", "结束", "至", "to", "until", "end"},
    "kind": {"类型", "安排", "休班", "休/班", "kind", "type"},
    "working": {"是否工作日", "工作日", "is_working", "working", "workday"},
    "off": {"是否放假", "是否休息", "是否休假", "is_off", "off"},
    "name": {"名称", "节日", "假日", "节假日", "节日名称", "备注", "name", "holiday"},
}
_WORK = {"班", "上班", "补班", "调休上班", "工作日", "工作", "working", "work", "workday"}
_REST = {"休", "放假", "休息", "休假", "假", "节假日", "补休", "补假", "off", "holiday", "rest"}
_YES = {"是", "1", "true", "yes", "y", "√"}
_NO = {"否", "0", "false", "no", "n", "×"}

_NOTE = re.compile(r"\([^()]*\)|星期[一二三四五六日天]|周[一二三四五六日天]")
_RANGE = re.compile(r"至|到|~|—+|–| - ")
_DATE = re.compile(r"(?:(?P<y>\d{4})[-/.年])?(?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?$")
_PACKED = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$")
_DAY_ONLY = re.compile(r"(?P<d>\d{1,2})[日号]?$")
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class _Columns:
    places: dict[str, int]
    line: int

    def cell(self, cells: Sequence[object], title: str) -> object:
        place = self.places.get(title)
        return cells[place] if place is not None and place < len(cells) else None


def _plain(cell: object) -> str:
    return "" if cell is None else normalize("NFKC", str(cell)).strip()


def _title_of(cell: object) -> str:
    text = re.sub(r"\s|\(.*\)", "", _plain(cell).lower())
    return next((title for title, names in _TITLES.items() if text in names), "")


def _columns(lines: Sequence[Line]) -> _Columns | None:
    for number, cells in lines[:_HEADER_WITHIN]:
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            title = _title_of(cell)
            if title:
                places.setdefault(title, place)
        has_date = "date" in places or {"start", "end"} <= places.keys()
        if has_date and {"kind", "working", "off"} & places.keys():
            return _Columns(places, number)
    return None


def _reason(line: int, column: str, text: str, value: object, code: str = "row_unreadable") -> Reason:
    shown = _plain(value)[:40]
    sentence = _("第 %(line)d 行“%(column)s”：%(text)s（现为“%(value)s”）。") % {
        "line": line,
        "column": column,
        "text": text,
        "value": shown,
    }
    return Reason(code, sentence, "", f"{line}:{column}")


def _read_day(text: str, year: int, month: int | None = None) -> date | None:
    match = _DATE.match(text) or _PACKED.match(text) or (_DAY_ONLY.match(text) if month else None)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        return date(int(parts.get("y") or year), int(parts.get("m") or month or 0), int(parts["d"]))
    except ValueError:
        return None


def _single(cell: object, year: int) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _clean(cell)
    if re.fullmatch(r"\d{5}(\.0)?", text):  # a day that lost its format in the spreadsheet
        return _EXCEL_EPOCH + timedelta(days=int(float(text)))
    return _read_day(text, year)


def _clean(cell: object) -> str:
    text = _NOTE.sub("", _plain(cell))
    return re.sub(r"\s*(至|到|~|—+|–)\s*", r"\1", text).strip()


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _days(cell: object, year: int) -> list[date] | None:
    """Days of one cell: a day, "1月1日至3日", "2027-01-01~2027-01-03", "2月20日、2月28日". None when
    unreadable.
    """
    if isinstance(cell, date):
        return [_single(cell, year)]
    found: list[date] = []
    for part in re.split(r"[、,;]", _clean(cell)):
        ends = _RANGE.split(part)
        first = _single(ends[0], year)
        if first is None or len(ends) > 2:
            return None
        last = first if len(ends) == 1 else _read_day(ends[1].strip(), first.year, first.month)
        if last is None or not 0 <= (last - first).days < LONGEST_RANGE:
            return None
        found.extend(_span(first, last))
    return found


def _row_days(columns: _Columns, cells: Sequence[object], year: int) -> list[date] | None:
    if "date" in columns.places:
        return _days(columns.cell(cells, "date"), year)
    first = _single(columns.cell(cells, "start"), year)
    last_cell = columns.cell(cells, "end")
    last = _single(last_cell, year) if _plain(last_cell) else first
    if first is None or last is None or not 0 <= (last - first).days < LONGEST_RANGE:
        return None
    return _span(first, last)


def _is_working(columns: _Columns, cells: Sequence[object]) -> tuple[bool | None, str, object]:
    """(working or None, title of the column, raw cell)."""
    for title, shown, yes in (
        ("kind", _("类型"), None),
        ("working", _("是否工作日"), True),
        ("off", _("是否放假"), False),
    ):
        if title not in columns.places:
            continue
        raw = columns.cell(cells, title)
        text = _plain(raw).lower()
        if text in _WORK or text in _REST:
            return text in _WORK, str(shown), raw
        if yes is not None and (text in _YES or text in _NO):
            return (text in _YES) is yes, str(shown), raw
        return None, str(shown), raw
    raise AssertionError("the header was accepted without a kind")


def parse_rows(lines: Iterable[Line], year: int) -> tuple[list[Row], list[Reason]]:
    """Rows of a notice and every reason why a line could not be read (line, column, value). Blank lines are
    passed over.

    Days written without a year belong to `year`.
    """
    table = [(number, cells) for number, cells in lines if any(_plain(cell) for cell in cells)]
    columns = _columns(table)
    if columns is None:
        text = _("没有找到表头：需要“日期”（或“开始日期”“结束日期”）和“类型”（休/班）或“是否工作日”列。")
        return [], [Reason("header_missing", str(text), "", "1")]
    rows: list[Row] = []
    reasons: list[Reason] = []
    date_title = str(_("日期") if "date" in columns.places else _("开始日期"))
    for number, cells in table:
        if number <= columns.line:
            continue
        days = _row_days(columns, cells, year)
        working, kind_title, raw = _is_working(columns, cells)
        if not days:
            raw_day = columns.cell(cells, "date" if "date" in columns.places else "start")
            reasons.append(_reason(number, date_title, str(_("读不出日期或日期范围")), raw_day))
        if working is None:
            reasons.append(
                _reason(number, kind_title, str(_("应填“休”或“班”（是否工作日列填“是”或“否”）")), raw)
            )
        if days and working is not None:
            name = _plain(columns.cell(cells, "name"))[:40]
            rows.extend(Row(number, day, working, name) for day in days)
    return rows, reasons
