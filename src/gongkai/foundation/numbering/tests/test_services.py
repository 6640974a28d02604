import pytest
from django.db import IntegrityError, transaction

from gongkai.foundation.numbering.models import Counter
from gongkai.foundation.numbering.selectors import last_serial
from gongkai.foundation.numbering.services import next_serial, raise_to

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_each_series_and_year_counts_from_one():
    given = [
        next_serial(series=series, year=year)
        for series, year in [("430S00", 2026), ("430S00", 2026), ("430100", 2026), ("430S00", 2027)]
    ]
    assert given == [1, 2, 1, 1]
    assert last_serial(series="430S00", year=2026) == 2
    assert last_serial(series="430S00", year=2025) == 0


def test_a_number_of_a_rolled_back_act_is_given_again():
    next_serial(series="430S00", year=2026)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert next_serial(series="430S00", year=2026) == 2
        raise RuntimeError("the act failed")
    assert next_serial(series="430S00", year=2026) == 2


def test_numbers_taken_over_are_never_given_again():
    raise_to(series="430S00", year=2021, serial=999634)
    raise_to(series="430S00", year=2021, serial=12)
    assert next_serial(series="430S00", year=2021) == 999635


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given():
    with pytest.raises(transaction.TransactionManagementError):
        next_serial(series="430S00", year=2026)
    assert not Counter.objects.exists()


@pytest.mark.parametrize(("series", "year"), [("", 2026), ("湘" * 61, 2026), ("430S00", 26)])
def test_an_unusable_series_or_year_is_refused(series, year):
    with pytest.raises(ValueError):
        next_serial(series=series, year=year)


def test_a_serial_has_to_be_one():
    with pytest.raises(ValueError):
        raise_to(series="430S00", year=2026, serial=0)


def test_the_database_refuses_a_second_counter():
    next_serial(series="430S00", year=2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        Counter.objects.create(series="430S00", year=2026, last=9)
