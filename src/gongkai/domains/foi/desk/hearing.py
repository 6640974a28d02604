"""Pages of those who are heard: the opinion of a division, the minutes of a conference as a file."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import request_or_404
from gongkai.domains.foi.models import OpinionRound
from gongkai.domains.foi.printing import conference_pdf
from gongkai.domains.foi.reading import reading_of
from gongkai.domains.foi.rules.titles import masked
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.typed import whole_number
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.casework.rules import ItemState, StepKind
from gongkai.kernel.casework.selectors import items_for
from gongkai.kernel.ui.pages import now, requires, today


@requires("request.view")
def opinion(http: HttpRequest, pk: int) -> HttpResponse:
    """What a division is asked, and its answer. Who was asked sees the question and the matter without the person."""
    if whole_number(str(pk)) is None:
        raise Http404
    asked = OpinionRound.objects.select_related("request__organ", "request__division", "case", "asked_by")
    asked = asked.filter(request=pk).order_by("-pk").first()
    mine = items_for(http.user, asked.case, today()) if asked else []
    said = list(_said(asked)) if asked else []
    if asked is None or not (mine or any(item.acted_by_id == http.user.pk for item in said)):
        return HttpResponseRedirect(reverse("requests:detail", args=[pk]))
    for item in mine:
        casework.mark_opened(item=item, by=http.user, at=now())
    reasons, typed = [], {name: http.POST.get(name, "") for name in ("agree", "opinion")}
    if http.method == "POST":
        try:
            agree = typed["agree"] != "no"
            services.give_opinion(
                request=asked.request, agree=agree, opinion=typed["opinion"][:2000], by=http.user, at=now()
            )
        except NotAllowed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(http, _("已记录您的意见。"))
            return HttpResponseRedirect(reverse("requests:opinion", args=[pk]))
    context = {
        "asked": asked,
        "about": asked.request,
        "matter": masked(asked.request.description),
        "item": mine[0] if mine else None,
        "joining": bool(mine) and mine[0].step.kind != StepKind.JOINT,
        "said": said,
        "days": (asked.until - today()).days,
        "reasons": reasons,
        "typed": typed,
    }
    return render(http, "foi/desk/opinion.html", context, status=422 if reasons else 200)


def _said(asked: OpinionRound):
    rows = WorkItem.objects.filter(case=asked.case, state=ItemState.DONE, step__kind=StepKind.JOINT)
    return rows.select_related("division", "acted_by").order_by("id")


@requires("request.view")
def minutes(http: HttpRequest, pk: int, number: int) -> FileResponse:
    """The minutes of a conference, to print."""
    request = request_or_404(http, pk)
    found = get_object_or_404(request.conferences.all(), pk=number)
    try:
        content = conference_pdf(conference=found, reading=reading_of(http.user, request, today()), at=now())
    except NotAllowed as refusal:
        raise Http404(refusal) from refusal
    return FileResponse(io.BytesIO(content), filename=f"{request.number}-{number}.pdf")
