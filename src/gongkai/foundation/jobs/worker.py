"""The loop of a worker process, and running everything that is due at once."""

import signal
from collections.abc import Collection
from datetime import datetime, timedelta
from threading import Event

from django.db import close_old_connections
from django.utils import timezone

from gongkai.foundation.jobs.rules import KEEP_DONE
from gongkai.foundation.jobs.services import (
    Ran,
    beat,
    forget_worker,
    plan_daily,
    prune,
    release_leases,
    run_due,
)

POLL = 0.2  # seconds between two looks while nothing is due
BEAT = timedelta(seconds=10)
PRUNE = timedelta(hours=1)


def work(*, worker: str, stop: Event | None = None, kinds: Collection[str] | None = None) -> None:
    """Run jobs until `stop` is set (None: by SIGTERM or SIGINT); the job that is running is finished first.

    `worker` names this worker uniquely and is the same after a restart ("host/1"), so that what it held
    when it was killed is taken up at once. A fault of the program ends the loop with that error; see
    `running`.
    """
    stop = stop or stop_at_signals()
    release_leases(worker=worker)
    plan_daily(at=timezone.now(), at_once=True)
    beaten = pruned = None
    while not stop.is_set():
        now = timezone.now()
        if _is_time(beaten, BEAT, now):
            close_old_connections()  # now and then: opening one costs more than an idle look at the queue
            beat(worker=worker, at=now)
            beaten = now
        if _is_time(pruned, PRUNE, now):
            prune(before=now - KEEP_DONE)
            plan_daily(at=now)
            pruned = now
        if not run_due(at=now, limit=1, worker=worker, kinds=kinds):
            stop.wait(POLL)
    forget_worker(worker=worker)


def _is_time(last: datetime | None, every: timedelta, now: datetime) -> bool:
    return last is None or now - last >= every


def drain(*, worker: str, kinds: Collection[str] | None = None) -> Ran:
    """Run jobs until none is due any more, those included that they make; failed ones wait for a worker."""
    total = Ran()
    while ran := run_due(at=timezone.now(), limit=1, worker=worker, kinds=kinds):
        total += ran
    return total


def stop_at_signals() -> Event:
    """An event that SIGTERM and SIGINT set. In the main thread only."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
