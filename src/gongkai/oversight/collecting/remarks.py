"""What proof-reading finds in the words of a collected report, as its page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.oversight.collecting.selectors import Held
from gongkai.oversight.reporting.reading.words import words_of
from gongkai.oversight.reporting.remarks import RULES, WEIGHTS, says
from gongkai.oversight.reporting.rules.interchange import Reading
from gongkai.oversight.reporting.rules.proof import FROM_TROUBLES, Weight, findings_in

COLOURS = {Weight.CONTRADICTION: "red", Weight.SUSPECT: "yellow", Weight.NOTE: ""}
OF_THE_PAPER = {*FROM_TROUBLES, "D-2", "S-7"}
"""What is told of the whole file: the page tells it otherwise (what could not be read, the day of publication)."""
MOST_WORDS = 80


@dataclass(frozen=True, slots=True)
class Remarked:
    """`words`: those that it is about, cut to a line."""

    code: str
    rule: str
    word: str
    colour: str
    words: str
    says: str


def remarks_of(found: Held) -> list[Remarked]:
    """What is wrong or doubtful in the words that were kept, the surest first; what agrees is left out."""
    order = list(Weight)
    return [one for _weight, one in sorted(_remarks(found), key=lambda pair: order.index(pair[0]))]


def _remarks(found: Held) -> Iterator[tuple[Weight, Remarked]]:
    text = found.report.text
    if not any(words.strip() for words in text.values()):
        return
    headings = found.report.form.sections
    whole = "\n".join(f"{headings.get(number, '')}\n{text[number]}" for number in sorted(text))
    words = words_of(whole)
    for one in findings_in(Reading(found.report, words=words)):
        if one.weight is not Weight.AGREES and one.code not in OF_THE_PAPER:
            around = words.around(one.at, one.end)
            shown = around if len(around) <= MOST_WORDS else f"{around[:MOST_WORDS]}…"
            rule, word = str(RULES[one.code]), str(WEIGHTS[one.weight])
            yield one.weight, Remarked(one.code, rule, word, COLOURS[one.weight], shown, says(one))
