"""Columns of the chart of days used."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.oversight.overview.used import TOPS, bins, code_of


@given(st.integers(0, 400))
def test_every_number_of_days_has_its_column(days):
    codes = [code for code, _words in bins()]
    assert code_of(days) in codes
    low, _, high = code_of(days).partition("-")
    assert int(low) <= days <= int(high or 10**6)
    assert len(codes) == len(TOPS) + 2
