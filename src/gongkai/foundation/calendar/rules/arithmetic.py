"""The calendar as a value: is this a working day, which day is the n-th after that one.

Days are kept as two arrays over ordinals (working days up to each day; the day of each working-day number),
so an answer is two look-ups, whatever the distance. Days that no source covers are filled in by the
statute, and every answer that leans on one of them says so and carries its bounds (`bounds` states the
model).
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.calendar.rules import bounds
from gongkai.foundation.calendar.rules.statutory import FIRST_DAY, LAST_YEAR, days_off_by_statute
from gongkai.foundation.common.reasons import NotAllowed, Reason

LAST_DAY = date(LAST_YEAR, 12, 31)


class NotCovered(NotAllowed, LookupError):
    """No source says whether a day was a working day, and no statute at hand lets us compute it.

    Where a service counts days it is a refusal like any other: the act would set a day that nobody can count to.
    """

    def __init__(self, day: date):
        self.day = day
        text = _("没有 %(day)s 的工作日历：可用范围为 %(first)s 至 %(last)s。") % {
            "day": day.isoformat(),
            "first": FIRST_DAY.isoformat(),
            "last": LAST_DAY.isoformat(),
        }
        self.reason = Reason("calendar_not_covered", text, "", day.isoformat())
        super().__init__([self.reason])
        self.args = (text,)


@dataclass(frozen=True, slots=True)
class Reach:
    """The n-th working day after a day. `earliest` ≤ `date` ≤ `latest`; all three are equal unless
    `provisional`.

    `provisional` (暂定): at least one day on the way is covered by no notice yet.
    """

    date: date
    provisional: bool
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days from `FIRST_DAY` to the end of 2100, at one version of the sources, for one region.

    Every method raises NotCovered for a day outside and TypeError for a datetime (convert it to a date in
    China first).

    Invariants (tested): with `c` a calendar, `a` a day, `n`, `m` ≥ 0 and r = c.add_working_days(a, n)
    - c.count_working_days(a, r.date) == n, and r.date is a working day unless n == 0
    - r.date, r.earliest and r.latest grow strictly with n and never fall with a
    - one more day off never makes r.date earlier
    """

    version: int
    covered_until: date
    """The last day of the unbroken stretch from FIRST_DAY on that sources cover."""

    _working: bytes = field(repr=False)
    _covered: bytes = field(repr=False)
    _count: array = field(repr=False, compare=False)
    _nth: array = field(repr=False, compare=False)
    _open_count: array = field(repr=False, compare=False)
    _clusters: tuple[bounds.Cluster, ...] = field(repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Whether the day is a working day; for a day that is not covered, by the statute (see
        `is_covered`).
        """
        return self._working[self._index(day)] == 1

    def is_covered(self, day: date) -> bool:
        """Whether a source says what the day is, so that the answer is not provisional."""
        return self._covered[self._index(day)] == 1

    def count_working_days(self, a: date, b: date) -> int:
        """Working days after `a` up to and including `b`; for b < a the negative of the count from b to a."""
        return self._count[self._index(b, before=1)] - self._count[self._index(a, before=1)]

    def add_working_days(self, start: date, n: int) -> Reach:
        """The n-th working day after `start`; the day itself does not count (民法典 第二百零一条). n = 0
        gives `start`.

        ValueError for n < 0: limits run forward only; `previous_working_day` looks back.
        """
        if n < 0:
            raise ValueError("working days are added forward only")
        begin = self._index(start, before=1)
        if n == 0:
            return Reach(start, False, start, start)
        end = self._reach(begin, n, start)
        day = self._day(end)
        if self._open_count[end] == self._open_count[begin]:
            return Reach(day, False, day, day)
        origin = FIRST_DAY.toordinal() - 1
        earliest = self._earliest(begin, n, end, origin)
        latest = self._latest(begin, n, end, origin, start)
        return Reach(day, True, self._day(earliest), self._day(latest))

    def next_working_day(self, day: date) -> date:
        """The first working day after the day, never the day itself."""
        return self._day(self._reach(self._index(day, before=1), 1, day))

    def working_day_from(self, day: date) -> date:
        """The day itself if it is a working day, else the next one (民法典 第二百零三条:
        以法定休假日结束的次日为最后一日).
        """
        return day if self.is_working(day) else self.next_working_day(day)

    def previous_working_day(self, day: date) -> date:
        """The last working day before the day."""
        number = self._count[self._index(day) - 1]
        if number == 0:
            raise NotCovered(day)
        return self._day(self._nth[number])

    # positions: 0 is the day before FIRST_DAY, so that a clock may start there

    def _index(self, day: date, before: int = 0) -> int:
        if isinstance(day, datetime):
            raise TypeError("a date in China is needed, not a moment")
        position = day.toordinal() - FIRST_DAY.toordinal() + 1
        if not 1 - before <= position < len(self._working):
            raise NotCovered(day)
        return position

    def _day(self, position: int) -> date:
        return date.fromordinal(FIRST_DAY.toordinal() - 1 + position)

    def _reach(self, begin: int, n: int, start: date) -> int:
        number = self._count[begin] + n
        if number >= len(self._nth):
            raise NotCovered(LAST_DAY + timedelta(days=1))
        return self._nth[number]

    def _earliest(self, begin: int, n: int, end: int, origin: int) -> int:
        best = end
        for used, ordinal in enumerate(bounds.turned_to_work(self._clusters, begin + origin), start=1):
            extra = ordinal - origin
            if extra >= best or used > n:
                break
            reached = self._nth[self._count[begin] + n - used] if used < n else 0
            best = min(best, max(reached, extra))
        return best

    def _latest(self, begin: int, n: int, end: int, origin: int, start: date) -> int:
        reached = end
        for lost, ordinal in enumerate(bounds.turned_to_rest(self._clusters, begin + origin), start=1):
            if ordinal - origin > reached:
                break
            reached = self._reach(begin, n + lost, start)
        return reached


def build(days: Mapping[date, bool], *, version: int) -> Calendar:
    """A calendar from what sources say (day -> is it a working day); all other days by the statute.

    Days outside FIRST_DAY..2100 are ignored. Costs some ten milliseconds: build once per version and keep it.
    """
    first, size = FIRST_DAY.toordinal(), LAST_DAY.toordinal() - FIRST_DAY.toordinal() + 2
    weekday = (first - 1 + 6) % 7
    working = bytearray(((weekday + n) % 7 < 5) for n in range(size))
    working[0] = 0
    for year in range(FIRST_DAY.year, LAST_YEAR + 1):
        for day in days_off_by_statute(year):
            working[day.toordinal() - first + 1] = 0
    covered = bytearray(size)
    covered[0] = 1
    for day, is_working in days.items():
        position = day.toordinal() - first + 1
        if 0 < position < size:
            covered[position] = 1
            working[position] = 1 if is_working else 0
    gap = covered.find(0)
    until = (gap if gap > 0 else size) - 1
    first_open = date.fromordinal(first + min(until, size - 2))
    clusters = bounds.clusters(
        range(first_open.year, LAST_YEAR + 1),
        is_open=lambda ordinal: 0 < ordinal - first + 1 < size and not covered[ordinal - first + 1],
        is_working=lambda ordinal: bool(working[ordinal - first + 1]),
    )
    return Calendar(
        version=version,
        covered_until=date.fromordinal(first - 1 + until),
        _working=bytes(working),
        _covered=bytes(covered),
        _count=array("l", accumulate(working)),
        _nth=array("l", [0, *(n for n in range(size) if working[n])]),
        _open_count=array("l", accumulate(1 - c for c in covered)),
        _clusters=clusters,
    )
