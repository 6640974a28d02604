"""Proof-reading of the words of a report or a draft: what a reader can find wrong without knowing the work.

Each rule looks for one thing and stays silent where it is not sure; what agrees is told too, for who compares with
a list of known contradictions. Codes: A arithmetic, D days, S structure, N names, W wording (docs/handbook/reports.md).
"""

from collections.abc import Callable, Iterator

from gongkai.oversight.reporting.rules.interchange import Reading
from gongkai.oversight.reporting.rules.proof import (
    arithmetic,
    bases,
    composition,
    days,
    labels,
    names,
    wording,
)
from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Weight
from gongkai.oversight.reporting.rules.words import Words

FROM_TROUBLES = ("S-5", "S-6")
"""What the reader has told as troubles too."""
__all__ = ["FROM_TROUBLES", "Paper", "Remark", "Weight", "findings_in"]

Rule = Callable[[Paper], Iterator[Remark]]
RULES: tuple[Rule, ...] = (
    *arithmetic.RULES,
    *bases.RULES,
    *labels.RULES,
    *days.RULES,
    *composition.RULES,
    *names.RULES,
    *wording.RULES,
)


def findings_in(read: Reading | Words | str) -> list[Remark]:
    """All remarks on a report that was read, or on plain words, in the order of their places."""
    paper = _paper(read)
    troubles = _troubles(read) if isinstance(read, Reading) else ()
    found = (*troubles, *(one for rule in RULES for one in rule(paper)))
    return sorted(found, key=lambda one: (one.at, one.code))


def _troubles(reading: Reading) -> Iterator[Remark]:
    """S-5, S-6: what the reader found of the tables, beside what stands in the words."""
    for one in reading.troubles:
        if one.code == "doubled-table":
            yield Remark("S-5", Weight.SUSPECT, 0, 0, {"said": one.where})
        elif one.code == "no-table" and reading.report is not None:
            yield Remark("S-6", Weight.SUSPECT, 0, 0)


def _paper(read: Reading | Words | str) -> Paper:
    if isinstance(read, Reading):
        return Paper(read.words, read.report)
    return Paper(Words(read) if isinstance(read, str) else read)
