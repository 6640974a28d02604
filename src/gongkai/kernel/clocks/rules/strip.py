"""A limit laid out day by day: months of weeks in which every day says whether it counted, and why not. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongkai.foundation.calendar.rules import Calendar
from gongkai.kernel.clocks.rules.counting import Course, course_of, date_of
from gongkai.kernel.clocks.rules.vocabulary import Day, Due, Kind, Limit, Period, Unit

LONGEST = 366 * 2
"""Days at most that are laid out; a limit that stood still for years is told in words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `mark`: start, counted, due, off, paused, before (a restart took its place) or plain.

    `number`: which day of the limit it is, else 0; `note`: the words for what it is, never by colour alone;
    `unusual`: a weekday off or a weekend worked.
    """

    day: date
    mark: str
    number: int = 0
    note: str = ""
    unusual: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday to Sunday; None for days of the months beside it."""

    year: int
    month: int
    weeks: tuple[tuple[Cell | None, ...], ...]


def lay_out(
    limit: Limit,
    start: Day,
    periods: Sequence[Period],
    calendar: Calendar,
    due: Due,
    names: Mapping[date, str],
    today: date,
) -> tuple[Month, ...]:
    """The months from the start to the due date; while a pause leaves that unknown, to today.

    Empty for limits in hours and for more than two years. `names`: what days off and make-up days are called.
    """
    if limit.unit == Unit.HOUR:
        return ()
    first, last = date_of(start), due.date or max(today, date_of(start))
    last = max(
        [
            last,
            *(
                date_of(period.end or period.start)
                for period in periods
                if (period.end or period.start) <= last
            ),
        ]
    )
    if (last - first).days > LONGEST:
        return ()
    course = course_of(limit, start, periods, due.stopped)
    cells = {
        cell.day: cell for cell in _cells(limit, first, last, course, periods, calendar, due, names, today)
    }
    return tuple(_month(year, month, cells, calendar, names) for year, month in _months(first, last))


def _cells(limit, first, last, course: Course, periods, calendar, due, names, today) -> Iterator[Cell]:
    number, day = 0, first
    while day <= last:
        works, unusual = calendar.is_working(day), calendar.is_working(day) == (day.weekday() > 4)
        name = names.get(day, "")
        if day <= course.base:
            yield _before(day, first, course.base, unusual, today)
        elif reason := _paused(day, course, periods):
            yield Cell(day, "paused", 0, _("中止：%s") % reason, unusual, day == today)
        elif limit.unit == Unit.WORKDAY and not works:
            yield Cell(day, "off", 0, name or _weekend(day), unusual, day == today)
        else:
            number += 1
            ended = due.date is not None and day >= due.date
            note = _note(number, unusual and works, name)
            if not ended or day == due.date:
                yield Cell(day, "due" if ended else "counted", number, note, unusual, day == today)
            else:
                yield Cell(day, "plain", 0, name, unusual, day == today)
        day += timedelta(days=1)


def _before(day: date, first: date, base: date, unusual: bool, today: date) -> Cell:
    if day == base:
        return Cell(day, "start", 0, _("起算日，不计入"), unusual, day == today)
    return Cell(day, "before", 0, _("已由重新起算取代"), unusual, day == today)


def _paused(day: date, course: Course, periods: Sequence[Period]) -> str:
    """The reasons of the pauses that take this day out, or empty."""
    if not any(begin < day and (end is None or day <= end) for begin, end in course.pauses):
        return ""
    found = [
        p.reason
        for p in periods
        if p.kind == Kind.PAUSED and p.start < day and (p.end is None or day <= p.end)
    ]
    return "、".join(dict.fromkeys(found)) or "…"


def _note(number: int, make_up: bool, name: str) -> str:
    if make_up:
        return _("第 %(n)d 日，调休上班（%(name)s）") % {"n": number, "name": name or _("调休")}
    return _("第 %d 日") % number


def _weekend(day: date) -> str:
    return _("星期六") if day.weekday() == 5 else _("星期日") if day.weekday() == 6 else _("休息日")


def _months(first: date, last: date) -> Iterator[tuple[int, int]]:
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield count // 12, count % 12 + 1


def _month(year: int, month: int, cells: dict[date, Cell], calendar: Calendar, names) -> Month:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    days: list[Cell | None] = [None] * first.weekday()
    for offset in range((following - first).days):
        day = first + timedelta(days=offset)
        days.append(cells.get(day) or Cell(day, "plain", 0, names.get(day, "")))
    days += [None] * (-len(days) % 7)
    return Month(year, month, tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7)))


def weekday_names() -> tuple[str, ...]:
    """Monday first, one character each in Chinese."""
    return (
        pgettext("weekday", "一"),
        pgettext("weekday", "二"),
        pgettext("weekday", "三"),
        pgettext("weekday", "四"),
        pgettext("weekday", "五"),
        pgettext("weekday", "六"),
        pgettext("weekday", "日"),
    )
