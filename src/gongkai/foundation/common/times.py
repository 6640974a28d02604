"""Aware datetimes in, Asia/Shanghai dates out. "Today" is always an argument, never looked up in a rule."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def shanghai_date(moment: datetime) -> date:
    """The calendar date in China at an aware moment. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no date in China")
    return moment.astimezone(SHANGHAI).date()
