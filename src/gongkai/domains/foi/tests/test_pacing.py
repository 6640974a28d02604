"""The pace of one identity: slowed, never shut out."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.pacing import LONG_PAUSE, asks_back, seconds_to_wait

FREE = 20


@given(st.integers(0, 20_000), st.integers(0, 500), st.floats(0, 7200))
def test_nobody_waits_longer_than_the_long_pause_and_waiting_helps(count, free, since):
    wait = seconds_to_wait(count, free, since)
    assert 0 <= wait <= LONG_PAUSE
    assert seconds_to_wait(count, free, since + wait) == 0


def test_ten_thousand_tries_in_an_hour_become_a_trickle():
    taken, last = 0, None
    for place in range(10_000):
        second = place * 0.36
        if not seconds_to_wait(taken, FREE, None if last is None else second - last):
            taken, last = taken + 1, second
    assert FREE < taken <= FREE * 5 + 30


def test_without_a_number_nobody_is_slowed_or_asked():
    assert seconds_to_wait(10_000, 0, 0.1) == 0
    assert not asks_back(10_000, 0)
