"""A dashboard and the monthly briefing. The rows behind a number are a page of `kernel/figures`."""

import io
from dataclasses import replace

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.rules.spans import Span, choices, month_of, span_asked
from gongkai.kernel.ui.pages import requires, today
from gongkai.oversight.overview.boards import BOARDS, Board, boards_of, panels_of
from gongkai.oversight.overview.briefing import FORMATS, compose
from gongkai.oversight.overview.scope import Scope
from gongkai.oversight.overview.selectors import SEES, organs_to_choose


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
