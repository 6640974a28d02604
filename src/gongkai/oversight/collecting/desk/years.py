"""Years side by side: what may be compared, how much changed, what stands out, what was carried over."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gongkai.foundation.common.typed import whole_number
from gongkai.kernel.figures.rules.values import shown
from gongkai.kernel.ui.pages import requires, today
from gongkai.oversight.collecting.desk.common import frame, years_known
from gongkai.oversight.collecting.desk.report import Checked, in_order
from gongkai.oversight.collecting.rules.series import FOLD, LEAST
from gongkai.oversight.collecting.series import Cell, Row, Series, of_organ, of_sum, shown_change
from gongkai.oversight.reporting.rules.checks import Verdict

SPAN, MOST = 4, 8


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`kind`: number, blank, missing (no report) or other (not comparable)."""

    kind: str
    text: str
    difference: str = ""
    percent: str = ""
    stands_out: bool = False


@requires("collection.view")
def years_page(http: HttpRequest) -> HttpResponse:
    """?organ=&of=organ|sum&from=&to="""
    context = frame(http)
    root, since, until = context["root"], *_span(http)
    of = "organ" if http.GET.get("of") == "organ" else "sum"
    years = list(range(since, until + 1))
    found = of_organ(root, years) if of == "organ" else of_sum(root, years)
    context |= {
        "of": of,
        "at_head": root in context["heads"],
        "since": since,
        "until": until,
        "columns": [(column, column.year in found.uneven) for column in found.columns],
        "parts": _parts(found),
        "between": _between(found),
        "fold": FOLD,
        "least": LEAST,
        "forms": {one.report.form.source for one in found.columns if one.report},
        "any": bool(found.rows),
    }
    return render(http, "collecting/years.html", context)


def _span(http: HttpRequest) -> tuple[int, int]:
    """At most eight years; without a choice the last four."""
    known = years_known(today())
    until = whole_number(http.GET.get("to", ""))
    until = until if until in known else known[0]
    since = whole_number(http.GET.get("from", ""))
    since = since if since in known and since <= until else max(until - SPAN + 1, known[-1])
    return max(since, until - MOST + 1), until


def _parts(found: Series) -> list[tuple[str, list[tuple[str, list[ShownCell]]]]]:
    """Rows under the title of their table."""
    parts: dict[str, list[tuple[str, list[ShownCell]]]] = {}
    for row in found.rows:
        parts.setdefault(row.line.title, []).append((row.line.label, _cells(row)))
    return list(parts.items())


def _cells(row: Row) -> list[ShownCell]:
    return [_cell(one) for one in row.cells]


def _cell(one: Cell) -> ShownCell:
    if not one.there:
        return ShownCell("missing", _("缺报告"))
    if one.value is None:
        return ShownCell("other", _("不可比"))
    text = shown(one.value)
    if not text:
        return ShownCell("blank", _("空白"))
    if one.change is None or not one.change.difference:
        return ShownCell("number", text)
    return ShownCell("number", text, *shown_change(one.change), one.change.stands_out)


def _between(found: Series) -> list[tuple[int, int, int, list[Checked]]]:
    """(year, how many passed, how many are open, what fails); nothing counted where other organs stand behind."""
    forms = {column.year: column.report.form for column in found.columns if column.report}
    return [
        (
            year,
            sum(one.verdict is Verdict.PASS for one in findings),
            sum(one.verdict is Verdict.NOT_ASSESSABLE for one in findings),
            in_order(forms[year], [one for one in findings if one.verdict is Verdict.FAIL]),
        )
        for year, findings in found.between.items()
    ]
