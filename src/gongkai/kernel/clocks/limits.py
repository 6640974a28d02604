"""Limits as data, each with its law. An older rule stays in force for what began under it.

A higher app adds its own with `register` when it is loaded (its `limits.py`, imported by its
AppConfig.ready).
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.kernel.clocks.rules import Limit, Unit

_LIMITS: dict[str, list[Limit]] = {}


def register(*limits: Limit) -> None:
    """Add limits. ValueError when two rules of one code would be in force on the same day."""
    for limit in limits:
        others = _LIMITS.setdefault(limit.code, [])
        if limit in others:
            continue
        if any(_overlap(limit, other) for other in others):
            raise ValueError(f"two rules for {limit.code} on one day")
        others.append(limit)


def limit_in_force(code: str, on: date) -> Limit | None:
    """The rule for what began on that day; None when there was none yet. KeyError for an unknown code."""
    return next((limit for limit in _LIMITS[code] if _in_force(limit, on)), None)


def known_limits() -> list[Limit]:
    """All rules, by code and first day."""
    return sorted((limit for limits in _LIMITS.values() for limit in limits), key=lambda x: (x.code, x.since))


def _in_force(limit: Limit, on: date) -> bool:
    return limit.since <= on and (limit.until is None or on <= limit.until)


def _overlap(a: Limit, b: Limit) -> bool:
    return a.since <= (b.until or date.max) and b.since <= (a.until or date.max)


register(
    Limit(
        "proactive",
        20,
        Unit.WORKDAY,
        "政府信息公开条例（2007）第十八条",
        since=date(2008, 5, 1),
        until=date(2019, 5, 14),
        name=_("主动公开"),
        begins=_("形成或者变更之日"),
    ),
    Limit(
        "proactive",
        20,
        Unit.WORKDAY,
        "政府信息公开条例第二十六条",
        since=date(2019, 5, 15),
        name=_("主动公开"),
        begins=_("形成或者变更之日"),
    ),
    # the number of days is a rule of order of the department; its national wording is the work plan of 2016
    Limit(
        "interpretation",
        3,
        Unit.WORKDAY,
        "国办发〔2016〕19号",
        since=date(2016, 4, 18),
        name=_("政策解读"),
        begins=_("文件公开之日"),
        warning=1,
    ),
)
