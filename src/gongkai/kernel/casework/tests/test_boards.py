from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import connection

from gongkai.foundation.orgs.tests.factories import ACT, TODAY
from gongkai.kernel.casework import services
from gongkai.kernel.casework.boards import Bucket, Scope, board, open_in, tallies, workload
from gongkai.kernel.casework.models import Case
from gongkai.kernel.casework.tests.factories import office, opened, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

DUE = [TODAY - timedelta(days=9), TODAY, TODAY + timedelta(days=2), TODAY + timedelta(days=3), None]
"""A Friday: the second falls on Sunday, still this week."""


@pytest.fixture(scope="module")
def made(shared_rows):
    place = office()
    definition = sign_off()
    for n, due_on in enumerate(DUE * 2):
        case = opened(place, definition, str(n))
        Case.objects.filter(pk=case.pk).update(due_on=due_on)
    over = opened(place, definition, "99")
    services.abandon(case=over, reason="申请人撤回", by=place.officer, at=ACT["at"])
    return place


@pytest.fixture
def place(made, db):
    return deepcopy(made)


def scope(place, *subject_types) -> Scope:
    return Scope((place.organ.pk,), subject_types or ("record",))


def test_every_open_case_is_in_one_bucket(place, django_assert_num_queries):
    with django_assert_num_queries(1):
        counts = tallies(scope(place), TODAY)
    assert counts == dict.fromkeys(Bucket.values, 2)
    assert sum(counts.values()) == open_in(scope(place)).count()
    assert set(tallies(scope(place, "request"), TODAY).values()) == {0}
    assert set(tallies(Scope((place.beside.pk,), ("record",)), TODAY).values()) == {0}


def test_a_board_says_for_whom_each_case_waits(place, django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = board(scope(place), Bucket.LATE, TODAY)
        assert [row.days for row in rows] == [-9, -9]
        assert [wait.who for wait in rows[0].waits] == ["耕地保护监督科 处室负责人"]
        assert rows[0].case.organ.short_name and rows[0].case.division.name
    assert [row.days for row in board(scope(place), Bucket.WEEK, TODAY)] == [2, 2]
    assert board(scope(place), Bucket.UNDATED, TODAY)[0].days is None


@pytest.mark.parametrize("bucket", [Bucket.LATE, Bucket.UNDATED])
def test_pages_go_on_where_the_last_ended(place, bucket, monkeypatch):
    monkeypatch.setattr("gongkai.kernel.casework.boards.SHOWN", 1)
    (first,) = board(scope(place), bucket, TODAY)
    (second,) = board(scope(place), bucket, TODAY, after=(first.case.due_on, first.case.pk))
    assert first.case.pk < second.case.pk
    assert board(scope(place), bucket, TODAY, after=(second.case.due_on, second.case.pk)) == []


def test_workload_by_division(place, django_assert_num_queries):
    with django_assert_num_queries(1):
        (load,) = workload(scope(place), TODAY)
    assert (load.name, load.open, load.late, load.week) == ("耕地保护监督科", 10, 2, 4)


def test_the_index_of_open_cases_answers(place):
    if connection.vendor == "postgresql":
        pytest.skip("the plan of a table this small says nothing on PostgreSQL")
    rows = open_in(scope(place)).filter(due_on__lt=date(2026, 11, 20)).order_by("due_on", "id")
    assert "case_open_due" in rows.explain()
