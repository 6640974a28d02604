"""The duty to publish: within which limit, how often renewed, and whether it is met today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason

PROACTIVE_DAYS = 20
"""Working days from making or changing (政府信息公开条例 第二十六条), unless another law sets its own."""


class Article(TextChoices):
    """Items of 政府信息公开条例 (2019) 第二十条 and 第二十一条 that a duty goes back to."""

    A20_1 = "20-1", _("行政法规、规章和规范性文件")
    A20_2 = "20-2", _("机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名")
    A20_3 = "20-3", _("国民经济和社会发展规划、专项规划、区域规划及相关政策")
    A20_4 = "20-4", _("国民经济和社会发展统计信息")
    A20_5 = "20-5", _("办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果")
    A20_6 = "20-6", _("实施行政处罚、行政强制的依据、条件、程序以及有一定社会影响的行政处罚决定")
    A20_7 = "20-7", _("财政预算、决算信息")
    A20_8 = "20-8", _("行政事业性收费项目及其依据、标准")
    A20_9 = "20-9", _("政府集中采购项目的目录、标准及实施情况")
    A20_10 = "20-10", _("重大建设项目的批准和实施情况")
    A20_11 = "20-11", _("扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况")
    A20_12 = "20-12", _("突发公共事件的应急预案、预警信息及应对情况")
    A20_13 = "20-13", _("环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况")
    A20_14 = "20-14", _("公务员招考的职位、名额、报考条件等事项以及录用结果")
    A20_15 = "20-15", _("法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息")
    A21 = "21", _("设区的市、县及其部门和乡镇还应公开的信息（土地征收等）")


class LimitUnit(TextChoices):
    WORKDAY = "workday", _("工作日")
    DAY = "day", _("日")


class Refresh(TextChoices):
    """How an entry grows stale."""

    ON_CHANGE = "on_change", _("变动时更新")
    DAYS = "days", _("每若干日更新")
    WORKDAYS = "workdays", _("每若干工作日更新")
    YEARLY = "yearly", _("每年某日前更新")


class DutyState(TextChoices):
    MISSING = "missing", _("缺失")
    STALE = "stale", _("过期未更新")
    FRESH = "fresh", _("已公开")


class WorkingDays(Protocol):
    """What is asked of foundation.calendar.rules.Calendar."""

    def add_working_days(self, start: date, n: int): ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`number` of days or working days, or `by` ("MM-DD") of each year; neither for ON_CHANGE."""

    refresh: str
    number: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """`due`: last day of the present freshness (None: no end); provisional where the calendar ends before."""

    state: DutyState
    due: date | None = None
    provisional: bool = False


def duty_state(
    rhythm: Rhythm, newest: date | None, today: date, calendar: WorkingDays | None = None
) -> DutyStatus:
    """State of an entry whose newest public record is of `newest` (None: there is none).

    Records of the due day itself are in time. `calendar` is needed for WORKDAYS only (ValueError without).
    While a due date is provisional, the latest possible one decides: nobody is accused on a guess.
    """
    if newest is None:
        return DutyStatus(DutyState.MISSING)
    if rhythm.refresh == Refresh.ON_CHANGE:
        return DutyStatus(DutyState.FRESH)
    if rhythm.refresh == Refresh.YEARLY:
        return _yearly(rhythm.by, newest, today)
    if rhythm.refresh == Refresh.DAYS:
        due = newest + timedelta(days=rhythm.number)
        return DutyStatus(_late(due, today), due)
    if calendar is None:
        raise ValueError("a rhythm of working days needs a calendar")
    end = calendar.add_working_days(newest, rhythm.number)
    return DutyStatus(_late(end.latest, today), end.date, end.provisional)


def _late(due: date, today: date) -> DutyState:
    return DutyState.STALE if due < today else DutyState.FRESH


def _yearly(by: str, newest: date, today: date) -> DutyStatus:
    """What is due `by` a day of a year is published from 1 January of that year on."""
    due = _day_of(today.year, by)
    if due >= today and newest.year < today.year:
        # this year's day has not passed: last year's record is enough so long
        return DutyStatus(DutyState.FRESH if newest.year == today.year - 1 else DutyState.STALE, due)
    if newest.year < today.year:
        return DutyStatus(DutyState.STALE, due)
    return DutyStatus(DutyState.FRESH, _day_of(newest.year + 1, by))


def _day_of(year: int, by: str) -> date:
    month, day = by.split("-")
    return date(year, int(month), int(day))


def reasons_against_duty(
    *, name: str, limit_number: int | None, limit_unit: str, rhythm: Rhythm, source: str
) -> list[Reason]:
    """Why an entry of the duty catalogue cannot be kept in this form."""
    reasons = []
    if not name.strip():
        reasons.append(Reason("duty_name", _("请填写公开事项。"), where="name"))
    if not source.strip():
        reasons.append(Reason("duty_source", _("请填写公开依据。"), where="source"))
    if limit_number is not None and (limit_number < 1 or limit_unit not in LimitUnit.values):
        reasons.append(
            Reason("duty_limit", _("公开时限应为正整数，并注明工作日或日。"), where="limit_number")
        )
    return reasons + _reasons_against_rhythm(rhythm)


def _reasons_against_rhythm(rhythm: Rhythm) -> list[Reason]:
    if rhythm.refresh not in Refresh.values:
        return [Reason("refresh", _("更新方式不存在。"), where="refresh")]
    if rhythm.refresh in {Refresh.DAYS, Refresh.WORKDAYS} and (rhythm.number or 0) < 1:
        return [Reason("refresh_number", _("请填写更新周期的天数。"), where="refresh_number")]
    if rhythm.refresh == Refresh.YEARLY and not _is_day(rhythm.by):
        return [
            Reason(
                "refresh_by", _("请按 月-日 填写每年的期限，如 01-31；二月最迟为 02-28。"), where="refresh_by"
            )
        ]
    return []


def _is_day(by: str) -> bool:
    try:
        _day_of(2023, by)  # a year without 29 February
    except ValueError:
        return False
    return len(by) == 5
