from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gongkai.foundation.jobs.models import Heartbeat, Job
from gongkai.foundation.jobs.rules import AT_ONCE, State
from gongkai.foundation.jobs.selectors import dead_workers, failed, is_idle, overview
from gongkai.foundation.jobs.services import announce, beat, enqueue, forget_worker, prune, retry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_job_reads_back_as_it_was_made():
    job = enqueue(kind="record.publish", key="17", payload={"record": 17, "标题": "公告"}, run_after=NOW)
    read = Job.objects.get()
    assert read == job
    assert (read.kind, read.key, read.payload, read.run_after) == (job.kind, "17", job.payload, NOW)
    assert (read.state, read.attempts, read.payload["标题"]) == (State.WAITING, 0, "公告")
    assert read.created_at == job.created_at


def test_a_waiting_twin_takes_the_newer_payload_and_the_earlier_time():
    first = enqueue(kind="search.index", key="17", payload={"version": 1}, run_after=NOW + HOUR)
    again = enqueue(kind="search.index", key="17", payload={"version": 2}, run_after=NOW)
    later = enqueue(kind="search.index", key="17", payload={"version": 3}, run_after=NOW + 2 * HOUR)
    assert first.pk == again.pk == later.pk
    job = Job.objects.get()
    assert (job.payload, job.run_after) == ({"version": 3}, NOW)
    assert enqueue(kind="search.index", key="17", payload={}).run_after == AT_ONCE


@pytest.mark.parametrize("state", [State.LEASED, State.DONE, State.FAILED])
def test_a_job_that_no_longer_waits_has_no_twin(state):
    first = enqueue(kind="search.index", key="17", payload={})
    Job.objects.update(state=state, leased_until=NOW)
    assert enqueue(kind="search.index", key="17", payload={}).pk != first.pk
    assert (
        enqueue(kind="search.index", key="18", payload={}).pk
        != enqueue(kind="site.page", key="18", payload={}).pk
    )


def test_the_database_refuses_a_second_waiting_twin():
    enqueue(kind="search.index", key="17", payload={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="search.index", key="17")


def test_a_job_is_made_with_its_act_in_one_query(django_assert_num_queries):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(kind="search.index", key="17", payload={})
        raise RuntimeError("the act failed")
    assert not Job.objects.exists()
    with django_assert_num_queries(1):
        enqueue(kind="search.index", key="17", payload={})


@pytest.mark.parametrize(
    "wrong",
    [{"kind": ""}, {"kind": "k" * 61}, {"key": ""}, {"key": "k" * 201}, {"run_after": datetime(2026, 3, 2)}],  # noqa: DTZ001
)
def test_an_unusable_job_is_refused(wrong):
    with pytest.raises(ValueError):
        enqueue(**({"kind": "search.index", "key": "17", "payload": {}} | wrong))


def test_an_event_makes_one_job_for_each_subscriber(handlers):
    handlers.subscribe("record.published", "search.index")
    handlers.subscribe("record.published", "site.update")
    announce(event="record.published", key="17", payload={"record": 17})
    assert announce(event="record.cancelled", key="17", payload={}) == []
    assert list(Job.objects.values_list("kind", "key")) == [("search.index", "17"), ("site.update", "17")]


def test_a_failed_job_can_be_tried_anew():
    job = enqueue(kind="search.index", key="17", payload={"record": 17})
    with pytest.raises(ValueError):
        retry(job=job)
    Job.objects.update(state=State.FAILED, attempts=8)
    assert list(failed()) == [job]
    fresh = retry(job=job)
    assert (fresh.state, fresh.attempts, fresh.payload) == (State.WAITING, 0, {"record": 17})
    assert not failed().exists()


def test_only_old_done_jobs_are_pruned():
    for number in range(6):
        enqueue(kind="search.index", key=str(number), payload={})
    Job.objects.filter(key__in="012").update(state=State.DONE, finished_at=NOW - HOUR)
    Job.objects.filter(key="2").update(finished_at=NOW)
    Job.objects.filter(key="3").update(state=State.FAILED, finished_at=NOW - HOUR)
    assert prune(before=NOW) == 2
    assert list(Job.objects.values_list("key", flat=True)) == ["2", "3", "4", "5"]


def test_the_queue_at_a_glance():
    assert is_idle(at=NOW)
    enqueue(kind="search.index", key="1", payload={})
    enqueue(kind="search.index", key="2", payload={}, run_after=NOW + HOUR)
    Job.objects.update(created_at=NOW - HOUR)
    seen = overview(at=NOW)
    assert (seen.due, seen.later, seen.running, seen.failed, seen.oldest) == (1, 1, 0, 0, HOUR)
    assert not is_idle(at=NOW)


def test_a_worker_that_fell_silent_is_dead_unless_it_holds_a_lease():
    for name, ago in [("host/1", 0), ("host/2", 5), ("host/3", 5), ("host/4", 5)]:
        beat(worker=name, at=NOW - timedelta(minutes=ago))
    enqueue(kind="site.build", key="all", payload={})
    Job.objects.update(state=State.LEASED, lease_owner="host/3", leased_until=NOW + HOUR)
    forget_worker(worker="host/4")
    assert [dead.name for dead in dead_workers(at=NOW)] == ["host/2"]
    beat(worker="host/2", at=NOW)
    assert dead_workers(at=NOW) == []
    assert Heartbeat.objects.count() == 3
