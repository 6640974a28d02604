"""Counting units from a start over pauses: working days, calendar days and clock hours through one small
interface.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from gongkai.foundation.calendar.rules import Calendar, Reach
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.clocks.rules.vocabulary import Day, Due, Kind, Light, Limit, Period, State, Unit

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


class _Days:
    def amount(self, n: int) -> timedelta:
        return timedelta(days=n)

    def count(self, a: Day, b: Day) -> timedelta:
        return b - a

    def reach(self, start: Day, amount: timedelta) -> Reach:
        end = start + amount
        return Reach(end, False, end, end)


class _Hours(_Days):
    def amount(self, n: int) -> timedelta:
        return timedelta(hours=n)


def counter_of(limit: Limit, calendar: Calendar) -> Counter:
    return {Unit.WORKDAY: _Workdays(calendar), Unit.DAY: _Days(), Unit.HOUR: _Hours()}[Unit(limit.unit)]


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
            in_time = reached.date < begin or any(r.date <= start for r, start in attempts)
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
    """Units counted up to and including `today`: whole days, or hours with fractions. Never negative."""
    counter = counter_of(limit, calendar)
    course = course_of(limit, start, [period for period in periods if period.start <= today], today)
    if today <= course.base:
        return 0
    total = counter.count(course.base, today)
    for begin, end in course.pauses:
        total -= counter.count(min(begin, today), min(end, today))
    return units(total, counter)


def units(counted: Any, counter: Counter) -> float:
    """A counted amount as a number of units."""
    return counted if isinstance(counted, int) else counted / counter.amount(1)
