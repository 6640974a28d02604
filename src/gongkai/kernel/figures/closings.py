"""What a closing freezes, and what has changed since. Reads only; `selectors` gives it to the other rooms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.counting import shares, value
from gongkai.kernel.figures.metrics import ACTS
from gongkai.kernel.figures.models import Act, Closing, Statement
from gongkai.kernel.figures.registry import Metric, is_stated, known_metrics
from gongkai.kernel.figures.rules.periods import Period, year
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value, read_written, written

DIVISION = "division"
Keys = tuple[tuple[str, object], ...]
"""Pairs (dimension, key), sorted."""
Place = tuple[str, Keys]
"""Which number: the code of a metric and the part of it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of a closed period that is another now. `named`: somebody has said why it is what it is."""

    metric: str
    keys: dict[str, object]
    frozen: Value
    now: Value
    named: bool


def closing_of(organ: Organ, period: Period) -> Closing | None:
    found = Closing.objects.filter(organ=organ, since=period.since, until=period.until)
    return found.select_related("organ").first()


def closings_of(organ: Organ, of_year: int) -> dict[Period, Closing]:
    """Those of months, quarters and the year, with `named`: how many corrections were named. One query."""
    within = year(of_year)
    found = Closing.objects.filter(organ=organ, since__gte=within.since, until__lte=within.until)
    found = found.select_related("organ").annotate(named=Count("corrections"))
    return {Period(one.since, one.until): one for one in found}


def frozen(organ: Organ, period: Period) -> dict:
    """Canonical: what `Closing.values` holds. Parts without rows do not appear."""
    parts = [
        {"metric": metric, "keys": dict(keys), "value": written(number)}
        for (metric, keys), number in figures_of(organ, period).items()
    ]
    parts.sort(key=lambda part: (part["metric"], str(part["keys"])))
    return {"metrics": [one.code for one in held_metrics()], "parts": parts}


def held_metrics() -> list[Metric]:
    """All but those that tell how things stand while one looks."""
    return [one for one in known_metrics() if not one.momentary]


def digest_of_closing(organ: Organ, period: Period, values: dict) -> str:
    """SM3 over organ, period and all numbers."""
    return digest_of({"organ": organ.code, "since": period.since, "until": period.until, "values": values})


def is_whole(closing: Closing) -> bool:
    """Whether the numbers are still those that were closed."""
    period = Period(closing.since, closing.until)
    return closing.digest == digest_of_closing(closing.organ, period, closing.values)


def differences(closing: Closing) -> list[Difference]:
    """Numbers that are not those that were closed, and those that went back after a change was named.

    Figures that were not declared yet at the closing, or are no more, are not compared.
    """
    compared = {one.code for one in held_metrics()} & set(closing.values["metrics"])
    then = {place: number for place, number in frozen_in(closing).items() if place[0] in compared}
    now = figures_of(closing.organ, Period(closing.since, closing.until), compared)
    last = {place: number for place, number in _last_named(closing).items() if place[0] in compared}
    found = [
        _difference(place, then.get(place), now.get(place), last.get(place))
        for place in sorted({*then, *now, *last}, key=str)
    ]
    return [one for one in found if one is not None]


def difference(closing: Closing, metric: str, keys: Mapping[str, object]) -> Difference | None:
    """The one of that place, if there is one."""
    wanted = (metric, dict(keys))
    return next((one for one in differences(closing) if (one.metric, one.keys) == wanted), None)


def _difference(place: Place, then, now, last) -> Difference | None:
    metric, keys = place
    nothing = BLANK if is_stated(metric) else Decimal(0)
    then, now = nothing if then is None else then, nothing if now is None else now
    expected = then if last is None else last
    if now == then == expected:
        return None
    return Difference(metric, dict(keys), then, now, last is not None and expected == now)


def frozen_in(closing: Closing) -> dict[Place, Value]:
    """The numbers as they were closed."""
    return {
        (part["metric"], _keys(part["keys"])): read_written(part["value"]) for part in closing.values["parts"]
    }


def _last_named(closing: Closing) -> dict[Place, Value]:
    return {
        (one.metric, _keys(one.keys)): read_written(one.now) for one in closing.corrections.order_by("id")
    }


def _keys(keys: Mapping[str, object]) -> Keys:
    return tuple(sorted(keys.items()))


# --- all figures of an organ ------------------------------------------------------------------------------------


def figures_of(organ: Organ, period: Period, codes: Iterable[str] | None = None) -> dict[Place, Value]:
    """Every figure of one organ that a closing holds, by division where it can be divided so. One query a metric, and two for all acts
    and all statements together."""
    found = _acts(organ, period) | _statements(organ, period)
    for one in held_metrics():
        if not (one.code.startswith(ACTS) or is_stated(one.code)):
            found |= _counted(one, organ, period)
    wanted = None if codes is None else set(codes)
    return {place: number for place, number in found.items() if wanted is None or place[0] in wanted}


def _counted(metric: Metric, organ: Organ, period: Period) -> dict[Place, Value]:
    if DIVISION not in metric.dimensions:
        number = value(metric, period, [organ])
        return {(metric.code, ()): number} if number else {}
    parts = shares(metric, period, [organ], [DIVISION])
    return {(metric.code, ((DIVISION, part.keys[0]),)): part.value for part in parts if part.value}


def _acts(organ: Organ, period: Period) -> dict[Place, Value]:
    rows = Act.objects.filter(organ=organ, happened_on__range=(period.since, period.until), void=None)
    rows = rows.order_by().values("kind", "division_id").annotate(number=Sum("quantity"))
    return {
        (f"{ACTS}{row['kind']}", ((DIVISION, row["division_id"]),)): Decimal(row["number"]) for row in rows
    }


def _statements(organ: Organ, period: Period) -> dict[Place, Value]:
    """In the order they were made, so that the newest of a code is the one that stays."""
    rows: QuerySet[Statement] = Statement.objects.filter(
        organ=organ, since=period.since, until=period.until
    ).order_by("id")
    return {(row.code, ()): NOT_APPLICABLE if row.not_applicable else row.value for row in rows}
