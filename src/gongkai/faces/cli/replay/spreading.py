"""How a year's work lies in its days. Pure: the same at every run, and it always adds up."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction


def spread(number: int, days: Sequence[date]) -> Iterator[tuple[date, int]]:
    """So many things on these days, as evenly as whole numbers allow; days with nothing are left out, one alone stands
    in the middle."""
    step, before = Fraction(number, len(days)), 0
    for place, day in enumerate(days, 1):
        until = int(step * place + Fraction(1, 2))
        if until > before:
            yield day, until - before
        before = until


def parts(whole: int, pieces: int) -> list[int]:
    """A number in so many pieces, none of which is nothing; fewer pieces when there is not one for each."""
    pieces = min(whole, pieces)
    return [whole * n // pieces - whole * (n - 1) // pieces for n in range(1, pieces + 1)]
