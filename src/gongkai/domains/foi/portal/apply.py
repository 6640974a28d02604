"""Applying: choose the organ, one form in three parts, what may be public already, saved for later, the receipt."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.domains.foi import services
from gongkai.domains.foi.limits import ANSWER_2019, EXTENSION_CAP
from gongkai.domains.foi.models import IntakeDraft, OfficeSetting, Request
from gongkai.domains.foi.portal import forms, guarding, tray
from gongkai.domains.foi.portal.already import Public, found, one_public
from gongkai.domains.foi.portal.shell import APPLICANT, address_of, page, unkept
from gongkai.domains.foi.rules.application import reasons_against_application
from gongkai.domains.foi.rules.pacing import Scope
from gongkai.domains.foi.rules.receipt import Facts
from gongkai.domains.foi.selectors import office_setting
from gongkai.domains.foi.services import keeping, pacing
from gongkai.domains.foi.services.intake import Submitted, spell_code
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Organ

FORM_SALT = "foi.form"
AGAIN = timedelta(hours=1)
"""So long the browser that sent a form may send it again and is told the same number, with a new code."""


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """GET /apply/: to which organ; with a single one straight to its form."""
    closed = set(OfficeSetting.objects.filter(open_for_requests=False).values_list("organ_id", flat=True))
    organs = [
        organ for organ in Organ.objects.select_related("region").order_by("path") if organ.pk not in closed
    ]
    if len(organs) == 1:
        return HttpResponseRedirect(reverse("foi_portal:apply", args=[organs[0].code]))
    return page(request, "foi/portal/choose.html", _("申请公开政府信息"), {"organs": organs})


@dataclass
class Sheet:
    """One form on its way: what was typed, the uploads held, what is wrong, what the platform found."""

    organ: Organ
    values: dict[str, str]
    token: str
    draft: IntakeDraft | None = None
    confirmed: bool = False
    reasons: list[Reason] = field(default_factory=list)
    looked: bool = False
    found: list[Public] = field(default_factory=list)

    @property
    def files(self) -> list[StoredFile]:
        return list(self.draft.files.order_by("id")) if self.draft else []


def _new_token() -> str:
    return signing.dumps(uuid.uuid4().hex, salt=FORM_SALT)


def _key(token: str) -> str | None:
    """Under which one form becomes one request, however often it is sent."""
    try:
        return "portal:" + signing.loads(token, salt=FORM_SALT, max_age=tray.DAY * 30)
    except signing.BadSignature:
        return None


@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, code: str) -> HttpResponse:
    """GET and POST /apply/<organ>/. A form that is too large is refused before any of it is read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > tray.LARGEST_FORM:
        context = {"most": tray.MOST_FILES, "size": tray.MOST_BYTES // 1024**2}
        return page(request, "foi/portal/too_large.html", _("文件太大"), context, status=413)
    return _form(request, code)


@csrf_protect
def _form(request: HttpRequest, code: str) -> HttpResponse:
    organ = get_object_or_404(Organ, code=code)
    setting = office_setting(organ)
    if not setting.open_for_requests:
        context = {"organ": organ, "setting": setting}
        return page(request, "foi/portal/closed.html", _("申请公开政府信息"), context)
    if request.method != "POST":
        return _shown(request, Sheet(organ, dict(forms.BEGIN), _new_token()))
    return _sent(request, organ, timezone.now())


def _sent(request: HttpRequest, organ: Organ, at: datetime) -> HttpResponse:
    if request.POST.get("found"):
        return _found(request, organ, at)
    sheet = Sheet(
        organ,
        forms.typed(request.POST),
        request.POST.get("token", ""),
        tray.tray_of(request.POST.get("tray", ""), organ, at),
        bool(request.POST.get("confirm")),
    )
    if _key(sheet.token) is None:
        sheet.token = _new_token()
    wanted = request.POST.get("act", "submit")
    _hold_uploads(request, sheet, at, wanted)
    if wanted.startswith("drop:"):
        return _shown(request, sheet)
    if wanted == "look":
        sheet.looked, sheet.found = True, found(sheet.values, shanghai_date(at))
        return _shown(request, sheet, status=422 if sheet.reasons else 200)
    if wanted == "save":
        return _save(request, sheet, at)
    return _submit(request, sheet, at)


def _hold_uploads(request: HttpRequest, sheet: Sheet, at: datetime, wanted: str) -> None:
    """Uploads are kept whatever is wrong elsewhere; only an address that sent very much is asked first."""
    for file in sheet.files if wanted.startswith("drop:") else []:
        if wanted == f"drop:{file.pk}":
            keeping.drop_file(draft=sheet.draft, file=file, by=APPLICANT, at=at)
    uploads = request.FILES.getlist("files")
    sheet.reasons = (
        guarding.reasons_against_sending(request, at) if wanted in {"submit", "save"} or uploads else []
    )
    if not uploads:
        return
    if sheet.reasons:
        said = _("附件没有收下，请回答下面的问题后重新选择附件。")
        sheet.reasons.append(Reason("files", said, where="files"))
        return
    pacing.count(scope=Scope.ADDRESS, plain=address_of(request), at=at)
    kept, refused = tray.store_uploads(uploads, sheet.organ, at, held=len(sheet.files))
    sheet.reasons += refused
    if kept:
        sheet.draft = keeping.keep_files(organ=sheet.organ, uploads=kept, at=at, draft=sheet.draft)


def _submit(request: HttpRequest, sheet: Sheet, at: datetime) -> HttpResponse:
    again = _sent_before(sheet, at)
    if again is not None:
        return _receipt(request, again)
    application, today = forms.application_of(sheet.values), shanghai_date(at)
    sheet.reasons += reasons_against_application(application, on=today, today=today)
    sheet.reasons += forms.reasons_against_typing(sheet.values, confirmed=sheet.confirmed)
    identity = application.applicant.identity or application.applicant.organisation_code
    if not sheet.reasons:
        sheet.reasons += guarding.reasons_against_pace(identity, at)
    if sheet.reasons:
        return _shown(request, sheet, status=_status(sheet.reasons))
    try:
        made = services.submit(
            organ=sheet.organ,
            application=application,
            receipt=Facts(applicant_confirmed_on=today),
            files=[(file, file.name) for file in sheet.files],
            source_key=_key(sheet.token),
            by=APPLICANT,
            at=at,
        )
    except NotAllowed as refusal:
        return _shown(request, replace(sheet, reasons=refusal.reasons), status=422)
    except IntegrityError:  # the same form sent twice at one moment: the other one won
        again = _sent_before(sheet, at)
        if again is None:
            raise
        return _receipt(request, again)
    _counted(request, made.request, identity, at)
    if sheet.draft is not None:
        keeping.drop_draft(draft=sheet.draft)
    return _receipt(request, made)


def _sent_before(sheet: Sheet, at: datetime) -> Submitted | None:
    """The request this form became, with a new code: the page that told the first one may never have arrived."""
    made = Request.objects.filter(organ=sheet.organ, source_key=_key(sheet.token)).first()
    if made is None or at - made.submitted_at > AGAIN:
        return None
    return Submitted(made, services.new_code(request=made, by=APPLICANT, at=at))


def _status(reasons: list[Reason]) -> int:
    return 429 if {reason.code for reason in reasons} == {"pace"} else 422


def _counted(request: HttpRequest, made: Request, identity: str, at: datetime) -> None:
    pacing.count(scope=Scope.ADDRESS, plain=address_of(request), at=at)
    number = pacing.count(scope=Scope.IDENTITY, plain=identity, at=at)
    if number == settings.APPLY_PER_IDENTITY:
        pacing.note_flood(request=made, count=number, by=APPLICANT, at=at)


def _receipt(request: HttpRequest, made: Submitted) -> HttpResponse:
    """Number and code; the code is shown on this page and never again."""
    context = {
        "made": made.request,
        "code": spell_code(made.code),
        "days": ANSWER_2019.n,
        "more_days": EXTENSION_CAP[ANSWER_2019.since],
        "setting": office_setting(made.request.organ),
    }
    return page(request, "foi/portal/receipt.html", _("申请已提交"), context)


def _found(request: HttpRequest, organ: Organ, at: datetime) -> HttpResponse:
    """That is what I wanted: nothing is filed, and which record it was counts, once for a form."""
    public, form_key = one_public(request.POST["found"]), _key(request.POST.get("token", ""))
    if public and form_key:
        services.count_found(organ=organ, record=public.record, form_key=form_key, at=at)
    context = {"organ": organ, "public": public}
    return page(request, "foi/portal/found.html", _("您要的信息已经公开"), context)


def _save(request: HttpRequest, sheet: Sheet, at: datetime) -> HttpResponse:
    if sheet.reasons:
        return _shown(request, sheet, status=422)
    pacing.count(scope=Scope.ADDRESS, plain=address_of(request), at=at)
    kept = keeping.save_draft(organ=sheet.organ, values=sheet.values, at=at, draft=sheet.draft)
    context = {
        "code": spell_code(kept.code),
        "until": shanghai_date(kept.draft.expires_at),
        "organ": sheet.organ,
    }
    return page(request, "foi/portal/saved.html", _("已保存，可以以后再填"), context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """GET and POST /apply/resume/: go on with a saved form under its code."""
    at, reasons = timezone.now(), []
    if request.method == "POST":
        code = request.POST.get("code", "")
        place = address_of(request)
        if guarding.must_answer(request, Scope.CODE, place, at) and not guarding.answered(request, at):
            reasons = [Reason("proof", _("请回答下面的简单问题，再继续。"), where="proof")]
        else:
            draft = keeping.draft_of(code, at=at)
            if draft is not None:
                values = forms.restored(keeping.read_draft(draft=draft, by=APPLICANT, at=at))
                return _shown(request, Sheet(draft.organ, values, _new_token(), draft))
            guarding.count_guess(request, Scope.CODE, place, at)
            said = _("没有找到这份草稿。请核对续办码；超过 30 天的草稿已经清除。")
            reasons = [Reason("code", said, where="code")]
    context = {"reasons": forms.summary_of(reasons), "question": guarding.new_question() if reasons else None}
    context["asked"] = any(reason.code == "proof" for reason in reasons)
    above = (_("申请公开政府信息"), reverse("foi_portal:choose"))
    status = 422 if reasons else 200
    return page(request, "foi/portal/resume.html", _("继续填写"), context, status=status, above=above)


def _shown(request: HttpRequest, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    asked = any(reason.code == "proof" for reason in sheet.reasons)
    context = {
        "organ": sheet.organ,
        "fields": forms.fields_of(sheet.values, sheet.reasons),
        "choices": forms.CHOICES,
        "sheet": sheet,
        "errors": forms.summary_of(sheet.reasons),
        "file_errors": [str(r.text) for r in sheet.reasons if r.where in {"files", "file"}],
        "confirm_errors": [str(r.text) for r in sheet.reasons if r.where == "confirm"],
        "tray": tray.token_of(sheet.draft),
        "question": guarding.new_question() if asked else None,
        "trap": guarding.TRAP,
        "most_files": tray.MOST_FILES,
        "most_size": tray.MOST_BYTES // 1024**2,
        "accepts": ",".join(f".{ending}" for ending in tray.TAKEN),
        "days": ANSWER_2019.n,
        "setting": office_setting(sheet.organ),
    }
    above = (_("申请公开政府信息"), reverse("foi_portal:choose"))
    title = _("填写申请")
    return page(request, "foi/portal/apply.html", title, context, status=status, above=above)


@require_POST
@sensitive_post_parameters()
def known(request: HttpRequest, code: str) -> HttpResponse:
    """POST /apply/<organ>/known/: the part of the page with what is public already, for the small script."""
    get_object_or_404(Organ, code=code)
    values = forms.typed(request.POST)
    context = {"looked": True, "found": found(values, shanghai_date(timezone.now()))}
    return unkept(HttpResponse(render_to_string("foi/portal/known.html", context)))
