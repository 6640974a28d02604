"""A month on one page: when there is a hearing, when a reply is due, when answers are due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongkai.domains.foi.agenda import Entry, Kind, agenda
from gongkai.foundation.calendar.selectors import calendar
from gongkai.kernel.ui.month import Mark, lay_out, month_asked
from gongkai.kernel.ui.pages import requires, today

SHOWN = 4
"""Answers of a day that stand in its cell; the rest is a number."""


@requires("request.view")
def month(http: HttpRequest) -> HttpResponse:
    """?month=2026-05; without it the present one."""
    first, last = month_asked(http.GET.get("month", ""), today())
    marks, more = {}, {}
    for day, entries in agenda(http.user, today(), first, last).items():
        dues = [entry for entry in entries if entry.kind == Kind.DUE]
        others = [entry for entry in entries if entry.kind != Kind.DUE]
        marks[day] = [_mark(entry) for entry in others + dues[:SHOWN]]
        more[day] = len(dues[SHOWN:])
    laid_out = lay_out(
        first,
        today=today(),
        is_working=calendar(http.user.organ.region_id).is_working,
        marks=marks,
        more=more,
        more_address=f"{reverse('requests:list')}?stage=open",
    )
    return render(http, "foi/desk/agenda.html", {"month": laid_out})


def _mark(entry: Entry) -> Mark:
    page = "requests:detail" if entry.kind == Kind.DUE else "requests:appeal"
    return Mark(entry.kind, entry.kind.label, entry.title, entry.about, reverse(page, args=[entry.pk]))
