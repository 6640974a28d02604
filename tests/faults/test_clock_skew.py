"""The server's clock was wrong, or was set right in the middle of work: clear reasons, and chains that hold."""

import uuid
from datetime import date, timedelta

import pytest

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.services import enqueue, release_leases, run_due
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Publication
from gongkai.kernel.records.services import publish_scheduled
from gongkai.kernel.records.tests.factories import (
    NOW,
    at_review,
    bureau,
    drafted,
    fresh,
    pass_review,
    published,
    signed,
    submitted,
)

pytestmark = [pytest.mark.faults, pytest.mark.postgresql, pytest.mark.django_db]

DAY, YEAR = timedelta(days=1), timedelta(days=365)


@pytest.fixture
def office():
    return bureau()


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def test_a_text_made_tomorrow_is_not_published_and_the_reason_names_the_clock(office):
    record = signed(office, made_on=date(2026, 11, 21))
    with pytest.raises(NotAllowed) as refusal:
        services.publish(record=record, by=office.office, at=NOW + timedelta(hours=1))
    assert codes(refusal) == {"made_in_future"}
    assert "时钟" in refusal.value.reasons[0].text
    assert services.publish(record=fresh(record), by=office.office, at=NOW + DAY)


def test_a_clock_set_back_keeps_the_chain_whole_and_in_order(office):
    published(office, NOW)
    later = drafted(office, NOW - YEAR, title="时钟拨回一年后起草")
    services.submit(record=later, by=office.officer, at=NOW - YEAR)
    services.take_back(record=fresh(later), by=office.officer, at=NOW - 2 * YEAR)
    assert verify() == []
    assert fresh(later).index_number == "430S00/2025-00001"
    numbers = Entry.objects.filter(chain="430S00").order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    submitted(office, NOW, title="时钟拨正之后")
    assert verify() == []


def test_a_review_opened_later_than_now_is_refused_with_what_to_do(office):
    record = at_review(office)
    with pytest.raises(NotAllowed) as refusal:
        services.review(
            version=record.current, outcome="passed", opinion="可以公开。", opened_at=NOW + DAY,
            act=uuid.uuid4(), by=office.secrecy, at=NOW + timedelta(minutes=5),
        )  # fmt: skip
    assert codes(refusal) == {"opened_in_future"}
    assert "时钟" in refusal.value.reasons[0].text and "重新打开" in refusal.value.reasons[0].text
    assert pass_review(office, record, NOW + timedelta(minutes=6)).outcome == "passed"


@pytest.mark.parametrize("first, then", [("passed", "refused"), ("refused", "passed")])
def test_the_later_review_counts_although_the_clock_was_set_back(office, first, then):
    """What was decided under a clock that ran ahead does not outlive what was decided after it was set right."""
    record = at_review(office, NOW)
    pass_review(office, record, NOW + YEAR, outcome=first)
    if first == "passed":
        services.send_back(
            record=fresh(record), reason="请补充。", by=office.leader, at=NOW + timedelta(hours=1)
        )
    services.submit(record=fresh(record), by=office.officer, at=NOW + timedelta(hours=2))
    services.sign(record=fresh(record), by=office.head, at=NOW + timedelta(hours=2))
    pass_review(office, fresh(record), NOW + timedelta(hours=3), outcome=then)
    if then == "passed":
        services.sign(record=fresh(record), by=office.leader, at=NOW + timedelta(hours=4))
        assert services.publish(record=fresh(record), by=office.office, at=NOW + timedelta(hours=5))
        return
    with pytest.raises(NotAllowed) as refusal:
        services.publish(record=fresh(record), by=office.office, at=NOW + timedelta(hours=4))
    assert "review_refused" in codes(refusal)


def test_a_plan_waits_for_its_moment_whatever_the_clock_did(office):
    record = signed(office)
    services.schedule(record=record, publish_at=NOW + DAY, by=office.office, at=NOW + timedelta(hours=1))
    with pytest.raises(NotAllowed) as refusal:
        services.schedule(record=record, publish_at=NOW - DAY, by=office.office, at=NOW + timedelta(hours=1))
    assert codes(refusal) == {"time_passed"}
    assert publish_scheduled(record_id=record.pk, at=NOW - YEAR) is None
    kinds = ["records.publish_scheduled"]
    assert run_due(at=NOW - YEAR, limit=5, worker="host/1", kinds=kinds).done == 0
    assert run_due(at=NOW + DAY, limit=5, worker="host/1", kinds=kinds).done == 1
    assert Publication.objects.filter(record=record).exists()


def test_a_lease_of_a_clock_that_ran_ahead_holds_nothing_up(office):
    enqueue(kind="site.render", key="1", payload={"record": 0})
    Job.objects.filter(kind="site.render").update(
        state="leased", lease_owner="host/1", leased_until=NOW + YEAR, attempts=1
    )
    assert run_due(at=NOW, limit=1, worker="host/2", kinds=["site.render"]).done == 0
    release_leases(worker="host/1")
    assert run_due(at=NOW, limit=1, worker="host/1", kinds=["site.render"]).done == 1
