"""Why a due date is what it is: as a page that prints, and as text."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.kernel.clocks.explanation import explain
from gongkai.kernel.clocks.models import Clock, ClockPeriod
from gongkai.kernel.clocks.subjects import Subject, seen_by
from gongkai.kernel.ui.pages import now, today


@login_required
def explanation_page(request: HttpRequest, pk: int) -> HttpResponse:
    clock, subject = _seen(request, pk)
    found = explain(clock, today(), now=now())
    context = {"clock": clock, "subject": subject, "found": found, "periods": clock.periods.all()}
    return render(request, "clocks/explanation.html", context)


@login_required
def explanation_text(request: HttpRequest, pk: int) -> HttpResponse:
    clock, subject = _seen(request, pk)
    text = f"{subject.title}\n{explain(clock, today(), now=now()).as_text()}"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _seen(request: HttpRequest, pk: int) -> tuple[Clock, Subject]:
    """A clock whose subject the reader may see; every other one does not exist."""
    rows = Clock.objects.select_related("organ").prefetch_related(
        Prefetch("periods", ClockPeriod.objects.order_by("id")), "acts"
    )
    clock = rows.filter(pk=pk).first()
    subject = clock and seen_by(request.user, clock.subject_type, clock.subject_id, today())
    if not subject:
        raise Http404
    return clock, subject
