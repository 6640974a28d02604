"""From rows to values: what the pure functions need of a clock, and the cache they fill. Private to this
app.
"""

from collections.abc import Iterable
from dataclasses import replace

from gongkai.foundation.calendar.rules import Calendar
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.models import Clock, ClockPeriod
from gongkai.kernel.clocks.rules import Day, Due, Kind, Limit, OwnLimit, Period, State, Unit, due, strokes

OWN = ["own_n", "own_unit", "own_source"]
CACHED = ["due_on", "due_at", "earliest_on", "provisional", "calendar_version", "strikes_at"]


def limit_of(clock: Clock) -> Limit:
    """The limit under which the clock was started. LookupError when the registry lost it since."""
    limit = limit_in_force(clock.limit_code, clock.start_on)
    if limit is None:
        raise LookupError(f"no limit {clock.limit_code} on {clock.start_on}")
    if clock.own_n is None:
        return limit
    warning = min(limit.warning, max(1, clock.own_n // 4))
    return replace(limit, n=clock.own_n, unit=clock.own_unit, source=clock.own_source, warning=warning)


def put_own(clock: Clock, own: OwnLimit | None) -> None:
    """Give the clock a limit of its own, or that of its code again; the caller derives and saves."""
    clock.own_n, clock.own_unit, clock.own_source = (own.n, own.unit, own.source) if own else (None, "", "")


def start_of(clock: Clock) -> Day:
    return clock.start_at or clock.start_on


def stop_of(clock: Clock, limit: Limit) -> Day | None:
    return clock.stopped_at if limit.unit == Unit.HOUR else clock.stopped_on


def period_of(row: ClockPeriod) -> Period:
    start, end = row.start_at or row.start_on, row.end_at or row.end_on
    return Period(row.kind, start, end, row.reason, row.evidence, row.n)


def derive(clock: Clock, rows: Iterable[ClockPeriod], calendar: Calendar) -> Due:
    """The due date of a clock by its limit, its periods (in order) and a calendar."""
    limit = limit_of(clock)
    stopped = stop_of(clock, limit)
    periods = [period_of(row) for row in rows]
    return due(limit, start_of(clock), periods, calendar, stopped=stopped, basis=clock.basis)


def fill_cache(clock: Clock, found: Due, version: int) -> None:
    """Put a derived due date into the cache columns; the caller saves `CACHED`.

    What the clock did already for this due date is found out by the job when it strikes.
    """
    clock.due_on, clock.due_at, clock.earliest_on = found.date, found.moment, found.earliest
    clock.provisional, clock.calendar_version = found.provisional, version
    ahead = strokes(limit_of(clock), found, clock.start_on)
    clock.strikes_at = min((stroke.at for stroke in ahead), default=None)


def cached(clock: Clock) -> Due:
    """What the cache columns say, without an explanation: for lists."""
    stopped = (
        (clock.stopped_at if clock.due_at else clock.stopped_on) if clock.state == State.STOPPED else None
    )
    return Due(
        clock.state,
        clock.due_on,
        clock.provisional,
        clock.earliest_on,
        None,
        moment=clock.due_at,
        stopped=stopped,
    )


def has_open_pause(rows: Iterable[ClockPeriod]) -> bool:
    """A pause that nothing ended yet; a restart ends the pauses before it."""
    pending = False
    for row in rows:
        if row.kind == Kind.RESTARTED:
            pending = False
        elif row.kind == Kind.PAUSED and row.end_on is None:
            pending = True
    return pending
