"""The negative list: what an organ never publishes; tried on a text, changed, ended with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import services
from gongkai.kernel.catalogue.desk.common import able, organ_meant
from gongkai.kernel.catalogue.desk.forms import (
    NegativeForm,
    ReasonForm,
    RegistrationForm,
    TrialForm,
    ValidityForm,
)
from gongkai.kernel.catalogue.models import NegativeEntry
from gongkai.kernel.catalogue.rules import NegativeMatch
from gongkai.kernel.catalogue.selectors import (
    negative_entries,
    negative_findings,
    registration_since,
    validity_years,
)
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, today


@requires("duty.view")
def listing(request: HttpRequest) -> HttpResponse:
    """The list in force; a posted text is tried on the list of the reader's organ and never stored."""
    entries = negative_entries(request.user, today()).select_related("organ")
    trial = TrialForm(request.POST or None)
    tried = trial.is_bound and trial.is_valid() and bool(trial.cleaned_data["text"].strip())
    organ = request.user.organ
    context = {
        "entries": entries,
        "organ": organ,
        "trial": trial,
        "tried": tried,
        "matches": _matches(organ, trial.cleaned_data["text"]) if tried else [],
        "may_edit": able(request, "duty.edit", organ),
        "validity": _validity_form(organ),
        "registration": RegistrationForm(initial={"since": registration_since(organ)}),
    }
    return render(request, "catalogue/negative_list.html", context)


def _validity_form(organ: Organ) -> ValidityForm:
    years, trial = validity_years(organ)
    return ValidityForm(initial={"years": years, "trial": trial})


def _matches(organ: Organ, text: str) -> list[NegativeMatch]:
    return negative_findings(organ, {_("所贴文字"): text})


@requires("duty.edit")
def new(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request, "duty.edit")
    if request.method != "POST":
        return _page(request, NegativeForm(), organ)
    form = NegativeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, organ, status=422)
    try:
        services.create_negative_entry(organ=organ, **form.cleaned_data, by=request.user, at=now())
    except NotAllowed as refusal:
        return _page(request, form, organ, reasons=mark(form, refusal.reasons), status=422)
    messages.success(request, _("已列入负面清单。"))
    return HttpResponseRedirect(reverse("catalogue:negative"))


@requires("duty.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(pk)
    if not able(request, "duty.edit", entry.organ):
        return not_allowed(request)
    if request.method != "POST":
        return _page(request, NegativeForm(entry=entry), entry.organ, entry)
    form = NegativeForm(request.POST, entry=entry)
    if not form.is_valid():
        return _page(request, form, entry.organ, entry, status=422)
    try:
        services.change_negative_entry(entry=entry, changes=form.cleaned_data, by=request.user, at=now())
    except NotAllowed as refusal:
        reasons = mark(form, refusal.reasons)
        return _page(request, form, entry.organ, entry, reasons=reasons, status=422)
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("catalogue:negative"))


@requires("duty.edit")
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(pk)
    if not able(request, "duty.edit", entry.organ):
        return not_allowed(request)
    form = ReasonForm(request.POST or None)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.retire_negative_entry(
                entry=entry, reason=form.cleaned_data["reason"], by=request.user, at=now()
            )
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(request, _("“%(name)s”已移出负面清单。") % {"name": entry.name})
            return HttpResponseRedirect(reverse("catalogue:negative"))
    context = {"entry": entry, "form": form, "reasons": reasons}
    return render(request, "catalogue/negative_retire.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("duty.edit")
def registration(request: HttpRequest) -> HttpResponse:
    """From which day the organ's normative documents need a registration number."""
    organ = organ_meant(request, "duty.edit")
    form = RegistrationForm(request.POST)
    if form.is_valid():
        services.require_registration(organ=organ, since=form.day(), by=request.user, at=now())
        messages.success(request, _("已保存。"))
    else:
        messages.error(request, _("请填写正确的日期，如 2026-01-01。"))
    return HttpResponseRedirect(reverse("catalogue:negative"))


@require_POST
@requires("duty.edit")
def validity(request: HttpRequest) -> HttpResponse:
    """How many years the organ's normative documents hold."""
    organ, form = organ_meant(request, "duty.edit"), ValidityForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("有效期请填 1 至 30 年，或者留空。"))
        return HttpResponseRedirect(reverse("catalogue:negative"))
    try:
        services.set_validity_years(organ=organ, **form.cleaned_data, by=request.user, at=now())
    except NotAllowed as refusal:
        messages.error(request, refusal.reasons[0].text)
    else:
        messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("catalogue:negative"))


def _entry(pk: int) -> NegativeEntry:
    return get_object_or_404(NegativeEntry.objects.select_related("organ"), pk=pk, retired_on=None)


def _page(
    request: HttpRequest,
    form: NegativeForm,
    organ: Organ,
    entry: NegativeEntry | None = None,
    *,
    reasons: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "organ": organ, "entry": entry, "reasons": reasons or []}
    return render(request, "catalogue/negative_form.html", context, status=status)
