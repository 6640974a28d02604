"""What a public record does to others: written when it goes public, kept as long as its act stands in law."""

from django.db.models import Q

from gongkai.foundation.jobs.services import announce
from gongkai.kernel.records import events
from gongkai.kernel.records.models import Record, Relation, Version
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.vocabulary import ACTS_ON_VALIDITY


def relate(record: Record, version: Version) -> None:
    """The record now does what this version says, and nothing that an earlier one said.

    What both say stays as it stands: the database lets nothing go that the public version says.
    """
    announce_neighbours(record)
    said = version.relation_facts()
    facts = {(fact.record, fact.kind): fact for fact in said}  # named twice is once
    standing = list(Relation.objects.filter(source=record))
    kept = {
        (row.target_id, row.kind): row.pk
        for row in standing
        if RelationFact(row.kind, row.target_id, row.on) in said
    }
    if gone := [row.pk for row in standing if row.pk not in kept.values()]:
        Relation.objects.filter(pk__in=gone).delete()
    Relation.objects.bulk_create(
        Relation(source=record, target_id=fact.record, kind=fact.kind, on=fact.on)
        for key, fact in facts.items()
        if key not in kept
    )


def unrelate(record: Record) -> None:
    """The record does nothing to others any more; their pages are told."""
    announce_neighbours(record)
    Relation.objects.filter(source=record).delete()


def leave_the_site(record: Record) -> None:
    """A withdrawn record is no longer anybody's interpretation, but what it repealed stays repealed: taking a
    text off the site undoes no act. A version without the act, published instead of it, or cancelling does.
    """
    announce_neighbours(record)
    Relation.objects.filter(source=record).exclude(kind__in=ACTS_ON_VALIDITY).delete()


def announce_neighbours(record: Record) -> None:
    """Pages of records at either end of a relation show it, so they change too."""
    ends = Relation.objects.filter(Q(source=record) | Q(target=record)).values_list("source_id", "target_id")
    for neighbour in sorted({pk for pair in ends for pk in pair} - {record.pk}):
        announce(event=events.CHANGED, key=str(neighbour), payload={"record": neighbour})
