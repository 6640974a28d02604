"""Reads of clocks. Whoever may see the subject may see its clocks: callers restrict the subjects first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.calendar.rules import Calendar
from gongkai.foundation.calendar.selectors import calendar
from gongkai.kernel.clocks import deriving, rules
from gongkai.kernel.clocks.models import OPEN_STATES, Clock
from gongkai.kernel.clocks.rules import Due, Light, Unit


def clocks_for(subject_type: str, subject_ids: str | Iterable[str]) -> list[Clock]:
    """All clocks of one or many subjects, open ones first, then by due date. One query."""
    ids = [subject_ids] if isinstance(subject_ids, str) else [str(subject_id) for subject_id in subject_ids]
    found = Clock.objects.filter(subject_type=subject_type, subject_id__in=ids)
    return sorted(found, key=lambda c: (c.state not in OPEN_STATES, c.due_on or date.max, c.pk))


def open_clock(subject_type: str, subject_id: str, limit_code: str, *, lock: bool = False) -> Clock | None:
    """The open clock of a subject under a limit, if any; with `lock` held until the transaction ends, its organ with
    it."""
    found = Clock.objects.filter(subject_type=subject_type, subject_id=str(subject_id), limit_code=limit_code)
    if lock:
        found = found.select_for_update(of=("self",)).select_related("organ")
    return found.filter(state__in=OPEN_STATES).first()


def due_before(organ_ids: Iterable[int], day: date) -> QuerySet[Clock]:
    """Open clocks of the organs whose due date is before the day, earliest first. One query.

    The caller passes organs in reach of the person who asks.
    """
    found = Clock.objects.filter(organ_id__in=list(organ_ids), stopped_on=None, due_on__lt=day)
    return found.order_by("due_on", "id")


def due_of(clock: Clock) -> Due:
    """The derived due date with its explanation, by the calendar in force in the organ's region.

    Three queries at most; lists use `light_of` and the cached columns.
    """
    return deriving.derive(clock, clock.periods.all(), calendar(clock.organ.region_id))


def light_of(clock: Clock, today: date, now: datetime | None = None) -> Light:
    """The light from the cached due date; no query. For limits in hours give `now`, else the day decides."""
    limit, found = deriving.limit_of(clock), deriving.cached(clock)
    if limit.unit == Unit.HOUR and now is None:
        ends = found.date
        if found.stopped is None and ends is not None:
            return Light.RED if today > ends else Light.YELLOW if today == ends else Light.GREEN
    return rules.light(found, now if found.moment and now else today, limit.warning)


def used_of(clock: Clock, today: date) -> float:
    """Units used up to and including the day (limits in hours: up to the moment given). Three queries at
    most.
    """
    limit = deriving.limit_of(clock)
    periods = [deriving.period_of(row) for row in clock.periods.all()]
    return rules.used(limit, deriving.start_of(clock), periods, calendar(clock.organ.region_id), today)


def used_when_stopped(clocks: QuerySet[Clock]) -> Iterator[tuple[Clock, float]]:
    """Each stopped clock with the units it had used on its last day, in their order. Three queries, and one more
    for each further region; many clocks that nothing moved cost little each.
    """
    regions, known = cache(calendar), {}
    for clock in clocks.filter(stopped_on__isnull=False).select_related("organ").prefetch_related("periods"):
        limit, start, days = (
            deriving.limit_of(clock),
            deriving.start_of(clock),
            regions(clock.organ.region_id),
        )
        stop = deriving.stop_of(clock, limit) or clock.stopped_on
        periods = [deriving.period_of(row) for row in clock.periods.all()]
        same = (limit, start, stop, clock.organ.region_id, tuple(periods))
        if same not in known:
            known[same] = rules.used(limit, start, periods, days, stop)
        yield clock, known[same]


LIGHTS = {
    Light.GREEN: _("按期"),
    Light.YELLOW: _("将到期"),
    Light.RED: _("已超期"),
    Light.PAUSED: _("已中止"),
    Light.DONE: _("按期完成"),
}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock as pages show it: what runs, the light and its words, the date and why it is that date."""

    clock: Clock
    label: str
    light: str
    light_label: str
    due: date | None
    moment: datetime | None
    provisional: bool
    explain: tuple[str, ...]


def clock_lines(
    subjects: Iterable[tuple[str, str]], today: date, *, now: datetime | None = None
) -> list[ClockLine]:
    """The clocks of some subjects with their explanation, open ones first. Three queries, and one more for
    each further region.
    """
    rows = _clocks_of(subjects).select_related("organ").prefetch_related("periods")
    regions = cache(calendar)
    return [line_of(row, regions(row.organ.region_id), today, now=now) for row in sorted(rows, key=_urgency)]


def brief_clock_lines(subjects: Iterable[tuple[str, str]], today: date) -> list[ClockLine]:
    """The same from the cached due dates, without the explanation, which each clock has on its own page. One query."""
    rows = sorted(_clocks_of(subjects), key=_urgency)
    return [_line(row, deriving.cached(row), today) for row in rows]


def _clocks_of(subjects: Iterable[tuple[str, str]]) -> QuerySet[Clock]:
    """By the index of the subject: any other condition beside these, be it that nothing is wanted, would lose it."""
    wanted = [Q(subject_type=kind, subject_id=str(subject_id)) for kind, subject_id in subjects]
    return Clock.objects.filter(reduce(or_, wanted)) if wanted else Clock.objects.none()


def _urgency(clock: Clock) -> tuple[bool, date, int]:
    return (clock.state not in OPEN_STATES, clock.due_on or date.max, clock.pk)


def line_of(clock: Clock, current: Calendar, today: date, *, now: datetime | None = None) -> ClockLine:
    """One clock with its explanation; its organ and periods are at hand."""
    return _line(clock, deriving.derive(clock, clock.periods.all(), current), today, now=now)


def _line(clock: Clock, found: Due, today: date, *, now: datetime | None = None) -> ClockLine:
    light = light_of(clock, today, now)
    return ClockLine(
        clock=clock,
        label=str(deriving.limit_of(clock).name),
        light=light.value,
        light_label=str(LIGHTS[light]),
        due=found.date,
        moment=found.moment,
        provisional=found.provisional,
        explain=tuple(str(line) for line in found.explain or ()),
    )
