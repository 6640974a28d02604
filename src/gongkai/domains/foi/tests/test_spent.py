"""Bands of the working days that answers took."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.spent import CODES, TOPS, band_of


@given(st.integers(0, 400))
def test_every_number_of_days_has_its_band(days):
    low, _, high = band_of(days).partition("-")
    assert int(low) <= days <= int(high or 10**6)
    assert band_of(days) in CODES and len(CODES) == len(TOPS) + 1
