"""The rows behind a number: each request, appeal, fee or record that it counts, as far as the official may see them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.domains.foi.models import Appeal, Fee, Request
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import restrict
from gongkai.kernel.figures.models import Statement
from gongkai.kernel.figures.registry import Metric, metric
from gongkai.kernel.figures.rules.periods import year
from gongkai.kernel.figures.rules.values import BLANK, Nothing, shown
from gongkai.kernel.records.models import Record
from gongkai.kernel.ui.pages import requires, today
from gongkai.oversight.reporting.counting import rows_behind, sources_of
from gongkai.oversight.reporting.desk.common import View, able, view_of
from gongkai.oversight.reporting.stating import code_of
from gongkai.oversight.reporting.wording import cell_name, place_of, sides_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class RowLine:
    """One thing that is counted. `address` empty: it has no page of its own."""

    number: str
    title: str
    address: str
    about: tuple[str, ...]


@require_safe
@requires("report.view")
def rows_of(http: HttpRequest, pk: int, cell: str) -> HttpResponse:
    """What a cell, or the name of a mark in the words, counts. The list and the number are the same query."""
    view = view_of(http, pk)
    cells = _cells(view, cell)
    rows, counted, by = _rows(view, cells)
    found = _page(http, rows) if rows is not None else []
    context = view.context("cell") | {
        "name": cell_name(view.standing.form, cell),
        "value": _value(view, cell, cells),
        "counted": counted,
        "rows": [_line(row, by) for row in found[:PAGE]],
        "older": found[PAGE - 1].pk if len(found) > PAGE else "",
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


def _page(http: HttpRequest, rows: QuerySet) -> list[Model]:
    after = whole_number(http.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return list(rows.select_related(*_WITH.get(rows.model, ())).order_by("-pk")[: PAGE + 1])


# --- one row of each kind ---------------------------------------------------------------------------------------

_WITH: dict[type[Model], tuple[str, ...]] = {
    Request: ("applicant",),
    Appeal: ("request",),
    Fee: ("request",),
}


def _of_request(row: Request) -> RowLine:
    about = [
        row.applicant.get_kind_display(),
        _("%s 收到") % row.received_on if row.received_on else "",
        _("%s 答复") % row.answered_on if row.answered_on else _("尚未答复"),
        row.get_answer_kind_display() if row.answer_kind else "",
    ]
    address = reverse("requests:detail", args=[row.pk])
    return RowLine(row.number or "", row.subject, address, tuple(filter(None, about)))


def _of_appeal(row: Appeal) -> RowLine:
    ended = _("%s 审结") % row.decided_on if row.decided_on else _("尚未审结")
    about = (row.get_kind_display(), row.body, ended, row.get_result_display())
    address = reverse("requests:appeal", args=[row.pk])
    return RowLine(row.number, row.request.subject, address, tuple(filter(None, about)))


def _of_fee(row: Fee) -> RowLine:
    told = {"day": row.noticed_on, "yuan": shown(row.amount) if row.amount is not None else "—"}
    paid = _("%s 缴费") % row.paid_on if row.paid_on else _("尚未缴费")
    address = reverse("requests:detail", args=[row.request_id])
    about = (_("%(day)s 通知收取 %(yuan)s 元") % told, paid)
    return RowLine(row.request.number or "", row.request.subject, address, about)


def _of_record(row: Record) -> RowLine:
    address = reverse("records:detail", args=[row.pk])
    return RowLine(row.index_number or "", row.title, address, (str(row.get_attribute_display()),))


_LINES: dict[type[Model], Callable[[Any], RowLine]] = {
    Request: _of_request,
    Appeal: _of_appeal,
    Fee: _of_fee,
    Record: _of_record,
}


def _line(row: Any, by: Metric | None) -> RowLine:
    """Things of a kind that has no line of its own are told by their name, with the page that their figure knows."""
    make = _LINES.get(type(row))
    if make:
        return make(row)
    address = by.link(row) if by and by.link else None
    return RowLine("", str(row), address or "", ())
