"""Reads: the calendar of a region, what it rests on, what waits for a second person.

A calendar is built once for each version and kept in the process; a call costs one small query that asks
for the version.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from gongkai.foundation.calendar import package, rules
from gongkai.foundation.calendar.models import CalendarDay, CalendarVersion, Notice, Overlay, State
from gongkai.foundation.calendar.rules import Calendar

WARN_BELOW = 60
"""Fewer covered working days ahead than this, and the next notice should be imported: 20 + 20 days and some
slack.
"""


@dataclass(slots=True)
class _Snapshot:
    number: int
    days: dict[str, dict[date, bool]]
    calendars: dict[tuple[str, ...], Calendar] = field(default_factory=dict)

    def calendar(self, region_code: str) -> Calendar:
        regions = tuple(code for code in rules.lineage(region_code) if code in self.days)
        if regions not in self.calendars:
            merged = dict(self.days.get("", {}))
            for code in regions:
                merged.update(self.days[code])
            self.calendars[regions] = rules.build(merged, version=self.number)
        return self.calendars[regions]


_KEPT = 4
_snapshots: dict[object, _Snapshot] = {}


def _load(number: int) -> _Snapshot:
    days: dict[str, dict[date, bool]] = {}
    rows = CalendarDay.objects.filter(version_id__lte=number).order_by("version_id")
    for region, day, working in rows.values_list("region_code", "date", "is_working"):
        days.setdefault(region, {})[day] = working
    return _Snapshot(number, days)


def _snapshot(number: int, stamp: object) -> _Snapshot:
    found = _snapshots.get(stamp)
    if found is None:
        found = (
            _load(number) if number else _Snapshot(0, {"": {d: w for d, w, _name in package.package_days()}})
        )
        while len(_snapshots) >= _KEPT:
            _snapshots.pop(next(iter(_snapshots)), None)
        _snapshots[stamp] = found
    return found


def calendar(region_code: str = "") -> Calendar:
    """The calendar in force: national days and the confirmed overlays of the region and its ancestors.

    One query for the version. A table that was never filled gives the days of the package, as version 0.
    ValueError for something that is not a region code.
    """
    latest = CalendarVersion.objects.order_by("-number").values_list("number", "stamp").first()
    return _snapshot(*(latest or (0, None))).calendar(region_code)


def calendar_at(version: int, region_code: str = "") -> Calendar:
    """The calendar as it was at an earlier version, to explain an old deadline.
    CalendarVersion.DoesNotExist if none.
    """
    found = CalendarVersion.objects.get(number=version)
    return _snapshot(found.number, found.stamp).calendar(region_code)


def newest_version() -> CalendarVersion | None:
    """The version in force; None for a table that was never filled."""
    return CalendarVersion.objects.order_by("-number").first()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the sources reach from today."""

    version: int
    covered_until: date
    working_days_left: int
    short: bool
    next_year: int
    """The year whose notice is needed next."""


def coverage(today: date) -> Coverage:
    """`short` tells that fewer than WARN_BELOW covered working days are ahead of today."""
    current = calendar()
    left = max(current.count_working_days(today, current.covered_until), 0)
    needed = (current.covered_until + timedelta(days=1)).year
    return Coverage(current.version, current.covered_until, left, left < WARN_BELOW, needed)


@dataclass(frozen=True, slots=True)
class DayShown:
    date: date
    is_working: bool
    name: str
    source: str
    version: int
    """0 for a provisional day."""

    @property
    def provisional(self) -> bool:
        return self.source == "statute"

    @property
    def unusual(self) -> bool:
        """A weekday off, or a weekend worked: what a notice is about."""
        return self.is_working == (self.date.weekday() > 4)


def days_of_year(year: int, region_code: str = "") -> list[DayShown]:
    """Every day of the year with its name and source; days no source covers come from the statute. One
    query for the version, one for the country and one for each region of the lineage.

    rules.NotCovered for a year outside 2004-2100.
    """
    current = calendar(region_code)
    if not rules.FIRST_DAY.year <= year <= rules.LAST_YEAR:
        raise rules.NotCovered(date(min(max(year, 1), 9999), 1, 1))
    known = {}
    for region in ("", *rules.lineage(region_code)):
        rows = CalendarDay.objects.filter(region_code=region, date__year=year).order_by("version_id")
        known.update({row.date: row for row in rows})
    names = rules.statutory_days(year) | rules.substitute_days(year)
    day, shown = date(year, 1, 1), []
    while day.year == year:
        row = known.get(day)
        source = row.source if row else ("package" if current.is_covered(day) else "statute")
        name = row.name if row else names.get(day, "")
        shown.append(DayShown(day, current.is_working(day), name, source, row.version_id if row else 0))
        day += timedelta(days=1)
    return shown


def day_names(first: date, last: date, region_code: str = "") -> dict[date, str]:
    """What the days off and the make-up working days of a stretch are called. One query."""
    names: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        names |= rules.statutory_days(year) | rules.substitute_days(year)
    regions = ["", *rules.lineage(region_code)]
    rows = CalendarDay.objects.filter(region_code__in=regions, date__gte=first, date__lte=last)
    for _region, day, name in sorted(
        rows.order_by("version_id").values_list("region_code", "date", "name"),
        key=lambda r: len(r[0].rstrip("0")),
    ):
        names[day] = name
    return {day: name for day, name in names.items() if name and first <= day <= last}


def waiting_notices():
    """Notices that a second person must confirm or discard."""
    return Notice.objects.filter(state=State.IMPORTED)


def waiting_overlays():
    """Overlays that a second person must confirm or discard."""
    return Overlay.objects.filter(state=State.IMPORTED)
