"""What stands on the site under each entry of the duty catalogue and in each column.

A record counts for the entry it was filed under, else for those of its columns that serve an entry of its own
organ. The columns of a version are a JSON list, so these reads are SQL that both databases understand.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.catalogue.models import Column, DutyEntry
from gongkai.kernel.catalogue.selectors import Published
from gongkai.kernel.records.models import Publication, Reassessment, Record, Version
from gongkai.kernel.records.rules.vocabulary import Attribute, Stage
from gongkai.kernel.records.selectors import visible

_TABLES = {
    "publication": Publication._meta.db_table,
    "record": Record._meta.db_table,
    "version": Version._meta.db_table,
    "column": Column._meta.db_table,
    "duty": DutyEntry._meta.db_table,
}
_UNNEST = {
    "sqlite": "json_each(v.columns) AS e",
    "postgresql": "LATERAL jsonb_array_elements_text(v.columns) AS e(value)",
}
_UNDER_DUTIES = """
FROM {publication} p
JOIN {record} r ON r.id = p.record_id
JOIN {version} v ON v.id = p.version_id
LEFT JOIN {unnest} ON r.duty_id IS NULL
LEFT JOIN {column} c ON c.id = CAST(e.value AS bigint) AND c.duty_id IS NOT NULL
JOIN {duty} d ON d.id = COALESCE(r.duty_id, c.duty_id) AND d.organ_id = r.organ_id
"""
_BY_DUTY = (
    "SELECT d.id, COUNT(DISTINCT r.id), MAX(p.changed_at)"
    + _UNDER_DUTIES
    + "WHERE d.organ_id IN ({organs}) GROUP BY d.id"
)
_OF_DUTY = (
    "SELECT r.id, MAX(p.changed_at) AS newest"
    + _UNDER_DUTIES
    + "WHERE d.id = %s GROUP BY r.id ORDER BY newest DESC, r.id DESC LIMIT %s"
)
_BY_COLUMN = """
SELECT c.id, COUNT(*), MAX(p.published_at)
FROM {publication} p
JOIN {version} v ON v.id = p.version_id
CROSS JOIN {unnest}
JOIN {column} c ON c.id = CAST(e.value AS bigint)
WHERE c.site_id IN ({sites}) GROUP BY c.id
"""
YEAR = timedelta(days=365)


def _rows(sql: str, params: Iterable = (), **parts: str) -> list[tuple]:
    text = sql.format(unnest=_UNNEST[connection.vendor], **_TABLES, **parts)
    with connection.cursor() as cursor:
        cursor.execute(text, list(params))
        return cursor.fetchall()


def _marks(ids: list[int]) -> str:
    return ", ".join(["%s"] * len(ids))


def _day(moment: datetime | str) -> date:
    """SQLite gives the maximum of a moment as text in UTC."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return shanghai_date(moment)


def published_by_duty(organ_ids: Iterable[int]) -> dict[int, Published]:
    """Entry id -> how many public records stand under it and the day of the newest; one query.

    A new public version of an old record counts as new: that is how 机构职能 is kept up to date.
    """
    ids = list(organ_ids)
    rows = _rows(_BY_DUTY, ids, organs=_marks(ids)) if ids else []
    return {duty: Published(count, _day(newest)) for duty, count, newest in rows}


def newest_by_column(site_ids: Iterable[int]) -> dict[int, Published]:
    """Column id -> how many public records stand in it and the day of the newest; one query.

    The day is that of first publication, as the inspection of columns sees it: a correction is no new item.
    """
    ids = list(site_ids)
    rows = _rows(_BY_COLUMN, ids, sites=_marks(ids)) if ids else []
    return {column: Published(count, _day(newest)) for column, count, newest in rows}


def public_under(entry: DutyEntry, *, limit: int = 50) -> list[Record]:
    """Public records under an entry, the newest first; two queries."""
    ids = [row[0] for row in _rows(_OF_DUTY, [entry.pk, limit])]
    found = Record.objects.filter(pk__in=ids).select_related("publication", "division").in_bulk()
    return [found[pk] for pk in ids if pk in found]


def on_their_way(entry: DutyEntry, person: Person, today: date) -> QuerySet[Record]:
    """Records filed under the entry that are not public and not cancelled, as far as the person sees them."""
    rows = visible(person, today).filter(duty=entry, publication=None).exclude(stage=Stage.CANCELLED)
    return rows.order_by("-touched_at", "-id")


def withheld_to_reassess(person: Person, today: date) -> QuerySet[Record]:
    """Withheld records to look at again (条例 第十八条), those that wait longest first. One query.

    The year runs from the first version of the present, uninterrupted withholding, or from its last re-assessment:
    saving a version anew does not begin it again. What was found fit to be public stays until its attribute changes.
    `withheld_since`, `counted_from` and `may_open` are on each row.
    """
    rows = visible(person, today).filter(attribute=Attribute.WITHHELD).exclude(stage=Stage.CANCELLED)
    rows = rows.alias(assessed_at=_assessed("at"), kept=_assessed("keep_withheld"))
    rows = rows.annotate(withheld_since=_withheld_since())
    counts = Q(assessed_at__gte=F("withheld_since"))
    rows = rows.annotate(
        counted_from=Case(When(counts, then=F("assessed_at")), default=F("withheld_since")),
        may_open=Case(When(counts & Q(kept=False), then=True), default=False, output_field=BooleanField()),
    )
    rows = rows.filter(Q(may_open=True) | Q(counted_from__date__lt=today - YEAR))
    return rows.select_related("organ", "division", "current").order_by("counted_from", "id")


def _assessed(field: str) -> Subquery:
    newest = Reassessment.objects.filter(record=OuterRef("pk")).order_by("-at", "-id")
    return Subquery(newest.values(field)[:1])


def _withheld_since() -> Subquery:
    """When the first of the versions was saved since which every one withholds."""
    versions = Version.objects.filter(record=OuterRef("record")).exclude(attribute=Attribute.WITHHELD)
    other = Coalesce(Subquery(versions.order_by("-number").values("number")[:1]), 0)
    since = Version.objects.filter(record=OuterRef("pk"), number__gt=other)
    return Subquery(since.order_by("number").values("saved_at")[:1])
