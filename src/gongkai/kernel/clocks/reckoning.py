"""A limit of somebody else, computed for information: no clock runs, nothing is stored, no list shows it."""

from dataclasses import dataclass
from datetime import date

from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.clocks import rules
from gongkai.kernel.clocks.limits import limit_in_force


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Until when, how sure, and why: as `ClockLine`, without a clock behind it."""

    code: str
    label: str
    due: date
    provisional: bool
    source: str
    explain: tuple[str, ...]


def reckon(limit_code: str, start: date, organ: Organ, *, basis: str = "") -> Reckoned | None:
    """The end of a limit in days or months from `start` by the calendar of the organ's region. One query.

    `basis`: by what it began, for the explanation. None when no such limit was in force on that day. KeyError
    for an unknown limit.
    """
    limit = limit_in_force(limit_code, start)
    if limit is None:
        return None
    found = rules.due(limit, start, [], calendar(organ.region_id), basis=basis)
    told = tuple(str(line) for line in found.explain)
    return Reckoned(limit.code, str(limit.name), found.date, found.provisional, limit.source, told)
