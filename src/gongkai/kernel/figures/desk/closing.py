"""The month of an organ: counts by division for the leader, the button that closes it, and what changed since."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.figures import seeing, services
from gongkai.kernel.figures.closings import DIVISION, closing_of, differences, figures_of, is_whole
from gongkai.kernel.figures.desk.asking import BY, organ_asked
from gongkai.kernel.figures.desk.entering import ANY
from gongkai.kernel.figures.desk.forms import month_asked
from gongkai.kernel.figures.models import Closing
from gongkai.kernel.figures.registry import Metric, division_names, known_metrics, metric
from gongkai.kernel.figures.rules.entering import reasons_against_closing
from gongkai.kernel.figures.rules.periods import Period, month
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value, shown
from gongkai.kernel.ui.pages import not_allowed, now, requires, tell, today

CLOSES = "figure.close"


@dataclass(frozen=True, slots=True)
class Part:
    """`division`: its name, or that it is of none."""

    division: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure of the month: the whole, and its parts by division where it knows them."""

    figure: Metric
    value: str
    address: str
    parts: list[Part]


@requires("figure.view")
def closing_page(request: HttpRequest) -> HttpResponse:
    """Counts of a month as they stand now; once closed, what differs from then."""
    organ, period = _asked(request)
    closing = closing_of(organ, period)
    able = may(request.user, CLOSES, organ=organ, today=today())
    context = {
        "organ": organ,
        "organs": seeing.organs_of(metric(ANY), request.user, today()),
        "period": period,
        "month": f"{period.since:%Y-%m}",
        "before": f"{period.day_before:%Y-%m}",
        "after": f"{period.until + timedelta(days=1):%Y-%m}",
        "counted": _counted(request, organ, period),
        "closing": closing,
        "whole": closing is not None and is_whole(closing),
        "differences": _differences(closing) if closing else [],
        "corrections": closing.corrections.all() if closing else [],
        "able": able,
        "reasons": _reasons(period, closing, able),
    }
    return render(request, "figures/closing.html", context)


def _reasons(period: Period, closing: Closing | None, able: bool) -> list[Reason]:
    found = reasons_against_closing(period, today=today(), closed=closing is not None)
    if not able:
        found.append(Reason("role", _("结账由本机关分管领导或者公开办办理。")))
    return found


def _asked(request: HttpRequest) -> tuple[Organ, Period]:
    last = today().replace(day=1) - timedelta(days=1)
    first = month_asked(request.GET.get("month"), last)
    return organ_asked(request, metric(ANY)), month(first.year, first.month)


def _counted(request: HttpRequest, organ: Organ, period: Period) -> list[Counted]:
    """Figures with rows, as far as the person may see all of the organ's."""
    visible = {
        one.code for one in known_metrics() if may(request.user, one.reads, organ=organ, today=today())
    }
    names = division_names()
    grouped: dict[str, list[tuple[dict, Value]]] = {}
    for (code, keys), number in figures_of(organ, period, visible).items():
        grouped.setdefault(code, []).append((dict(keys), number))
    return [_one(metric(code), grouped[code], organ, period, names) for code in sorted(grouped)]


def _one(found: Metric, parts: list[tuple[dict, Value]], organ: Organ, period: Period, names) -> Counted:
    base = {"organ": organ.pk, "from": period.since, "to": period.until}
    address = reverse("figures:rows", args=[found.code])
    told = [
        Part(
            names.get(keys[DIVISION]) or _("未分处室"),
            shown(number),
            f"{address}?{urlencode(base | {BY + DIVISION: seeing.spelled(keys[DIVISION])})}",
        )
        for keys, number in parts
        if DIVISION in keys
    ]
    whole = parts[0][1] if not told else sum(number for _keys, number in parts)
    return Counted(found, _told(whole), f"{address}?{urlencode(base)}", told)


def _told(value: Value) -> str:
    if value is BLANK:
        return _("没有填报")
    return _("不适用") if value is NOT_APPLICABLE else shown(value)


def _differences(closing: Closing) -> list[dict]:
    names = division_names()
    return [
        {
            "figure": metric(one.metric),
            "part": names.get(one.keys[DIVISION]) or _("未分处室") if DIVISION in one.keys else "",
            "division": seeing.spelled(one.keys[DIVISION]) if DIVISION in one.keys else "",
            "frozen": _told(one.frozen),
            "now": _told(one.now),
            "named": one.named,
        }
        for one in differences(closing)
    ]


# --- acts -------------------------------------------------------------------------------------------------------


@require_POST
@requires(CLOSES)
def close(request: HttpRequest) -> HttpResponse:
    organ, period = _asked(request)
    if not may(request.user, CLOSES, organ=organ, today=today()):
        return not_allowed(request)
    try:
        services.close_period(organ=organ, period=period, by=request.user, at=now())
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("已结账。以后的变动会作为差异列出。"))
    return _back(organ, period)


@require_POST
@requires(CLOSES)
def name(request: HttpRequest) -> HttpResponse:
    """Say why a number is another now."""
    organ, period = _asked(request)
    if not may(request.user, CLOSES, organ=organ, today=today()):
        return not_allowed(request)
    closing = closing_of(organ, period)
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
    return _back(organ, period)


def _part_of(keys: dict) -> str:
    return seeing.spelled(keys[DIVISION]) if DIVISION in keys else ""


def _back(organ: Organ, period: Period) -> HttpResponse:
    place = urlencode({"organ": organ.pk, "month": f"{period.since:%Y-%m}"})
    return HttpResponseRedirect(f"{reverse('figures:closing')}?{place}")
