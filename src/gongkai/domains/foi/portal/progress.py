"""Following a request by number and code: shown once by POST, then bound to the session for half an hour."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.portal import guarding, tray
from gongkai.domains.foi.portal.already import found_for as found_public
from gongkai.domains.foi.portal.forms import summary_of
from gongkai.domains.foi.portal.shell import APPLICANT, page
from gongkai.domains.foi.portal.story import story_of
from gongkai.domains.foi.rules.pacing import Scope
from gongkai.domains.foi.selectors import by_code, office_setting
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import shanghai_date

MINE = "foi_request"
HALF_HOUR = 1800


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """GET and POST /progress/: number and code; neither ever stands in an address."""
    reasons, at = [], timezone.now()
    number = request.POST.get("number", "").strip()[:60]
    if request.method == "POST":
        if guarding.must_answer(request, Scope.CODE, number, at) and not guarding.answered(request, at):
            reasons = [Reason("proof", _("请回答下面的简单问题，再查询。"), where="proof")]
        else:
            mine = by_code(number, request.POST.get("code", ""))
            if mine is not None:
                return _entered(request, mine, at)
            guarding.count_guess(request, Scope.CODE, number, at)
            said = _("登记号和查询码对不上，请核对。字母不分大小写，横线可以不写。")
            reasons = [Reason("code", said, where="number")]
    context = {
        "number": number,
        "errors": summary_of(reasons),
        "question": guarding.new_question() if any(r.code == "proof" for r in reasons) else None,
        "ended": "ended" in request.GET,
    }
    title = _("查询办理进度")
    return page(request, "foi/portal/enter.html", title, context, status=422 if reasons else 200)


def _entered(request: HttpRequest, mine: Request, at: datetime) -> HttpResponse:
    """Anew under another session key, so that a key known before is worth nothing."""
    request.session.cycle_key()
    request.session[MINE] = {
        "pk": mine.pk,
        "index": mine.applicant.code_index,
        "until": at.timestamp() + HALF_HOUR,
    }
    return HttpResponseRedirect(reverse("foi_portal:request"))


def mine_of(request: HttpRequest, at: datetime) -> Request | None:
    """The request of this session; None when the half hour is over or the code was changed since. One query."""
    held = request.session.get(MINE)
    if not held or held["until"] < at.timestamp():
        return None
    rows = Request.objects.select_related("organ", "applicant", "fee")
    return rows.filter(pk=held["pk"], applicant__code_index=held["index"]).first()


def back_to_entry(request: HttpRequest) -> HttpResponse:
    request.session.pop(MINE, None)
    return HttpResponseRedirect(f"{reverse('foi_portal:progress')}?ended")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """GET /progress/request/"""
    at = timezone.now()
    mine = mine_of(request, at)
    if mine is None:
        return back_to_entry(request)
    request.session[MINE] |= {"until": at.timestamp() + HALF_HOUR}
    request.session.modified = True
    return _shown(request, mine, at)


def _shown(
    request: HttpRequest,
    mine: Request,
    at: datetime,
    reasons: list[Reason] = (),
    said: dict | None = None,
    looked: bool = False,
) -> HttpResponse:
    """`looked`: with what is public already and may be what was wanted."""
    context = {
        "story": story_of(mine, shanghai_date(at)),
        "looked": looked,
        "public": found_public(mine, shanghai_date(at)) if looked else [],
        "mine": mine,
        "setting": office_setting(mine.organ),
        "errors": summary_of(reasons),
        "said": said or {},
        "stars": _stars(),
        "most_files": tray.MOST_FILES,
        "most_size": tray.MOST_BYTES // 1024**2,
        "accepts": ",".join(f".{ending}" for ending in tray.TAKEN),
    }
    title = _("办理进度")
    above = (_("查询办理进度"), reverse("foi_portal:progress"))
    return page(
        request, "foi/portal/progress.html", title, context, status=422 if reasons else 200, above=above
    )


def _stars() -> list[tuple[int, str]]:
    return [(5, _("很满意")), (4, _("满意")), (3, _("一般")), (2, _("不满意")), (1, _("很不满意"))]


@csrf_exempt
@sensitive_post_parameters()
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """POST /progress/request/act/: one act of the applicant; the service lists what speaks against it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > tray.LARGEST_FORM:
        context = {"most": tray.MOST_FILES, "size": tray.MOST_BYTES // 1024**2}
        return page(request, "foi/portal/too_large.html", _("文件太大"), context, status=413)
    return _act(request)


@csrf_protect
def _act(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    mine = mine_of(request, at)
    if mine is None:
        return back_to_entry(request)
    verb = request.POST.get("act", "")
    if verb == "look":
        return _shown(request, mine, at, said={"act": "withdraw", "why": "found"}, looked=True)
    try:
        _ACTS[verb](request, mine, at)
    except KeyError:
        return HttpResponseRedirect(reverse("foi_portal:request"))
    except NotAllowed as refusal:
        return _shown(
            request, mine, at, refusal.reasons, _said(request, verb), looked=bool(request.POST.get("why"))
        )
    return HttpResponseRedirect(reverse("foi_portal:request"))


def _said(request: HttpRequest, verb: str) -> dict:
    """What was typed, given back with the refusal."""
    said = {name: request.POST.get(name, "")[:60] for name in ("why", "record")}
    return said | {"act": verb, "text": request.POST.get("content", "")[:5000]}


def _text(request: HttpRequest) -> str:
    return request.POST.get("content", "").replace("\x00", "").strip()[:5000]


def _correct(request: HttpRequest, mine: Request, at: datetime) -> None:
    kept, refused = tray.store_uploads(request.FILES.getlist("files"), mine.organ, at)
    if refused:
        raise NotAllowed(refused)
    services.receive_correction(
        request=mine,
        content=_text(request),
        on=shanghai_date(at),
        files=[(file, file.name) for file in kept],
        by=APPLICANT,
        at=at,
    )


def _explain(request: HttpRequest, mine: Request, at: datetime) -> None:
    services.receive_reasons(request=mine, content=_text(request), on=shanghai_date(at), by=APPLICANT, at=at)


def _confirm(_request: HttpRequest, mine: Request, at: datetime) -> None:
    services.confirm_by_applicant(request=mine, by=APPLICANT, at=at)


def _withdraw(request: HttpRequest, mine: Request, at: datetime) -> None:
    if not request.POST.get("sure"):
        raise NotAllowed([Reason("sure", _("请先勾选“我确定撤回”。"), where="sure")])
    if request.POST.get("why") == "found":
        wanted = request.POST.get("record", "")[:60]
        services.found_public(request=mine, index_number=wanted, by=APPLICANT, at=at)
        return
    services.withdraw(request=mine, reason=_text(request) or _("申请人撤回"), by=APPLICANT, at=at)


def _rate(request: HttpRequest, mine: Request, at: datetime) -> None:
    said = request.POST.get("stars", "")
    stars = int(said) if said in {"1", "2", "3", "4", "5"} else 0
    services.rate(request=mine, stars=stars, remark=_text(request), by=APPLICANT, at=at)


_ACTS = {"correct": _correct, "explain": _explain, "confirm": _confirm, "withdraw": _withdraw, "rate": _rate}


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """POST /progress/leave/: on a shared phone or computer nothing stays behind."""
    request.session.pop(MINE, None)
    return HttpResponseRedirect(reverse("foi_portal:progress"))
