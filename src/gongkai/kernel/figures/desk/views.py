"""What is counted; one figure for a period, divided as asked; the rows behind a number, as a list and as a file."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.orgs.selectors import may_somewhere
from gongkai.kernel.figures import exporting, seeing
from gongkai.kernel.figures.counting import shares
from gongkai.kernel.figures.desk.asking import Asked, asked_of, spans
from gongkai.kernel.figures.listing import listed
from gongkai.kernel.figures.registry import Metric, is_stated
from gongkai.kernel.figures.rules.values import BLANK, in_words, shown
from gongkai.kernel.figures.selectors import unstated, value_or_nothing
from gongkai.kernel.ui.pages import not_allowed, requires, today

SEES = "figure.view"
STATED = "stated"
FAMILIES = {
    "records": gettext_lazy("政府信息"),
    "requests": gettext_lazy("依申请公开"),
    "clocks": gettext_lazy("时限"),
    "letters": gettext_lazy("文书"),
    "acts": gettext_lazy("逐件登记的事项"),
    STATED: gettext_lazy("填报的数"),
}
"""First word of a code -> what the figures have in common, in the order of the page; others come after them."""


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    metrics: list[Metric]


@dataclass(frozen=True, slots=True)
class Part:
    """`labels`: its keys in words; `address`: of its rows."""

    labels: list[str]
    value: str
    address: str


@requires(SEES)
def listing(request: HttpRequest) -> HttpResponse:
    """All figures of which the person may see anything."""
    families: dict[str, list[Metric]] = {code: [] for code in FAMILIES}
    for one in seeing.visible_metrics(request.user, today()):
        families.setdefault(_family(one), []).append(one)
    context = {
        "families": [
            Family(str(FAMILIES.get(code, code)), found) for code, found in families.items() if found
        ],
        "may_enter": may_somewhere(request.user, "figure.enter", today()),
    }
    return render(request, "figures/list.html", context)


def _family(one: Metric) -> str:
    return STATED if is_stated(one.code) else one.code.partition(".")[0]


@requires(SEES)
def figure_page(request: HttpRequest, figure: str) -> HttpResponse:
    """The number of a period, and its parts; each opens its rows."""
    asked = asked_of(request, figure)
    if not may_somewhere(request.user, asked.figure.reads, today()):
        return not_allowed(request)
    value = value_or_nothing(asked.figure, asked.period, asked.organs)
    missing = unstated(figure, asked.period, asked.organs) if is_stated(figure) else []
    context = {
        "asked": asked,
        "figure": asked.figure,
        "value": in_words(value),
        "is_number": isinstance(value, Decimal),
        "rows": f"rows/?{asked.query()}",
        "parts": _parts(asked),
        "headings": [asked.figure.dimensions[name].label for name in asked.by],
        "missing": missing if len(missing) > 1 or value is not BLANK else [],
        "organs": seeing.organs_of(asked.figure, request.user, today()),
        "spans": [
            (name, asked.query() if span == asked.period else "", span) for name, span in spans(today())
        ],
    }
    return render(request, "figures/figure.html", context)


def _parts(asked: Asked) -> list[Part]:
    if not asked.by:
        return []
    labels = {name: asked.figure.dimensions[name].labels() for name in asked.by}
    found = []
    for part in shares(asked.figure, asked.period, asked.organs, asked.by):
        keys = dict(zip(asked.by, part.keys, strict=True))
        words = [str(labels[name].get(key, "—" if key is None else key)) for name, key in keys.items()]
        where = {f"{seeing.BY}{name}": seeing.spelled(key) for name, key in keys.items()}
        found.append(Part(words, shown(part.value), f"rows/?{asked.query(**where)}"))
    return found


@requires(SEES)
def rows_page(request: HttpRequest, figure: str) -> HttpResponse:
    """The rows that a number counts, as many as it says."""
    asked = asked_of(request, figure)
    if not may_somewhere(request.user, asked.figure.reads, today()):
        return not_allowed(request)
    found = seeing.rows_asked(asked.figure, asked.period, asked.organs, asked.where)
    context = {
        "asked": asked,
        "figure": asked.figure,
        "page": listed(asked.figure, found, request.GET),
        "told": _narrowed(asked),
        "total": shown(Decimal(found.aggregate(value=asked.figure.measure)["value"] or 0))
        if asked.figure.measure
        else "",
        "kinds": list(exporting.WRITERS) if asked.figure.columns else [],
    }
    return render(request, "figures/rows.html", context)


def _narrowed(asked: Asked) -> list[str]:
    """Dimension and key in words, for each that the rows are narrowed by."""
    found = []
    for name, key in asked.where.items():
        dimension = asked.figure.dimensions[name]
        labels = {seeing.spelled(known): label for known, label in dimension.labels().items()}
        found.append(f"{dimension.label}：{labels.get(key, _('没有') if key == seeing.NONE else key)}")
    return found


@requires(SEES)
def export(request: HttpRequest, figure: str) -> HttpResponse:
    """The same rows as a file; the columns hold no personal data."""
    asked = asked_of(request, figure)
    if not may_somewhere(request.user, asked.figure.reads, today()):
        return not_allowed(request)
    kind = request.GET.get("format", "csv")
    if kind not in exporting.WRITERS or not asked.figure.columns:
        raise Http404
    write, media_type = exporting.WRITERS[kind]
    found = seeing.rows_asked(asked.figure, asked.period, asked.organs, asked.where)
    answer = HttpResponse(write(exporting.lines(asked.figure, found)), content_type=media_type)
    name = f"{figure}_{asked.period.since}_{asked.period.until}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
