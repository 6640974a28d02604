"""Leasing and running jobs.

What happens when a handler fails. An error that belongs to the world (JobFailed, NotAllowed, OSError,
DatabaseError, ValueError, LookupError, ObjectDoesNotExist) is written to the job, which waits longer after
each attempt and after the last one stays as failed, for people to see. Any other error is a fault of the
program: it is written to the job in the same way, and then passes on and ends the worker, so that it cannot
be overlooked; its supervisor starts a new one, which goes on with the other jobs. A worker that is killed
writes nothing: its lease runs out, or is released when a worker of the same name starts, and the attempt is
counted, because it is counted when the lease is taken. So a job that kills its worker is given up like any
other.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.models import DailyRun, Job
from gongkai.foundation.jobs.registry import JobFailed
from gongkai.foundation.jobs.rules import AT_ONCE, ATTEMPTS, State, is_given_up, wait_after

EXPECTED = (JobFailed, NotAllowed, OSError, DatabaseError, ValueError, LookupError, ObjectDoesNotExist)
ERROR_LENGTH = 4000

log = logging.getLogger(__name__)

# Each looks at one partial index only: `OR` or a parameter for the state would lose it on SQLite.
_ABANDONED = "state = 'leased' AND leased_until < %s"
_DUE = """
state = 'waiting' AND run_after <= %s
AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.kind = j.kind AND o.key = j.key AND o.state = 'leased')
"""
_CHOOSE = "SELECT id FROM {table} j WHERE {condition}{kinds} ORDER BY {order} LIMIT 1"
_LEASE = """
UPDATE {table} SET state = 'leased', attempts = attempts + 1, lease_owner = %s, leased_until = {until}
WHERE id = ({choose}) RETURNING *
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """How many jobs ended well and how many attempts failed."""

    done: int = 0
    failed: int = 0

    def __add__(self, other: "Ran") -> "Ran":
        return Ran(self.done + other.done, self.failed + other.failed)

    def __bool__(self) -> bool:
        return bool(self.done or self.failed)


def run_due(*, at: datetime, limit: int, worker: str, kinds: Collection[str] | None = None) -> Ran:
    """Run what is due at a moment, one after the other, at most `limit`; handlers are given the same `at`.

    First jobs whose worker vanished, then the waiting ones, earliest first. Two jobs of one kind and key
    never run at the same time, except when a lease ran out. A worker that does long work calls with a small
    limit and a fresh `at`, because leases are counted from `at`. Errors outside `EXPECTED` pass through,
    see above.
    """
    ran = Ran()
    for _turn in range(limit):
        job = _lease(at, worker, kinds)
        if job is None:
            break
        ran += _run(job, at)
    return ran


def release_leases(*, worker: str) -> int:
    """Called when a worker starts: what its dead predecessor of the same name held is due again at once."""
    return Job.objects.filter(state=State.LEASED, lease_owner=worker).update(leased_until=AT_ONCE)


def _lease(at: datetime, worker: str, kinds: Collection[str] | None) -> Job | None:
    """The next job, now leased to the worker; None when nothing is due."""
    for condition, order in ((_ABANDONED, "leased_until, id"), (_DUE, "run_after, id")):
        job = _lease_where(condition, order, at, worker, kinds)
        if job is not None:
            return job
    return None


def _lease_where(
    condition: str, order: str, at: datetime, worker: str, kinds: Collection[str] | None
) -> Job | None:
    table = Job._meta.db_table
    moment = connection.ops.adapt_datetimefield_value
    wanted = f" AND kind IN ({', '.join(['%s'] * len(kinds))})" if kinds is not None else ""
    if kinds is not None and not kinds:
        return None
    choose = _CHOOSE.format(table=table, condition=condition.format(table=table), kinds=wanted, order=order)
    choice = [moment(at), *(kinds or ())]
    with connection.cursor() as cursor:  # a look without a write lock, so that idle workers disturb nobody
        cursor.execute(choose, choice)
        if not cursor.fetchall():
            return None
    until, ends = _lease_ends(at)
    if connection.features.has_select_for_update_skip_locked:
        choose += " FOR UPDATE SKIP LOCKED"
    statement = _LEASE.format(table=table, until=until, choose=choose)
    leased = list(Job.objects.raw(statement, [worker, *ends, *choice]))
    return leased[0] if leased else None


def _lease_ends(at: datetime) -> tuple[str, list]:
    """An SQL expression for the end of the lease, by kind, and its parameters."""
    moment = connection.ops.adapt_datetimefield_value
    own = {kind: known.lease for kind, known in registry.handlers.items() if known.lease != registry.LEASE}
    cast = "CAST(%s AS timestamptz)" if connection.vendor == "postgresql" else "%s"
    if not own:
        return cast, [moment(at + registry.LEASE)]
    cases = " ".join(f"WHEN %s THEN {cast}" for _kind in own)
    parameters = [value for kind, lease in own.items() for value in (kind, moment(at + lease))]
    return f"CASE kind {cases} ELSE {cast} END", [*parameters, moment(at + registry.LEASE)]


def _run(job: Job, at: datetime) -> Ran:
    if job.attempts > ATTEMPTS:
        # its last worker was killed as well and could not write so itself
        _give_up(job, at, job.last_error or "every worker that ran this job ended without a word")
        return Ran(failed=1)
    attempt = _Attempt(job, at)
    with attempt:
        known = registry.handlers.get(job.kind)
        if known is None:
            raise JobFailed(f"no handler for {job.kind}")
        if job.attempts > 1:
            _make_single(job)  # the call before this one did not end well
        elif known.together > 1:
            _take_along(job, known.together - 1, at)
        known.function(job.payload, at)
    return Ran(done=1) if attempt.succeeded else Ran(failed=1)


def _take_along(job: Job, most: int, at: datetime) -> None:
    """Join other due jobs of the kind into this one. Their rows go, their payloads stay with it, in one transaction."""
    with transaction.atomic():
        due = Job.objects.filter(kind=job.kind, state=State.WAITING, run_after__lte=at)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        taken = list(due.order_by("run_after", "id")[:most])
        if not taken:
            return
        job.payload = {
            **job.payload,
            registry.TOGETHER: [{"key": j.key, "payload": j.payload} for j in taken],
        }
        Job.objects.filter(pk=job.pk).update(payload=job.payload)
        Job.objects.filter(pk__in=[j.pk for j in taken]).delete()


def _make_single(job: Job) -> None:
    """Give those that were taken along rows of their own again; one that was made anew meanwhile stands already."""
    taken = job.payload.get(registry.TOGETHER, [])
    if not taken:
        return
    with transaction.atomic():
        rows = [Job(kind=job.kind, key=t["key"], payload=t["payload"], run_after=AT_ONCE) for t in taken]
        Job.objects.bulk_create(rows, ignore_conflicts=True)
        job.payload = registry.payloads(job.payload)[0]
        Job.objects.filter(pk=job.pk).update(payload=job.payload)


class _Attempt:
    """Writes how an attempt ended; swallows the expected errors and lets the others pass."""

    def __init__(self, job: Job, at: datetime):
        self.job, self.at, self.succeeded = job, at, False

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace) -> bool:
        if error is None:
            if self.job.kind in registry.daily:
                DailyRun.objects.update_or_create(kind=self.job.kind, defaults={"at": self.at})
            _finish(self.job, state=State.DONE, finished_at=self.at, last_error="")
            self.succeeded = True
            return True
        if not isinstance(error, Exception):
            return False  # the worker is being stopped; the lease stays and runs out
        text = f"{kind.__name__}: {error}"[:ERROR_LENGTH].replace("\0", "")
        log.warning("%s failed, attempt %d: %s", self.job, self.job.attempts, text)
        _make_single(self.job)
        if is_given_up(self.job.attempts):
            _give_up(self.job, self.at, text)
        else:
            _put_back(self.job, self.at + wait_after(self.job.attempts), text)
        return isinstance(error, EXPECTED)


def _finish(job: Job, **changes) -> bool:
    """Change a job if its lease is still ours; the number of attempts tells our lease from a later one."""
    ours = Job.objects.filter(
        pk=job.pk, state=State.LEASED, attempts=job.attempts, lease_owner=job.lease_owner
    )
    kept = ours.update(leased_until=None, **changes)
    if not kept:
        log.warning("%s took longer than its lease; another worker has it now", job)
    return bool(kept)


def _give_up(job: Job, at: datetime, text: str) -> None:
    _finish(job, state=State.FAILED, finished_at=at, last_error=text)


def _put_back(job: Job, run_after: datetime, text: str) -> None:
    """Wait for the next attempt. A job of the same kind and key that was made meanwhile takes its place."""
    while True:
        try:
            with transaction.atomic():
                return _wait_or_merge(job, run_after, text)
        except IntegrityError:
            log.info("%s was made anew at this very moment; looking again", job)


def _wait_or_merge(job: Job, run_after: datetime, text: str) -> None:
    twin = Job.objects.select_for_update().filter(kind=job.kind, key=job.key, state=State.WAITING).first()
    if twin is None:
        _finish(job, state=State.WAITING, run_after=run_after, last_error=text)
    elif _finish(job, state=State.DONE, last_error=text):
        Job.objects.filter(pk=job.pk).delete()
        later = max(twin.run_after, run_after)
        Job.objects.filter(pk=twin.pk).update(attempts=job.attempts, run_after=later, last_error=text)
