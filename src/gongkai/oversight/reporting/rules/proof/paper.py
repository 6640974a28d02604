"""A report as it is proof-read: its words, sentences and figures, and what is known of its time and its organ."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import islice

from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.proof.figures import Figure, figures_in
from gongkai.oversight.reporting.rules.words import Words

MOST_SIGNS, MOST_FIGURES = 200_000, 1000
"""More than these no report has; what lies behind them is left unread, for the time it would take."""
IN_SENTENCE = 100
NEAR = 40


class Weight(StrEnum):
    """How sure it is: two statements that cannot both be true; one to ask about; one to know; one that agrees."""

    CONTRADICTION = "contradiction"
    SUSPECT = "suspect"
    NOTE = "note"
    AGREES = "agrees"


@dataclass(frozen=True, slots=True)
class Remark:
    """`at`, `end`: place in the words; `facts`: what the sentence about it needs (see `remarks.py`)."""

    code: str
    weight: Weight
    at: int
    end: int
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`at`: where it begins in the words; `figures`: those in it."""

    at: int
    text: str
    figures: tuple[Figure, ...]

    @property
    def end(self) -> int:
        return self.at + len(self.text)

    def after(self, figure: Figure) -> str:
        """The words behind a figure, as far as they can belong to it."""
        start = figure.end - self.at
        return self.text[start : start + NEAR]


_DAY = r"(20\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?"
_HEAD_DAY = re.compile(rf"(?:时间|日期)\s*:\s*{_DAY}")
_LAST_DAY = re.compile(rf"^\s*{_DAY}\s*$", re.MULTILINE)
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?=年|[)\]〕])")
_OWN = re.compile(r"我(部|厅|局|委|办)")


@dataclass(frozen=True)
class Paper:
    """`report` None: words of which it is not known that they are an annual report."""

    words: Words
    report: Report | None = None

    @cached_property
    def text(self) -> str:
        return self.words.text[:MOST_SIGNS]

    @property
    def year(self) -> int | None:
        """The year reported on."""
        return self.report.year if self.report else None

    @cached_property
    def day(self) -> date | None:
        """When it was issued, as it says at its head or under its end."""
        found = self.day_said
        return as_day(found[1], found[2], found[3]) if found else None

    @cached_property
    def day_said(self) -> re.Match[str] | None:
        return _HEAD_DAY.search(self.text) or next(reversed(list(_LAST_DAY.finditer(self.text))), None)

    @cached_property
    def written(self) -> int | None:
        """The year in which it was written, at the earliest: of its day, or the last year that it speaks of."""
        if self.day:
            return self.day.year
        years = [int(year) for year in _YEAR.findall(self.text)]
        return max(years, default=self.year)

    @cached_property
    def own_level(self) -> str:
        """部, 厅 or 局, as the paper mostly calls its organ; empty when it does not."""
        said = _OWN.findall(self.text)
        return max(sorted(set(said)), key=said.count, default="")

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(m.start(), m[0], tuple(islice(figures_in(m[0], m.start()), IN_SENTENCE)))
            for m in re.finditer(r"[^。\n]+", self.text)
        )

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        found = (figure for sentence in self.sentences for figure in sentence.figures)
        return tuple(islice(found, MOST_FIGURES))

    def sentence_of(self, figure: Figure) -> Sentence:
        return self.sentences[bisect_right(self._begins, figure.at) - 1]

    @cached_property
    def _begins(self) -> list[int]:
        return [one.at for one in self.sentences]


def as_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
