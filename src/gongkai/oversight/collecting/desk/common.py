"""What the collection pages share: the organ at the top, the year, tables of a form as they are drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest

from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.rules.values import Value
from gongkai.kernel.ui.pages import today
from gongkai.oversight.collecting.selectors import roots_for
from gongkai.oversight.reporting.rendering.layout import Box, Line, lay_out, title_of_table
from gongkai.oversight.reporting.rendering.page import scope_of
from gongkai.oversight.reporting.rules.due import FIRST_YEAR
from gongkai.oversight.reporting.rules.form import Form


def root_meant(http: HttpRequest) -> Organ:
    """?organ=<id> within reach, else the official's own organ, else the first in reach. Http404 for another one."""
    within = roots_for(http.user, today())
    asked = http.GET.get("organ", "")
    if asked:
        found = within.filter(pk=whole_number(asked) or 0).first()
    else:
        found = within.filter(pk=http.user.organ_id).first() or within.first()
    if found is None:
        raise Http404
    return found


def year_meant(http: HttpRequest) -> int:
    """?year=2024; without it last year, whose report is the one that is due."""
    asked = whole_number(http.GET.get("year", ""))
    return asked if asked in years_known(today()) else today().year - 1


def years_known(day: date) -> list[int]:
    """The newest first."""
    return list(range(day.year - 1, FIRST_YEAR - 1, -1))


def heads(http: HttpRequest) -> list[Organ]:
    """Organs that one can stand at: those with others below, and the official's own."""
    within = roots_for(http.user, today()).order_by("path")
    parents = Organ.objects.exclude(parent=None).order_by().values("parent")
    return list((within.filter(pk__in=parents) | within.filter(pk=http.user.organ_id)).distinct())


def frame(http: HttpRequest, **more: object) -> dict:
    """Context of every page of a year: where one stands, what may be chosen."""
    return {
        "root": root_meant(http),
        "year": year_meant(http),
        "heads": heads(http),
        "years": years_known(today()),
        **more,
    }


# --- tables of a form -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """How a cell is marked: `css` of its kind, `note` in words, `link` behind its number."""

    css: str = ""
    note: str = ""
    link: str = ""


PLAIN = Mark()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One printed cell with its mark; `scope`: what a heading stands for."""

    box: Box
    scope: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class DrawnTable:
    code: str
    title: str
    lines: list[list[Drawn]]


def drawn_tables(
    form: Form, values: Mapping[str, Value], mark: Callable[[str], Mark] = lambda cell: PLAIN
) -> list[DrawnTable]:
    """The tables of a report as the form prints them, each counted cell with its mark."""
    return [
        DrawnTable(
            code, title_of_table(form, code), [[_drawn(box, line, mark) for box in line] for line in lines]
        )
        for code, lines in lay_out(form, values).items()
    ]


def _drawn(box: Box, line: Line, mark: Callable[[str], Mark]) -> Drawn:
    return Drawn(box, scope_of(box, line) if box.head else "", mark(box.cell) if box.cell else PLAIN)
