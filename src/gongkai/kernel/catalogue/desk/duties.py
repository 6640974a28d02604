"""Writing the duty catalogue: a new line, changes, comparison with the local directory, the end of a line."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import services
from gongkai.kernel.catalogue.desk.common import able, organ_meant
from gongkai.kernel.catalogue.desk.forms import DutyForm, ReasonForm
from gongkai.kernel.catalogue.models import DutyEntry
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires


@requires("duty.edit")
def new(request: HttpRequest) -> HttpResponse:
    organ = organ_meant(request, "duty.edit")
    if request.method != "POST":
        return _page(request, DutyForm(organ=organ), organ)
    form = DutyForm(request.POST, organ=organ)
    if not form.is_valid():
        return _page(request, form, organ, status=422)
    code = form.cleaned_data["code"]
    try:
        entry = services.create_duty(organ=organ, code=code, values=form.values(), by=request.user, at=now())
    except NotAllowed as refusal:
        return _page(request, form, organ, reasons=mark(form, refusal.reasons), status=422)
    messages.success(request, _("已新增公开事项“%(name)s”。") % {"name": entry.name})
    return HttpResponseRedirect(reverse("catalogue:duty", args=[entry.pk]))


@requires("duty.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(pk)
    if not able(request, "duty.edit", entry.organ):
        return not_allowed(request)
    if request.method != "POST":
        return _page(request, DutyForm(organ=entry.organ, entry=entry), entry.organ, entry)
    form = DutyForm(request.POST, organ=entry.organ, entry=entry)
    if not form.is_valid():
        return _page(request, form, entry.organ, entry, status=422)
    try:
        services.change_duty(entry=entry, changes=form.values(), by=request.user, at=now())
    except NotAllowed as refusal:
        reasons = mark(form, refusal.reasons)
        return _page(request, form, entry.organ, entry, reasons=reasons, status=422)
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("catalogue:duty", args=[pk]))


@requires("duty.edit")
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a line asks for its reason: the law may still demand the information."""
    entry = _entry(pk)
    if not able(request, "duty.edit", entry.organ):
        return not_allowed(request)
    form = ReasonForm(request.POST or None)
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.retire_duty(entry=entry, reason=reason, by=request.user, at=now())
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(request, _("已停用公开事项“%(name)s”。") % {"name": entry.name})
            return HttpResponseRedirect(reverse("catalogue:duties"))
    context = {
        "entry": entry,
        "form": form,
        "reasons": reasons,
        "columns": entry.columns.filter(closed_on=None),
    }
    return render(request, "catalogue/duty_retire.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("duty.edit")
def confirm(request: HttpRequest) -> HttpResponse:
    """The ticked lines were compared with the local directory; each is its own act."""
    wanted = [pk for pk in map(whole_number, request.POST.getlist("entry")) if pk is not None]
    rows = DutyEntry.objects.filter(pk__in=wanted, confirmed=False).select_related("organ")
    entries = [entry for entry in rows if able(request, "duty.edit", entry.organ)]
    for entry in entries:
        services.change_duty(entry=entry, changes={"confirmed": True}, by=request.user, at=now())
    if entries:
        messages.success(request, _("已核对 %(n)d 项。") % {"n": len(entries)})
    else:
        messages.error(request, _("没有选择待核对的事项。"))
    back = request.POST.get("back", "")
    query = back if back.startswith("?") else ""
    return HttpResponseRedirect(reverse("catalogue:duties") + query)


@require_POST
@requires("duty.edit")
def load(request: HttpRequest) -> HttpResponse:
    """Take over the shipped lines for the level of the organ; what is there stays."""
    organ = organ_meant(request, "duty.edit")
    added = services.load_duties(organ=organ, by=request.user, at=now())
    messages.success(request, _("已载入通用公开事项 %(n)d 项，请逐项与本地公开目录核对。") % {"n": added})
    return HttpResponseRedirect(f"{reverse('catalogue:duties')}?organ={organ.pk}")


def _entry(pk: int) -> DutyEntry:
    return get_object_or_404(DutyEntry.objects.select_related("organ", "division"), pk=pk, retired_on=None)


def _page(
    request: HttpRequest,
    form: DutyForm,
    organ: Organ,
    entry: DutyEntry | None = None,
    *,
    reasons: list[Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "organ": organ, "entry": entry, "reasons": reasons or []}
    return render(request, "catalogue/duty_form.html", context, status=status)
