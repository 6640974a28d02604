"""What a letter is, without tables: syntax and values of texts, composing, acts and the dates they set."""

from gongkai.kernel.letters.rules.checking import faults, warnings
from gongkai.kernel.letters.rules.composing import Document, compose, reasons_against_composing
from gongkai.kernel.letters.rules.vocabulary import (
    Channel,
    Counts,
    Evidence,
    FieldKind,
    FieldSpec,
    Frame,
    Manner,
    State,
    Text,
)

__all__ = [
    "Channel",
    "Counts",
    "Document",
    "Evidence",
    "FieldKind",
    "FieldSpec",
    "Frame",
    "Manner",
    "State",
    "Text",
    "compose",
    "faults",
    "reasons_against_composing",
    "warnings",
]
