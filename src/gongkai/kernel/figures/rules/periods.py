"""Periods in which things are counted: a year, a quarter, a month, or any two days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gongkai.foundation.common.times import SHANGHAI


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first day to the last, both included. ValueError when the last comes before the first."""

    since: date
    until: date

    def __post_init__(self):
        if self.until < self.since:
            raise ValueError("a period ends on or after its first day")

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    @property
    def day_before(self) -> date:
        return self.since - timedelta(days=1)


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def quarter(of_year: int, number: int) -> Period:
    """`number`: 1 to 4. ValueError for another."""
    if not 1 <= number <= 4:
        raise ValueError("a year has four quarters")
    first = 3 * number - 2
    return Period(date(of_year, first, 1), month(of_year, first + 2).until)


def month(of_year: int, number: int) -> Period:
    """`number`: 1 to 12. ValueError for another."""
    first = date(of_year, number, 1)
    following = date(of_year + number // 12, number % 12 + 1, 1)
    return Period(first, following - timedelta(days=1))


def moments(period: Period) -> tuple[datetime, datetime]:
    """The first and the last moment of the period in China."""
    return datetime.combine(period.since, time.min, SHANGHAI), datetime.combine(
        period.until, time.max, SHANGHAI
    )


def months_of(period: Period) -> Iterator[Period]:
    """The months that the period touches, the first and the last cut off at its ends."""
    at = period.since.replace(day=1)
    while at <= period.until:
        whole = month(at.year, at.month)
        yield Period(max(whole.since, period.since), min(whole.until, period.until))
        at = whole.until + timedelta(days=1)


_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?")


def read_period(text: str) -> Period:
    """`2025`, `2025-Q3`, `2025-07`. ValueError for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    of_year, in_quarters, in_months = found.groups()
    if in_quarters:
        return quarter(int(of_year), int(in_quarters))
    return month(int(of_year), int(in_months)) if in_months else year(int(of_year))
