"""Reasons against an act on a clock. Pure."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.clocks.rules.counting import date_of
from gongkai.kernel.clocks.rules.vocabulary import Day, Kind, Limit, Period, State, Unit


def reasons_against_day(limit: Limit, day: Day, start: Day, today: date) -> list[Reason]:
    """The legal day of an act: of the limit's kind, not before the start, not in the future."""
    if (limit.unit == Unit.HOUR) != hasattr(day, "tzinfo"):
        raise TypeError(f"{limit.code} is counted in {limit.unit}: {day!r}")
    reasons = []
    if day < start:
        reasons.append(Reason("before_start", _("日期早于起算日。"), "", "on"))
    if date_of(day) > today:
        reasons.append(Reason("in_future", _("日期晚于今天。"), "", "on"))
    return reasons


def reasons_against_period(state: str, period: Period, periods: Sequence[Period]) -> list[Reason]:
    """A pause, a restart or an extension: on a clock that is not stopped, with its reason, after the last
    restart.
    """
    reasons = reasons_against_stopped(state)
    if not period.reason.strip():
        reasons.append(Reason("reason_missing", _("请填写理由。"), "", "reason"))
    restarts = [earlier.start for earlier in periods if earlier.kind == Kind.RESTARTED]
    if restarts and period.start < restarts[-1]:
        reasons.append(Reason("before_restart", _("日期早于重新起算之日。"), "", "on"))
    if period.kind == Kind.EXTENDED and period.n < 1:
        reasons.append(Reason("extension_empty", _("延长的期限应大于零。"), "", "n"))
    return reasons


def reasons_against_closing_pause(state: str, pause: Period | None, end: Day) -> list[Reason]:
    """Resuming: there must be such an open pause, and it cannot end before it began."""
    reasons = reasons_against_stopped(state)
    if pause is None:
        reasons.append(Reason("not_paused", _("没有需要恢复的中止。")))
    elif end < pause.start:
        reasons.append(Reason("ends_before_start", _("恢复日期早于中止日期。"), "", "on"))
    return reasons


def reasons_against_stopped(state: str) -> list[Reason]:
    return [Reason("clock_stopped", _("该时限已停止计时。"))] if state == State.STOPPED else []
