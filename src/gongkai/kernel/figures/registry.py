"""Which figures there are. An app declares its own in a module `metrics`, found when the platform starts.

A metric says what is counted, which day decides the period, by what it can be divided, and gives the rows
themselves: a number without its rows cannot be declared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists, Model, OuterRef, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.orgs.models import Division, Organ, Region
from gongkai.kernel.figures.models import Statement
from gongkai.kernel.figures.rules.periods import Period

Expression = str | Combinable


@dataclass(frozen=True, slots=True)
class Dimension:
    """`key`: the column or expression a row is told apart by; `labels`: key -> words, as far as they are fixed."""

    label: str | Promise
    key: Expression
    labels: Callable[[], Mapping[object, str]] = dict


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that is said of a row: a label, and how to read it (texts, numbers, dates, None)."""

    label: str | Promise
    read: Callable[[Model], object]


@dataclass(frozen=True, slots=True)
class Metric:
    """One countable thing.

    `rows(period)`: the rows counted in a period, of all organs; `organ`: their column with the organ's id;
    `counts`: what one is; `dated_by`: the day that decides which period a row belongs to.
    `measure`: an aggregate instead of the number of rows. `reads`: the capability that shows the rows.
    `link`: the desk page of one row, where it has one; `columns`: what a list and a file say of a row, its title
    first, never personal data; `related`: what is read together with the rows for that. `momentary`: it tells how
    things stand while one looks (what is open, what is due), whatever the period; no closing holds it. `of_today`:
    besides, it is asked of today only.
    """

    code: str
    name: str | Promise
    unit: str | Promise
    counts: str | Promise
    dated_by: str | Promise
    rows: Callable[[Period], QuerySet]
    reads: str
    organ: str = "organ_id"
    division: str | None = "division_id"
    law: str = ""
    measure: Combinable | None = None
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    provisional: bool = False
    link: Callable[[Model], str | None] | None = None
    columns: tuple[Column, ...] = ()
    related: tuple[str, ...] = ()
    momentary: bool = False
    of_today: bool = False


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A number that people state once, for exactly one period of one organ, because no work here shows it.

    `whole`: only whole numbers have a sense; `signed`: it may be below zero (a change).
    """

    code: str
    name: str | Promise
    unit: str | Promise
    counts: str | Promise
    law: str = ""
    whole: bool = True
    signed: bool = False


_METRICS: dict[str, Metric] = {}


def declare(*metrics: Metric) -> None:
    """ValueError when a code is taken: a figure has one meaning."""
    for metric in metrics:
        known = _METRICS.get(metric.code)
        if known is not None and known is not metric:
            raise ValueError(f"the figure {metric.code} is declared twice")
        _METRICS[metric.code] = metric


def metric(code: str) -> Metric:
    """KeyError for an unknown code."""
    return _METRICS[code]


def known_metrics() -> list[Metric]:
    return sorted(_METRICS.values(), key=lambda one: one.code)


# --- stated figures ---------------------------------------------------------------------------------------------


_STATED: dict[str, StatedFigure] = {}


def declare_stated(*figures: StatedFigure) -> None:
    """Each is reachable as a metric of the same code too; its rows are the statements. ValueError: see `declare`."""
    for figure in figures:
        if _STATED.get(figure.code) != figure:
            declare(_as_metric(figure))
            _STATED[figure.code] = figure


def stated_figure(code: str) -> StatedFigure:
    """KeyError for a code that nobody states."""
    return _STATED[code]


def known_stated() -> list[StatedFigure]:
    """In the order in which they were declared: that of their forms."""
    return list(_STATED.values())


def is_stated(code: str) -> bool:
    return code in _STATED


def statements(code: str, period: Period) -> QuerySet[Statement]:
    """The statements that hold for exactly this period, of all organs: the newest of each organ."""
    same = Statement.objects.filter(code=code, since=period.since, until=period.until)
    later = Exists(same.filter(organ=OuterRef("organ"), pk__gt=OuterRef("pk")))
    return same.filter(~later)


def _as_metric(figure: StatedFigure) -> Metric:
    return Metric(
        figure.code,
        figure.name,
        figure.unit,
        figure.counts,
        _("填报的统计期"),
        lambda period: statements(figure.code, period),
        "figure.view",
        division=None,
        law=figure.law,
        measure=Sum("value"),
        dimensions={"organ": ORGAN},
        **STATEMENTS,
    )


def _statement_page(row: Statement) -> str:
    place = urlencode({"organ": row.organ_id, "from": row.since, "to": row.until})
    return f"{reverse('figures:stated')}?{place}#{row.code}"


STATEMENTS = {
    "link": _statement_page,
    "columns": (
        Column(_("机关"), lambda row: row.organ.short_name),
        Column(_("数值"), lambda row: str(_("不适用")) if row.not_applicable else row.value),
        Column(_("依据"), lambda row: row.evidence),
        Column(_("填报人"), lambda row: row.stated_name),
        Column(_("填报时间"), lambda row: row.stated_at),
    ),
    "related": ("organ",),
}


# --- dimensions that many figures have --------------------------------------------------------------------------


def organ_names() -> dict[object, str]:
    return dict(Organ.objects.order_by("path").values_list("pk", "short_name"))


def division_names() -> dict[object, str]:
    return dict(Division.objects.order_by("position", "pk").values_list("pk", "name"))


ORGAN = Dimension(_("机关"), "organ_id", organ_names)
DIVISION = Dimension(_("处室"), "division_id", division_names)
REGION = Dimension(
    _("机关所在地"),
    "organ__region_id",
    lambda: dict(Region.objects.filter(organs__isnull=False).values_list("pk", "name")),
)
