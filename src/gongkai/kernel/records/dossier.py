"""What is read of a record and one of its versions, each thing once: for the gate, and for the page that shows
what the gate says. A dossier lives as long as one question; nothing in it may come from outside.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Subquery

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.selectors import reason_without_public_copy
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.catalogue.selectors import (
    columns_for,
    negative_matches,
    registration_since,
    validity_years,
)
from gongkai.kernel.records import guards
from gongkai.kernel.records.models import (
    Attachment,
    Publication,
    Record,
    Relation,
    Review,
    RoundItem,
    Version,
    Withdrawal,
)
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.issuer import is_own, leads, names_of
from gongkai.kernel.records.rules.lifetime import Lifetime, warnings
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
    Basis,
    Interpretation,
    RelationKind,
    Stage,
)
from gongkai.kernel.records.signoff import Place, chain_fact, place_of
from gongkai.kernel.records.texts import places_with_marks, texts_of


@dataclass(frozen=True, slots=True)
class Saved:
    """A version as lists show it, without its texts."""

    number: int
    drafter: int
    name: str
    at: datetime


class Dossier:
    """Reads of one record and one version (the current one unless given). Each costs a query when first asked.

    `shown`: a page is to show it, with the names of who signed.
    """

    def __init__(self, record: Record, version: Version | None = None, *, shown: bool = True) -> None:
        self.record = record
        self.shown = shown
        self.version = version or record.current

    @cached_property
    def attachments(self) -> list[Attachment]:
        """With their files."""
        return list(self.version.attachments.select_related("file"))

    @cached_property
    def files(self) -> dict[int, StoredFile]:
        return {attached.file_id: attached.file for attached in self.attachments}

    @cached_property
    def content(self) -> Content:
        return self.version.content(self.attachments)

    @cached_property
    def saved(self) -> list[Saved]:
        """All versions, the newest first."""
        rows = self.record.versions.order_by("-number")
        return [Saved(*row) for row in rows.values_list("number", "drafter", "drafter__name", "saved_at")]

    @cached_property
    def columns(self) -> dict[int, Column]:
        """The columns that the version names, closed ones too."""
        return columns_of(self.version, self.record.organ)

    @cached_property
    def review(self) -> Review | None:
        """The newest review of the version; `decided`: how many its act decided, `withdrawn`: taken off since."""
        decided = Review.objects.filter(act=OuterRef("act")).order_by().values("act").annotate(n=Count("pk"))
        since = Withdrawal.objects.filter(
            version=OuterRef("version"), withdrawn_at__gte=OuterRef("reviewed_at")
        )
        found = self.version.reviews.annotate(decided=Subquery(decided.values("n")), withdrawn=Exists(since))
        # not by time: a clock may have been set back
        return found.select_related("reviewer").order_by("-id").first()

    @cached_property
    def place(self) -> Place | None:
        """Where the record stands in its newest sign-off."""
        return place_of(self.record, shown=self.shown)

    @cached_property
    def interpretations(self) -> list[Record]:
        """Records of the same organ whose current version says that it interprets this one, not cancelled."""
        found = self.record.interpretations.filter(organ=self.record.organ_id)
        return list(found.exclude(stage=Stage.CANCELLED))

    def warnings(self) -> list[Reason]:
        """What to look at again before publishing; it keeps nothing back. No query but for a normative document."""
        if not self.version.normative or not is_own(self.version.issuer, names_of(self.record.organ)):
            return []
        return warnings(self.content, lifetime_of(self.record.organ))

    def snapshot(self, *, at: datetime) -> GateSnapshot:
        """Gather what the gate asks about the version. About eight queries."""
        record, content = self.record, self.content
        texts = texts_of(content, self.files)
        review = self._review_fact()
        stands = review is not None and review.digest == content.digest()
        return GateSnapshot(
            content=content,
            today=shanghai_date(at),
            index_number=record.index_number or "",
            cancelled=record.stage == Stage.CANCELLED,
            is_current=self.version.pk == record.current_id,
            authors=frozenset(saved.drafter for saved in self.saved),
            review=review,
            reviewed_before=not stands and record.reviews.exclude(version=self.version).exists(),
            chain=self._chain_fact(),
            findings=tuple(DataFinding(f.key, str(f.label), f.field) for f in find_personal_data(texts)),
            negative=tuple(negative_matches(record.organ, texts)),
            marks=tuple(places_with_marks(texts)),
            files=tuple(
                FileFact(a.name, reason_without_public_copy(a.file), a.is_as_saved) for a in self.attachments
            ),
            interpretation=self._interpretation_fact(),
            registration_since=registration_since(record.organ) if content.normative else None,
            issued_by_own_organ=is_own(content.issuer, names_of(record.organ)),
            led_by_own_organ=leads(content.issuer, names_of(record.organ)),
            public_columns=frozenset(pk for pk, column in self.columns.items() if column.own),
            foreign_columns=frozenset(
                pk for pk, column in self.columns.items() if column.closed_on is None and not column.own
            ),
            relation_faults=self._relation_faults(),
            interpreted_policy_public=_policy_public(content),
            guarded=guards.reasons(record, self.version, shanghai_date(at)),
        )

    def _review_fact(self) -> ReviewFact | None:
        review = self.review
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

    def _chain_fact(self) -> ChainFact:
        """The sign-off of the version. For text that is already public one reviewer answers, and nothing is read,
        unless a leader must have signed that it needs no interpretation.
        """
        answered = self.review is not None and self.review.basis == Basis.ALREADY_PUBLIC
        if answered and self.version.interpretation != Interpretation.WAIVED:
            return ChainFact(concluded=False)
        return chain_fact(self.record, self._own_place())

    def _own_place(self) -> Place | None:
        """The place of this very version. What was saved since it was submitted stands nowhere yet."""
        stands = self.place is not None and self.place.item.version_id == self.version.pk
        return self.place if stands else None

    def _interpretation_fact(self) -> InterpretationFact:
        """Is there material that interprets the record, and did some of it go through the record's own round.

        The gate asks only of a policy that needs an interpretation; for all others nothing is read.
        """
        if self.version.interpretation != Interpretation.REQUIRED:
            return InterpretationFact()
        signed = any(_interprets(item.version, self.record.pk) for item in self._signed_with())
        public = Relation.objects.filter(target=self.record, kind=RelationKind.INTERPRETS).exists()
        # a policy that stands with its interpretation is corrected without signing the interpretation again
        stands = public and Publication.objects.filter(record=self.record).exists()
        return InterpretationFact(
            material=signed or public or bool(self.interpretations), signed_together=signed or stands
        )

    def _signed_with(self) -> list[RoundItem]:
        """What went with the version through its own, newest round and still stands as it was signed."""
        place = self._own_place()
        if place is None:
            return []
        items = RoundItem.objects.filter(round=place.item.round_id, version=F("record__current"))
        items = items.exclude(record=self.record).exclude(record__stage=Stage.CANCELLED)
        return list(items.select_related("version"))

    def _relation_faults(self) -> frozenset[str]:
        """`missing`: a target that is no record; `itself`; `foreign`: acts on the validity of a document that
        neither the organ nor one below it keeps. One query where there are relations.
        """
        record, relations = self.record, self.content.relations
        named = {fact.record for fact in relations}
        if not named:
            return frozenset()
        paths = dict(Record.objects.filter(pk__in=named).order_by().values_list("pk", "organ__path"))
        acted_on = {fact.record for fact in relations if fact.kind in ACTS_ON_VALIDITY}
        faults = {
            "missing": named - set(paths),
            "itself": named & {record.pk},
            "foreign": {pk for pk in acted_on & set(paths) if not paths[pk].startswith(record.organ.path)},
        }
        return frozenset(name for name, found in faults.items() if found)


def lifetime_of(organ: Organ) -> Lifetime:
    """The years of validity that the organ has set; one query."""
    return Lifetime(*validity_years(organ))


def columns_of(version: Version, organ: Organ | None = None) -> dict[int, Column]:
    """The columns that a version names, closed ones too, by their ids; one query.

    With an organ each says whether it is `own`: open, and the organ's to use.
    """
    wanted = Column.objects.filter(pk__in=version.columns).order_by()
    if organ is not None:
        own = columns_for(organ).select_related(None).order_by().filter(pk=OuterRef("pk"))
        wanted = wanted.annotate(own=Exists(own))
    return {column.pk: column for column in wanted.only("name", "closed_on")}


def _interprets(version: Version, policy: int) -> bool:
    return any(r["kind"] == RelationKind.INTERPRETS and r["record"] == policy for r in version.relations)


def _policy_public(content: Content) -> bool | None:
    policies = [fact.record for fact in content.relations if fact.kind == RelationKind.INTERPRETS]
    if not policies:
        return None
    return Publication.objects.filter(record__in=policies).count() == len(set(policies))
