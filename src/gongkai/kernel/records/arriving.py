"""Reads of imports that wait for their reviewer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.records.models import ImportItem, ImportRun, Record
from gongkai.kernel.records.rules.vocabulary import Stage

PAGE = 50
_AS_IMPORTED = Q(settled_at=None, record__stage=Stage.DRAFT, version=F("record__current"))
"""Still waits and nobody has edited, submitted or cancelled it since."""


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some waiting items in the order of their lines; `after` leads to the next ones, empty at the end."""

    rows: list[ImportItem]
    after: str


def runs_in_reach(person: Person, today: date) -> QuerySet[ImportRun]:
    """Runs of organs whose records the person may review or import."""
    runs = ImportRun.objects.select_related("organ", "by", "reviewer")
    mine = restrict(runs, person, "record.review", today, "organ", None)
    return mine | restrict(runs, person, "record.import", today, "organ", None)


def with_waiting(runs: QuerySet[ImportRun]) -> list[ImportRun]:
    """Those with items left, each with their number as `waiting`; the newest first."""
    counted = (
        ImportItem.objects.filter(_AS_IMPORTED, run__in=runs)
        .order_by()
        .values_list("run")
        .annotate(Count("pk"))
    )
    left = dict(counted)
    found = list(runs.filter(pk__in=left).order_by("-id")) if left else []
    for run in found:
        run.waiting = left[run.pk]
    return found


def waiting_items(run: ImportRun) -> QuerySet[ImportItem]:
    """What still waits in the run, in the order of the file."""
    return run.items.filter(_AS_IMPORTED).select_related("record").order_by("id")


def waiting_item_of(record: Record) -> ImportItem | None:
    """The record's place among imports that wait, if it is still there."""
    found = ImportItem.objects.filter(_AS_IMPORTED, version=record.current_id)
    return found.select_related("run__reviewer").first()


def item_page(run: ImportRun, after: int = 0) -> ItemPage:
    rows = list(waiting_items(run).filter(id__gt=after)[: PAGE + 1])
    return ItemPage(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def neighbours(item: ImportItem) -> tuple[ImportItem | None, ImportItem | None]:
    """The waiting items before and after this one."""
    left = waiting_items(item.run)
    return left.filter(id__lt=item.pk).last(), left.filter(id__gt=item.pk).first()
