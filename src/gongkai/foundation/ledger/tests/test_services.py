from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gongkai.foundation.common.actors import SYSTEM, NamedActor
from gongkai.foundation.ledger import selectors
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.rules import GENESIS
from gongkai.foundation.ledger.services import append, mark_production, row_of, verify
from gongkai.foundation.ledger.tests.support import CITY, OFFICER, PROVINCE, START, execute, fill

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

ACT = {
    "organ": PROVINCE,
    "verb": "publish",
    "subject_type": "record",
    "subject_id": "17",
    "by": OFFICER,
    "at": START,
}


def test_each_organ_has_its_own_chain():
    fill(3)
    for chain in (PROVINCE, CITY):
        rows = list(Entry.objects.filter(chain=chain).order_by("number"))
        assert [row.number for row in rows] == [1, 2, 3]
        assert [row.previous for row in rows] == [GENESIS, rows[0].digest, rows[1].digest]
        assert ChainHead.objects.get(chain=chain).digest == rows[-1].digest
    assert verify() == []


def test_an_entry_reads_back_as_it_was_digested():
    detail = {
        "on": date(2026, 3, 2),
        "公开属性": ["主动公开", None, True, 10**20],
        "说明": "“引号”\n\\u0000 😀",
    }
    written = append(**ACT, detail=detail)
    read = Entry.objects.get(pk=written.pk)
    assert row_of(read).content_digest() == read.digest == written.digest
    assert read.detail["on"] == "2026-03-02"


@pytest.mark.parametrize(
    "wrong",
    [
        {"organ": ""},
        {"organ": "4" * 21},
        {"verb": ""},
        {"verb": "  "},
        {"verb": None},
        {"verb": "pub\0lish"},
        {"subject_type": ""},
        {"subject_id": ""},
        {"by": NamedActor("", "系统")},
        {"by": NamedActor("person:7", "")},
        {"by": NamedActor("person:7", None)},
        {"at": datetime(2026, 3, 2, 9, 0)},  # noqa: DTZ001
        {"at": "2026-03-02"},
        {"detail": ["a list"]},
        {"detail": {"area": 12.5}},
        {"detail": {"area": [float("nan")]}},
        {"detail": {"file": b"bytes"}},
        {"detail": {"file": {1, 2}}},
        {"detail": {"title": "a\0b"}},
        {"detail": {"title": "\ud800"}},
        {"detail": {"a\0b": 1}},
    ],
)
def test_an_incomplete_entry_is_refused(wrong):
    with pytest.raises(ValueError):
        append(**(ACT | wrong))
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(transaction.TransactionManagementError):
        append(**ACT)
    assert not ChainHead.objects.exists()


def test_an_act_that_fails_leaves_no_trace_in_the_chain():
    append(**ACT)
    with pytest.raises(RuntimeError), transaction.atomic():
        append(**ACT)
        raise RuntimeError("the act failed")
    assert append(**(ACT | {"by": SYSTEM})).number == 2
    assert verify() == []


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_refuses_to_change_or_remove(statement):
    fill(2)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(statement)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.all().update(at=START + timedelta(days=1))
    assert verify() == []


def test_an_act_costs_three_queries(django_assert_num_queries):
    append(**ACT)
    with django_assert_num_queries(3):
        append(**ACT)


def test_a_database_of_real_work_never_goes_back_to_show(settings):
    """The environment can be changed by whoever has a shell; the entry cannot be taken away."""
    settings.DEMONSTRATION = True
    assert selectors.for_show()
    for _start in range(2):
        mark_production(by=SYSTEM, at=START)
    assert not selectors.for_show()
    assert Entry.objects.filter(chain=selectors.INSTALLATION).count() == 1
    assert verify() == []
