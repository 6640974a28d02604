"""Which periods of a year are closed, can be, or still run. Pure."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.spans import Span, months_of_year, quarters_of_year


class State(StrEnum):
    """Running: its last day is not over. Open: over, and nobody has closed it."""

    RUNNING = "running"
    OPEN = "open"
    CLOSED = "closed"


def state_of(period: Period, *, today: date, closed: bool) -> State:
    if closed:
        return State.CLOSED
    return State.RUNNING if period.until >= today else State.OPEN


def spans_of(year: int, today: date) -> list[Span]:
    """What is closed of a year, as far as it has begun: its months, then quarters (for inspection), then the whole."""
    found: Iterable[Span] = (*months_of_year(year), *quarters_of_year(year), Span(str(year)))
    return [span for span in found if span.period.since <= today]
