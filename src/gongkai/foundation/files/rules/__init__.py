"""What may be stored, under which name, and what never: pure rules, also used by the reading process."""

from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.files.rules.kinds import KINDS, Kind
from gongkai.foundation.files.rules.marks import Match, classification_marks
from gongkai.foundation.files.rules.names import clean_name, reasons_against_name
from gongkai.foundation.files.rules.refusals import refusal

__all__ = [
    "KINDS",
    "Kind",
    "Match",
    "classification_marks",
    "clean_name",
    "reasons_against_marks",
    "reasons_against_name",
    "refusal",
]
