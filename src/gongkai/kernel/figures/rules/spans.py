"""Years, quarters and months as addresses and commands spell them: the one before, the one after, the same of last year. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.kernel.figures.rules.periods import Period, read_period

_SPELLED = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
YEARS = range(2008, 2100)


@dataclass(frozen=True, slots=True)
class Span:
    """A year, quarter or month as `2026`, `2026-Q3`, `2026-11`. ValueError for anything else."""

    code: str

    def __post_init__(self):
        found = _SPELLED.fullmatch(self.code)
        if found is None or int(found[1]) not in YEARS:
            raise ValueError(self.code)

    @property
    def period(self) -> Period:
        return read_period(self.code)

    @property
    def year(self) -> int:
        return int(self.code[:4])

    @property
    def number(self) -> int:
        """Of the quarter or month in its year; 0 for a year."""
        return int(self.code[5:].removeprefix("Q") or 0)

    @property
    def is_month(self) -> bool:
        return bool(self.number) and "Q" not in self.code

    @property
    def label(self) -> str:
        words = {"year": self.year, "n": self.number}
        if not self.number:
            return _("%(year)d年") % words
        return (_("%(year)d年%(n)d月") if self.is_month else _("%(year)d年第%(n)d季度")) % words

    @property
    def before(self) -> "Span":
        """The one before it, of the same length."""
        if not self.number:
            return Span(str(self.year - 1))
        last = 12 if self.is_month else 4
        turned = self.number == 1
        return self._at(self.year - turned, last if turned else self.number - 1)

    @property
    def after(self) -> "Span":
        """The one that follows, of the same length. ValueError after the last year."""
        turned = self.number == (12 if self.is_month else 4)
        return self._at(
            self.year + (turned or not self.number), 1 if turned else self.number + bool(self.number)
        )

    @property
    def year_ago(self) -> "Span":
        return self._at(self.year - 1, self.number)

    def _at(self, of_year: int, number: int) -> "Span":
        if not number:
            return Span(str(of_year))
        return Span(f"{of_year}-{number:02d}" if self.is_month else f"{of_year}-Q{number}")


def month_of(day: date) -> Span:
    return Span(f"{day:%Y-%m}")


def span_asked(text: str, today: date) -> Span:
    """The span that an address spells, the present month for what is none."""
    try:
        return Span(text)
    except ValueError:
        return month_of(today)


def choices(today: date) -> Iterator[Span]:
    """What a page offers: the months of a year up to now, the quarters of a year, three years."""
    span = month_of(today)
    for _n in range(13):
        yield span
        span = span.before
    span = Span(f"{today.year}-Q{(today.month + 2) // 3}")
    for _n in range(5):
        yield span
        span = span.before
    yield from (Span(str(today.year - n)) for n in range(3))


def quarters_of_year(of_year: int) -> list[Span]:
    return [Span(f"{of_year}-Q{number}") for number in range(1, 5)]


def months_of_year(of_year: int) -> list[Span]:
    return [Span(f"{of_year}-{number:02d}") for number in range(1, 13)]
