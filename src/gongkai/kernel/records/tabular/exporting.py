"""Records as rows, in the words that an import understands. Reads only; visibility is the reader's."""

from collections.abc import Iterator
from datetime import date, datetime

from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import CONTENT_FIELDS
from gongkai.kernel.records.selectors import visible

BATCH = 200
_LISTED = {"columns", "relations", "attachments"}


def exported_rows(
    *, organ: Organ, person: Person, today: date, since: datetime | None = None
) -> Iterator[dict[str, object]]:
    """The organ's records that the person may see, in the order they came, `BATCH` at a time.

    `since`: only those touched since. Most targets of relations come before what names them.
    """
    paths = column_paths()
    after = 0
    while True:
        rows = visible(person, today).filter(organ=organ, pk__gt=after)
        if since is not None:
            rows = rows.filter(touched_at__gte=since)
        found = list(_loaded(rows.order_by("pk")[:BATCH]))
        if not found:
            return
        targets = _targets(found)
        yield from (_row(record, paths, targets) for record in found)
        after = found[-1].pk


def count(*, organ: Organ, person: Person, today: date, since: datetime | None = None) -> int:
    rows = visible(person, today).filter(organ=organ)
    return (rows.filter(touched_at__gte=since) if since else rows).count()


def _loaded(rows):
    return rows.select_related("current", "division", "duty", "publication").prefetch_related(
        "current__attachments", "reviews"
    )


def column_paths() -> dict[int, str]:
    """Column id -> `site:path`; one query."""
    rows = Column.objects.order_by().values_list("pk", "site__code", "path")
    return {pk: f"{site}:{path.strip('/')}" for pk, site, path in rows}


def key_of(record: Record) -> str:
    """The key under which an import knows the record: its own, or one that names this version of it."""
    return record.source_key or f"record:{record.pk}-{record.current.digest}"


def _targets(records: list[Record]) -> dict[int, str]:
    ids = {relation["record"] for record in records for relation in record.current.relations}
    if not ids:
        return {}
    found = Record.objects.filter(pk__in=ids).select_related("current").only("source_key", "current__digest")
    return {record.pk: key_of(record) for record in found}


def _row(record: Record, paths: dict[int, str], targets: dict[int, str]) -> dict[str, object]:
    version = record.current
    row: dict[str, object] = {"key": key_of(record), "index_number": record.index_number or ""}
    for name in CONTENT_FIELDS:
        if name not in _LISTED:
            value = getattr(version, name)
            row[name] = value.isoformat() if isinstance(value, date) else value
    row["columns"] = [paths[pk] for pk in version.columns if pk in paths]
    row["relations"] = [
        {"kind": relation["kind"], "key": targets[relation["record"]], "on": relation["on"]}
        for relation in version.relations
        if relation["record"] in targets
    ]
    row["division"] = record.division.name if record.division else ""
    row["duty"] = record.duty.code if record.duty else ""
    row |= _standing(record)
    row["attachments"] = [{"name": a.name, "digest": a.file_digest} for a in version.attachments.all()]
    return row


def _standing(record: Record) -> dict[str, object]:
    """Review evidence, stage and publication; left out where there is none."""
    found: dict[str, object] = {"stage": record.stage}
    reviews = [r for r in record.reviews.all() if r.version_id == record.current_id]
    if reviews:
        newest = max(reviews, key=lambda r: (r.reviewed_at, r.pk))
        found["evidence"] = newest.evidence
        found["accepted"] = newest.accepted
    publication = getattr(record, "publication", None)
    if publication is not None:
        found["address"] = publication.address
        found["published_at"] = publication.published_at.astimezone(SHANGHAI).isoformat()
        found["changed_at"] = publication.changed_at.astimezone(SHANGHAI).isoformat()
    return found
