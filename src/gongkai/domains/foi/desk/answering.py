"""The answer, question by question: five questions lead to one kind of answer, which says what it needs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.answer_form import AnswerForm, Giving, giving, initial_of, opened
from gongkai.domains.foi.desk.common import able, address_of, kept, request_or_404
from gongkai.domains.foi.desk.heard import all_of
from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.knowing import known_facts
from gongkai.domains.foi.models import Answer, Request
from gongkai.domains.foi.printing import preview
from gongkai.domains.foi.reading import Reading
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.answering import Facts, reasons_against_answering
from gongkai.domains.foi.rules.questions import NODES, START, First, Question, follow
from gongkai.domains.foi.rules.vocabulary import ANSWERS, AnswerKind
from gongkai.domains.foi.rules.wording import proposed_text
from gongkai.domains.foi.selectors import standing
from gongkai.domains.foi.services.answering import letter_fields
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.kernel.letters.selectors import letters_of
from gongkai.kernel.redaction.services import start_redaction
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, today

HELP = {
    Question.CLEAR: gettext_lazy(
        "先看申请本身：说清楚要什么了吗？是要信息，还是信访、投诉、咨询？以前答复过吗？"
    ),
    Question.OURS: gettext_lazy("谁制作谁公开；从别处获取的，由制作或者最初获取的机关公开。"),
    Question.EXISTS: gettext_lazy("要真的去查：业务系统、档案、有关处室，并把检索情况记下来。"),
    Question.GIVABLE: gettext_lazy("公开是常态，不公开是例外。能分开处理的，可以公开的部分要提供。"),
    Question.FORM: gettext_lazy("一般按申请人要求的形式提供，原则上不收费。"),
    Question.FORM_OF_PART: gettext_lazy("可以公开的部分，一般按申请人要求的形式提供。"),
}
FIRST = {
    First.REQUEST_CORRECTION: "request_correction",
    First.ASK_FOR_REASONS: "ask_reasons",
    First.CONSULT: "consult",
    First.FEE_NOTICE: "notify_fee",
}
"""What is to be done first -> the act of the page that does it."""


@requires("request.handle")
def answer(http: HttpRequest, pk: int) -> HttpResponse:
    request = request_or_404(http, pk)
    if not able(http, "request.handle", request):
        return not_allowed(http, address_of(request))
    last = _last(request)
    path = _path(http, last)
    goal = follow(path)
    context = {
        "case": request,
        "path": path,
        "spelled": ".".join(path),
        "asked": _asked(path),
        "heard": all_of(request),
        "reading": Reading(request, clear=True),
        "barred": acting.reasons_against_drafting_answer(standing(request, today())),
    }
    if goal in NODES:
        context |= {"node": NODES[goal], "help": HELP[goal]}
        return render(http, "foi/desk/answer.html", context)
    if isinstance(goal, First):
        return render(http, "foi/desk/answer.html", context | {"first": goal, "verb": FIRST[goal]})
    return _leaf(http, request, AnswerKind(goal), path, last, context)


def _last(request: Request) -> Answer | None:
    return next(iter(list(request.answers.all())[::-1]), None)


def _path(http: HttpRequest, last: Answer | None) -> tuple[str, ...]:
    """The choices so far: of the address, else those of the version before. What leads nowhere is nothing."""
    given = (http.POST or http.GET).get("path")
    path = tuple(filter(None, given.split("."))) if given is not None else ()
    if given is None and last is not None:
        path = tuple(last.facts.get("path", ()))
    try:
        follow(path)
    except ValueError:
        return ()
    return path


def _asked(path: tuple[str, ...]) -> list[dict]:
    """The answered questions, each with its answer and the address that asks it again."""
    found, at = [], START
    for place, code in enumerate(path):
        node = NODES[at]
        chosen = next(choice for choice in node.choices if choice.code == code)
        found.append({"node": node, "choice": chosen, "back": ".".join(path[:place])})
        at = chosen.to
    return found


# --- the leaf ---------------------------------------------------------------------------------------------------


def _leaf(
    http: HttpRequest, request: Request, kind: AnswerKind, path, last: Answer | None, context: dict
) -> HttpResponse:
    form = _form(http, request, kind, path, last)
    reasons: list[Reason] = []
    if http.method == "POST" and form.is_valid():
        try:
            _take_uploads(http, form)
            made = _done(http, request, form)
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            if made is not None:
                return HttpResponseRedirect(made)
    context |= _judged(http, request, form, "preview" in http.POST)
    context |= {"form": form, "kind": kind, "law": ANSWERS[kind], "refused": reasons}
    status = 422 if reasons or (form.is_bound and not form.is_valid()) else 200
    return render(http, "foi/desk/answer.html", context, status=status)


def _form(http: HttpRequest, request: Request, kind: AnswerKind, path, last: Answer | None) -> AnswerForm:
    known = known_facts(request, kind, letters_of(SUBJECT, str(request.pk)), today())
    given = (http.POST, http.FILES) if http.method == "POST" else ()
    return AnswerForm(
        *given, about=request, kind=kind, path=path, known=known, initial=initial_of(last, kind)
    )


def _take_uploads(http: HttpRequest, form: AnswerForm) -> None:
    uploads = form.cleaned_data.get("uploads") or []
    if uploads:
        form.add([file for file, _name in kept(http, uploads, form.about.organ)])


def _done(http: HttpRequest, request: Request, form: AnswerForm) -> str | None:
    """Where to go after the pressed button; None stays on the page."""
    if "cover" in http.POST:
        return _cover(http, request, http.POST["cover"])
    if "save" not in http.POST:
        return None
    given, facts, text = _content(http, form)
    made = services.draft_answer(
        request=request,
        facts=facts,
        text=text,
        record=given.record,
        files=given.files,
        by=http.user,
        at=now(),
    )
    messages.success(http, _("已保存第 %d 版答复。") % made.version)
    return reverse("requests:answer-version", args=[request.pk, made.version])


def _cover(http: HttpRequest, request: Request, token: str) -> str | None:
    """The page on which boxes are drawn over one of the files."""
    found = opened([token], request)
    if not found:
        return None
    made = start_redaction(
        source=found[0],
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        organ=request.organ,
        division=request.division,
        by=http.user,
        at=now(),
    )
    return reverse("redaction:editor", args=[made.pk])


def _content(http: HttpRequest, form: AnswerForm) -> tuple[Giving, Facts, str]:
    given = giving(form, http.user, today())
    facts = form.facts(today(), given)
    return given, facts, form.cleaned_data["text"].strip() or proposed_text(facts)


def _judged(http: HttpRequest, request: Request, form: AnswerForm, with_letter: bool) -> dict:
    """What is still missing, the wording, the files on hand; on demand the letter as it would be."""
    on_hand = [(token, file) for token, file in getattr(form, "on_hand", {}).items()]
    if not form.is_bound or not form.is_valid():
        missing = reasons_against_answering(form.begun(today())) if not form.is_bound else []
        ticked = set(form.initial.get("keep", []))
        return {"on_hand": on_hand, "ticked": ticked, "missing": missing, "judged": not form.is_bound}
    given, facts, text = _content(http, form)
    context = {
        "on_hand": on_hand,
        "ticked": set(form.cleaned_data.get("keep", [])),
        "missing": reasons_against_answering(facts),
        "wording": text,
        "judged": True,
    }
    return context | ({"letter": _letter(request, facts, text, given)} if with_letter else {})


def _letter(request: Request, facts: Facts, text: str, given: Giving):
    draft = Answer(request=request, kind=facts.kind, grounds=list(facts.grounds), text=text)
    draft.search_record, draft.right_organ = facts.search_record, facts.right_organ
    fields = letter_fields(draft, [label for _file, _redaction, label in given.files], today())
    return preview(
        request, f"foi_answer_{facts.kind.lower()}", fields, reading=Reading(request, clear=True), at=now()
    )


@require_POST
@requires("request.handle")
def check(http: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, as a part of the page; asked while the form is filled in."""
    request = request_or_404(http, pk)
    goal = follow(_path(http, None))
    if not able(http, "request.handle", request) or goal not in set(AnswerKind):
        return HttpResponse(status=204)
    form = _form(http, request, AnswerKind(goal), _path(http, None), None)
    form.is_valid()
    return render(http, "foi/desk/answer_missing.html", _judged(http, request, form, False))
