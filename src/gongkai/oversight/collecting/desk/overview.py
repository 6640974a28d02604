"""A year of reports at a glance: who is missing, late or contradicts itself; as a file; reminders to copy."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.selectors import may_somewhere
from gongkai.kernel.ui.pages import requires, today
from gongkai.oversight.collecting.desk.common import frame, root_meant, year_meant
from gongkai.oversight.collecting.exporting import FORMATS, overview_file
from gongkai.oversight.collecting.rules.standing import State
from gongkai.oversight.collecting.selectors import Line, due_of, overview, tally
from gongkai.oversight.collecting.wording import COLOURS, ORIGINS, law_of, reminder, standing_line

FILTERS: dict[str, tuple[object, str, Callable[[Line], bool]]] = {
    "missing": (_("缺报告"), "red", lambda line: line.standing.state is State.MISSING),
    "waiting": (_("未到期"), "", lambda line: line.standing.state is State.WAITING),
    "late": (_("逾期公布"), "yellow", lambda line: line.standing.state is State.LATE),
    "undated": (_("公布日期不详"), "blue", lambda line: line.standing.state is State.UNDATED),
    "in_time": (_("按时公布"), "green", lambda line: line.standing.state is State.IN_TIME),
    "contradictory": (_("勾稽不符"), "red", lambda line: line.contradictory),
    "unreadable": (_("有读不出的"), "yellow", lambda line: bool(line.unreadable)),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with its words."""

    line: Line
    says: str
    colour: str
    origin: str


@requires("collection.view")
def year_page(http: HttpRequest) -> HttpResponse:
    """?organ=&year=&state=; every figure opens its list."""
    context = frame(http)
    lines = overview(context["root"], context["year"], today())
    chosen = http.GET.get("state", "")
    wanted = [line for line in lines if FILTERS[chosen][2](line)] if chosen in FILTERS else lines
    until = due_of(context["root"], context["year"])
    context |= {
        "lines": [_shown(line) for line in wanted],
        "tiles": [
            (code, label, colour, sum(map(fits, lines)))
            for code, (label, colour, fits) in FILTERS.items()
            if code != "waiting" or any(map(fits, lines))
        ],
        "tally": tally(lines),
        "chosen": chosen if chosen in FILTERS else "",
        "due": until,
        "law": law_of(until),
        "over": today() > until.day,
        "may_enter": may_somewhere(http.user, "collection.enter", today()),
        "formats": FORMATS,
    }
    return render(http, "collecting/year.html", context)


def _shown(line: Line) -> Shown:
    origin = str(ORIGINS[line.held.origin]) if line.held else ""
    return Shown(line, standing_line(line.standing), COLOURS[line.standing.state], origin)


@requires("collection.view")
def export(http: HttpRequest) -> HttpResponse:
    """The whole overview of the year as a file."""
    root, year, format = root_meant(http), year_meant(http), http.GET.get("format", "xlsx")
    if format not in dict(FORMATS):
        raise Http404
    name, data, kind = overview_file(root, year, overview(root, year, today()), format)
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


@requires("collection.view")
def reminders(http: HttpRequest) -> HttpResponse:
    """A text for each organ whose report is not there. Nothing is sent."""
    context = frame(http)
    lines = [
        line
        for line in overview(context["root"], context["year"], today())
        if line.standing.state in (State.MISSING, State.WAITING) and line.organ != context["root"]
    ]
    texts = [
        (
            line,
            reminder(line.organ.name, context["year"], due_of(line.organ, context["year"]), line.standing),
            standing_line(line.standing),
        )
        for line in lines
    ]
    return render(http, "collecting/reminders.html", context | {"texts": texts})
