"""How an organ stands towards the day on which its report is due."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.oversight.reporting.rules.due import Due


class State(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    UNDATED = "undated"
    MISSING = "missing"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """`days`: how many the report came late or, when it is missing, how many have gone since the due day."""

    state: State
    days: int = 0


def standing(last: Due, *, there: bool, published_on: date | None, today: date) -> Standing:
    """How the report of an organ stands on a day. `published_on` None: nobody told when it was published."""
    if not there:
        over = (today - last.day).days
        return Standing(State.MISSING, over) if over > 0 else Standing(State.WAITING)
    if published_on is None:
        return Standing(State.UNDATED)
    over = (published_on - last.day).days
    return Standing(State.LATE, over) if over > 0 else Standing(State.IN_TIME)
