"""When the report of a year is due, and how an organ stands towards that day.

Since the report of 2019 departments publish by 31 January, governments by 31 March (条例 2019 第四十九条); before it
every organ had until 31 March
(条例 2007 第三十一条, an article known but not seen word for word, so the page says so). The report of 2018 came out under
the old rules. The day is a day of the calendar: it does not move with holidays.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FIRST_YEAR = 2008
"""The first report under the regulations, which took effect on 1 May 2008."""


@dataclass(frozen=True, slots=True)
class Rule:
    """For reports since that year: the last day in the year after. `seen`: whether the words of the law were at hand.

    `government`: for governments alone or for the others alone; None for all.
    """

    since: int
    month: int
    day: int
    law: str
    seen: bool = True
    government: bool | None = None


RULES = (
    Rule(2019, 1, 31, "政府信息公开条例（2019年）第四十九条", government=False),
    Rule(2019, 3, 31, "政府信息公开条例（2019年）第四十九条", government=True),
    Rule(FIRST_YEAR, 3, 31, "政府信息公开条例（2007年）第三十一条", seen=False),
)


@dataclass(frozen=True, slots=True)
class Due:
    day: date
    law: str
    seen: bool


def due(year: int, *, government: bool = False) -> Due:
    """The last day for the report of that year. ValueError before 2008."""
    for rule in RULES:
        if year >= rule.since and rule.government in (None, government):
            return Due(date(year + 1, rule.month, rule.day), rule.law, rule.seen)
    raise ValueError(f"no report of {year}")


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
