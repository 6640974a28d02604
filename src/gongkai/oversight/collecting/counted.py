"""What the platform itself counts for each organ, cell by cell: to lay beside what the organs report."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.registry import Dimension, Metric, is_stated, metric
from gongkai.kernel.figures.rules.periods import Period, year
from gongkai.kernel.figures.selectors import shares
from gongkai.oversight.reporting.counting import sources_of
from gongkai.oversight.reporting.older_sources import Source
from gongkai.oversight.reporting.rules.form import Form

Counted = dict[int, dict[str, Decimal]]
ORGAN = "organ"


def counted_by_organ(form: Form, of_year: int, organs: Iterable[Organ]) -> Counted:
    """Organ id -> cell -> number, of every cell that the platform counts; the sum is that of `count_report`. What people
    stated on the platform is no count and stands aside.

    As many queries as there are kinds of cells, however many organs.
    """
    organs = list(organs)
    named = {cell: sources_of(form, cell) for cell in form.labels}
    sources = {cell: found for cell, found in named.items() if found and not any(map(_is_stated, found))}
    parts = _parts({_kind(one) for found in sources.values() for one in found}, year(of_year), organs)
    return {
        one.pk: {
            cell: sum((parts.get((one.pk, _key(s)), Decimal(0)) * s.times for s in found), Decimal(0))
            for cell, found in sources.items()
        }
        for one in organs
    }


Kind = tuple[str, tuple[str, ...]]
"""A metric and the dimensions by which a cell narrows it."""


def _kind(source: Source) -> Kind:
    return source.metric, tuple(name for name, _key in source.where)


def _is_stated(source: Source) -> bool:
    return is_stated(source.metric)


def _with_organ(one: Metric) -> Metric:
    """The figure divided by organ, whether or not it offers that to people."""
    own = Dimension("", one.organ, dict)
    return replace(one, dimensions={**one.dimensions, ORGAN: own})


Key = tuple[str, tuple[tuple[str, object], ...]]


def _key(source: Source) -> Key:
    return source.metric, source.where


def _parts(kinds: set[Kind], period: Period, organs: list[Organ]) -> dict[tuple[int, Key], Decimal]:
    found = {}
    for code, names in sorted(kinds):
        for share in shares(_with_organ(metric(code)), period, organs, [ORGAN, *names]):
            organ, *keys = share.keys
            found[organ, (code, tuple(zip(names, keys, strict=True)))] = share.value
    return found
