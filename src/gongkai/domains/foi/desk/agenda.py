"""A month on one page: when there is a hearing, when a reply is due, when answers are due."""

import re
from calendar import Calendar, monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gongkai.domains.foi.agenda import Entry, Kind, agenda
from gongkai.foundation.calendar.selectors import calendar
from gongkai.kernel.ui.pages import requires, today

SHOWN = 4
"""Answers of a day that stand in its cell; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    working: bool
    entries: list[Entry]
    more: int


@requires("request.view")
def month(http: HttpRequest) -> HttpResponse:
    """?month=2026-05; without it the present one."""
    first = _first(http.GET.get("month", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = calendar(http.user.organ.region_id)
    found = agenda(http.user, today(), first, last)
    weeks = [
        [_cell(day, days.is_working(day), found.get(day, [])) if day.month == first.month else None for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]  # fmt: skip
    context = {
        "first": first,
        "weeks": weeks,
        "weekdays": [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")],
        "before": first - timedelta(days=1),
        "after": last + timedelta(days=1),
        "today": today(),
        "empty": not found,
        "kinds": Kind,
    }
    return render(http, "foi/desk/agenda.html", context)


def _first(wanted: str) -> date:
    """The first day of the month that is asked for; of the present one for what is none."""
    if re.fullmatch(r"20[0-4]\d-(0[1-9]|1[0-2])", wanted, re.ASCII):
        return date.fromisoformat(f"{wanted}-01")
    return today().replace(day=1)


def _cell(day: date, working: bool, entries: list[Entry]) -> Cell:
    dues = [entry for entry in entries if entry.kind == Kind.DUE]
    kept = [entry for entry in entries if entry.kind != Kind.DUE] + dues[:SHOWN]
    return Cell(day, working, kept, len(dues) - len(dues[:SHOWN]))
