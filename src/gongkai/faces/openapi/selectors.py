"""What this face reads. Without a token: publications and their versions, nothing else."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, F, Func, Prefetch, Q, QuerySet

from gongkai.faces.openapi.output import Seen
from gongkai.foundation.common.typed import place_in_list
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.records.models import Attachment, Publication, Record, Relation, Withdrawal
from gongkai.kernel.records.selectors import visible

_HEAVY = ("body", "interpretation_plan", "waiver_reason", "ground_text")


class Holds(Func):
    """Whether a JSON list of numbers holds one of them, on either database."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, expression: F, number: int):
        super().__init__(expression)
        self.number = int(number)

    def as_sqlite(self, compiler, connection, **context):
        template = f"EXISTS (SELECT 1 FROM json_each(%(expressions)s) WHERE json_each.value = {self.number})"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template=f"%(expressions)s @> '{self.number}'::jsonb", **context
        )


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list ordered by a moment and an id, newest first; opaque to callers."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.at.isoformat()}~{self.id}".encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """ValueError for anything that is no cursor of ours."""
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError(text) from error
        found = place_in_list(plain)
        if found is None:
            raise ValueError(text)
        return cls(*found)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed by; None or "" means all."""

    organ: str = ""
    column: int | None = None
    kind: str = ""
    subject: str = ""
    year: int | None = None
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Seen]
    next: Cursor | None


def column_named(text: str) -> int | None:
    """The id of a column by `site:path`, or by its path alone where only one site has it."""
    site, colon, path = text.rpartition(":")
    found = Column.objects.filter(path=path.strip("/") + "/")
    if colon:
        found = found.filter(site__code=site)
    ids = list(found.order_by("pk").values_list("pk", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


def public_page(filters: Filters, after: Cursor | None, limit: int) -> Page:
    """Public records, newest publication first; three queries."""
    rows = _narrowed(Publication.objects.all(), filters, "version__", "record__", "changed_at")
    if after is not None:
        rows = rows.filter(published_at__lte=after.at).exclude(published_at=after.at, record_id__gte=after.id)
    rows = rows.select_related("version", "record__organ", "record__division", "record__standing")
    rows = rows.defer(*(f"version__{name}" for name in _HEAVY))
    found = list(rows.order_by("-published_at", "-record_id")[: limit + 1])
    columns = column_paths(pk for row in found for pk in row.version.columns)
    seen = [Seen(row.record, row.version, row, columns) for row in found[:limit]]
    last = Cursor(found[limit - 1].published_at, found[limit - 1].pk) if len(found) > limit else None
    return Page(seen, last)


def visible_page(person: Person, today: date, filters: Filters, after: Cursor | None, limit: int) -> Page:
    """Records in every state that the person may see, newest touched first, in their current versions; four queries."""
    rows = _narrowed(
        visible(person, today).filter(current__isnull=False), filters, "current__", "", "touched_at"
    )
    if after is not None:
        rows = rows.filter(touched_at__lte=after.at).exclude(touched_at=after.at, id__gte=after.id)
    rows = rows.select_related("current", "organ", "division", "standing")
    rows = rows.defer(*(f"current__{name}" for name in _HEAVY))
    found = list(rows.order_by("-touched_at", "-id")[: limit + 1])
    public = {p.pk: p for p in Publication.objects.filter(pk__in=[row.pk for row in found]).order_by()}
    columns = column_paths(pk for row in found for pk in row.current.columns)
    seen = [Seen(row, row.current, _public_in(public.get(row.pk), row), columns) for row in found[:limit]]
    last = Cursor(found[limit - 1].touched_at, found[limit - 1].pk) if len(found) > limit else None
    return Page(seen, last)


def _public_in(publication: Publication | None, record: Record) -> Publication | None:
    """The publication, if it is of the record's current version."""
    return publication if publication is not None and publication.version_id == record.current_id else None


def _narrowed(rows: QuerySet, filters: Filters, version: str, record: str, changed: str) -> QuerySet:
    wanted = Q()
    if filters.organ:
        wanted &= Q(**{f"{record}organ__code": filters.organ})
    if filters.kind:
        wanted &= Q(**{f"{version}kind": filters.kind})
    if filters.subject:
        below = Q(**{f"{version}subject__startswith": f"{filters.subject}-"})
        wanted &= Q(**{f"{version}subject": filters.subject}) | below
    if filters.year is not None:
        wanted &= Q(**{f"{version}made_on__year": filters.year})
    if filters.updated_since is not None:
        wanted &= Q(**{f"{changed}__gte": filters.updated_since})
    rows = rows.filter(wanted)
    return rows.filter(Holds(F(f"{version}columns"), filters.column)) if filters.column is not None else rows


def column_paths(ids: Iterable[int]) -> dict[int, str]:
    """Column id -> `site:path`; one query."""
    rows = Column.objects.filter(pk__in=set(ids)).order_by()
    return {
        pk: f"{site}:{path.strip('/')}" for pk, site, path in rows.values_list("pk", "site__code", "path")
    }


def public_record(index_number: str) -> Seen | None:
    """The public version of a record; five queries."""
    rows = Publication.objects.filter(record__index_number=index_number)
    rows = rows.select_related("version", "record__organ", "record__division", "record__standing")
    files = Prefetch("version__attachments", Attachment.objects.select_related("file").defer("file__text"))
    publication = rows.prefetch_related(files).first()
    if publication is None:
        return None
    columns = column_paths(publication.version.columns)
    return Seen(publication.record, publication.version, publication, columns, _relations(publication.record))


def visible_record(person: Person, today: date, index_number: str) -> Seen | None:
    """The current version of a record that the person may see."""
    rows = visible(person, today).filter(index_number=index_number, current__isnull=False)
    files = Prefetch("current__attachments", Attachment.objects.select_related("file").defer("file__text"))
    record = rows.select_related("current", "organ", "division", "standing").prefetch_related(files).first()
    if record is None:
        return None
    return Seen(record, record.current, None, column_paths(record.current.columns))


def _relations(record: Record) -> tuple[tuple[str, Relation, Record, Publication], ...]:
    """Relations to and from it whose other end is public too: nothing tells of a record that is not."""
    both = Q(source=record, target__publication__isnull=False) | Q(
        target=record, source__publication__isnull=False
    )
    rows = Relation.objects.filter(both).select_related(
        "source__publication__version", "target__publication__version"
    )
    found = []
    for relation in rows.order_by("pk"):
        out = relation.source_id == record.pk
        other = relation.target if out else relation.source
        found.append(("out" if out else "in", relation, other, other.publication))
    return tuple(found)


def withdrawal_of(index_number: str) -> Withdrawal | None:
    """The newest withdrawal of a record that was public; its notice is public as well."""
    return (
        Withdrawal.objects.filter(record__index_number=index_number).order_by("-withdrawn_at", "-id").first()
    )
