"""The text of a source, proof-read: which of its known contradictions the checks of the house show."""

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.faces.cli.replay.plan import Contradiction
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import Verdict
from gongkai.oversight.reporting.rules.interchange import Reading
from gongkai.oversight.reporting.rules.proof import Weight, findings_in


@dataclass(frozen=True, slots=True)
class Shown:
    """What a check says: its code, and the words and numbers of the remark."""

    check: str
    said: frozenset[str]


@dataclass(frozen=True, slots=True)
class Caught:
    """`caught` None: there was no text to look in."""

    contradiction: Contradiction
    caught: bool | None


def catch(contradictions: tuple[Contradiction, ...], source: bytes) -> list[Caught]:
    """Each known contradiction, and whether a check shows it in this text."""
    shown = list(_shown(read_report(source)))
    return [Caught(one, any(_is_of(one, remark) for remark in shown)) for one in contradictions]


def _is_of(known: Contradiction, remark: Shown) -> bool:
    return remark.check == known.check and all(
        any(said == mark or (not mark.isdecimal() and mark in said) for said in remark.said)
        for mark in known.marks
    )


def _shown(reading: Reading) -> Iterator[Shown]:
    """Everything that does not agree: of the words, and of the tables where there are any."""
    text = reading.words.text
    for one in findings_in(reading):
        if one.weight is not Weight.AGREES:
            yield Shown(one.code, frozenset({text[one.at : one.end], *map(str, one.facts.values())}))
    for finding in assess_report(reading.report) if reading.report else ():
        if finding.verdict is Verdict.FAIL:
            yield Shown(finding.check.code, frozenset({str(finding.left), str(finding.right)}))
