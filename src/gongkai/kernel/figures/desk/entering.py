"""Entering an act, voiding it, and stating the figures of a period: who, when, by what evidence, and the history."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.files.services import forget, store
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.foundation.orgs.selectors import may, restrict
from gongkai.kernel.figures import seeing, services
from gongkai.kernel.figures.desk.asking import organ_asked, period_asked
from gongkai.kernel.figures.desk.forms import MISSING, NONE_SUCH, NUMBER, ActForm, ReasonForm, StatedLine
from gongkai.kernel.figures.metrics import ACTS
from gongkai.kernel.figures.models import Act, ActVoid, Statement
from gongkai.kernel.figures.registry import StatedFigure, known_stated, metric
from gongkai.kernel.figures.rules.acts import ACT_KINDS
from gongkai.kernel.figures.rules.periods import Period, year
from gongkai.kernel.figures.rules.values import shown
from gongkai.kernel.ui.pages import mark, not_allowed, now, requires, today

ENTERS = "figure.enter"
ANY = "acts.press.conference"
"""A figure with the reach of all acts, for choosing an organ."""


# --- acts -------------------------------------------------------------------------------------------------------


@requires(ENTERS)
def new_act(request: HttpRequest) -> HttpResponse:
    """The organ is the person's own; who enters for a division only chooses among those in reach."""
    organ = request.user.organ
    divisions = [one for one in organ.divisions.all() if _may_enter(request, organ, one)]
    whole = _may_enter(request, organ)
    if not (divisions or whole):
        return not_allowed(request)
    first = {"kind": request.GET.get("kind", ""), "happened_on": today(), "quantity": 1}
    posted = request.method == "POST"
    given = (request.POST, request.FILES) if posted else (None, None)
    form = ActForm(*given, divisions=divisions, whole_organ=whole, initial=first)
    reasons: list[Reason] = []
    if posted and form.is_valid():
        try:
            made = _record(request, organ, dict(form.cleaned_data), divisions)
        except NotAllowed as refusal:
            reasons = mark(form, refusal.reasons)
        else:
            messages.success(request, _("已登记“%(title)s”。") % {"title": made.title})
            return HttpResponseRedirect(reverse("figures:act", args=[made.pk]))
    context = {"form": form, "organ": organ, "reasons": reasons}
    return render(request, "figures/act_form.html", context, status=422 if posted else 200)


def _record(request: HttpRequest, organ: Organ, data: dict, divisions: list[Division]) -> Act:
    act = {"by": request.user, "at": now()}
    upload, chosen = data.pop("evidence_file"), data.pop("division")
    division = next((one for one in divisions if one.pk == chosen), None)
    kept = store(upload=upload, name=upload.name, organ=organ, **act) if upload else None
    try:
        return services.record_act(organ=organ, division=division, evidence_file=kept, **data, **act)
    except NotAllowed:
        if kept is not None:
            forget(file=kept, **act)
        raise


def _may_enter(request: HttpRequest, organ: Organ, division: Division | None = None) -> bool:
    return may(request.user, ENTERS, organ=organ, division=division, today=today())


@requires("figure.view")
def act_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One act: what, when, by whom; voiding it asks for a reason."""
    within = restrict(Act.objects.all(), request.user, "figure.view", today())
    act = get_object_or_404(within.select_related("organ", "division", "evidence_file"), pk=pk)
    void = ActVoid.objects.filter(act=act).first()
    form, reasons = ReasonForm(request.POST or None), []
    able = void is None and _may_enter(request, act.organ, act.division)
    if request.method == "POST":
        if not _may_enter(request, act.organ, act.division):
            return not_allowed(request)
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                services.void_act(act=act, reason=reason, by=request.user, at=now())
            except NotAllowed as refusal:
                reasons = mark(form, refusal.reasons)
            else:
                messages.success(request, _("已作废，不再计数。"))
                return HttpResponseRedirect(reverse("figures:act", args=[pk]))
    context = {
        "act": act,
        "kind": ACT_KINDS.get(act.kind),
        "figure": f"{ACTS}{act.kind}",
        "quantity": shown(act.quantity),
        "void": void,
        "able": able,
        "form": form,
        "reasons": reasons,
    }
    return render(request, "figures/act.html", context, status=422 if form.is_bound else 200)


# --- stated figures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the form: the figure, what holds, the older statements, what was typed."""

    figure: StatedFigure
    holds: Statement | None
    older: list[Statement]
    state: str
    text: str
    evidence: str
    reasons: list[Reason]


@requires("figure.view")
def stated_page(request: HttpRequest) -> HttpResponse:
    """All stated figures of a period as one form; only what is changed becomes a statement."""
    organ, period = organ_asked(request, metric(ANY)), period_asked(request.GET, today())
    able = _may_enter(request, organ)
    refused: dict[str, list[Reason]] = {}
    if request.method == "POST":
        if not able:
            return not_allowed(request)
        refused, saved = _state(request, organ, period)
        if not refused:
            text = _("已保存 %(n)d 项。") % {"n": saved} if saved else _("没有改动。")
            messages.success(request, text)
            return HttpResponseRedirect(request.get_full_path())
    context = {
        "organ": organ,
        "organs": seeing.organs_of(metric(ANY), request.user, today()),
        "period": period,
        "whole_year": period == year(period.since.year),
        "years": range(today().year, today().year - 12, -1),
        "lines": _lines(request, organ, period, refused),
        "able": able,
        "refused": [reason for reasons in refused.values() for reason in reasons],
    }
    return render(request, "figures/stated.html", context, status=422 if refused else 200)


def _state(request: HttpRequest, organ: Organ, period: Period) -> tuple[dict[str, list[Reason]], int]:
    """All or nothing; the reasons by code of the figure, and how many were stated."""
    refused, saved = {}, 0
    history = _history(organ, period)
    with transaction.atomic():
        for figure in known_stated():
            line, holds = StatedLine(figure, request.POST), next(iter(history.get(figure.code, [])), None)
            value = line.value()
            if value is None or _same(holds, value, line.evidence):
                continue
            act = {"evidence": line.evidence, "by": request.user, "at": now()}
            try:
                services.state_figure(organ=organ, code=figure.code, period=period, value=value, **act)
                saved += 1
            except NotAllowed as refusal:
                refused[figure.code] = [
                    Reason(one.code, f"{figure.name}：{one.text}", one.law, figure.code)
                    for one in refusal.reasons
                ]
        transaction.set_rollback(bool(refused))
    return refused, saved


def _same(holds: Statement | None, value, evidence: str) -> bool:
    if holds is None or holds.evidence != evidence:
        return False
    return holds.not_applicable if not holds.value and holds.not_applicable else holds.value == value


def _history(organ: Organ, period: Period) -> dict[str, list[Statement]]:
    """Code -> its statements for the period, the newest first. One query."""
    found: dict[str, list[Statement]] = {}
    for row in Statement.objects.filter(organ=organ, since=period.since, until=period.until).order_by("-id"):
        found.setdefault(row.code, []).append(row)
    return found


def _lines(
    request: HttpRequest, organ: Organ, period: Period, refused: dict[str, list[Reason]]
) -> list[Line]:
    history = _history(organ, period)
    return [_line(request, one, history.get(one.code, []), refused) for one in known_stated()]


def _line(request: HttpRequest, figure: StatedFigure, rows: list[Statement], refused: dict) -> Line:
    holds, older = (rows[0], rows[1:]) if rows else (None, [])
    if request.method == "POST":
        typed = StatedLine(figure, request.POST)
        state, text, evidence = typed.chosen, typed.text, typed.evidence
    else:
        state = MISSING if holds is None else NONE_SUCH if holds.not_applicable else NUMBER
        text = shown(holds.value) if holds and holds.value is not None else ""
        evidence = holds.evidence if holds else ""
    return Line(figure, holds, older, state, text, evidence, refused.get(figure.code, []))
