"""Numbers of papers. All numbers here are made up: region codes of no county, or days far in the past."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.identity import birthday_of, folded, reasons_against_number
from gongkai.domains.foi.rules.vocabulary import IdentityKind
from gongkai.foundation.common.id_numbers import check_sign, credit_check_sign, credit_code_is_valid

TODAY = date(2026, 3, 2)


def signed(digits: str) -> str:
    return digits + check_sign(digits)


def codes(kind, number):
    return [reason.code for reason in reasons_against_number(kind, number, TODAY)]


GOOD = [
    ("resident_id", signed("43010019000101001")),
    ("residence_permit", signed("81000019000101001")),
    ("passport", "E12345678"),
    ("passport", "ea1234567"),
    ("passport", "X1234567A"),
    ("hong_kong_macau_permit", "H01234567"),
    ("hong_kong_macau_permit", "M0123456700"),
    ("taiwan_permit", "01234567"),
    ("taiwan_permit", "0123456789(B)"),
    ("foreign_residence", "ABC110019000101"),
    ("foreign_residence", signed("91184019000101001")),
    ("credit_code", "11430000" + "00000000X" + credit_check_sign("1143000000000000X")),
]


@pytest.mark.parametrize(("kind", "number"), GOOD)
def test_numbers_that_may_be(kind, number):
    assert codes(kind, number) == []
    spaced = " ".join(number.lower())
    assert folded(spaced) == number.upper() and codes(kind, spaced) == []


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("resident_id", "", "number_missing"),
        ("resident_id", "430100190001010", "old_id"),
        ("resident_id", "4301001900010100", "length"),
        ("resident_id", signed("43010019000230001"), "form"),
        ("resident_id", signed("99010019000101001"), "form"),
        ("resident_id", signed("43010020260303001"), "not_born"),
        ("resident_id", signed("81000019000101001"), "residence_permit"),
        ("residence_permit", signed("43010019000101001"), "not_permit"),
        ("passport", "PASSPORT", "form"),
        ("passport", "E123", "form"),
        ("hong_kong_macau_permit", "T01234567", "form"),
        ("taiwan_permit", "1234567", "form"),
        ("foreign_residence", "ABCD1100190001", "form"),
        ("foreign_residence", "911840190013010010", "form"),
        ("credit_code", "1143000000000000", "length"),
        ("credit_code", "O1430000000000000X", "check_sign"),
    ],
)
def test_numbers_that_cannot_be(kind, number, code):
    assert codes(kind, number) == [code]


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place, by):
    """ISO 7064 MOD 11-2 finds every single wrong digit."""
    good = signed("43010019000101001")
    digit = "0123456789X".index(good[place])
    wrong = good[:place] + str((digit + by) % 10) + good[place + 1 :]
    assert wrong == good or codes("resident_id", wrong) != []


@given(st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_sign_of_a_credit_code_is_found(place, by):
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    good = "91430000MA4L0000X"
    good += credit_check_sign(good)
    wrong = good[:place] + signs[(signs.index(good[place]) + by) % 31] + good[place + 1 :]
    assert credit_code_is_valid(good) and not credit_code_is_valid(wrong)


def test_the_birthday_in_the_number():
    assert birthday_of("resident_id", signed("43010019000101001")) == date(1900, 1, 1)
    assert birthday_of("foreign_residence", signed("91184019000101001")) == date(1900, 1, 1)
    assert birthday_of("passport", "E12345678") is None
    assert birthday_of("resident_id", "430100190001010011") is None


def test_every_kind_is_checked():
    assert all(codes(kind, "?") for kind in IdentityKind)
