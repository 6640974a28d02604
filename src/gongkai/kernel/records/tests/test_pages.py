"""The pages of a record with a long history: few queries, short lists, and nothing that cannot be reached."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.models import Case
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.vocabulary import Outcome
from gongkai.kernel.records.tests.factories import NOW, Bureau, bureau, drafted, fresh, pass_review
from gongkai.kernel.records.trail import PAGE, PARTS, part

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.xdist_group("a long way")]

VERSIONS, CASES = 40, 12


def long_way(office: Bureau) -> Record:
    """A draft of 40 versions that was refused in 11 sign-offs, and published and withdrawn in the twelfth."""
    record, at = drafted(office), NOW
    for number in range(2, VERSIONS + 1):
        at += timedelta(hours=1)
        if number <= CASES:
            _through_review(office, record, at, Outcome.REFUSED)
        text = replace(fresh(record).current.content(), abstract=f"第{number}稿。")
        services.save(
            record=record, content=text, base=number - 1, by=office.officer, at=at + timedelta(minutes=9)
        )
    record = signed_again(office, record, at)
    services.publish(record=record, by=office.office, at=at + timedelta(minutes=20))
    services.withdraw(
        record=record, reason="数据有误，须核对。", by=office.office, at=at + timedelta(minutes=21)
    )
    return fresh(record)


def _through_review(office: Bureau, record: Record, at, outcome=Outcome.PASSED) -> None:
    services.submit(record=record, by=office.officer, at=at)
    services.sign(record=record, opinion="同意。", by=office.head, at=at)
    pass_review(office, record, at, outcome=outcome)


def signed_again(office: Bureau, record: Record, at) -> Record:
    _through_review(office, record, at + timedelta(minutes=10))
    services.sign(record=record, opinion="同意公开。", by=office.leader, at=at + timedelta(minutes=12))
    return fresh(record)


@pytest.fixture(scope="module")
def way(shared_rows):
    office = bureau()
    return office, long_way(office)


@pytest.fixture
def office(way):
    return deepcopy(way[0])


@pytest.fixture
def record(way):
    return deepcopy(way[1])


def queries(person: Person, address: str) -> tuple[int, str]:
    """Queries of the page when it is asked for again, and its text."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    return len(captured), answer.content.decode()


def later(office: Bureau, record: Record, stage: str) -> Record:
    """The record moved on to a point of one more way."""
    at = NOW + timedelta(days=3)
    if stage in {"signing", "review"}:
        services.submit(record=record, by=office.officer, at=at)
    if stage == "review":
        services.sign(record=record, opinion="同意。", by=office.head, at=at)
    if stage in {"signed", "public"}:
        record = signed_again(office, record, at)
    if stage == "public":
        services.publish(record=record, by=office.office, at=at + timedelta(minutes=20))
    return fresh(record)


@pytest.mark.parametrize(
    ("stage", "reader", "most"),
    [
        ("draft", "officer", 16),
        ("signing", "head", 16),
        ("signing", "officer", 18),  # and who holds the post that is waited for, with their substitutes
        ("review", "secrecy", 16),
        ("signed", "office", 16),
        ("public", "office", 13),
        ("public", "auditor", 13),
    ],
)
def test_the_page_of_a_record_with_a_long_history_takes_few_queries(office, record, stage, reader, most):
    record = later(office, record, stage)
    assert Case.objects.count() >= CASES
    address = reverse("records:detail", args=[record.pk])
    spent, text = queries(office.people[reader], address)
    assert spent <= most
    assert f"全部 {VERSIONS} 个版本" in text
    assert f"{address}history/" in text


@pytest.mark.parametrize("name", PARTS)
def test_each_part_of_the_history_takes_few_queries(office, record, name):
    address = f"{reverse('records:history', args=[record.pk])}?part={name}"
    spent, text = queries(office.auditor, address)
    assert spent <= 8
    assert str(PARTS[name]) in text


def test_the_history_is_whole_however_it_is_paged(office, record):
    for number in range(VERSIONS + 1, VERSIONS + 5):
        text = replace(fresh(record).current.content(), abstract=f"第{number}稿。")
        services.save(
            record=record, content=text, base=number - 1, by=office.officer, at=NOW + timedelta(days=4)
        )
    seen, after = [], ""
    while True:
        page = part(record, "versions", after)
        seen += [row.version for row in page.rows]
        if not page.older:
            break
        assert len(page.rows) == PAGE
        after = page.older
    assert seen == list(range(VERSIONS + 4, 0, -1))


def test_every_act_is_found_once(record):
    seen, after = [], ""
    while True:
        page = part(record, "acts", after)
        seen += [(line.chain, line.number) for line in page.rows]
        if not page.older:
            break
        after = page.older
    assert len(seen) == len(set(seen)) > 2 * PAGE
    assert seen == sorted(seen, reverse=True)


def test_opinions_of_all_sign_offs_are_kept_with_who_gave_them(office, record):
    rows = part(record, "opinions").rows
    assert len(rows) == 3 * CASES + 1
    assert {row.who for row in rows} == {
        person.name for person in (office.officer, office.head, office.secrecy, office.leader)
    }
    (withdrawn,) = part(record, "withdrawals").rows
    assert (withdrawn.text, withdrawn.version) == ("数据有误，须核对。", VERSIONS)
    assert part(record, "reassessments").rows == []
    assert len(part(record, "reviews").rows) == CASES


@pytest.mark.parametrize(
    ("page", "reader", "most"),
    [
        ("compare", "head", 12),
        ("review", "secrecy", 18),
        ("edit", "officer", 14),
    ],
)
def test_the_pages_beside_it_take_few_queries(office, record, page, reader, most):
    spent, _text = queries(office.people[reader], reverse(f"records:{page}", args=[record.pk]))
    assert spent <= most


def test_a_part_that_there_is_not_is_not_found(office, record):
    client = Client()
    client.force_login(office.auditor, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("records:history", args=[record.pk])
    assert client.get(address, {"part": "nothing"}).status_code == 404
    assert client.get(address, {"part": "acts", "after": "²"}).status_code == 200
