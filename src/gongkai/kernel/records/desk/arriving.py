"""Imports that wait for their reviewer: the runs, the items of a run, and one item with its evidence to sign."""

import uuid

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.typed import whole_number
from gongkai.kernel.records.arriving import (
    item_page,
    neighbours,
    runs_in_reach,
    waiting_items,
    with_waiting,
)
from gongkai.kernel.records.desk.forms import ImportedForm
from gongkai.kernel.records.desk.reviewing import opened_note, read_note, what_is_reviewed
from gongkai.kernel.records.models import ImportItem, ImportRun
from gongkai.kernel.records.rules.gate import EVIDENCE_FIELDS
from gongkai.kernel.records.rules.signing import EVIDENCE_LABELS, is_web_address
from gongkai.kernel.records.rules.vocabulary import Outcome
from gongkai.kernel.records.services import review_imported, take_over
from gongkai.kernel.records.services.arriving import OPINION, reasons_against_taking_over
from gongkai.kernel.ui.pages import now, requires, tell, today


@requires("record.review", "record.import")
def run_list(request) -> HttpResponse:
    """Every import in reach that has items left."""
    runs = with_waiting(runs_in_reach(request.user, today()))
    return render(request, "records/imports.html", {"runs": runs})


@requires("record.review", "record.import")
def run_page(request, pk: int) -> HttpResponse:
    """What waits in one run, by the lines of its file; `after` goes on behind an item."""
    run = _run(request, pk)
    after = whole_number(request.GET.get("after", "")) or 0
    context = {
        "run": run,
        "page": item_page(run, after),
        "left": waiting_items(run).count(),
        "first": waiting_items(run).first(),
        "mine": run.reviewer_id == request.user.pk,
        "may_take_over": not reasons_against_taking_over(run=run, by=request.user, at=now()),
        "after": after,
    }
    return render(request, "records/import_run.html", context)


@require_POST
@requires("record.review")
def take_over_run(request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    try:
        take_over(run=run, by=request.user, at=now())
        messages.success(request, _("这一批改由您逐件审查。"))
    except NotAllowed as refusal:
        tell(request, refusal)
    return HttpResponseRedirect(reverse("records:import-run", args=[pk]))


@requires("record.review", "record.import")
def item(request, pk: int, item: int) -> HttpResponse:
    """One item with its evidence. Its reviewer decides here; a decision leads on to the next one."""
    one = get_object_or_404(
        ImportItem.objects.select_related("run", "version__drafter", "record__organ"),
        pk=item,
        run=_run(request, pk),
    )
    one.run = _run(request, pk)
    if one.settled_at is not None or not waiting_items(one.run).filter(pk=one.pk).exists():
        messages.info(request, _("这一件已经审查，或在导入之后改动过，不在待审之列。"))
        return HttpResponseRedirect(reverse("records:import-run", args=[pk]))
    if request.method != "POST":
        return _page(request, one, _fresh_form(one))
    form = ImportedForm(request.POST)
    return _decide(request, one, form) if form.is_valid() else _page(request, one, form, status=422)


def _run(request, pk: int) -> ImportRun:
    run = runs_in_reach(request.user, today()).filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def _fresh_form(one: ImportItem, **kept: str) -> ImportedForm:
    return ImportedForm(initial={**kept, "opened": opened_note(one.version), "act": uuid.uuid4()})


def _decide(request, one: ImportItem, form: ImportedForm) -> HttpResponse:
    data = form.cleaned_data
    before, after = neighbours(one)
    try:
        version, opened_at = read_note(data["opened"])
        if version != one.version_id:
            raise signing.BadSignature
        review_imported(
            item=one,
            outcome=data["outcome"],
            opinion=data["opinion"],
            accepted=request.POST.getlist("accepted"),
            act=data["act"],
            opened_at=opened_at,
            by=request.user,
            at=now(),
        )
    except NotAllowed as refusal:
        form = _fresh_form(one, opinion=data["opinion"])
        return _page(request, one, form, reasons=refusal.reasons, status=422)
    except signing.BadSignature:
        messages.error(request, _("页面已过期，请重新打开这一件再审查。"))
        return HttpResponseRedirect(request.path)
    label = Outcome(data["outcome"]).label
    messages.success(request, _("《%(title)s》：%(outcome)s") % {"title": one.record.title, "outcome": label})
    following = after or before
    if following is None:
        return HttpResponseRedirect(reverse("records:import-run", args=[one.run_id]))
    return HttpResponseRedirect(reverse("records:import-item", args=[one.run_id, following.pk]))


def _page(request, one: ImportItem, form: ImportedForm, *, reasons=(), status: int = 200) -> HttpResponse:
    before, after = neighbours(one)
    address = str(one.evidence.get("address", ""))
    context = {
        **what_is_reviewed(one.record, one.version, accepted=request.POST.getlist("accepted")),
        "run": one.run,
        "item": one,
        "form": form,
        "reasons": reasons,
        "evidence": [
            (label, str(one.evidence.get(name, "")), name == "address" and is_web_address(address))
            for name, label in zip(EVIDENCE_FIELDS, EVIDENCE_LABELS, strict=True)
        ],
        "before": before,
        "after": after,
        "left": waiting_items(one.run).count(),
        "mine": one.run.reviewer_id == request.user.pk,
        "may_take_over": not reasons_against_taking_over(run=one.run, by=request.user, at=now()),
        "usual": OPINION,
    }
    return render(request, "records/import_item.html", context, status=status)
