from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.fees import LISTED, Basis, fee
from gongkai.foundation.common.reasons import NotAllowed

PAGES = {
    0: 0,
    30: 0,
    31: 10,
    44: 140,
    57: 270,
    59: 290,
    72: 420,
    100: 700,
    109: 880,
    119: 1080,
    200: 2700,
    201: 2740,
}
PIECES = {0: 0, 10: 0, 11: 100, 15: 500, 30: 2000, 31: 2200, 40: 4000, 41: 4300, 50: 7000, 51: 7400}


@pytest.mark.parametrize(("count", "yuan"), PAGES.items())
def test_pages(count, yuan):
    assert fee("page", count).yuan == yuan


@pytest.mark.parametrize(("count", "yuan"), PIECES.items())
def test_pieces(count, yuan):
    assert fee("piece", count).yuan == yuan


def test_a_month_is_counted_together():
    """Suqian 2023: 15 pieces of one applicant cost 1500 yuan, when ten were there before."""
    assert fee("piece", 15, month_before=10).yuan == 1500
    assert fee("piece", 2, month_before=30).yuan == 400


def slow(n: int) -> int:
    """What the `n`th piece of a month costs, by the words of the rule."""
    if n <= 10:
        return 0
    return 100 if n <= 30 else 200 + (n - 31) // 10 * 100


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_pieces_are_those_of_a_slow_count(before, count):
    found = fee("piece", count, month_before=before)
    assert found.yuan == sum(slow(n) for n in range(before + 1, before + count + 1))
    assert found.yuan == sum(share.yuan for share in found.shares)
    assert count == sum(share.count for share in found.shares)
    assert len(found.shares) <= 2 + LISTED + 1
    firsts = [share.band.first for share in found.shares]
    assert firsts == sorted(firsts)


def test_many_bands_are_told_in_one_line():
    few, many = fee("piece", 150), fee("piece", 20_000)
    assert [share.band.first for share in few.shares[2:]] == list(range(31, 151, 10))
    assert all(share.yuan == share.count * share.band.rate for share in few.shares)
    last = many.shares[-1]
    assert len(many.shares) == 15 and (last.band.rate, last.band.dearest) == (1400, 199_800)
    assert many.yuan == sum(slow(n) for n in range(1, 20_001)) < 2**31


@given(st.integers(0, 200), st.integers(0, 200))
def test_pieces_cost_the_same_however_they_come(before, count):
    apart = fee("piece", before).yuan + fee("piece", count, month_before=before).yuan
    assert apart == fee("piece", before + count).yuan


@given(st.sampled_from(Basis.values), st.integers(0, 500))
def test_the_bands_add_up(basis, count):
    found = fee(basis, count)
    assert sum(share.count for share in found.shares) == count
    assert fee(basis, count + 1).yuan >= found.yuan == sum(share.yuan for share in found.shares)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("page", 5, 0, date(2020, 12, 31)), "cost_fees"),
        (("page", 5, 1, None), "pages_not_cumulated"),
        (("piece", -1, 0, None), "negative"),
        (("kilo", 1, 0, None), "unknown_basis"),
        (("piece", 20_001, 0, None), "too_many"),
        (("piece", 1, 20_000, None), "too_many"),
        (("page", 1_000_001, 0, None), "too_many"),
        (("piece", 10**23, 0, None), "too_many"),
    ],
)
def test_what_cannot_be_charged(arguments, code):
    basis, count, before, on = arguments
    with pytest.raises(NotAllowed) as refused:
        fee(basis, count, month_before=before, on=on)
    assert [reason.code for reason in refused.value.reasons] == [code]
