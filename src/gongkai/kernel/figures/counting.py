"""Values of figures, and the rows behind each of them: the same query counts and lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.registry import Dimension, Metric
from gongkai.kernel.figures.rules.periods import Period

Organs = QuerySet[Organ] | Iterable[Organ]


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a figure: a key per dimension asked for, and the number."""

    keys: tuple[object, ...]
    value: Decimal


class UnknownDimension(KeyError):
    """The figure cannot be divided by that."""


def rows(
    metric: Metric, period: Period, organs: Organs, where: Mapping[str, object] | None = None
) -> QuerySet:
    """The rows that the value counts. `where`: dimension -> key, as a share has them. Not evaluated yet."""
    found = metric.rows(period).filter(**{f"{metric.organ}__in": organs})
    for name, key in (where or {}).items():
        found = found.alias(**{f"by_{name}": _expression(_dimension(metric, name))})
        found = found.filter(
            Q(**{f"by_{name}": key}) if key is not None else Q(**{f"by_{name}__isnull": True})
        )
    return found


def value(
    metric: Metric, period: Period, organs: Organs, where: Mapping[str, object] | None = None
) -> Decimal:
    """How many, or how much. One query."""
    found = rows(metric, period, organs, where)
    if metric.measure is None:
        return Decimal(found.count())
    return Decimal(found.aggregate(value=metric.measure)["value"] or 0)


def shares(metric: Metric, period: Period, organs: Organs, by: Iterable[str]) -> list[Share]:
    """The figure divided by dimensions; parts without rows do not appear. One query."""
    names = list(by)
    keys = {f"by_{name}": _expression(_dimension(metric, name)) for name in names}
    found = rows(metric, period, organs).order_by().annotate(**keys).values(*keys)
    found = found.annotate(value=metric.measure or Count("pk")).order_by(*keys)
    return [Share(tuple(row[key] for key in keys), Decimal(row["value"] or 0)) for row in found]


def _dimension(metric: Metric, name: str) -> Dimension:
    if name not in metric.dimensions:
        raise UnknownDimension(name)
    return metric.dimensions[name]


def _expression(dimension: Dimension) -> Combinable:
    return F(dimension.key) if isinstance(dimension.key, str) else dimension.key
