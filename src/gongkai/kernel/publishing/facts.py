"""What the pages of some records need, gathered for a whole batch in a fixed number of queries (about
ten).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import F, OuterRef, Q, Subquery

from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.publishing.models import ShelfEntry, Standing
from gongkai.kernel.records.models import Attachment, Erratum, Publication, Relation, Version, Withdrawal
from gongkai.kernel.records.rules.vocabulary import ACTS_ON_VALIDITY, RelationKind

RELATED = 200
"""Most related documents that one page lists on each side; a law that repeals more than this says so in
its text.
"""


@dataclass(frozen=True, slots=True)
class Link:
    """Another public record as a page shows it. `on`: when the act that relates the two takes effect.

    Without an address: a withdrawn one, of which nothing but its act is told.
    """

    title: str
    address: str
    number: str = ""
    day: str = ""
    kind: str = ""
    on: date | None = None


@dataclass
class RecordFacts:
    """One public record and everything its page shows."""

    publication: Publication
    attachments: list[Attachment] = field(default_factory=list)
    acts: list[Link] = field(default_factory=list)  # what this record does to others
    acted_on: list[Link] = field(default_factory=list)  # what others do to this record
    policies_withdrawn: list[Link] = field(default_factory=list)  # interpreted, gone since: notice, day
    errata: list[Erratum] = field(default_factory=list)
    older: Link | None = None
    newer: Link | None = None
    validity: str = ""
    preview: bool = False  # shown on the desk, before its files are in the tree

    @property
    def version(self) -> Version:
        return self.publication.version

    def of(self, links: Sequence[Link], *kinds: str) -> list[Link]:
        return [link for link in links if link.kind in kinds]

    @property
    def interpretations(self) -> list[Link]:
        return self.of(self.acted_on, RelationKind.INTERPRETS)

    @property
    def interpreted(self) -> list[Link]:
        return self.of(self.acts, RelationKind.INTERPRETS)


def moment(at: datetime) -> str:
    """YYYY-MM-DD HH:MM in China, as 国办发〔2017〕47号 wants it."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def day(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}"


def load(ids: Iterable[int]) -> list[RecordFacts]:
    """Facts of those of the records that are public, in the order of their ids."""
    publications = (
        Publication.objects.filter(record_id__in=list(ids))
        .select_related("version", "record", "record__division")
        .order_by("record_id")
    )
    facts = {publication.record_id: RecordFacts(publication) for publication in publications}
    if facts:
        _add_attachments(facts)
        _add_relations(facts)
        _add_errata(facts)
        _add_neighbours(facts)
        for record, validity in Standing.objects.filter(record_id__in=facts).values_list(
            "record_id", "validity"
        ):
            facts[record].validity = validity
    return list(facts.values())


def _add_attachments(facts: dict[int, RecordFacts]) -> None:
    of_version = {f.publication.version_id: f for f in facts.values()}
    rows = (
        Attachment.objects.filter(version_id__in=of_version)
        .select_related("file")
        .defer("file__text")
        .order_by("version_id", "position", "id")
    )
    for row in rows:
        of_version[row.version_id].attachments.append(row)


def _add_relations(facts: dict[int, RecordFacts]) -> None:
    """Both directions; only between records that are public. Own acts are read from the version that is
    public. Of a withdrawn record only its act on validity is told, without a title and an address.
    """
    lost: list[tuple[int, int]] = []
    for mine, other, collected in (("source", "target", "acts"), ("target", "source", "acted_on")):
        seen = Q(**{f"{other}__publication__isnull": False})
        if collected == "acted_on":
            seen |= Q(kind__in=ACTS_ON_VALIDITY)
        else:
            seen |= Q(kind=RelationKind.INTERPRETS)
        rows = (
            Relation.objects.filter(seen, **{f"{mine}_id__in": list(facts)})
            .order_by(f"{mine}_id", "on", "id")
            .values_list(
                f"{mine}_id",
                f"{other}_id",
                f"{other}__publication__version__title",
                f"{other}__publication__address",
                f"{other}__publication__version__document_number",
                f"{other}__publication__published_at",
                "kind",
                "on",
            )
        )
        for record, at_the_other_end, title, address, number, published_at, kind, on in rows:
            if address is None and kind == RelationKind.INTERPRETS:
                lost.append((record, at_the_other_end))
                continue
            links = getattr(facts[record], collected)
            if len(links) < RELATED:
                gone = address is None
                shown = Link("", "") if gone else Link(title, address, number, day(published_at))
                links.append(replace(shown, kind=kind, on=on))
    gone = withdrawals_of(policy for _record, policy in lost) if lost else {}
    for record, policy in lost:
        if policy in gone:
            facts[record].policies_withdrawn.append(gone[policy])


def withdrawals_of(ids: Iterable[int]) -> dict[int, Link]:
    """Where each of the records stood that are not public any more: the address of its notice and the day of it."""
    rows = Withdrawal.objects.filter(record_id__in=list(ids), record__publication=None)
    rows = rows.order_by("withdrawn_at", "id").values_list("record_id", "address", "withdrawn_at")
    return {pk: Link("", address, day=day(at)) for pk, address, at in rows}


def _add_errata(facts: dict[int, RecordFacts]) -> None:
    """Only words that were reviewed: those of the version that brought them."""
    reviewed = Erratum.objects.filter(record_id__in=facts, text=F("after__erratum"))
    for erratum in reviewed.order_by("record_id", "at", "id"):
        facts[erratum.record_id].errata.append(erratum)


def _add_neighbours(facts: dict[int, RecordFacts]) -> None:
    """The entries before and after on the record's first column list."""
    shelves = {pk: f"column:{f.version.columns[0]}" for pk, f in facts.items() if f.version.columns}
    found: dict[int, tuple[int | None, int | None]] = {}
    rows = neighbours_of(ShelfEntry.objects.filter(record_id__in=shelves, shelf__key__startswith="column:"))
    for record, key, older, newer in rows.values_list("record_id", "shelf__key", "older", "newer"):
        if shelves[record] == key:
            found[record] = (older, newer)
    links = links_to({pk for pair in found.values() for pk in pair if pk})
    for record, (older, newer) in found.items():
        facts[record].older, facts[record].newer = links.get(older), links.get(newer)


def neighbours_of(entries):
    """Annotate shelf entries with the record ids next to them: `older`, `newer`."""
    beside = ShelfEntry.objects.filter(shelf=OuterRef("shelf"), gone=False).values("record_id")
    older = beside.filter(position__lt=OuterRef("position")).order_by("-position")[:1]
    newer = beside.filter(position__gt=OuterRef("position")).order_by("position")[:1]
    return entries.annotate(older=Subquery(older), newer=Subquery(newer)).order_by("record_id", "shelf_id")


def links_to(ids: Iterable[int]) -> dict[int, Link]:
    rows = Publication.objects.filter(record_id__in=list(ids)).values_list(
        "record_id", "version__title", "address", "version__document_number", "published_at"
    )
    return {
        pk: Link(title, address, number, day(at))
        for pk, title, address, number, at in rows.order_by("record_id")
    }


def as_if_public(publication: Publication) -> RecordFacts:
    """Facts for a preview: an unsaved publication of any version, with what the version itself says it
    does to others.
    """
    facts = RecordFacts(publication, preview=True)
    version = publication.version
    facts.attachments = list(
        version.attachments.select_related("file").defer("file__text").order_by("position", "id")
    )
    _add_relations({version.record_id: facts})
    _add_errata({version.record_id: facts})
    if version.erratum and version.erratum not in {known.text for known in facts.errata}:
        facts.errata.append(Erratum(text=version.erratum, at=publication.changed_at))
    _add_neighbours({version.record_id: facts})
    targets = links_to(act["record"] for act in version.relations)
    interpreted = {act["record"] for act in version.relations if act["kind"] == RelationKind.INTERPRETS}
    facts.policies_withdrawn = list(withdrawals_of(interpreted).values()) if interpreted else []
    facts.acts = [
        replace(
            targets[act["record"]], kind=act["kind"], on=date.fromisoformat(act["on"]) if act["on"] else None
        )
        for act in version.relations
        if act["record"] in targets
    ]
    return facts


# --- entries of lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list."""

    position: int
    title: str
    address: str
    day: str
    number: str
    made_on: date | None
    validity: str
    organ: int
    changed_at: datetime
    published_at: datetime
    abstract: str
    record: int


def items(entries) -> list[Item]:
    """Lines for a queryset of shelf entries of public records, in its order. One query."""
    rows = entries.values_list(
        "position",
        "record__publication__version__title",
        "record__publication__address",
        "record__publication__published_at",
        "record__publication__version__document_number",
        "record__publication__version__made_on",
        "record__standing__validity",
        "record__organ_id",
        "record__publication__changed_at",
        "record__publication__version__abstract",
        "record_id",
    )
    return [
        Item(
            position,
            title,
            address,
            day(at),
            number,
            made_on,
            validity or "",
            organ,
            changed,
            at,
            abstract,
            record,
        )
        for position, title, address, at, number, made_on, validity, organ, changed, abstract, record in rows
    ]


def newest(key: str, limit: int) -> list[Item]:
    """The newest entries of a list that are public."""
    shelved = ShelfEntry.objects.filter(shelf__key=key, gone=False, record__publication__isnull=False)
    return items(shelved.order_by("-position")[:limit])


def interpretations_of(records: Iterable[int]) -> dict[int, list[Link]]:
    """Public interpretations of policies: policy id -> links."""
    found: dict[int, list[Link]] = {}
    rows = (
        Relation.objects.filter(
            Q(kind=RelationKind.INTERPRETS), target_id__in=list(records), source__publication__isnull=False
        )
        .annotate(address=F("source__publication__address"))
        .order_by("target_id", "id")
        .values_list(
            "target_id", "source__publication__version__title", "address", "source__publication__published_at"
        )
    )
    for policy, title, address, at in rows:
        found.setdefault(policy, []).append(Link(title, address, day=day(at)))
    return found
