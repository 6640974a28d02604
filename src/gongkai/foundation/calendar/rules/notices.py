"""What may be wrong with an imported notice of the State Council or a local overlay, as reasons by line."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.calendar.rules.regions import normal_code
from gongkai.foundation.calendar.rules.statutory import LAST_YEAR, statutory_days, substitute_days
from gongkai.foundation.common.reasons import Reason

LAW = "全国年节及纪念日放假办法"
FIRST_IMPORTABLE = 2004
LEAD_DAYS = 10
"""A notice may move the last days of the December before (as those of 2007, 2008, 2012 and 2019 did)."""

_DOCUMENT_NUMBER = re.compile(r".+[〔\[［(（]\d{4}[〕\]］)）]\s*\d+\s*号$")


@dataclass(frozen=True, slots=True)
class Row:
    """One day of a notice as its file says it; `line` is the line of the file."""

    line: int
    date: date
    is_working: bool
    name: str

    def as_dict(self) -> dict:
        return {
            "line": self.line,
            "date": self.date.isoformat(),
            "is_working": self.is_working,
            "name": self.name,
        }


def _at(row: Row, code: str, text: str, law: str = "") -> Reason:
    sentence = _("第 %(line)d 行（%(date)s）：%(text)s") % {
        "line": row.line,
        "date": row.date.isoformat(),
        "text": text,
    }
    return Reason(code, sentence, law, f"{row.line}:{row.date.isoformat()}")


def _statutory(row: Row) -> str:
    return statutory_days(row.date.year).get(row.date, "") if 1999 <= row.date.year <= LAST_YEAR else ""


def _row_reasons(row: Row) -> Iterable[Reason]:
    name = _statutory(row)
    if row.is_working and name:
        text = _("%(name)s是法定放假日，不能标为“班”。") % {"name": name}
        yield _at(row, "statutory_day_working", text, f"{LAW} 第二条")


def _conflicts(rows: Sequence[Row]) -> Iterable[Reason]:
    seen: dict[date, Row] = {}
    for row in rows:
        other = seen.setdefault(row.date, row)
        if other.is_working != row.is_working:
            text = _("与第 %(line)d 行矛盾：同一天既标“休”又标“班”。") % {"line": other.line}
            yield _at(row, "day_twice", text)


def _document_reasons(document_number: str) -> Iterable[Reason]:
    if not document_number.strip():
        yield Reason("document_number_missing", str(_("请填写文号。")), "", "document_number")


def reasons_against_notice(
    rows: Sequence[Row], *, year: int, document_number: str, supplement: bool, covered: bool
) -> list[Reason]:
    """Everything that speaks against taking these rows as the notice of the year.

    A full notice must give every statutory weekday off; a supplement changes single days of a year that is
    covered. `covered`: whether some source, be it the package, covers the year already.
    """
    reasons = list(_document_reasons(document_number))
    if not FIRST_IMPORTABLE <= year <= LAST_YEAR:
        text = _("只能导入 %(first)d 至 %(last)d 年的放假通知。") % {
            "first": FIRST_IMPORTABLE,
            "last": LAST_YEAR,
        }
        return [*reasons, Reason("year_out_of_range", text, "", "year")]
    if not rows:
        reasons.append(Reason("no_rows", str(_("文件中没有任何一天。")), "", "rows"))
    if supplement and not covered:
        text = _("%(year)d 年还没有日历，不能导入补充通知；请先导入该年的放假通知。") % {"year": year}
        reasons.append(Reason("supplement_without_notice", text, "", "year"))
    first, last = date(year, 1, 1) - timedelta(days=LEAD_DAYS), date(year, 12, 31)
    for row in rows:
        if not first <= row.date <= last:
            text = _("不属于 %(year)d 年的放假通知。") % {"year": year}
            reasons.append(_at(row, "year_mismatch", text))
            continue
        reasons.extend(_row_reasons(row))
        if row.is_working and row.date.weekday() < 5 and not supplement and not _statutory(row):
            text = _("本来就是工作日（周一至周五），“班”只用于调休上班的周六、周日；请核对日期。")
            reasons.append(_at(row, "make_up_on_weekday", str(text)))
    reasons.extend(_conflicts(rows))
    if rows and not supplement:
        reasons.extend(_missing(rows, year))
    return reasons


def _missing(rows: Sequence[Row], year: int) -> Iterable[Reason]:
    named = {row.date for row in rows}
    for day, name in sorted(statutory_days(year).items()):
        if day.weekday() < 5 and day not in named:
            text = _("缺少法定放假日：%(name)s %(date)s。") % {"name": name, "date": day.isoformat()}
            yield Reason("statutory_day_missing", text, f"{LAW} 第二条", day.isoformat())


def warnings_about_notice(
    rows: Sequence[Row], *, year: int, document_number: str, supplement: bool
) -> list[Reason]:
    """What the second person should look at before confirming; none of it stops the import."""
    found = []
    if document_number.strip() and not _DOCUMENT_NUMBER.match(document_number.strip()):
        found.append(
            Reason("document_number_unusual", str(_("文号格式不常见，请核对。")), "", "document_number")
        )
    days = {row.date: row for row in rows if row.date.year == year}
    if len(rows) > len({row.date for row in rows}):
        found.append(Reason("day_repeated", str(_("同一天出现多次，内容一致，已合并。")), "", "rows"))
    if supplement:
        return found
    statutory = statutory_days(year)
    rests = sum(not r.is_working and d.weekday() < 5 and d not in statutory for d, r in days.items())
    make_up = sum(row.is_working for row in rows)
    if not make_up:
        text = _("没有任何调休上班日；历年通知都有，请核对是否漏填。")
        found.append(Reason("no_make_up", str(text), "", "rows"))
    due = make_up + len(substitute_days(year))
    if rests != due:
        text = _("工作日放假 %(rests)d 天，而调休上班加周末补假共 %(due)d 天，两者通常相等，请核对。") % {
            "rests": rests,
            "due": due,
        }
        found.append(Reason("not_balanced", text, f"{LAW} 第六条、第七条", "rows"))
    return found


def _is_region(code: str) -> bool:
    try:
        return bool(normal_code(code))
    except ValueError:
        return False


def reasons_against_overlay(rows: Sequence[Row], *, region_code: str, document_number: str) -> list[Reason]:
    """A local overlay needs its document; it may add days off or working days, but never works a statutory
    day.
    """
    reasons = list(_document_reasons(document_number))
    if not _is_region(region_code):
        text = _("区划代码应为 2、4、6、9 或 12 位数字。")
        reasons.append(Reason("region_code", str(text), "", "region_code"))
    if not rows:
        reasons.append(Reason("no_rows", str(_("文件中没有任何一天。")), "", "rows"))
    for row in rows:
        if not FIRST_IMPORTABLE <= row.date.year <= LAST_YEAR:
            text = _("年份超出 %(first)d 至 %(last)d。") % {"first": FIRST_IMPORTABLE, "last": LAST_YEAR}
            reasons.append(_at(row, "year_out_of_range", text))
        reasons.extend(_row_reasons(row))
    reasons.extend(_conflicts(rows))
    return reasons


def reasons_against_confirming(*, state: str, imported_by_id: str, confirmed_by_id: str) -> list[Reason]:
    """A second person looks at the rows: who imported them may not confirm them."""
    reasons = []
    if state != "imported":
        reasons.append(Reason("not_waiting", str(_("这份导入已确认或已作废。")), "", "state"))
    if imported_by_id == confirmed_by_id:
        text = _("导入人不能自己确认，请由第二人核对后确认。")
        reasons.append(Reason("same_person", str(text), "", "confirmed_by"))
    return reasons


def template_rows(year: int) -> list[list[str]]:
    """Header and example rows of the file that an administrator fills in: the statutory days of the year
    are given.

    A full notice adds its 调休 days; the Saturdays and Sundays that are worked get "班".
    """
    days = statutory_days(year) | substitute_days(year)
    rows = [[day.isoformat(), str(_("休")), name] for day, name in sorted(days.items())]
    return [[str(_("日期")), str(_("类型")), str(_("名称"))], *rows]
