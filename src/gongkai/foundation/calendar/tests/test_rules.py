"""Arithmetic of working days: against a slow walk, against known answers of law in practice, and its
invariants.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.calendar import package, rules

DAYS = {day: working for day, working, _name in package.package_days()}
CALENDAR = rules.build(DAYS, version=7)

covered = st.dates(date(2004, 1, 1), date(2026, 6, 30))
anywhere = st.dates(date(2003, 12, 31), date(2090, 12, 31))
lengths = st.integers(0, 80)


def walk(start: date, n: int, days=DAYS) -> date:
    """The oracle: one day after another."""
    day = start
    while n:
        day += timedelta(days=1)
        n -= days[day]
    return day


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [
        ("2009-09-25", 15, "2009-10-22"),
        ("2017-09-25", 15, "2017-10-20"),
        ("2020-01-20", 20, "2020-02-25"),
        ("2021-09-24", 20, "2021-10-27"),
        ("2025-01-20", 20, "2025-02-21"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2026-09-20", 20, "2026-10-23"),
    ],
)
def test_known_answers(received, n, due):
    reach = CALENDAR.add_working_days(date.fromisoformat(received), n)
    day = date.fromisoformat(due)
    assert reach == rules.Reach(day, False, day, day)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2008, 2, 6), False),
        (date(2015, 9, 3), False),
        (date(2015, 9, 6), True),
        (date(2020, 1, 31), False),
        (date(2024, 2, 9), True),
        (date(2025, 1, 28), False),
        (date(2026, 9, 20), True),
    ],
)
def test_special_days(day, working):
    assert CALENDAR.is_working(day) is working


@pytest.mark.parametrize(
    ("last_receipt", "n"),
    [
        (date(2026, 12, 24), 5),
        (date(2026, 12, 22), 7),
        (date(2026, 12, 17), 10),
        (date(2026, 12, 10), 15),
        (date(2026, 12, 3), 20),
        (date(2026, 11, 5), 40),
    ],
)
def test_edge_of_the_covered_days(last_receipt, n):
    assert not CALENDAR.add_working_days(last_receipt, n).provisional
    after = CALENDAR.next_working_day(last_receipt)
    assert CALENDAR.add_working_days(after, n).provisional


def test_spring_2027_is_provisional_with_bounds():
    """初一 2027-02-06 is a Saturday: 除夕 and 初三 off on weekdays, two substitutes after them."""
    off = [d for d in range(1, 15) if not CALENDAR.is_working(date(2027, 2, d))]
    assert off == [5, 6, 7, 8, 9, 10, 13, 14]
    reach = CALENDAR.add_working_days(date(2027, 1, 20), 20)
    assert reach == rules.Reach(date(2027, 2, 23), True, date(2027, 2, 17), date(2027, 2, 25))
    assert CALENDAR.covered_until == date(2026, 12, 31)


@given(covered, lengths)
def test_equals_the_walk(start, n):
    assert CALENDAR.add_working_days(start, n).date == walk(start, n)


@given(covered, covered)
def test_count_equals_the_walk(a, b):
    low, high = sorted((a, b))
    span = (high - low).days
    counted = sum(DAYS[low + timedelta(days=k)] for k in range(1, span + 1))
    assert CALENDAR.count_working_days(low, high) == counted
    assert CALENDAR.count_working_days(high, low) == -counted


@given(anywhere, lengths)
def test_count_inverts_add(start, n):
    end = CALENDAR.add_working_days(start, n).date
    assert CALENDAR.count_working_days(start, end) == n
    assert n == 0 or CALENDAR.is_working(end)


@given(anywhere, lengths)
def test_bounds_enclose_and_are_exact_when_covered(start, n):
    reach = CALENDAR.add_working_days(start, n)
    assert reach.earliest <= reach.date <= reach.latest
    assert reach.provisional is (n > 0 and reach.date > CALENDAR.covered_until)
    if not reach.provisional:
        assert reach.earliest == reach.latest
    assert reach.earliest >= start


@given(anywhere, st.integers(0, 60), st.integers(1, 10))
def test_all_three_dates_grow_with_n(start, n, more):
    near, far = CALENDAR.add_working_days(start, n), CALENDAR.add_working_days(start, n + more)
    assert near.date < far.date
    assert near.earliest < far.earliest
    assert near.latest < far.latest


@given(anywhere, st.integers(1, 40), st.integers(1, 60))
def test_none_of_the_dates_falls_with_a_later_start(start, later, n):
    first = CALENDAR.add_working_days(start, n)
    second = CALENDAR.add_working_days(start + timedelta(days=later), n)
    assert first.date <= second.date
    assert first.earliest <= second.earliest
    assert first.latest <= second.latest


@given(
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
    st.dates(date(2026, 1, 1), date(2027, 3, 1)),
    st.integers(1, 40),
)
def test_more_days_off_never_make_a_date_earlier(extra, start, n):
    fewer_days = rules.build(DAYS | dict.fromkeys(extra, False), version=8)
    assert fewer_days.add_working_days(start, n).date >= CALENDAR.add_working_days(start, n).date


@given(anywhere)
def test_neighbours(day):
    after = CALENDAR.next_working_day(day)
    assert after > day
    assert CALENDAR.is_working(after)
    assert CALENDAR.count_working_days(day, after) == 1


@given(st.dates(date(2004, 2, 1), date(2090, 1, 1)))
def test_working_day_from_and_before(day):
    assert CALENDAR.working_day_from(day) == CALENDAR.next_working_day(day - timedelta(days=1))
    before = CALENDAR.previous_working_day(day)
    assert CALENDAR.next_working_day(before) == CALENDAR.working_day_from(day)


@pytest.mark.parametrize("day", [date(2003, 12, 30), date(1998, 5, 1), date(2101, 1, 1)])
def test_outside_is_said_by_name(day):
    with pytest.raises(rules.NotCovered, match=day.isoformat()) as raised:
        CALENDAR.add_working_days(day, 5)
    assert raised.value.day == day
    assert raised.value.reason.code == "calendar_not_covered"


def test_a_reach_beyond_the_last_year_is_said_too():
    with pytest.raises(rules.NotCovered):
        CALENDAR.add_working_days(date(2100, 12, 30), 20)


def test_backward_is_refused_and_a_moment_is_no_date():
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 1, 5), -1)
    with pytest.raises(TypeError):
        CALENDAR.is_working(datetime(2026, 1, 5, tzinfo=UTC))


def test_a_gap_between_announced_years_stays_provisional():
    announced = {date(2028, 1, 1) + timedelta(days=k): True for k in range(366)}
    calendar = rules.build(DAYS | announced, version=9)
    assert calendar.covered_until == date(2026, 12, 31)
    assert calendar.add_working_days(date(2027, 12, 20), 20).provisional
    assert not calendar.add_working_days(date(2028, 1, 1), 20).provisional


@pytest.mark.parametrize("year", range(2008, 2027))
def test_the_statute_agrees_with_every_announced_year(year):
    """Lunar days, 清明 and the four versions of the law: whatever the statute gives off, was off."""
    assert [day for day in rules.statutory_days(year) if DAYS[day]] == []


def test_days_of_the_statute_by_year():
    assert [len(rules.statutory_days(year)) for year in (2007, 2013, 2024, 2027)] == [10, 11, 11, 13]
    assert date(2024, 2, 9) not in rules.statutory_days(2024)
    assert rules.statutory_days(2027)[date(2027, 2, 5)] == "春节"


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("", ()),
        ("43", ("430000",)),
        ("430100", ("430000", "430100")),
        ("430102", ("430000", "430100", "430102")),
        ("430102001", ("430000", "430100", "430102", "430102001")),
    ],
)
def test_lineage(code, chain):
    assert rules.lineage(code) == chain


@pytest.mark.parametrize("code", ["长沙", "430", "43010", "４３"])
def test_no_region_code(code):
    with pytest.raises(ValueError, match="region code"):
        rules.normal_code(code)
