"""Months, quarters and years of an organ: which are closed, the counts of one, its sheet for the leader, what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.figures import exporting, seeing, services
from gongkai.kernel.figures.closings import (
    DIVISION,
    Place,
    closing_of,
    closings_of,
    differences,
    figures_of,
    frozen_in,
    is_whole,
)
from gongkai.kernel.figures.desk.asking import organ_asked
from gongkai.kernel.figures.desk.entering import ANY
from gongkai.kernel.figures.models import Closing
from gongkai.kernel.figures.registry import Metric, division_names, known_metrics, metric
from gongkai.kernel.figures.rules.closing import State, spans_of, state_of
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.spans import YEARS, Span, month_of
from gongkai.kernel.figures.rules.values import Value, in_words, shown
from gongkai.kernel.figures.sheet import sheet_of
from gongkai.kernel.ui.pages import now, requires, tell, today

CLOSES = "figure.close"
SHOWN_YEARS = 6


# --- all of a year ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A period of the year. `whole`: its numbers are those that were closed."""

    span: Span
    state: State
    closing: Closing | None
    whole: bool


@require_safe
@requires("figure.view")
def closings_page(request: HttpRequest) -> HttpResponse:
    """Months, quarters and the year: which still run, which are to be closed, which are, and what was named since."""
    organ, of_year = organ_asked(request, metric(ANY)), _year(request.GET.get("year", ""), today())
    lines = _lines_of(organ, of_year)
    groups = (
        (_("各月：分处室报分管领导"), [line for line in lines if line.span.is_month]),
        (_("各季：供检查"), [line for line in lines if "Q" in line.span.code]),
        (_("全年：供年度报告"), [line for line in lines if not line.span.number]),
    )
    context = {
        "organ": organ,
        "organs": seeing.organs_of(metric(ANY), request.user, today()),
        "year": of_year,
        "years": range(today().year, today().year - SHOWN_YEARS, -1),
        "groups": groups,
        "open": sum(line.state is State.OPEN for line in lines),
    }
    return render(request, "figures/closings.html", context)


def _year(text: str, day: date) -> int:
    found = whole_number(text)
    return found if found in YEARS and found <= day.year else day.year


def _lines_of(organ: Organ, of_year: int) -> list[Line]:
    closed = closings_of(organ, of_year)
    return [_line(span, closed.get(span.period)) for span in spans_of(of_year, today())]


def _line(span: Span, closing: Closing | None) -> Line:
    state = state_of(span.period, today=today(), closed=closing is not None)
    return Line(span, state, closing, closing is not None and is_whole(closing))


# --- one period -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """`division`: its name, or that it is of none."""

    division: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of the period: the whole, and its parts by division where it knows them."""

    figure: Metric
    value: str
    address: str
    parts: list[Part]


@requires("figure.view")
def closing_page(request: HttpRequest) -> HttpResponse:
    """Counts of a period as they stand now; once closed, what differs from then."""
    organ, span = _asked(request)
    closing = closing_of(organ, span.period)
    act = {"by": request.user, "at": now()}
    context = {
        "organ": organ,
        "organs": seeing.organs_of(metric(ANY), request.user, today()),
        "span": span,
        "counted": _counted(request.user, organ, span.period),
        "closing": closing,
        "whole": closing is not None and is_whole(closing),
        "differences": _differences(closing) if closing else [],
        "corrections": _named(closing),
        "able": may(request.user, CLOSES, organ=organ, today=today()),
        "reasons": services.reasons_against_close(organ=organ, period=span.period, closed=closing, **act),
    }
    return render(request, "figures/closing.html", context)


def _asked(request: HttpRequest) -> tuple[Organ, Span]:
    """?period=2026-10, 2026-Q3 or 2026; last month for what cannot be read."""
    try:
        span = Span(request.GET.get("period", ""))
    except ValueError:
        span = month_of(today()).before
    return organ_asked(request, metric(ANY)), span


def _visible(person: Person, organ: Organ) -> set[str]:
    """Codes of the figures of which the person sees all of the organ's."""
    return {one.code for one in known_metrics() if may(person, one.reads, organ=organ, today=today())}


def _counted(person: Person, organ: Organ, period: Period) -> list[Counted]:
    """Figures with rows."""
    names = division_names()
    grouped: dict[str, list[tuple[dict, Value]]] = {}
    for (code, keys), number in figures_of(organ, period, _visible(person, organ)).items():
        grouped.setdefault(code, []).append((dict(keys), number))
    return [_one(metric(code), grouped[code], organ, period, names) for code in sorted(grouped)]


def _one(found: Metric, parts: list[tuple[dict, Value]], organ: Organ, period: Period, names) -> Counted:
    base = {"organ": organ.pk, "from": period.since, "to": period.until}
    address = reverse("figures:rows", args=[found.code])
    told = [
        Part(
            names.get(keys[DIVISION]) or _("未分处室"),
            shown(number),
            f"{address}?{urlencode(base | {seeing.BY + DIVISION: seeing.spelled(keys[DIVISION])})}",
        )
        for keys, number in parts
        if DIVISION in keys
    ]
    whole = parts[0][1] if not told else sum(number for _keys, number in parts)
    return Counted(found, in_words(whole), f"{address}?{urlencode(base)}", told)


def _differences(closing: Closing) -> list[dict]:
    names = division_names()
    return [
        {
            "figure": metric(one.metric),
            "part": _part_name(one.keys, names),
            "division": _part_of(one.keys),
            "frozen": in_words(one.frozen),
            "now": in_words(one.now),
            "named": one.named,
        }
        for one in differences(closing)
    ]


def _part_name(keys: Mapping[str, object], names: Mapping[object, str]) -> str:
    return names.get(keys[DIVISION]) or _("未分处室") if DIVISION in keys else ""


def _named(closing: Closing | None) -> list[dict]:
    """Corrections in the order in which they were named, with the words of their figures."""
    if closing is None:
        return []
    known, names = {one.code: one.name for one in known_metrics()}, division_names()
    return [
        {"row": one, "figure": known.get(one.metric, one.metric), "part": _part_name(one.keys, names)}
        for one in closing.corrections.all()
    ]


# --- the sheet for the leader -----------------------------------------------------------------------------------


@require_safe
@requires("figure.view")
def sheet_page(request: HttpRequest) -> HttpResponse:
    """Figures by division as closed, or as they stand while the period is open; with ?format= as a file."""
    organ, span = _asked(request)
    closing = closing_of(organ, span.period)
    visible = _visible(request.user, organ)
    sheet = sheet_of(_numbers(closing, organ, span.period, visible), visible)
    kind = request.GET.get("format", "")
    if kind in exporting.WRITERS:
        write, media_type = exporting.WRITERS[kind]
        answer = HttpResponse(write(sheet.lines()), content_type=media_type)
        answer["Content-Disposition"] = f'attachment; filename="figures_{organ.code}_{span.code}.{kind}"'
        return answer
    context = {
        "organ": organ,
        "span": span,
        "sheet": sheet,
        "closing": closing,
        "corrections": _named(closing),
        "day": today(),
        "kinds": list(exporting.WRITERS),
    }
    return render(request, "figures/sheet.html", context)


def _numbers(closing: Closing | None, organ: Organ, period: Period, visible: set[str]) -> dict[Place, Value]:
    return frozen_in(closing) if closing else figures_of(organ, period, visible)


# --- acts -------------------------------------------------------------------------------------------------------


@require_POST
@requires(CLOSES)
def close(request: HttpRequest) -> HttpResponse:
    organ, span = _asked(request)
    try:
        services.close_period(organ=organ, period=span.period, by=request.user, at=now())
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("已结账。以后的变动会作为差异列出。"))
    return _back(organ, span)


@require_POST
@requires(CLOSES)
def name(request: HttpRequest) -> HttpResponse:
    """Say why a number is another now."""
    organ, span = _asked(request)
    closing = closing_of(organ, span.period)
    if closing is None:
        raise Http404
    code, part = request.POST.get("metric", ""), request.POST.get("division", "")
    wanted = next(
        (one for one in differences(closing) if one.metric == code and _part_of(one.keys) == part), None
    )
    if wanted is None:
        raise Http404
    reason = request.POST.get("reason", "")[:300]
    act = {"reason": reason, "by": request.user, "at": now()}
    try:
        services.name_correction(closing=closing, metric=code, keys=wanted.keys, **act)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("已说明。"))
    return _back(organ, span)


def _part_of(keys: Mapping[str, object]) -> str:
    return seeing.spelled(keys[DIVISION]) if DIVISION in keys else ""


def _back(organ: Organ, span: Span) -> HttpResponse:
    place = urlencode({"organ": organ.pk, "period": span.code})
    return HttpResponseRedirect(f"{reverse('figures:closing')}?{place}")
