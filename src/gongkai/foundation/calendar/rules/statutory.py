"""The holidays of the whole people by 全国年节及纪念日放假办法 第二条, and the days off that follow from
第六条.

The law fixes these days for every year; the yearly notice of the State Council only moves ordinary days
around them. So they are known for years that no notice covers yet. Lunar days and 清明 are computed (borax,
valid 1900-2100).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from borax.calendars.lunardate import LunarDate, TermUtils

FIRST_DAY = date(2004, 1, 1)
"""The first day of which the table knows whether it was a working day."""

LAST_YEAR = 2100
"""The last year whose lunar days can be computed."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of one year: its name and its statutory days in order, weekends included."""

    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class _Statute:
    """Days off of one version of the law. `spring` counts from the first day of the first lunar month."""

    since: int
    spring: tuple[int, ...]
    labour: int
    national: int
    festivals: bool


_STATUTES = (
    _Statute(1999, (0, 1, 2), labour=3, national=3, festivals=False),
    _Statute(2008, (-1, 0, 1), labour=1, national=3, festivals=True),
    _Statute(2014, (0, 1, 2), labour=1, national=3, festivals=True),
    _Statute(2025, (-1, 0, 1, 2), labour=2, national=3, festivals=True),
)


def _lunar(year: int, month: int, day: int) -> date:
    return LunarDate(year, month, day).to_solar_date()


@cache
def holidays_of(year: int) -> tuple[Holiday, ...]:
    """The holidays of a year under the law in force then, in order of their first day.

    ValueError before 1999 and after 2100, where neither the law nor the lunar table is at hand.
    """
    if not _STATUTES[0].since <= year <= LAST_YEAR:
        raise ValueError(f"no statutory holidays known for {year}")
    law = next(s for s in reversed(_STATUTES) if s.since <= year)
    spring = _lunar(year, 1, 1)
    found = [
        Holiday("元旦", (date(year, 1, 1),)),
        Holiday("春节", tuple(spring + n * _DAY for n in law.spring)),
        Holiday("劳动节", tuple(date(year, 5, 1 + n) for n in range(law.labour))),
        Holiday("国庆节", tuple(date(year, 10, 1 + n) for n in range(law.national))),
    ]
    if law.festivals:
        found.append(Holiday("清明节", (TermUtils.nth_term_day(year, term_name="清明"),)))
        found.append(Holiday("端午节", (_lunar(year, 5, 5),)))
        found.append(Holiday("中秋节", (_lunar(year, 8, 15),)))
    return tuple(sorted(found, key=lambda holiday: holiday.days[0]))


@cache
def statutory_days(year: int) -> dict[date, str]:
    """day -> name of the holiday. Where two holidays meet on one day, the earlier in the year names it."""
    days: dict[date, str] = {}
    for holiday in holidays_of(year):
        for day in holiday.days:
            days.setdefault(day, holiday.name)
    return days


@cache
def substitute_days(year: int) -> dict[date, str]:
    """补假 (第六条): for each statutory day on a Saturday or Sunday, the next ordinary working day after it.

    The article names no day; the next free one is what every notice since 2014 gave where it moved nothing
    else.
    """
    statutory = statutory_days(year)
    taken: dict[date, str] = {}
    for day in sorted(statutory):
        if day.weekday() < 5:
            continue
        substitute = day + _DAY
        while substitute.weekday() > 4 or substitute in statutory or substitute in taken:
            substitute += _DAY
        taken[substitute] = statutory[day]
    return taken


def days_off_by_statute(year: int) -> dict[date, str]:
    """Weekday or not, all days off that the law itself gives: statutory days and their substitutes."""
    return statutory_days(year) | substitute_days(year)
