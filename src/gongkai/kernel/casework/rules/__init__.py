"""Casework as pure functions: definitions as data, one `decide` for every act, the reasons against it."""

from gongkai.kernel.casework.rules.deciding import decide
from gongkai.kernel.casework.rules.definitions import parse, reasons_against_definition
from gongkai.kernel.casework.rules.reasons import earlier_steps, reasons_against, returnable
from gongkai.kernel.casework.rules.vocabulary import (
    ADDED,
    DRAFTER,
    Act,
    CaseState,
    Decision,
    Item,
    ItemState,
    Node,
    Outcome,
    Placement,
    Reach,
    Seat,
    Situation,
    StepKind,
    StepSpec,
    StepState,
    Verb,
)

__all__ = [
    "ADDED",
    "DRAFTER",
    "Act",
    "CaseState",
    "Decision",
    "Item",
    "ItemState",
    "Node",
    "Outcome",
    "Placement",
    "Reach",
    "Seat",
    "Situation",
    "StepKind",
    "StepSpec",
    "StepState",
    "Verb",
    "decide",
    "earlier_steps",
    "parse",
    "reasons_against",
    "reasons_against_definition",
    "returnable",
]
