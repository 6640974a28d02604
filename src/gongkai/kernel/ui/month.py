"""A month on one page, as every diary of the desk shows it: `ui/month.html` draws what `lay_out` returns."""

import re
from calendar import Calendar, monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Mark:
    """What falls on a day. `kind` names the colour (`is-…` in desk.css); `about` stands below in small type."""

    kind: str
    label: str | Promise
    title: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A day: what is shown of it, and how many more there are."""

    day: date
    working: bool
    marks: Sequence[Mark]
    more: int


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` of seven cells, None for days of other months. `more_address`: where the rest is listed."""

    first: date
    last: date
    today: date
    weeks: list[list[Cell | None]] = field(default_factory=list)
    more_address: str = ""

    @property
    def before(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1)

    @property
    def empty(self) -> bool:
        return not any(cell and cell.marks for week in self.weeks for cell in week)

    @property
    def weekdays(self) -> list[str]:
        return [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]


def month_asked(wanted: str, today: date) -> tuple[date, date]:
    """First and last day of the month asked for as 2026-05; of the present one for what is none."""
    known = re.fullmatch(r"20[0-4]\d-(0[1-9]|1[0-2])", wanted, re.ASCII)
    first = date.fromisoformat(f"{wanted}-01") if known else today.replace(day=1)
    return first, _last_of(first)


def _last_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def lay_out(
    first: date,
    *,
    today: date,
    is_working: Callable[[date], bool],
    marks: Mapping[date, Sequence[Mark]],
    more: Mapping[date, int],
    more_address: str = "",
) -> Month:
    """The month that begins with `first`; `more`: how many of a day are not among its marks."""

    def cell(day: date) -> Cell | None:
        if day.month != first.month:
            return None
        return Cell(day, is_working(day), marks.get(day, ()), more.get(day, 0))

    weeks = [[cell(day) for day in week] for week in Calendar().monthdatescalendar(first.year, first.month)]
    return Month(first, _last_of(first), today, weeks, more_address)
