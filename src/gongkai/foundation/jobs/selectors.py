"""How the queue stands: for `doctor`, the desk of the administrator, and tests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.models import DailyRun, Heartbeat, Job
from gongkai.foundation.jobs.rules import SILENCE, State, is_overdue


@dataclass(frozen=True, slots=True)
class Overview:
    """Jobs that wait and are due, wait for a later time, run, or were given up; and the age of the oldest
    due one."""

    due: int
    later: int
    running: int
    failed: int
    oldest: timedelta


def overview(*, at: datetime) -> Overview:
    """The queue at a moment."""
    counts = dict(
        Job.objects.exclude(state=State.DONE).order_by().values_list("state").annotate(rows=Count("id"))
    )
    due = Job.objects.filter(state=State.WAITING, run_after__lte=at)
    found = due.aggregate(rows=Count("id"), made=Min("created_at"))
    oldest = max(at - found["made"], timedelta(0)) if found["made"] else timedelta(0)
    later = counts.get(State.WAITING, 0) - found["rows"]
    return Overview(found["rows"], later, counts.get(State.LEASED, 0), counts.get(State.FAILED, 0), oldest)


def failed() -> QuerySet[Job]:
    """Jobs that were given up, newest first."""
    return Job.objects.filter(state=State.FAILED).order_by("-id")


def struggling() -> QuerySet[Job]:
    """Jobs that failed more than once and wait for another attempt, the most tried first."""
    return (
        Job.objects.filter(state=State.WAITING, attempts__gt=1)
        .exclude(last_error="")
        .order_by("-attempts", "id")
    )


def dead_workers(*, at: datetime) -> list[Heartbeat]:
    """Workers that did not end in order, have been silent for a minute and hold no lease that still runs."""
    busy = Job.objects.filter(state=State.LEASED, leased_until__gt=at).values("lease_owner")
    return list(Heartbeat.objects.filter(at__lt=at - SILENCE).exclude(name__in=busy).order_by("name"))


def is_idle(*, at: datetime) -> bool:
    """Nothing is due and nothing runs."""
    due = Job.objects.filter(state=State.WAITING, run_after__lte=at)
    return not due.exists() and not Job.objects.filter(state=State.LEASED).exists()


def overdue_daily(*, at: datetime) -> dict[str, datetime | None]:
    """Daily kinds that missed their turn, with when they last ended well (None: never). One query."""
    last = dict(DailyRun.objects.values_list("kind", "at"))
    return {
        kind: last.get(kind)
        for kind, after in sorted(registry.daily.items())
        if is_overdue(after, last.get(kind), at)
    }
