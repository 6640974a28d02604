"""Jobs of one kind that are done in one call: none lost, none harmed by another's failure."""

from datetime import UTC, datetime, timedelta

import pytest

from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.registry import JobFailed, payloads
from gongkai.foundation.jobs.rules import State
from gongkai.foundation.jobs.services import Ran, enqueue, run_due

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KIND = "site.render"


@pytest.fixture
def calls(handlers):
    """The keys of each call; a key "bad" among them fails it."""
    made: list[list[str]] = []

    @handlers.handler(KIND, together=3)
    def render(payload, at):
        keys = [one["key"] for one in payloads(payload)]
        made.append(keys)
        if "bad" in keys:
            raise JobFailed("a bad row")

    return made


def make(*keys) -> None:
    for key in keys:
        enqueue(kind=KIND, key=key, payload={"key": key})


def run(at=NOW) -> Ran:
    return run_due(at=at, limit=100, worker="host/1")


def test_due_jobs_are_taken_along_up_to_the_limit(calls):
    make("a", "b", "c", "d")
    assert run() == Ran(done=2)
    assert calls == [["a", "b", "c"], ["d"]]
    assert not Job.objects.exclude(state=State.DONE).exists()


def test_one_bad_row_harms_no_other(calls):
    make("a", "bad", "c")
    run()
    run(NOW + timedelta(hours=1))
    assert ["a"] in calls
    assert any("c" in keys and "bad" not in keys for keys in calls)
    assert list(Job.objects.exclude(state=State.DONE).values_list("key", flat=True)) == ["bad"]


def test_what_a_killed_worker_had_taken_along_is_done_singly(calls):
    make("a", "b")
    leader = Job.objects.get(key="a")
    taken = {"key": "a", "together": [{"key": "b", "payload": {"key": "b"}}]}
    Job.objects.filter(key="b").delete()
    Job.objects.filter(pk=leader.pk).update(
        state=State.LEASED,
        lease_owner="host/9",
        leased_until=NOW - timedelta(minutes=1),
        attempts=1,
        payload=taken,
    )
    run()
    assert sorted(calls) == [["a"], ["b"]]


def test_what_was_made_anew_meanwhile_is_not_doubled(calls):
    make("a", "bad")
    run()  # fails; both are single again
    make("a")
    assert Job.objects.filter(key="a", state=State.WAITING).count() <= 1
