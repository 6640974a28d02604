"""The acts of the clock itself: a limit comes near, a limit runs out. Written by a job, never by a page.

What silence means the law says with the limit (`Limit.silence`); what follows from it the domain says
(`following.on_expiry`). Each act is dated on its legal day, also when the job was not run for days.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction

from gongkai.foundation.calendar.rules import Calendar
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.holding import hold_subjects
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.services import announce
from gongkai.kernel.clocks import deriving, events
from gongkai.kernel.clocks.following import expire
from gongkai.kernel.clocks.models import Clock, ClockAct
from gongkai.kernel.clocks.recording import record
from gongkai.kernel.clocks.rules import ActKind, ClockStroke, strokes

BATCH = 500
_EVENTS = {
    ActKind.WARNED: events.WARNED,
    ActKind.RAN_OUT: events.RAN_OUT,
    ActKind.SILENCE: events.SILENCE,
}


@dataclass(frozen=True, slots=True)
class Struck:
    """How many clocks were looked at, and how many acts they left."""

    clocks: int = 0
    acts: int = 0


def strike(*, by: Actor, at: datetime, batch: int = BATCH) -> Struck:
    """Write every act of the clock that is due at the moment. Run again it does nothing.

    In batches of one transaction each, earliest first, so it may be killed at any time; whatever was missed
    is caught up in the order in which it should have happened.
    """
    clocks = acts = 0
    while ids := _due(at, batch):
        with transaction.atomic():
            hold_subjects(Clock.objects.filter(pk__in=ids).values_list("subject_type", "subject_id"))
            found = (
                Clock.objects.filter(pk__in=ids).select_related("organ").prefetch_related("periods", "acts")
            )
            # by chain of the ledger, so that two runs never wait for each other
            locked = found.select_for_update(of=("self",)).order_by("organ__code", "id")
            regions = cache(calendar)  # asking for its version costs a query, so once for a batch
            acts += sum(_strike(clock, regions, by=by, at=at) for clock in locked)
        clocks += len(ids)
    return Struck(clocks, acts)


def _due(at: datetime, batch: int) -> list[int]:
    """The index `clock_strikes` answers this alone, whatever the number of clocks."""
    found = Clock.objects.filter(strikes_at__lte=at).order_by("strikes_at", "id")
    return list(found.values_list("pk", flat=True)[:batch])


def _strike(clock: Clock, regions: Callable[[str], Calendar], *, by: Actor, at: datetime) -> int:
    """Write what is due of one locked clock and set the next time; how many acts were written."""
    if clock.strikes_at is None:  # stopped by somebody since it was chosen
        return 0
    ahead = _strokes(clock, regions(clock.organ.region_id))
    written = settle(clock, ahead, at)
    for act in written:
        _tell(clock, act, by=by, at=at)
    left = [stroke.at for stroke in ahead if stroke.at > at]
    # a service that answered may have moved the clock on: then it has set its own next time
    Clock.objects.filter(pk=clock.pk, strikes_at=clock.strikes_at).update(strikes_at=min(left, default=None))
    return len(written)


def settle(clock: Clock, ahead: tuple[ClockStroke, ...], at: datetime) -> list[ClockAct]:
    """Write the rows of the strokes before the moment that have none yet, for their present due date."""
    due = [stroke for stroke in ahead if stroke.at <= at]
    known = {(act.kind, act.due_on) for act in clock.acts.all()} if due else set()
    wanted = [stroke for stroke in due if (stroke.kind, clock.due_on) not in known]
    return [
        ClockAct.objects.create(clock=clock, kind=stroke.kind, on=stroke.on, due_on=clock.due_on, at=at)
        for stroke in wanted
    ]


def _strokes(clock: Clock, current: Calendar) -> tuple[ClockStroke, ...]:
    """From the rows, not from the cache: a job must not act on a date that is no longer true."""
    found = deriving.derive(clock, clock.periods.all(), current)
    clock.due_on, clock.due_at = found.date, found.moment
    return strokes(deriving.limit_of(clock), found, clock.start_on)


def _tell(clock: Clock, act: ClockAct, *, by: Actor, at: datetime) -> None:
    told = {"by": by, "at": at, "on": act.on.isoformat()}
    record(clock, _EVENTS[ActKind(act.kind)], **told)
    announce(event=_EVENTS[ActKind(act.kind)], key=str(act.pk), payload={"clock": clock.pk, "act": act.pk})
    if act.kind == ActKind.WARNED:
        return
    try:
        with transaction.atomic():
            expire(clock, act, by=by, at=at)
    except NotAllowed as refused:
        codes = [reason.code for reason in refused.reasons]
        record(clock, "clock.expiry_refused", codes=codes, **told)
