"""One version of an answer: what exactly will be sent, what changed, and the signature of whose turn it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.common import able, address_of, request_or_404
from gongkai.domains.foi.desk.detail import telling
from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Answer, Request
from gongkai.domains.foi.printing import preview
from gongkai.domains.foi.reading import Reading, reading_of
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.vocabulary import ANSWERS, AnswerKind
from gongkai.domains.foi.selectors import open_sign_off, standing
from gongkai.domains.foi.services.answering import letter_fields, spell_ground
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.files.services import open_original
from gongkai.foundation.orgs.models import Division
from gongkai.kernel.casework import services as casework
from gongkai.kernel.casework.acting import offers
from gongkai.kernel.casework.models import Case
from gongkai.kernel.casework.panel import Panel, panel
from gongkai.kernel.casework.selectors import cases_of, items_for
from gongkai.kernel.records.rules.compare import compare_text
from gongkai.kernel.redaction.selectors import released_path
from gongkai.kernel.ui.pages import now, requires, tell, today


@dataclass(frozen=True, slots=True)
class Difference:
    """An element that is not as it was in the version before."""

    label: str
    old: str
    new: str


@requires("request.view")
def version(http: HttpRequest, pk: int, number: int) -> HttpResponse:
    request = request_or_404(http, pk)
    answers = list(request.answers.all())
    found = next((one for one in answers if one.version == number), None)
    if found is None:
        raise Http404
    return _page(http, request, answers, found, found.case)


@requires("request.view")
def sign(http: HttpRequest, pk: int) -> HttpResponse:
    """The newest version with its signature; who must sign has it on the screen from now on."""
    request = request_or_404(http, pk)
    answers, case = list(request.answers.all()), cases_of(SUBJECT, str(pk)).first()
    if not answers or case is None:
        return HttpResponseRedirect(address_of(request))
    for item in items_for(http.user, case, today()):
        casework.mark_opened(item=item, by=http.user, at=now())
    return _page(http, request, answers, answers[-1], case)


def _page(http: HttpRequest, request: Request, answers, shown: Answer, case: Case | None) -> HttpResponse:
    before = next((one for one in answers if one.version == shown.version - 1), None)
    newest = shown.version == answers[-1].version
    files = list(shown.files.select_related("file", "redaction"))
    mine = items_for(http.user, case, today()) if case and case.state == "open" and newest else []
    reading = reading_of(http.user, request, today())
    context = {
        "case": request,
        "answer": shown,
        "versions": answers,
        "newest": newest,
        "law": ANSWERS[AnswerKind(shown.kind)],
        "grounds": [spell_ground(code) for code in shown.grounds],
        "files": files,
        "letter": _letter(request, shown, files, reading),
        "reading": reading,
        "before": before,
        "differences": _differences(before, shown) if before else [],
        "segments": compare_text(*(_html(reading.of(one.text)) for one in (before, shown))) if before else [],
        "panel": _panel(request, case) if case else None,
        "case_acts": offers(case, http.user, today(), at=now()) if case else None,
        "mine": next((item for item in mine if item.step.kind != "draft"), None),
        "against_submitting": _against_submitting(http, request, newest),
        "may_handle": able(http, "request.handle", request),
    }
    context |= _helpers(request) if context["mine"] else {}
    return render(http, "foi/desk/version.html", context)


def _panel(request: Request, case: Case) -> Panel:
    shown = panel(case, today(), now=now())
    return replace(shown, clocks=telling(shown.clocks, request))


def _helpers(request: Request) -> dict:
    """Who may be heard besides: the other divisions."""
    return {"divisions": Division.objects.filter(organ=request.organ).exclude(pk=request.division_id)}


def _letter(request: Request, shown: Answer, files, reading: Reading):
    fields = letter_fields(shown, [given.label for given in files], today())
    return preview(request, f"foi_answer_{shown.kind.lower()}", fields, reading=reading, at=now())


def _html(text: str) -> str:
    return linebreaks(escape(text))


def _differences(old: Answer, new: Answer) -> list[Difference]:
    rows = [
        (_("答复类型"), *(f"{one.kind} {one.get_kind_display()}" for one in (old, new))),
        (_("依据"), *("；".join(map(spell_ground, one.grounds)) for one in (old, new))),
        (_("提供的文件"), *(_file_names(one) for one in (old, new))),
        (_("检索情况"), old.search_record, new.search_record),
        (_("负责公开的机关"), old.right_organ, new.right_organ),
    ]
    return [Difference(*row) for row in rows if row[1] != row[2]]


def _file_names(answer: Answer) -> str:
    return "、".join(given.label for given in answer.files.all())


def _against_submitting(http: HttpRequest, request: Request, newest: bool) -> list[Reason]:
    if not newest:
        return [Reason("older", _("这不是最新的一版。"))]
    return acting.reasons_against_submitting_answer(standing(request, today()))


@requires("request.view")
def file(http: HttpRequest, pk: int, number: int, given: int) -> HttpResponse:
    """A file of a version as the applicant would get it: of a redaction only what was approved."""
    request = request_or_404(http, pk)
    answer = next((one for one in request.answers.all() if one.version == number), None)
    found = answer and answer.files.select_related("file", "redaction__result").filter(pk=given).first()
    if not found:
        raise Http404
    if found.redaction is not None:
        content = released_path(found.redaction).open("rb")
    else:
        content = open_original(file=found.file, by=http.user, at=now())
    return FileResponse(content, filename=found.file.name, content_type=found.file.media_type)


# --- buttons ----------------------------------------------------------------------------------------------------


@require_POST
@requires("request.view")
def sign_off(http: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Sign, send back, hear others, take back: back to the request with what was done or why not."""
    request = request_or_404(http, pk)
    if verb not in _VERBS:
        raise Http404
    try:
        messages.success(http, _VERBS[verb](http, request))
    except NotAllowed as refusal:
        tell(http, refusal)
    return HttpResponseRedirect(address_of(request))


def _sign(http: HttpRequest, request: Request) -> str:
    said = {name: http.POST.get(name, "")[:2000] for name in ("opinion", "basis")}
    decision = services.sign_answer(request=request, agree=True, **said, by=http.user, at=now())
    return _("已签发，告知书已经拟好，请制作并送达。") if decision.agreed else _("已签署。")


def _send_back(http: HttpRequest, request: Request) -> str:
    reason = http.POST.get("reason", "")[:2000]
    services.send_back_answer(request=request, reason=reason, by=http.user, at=now())
    return _("已退回承办处室。")


def _take_back(http: HttpRequest, request: Request) -> str:
    services.take_back_answer(request=request, by=http.user, at=now())
    return _("已撤回。")


def _case(request: Request) -> Case:
    found = open_sign_off(request)
    if found is None:
        refuse([Reason("no_case", _("没有正在审签的答复。"), where="case")])
    return found


def _confer(http: HttpRequest, request: Request) -> str:
    """A difficult case: several divisions are heard at once before the step that waits."""
    ids = [number for number in map(whole_number, http.POST.getlist("divisions")) if number is not None]
    divisions = list(Division.objects.filter(organ=request.organ, pk__in=ids))
    if not divisions:
        refuse([Reason("divisions", _("请选择参加会商的处室。"), where="divisions")])
    casework.add_divisions(
        case=_case(request), divisions=divisions, reason=_("疑难件会商"), by=http.user, at=now()
    )
    return _("已请 %s 会商。") % "、".join(one.name for one in divisions)


_VERBS: dict[str, Callable[[HttpRequest, Request], str]] = {
    "sign": _sign,
    "send-back": _send_back,
    "take-back": _take_back,
    "confer": _confer,
}
