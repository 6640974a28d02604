"""Counting units from a start over pauses: working days, calendar days and clock hours through one small
interface.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from gongkai.foundation.calendar.rules import LAST_DAY, Calendar, NotCovered, Reach
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.clocks.rules.vocabulary import (
    ActKind,
    ClockStroke,
    Day,
    Due,
    Kind,
    Light,
    Limit,
    Period,
    State,
    Unit,
)

Stretch = tuple[Day, Day | None]
"""A pause as what it takes out: after the first day, up to and including the second (None: still open)."""


class Counter(Protocol):
    """How a unit is counted: `count` of (a, b], and what is reached from `start` after an amount."""

    def amount(self, n: int) -> Any: ...
    def count(self, a: Day, b: Day) -> Any: ...
    def reach(self, start: Day, amount: Any) -> Reach: ...


@dataclass(frozen=True, slots=True)
class _Workdays:
    calendar: Calendar

    def amount(self, n: int) -> int:
        return n

    def count(self, a: date, b: date) -> int:
        return self.calendar.count_working_days(a, b)

    def reach(self, start: date, amount: int) -> Reach:
        return self.calendar.add_working_days(start, amount)


class _Hours:
    def amount(self, n: int) -> timedelta:
        return timedelta(hours=n)

    def count(self, a: Day, b: Day) -> timedelta:
        return b - a

    def reach(self, start: Day, amount: timedelta) -> Reach:
        end = start + amount
        return Reach(end, False, end, end)


@dataclass(frozen=True, slots=True)
class _Days:
    """Calendar days; with `rolls` a last day off moves to the next working day, whatever the pauses were."""

    calendar: Calendar
    rolls: bool

    def amount(self, n: int) -> timedelta:
        return timedelta(days=n)

    def count(self, a: date, b: date) -> timedelta:
        return b - a

    def reach(self, start: date, amount: timedelta) -> Reach:
        return self._ends(_later(start, amount))

    def _ends(self, end: date) -> Reach:
        if not self.rolls:
            return Reach(end, False, end, end)
        return self.calendar.add_working_days(end - timedelta(days=1), 1)


@dataclass(frozen=True, slots=True)
class Span:
    """A number of months, then of days: the days of pauses come on top of the months."""

    months: int
    days: timedelta = timedelta(0)

    def __add__(self, days: timedelta) -> "Span":
        return Span(self.months, self.days + days)


@dataclass(frozen=True, slots=True)
class _Months(_Days):
    """Months end on the day of the same number; where the month has none, on its last (民法典 第二百零二条)."""

    def amount(self, n: int) -> Span:
        return Span(n)

    def reach(self, start: date, amount: Span) -> Reach:
        return self._ends(_later(months_after(start, amount.months), amount.days))


def _later(day: date, days: timedelta) -> date:
    """NotCovered beyond the calendar: a limit that ends there was mistyped, in days as in working days."""
    if days > LAST_DAY - day:
        raise NotCovered(LAST_DAY + timedelta(days=1))
    return day + days


def months_after(day: date, n: int) -> date:
    """NotCovered beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    if year > LAST_DAY.year:
        raise NotCovered(LAST_DAY + timedelta(days=1))
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counter_of(limit: Limit, calendar: Calendar) -> Counter:
    if limit.unit == Unit.WORKDAY:
        return _Workdays(calendar)
    if limit.unit == Unit.HOUR:
        return _Hours()
    return (_Months if limit.unit == Unit.MONTH else _Days)(calendar, limit.rolls)


@dataclass(frozen=True, slots=True)
class Course:
    """What counts after the last restart: the base day, the limit with extensions, pauses merged and in
    order.
    """

    base: Day
    n: int
    pauses: tuple[Stretch, ...]


def course_of(limit: Limit, start: Day, periods: Sequence[Period], stopped: Day | None = None) -> Course:
    """Periods come in the order in which they happened; a restart clears the pauses before it, not an
    extension.
    """
    restarts = [n for n, period in enumerate(periods) if period.kind == Kind.RESTARTED]
    last = restarts[-1] if restarts else None
    base, after = (start, periods) if last is None else (periods[last].start, periods[last + 1 :])
    n = limit.n + sum(period.n for period in periods if period.kind == Kind.EXTENDED)
    pauses = [(period.start, period.end or stopped) for period in after if period.kind == Kind.PAUSED]
    return Course(base, n, merged(pauses, base))


def merged(pauses: Iterable[Stretch], base: Day) -> tuple[Stretch, ...]:
    """Pauses after `base` as disjoint stretches in order; what overlaps or touches becomes one."""
    found: list[Stretch] = []
    for begin, end in sorted(pauses, key=lambda pause: pause[0]):
        begin = max(base, begin)
        if end is not None and end <= begin:
            continue
        before = found[-1] if found else None
        if before is None or (before[1] is not None and before[1] < begin):
            found.append((begin, end))
        elif before[1] is not None:  # an open pause swallows all that follow it
            found[-1] = (before[0], None if end is None else max(before[1], end))
    return tuple(found)


def reach_of(course: Course, counter: Counter) -> Reach | None:
    """Where the course ends, or None while an open pause that began in time leaves that unknown.

    Each attempt adds the units of one more pause to the limit, until the end lies before the next pause.
    The bounds walk the same attempts with their own day: a bound may lie before a pause that the date lies
    behind.
    """
    amount = counter.amount(course.n)
    attempts: list[tuple[Reach, Day | None]] = []  # what is reached, and where the next pause begins
    for begin, end in course.pauses:
        reached = counter.reach(course.base, amount)
        if end is None:
            in_time = reached.date <= begin or any(r.date <= start for r, start in attempts)
            return _first(attempts + [(reached, None)]) if in_time else None
        attempts.append((reached, begin))
        amount += counter.count(begin, end)
    return _first([*attempts, (counter.reach(course.base, amount), None)])


def _first(attempts: list[tuple[Reach, Day | None]]) -> Reach:
    def settled(bound: str) -> Day:
        days = ((getattr(reach, bound), pause) for reach, pause in attempts)
        return next(day for day, pause in days if pause is None or day <= pause)

    day = settled("date")
    provisional = any(reach.provisional for reach, _pause in attempts if reach.date == day)
    return Reach(day, provisional, settled("earliest"), settled("latest"))


def date_of(day: Day) -> date:
    """The date in China of a day or a moment."""
    return day.astimezone(SHANGHAI).date() if isinstance(day, datetime) else day


def light(due: Due, today: Day, warning: int) -> Light:
    """The light on a date (limits in hours: at a moment). Warns from the earlier bound: the limit is the
    organ's own.

    `warning` counts calendar days before that bound, for limits in hours: hours.
    """
    end, first = (due.moment, due.moment) if due.moment else (due.date, due.earliest)
    if due.state == State.STOPPED:
        return Light.RED if end is not None and due.stopped is not None and due.stopped > end else Light.DONE
    if end is None or first is None:
        return Light.PAUSED
    if today > end:
        return Light.RED
    ahead = timedelta(hours=warning) if due.moment else timedelta(days=warning)
    return Light.YELLOW if today >= first - ahead else Light.GREEN


def used(limit: Limit, start: Day, periods: Sequence[Period], calendar: Calendar, today: Day) -> float:
    """Units counted up to and including `today`: whole days (of limits in months too), or hours with
    fractions. Never negative."""
    counter = counter_of(limit, calendar)
    course = course_of(limit, start, [period for period in periods if period.start <= today], today)
    if today <= course.base:
        return 0
    total = counter.count(course.base, today)
    for begin, end in course.pauses:
        total -= counter.count(min(begin, today), min(end, today))
    return units(total, counter)


def units(counted: Any, counter: Counter) -> float:
    """A counted amount as a number of units; of months there are no parts, so their days are given."""
    if isinstance(counted, int):
        return counted
    return counted / (timedelta(hours=1) if isinstance(counter, _Hours) else timedelta(days=1))


def strokes(limit: Limit, due: Due, start: date) -> tuple[ClockStroke, ...]:
    """What the clock itself will do while nobody stops it: the warning, and the end of the limit.

    A limit ends with its last day, so that is the legal day of its running out, written when the day is
    over. The warning belongs to the day on which the light turns yellow, at the earliest the day of the
    start.
    """
    if due.date is None or due.earliest is None or due.state == State.STOPPED:
        return ()
    ended = ActKind.SILENCE if limit.silence else ActKind.RAN_OUT
    if due.moment is not None:
        warned = due.moment - timedelta(hours=limit.warning)
        return (
            ClockStroke(ActKind.WARNED, date_of(warned), warned),
            ClockStroke(ended, due.date, due.moment),
        )
    first = max(due.earliest - timedelta(days=limit.warning), start)
    return (
        ClockStroke(ActKind.WARNED, first, midnight(first)),
        ClockStroke(ended, due.date, midnight(due.date + timedelta(days=1))),
    )


def midnight(day: date) -> datetime:
    """The moment the day begins in China."""
    return datetime.combine(day, time.min, SHANGHAI)
