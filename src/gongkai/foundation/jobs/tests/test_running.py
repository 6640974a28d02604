from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.registry import JobFailed
from gongkai.foundation.jobs.rules import ATTEMPTS, State, wait_after
from gongkai.foundation.jobs.services import Ran, enqueue, release_leases, run_due
from gongkai.foundation.jobs.worker import drain

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KIND = "search.index"


@pytest.fixture
def seen(handlers):
    """What the handler was called with; put an error into `seen.error` to have it raised."""

    class Seen(list):
        error = None

    calls = Seen()

    @handlers.handler(KIND)
    def index(payload, at):
        calls.append((payload, at))
        if calls.error:
            raise calls.error

    return calls


def make(*keys, **options) -> None:
    for key in keys:
        enqueue(kind=KIND, key=key, payload={"key": key}, **options)


def run(at=NOW, limit=100, worker="host/1", **options) -> Ran:
    return run_due(at=at, limit=limit, worker=worker, **options)


def lease(worker: str, at=NOW) -> Job:
    """A job as a worker holds it that was killed in the middle."""
    Job.objects.update(state=State.LEASED, lease_owner=worker, leased_until=at + 5 * MINUTE, attempts=1)
    return Job.objects.get()


def test_due_jobs_are_run_in_order_and_once(seen):
    make("late", run_after=NOW + MINUTE)
    make("second", run_after=NOW - MINUTE)
    make("first", "then")
    assert run() == Ran(done=3)
    assert [payload["key"] for payload, _at in seen] == ["first", "then", "second"]
    assert {at for _payload, at in seen} == {NOW}
    assert run() == Ran()
    done = Job.objects.filter(state=State.DONE)
    assert list(done.values_list("finished_at", "leased_until", "attempts").order_by().distinct()) == [
        (NOW, None, 1)
    ]
    assert run(at=NOW + MINUTE) == Ran(done=1)


def test_limit_and_kinds(seen, handlers):
    handlers.handler("site.update")(lambda payload, at: None)
    make("1", "2", "3")
    enqueue(kind="site.update", key="1", payload={})
    assert run(limit=2) == Ran(done=2)
    assert run(kinds=["site.update"]) == Ran(done=1)
    assert run(kinds=[]) == Ran()
    assert Job.objects.get(state=State.WAITING).key == "3"


@pytest.mark.parametrize(
    "error",
    [
        JobFailed("the index is being moved"),
        OSError(28, "No space left"),
        KeyError("record"),
        NotAllowed([Reason("r", "理由")]),
    ],
)
def test_a_failed_job_waits_longer_each_time_and_is_then_left_to_people(seen, error):
    seen.error = error
    make("17")
    at = NOW
    for attempt in range(1, ATTEMPTS):
        assert run(at=at) == Ran(failed=1)
        job = Job.objects.get()
        assert (job.state, job.attempts, job.run_after) == (State.WAITING, attempt, at + wait_after(attempt))
        assert type(error).__name__ in job.last_error
        assert run(at=job.run_after - timedelta(seconds=1)) == Ran()
        at = job.run_after
    assert run(at=at) == Ran(failed=1)
    assert Job.objects.get().state == State.FAILED
    assert run(at=at + timedelta(days=365)) == Ran()
    assert len(seen) == ATTEMPTS


def test_an_attempt_that_ends_well_clears_the_error(seen):
    seen.error = JobFailed("later")
    make("17")
    run()
    seen.error = None
    assert run(at=NOW + MINUTE) == Ran(done=1)
    assert Job.objects.values_list("state", "last_error").get() == (State.DONE, "")


def test_a_fault_of_the_program_is_written_down_and_ends_the_worker(seen):
    seen.error = AttributeError("'NoneType' object has no attribute 'pk'")
    make("17")
    with pytest.raises(AttributeError):
        run()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.run_after) == (State.WAITING, 1, NOW + wait_after(1))
    assert "NoneType" in job.last_error


def test_a_job_without_a_handler_fails_visibly(handlers):
    make("17")
    assert run() == Ran(failed=1)
    assert Job.objects.get().last_error == "JobFailed: no handler for search.index"


def test_the_lease_of_a_dead_worker_runs_out_and_another_takes_the_job(seen):
    make("17")
    lease("host/1")
    assert run(at=NOW + 5 * MINUTE, worker="host/2") == Ran()
    assert run(at=NOW + 6 * MINUTE, worker="host/2") == Ran(done=1)
    assert Job.objects.get().lease_owner == "host/2"


def test_a_worker_that_starts_again_goes_on_with_what_it_held(seen):
    make("17")
    lease("host/1")
    assert release_leases(worker="host/2") == 0
    assert run(worker="host/1") == Ran()
    assert release_leases(worker="host/1") == 1
    assert run(worker="host/1") == Ran(done=1)


def test_a_job_that_kills_its_workers_is_given_up(seen):
    make("17")
    lease("host/1")
    Job.objects.update(attempts=ATTEMPTS)
    assert run(at=NOW + 6 * MINUTE) == Ran(failed=1)
    assert seen == []
    job = Job.objects.get()
    assert (job.state, job.leased_until) == (State.FAILED, None)
    assert "without a word" in job.last_error


def test_each_kind_has_its_own_lease(handlers):
    ends = []
    for kind, hours in [("site.build", 2), ("bulk.import", 8)]:
        handlers.handler(kind, lease=timedelta(hours=hours))(
            lambda payload, at: ends.append(Job.objects.get(**payload).leased_until)
        )
    handlers.handler("search.index")(lambda payload, at: ends.append(Job.objects.get(**payload).leased_until))
    for kind in ("search.index", "site.build", "bulk.import"):
        enqueue(kind=kind, key="all", payload={"kind": kind})
    assert run() == Ran(done=3)
    assert [end - NOW for end in ends] == [5 * MINUTE, timedelta(hours=2), timedelta(hours=8)]


def test_two_jobs_of_one_key_do_not_run_side_by_side(seen):
    make("17")
    lease("host/1")
    make("17", "18")
    assert run(worker="host/2") == Ran(done=1)
    assert [payload["key"] for payload, _at in seen] == ["18"]
    assert run(at=NOW + 6 * MINUTE, worker="host/2") == Ran(done=2)


def test_a_failed_job_gives_way_to_one_made_meanwhile(handlers):
    @handlers.handler(KIND)
    def index(payload, at):
        enqueue(kind=KIND, key="17", payload={"version": 2})
        raise JobFailed("the text changed under my hands")

    enqueue(kind=KIND, key="17", payload={"version": 1})
    assert run(limit=1) == Ran(failed=1)
    job = Job.objects.get()
    assert (job.payload, job.attempts, job.run_after) == ({"version": 2}, 1, NOW + wait_after(1))
    assert "under my hands" in job.last_error


def test_who_lost_its_lease_changes_nothing_any_more(handlers):
    @handlers.handler(KIND)
    def index(payload, at):
        if Job.objects.get().attempts == 1:
            run(at=NOW + 6 * MINUTE, worker="host/2")  # while we are too slow

    make("17")
    run()
    assert Job.objects.values_list("state", "lease_owner", "finished_at").get() == (
        State.DONE,
        "host/2",
        NOW + 6 * MINUTE,
    )


def test_drain_runs_what_jobs_make_as_well(handlers):
    @handlers.handler(KIND)
    def index(payload, at):
        if payload["left"]:
            enqueue(kind=KIND, key=str(payload["left"]), payload={"left": payload["left"] - 1})

    enqueue(kind=KIND, key="start", payload={"left": 3})
    assert drain(worker="host/1") == Ran(done=4)


def test_looking_for_work_reads_two_partial_indexes_and_writes_nothing(seen):
    with CaptureQueriesContext(connection) as queries:
        assert run() == Ran()
    assert [query["sql"].lstrip()[:6] for query in queries] == ["SELECT", "SELECT"]
    if connection.vendor == "postgresql":
        return  # the plan of an empty table says nothing there
    for query, index in zip(queries, ["job_leased", "job_due"], strict=True):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = [row[3] for row in cursor.fetchall()]
        assert index in plan[0], plan
