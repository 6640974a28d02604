"""Tables of the register. Immutable: Version, Attachment, Review. A record is public if and only if it has a Publication."""

from gongkai.kernel.records.models.arriving import ImportItem, ImportRun
from gongkai.kernel.records.models.erasure import Erasure
from gongkai.kernel.records.models.preference import SavedView
from gongkai.kernel.records.models.publication import (
    Erratum,
    Publication,
    Relation,
    Schedule,
    Withdrawal,
)
from gongkai.kernel.records.models.register import Attachment, InColumn, Reassessment, Record, Version
from gongkai.kernel.records.models.signing import Chain, Review, Round, RoundItem

__all__ = [
    "Attachment",
    "Chain",
    "Erasure",
    "Erratum",
    "ImportItem",
    "ImportRun",
    "InColumn",
    "Publication",
    "Reassessment",
    "Record",
    "Relation",
    "Review",
    "Round",
    "RoundItem",
    "SavedView",
    "Schedule",
    "Version",
    "Withdrawal",
]
