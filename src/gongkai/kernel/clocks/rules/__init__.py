"""The clock: from a limit, a start and the periods on the way to the due date, and to the words that
explain it. Pure.

Counting. The day of the start is not counted (by analogy with 民事诉讼法 第八十五条). A pause takes out the
days after its first day up to and including its last; simultaneous pauses count once. A restart begins
anew: what came before it no longer matters. Hours are clock hours, day and night; a "day" is a calendar
day. Between pauses the clock runs; running is therefore no period of its own, which could contradict the
others.
"""

from gongkai.kernel.clocks.rules.counting import date_of, light, midnight, strokes, used
from gongkai.kernel.clocks.rules.explaining import due
from gongkai.kernel.clocks.rules.reasons import (
    reasons_against_closing_pause,
    reasons_against_day,
    reasons_against_period,
    reasons_against_stopped,
)
from gongkai.kernel.clocks.rules.strip import Cell, Month, lay_out, weekday_names
from gongkai.kernel.clocks.rules.vocabulary import (
    ActKind,
    ClockStroke,
    Day,
    Due,
    Kind,
    Light,
    Limit,
    OwnLimit,
    Period,
    State,
    Unit,
)

__all__ = [
    "ActKind",
    "Cell",
    "ClockStroke",
    "Day",
    "Due",
    "Kind",
    "Light",
    "Limit",
    "Month",
    "OwnLimit",
    "Period",
    "State",
    "Unit",
    "date_of",
    "due",
    "lay_out",
    "light",
    "midnight",
    "reasons_against_closing_pause",
    "reasons_against_day",
    "reasons_against_period",
    "reasons_against_stopped",
    "strokes",
    "used",
    "weekday_names",
]
