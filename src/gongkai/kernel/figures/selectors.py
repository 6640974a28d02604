"""Reads: counted values and the rows behind them, what was stated, what was closed."""

from collections.abc import Iterable
from decimal import Decimal

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.closings import Difference, closing_of, closings_of, differences, is_whole
from gongkai.kernel.figures.counting import Organs, Share, UnknownDimension, rows, shares, value
from gongkai.kernel.figures.models import Statement
from gongkai.kernel.figures.registry import Metric, is_stated, statements
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value

__all__ = [
    "Difference",
    "Organs",
    "Share",
    "UnknownDimension",
    "closing_of",
    "closings_of",
    "differences",
    "is_whole",
    "rows",
    "shares",
    "stated",
    "unstated",
    "value",
    "value_or_nothing",
]


def stated(code: str, period: Period, organs: Organs) -> dict[int, Statement]:
    """Organ id -> the statement that holds for exactly this period; organs that stated nothing do not appear."""
    return {row.organ_id: row for row in statements(code, period).filter(organ__in=organs)}


def unstated(code: str, period: Period, organs: Iterable[Organ]) -> list[Organ]:
    """Who has not filled it in: a sum over organs is only as whole as this is empty."""
    organs = list(organs)
    known = stated(code, period, organs)
    return [organ for organ in organs if organ.pk not in known]


def value_or_nothing(metric: Metric, period: Period, organs: Organs) -> Value:
    """A counted figure is a number, zero too. A stated one that nobody entered is BLANK; NOT_APPLICABLE when all
    who entered it say so; otherwise the sum of what was entered (see `unstated`). One query."""
    if not is_stated(metric.code):
        return value(metric, period, organs)
    found = stated(metric.code, period, organs).values()
    numbers = [row.value for row in found if row.value is not None]
    if numbers:
        return sum(numbers, Decimal(0))
    return NOT_APPLICABLE if found else BLANK
