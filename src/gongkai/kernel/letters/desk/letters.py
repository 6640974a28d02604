"""Letters of the organ, and the page of one: its pages as pictures, its steps with dates, what may be done now."""

import base64
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.selectors import capabilities_of
from gongkai.kernel.letters import services
from gongkai.kernel.letters.desk.common import able, letter_or_404
from gongkai.kernel.letters.desk.forms import FilterForm, ReasonForm, SealForm, SendForm, ServeForm
from gongkai.kernel.letters.following import objections
from gongkai.kernel.letters.models import Letter, LetterAct
from gongkai.kernel.letters.rendering import reasons_against_rendering, to_pictures
from gongkai.kernel.letters.rendering.pdf import to_pdf
from gongkai.kernel.letters.rules.acting import (
    Standing,
    reasons_against_replacing,
    reasons_if_replaced,
    reasons_in_state,
)
from gongkai.kernel.letters.rules.vocabulary import State
from gongkai.kernel.letters.selectors import (
    correction_of,
    document_of,
    masked_fields,
    standing_of,
    visible,
)
from gongkai.kernel.letters.subjects import describe
from gongkai.kernel.ui.pages import now, requires, today

PAGE = 30
PPI = 84

VERBS = {
    "approve": (gettext_lazy("签发"), "letter.approve"),
    "print": (gettext_lazy("登记打印"), "letter.handle"),
    "seal": (gettext_lazy("用印并上传扫描件"), "letter.handle"),
    "send": (gettext_lazy("发出"), "letter.handle"),
    "serve": (gettext_lazy("登记送达"), "letter.handle"),
    "return": (gettext_lazy("登记退回"), "letter.handle"),
    "resend": (gettext_lazy("重新发出"), "letter.handle"),
    "revise": (gettext_lazy("修改"), "letter.draft"),
    "replace": (gettext_lazy("发更正文书"), "letter.draft"),
    "cancel": (gettext_lazy("作废"), "letter.draft"),
}
"""Verb -> what its button says, and who may press it."""
ALWAYS = {"approve", "seal", "send", "serve"}
"""Steps every letter takes: shown with the reason while they are not possible. The others appear when they are."""
DONE = {
    State.DRAFTED: set(),
    State.APPROVED: {"approve"},
    State.PRINTED: {"approve"},
    State.SEALED: {"approve", "seal"},
    State.SENT: {"approve", "seal", "send"},
    State.UNDELIVERED: {"approve", "seal", "send"},
    State.SERVED: {"approve", "seal", "send", "serve"},
    State.CANCELLED: set(ALWAYS),
}


@dataclass(slots=True)
class Action:
    verb: str
    label: str
    why_not: str = ""
    form: object | None = None


@dataclass(slots=True)
class Preview:
    """Pictures of the pages as data addresses, or the reasons why there are none."""

    pictures: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    differs: bool = False


@requires("letter.view")
def listing(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    rows = _filtered(visible(request.user, today()), form)
    before, after = _cursor(request, "before"), _cursor(request, "after")
    if before:
        found = list(rows.filter(pk__gt=before).order_by("id")[: PAGE + 1])
        letters, more_newer, more_older = found[:PAGE][::-1], len(found) > PAGE, True
    else:
        found = list((rows.filter(pk__lt=after) if after else rows).order_by("-id")[: PAGE + 1])
        letters, more_newer, more_older = found[:PAGE], bool(after), len(found) > PAGE
    context = {
        "form": form,
        "lines": [(letter, masked_fields(letter)) for letter in letters],
        "older": letters[-1].pk if letters and more_older else "",
        "newer": letters[0].pk if letters and more_newer else "",
        "filtered": any(request.GET.get(name) for name in ("q", "state")),
        "may_edit": "letter.edit" in capabilities_of(request.user, today()),
    }
    return render(request, "letters/list.html", context)


def _filtered(rows: QuerySet[Letter], form: FilterForm) -> QuerySet[Letter]:
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("q"):
        rows = rows.filter(number__contains=data["q"].strip())
    return rows.filter(state=data["state"]) if data.get("state") else rows


def _cursor(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


@requires("letter.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    letter = letter_or_404(request, pk)
    prefetch_related_objects([letter], Prefetch("acts", LetterAct.objects.order_by("id")))
    standing = standing_of(letter)
    context = {
        "letter": letter,
        "subject": describe(letter.subject_type, letter.subject_id),
        "preview": preview(letter),
        "steps": _steps(letter),
        "acts": letter.acts.all(),
        "actions": _actions(request, letter, standing),
        "correction": correction_of(letter),
        "counts": _counted(letter),
    }
    return render(request, "letters/detail.html", context)


def _counted(letter: Letter) -> str:
    """Which date counts for this letter: the rule of the day on which it was last sent; "" before."""
    sent = [act.detail.get("counts", "") for act in letter.acts.all() if act.verb in ("send", "resend")]
    return sent[-1] if sent else ""


def preview(letter: Letter) -> Preview:
    """The pages of the very PDF that was approved; `differs` when it would look otherwise today (head, fonts)."""
    try:
        document = document_of(letter)
    except NotAllowed as refusal:
        return Preview(reasons=refusal.reasons)
    reasons = reasons_against_rendering(document)
    if reasons:
        return Preview(reasons=reasons)
    if letter.pdf is not None and sm3(to_pdf(document)) != letter.pdf.digest:
        return Preview(differs=True)
    return Preview([_data_address(page) for page in to_pictures(document, ppi=PPI)])


def _data_address(picture: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _steps(letter: Letter) -> list[dict]:
    """The way of every letter: label, mark (done, now or none), date."""
    moments = {act.verb: act.at for act in letter.acts.all()}
    labels = [
        ("draft", _("草拟")),
        ("approve", _("签发")),
        ("seal", _("用印")),
        ("send", _("发出")),
        ("serve", _("送达")),
    ]
    done = {"draft"} | (DONE[letter.state] if letter.state != State.CANCELLED else set())
    steps, seen_next = [], letter.state == State.CANCELLED
    for verb, label in labels:
        mark = "done" if verb in done else "" if seen_next else "now"
        seen_next = seen_next or verb not in done
        steps.append({"label": label, "mark": mark, "at": moments.get(verb) if verb in done else None})
    return steps


def _actions(request: HttpRequest, letter: Letter, standing: Standing) -> list[Action]:
    capabilities = {name for _label, name in VERBS.values()}
    granted = {name for name in capabilities if able(request, name, letter.organ)}
    return [action for verb in VERBS if (action := _action(verb, letter, standing, granted)) is not None]


def _action(verb: str, letter: Letter, standing: Standing, granted: set[str]) -> Action | None:
    label, capability = VERBS[verb]
    own = _reasons_against(verb, standing)
    if verb in DONE[letter.state] or (own and verb not in ALWAYS):
        return None
    reasons = own or objections(letter, verb, on=today())
    if reasons:
        return Action(verb, str(label), reasons[0].text)
    if capability not in granted:
        return Action(verb, str(label), _("您的岗位不办理这一步。"))
    return Action(verb, str(label), form=_form(verb, letter))


def _reasons_against(verb: str, standing: Standing) -> list[Reason]:
    """Of the letter itself, before what it is about is asked."""
    if verb == "replace":
        return reasons_against_replacing(standing)
    reasons = reasons_in_state(verb, standing)
    if verb in ("send", "resend", "cancel"):
        reasons += reasons_if_replaced(standing)
    return reasons


def _form(verb: str, letter: Letter):
    if verb == "serve":
        return ServeForm(letter=letter, initial={"served_on": today()})
    makers = {
        "seal": SealForm,
        "send": SendForm,
        "resend": SendForm,
        "return": ReasonForm,
        "cancel": ReasonForm,
    }
    return makers[verb](auto_id=f"id_{verb}_%s") if verb in makers else None


@requires("letter.view")
def file(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """The .docx, .pdf or scan; each time an entry in the ledger."""
    letter = letter_or_404(request, pk)
    stored = getattr(letter, which) if which in services.FILES else None
    if stored is None:
        raise Http404
    content = services.open_file(letter=letter, which=which, by=request.user, at=now())
    inline = which == "pdf" and "open" in request.GET
    return FileResponse(
        content, as_attachment=not inline, filename=stored.name, content_type=stored.media_type
    )
