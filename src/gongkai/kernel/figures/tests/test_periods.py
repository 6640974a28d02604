"""Periods: what belongs to which month, quarter, year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.figures.rules.periods import Period, month, months_of, quarter, read_period, year

YEARS = st.integers(2008, 2100)
DAYS = st.dates(date(2008, 1, 1), date(2100, 12, 31))


@given(YEARS)
def test_four_quarters_and_twelve_months_make_a_year(of_year):
    for parts in ([quarter(of_year, q) for q in range(1, 5)], [month(of_year, m) for m in range(1, 13)]):
        assert parts[0].since == year(of_year).since and parts[-1].until == year(of_year).until
        assert all(b.since - a.until == timedelta(1) for a, b in zip(parts, parts[1:], strict=False))


@given(DAYS, DAYS)
def test_the_months_of_a_period_are_the_period(one, other):
    period = Period(min(one, other), max(one, other))
    parts = list(months_of(period))
    assert (parts[0].since, parts[-1].until) == (period.since, period.until)
    assert all(b.since - a.until == timedelta(1) for a, b in zip(parts, parts[1:], strict=False))
    assert all(part.since.month == part.until.month for part in parts)


@given(DAYS)
def test_a_day_lies_in_its_own_month_and_not_in_the_day_before(day):
    assert day in month(day.year, day.month)
    assert day not in Period(day + timedelta(1), day + timedelta(1))
    assert month(day.year, day.month).day_before < day


def test_a_period_is_read():
    assert read_period("2024-02") == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert read_period("2025-Q3") == Period(date(2025, 7, 1), date(2025, 9, 30))
    assert read_period(" 2025 ") == year(2025)


@pytest.mark.parametrize("text", ["", "25", "2025-13", "2025-Q5", "2025-7", "2025年", "2025-00"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError):
        read_period(text)


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError):
        Period(date(2025, 2, 1), date(2025, 1, 31))
