"""How far a yearly notice could still move a date that is computed before the notice is out.

The model. Statutory days stay off. Around each holiday the notice may
- turn at most two Saturdays or Sundays within 12 days of it into working days (调休), and place a 补假
  elsewhere;
- give at most two further weekdays within 7 days of it off.
Holidays whose surroundings overlap (中秋 and 国庆) form one cluster with the sum of their allowances.
Every notice of 2008-2026 stays within this (replayed in the tests); extraordinary acts (2015-09-03,
2020-01-31) do not. The earliest bound lets all make-up days fall after the start and as early as possible
while nobody gets a further day off; the latest bound gives all further days off and lets no weekend be
worked.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from gongkai.foundation.calendar.rules.statutory import (
    LAST_YEAR,
    holidays_of,
    statutory_days,
    substitute_days,
)

MAKE_UP_WINDOW = 12
OFF_WINDOW = 7
PER_HOLIDAY = 2


@dataclass(frozen=True, slots=True)
class Cluster:
    """Ordinals that the notice may turn, in order, and how many of them at most."""

    to_work: tuple[int, ...]
    to_rest: tuple[int, ...]
    most_work: int
    most_rest: int
    last: int


def _groups(years: range) -> Iterator[list[tuple[date, ...]]]:
    group: list[tuple[date, ...]] = []
    for holiday in (h for year in years for h in holidays_of(year)):
        if group and (holiday.days[0] - max(d[-1] for d in group)).days > 2 * MAKE_UP_WINDOW:
            yield group
            group = []
        group.append(holiday.days)
    if group:
        yield group


def _around(group: list[tuple[date, ...]], window: int) -> list[int]:
    found: set[int] = set()
    for days in group:
        found.update(range(days[0].toordinal() - window, days[-1].toordinal() + window + 1))
    return sorted(found)


def clusters(
    years: range, is_open: Callable[[int], bool], is_working: Callable[[int], bool]
) -> tuple[Cluster, ...]:
    """The clusters of the years; `is_open` says whether no source covers an ordinal, `is_working` the
    provisional view.
    """
    known = range(years.start, min(years.stop, LAST_YEAR + 1))
    statutory = {day.toordinal() for year in known for day in statutory_days(year)}
    substitutes = {day.toordinal() for year in known for day in substitute_days(year)}
    made = []
    for group in _groups(known):
        near = [o for o in _around(group, MAKE_UP_WINDOW) if is_open(o) and o not in statutory]
        to_work = tuple(o for o in near if not is_working(o))
        to_rest = tuple(o for o in _around(group, OFF_WINDOW) if is_open(o) and is_working(o))
        moved = sum(o in substitutes for o in to_work)
        allowance = PER_HOLIDAY * len(group)
        made.append(
            Cluster(to_work, to_rest, allowance + moved, allowance, _around(group, MAKE_UP_WINDOW)[-1])
        )
    return tuple(made)


def turned_to_work(found: tuple[Cluster, ...], start: int) -> Iterator[int]:
    """Ordinals after `start` that the earliest bound counts as working days besides the provisional ones."""
    for cluster in found[bisect_left(found, start, key=lambda c: c.last) :]:
        after = bisect_left(cluster.to_work, start + 1)
        yield from islice(cluster.to_work, after, after + cluster.most_work)


def turned_to_rest(found: tuple[Cluster, ...], start: int) -> Iterator[int]:
    """Ordinals after `start` that the latest bound counts as days off besides the provisional ones."""
    for cluster in found[bisect_left(found, start, key=lambda c: c.last) :]:
        after = bisect_left(cluster.to_rest, start + 1)
        yield from islice(cluster.to_rest, after, after + cluster.most_rest)
