"""The days of the `chinesecalendar` package, and their one way into the table (used by the migration and
the service).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from chinese_calendar.constants import Holiday, holidays, workdays

_NAMES = {holiday.value: holiday.chinese for holiday in Holiday}


def package_years() -> range:
    """The years for which the installed package has data."""
    return range(min(holidays).year, max(holidays).year + 1)


def package_days() -> Iterator[tuple[date, bool, str]]:
    """(day, is it a working day, name of the holiday or "") for every day of the years covered."""
    years = package_years()
    day = date(years.start, 1, 1)
    while day.year < years.stop:
        name = workdays.get(day) if day.weekday() > 4 else None
        working = day in workdays or (day.weekday() < 5 and day not in holidays)
        yield day, working, _NAMES.get(name or holidays.get(day), "")
        day += timedelta(days=1)


def write_days(*, versions, days, at: datetime) -> int:
    """Write what the package says of days that no notice has decided, as one new version. Returns the
    number of rows.

    `versions` and `days` are the managers of CalendarVersion and CalendarDay (a migration has its own).
    Nothing is written, and no version made, when the table says the same already.
    """
    known = {}
    for day, working, source in (
        days.filter(region_code="").order_by("version_id").values_list("date", "is_working", "source")
    ):
        known[day] = (working, source)
    found = [
        (day, working, name)
        for day, working, name in package_days()
        if day not in known or (known[day][1] == "package" and known[day][0] != working)
    ]
    if not found:
        return 0
    last = versions.order_by("-number").values_list("number", flat=True).first() or 0
    note = f"chinesecalendar {found[0][0].year}-{found[-1][0].year}"
    version = versions.create(number=last + 1, source="package", note=note, made_at=at)
    days.bulk_create(
        [
            days.model(date=day, is_working=working, name=name, source="package", version=version)
            for day, working, name in found
        ],
        batch_size=500,
    )
    return len(found)
