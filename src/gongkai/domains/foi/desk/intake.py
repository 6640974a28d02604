"""Intake at the counter: the form, what may be the same, the receipt that is handed out."""

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import able, address_of, kept, organ_meant, request_or_404
from gongkai.domains.foi.desk.forms import SHOWN_FOR, IntakeForm
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.printing import receipt_pdf
from gongkai.domains.foi.rules.triage import asks_for_information, hints
from gongkai.domains.foi.similar import alike, earlier_of
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, today

SOURCE = "desk:%s"


@sensitive_post_parameters()
@requires("request.register")
def new(http: HttpRequest) -> HttpResponse:
    """The form. Sent twice it is registered once; "look first" shows what may be the same and keeps what was typed."""
    organ = organ_meant(http, "request.register")
    if http.method != "POST":
        form = IntakeForm(initial={"submitted_on": today(), "once": uuid.uuid4()})
        return _form(http, form, organ)
    form = IntakeForm(http.POST, http.FILES)
    if not form.is_valid() or "look" in http.POST:
        return _form(http, form, organ, status=200 if form.is_valid() else 422)
    before = Request.objects.filter(organ=organ, source_key=SOURCE % form.cleaned_data["once"]).first()
    if before is not None:
        return HttpResponseRedirect(reverse("requests:registered", args=[before.pk]))
    try:
        made = _submit(http, form, organ)
    except NotAllowed as refusal:
        return _form(http, form, organ, reasons=mark(form, refusal.reasons), status=422)
    return HttpResponseRedirect(reverse("requests:registered", args=[made.pk]))


def _submit(http: HttpRequest, form: IntakeForm, organ: Organ) -> Request:
    files = kept(http, form.cleaned_data["materials"], organ, sealed=True)
    at = now()
    return services.submit(
        organ=organ,
        application=form.application(),
        receipt=form.receipt(),
        evidence=form.evidence(),
        identity_seen=form.cleaned_data["identity_seen"],
        submitted_at=form.arrived(at),
        files=files,
        source_key=SOURCE % form.cleaned_data["once"],
        by=http.user,
        at=at,
    ).request


def _form(http: HttpRequest, form: IntakeForm, organ: Organ, reasons=(), status: int = 200) -> HttpResponse:
    arrival = [(form[name], channels) for name, channels in SHOWN_FOR.items()]
    context = {"form": form, "organ": organ, "reasons": reasons, "arrival": arrival}
    context |= _hints(http, organ) if http.method == "POST" else {}
    return render(http, "foi/desk/intake.html", context, status=status)


@sensitive_post_parameters()
@require_POST
@requires("request.register")
def look(http: HttpRequest) -> HttpResponse:
    """What the present text may be, as a part of the page; asked while it is typed."""
    return render(http, "foi/desk/intake_hints.html", _hints(http, organ_meant(http, "request.register")))


def _hints(http: HttpRequest, organ: Organ) -> dict:
    text, identity = http.POST.get("description", ""), http.POST.get("identity", "")
    found = alike(text, organ, http.user, today()) if text.strip() else []
    return {
        "looked": True,
        "alike": found,
        "own": earlier_of(identity, organ, http.user, today()),
        "hints": hints(text),
        "asking": asks_for_information(text),
    }


@requires("request.register")
def registered(http: HttpRequest, pk: int) -> HttpResponse:
    """After the registration: number, due date, what is next, the receipt to hand out."""
    request = request_or_404(http, pk)
    return render(http, "foi/desk/registered.html", {"case": request})


@require_POST
@requires("request.register")
def receipt(http: HttpRequest, pk: int) -> HttpResponse:
    """The receipt with the query code, made anew each time and kept nowhere; opening the code is in the ledger."""
    request = request_or_404(http, pk)
    if not able(http, "request.register", request):
        return not_allowed(http, address_of(request))
    data = receipt_pdf(request=request, by=http.user, at=now())
    answer = FileResponse(data, filename=_("登记回执%(number)s.pdf") % {"number": request.number})
    answer["Content-Type"], answer["Cache-Control"] = "application/pdf", "no-store"
    return answer
