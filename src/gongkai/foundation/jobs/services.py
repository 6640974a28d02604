"""Making jobs, in the transaction of the act, and keeping the table tidy. Running them: `running`."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.models import Heartbeat, Job
from gongkai.foundation.jobs.rules import AT_ONCE, State, turn_before
from gongkai.foundation.jobs.running import Ran, release_leases, run_due

__all__ = [
    "Ran",
    "announce",
    "beat",
    "enqueue",
    "forget_errors",
    "forget_worker",
    "plan_daily",
    "prune",
    "release_leases",
    "retry",
    "run_due",
]

_ENQUEUE = """
INSERT INTO {table} (kind, key, payload, run_after, state, attempts, lease_owner, last_error, created_at)
VALUES (%s, %s, %s, %s, 'waiting', 0, '', '', %s)
ON CONFLICT (kind, key) WHERE state = 'waiting'
DO UPDATE SET payload = excluded.payload, run_after = {least}({table}.run_after, excluded.run_after)
RETURNING *
"""
PRUNE_BATCH = 1000
DAILY = "daily"


def enqueue(*, kind: str, key: str, payload: dict, run_after: datetime | None = None) -> Job:
    """A job, written with the act: rolled back with it, seen by workers when it commits.

    While one of the same kind and key waits, no second is made: the waiting one takes the newer payload and
    the earlier time. One that is running does not count, for it may have read the rows before this act
    changed them. `run_after` None: as soon as possible. ValueError for an empty or too long kind or key, or
    a naive `run_after`.
    """
    for value, width in ((kind, 60), (key, 200)):
        if not value or len(value) > width:
            raise ValueError(f"a job needs a kind and a key of at most {width} characters, not {value!r}")
    if run_after is not None and run_after.tzinfo is None:
        raise ValueError(f"run_after must be aware, not {run_after!r}")
    draft = Job(kind=kind, key=key, payload=payload, run_after=run_after or AT_ONCE)
    columns = ("kind", "key", "payload", "run_after", "created_at")
    values = [
        Job._meta.get_field(name).get_db_prep_save(getattr(draft, name), connection) for name in columns
    ]
    least = "LEAST" if connection.vendor == "postgresql" else "MIN"
    return Job.objects.raw(_ENQUEUE.format(table=Job._meta.db_table, least=least), values)[0]


def announce(*, event: str, key: str, payload: dict) -> list[Job]:
    """Tell whoever subscribed to the event: one job for each subscribed kind. How lower apps speak to
    higher ones."""
    return [enqueue(kind=kind, key=key, payload=payload) for kind in registry.subscribers.get(event, [])]


@transaction.atomic
def retry(*, job: Job) -> Job:
    """Give a failed job, which people looked at, a fresh row of attempts. ValueError when it is not
    failed."""
    if not Job.objects.select_for_update().filter(pk=job.pk, state=State.FAILED).exists():
        raise ValueError(f"{job} has not failed")
    Job.objects.filter(pk=job.pk).delete()
    return enqueue(kind=job.kind, key=job.key, payload=job.payload)


def prune(*, before: datetime) -> int:
    """Remove jobs done before a moment, in small transactions; how many. Failed ones stay until somebody
    looks."""
    removed = 0
    done = Job.objects.filter(state=State.DONE, finished_at__lt=before).order_by("finished_at")
    while ids := list(done.values_list("id", flat=True)[:PRUNE_BATCH]):
        removed += Job.objects.filter(id__in=ids).delete()[0]
    return removed


def beat(*, worker: str, at: datetime) -> None:
    """The worker is alive."""
    Heartbeat.objects.update_or_create(name=worker, defaults={"at": at})


def plan_daily(*, at: datetime, at_once: bool = False) -> None:
    """See to it that every daily job waits for its next turn; `at_once`: it also runs now, as a worker starts.

    A job that was given up yesterday is so made anew today.
    """
    for kind, after in registry.daily.items():
        following = turn_before(after, at) + timedelta(days=1)
        enqueue(kind=kind, key=DAILY, payload={}, run_after=None if at_once else following)


def forget_worker(*, worker: str) -> None:
    """The worker ended in order, or an administrator knows that it will not come back."""
    Heartbeat.objects.filter(name=worker).delete()


def forget_errors(*, key: str) -> None:
    """Errors of jobs with the key may quote what had to be erased."""
    Job.objects.filter(key=key).exclude(last_error="").update(last_error="")


def overtake(*, kind: str, before: datetime) -> int:
    """Drop waiting jobs of a kind made before a moment at which something larger did all their work, e.g. a full
    build of the site. Returns how many.
    """
    waiting = Job.objects.filter(kind=kind, state=State.WAITING, created_at__lt=before)
    return waiting.delete()[0]
