"""Figures as a person may see them: counted over the rows that the person's posts reach, and over no others."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import coverage, organs_below, organs_in_reach, restrict
from gongkai.kernel.figures.counting import UnknownDimension, rows, shares
from gongkai.kernel.figures.registry import Metric, known_metrics
from gongkai.kernel.figures.rules.periods import Period

BY = "by_"
"""Before the name of a dimension in an address: the key that the rows must have."""
NONE = "none"
"""As a key in an address: rows that have none."""


def seen(metric: Metric, person: Person, today: date) -> Metric:
    """The same figure of the rows in reach."""

    def reached(period: Period) -> QuerySet:
        organ = metric.organ.removesuffix("_id")
        division = metric.division.removesuffix("_id") if metric.division else None
        return restrict(metric.rows(period), person, metric.reads, today, organ, division)

    return replace(metric, rows=reached)


def visible_metrics(person: Person, today: date) -> list[Metric]:
    """The figures of which the person may see anything anywhere."""
    allowed = {
        one: bool(coverage(person, one, today)) for one in {metric.reads for metric in known_metrics()}
    }
    return [metric for metric in known_metrics() if allowed[metric.reads]]


def organs_of(metric: Metric, person: Person, today: date) -> QuerySet[Organ]:
    """Whose numbers the person may see, in the order of the tree."""
    return organs_in_reach(person, metric.reads, today).order_by("path")


def counted_organs(
    metric: Metric, person: Person, today: date, organ: Organ, *, below: bool
) -> QuerySet[Organ]:
    """The organ, with those under it when asked, as far as the person sees them."""
    within = organs_of(metric, person, today)
    return within.filter(pk__in=organs_below(organ).values("pk")) if below else within.filter(pk=organ.pk)


def spelled(key: object) -> str:
    """A key of a dimension as addresses say it."""
    return NONE if key is None else str(key)


def keys_asked(
    metric: Metric, period: Period, organs: QuerySet[Organ], asked: Mapping[str, str]
) -> dict[str, object] | None:
    """Dimension -> key as the database has it; None when no row has that key. A query for each dimension that does not
    name its keys.

    UnknownDimension for what the figure cannot be divided by.
    """
    where = {}
    for name, text in asked.items():
        known = _named(metric, name, text)
        if text not in known:
            known = {spelled(part.keys[0]): part.keys[0] for part in shares(metric, period, organs, [name])}
        if text not in known:
            return None
        where[name] = known[text]
    return where


def _named(metric: Metric, name: str, text: str) -> dict[str, object]:
    """Keys by their spelling, as far as the rows need not be asked for them."""
    if name not in metric.dimensions:
        raise UnknownDimension(name)
    return {NONE: None} if text == NONE else {spelled(key): key for key in metric.dimensions[name].labels()}


def rows_asked(metric: Metric, period: Period, organs: QuerySet[Organ], asked: Mapping[str, str]) -> QuerySet:
    """The rows behind a number of a page: as many as the number says."""
    where = keys_asked(metric, period, organs, asked)
    return metric.rows(period).none() if where is None else rows(metric, period, organs, where)
