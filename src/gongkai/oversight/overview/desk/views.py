"""A dashboard, the rows behind any of its numbers, and the monthly briefing."""

import io
from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.spans import Span, choices, month_of, span_asked
from gongkai.kernel.figures.selectors import UnknownDimension
from gongkai.kernel.ui.pages import requires, today
from gongkai.oversight.overview import used
from gongkai.oversight.overview.boards import BOARDS, Board, boards_of, panels_of
from gongkai.oversight.overview.briefing import FORMATS, compose
from gongkai.oversight.overview.panels import ANSWERED
from gongkai.oversight.overview.scope import BY, NOW, Scope
from gongkai.oversight.overview.selectors import SEES, keys_of, organs_to_choose, rows_of
from gongkai.oversight.overview.showing import entries

PAGE = 50


@requires(SEES)
def home(request: HttpRequest) -> HttpResponse:
    """The dashboard of the person's role. Everything chosen stands in the address."""
    known = boards_of(request.user, today())
    board = next((one for one in known if one.code == request.GET.get("board")), known[0])
    organs = list(organs_to_choose(request.user, today()))
    scope = _scope(request, organs, board)
    context = {
        "board": board,
        "boards": known if len(known) > 1 else (),
        "scope": scope,
        "organs": organs,
        "spans": _spans(scope),
        "panels": panels_of(board, scope, organs),
    }
    return render(request, "overview/home.html", context)


def _spans(scope: Scope) -> list[Span]:
    """What may be chosen; what was asked for by address is among it."""
    offered = list(choices(scope.today))
    return offered if scope.span in offered else [scope.span, *offered]


def _scope(request: HttpRequest, organs: list[Organ], board: Board = BOARDS[0]) -> Scope:
    """What the address asks for, within reach. Http404 for an organ that is not."""
    code, asked = request.GET.get("organ", ""), request.GET
    own = next((one for one in organs if one.pk == request.user.organ_id), organs[0] if organs else None)
    organ = next((one for one in organs if one.code == code), None) if code else own
    if organ is None:
        raise Http404
    several = any(one.pk != organ.pk and one.path.startswith(organ.path) for one in organs)
    below = asked.get("below") == "1" if code else board.below
    span = span_asked(asked.get("period", ""), today())
    return Scope(request.user, today(), organ, below and several, span)


@requires(SEES)
def briefing(request: HttpRequest) -> HttpResponse:
    """The monthly briefing as a page; with ?format= as a file. Counted from what the reader may see."""
    scope = _scope(request, list(organs_to_choose(request.user, today())))
    if not scope.span.is_month:
        scope = replace(scope, span=month_of(today()))
    found, format = compose(scope), request.GET.get("format", "")
    if format in FORMATS:
        name = f"{scope.organ.short_name}{found.title}.{format}"
        return FileResponse(io.BytesIO(FORMATS[format](found)), as_attachment=True, filename=name)
    months = [span for span in _spans(scope) if span.is_month]
    return render(request, "overview/briefing.html", {"scope": scope, "briefing": found, "months": months})


@requires(SEES)
def rows(request: HttpRequest) -> HttpResponse:
    """The rows that a number counts, as many as it says. Without a number: back to where they are."""
    if "figure" not in request.GET:
        return HttpResponseRedirect(reverse("overview:home"))
    scope = _scope(request, list(organs_to_choose(request.user, today())))
    try:
        found = metric(request.GET.get("figure", ""))
        counted = _counted(request.GET, scope)
    except (KeyError, UnknownDimension) as error:
        raise Http404 from error
    page = Paginator(counted.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "scope": scope,
        "found": found,
        "page": page,
        "entries": entries(found, page.object_list),
        "told": _told(request.GET, scope),
    }
    return render(request, "overview/rows.html", context)


def _span(asked: QueryDict, scope: Scope) -> Span | str:
    return NOW if asked.get("period") == NOW else scope.span


def _keys(asked: QueryDict) -> dict[str, str]:
    """Dimension -> key, as the address spells them."""
    return {name.removeprefix(BY): asked[name] for name in asked if name.startswith(BY)}


def _counted(asked: QueryDict, scope: Scope) -> QuerySet:
    code, span, column = asked.get("figure", ""), _span(asked, scope), asked.get(used.PARAMETER)
    where = keys_of(scope, code, span, _keys(asked))
    counted = rows_of(scope, code, span, where or {})
    if where is None:
        return counted.none()
    if column is None:
        return counted
    if code != ANSWERED:
        raise KeyError(used.PARAMETER)
    return used.in_column(counted, column)


def _told(asked: QueryDict, scope: Scope) -> list[str]:
    """What the list is narrowed by, in words."""
    whole = _("%(organ)s和下级机关") if scope.below else "%(organ)s"
    span = _span(asked, scope)
    words = [whole % {"organ": scope.organ.short_name}, _("现在") if span == NOW else scope.span.label]
    found = metric(asked["figure"])
    for name, key in _keys(asked).items():
        dimension = found.dimensions[name]
        labels = {str(known): label for known, label in dimension.labels().items()}
        words.append(f"{dimension.label}：{labels.get(key, _('没有') if key == 'none' else key)}")
    if used.PARAMETER in asked:
        code = asked[used.PARAMETER]
        words.append(_("用时：%s个工作日") % dict(used.bins()).get(code, code))
    return words
