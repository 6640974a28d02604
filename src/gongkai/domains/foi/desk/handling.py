"""The page of one act: what it does, what it asks, why it may not be done now. A refusal loses nothing typed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.act_forms import ActForm, ExtensionForm, NewCodeForm
from gongkai.domains.foi.desk.acts import ACTS, Act
from gongkai.domains.foi.desk.common import able, address_of, request_or_404
from gongkai.domains.foi.desk.forms import UnmaskForm
from gongkai.domains.foi.floods import asked_in
from gongkai.domains.foi.models import Applicant, Request
from gongkai.domains.foi.rules.acting import Standing
from gongkai.domains.foi.rules.application import SEALED
from gongkai.domains.foi.rules.fees import Basis, fee, reasons_against_fee
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.triage import hints, propose_asking
from gongkai.domains.foi.selectors import of_same_applicant, office_setting, standing
from gongkai.domains.foi.services.charging import count_in_month
from gongkai.domains.foi.services.intake import spell_code
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.vault.services import unmask
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, today


@requires("request.view")
def act(http: HttpRequest, pk: int, verb: str) -> HttpResponse:
    request, wanted = request_or_404(http, pk), ACTS.get(verb)
    if wanted is None:
        raise Http404
    if not able(http, wanted.capability, request):
        return not_allowed(http, address_of(request))
    stands = standing(request, today())
    form = _form(http, wanted, request, stands)
    if http.method != "POST":
        return _page(http, wanted, request, form, stands)
    if not form.is_valid() or "look" in http.POST:
        return _page(http, wanted, request, form, stands, status=200 if form.is_valid() else 422)
    try:
        messages.success(http, wanted.do(http, request, form.cleaned_data))
    except NotAllowed as refusal:
        return _page(http, wanted, request, form, stands, mark(form, refusal.reasons), 422)
    return HttpResponseRedirect(address_of(request))


def _form(http: HttpRequest, wanted: Act, request: Request, stands: Standing) -> ActForm:
    more = {"cap": stands.cap} if wanted.form is ExtensionForm else {}
    given = (http.POST, http.FILES) if http.method == "POST" else ()
    taken = {name: http.GET[name] for name in wanted.form.base_fields if name in http.GET}
    return wanted.form(*given, about=request, on=today(), initial=taken, **more)


def _page(
    http: HttpRequest,
    wanted: Act,
    request: Request,
    form: ActForm,
    stands: Standing,
    reasons=(),
    status: int = 200,
) -> HttpResponse:
    why_not = [] if reasons else wanted.why_not(http, request, stands)
    aside = _ASIDES.get(wanted.verb)
    context = {"case": request, "act": wanted, "form": form, "reasons": reasons, "why_not": why_not}
    context |= aside(http, request, form) if aside else {}
    return render(http, "foi/desk/act.html", context, status=status)


# --- what stands beside a form ----------------------------------------------------------------------------------


def _fee_aside(http: HttpRequest, request: Request, form: ActForm) -> dict:
    """How the amount comes about, for both bases, with the count that was typed; one that is no count has none."""
    before = count_in_month(request) if request.received_on else 0
    try:
        count = form.fields["count"].clean(form["count"].value() or 1)
    except ValidationError as wrong:
        no_count = [Reason("typed", text, where="count") for text in wrong.messages]
        return {"aside": "foi/desk/act_fee.html", "before": before, "no_count": no_count}
    return {
        "aside": "foi/desk/act_fee.html",
        "before": before,
        "small": _small(request, form, count, before),
        "sums": [
            (Basis.PAGE.label, *_sum(request, Basis.PAGE, count, 0)),
            (Basis.PIECE.label, *_sum(request, Basis.PIECE, count, before)),
        ],
    }


def _small(request: Request, form: ActForm, count: int, before: int) -> int:
    """The number up to which the organ wants a second look, when what was typed is within it; else 0."""
    setting = office_setting(request.organ)
    if form["basis"].value() == Basis.PIECE:
        return setting.small_pieces if count + before <= setting.small_pieces else 0
    return setting.small_pages if count <= setting.small_pages else 0


def _sum(request: Request, basis: str, count: int, before: int) -> tuple:
    """(fee or None, reasons why it cannot be computed)"""
    reasons = reasons_against_fee(basis, count, before, request.received_on)
    return (None if reasons else fee(basis, count, month_before=before, on=request.received_on), reasons)


def _route_aside(http: HttpRequest, request: Request, form: ActForm) -> dict:
    return {"aside": "foi/desk/act_route.html", "hints": hints(request.description)}


def _reasons_aside(http: HttpRequest, request: Request, form: ActForm) -> dict:
    """第三十五条: the counts on which a proposal rests. What waits for confirmation was made, too."""
    made = of_same_applicant(request).exclude(stage=Stage.VOID).values_list("received_on", "submitted_at")
    every = [*made, (request.received_on, request.submitted_at)]
    received = [on or shanghai_date(at) for on, at in every]
    return {
        "aside": "foi/desk/act_reasons.html",
        "proposal": propose_asking(received, today()),
        "total": len(received),
        "asked": asked_in(request),
        "case": request,
    }


_ASIDES = {
    ActKind.NOTIFY_FEE: _fee_aside,
    ActKind.ROUTE: _route_aside,
    ActKind.ASK_REASONS: _reasons_aside,
}


# --- who asks: masked until somebody gives a reason -------------------------------------------------------------


@sensitive_post_parameters()
@requires("request.unmask")
def look_at(http: HttpRequest, pk: int) -> HttpResponse:
    """One sealed value, shown once on this very page, after a reason that stays in the ledger."""
    request = request_or_404(http, pk)
    if not able(http, "request.unmask", request):
        return not_allowed(http, address_of(request))
    applicant = request.applicant
    choices = [(name, _label(name)) for name in SEALED if getattr(applicant, name)]
    form = UnmaskForm(
        http.POST if http.method == "POST" else None,
        choices=choices,
        initial={"field": http.GET.get("field", "")},
    )
    context = {"case": request, "form": form, "applicant": applicant}
    if http.method == "POST" and form.is_valid():
        context |= _unmasked(http, request, form)
    answer = render(http, "foi/desk/unmask.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _unmasked(http: HttpRequest, request: Request, form: UnmaskForm) -> dict:
    name = form.cleaned_data["field"]
    try:
        plain = unmask(
            sealed=getattr(request.applicant, name),
            subject_type="request",
            subject_id=str(request.pk),
            field=name,
            reason=form.cleaned_data["reason"],
            organ=request.organ,
            by=http.user,
            at=now(),
        )
    except NotAllowed as refusal:
        return {"reasons": mark(form, refusal.reasons)}
    return {"label": _label(name), "plain": plain}


def _label(name: str) -> str:
    return str(Applicant._meta.get_field(name).verbose_name)


@requires("request.register")
def new_code(http: HttpRequest, pk: int) -> HttpResponse:
    """Another query code for who lost it and proved who he is; shown once, the old one is void."""
    request = request_or_404(http, pk)
    if not able(http, "request.register", request):
        return not_allowed(http, address_of(request))
    form = NewCodeForm(http.POST if http.method == "POST" else None, about=request, on=today())
    context = {"case": request, "form": form}
    if http.method == "POST" and form.is_valid():
        code = services.new_code(request=request, by=http.user, at=now())
        context["code"] = spell_code(code)
        messages.success(http, _("已更换查询码，原来的查询码作废。"))
    answer = render(http, "foi/desk/new_code.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer
