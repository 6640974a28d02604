"""Periods of dashboards: what is before, what was a year ago, what an address spells."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.figures.rules.spans import Span, choices, month_of, span_asked

YEARS = st.integers(2009, 2098)
SPANS = st.one_of(
    YEARS.map(str),
    st.tuples(YEARS, st.integers(1, 4)).map(lambda at: f"{at[0]}-Q{at[1]}"),
    st.tuples(YEARS, st.integers(1, 12)).map(lambda at: f"{at[0]}-{at[1]:02d}"),
).map(Span)


@given(SPANS)
def test_the_one_before_ends_the_day_before(span):
    assert span.before.period.until + timedelta(days=1) == span.period.since
    assert len(span.before.code) == len(span.code)
    assert span.before.after == span == span.after.before


@given(SPANS)
def test_a_year_ago_is_the_same_of_last_year(span):
    ago = span.year_ago
    assert ago.period.since == span.period.since.replace(year=span.year - 1)
    assert ago.number == span.number and len(ago.code) == len(span.code)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-00", "2026-Q5", "1999", "2026-1", "²026", "2026-11 "]
)
def test_what_is_no_period_is_this_month(text):
    assert span_asked(text, date(2026, 11, 26)) == Span("2026-11")


@given(st.dates(date(2010, 1, 1), date(2090, 1, 1)))
def test_what_is_offered_is_there_once_and_begins_now(today):
    offered = list(choices(today))
    assert offered[0] == month_of(today)
    assert len(set(offered)) == len(offered)
    assert any(today in span.period for span in offered if "Q" in span.code)
