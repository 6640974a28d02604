"""The rows behind a number: each request, appeal, fee or record that it counts, as far as the official may see them."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.figures.listing import listed
from gongkai.kernel.figures.models import Statement
from gongkai.kernel.figures.registry import Metric, metric
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.rules.values import BLANK, Nothing, shown
from gongkai.kernel.ui.pages import requires, today
from gongkai.oversight.reporting.counting import rows_behind, sources_of
from gongkai.oversight.reporting.desk.common import View, able, view_of
from gongkai.oversight.reporting.stating import code_of
from gongkai.oversight.reporting.wording import cell_name, place_of, sides_of


@require_safe
@requires("report.view")
def rows_of(http: HttpRequest, pk: int, cell: str) -> HttpResponse:
    """What a cell, or the name of a mark in the words, counts. The list and the number are the same query."""
    view = view_of(http, pk)
    cells = _cells(view, cell)
    rows, counted, by = _rows(view, cells)
    page = listed(by, rows, http.GET) if by else None
    context = view.context("cell") | {
        "name": cell_name(view.standing.form, cell),
        "value": _value(view, cell, cells),
        "counted": counted,
        "page": page,
        "can_count": rows is not None,
        "history": list(_history(view, cells)),
        "may_state": may_state(view, cell),
        "cell": cell,
        "contradicted": [(place_of(view.standing.form, one), sides_of(one)) for one in _failing(view, cells)],
    }
    return render(http, "reporting/cell.html", context)


def _cells(view: View, cell: str) -> tuple[str, ...]:
    """Of an address, or of a mark by its name. Http404 for anything else."""
    form, marks = view.standing.form, view.standing.filling.marks
    if cell in form.labels or any(mark.cells == (cell,) for mark in marks.values()):
        return (cell,)
    if cell not in marks:
        raise Http404
    return marks[cell].cells


def _value(view: View, cell: str, cells: tuple[str, ...]) -> str:
    mark = view.standing.filling.marks.get(cell)
    if mark is None:
        return shown(view.standing.values.get(cells[0], BLANK))
    value = mark.value(view.standing.values)
    return shown(Nothing.BLANK if value is None else value)


def _history(view: View, cells: tuple[str, ...]) -> QuerySet[Statement]:
    """What was stated for the cells, the newest first."""
    period = year(view.report.year)
    found = Statement.objects.filter(code__in=[code_of(cell) for cell in cells], organ=view.report.organ)
    return found.filter(since=period.since, until=period.until).order_by("-pk")


def may_state(view: View, cell: str) -> bool:
    """Whether the cell is one of table two, and the official may fill it in."""
    return cell in set(view.standing.form.table2.addresses()) and able(view.http, "report.draft", view.report)


def _failing(view: View, cells: Iterable[str]):
    wanted = set(cells)
    return [one for one in view.standing.failing if wanted & set(one.check.cells)]


def _rows(view: View, cells: tuple[str, ...]) -> tuple[QuerySet | None, int, Metric | None]:
    """The rows in reach of the official, how many there are in all, and their figure. None where nothing counts it."""
    report, form = view.report, view.standing.form
    asked = [rows_behind(form, cell, report.year, [report.organ]) for cell in cells]
    if any(one is None for one in asked):
        return None, 0, None
    whole = asked[0]
    for more in asked[1:]:
        whole = whole | more
    by = metric(sources_of(form, cells[0])[0].metric)
    return _in_reach(whole, by, view.http.user), whole.count(), by


def _in_reach(rows: QuerySet, by: Metric, person: Person) -> QuerySet:
    return restrict(rows, person, by.reads, today(), by.organ, by.division)
