"""Due dates that a new calendar moved, read from the ledger: what was told is no longer so, and somebody must hear of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.selectors import entries
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.models import Clock

VERB = "clock.recompute"
LOOKED_AT = 500
"""Entries of one organ that are looked at: a notice of holidays moves many clocks at once."""


@dataclass(frozen=True, slots=True)
class Move:
    """One clock, from what it said before the first move of the period to what it says since the last.

    `calendar`: the version of the calendar that moved it last, None where the entry does not say.
    """

    clock: int
    subject_type: str
    subject_id: str
    limit_code: str
    before: date
    due: date
    on: date
    calendar: int | None

    @property
    def label(self) -> str:
        limit = limit_in_force(self.limit_code, self.on)
        return str(limit.name) if limit else self.limit_code


def moves(organ_code: str, since: datetime) -> list[Move]:
    """Open clocks of the organ whose date moved since then and still is that date, the earliest first. Two queries.

    The caller shows only those whose subject the reader may see.
    """
    found = entries(organ=organ_code, verb=VERB, since=since, limit=LOOKED_AT)
    folded = {one.clock: one for one in _folded(reversed(found)) if one.before != one.due}
    still = Clock.objects.filter(pk__in=folded, stopped_on=None) if folded else Clock.objects.none()
    dates = dict(still.values_list("pk", "due_on"))
    open_ones = (one for one in folded.values() if dates.get(one.clock) == one.due)
    return sorted(open_ones, key=lambda one: (one.due, one.clock))


def last_move(subject_type: str, subject_id: str, limit_code: str) -> Move | None:
    """The last time a calendar moved the date of a subject under a limit. One query."""
    rows = entries(subject_type=subject_type, subject_id=subject_id, verb=VERB, limit=20)
    told = (move for row in rows if (move := _move(row)) and move.limit_code == limit_code)
    return next((move for move in told if move.before != move.due), None)


def _folded(rows: Iterable[Entry]) -> list[Move]:
    """One for each clock; the rows come oldest first."""
    first: dict[int, date] = {}
    last: dict[int, Move] = {}
    for row in rows:
        move = _move(row)
        if move is not None:
            first.setdefault(move.clock, move.before)
            last[move.clock] = move
    return [replace(move, before=first[clock]) for clock, move in last.items()]


def _move(row: Entry) -> Move | None:
    """None where the end was or is unknown: a paused clock has no date that could be told wrongly."""
    detail = row.detail
    if not detail.get("before") or not detail.get("due"):
        return None
    return Move(
        clock=detail["clock"],
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        limit_code=detail["limit"],
        before=date.fromisoformat(detail["before"]),
        due=date.fromisoformat(detail["due"]),
        on=shanghai_date(row.at),
        calendar=detail.get("calendar"),
    )
