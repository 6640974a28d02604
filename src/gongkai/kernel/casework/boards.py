"""Boards of the open cases of some organs: what is due when, for whom it waits, who has how much.

Counts and rows come from one partial index over open cases (`case_open_due`), so they cost the same with a
hundred concluded cases or a million. The caller passes organs in reach of the person who looks, and the
subject types of its own domain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.rules import ItemState
from gongkai.kernel.casework.selectors import who_is_asked

SHOWN = 50


class Bucket(TextChoices):
    """When an open case is due. `undated`: no clock runs, or a pause leaves the end unknown."""

    LATE = "late", _("已超期")
    TODAY = "today", _("今天到期")
    WEEK = "week", _("本周到期")
    LATER = "later", _("以后到期")
    UNDATED = "undated", _("未定期限")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases of which kinds."""

    organs: tuple[int, ...]
    subject_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waits:
    """Who is asked in an open item: a name, or a role with its division."""

    step: str
    who: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    case: Case
    days: int | None
    waits: tuple[Waits, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """Open cases of a division (None: of none), how many of them are late or due this week."""

    organ: int
    division: int | None
    name: str
    open: int
    late: int
    week: int


def open_in(scope: Scope) -> QuerySet[Case]:
    """Open cases of the scope. "Not concluded" is what the partial index holds."""
    return Case.objects.filter(
        concluded_at=None, organ_id__in=scope.organs, subject_type__in=scope.subject_types
    )


def in_bucket(bucket: str, today: date) -> Q:
    """The condition on `due_on`. The week ends with Sunday."""
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        Bucket.LATE: Q(due_on__lt=today),
        Bucket.TODAY: Q(due_on=today),
        Bucket.WEEK: Q(due_on__gt=today, due_on__lte=sunday),
        Bucket.LATER: Q(due_on__gt=sunday),
        Bucket.UNDATED: Q(due_on=None),
    }[Bucket(bucket)]


def tallies(scope: Scope, today: date) -> dict[str, int]:
    """How many open cases are in each bucket. One query, answered by the index alone."""
    counts = {bucket.value: Count("pk", filter=in_bucket(bucket, today)) for bucket in Bucket}
    return open_in(scope).aggregate(**counts)


def board(
    scope: Scope, bucket: str, today: date, *, after: tuple[date | None, int] | None = None
) -> list[BoardRow]:
    """A page of a bucket, the earliest due first, with whom each case waits for. Two queries.

    `after` is the (due_on, id) of the last row of the page before.
    """
    rows = open_in(scope).filter(in_bucket(bucket, today))
    if after is not None:
        due_on, pk = after
        rows = rows.filter(pk__gt=pk) if due_on is None else rows.filter(_beyond(due_on, pk))
    rows = rows.select_related("organ", "division").order_by("due_on", "id")
    found = list(rows[:SHOWN])
    waits = _waits(case.pk for case in found)
    return [
        BoardRow(case, (case.due_on - today).days if case.due_on else None, tuple(waits.get(case.pk, ())))
        for case in found
    ]


def _beyond(due_on: date, pk: int) -> Q:
    return Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=pk)


def _waits(case_ids: Iterable[int]) -> dict[int, list[Waits]]:
    items = WorkItem.objects.filter(case__in=list(case_ids), state=ItemState.OPEN)
    waits: dict[int, list[Waits]] = {}
    for item in items.select_related("step", "person", "division").order_by("id"):
        waits.setdefault(item.case_id, []).append(Waits(item.step.label, who_is_asked(item)))
    return waits


def workload(scope: Scope, today: date) -> list[Load]:
    """Open cases by division, the most late first. One query."""
    late, week = in_bucket(Bucket.LATE, today), in_bucket(Bucket.WEEK, today) | in_bucket(Bucket.TODAY, today)
    rows = open_in(scope).order_by().values("organ_id", "division_id", "division__name")
    rows = rows.annotate(all=Count("pk"), late=Count("pk", filter=late), week=Count("pk", filter=week))
    loads = [
        Load(r["organ_id"], r["division_id"], r["division__name"] or "", r["all"], r["late"], r["week"])
        for r in rows
    ]
    return sorted(loads, key=lambda load: (-load.late, -load.week, -load.open, load.organ, load.name))
