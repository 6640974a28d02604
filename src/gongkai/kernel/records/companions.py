"""What stands on the site because of another record: whoever takes that one off should see to these too."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from gongkai.kernel.records.models import Record, Relation
from gongkai.kernel.records.rules.vocabulary import RelationKind


@dataclass(frozen=True, slots=True)
class Companion:
    """A public record and what it says it does to the one in question: labels of RelationKind, in their order."""

    record: Record
    kinds: tuple[str, ...]

    @property
    def interprets(self) -> bool:
        return RelationKind.INTERPRETS in self.kinds

    @property
    def labels(self) -> list[str]:
        return [str(RelationKind(kind).label) for kind in self.kinds]


def linked_to(record) -> QuerySet[Relation]:
    """Relations of public records to this one (a record, or a reference of an outer query)."""
    return Relation.objects.filter(target=record, source__publication__isnull=False).order_by()


def companions(record: Record) -> list[Companion]:
    """Public records that act on this one, its interpretations first; one query."""
    rows = linked_to(record).exclude(source=record)
    rows = rows.select_related("source__organ", "source__division", "source__publication")
    kinds: dict[Record, list[str]] = {}
    for row in rows.order_by("source_id", "id"):
        kinds.setdefault(row.source, []).append(row.kind)
    found = [Companion(source, tuple(kinds[source])) for source in kinds]
    return sorted(found, key=lambda one: not one.interprets)


def names(found: Iterable[Companion]) -> str:
    return "、".join(f"《{one.record.title}》" for one in found)


def policies_withdrawn(record: Record) -> QuerySet[Record]:
    """What the public record interprets and is not public any more."""
    acts = Relation.objects.filter(source=record, kind=RelationKind.INTERPRETS)
    return Record.objects.filter(pk__in=acts.values("target"), publication=None).order_by("pk")


def left_alone() -> QuerySet[Relation]:
    """Public interpretations of what is not public any more, as relations; `source` is the interpretation."""
    rows = Relation.objects.filter(kind=RelationKind.INTERPRETS, target__publication=None)
    return rows.filter(source__publication__isnull=False).order_by()
