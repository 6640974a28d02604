"""The page of one request: where it stands, the one next step, what else may be done, everything that happened."""

from dataclasses import dataclass
from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.domains.foi.chasing import to_chase
from gongkai.domains.foi.desk import classifying
from gongkai.domains.foi.desk.acts import ACTS
from gongkai.domains.foi.desk.common import able, address_of, request_or_404
from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.reading import reading_of, works_on
from gongkai.domains.foi.remedying import filing_limits, silence_remedy
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.acting import Standing
from gongkai.domains.foi.rules.application import SEALED
from gongkai.domains.foi.rules.receipt import received_on
from gongkai.domains.foi.rules.stages import BEFORE_SIGNING, OPEN, ActKind, Stage
from gongkai.domains.foi.rules.steps import ANSWER, LETTER, SIGN, Step, next_step
from gongkai.domains.foi.rules.vocabulary import spell_delivery
from gongkai.domains.foi.selectors import ANSWER as ANSWER_CLOCK
from gongkai.domains.foi.selectors import standing, unsent
from gongkai.domains.foi.services.intake import receipt_facts
from gongkai.domains.foi.similar import around, worth_converting
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.files.services import open_original
from gongkai.foundation.orgs.selectors import may_somewhere
from gongkai.kernel.casework.acting import offers
from gongkai.kernel.casework.panel import walk_of
from gongkai.kernel.casework.selectors import cases_of, items_for
from gongkai.kernel.clocks.selectors import ClockLine, clock_lines
from gongkai.kernel.letters.selectors import letters_of
from gongkai.kernel.ui.pages import not_allowed, now, requires, today

CONSULTATION, CORRECTION = "consultation", "correction-notice"


@dataclass(frozen=True, slots=True)
class Button:
    """An act as the page offers it: possible, or with every reason why not now."""

    verb: str
    label: str | Promise
    address: str
    reasons: tuple[Reason, ...] = ()
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """The next step with its button; without one where it is somebody else's turn."""

    why: str | Promise
    waits: bool
    button: Button | None
    whose: str = ""


@requires("request.view")
def detail(http: HttpRequest, pk: int) -> HttpResponse:
    request = request_or_404(http, pk)
    letters = list(letters_of(SUBJECT, str(pk)))
    case = cases_of(SUBJECT, str(pk)).first()
    stands = standing(request, today(), letters=letters, case=case)
    walk = walk_of(case) if case else None
    mine = items_for(http.user, case, today()) if case and case.state == "open" else []
    buttons = _buttons(http, request, stands)
    clocks = _clocks(request, today())
    todo = _todo(http, request, stands, buttons, letters, bool(mine))
    answering = _answer_clock(request, clocks)
    reading = reading_of(http.user, request, today())
    context = {
        "case": request,
        "todo": todo,
        "possible": _besides(buttons, todo),
        "not_now": [button for button in buttons if button.reasons],
        "letters": letters,
        "may_see_letters": may_somewhere(http.user, "letter.view", today()),
        "clock": answering,
        "clocks": clocks,
        "days": _days(answering, today()),
        "delivery": spell_delivery(request.delivery),
        "received": received_on(request.channel, receipt_facts(request)),
        "sealed": _sealed(request),
        "reading": reading,
        "classes": classifying.panel(http, request, reading),
        "may_unmask": able(http, "request.unmask", request),
        "may_register": able(http, "request.register", request),
        "may_appeal": able(http, "request.appeal", request),
        "flow": walk.drawing() if walk else None,
        "case_acts": offers(case, http.user, today(), at=now(), walk=walk) if case else None,
        "answers": list(request.answers.all())[::-1],
        "appeals": list(request.appeals.all()),
        "silence": silence_remedy(request, answering.due if answering else None, today()),
        "filing": filing_limits(request, letters),
        "chase": to_chase(request, today()),
        "acts": request.last_acts,
        "is_open": request.stage in OPEN,
        "converted": next((act for act in request.last_acts if act.kind == ActKind.CONVERT), None),
    }
    return render(http, "foi/desk/detail.html", context)


def _clocks(request: Request, on: date) -> list[ClockLine]:
    asked = [(CONSULTATION, str(one.pk)) for one in request.consultations.all()]
    return telling(clock_lines([(SUBJECT, str(request.pk)), *asked], on, now=now()), request)


def telling(lines: list[ClockLine], request: Request) -> list[ClockLine]:
    """Without the limit of asking for a correction once it is over and none was asked: nothing was missed."""
    asked = bool(request.corrections.all())
    return [one for one in lines if asked or one.clock.limit_code != CORRECTION or one.light != "red"]


def _answer_clock(request: Request, lines: list[ClockLine]) -> ClockLine | None:
    return next((line for line in lines if line.clock.limit_code == ANSWER_CLOCK), None)


def _days(line: ClockLine | None, on: date) -> int | None:
    return (line.due - on).days if line and line.due and line.light in ("green", "yellow", "red") else None


def _sealed(request: Request) -> list[tuple[str, str, str]]:
    """(column, label, masked) of what the applicant gave."""
    applicant = request.applicant
    fields = [(name, getattr(applicant, name)) for name in SEALED]
    label = applicant._meta.get_field
    return [(name, str(label(name).verbose_name), value.masked()) for name, value in fields if value]


# --- what may be done -------------------------------------------------------------------------------------------


def _buttons(http: HttpRequest, request: Request, stands: Standing) -> list[Button]:
    """All acts that the official's posts grant here; over and done requests offer only what follows an answer."""
    found = []
    if able(http, "request.handle", request):
        found.append(_answer_button(request, stands))
    for act in ACTS.values():
        if able(http, act.capability, request):
            address = reverse("requests:act", args=[request.pk, act.verb])
            reasons = tuple(act.why_not(http, request, stands))
            found.append(Button(act.verb, act.label, address, reasons, act.danger))
    return found


def _besides(buttons: list[Button], todo: Todo | None) -> list[Button]:
    """What may be done now besides the next step."""
    first = todo.button.verb if todo and todo.button else ""
    return [button for button in buttons if not button.reasons and button.verb != first]


def _answer_button(request: Request, stands: Standing) -> Button:
    label = _("修改答复") if stands.has_answer else _("拟定答复")
    reasons = tuple(acting.reasons_against_drafting_answer(stands))
    return Button(ANSWER, label, reverse("requests:answer", args=[request.pk]), reasons)


def _todo(
    http: HttpRequest, request: Request, stands: Standing, buttons: list[Button], letters, mine: bool
) -> Todo | None:
    if mine and Stage.SIGNING in (request.stage, request.correcting):
        address = reverse("requests:sign", args=[request.pk])
        return Todo(_("请您审签这份答复。"), False, Button(SIGN, _("打开并审签"), address))
    step = next_step(stands, assigned=request.division_id is not None)
    if step is None:
        return None
    button = _button_of(http, request, step, buttons, letters)
    return Todo(step.why, step.waits, button, "" if button else _whose(request, step))


def _button_of(
    http: HttpRequest, request: Request, step: Step, buttons: list[Button], letters
) -> Button | None:
    if step.verb == LETTER:
        waiting = next(iter(unsent(letters)), None)
        if waiting is None or not may_somewhere(http.user, "letter.view", today()):
            return None
        return Button(
            LETTER, _("打开文书“%s”") % waiting.text.name, reverse("letters:detail", args=[waiting.pk])
        )
    return next((one for one in buttons if one.verb == step.verb and not one.reasons), None)


def _whose(request: Request, step: Step) -> str:
    """Who takes the step when it is not the reader."""
    if step.verb in (LETTER, "assign", "decide_extension"):
        return _("由公开办办理。")
    if step.verb == SIGN:
        return ""
    return _("由%(place)s办理。") % {"place": request.division.name if request.division else _("公开办")}


# --- parts that are loaded after the page -----------------------------------------------------------------------


@requires("request.view")
def similar(http: HttpRequest, pk: int) -> HttpResponse:
    """Earlier ones of the same applicant and alike ones, with what was answered; whether to publish it for all."""
    request = request_or_404(http, pk)
    found = around(request, http.user, today())
    context = {
        "case": request,
        "found": found,
        "converting": worth_converting(request, found) if able(http, "request.handle", request) else [],
        "may_link": able(http, "request.handle", request) and request.stage in BEFORE_SIGNING,
    }
    whole = "HX-Request" not in http.headers
    return render(http, "foi/desk/similar_page.html" if whole else "foi/desk/similar.html", context)


@requires("request.view")
def material(http: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file that came with the request, or the evidence of a reply; reading it is in the ledger. For whoever works on
    the request: such papers show the person."""
    request = request_or_404(http, pk)
    if not works_on(http.user, request, today()):
        return not_allowed(http, address_of(request))
    stored = next((one.file for one in request.materials.all() if one.file_id == file), None)
    stored = stored or next((c.evidence for c in request.consultations.all() if c.evidence_id == file), None)
    if stored is None:
        raise Http404
    content = open_original(file=stored, by=http.user, at=now())
    return FileResponse(content, filename=stored.name, content_type=stored.media_type)
