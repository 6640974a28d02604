"""Which figures there are. An app declares its own in a module `metrics`, found when the platform starts.

A metric says what is counted, which day decides the period, by what it can be divided, and gives the rows
themselves: a number without its rows cannot be declared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from gongkai.kernel.figures.rules.periods import Period

Expression = str | Combinable


@dataclass(frozen=True, slots=True)
class Dimension:
    """`key`: the column or expression a row is told apart by; `labels`: key -> words, as far as they are fixed."""

    label: str | Promise
    key: Expression
    labels: Callable[[], Mapping[object, str]] = dict


@dataclass(frozen=True, slots=True)
class Metric:
    """One countable thing.

    `rows(period)`: the rows counted in a period, of all organs; `organ`: their column with the organ's id;
    `counts`: what one is; `dated_by`: the day that decides which period a row belongs to.
    `measure`: an aggregate instead of the number of rows. `reads`: the capability that shows the rows.
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
