"""Reads of the register. Visibility is applied here, so that no list, count, search or API can leak."""

from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.selectors import reason_without_public_copy
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.catalogue.rules import DocumentKind
from gongkai.kernel.catalogue.selectors import (
    negative_matches,
    open_columns,
    registration_since,
    subject_names,
)
from gongkai.kernel.clocks.selectors import ClockLine, clock_lines
from gongkai.kernel.clocks.subjects import Subject
from gongkai.kernel.records.models import (
    Publication,
    Record,
    Relation,
    Review,
    RoundItem,
    Schedule,
    Version,
    Withdrawal,
)
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.records.rules.snapshot import (
    ChainFact,
    DataFinding,
    FileFact,
    GateSnapshot,
    InterpretationFact,
    ReviewFact,
)
from gongkai.kernel.records.rules.vocabulary import (
    ACTS_ON_VALIDITY,
    GROUNDS,
    Attribute,
    Basis,
    Disclosure,
    Interpretation,
    RelationKind,
    Stage,
)
from gongkai.kernel.records.signoff import chain_fact, round_item
from gongkai.kernel.records.texts import files_of, places_with_marks, texts_of

DESCRIPTIVE = (
    "title",
    "abstract",
    "kind",
    "document_number",
    "registration_number",
    "normative",
    "issuer",
    "made_on",
    "issued_on",
    "effective_on",
    "expires_on",
    "subject",
    "columns",
    "disclosures",
    "keywords",
    "scope",
    "mode",
    "attribute",
    "ground",
    "ground_text",
    "interpretation",
    "interpretation_plan",
    "waiver_reason",
    "contains_map",
    "map_number",
    "erratum",
)
"""Fields of a version that pages list and comparisons compare, in their order."""


def visible(person: Person, today: date, capability: str = "record.view") -> QuerySet[Record]:
    """Records that the person may see (or do `capability` with), by the role matrix."""
    return restrict(Record.objects.all(), person, capability, today)


def gate_snapshot(record: Record, *, at: datetime, version: Version | None = None) -> GateSnapshot:
    """Gather what the gate asks about a version (the current one unless given). About ten queries."""
    version = version or record.current
    content = version.content()
    files = files_of([content])
    texts = texts_of(content, files)
    today = shanghai_date(at)
    review = review_fact(version)
    stands = review is not None and review.digest == content.digest()
    return GateSnapshot(
        content=content,
        today=today,
        index_number=record.index_number or "",
        cancelled=record.stage == Stage.CANCELLED,
        is_current=version.pk == record.current_id,
        authors=frozenset(record.versions.order_by().values_list("drafter_id", flat=True).distinct()),
        review=review,
        reviewed_before=not stands and record.reviews.exclude(version=version).exists(),
        chain=_chain_fact(record, version, review),
        findings=tuple(DataFinding(f.key, str(f.label), f.field) for f in find_personal_data(texts)),
        negative=tuple(negative_matches(record.organ, texts)),
        marks=tuple(places_with_marks(texts)),
        files=tuple(FileFact(a.name, reason_without_public_copy(files[a.file])) for a in content.attachments),
        interpretation=_interpretation_fact(record, version),
        registration_since=registration_since(record.organ) if content.normative else None,
        issued_by_own_organ=not content.issuer or content.issuer == record.organ.name,
        public_columns=open_columns(content.columns),
        relation_faults=_relation_faults(record, content),
        interpreted_policy_public=_policy_public(content),
    )


def review_fact(version: Version) -> ReviewFact | None:
    """The newest review of the version as the gate sees it."""
    decided = Review.objects.filter(act=OuterRef("act")).order_by().values("act").annotate(items=Count("pk"))
    withdrawn = Withdrawal.objects.filter(
        version=OuterRef("version"), withdrawn_at__gte=OuterRef("reviewed_at")
    )
    found = version.reviews.annotate(decided=Subquery(decided.values("items")), withdrawn=Exists(withdrawn))
    review = found.order_by("-id").first()  # not by time: a clock may have been set back
    if review is None:
        return None
    return ReviewFact(
        digest=review.digest,
        reviewer=review.reviewer_id,
        outcome=review.outcome,
        basis=review.basis,
        accepted=frozenset(review.accepted),
        opened_at=review.opened_at,
        items_decided=review.decided,
        before_withdrawal=review.withdrawn,
        evidence=frozenset(name for name, value in review.evidence.items() if value),
    )


def _chain_fact(record: Record, version: Version, review: ReviewFact | None) -> ChainFact:
    """The sign-off of the version. For text that is already public one reviewer answers, and nothing is read,
    unless a leader must have signed that it needs no interpretation.
    """
    answered = review is not None and review.basis == Basis.ALREADY_PUBLIC
    if answered and version.interpretation != Interpretation.WAIVED:
        return ChainFact(concluded=False)
    return chain_fact(record, version)


def _interpretation_fact(record: Record, version: Version) -> InterpretationFact:
    """Is there material that interprets the record, and did some of it go through the record's own round.

    The gate asks only of a policy that needs an interpretation; for all others nothing is read.
    """
    if version.interpretation != Interpretation.REQUIRED:
        return InterpretationFact()
    signed = any(_interprets(item.version, record.pk) for item in _signed_with(record, version))
    public = Relation.objects.filter(target=record, kind=RelationKind.INTERPRETS).exists()
    # a policy that stands with its interpretation is corrected without signing the interpretation again
    stands = public and Publication.objects.filter(record=record).exists()
    return InterpretationFact(
        material=signed or public or bool(interpretations_for(record)), signed_together=signed or stands
    )


def _signed_with(record: Record, version: Version) -> list[RoundItem]:
    """What went with the version through its own, newest round and still stands as it was signed."""
    place = round_item(record, version)
    if place is None:
        return []
    items = RoundItem.objects.filter(round=place.round_id, version=F("record__current"))
    items = items.exclude(record=record).exclude(record__stage=Stage.CANCELLED)
    return list(items.select_related("version"))


def _interprets(version: Version, policy: int) -> bool:
    return any(r["kind"] == RelationKind.INTERPRETS and r["record"] == policy for r in version.relations)


def interpretations_for(record: Record) -> list[Record]:
    """Records of the same organ whose current version says that it interprets this one, not cancelled."""
    return list(record.interpretations.filter(organ=record.organ_id).exclude(stage=Stage.CANCELLED))


def _relation_faults(record: Record, content: Content) -> frozenset[str]:
    """`missing`: a target that is no record; `itself`; `foreign`: acts on the validity of a document that neither
    the organ nor one below it keeps. One query where there are relations.
    """
    named = {fact.record for fact in content.relations}
    if not named:
        return frozenset()
    paths = dict(Record.objects.filter(pk__in=named).order_by().values_list("pk", "organ__path"))
    acted_on = {fact.record for fact in content.relations if fact.kind in ACTS_ON_VALIDITY}
    faults = {
        "missing": named - set(paths),
        "itself": named & {record.pk},
        "foreign": {pk for pk in acted_on & set(paths) if not paths[pk].startswith(record.organ.path)},
    }
    return frozenset(name for name, found in faults.items() if found)


def _policy_public(content: Content) -> bool | None:
    policies = [fact.record for fact in content.relations if fact.kind == RelationKind.INTERPRETS]
    if not policies:
        return None
    return Publication.objects.filter(record__in=policies).count() == len(set(policies))


def version_fields(version: Version) -> dict[str, str]:
    """Label -> shown value of the descriptive elements of a version, for pages and comparison."""
    names = subject_names()
    columns = dict(Column.objects.filter(pk__in=version.columns).values_list("pk", "name"))
    shown = {
        "kind": DocumentKind(version.kind).label if version.kind else "",
        "subject": names.get(version.subject, version.subject),
        "columns": "、".join(columns.get(pk, str(pk)) for pk in version.columns),
        "disclosures": "、".join(str(Disclosure(code).label) for code in version.disclosures),
        "attribute": version.get_attribute_display(),
        "ground": str(GROUNDS[version.ground].label) if version.ground else "",
        "normative": _("是") if version.normative else "",
        "contains_map": _("是") if version.contains_map else "",
        "interpretation": version.get_interpretation_display(),
    }
    return {_label(name): str(shown.get(name, getattr(version, name)) or "") for name in DESCRIPTIVE}


def _label(name: str) -> str:
    return str(Version._meta.get_field(name).verbose_name)


def seen_as_subject(person: Person, subject_id: str, today: date) -> Subject | None:
    """For pages about what belongs to a record: its clocks."""
    found = visible(person, today).filter(pk=subject_id).first()
    return (
        Subject(found.title or found.index_number or "", reverse("records:detail", args=[found.pk]))
        if found
        else None
    )


def clocks_of(record: Record, today: date) -> list[ClockLine]:
    """The record's clocks with their explanation."""
    return clock_lines([("record", str(record.pk))], today)


def signed_to_publish(person: Person, today: date) -> QuerySet[Record]:
    """Signed records whose newest version is proactive and not yet public, for who publishes; the oldest first."""
    rows = visible(person, today, "record.publish").filter(stage=Stage.SIGNED, attribute=Attribute.PROACTIVE)
    rows = rows.filter(Q(publication=None) | ~Q(publication__version=F("current")))
    return rows.select_related("division").order_by("touched_at", "id")


def planned(person: Person, today: date) -> list[Schedule]:
    """Publications that wait for their time, or were refused at it; those the person may see."""
    rows = Schedule.objects.filter(record__in=visible(person, today)).select_related("record", "by")
    return list(rows.order_by("publish_at", "record_id")[:100])


def recently_published(person: Person, today: date) -> list[Publication]:
    """The newest publications the person may see."""
    rows = restrict(
        Publication.objects.all(), person, "record.view", today, "record__organ", "record__division"
    )
    return list(rows.select_related("record").order_by("-published_at", "-record_id")[:30])
