from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.foundation.ledger.selectors import entries, entries_for, heads, trail
from gongkai.foundation.ledger.tests.support import CITY, PROVINCE, START, fill
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def ledger():
    fill(12)


def numbers(**filters) -> list[int]:
    return [entry.number for entry in entries(**filters)]


def test_a_trail_tells_a_subject_from_the_beginning():
    assert [entry.verb for entry in trail("record", 101) if entry.chain == CITY] == [
        "draft",
        "submit",
        "review",
        "sign",
        "publish",
        "withdraw",
    ]
    assert not trail("request", "101").exists()


def test_one_organ_is_paged_by_number_newest_first():
    assert numbers(organ=PROVINCE, limit=5) == [12, 11, 10, 9, 8]
    assert numbers(organ=PROVINCE, limit=5, before_number=8) == [7, 6, 5, 4, 3]
    assert numbers(organ=PROVINCE, before_number=1) == []


def test_several_organs_are_paged_by_id():
    first = entries(limit=7)
    rest = entries(limit=50, before_id=first[-1].pk)
    ids = [entry.pk for entry in [*first, *rest]]
    assert len(ids) == 24
    assert ids == sorted(ids, reverse=True)
    assert {entry.chain for entry in entries(organ=[CITY])} == {CITY}
    assert entries(organ=[]) == []
    with pytest.raises(ValueError):
        entries(before_number=5)


def test_filters():
    assert numbers(organ=PROVINCE, verb="publish") == [11, 5]
    assert numbers(organ=PROVINCE, actor="person:8") == []
    since, until = START + timedelta(minutes=3), START + timedelta(minutes=5)
    assert numbers(organ=PROVINCE, since=since, until=until) == [5, 4]
    assert list(heads().values_list("chain", "number")) == [(CITY, 12), (PROVINCE, 12)]


def test_no_page_sorts_or_scans_the_table():
    if connection.vendor != "sqlite":
        pytest.skip("the plan of a table this small says nothing on PostgreSQL")
    calls = [
        lambda: entries(organ=PROVINCE, before_number=9),
        lambda: entries(organ=PROVINCE, verb="publish"),
        lambda: entries(actor="person:7"),
        lambda: entries(before_id=9),
        lambda: list(trail("record", "101")),
    ]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for call in calls:
            call()
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = " / ".join(row[3] for row in cursor.fetchall())
            assert "TEMP B-TREE" not in plan, plan
            assert plan.startswith("SEARCH"), plan


def test_an_auditor_reads_its_organ_and_those_below_and_nobody_else_reads_any():
    tree = factories.tree()
    province, city = tree.province, tree.city
    fill(2, organs=[province.code, city.code])
    of_city, clerk = factories.holder(Role.AUDITOR, city), factories.holder(Role.WINDOW_CLERK, province)
    of_province = factories.holder(Role.AUDITOR, province)
    today = factories.TODAY
    assert {entry.chain for entry in entries_for(of_city, today=today)} == {city.code}
    assert {entry.chain for entry in entries_for(of_province, today=today)} == {province.code, city.code}
    assert entries_for(clerk, today=today) == []
    assert entries_for(of_city, today=today, organ=province.code) == []
    assert len(entries_for(of_province, today=today, organ=city.code, verb="draft")) >= 1
