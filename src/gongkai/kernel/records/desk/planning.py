"""The publication calendar: a month with what went out and what will, and what was refused at its time."""

from collections import defaultdict
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.kernel.records.models import Publication, Schedule
from gongkai.kernel.records.selectors import planned, published_between, published_by_day
from gongkai.kernel.ui.month import Mark, lay_out, month_asked
from gongkai.kernel.ui.pages import now, today

SHOWN = 3
"""Publications of a day that stand in its cell; the rest is a number."""


@login_required
def month(request) -> HttpResponse:
    """?month=2026-05; without it the present one. Plans beside it, with the reasons of those that were refused."""
    first, last = month_asked(request.GET.get("month", ""), today())
    plans = planned(request.user, today())
    marks: dict[date, list[Mark]] = defaultdict(list)
    for plan in plans:
        marks[shanghai_date(plan.publish_at)].append(_of_plan(plan))
    shown: dict[date, int] = defaultdict(int)
    for publication in published_between(request.user, today(), first, last):
        day = shanghai_date(publication.published_at)
        shown[day] += 1
        if shown[day] <= SHOWN:
            marks[day].append(_of_publication(publication))
    counts = published_by_day(request.user, today(), first, last)
    laid_out = lay_out(
        first,
        today=today(),
        is_working=calendar(request.user.organ.region_id).is_working,
        marks=marks,
        more={day: count - min(shown[day], SHOWN) for day, count in counts.items()},
        more_address=f"{reverse('records:list')}?stage=public",
    )
    return render(request, "records/calendar.html", {"month": laid_out, "planned": plans, "now": now()})


def _of_plan(plan: Schedule) -> Mark:
    kind, label = ("hearing", _("到时未能公开")) if plan.refusals else ("reply", _("将要公开"))
    at = f"{plan.publish_at.astimezone(SHANGHAI):%H:%M} {plan.by.name}"
    return Mark(kind, label, plan.record.title, at, reverse("records:detail", args=[plan.record_id]))


def _of_publication(publication: Publication) -> Mark:
    record = publication.record
    return Mark(
        "due", _("公开"), record.title, record.index_number, reverse("records:detail", args=[record.pk])
    )
