"""What the gate looks at: facts gathered once by a selector, so that the gate itself stays a pure function."""

from dataclasses import dataclass
from datetime import date, datetime

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.vocabulary import Basis, Outcome


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """The newest secrecy review of exactly the version in question."""

    digest: str
    reviewer: int
    outcome: str
    basis: str = Basis.EXAMINED
    accepted: frozenset[str] = frozenset()  # keys of findings accepted one by one
    opened_at: datetime | None = None  # when the reviewer opened this item
    items_decided: int = 1  # items decided by the same act
    before_withdrawal: bool = False  # the version was withdrawn after this review
    evidence: frozenset[str] = frozenset()  # names of the filled evidence fields, for already_public

    @property
    def passed(self) -> bool:
        return self.outcome == Outcome.PASSED


@dataclass(frozen=True, slots=True)
class ChainFact:
    """The sign-off of exactly this version: concluded, or the names of the steps still missing."""

    concluded: bool
    missing: tuple[str, ...] = ()
    leader_signed: bool = False


@dataclass(frozen=True, slots=True)
class DataFinding:
    """Personal data found in the text; the value itself is not kept."""

    key: str
    label: str
    where: str


@dataclass(frozen=True, slots=True)
class FileFact:
    """An attachment: its public name and why there is no clean public copy, or empty when there is one; and whether
    the stored file is the one that was saved with the version.
    """

    name: str
    no_public_copy: str = ""
    as_saved: bool = True


@dataclass(frozen=True, slots=True)
class InterpretationFact:
    """The interpretation of a policy: is there material, was it signed in the policy's own round."""

    material: bool = False
    signed_together: bool = False


@dataclass(frozen=True, slots=True)
class GateSnapshot:
    """All that the gate asks about one version of one record at one moment."""

    content: Content
    today: date
    index_number: str = ""
    cancelled: bool = False
    is_current: bool = True
    authors: frozenset[int] = frozenset()  # everybody who drafted a version of the record
    review: ReviewFact | None = None
    reviewed_before: bool = False  # some earlier version was reviewed
    chain: ChainFact = ChainFact(concluded=False)
    findings: tuple[DataFinding, ...] = ()
    negative: tuple[str, ...] = ()  # names of matching negative-list entries
    marks: tuple[str, ...] = ()  # classification marks found in text or files
    files: tuple[FileFact, ...] = ()
    interpretation: InterpretationFact = InterpretationFact()
    registration_since: date | None = None  # the organ numbers its normative documents from this day
    issued_by_own_organ: bool = True  # alone or with others: see rules.issuer
    led_by_own_organ: bool = True  # alone or named first
    public_columns: frozenset[int] = frozenset()  # open columns of sites where the organ may publish
    foreign_columns: frozenset[int] = frozenset()  # open columns that are not the organ's to use
    relation_faults: frozenset[str] = frozenset()  # missing, itself, foreign: see selectors
    interpreted_policy_public: bool | None = (
        None  # for a material: is its policy public; None: not a material
    )
    guarded: tuple[Reason, ...] = ()  # what the room that made the record adds: see guards
