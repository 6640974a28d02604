"""Acts on clocks. Each locks the clock, derives the due date anew and writes one ledger entry on the
subject.

`on` is the legal day of an act (limits in hours: the moment), `at` when it was recorded; without `on` they
are one.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.calendar.rules import Calendar
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.holding import hold_subjects
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.services import announce, enqueue
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.clocks import deriving, events, rules, striking
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.models import Clock, ClockPeriod
from gongkai.kernel.clocks.recording import iso, record
from gongkai.kernel.clocks.rules import Day, Kind, OwnLimit, Period, State, Unit
from gongkai.kernel.clocks.selectors import open_clock

BATCH = 200
HOURLY = "clocks.strike"


@transaction.atomic
def start_clock(
    *,
    subject_type: str,
    subject_id: str,
    limit_code: str,
    start: Day,
    organ: Organ,
    by: Actor,
    at: datetime,
    basis: str = "",
    own: OwnLimit | None = None,
) -> Clock | None:
    """Start a limit on a subject; `start` is the day (limits in hours: the moment) that is not counted
    itself, `basis` by what it came (handed in at the counter, signed post), for the explanation. `own`: a
    special rule's limit instead of that of the code.

    None, and nothing written, when no such limit was in force on that day. NotAllowed when one runs already
    or the start lies in the future. KeyError for an unknown limit.
    """
    limit = limit_in_force(limit_code, rules.date_of(start))
    if limit is None:
        return None
    reasons = rules.reasons_against_day(limit, start, start, shanghai_date(at))
    if open_clock(subject_type, subject_id, limit_code):
        reasons.append(Reason("clock_runs", _("该时限已经起算。"), limit.source))
    refuse(reasons)
    current = calendar(organ.region_id)
    clock = Clock(subject_type=subject_type, subject_id=str(subject_id), limit_code=limit_code, organ=organ)
    clock.start_on, clock.start_at = _split(start)
    clock.basis = basis.strip()
    deriving.put_own(clock, own)
    deriving.fill_cache(clock, deriving.derive(clock, [], current), current.version)
    clock.save(force_insert=True)
    _wake(clock)
    record(clock, "clock.start", by=by, at=at, start=start.isoformat())
    return clock


@transaction.atomic
def pause(
    *,
    clock: Clock,
    reason: str,
    by: Actor,
    at: datetime,
    on: Day | None = None,
    evidence: str = "",
    ref: str = "",
) -> Clock:
    """Stop counting after that day. Several pauses may be open at once, each with its own `ref`."""
    clock = _lock(clock)
    if clock.periods.filter(kind=Kind.PAUSED, ref=ref, end_on=None).exists():
        refuse([Reason("paused_already", _("该事由的中止尚未恢复。"), "", "ref")])
    period = Period(Kind.PAUSED, on or _today(clock, at), None, reason, evidence)
    return _add(clock, period, "clock.pause", by=by, at=at, ref=ref)


@transaction.atomic
def resume(*, clock: Clock, by: Actor, at: datetime, on: Day | None = None, ref: str = "") -> Clock:
    """End the open pause of that `ref`; its last day is `on`, counting goes on after it."""
    clock = _lock(clock)
    end = on or _today(clock, at)
    row = clock.periods.filter(kind=Kind.PAUSED, ref=ref, end_on=None).last()
    reasons = rules.reasons_against_closing_pause(clock.state, deriving.period_of(row) if row else None, end)
    refuse(reasons or _day_reasons(clock, end, at))
    row.end_on, row.end_at = _split(end)
    row.save(update_fields=["end_on", "end_at"])
    _derive(clock)
    record(clock, "clock.resume", by=by, at=at, on=end.isoformat(), ref=ref)
    return clock


@transaction.atomic
def restart(
    *, clock: Clock, reason: str, by: Actor, at: datetime, on: Day | None = None, evidence: str = ""
) -> Clock:
    """Begin anew after that day, e.g. when a corrected request is received (条例 第三十条); ends what was
    paused.
    """
    clock = _lock(clock)
    period = Period(Kind.RESTARTED, on or _today(clock, at), None, reason, evidence)
    return _add(clock, period, "clock.restart", by=by, at=at)


@transaction.atomic
def extend(
    *, clock: Clock, n: int, reason: str, by: Actor, at: datetime, on: Day | None = None, evidence: str = ""
) -> Clock:
    """Add `n` units of the limit. Whether and how often that is lawful, the app of the subject decides."""
    clock = _lock(clock)
    period = Period(Kind.EXTENDED, on or _today(clock, at), None, reason, evidence, n)
    return _add(clock, period, "clock.extend", by=by, at=at)


@transaction.atomic
def relimit(*, clock: Clock, own: OwnLimit | None, by: Actor, at: datetime) -> Clock:
    """A special rule sets another limit, or (None) no longer; the start stays. Nothing is written when it is so."""
    clock = _lock(clock)
    refuse(rules.reasons_against_stopped(clock.state))
    before = [getattr(clock, name) for name in deriving.OWN]
    deriving.put_own(clock, own)
    if before != [getattr(clock, name) for name in deriving.OWN]:
        _derive(clock, [*deriving.OWN, *deriving.CACHED, "state"])
        record(clock, "clock.relimit", by=by, at=at, n=clock.own_n, unit=clock.own_unit)
    return clock


@transaction.atomic
def stop(
    *, subject_type: str, subject_id: str, limit_code: str, by: Actor, at: datetime, on: Day | None = None
) -> Clock | None:
    """What was waited for is done. None, and nothing written, when no such clock is open: so it may be told
    twice.
    """
    clock = open_clock(subject_type, subject_id, limit_code, lock=True)
    if clock is None:
        return None
    day = on or _today(clock, at)
    refuse(_day_reasons(clock, day, at))
    rows, current = list(clock.periods.all()), calendar(clock.organ.region_id)
    _settle(clock, day, rows, current)
    clock.stopped_on = rules.date_of(day)
    clock.stopped_at = day if isinstance(day, datetime) else at
    clock.state = State.STOPPED
    _keep(clock, rows, current, [*deriving.CACHED, "state", "stopped_on", "stopped_at"])
    record(clock, "clock.stop", by=by, at=at, on=day.isoformat())
    return clock


def recompute_open(*, calendar_version: int, by: Actor, at: datetime) -> int:
    """Derive open clocks anew that were computed by an older calendar; how many due dates moved.

    Stopped clocks keep what held when they stopped. Each move is a ledger entry and is announced
    (`clock.moved`). Works in batches of one transaction each, so it may be stopped and run again at any
    time.
    """
    moved = 0
    outdated = _outdated(min(calendar_version, calendar().version))
    for first in range(0, len(outdated), BATCH):
        ids = outdated[first : first + BATCH]
        with transaction.atomic():
            hold_subjects(Clock.objects.filter(pk__in=ids).values_list("subject_type", "subject_id"))
            clocks = Clock.objects.filter(pk__in=ids).select_related("organ").prefetch_related("periods")
            # by chain of the ledger, so that two runs never wait for each other
            clocks = clocks.select_for_update(of=("self",)).order_by("organ__code", "id")
            moved += sum(_recompute(clock, by=by, at=at) for clock in clocks)
    return moved


def _outdated(version: int) -> list[int]:
    found = Clock.objects.filter(stopped_on=None, calendar_version__lt=version)
    return list(found.order_by("organ__code", "id").values_list("pk", flat=True))


def _recompute(clock: Clock, *, by: Actor, at: datetime) -> bool:
    if clock.state == State.STOPPED:  # stopped by somebody since it was chosen
        return False
    before = (clock.due_on, clock.provisional)
    current = calendar(clock.organ.region_id)
    deriving.fill_cache(clock, deriving.derive(clock, clock.periods.all(), current), current.version)
    clock.save(update_fields=deriving.CACHED)
    if (clock.due_on, clock.provisional) == before:
        return False
    record(clock, "clock.recompute", by=by, at=at, before=iso(before[0]), calendar=clock.calendar_version)
    announce(event=events.MOVED, key=str(clock.pk), payload={"clock": clock.pk})
    return True


def _add(clock: Clock, period: Period, verb: str, *, by: Actor, at: datetime, ref: str = "") -> Clock:
    earlier = [deriving.period_of(row) for row in clock.periods.all()]
    reasons = rules.reasons_against_period(clock.state, period, earlier)
    refuse(reasons + _day_reasons(clock, period.start, at))
    start_on, start_at = _split(period.start)
    ClockPeriod.objects.create(
        clock=clock,
        kind=period.kind,
        start_on=start_on,
        start_at=start_at,
        reason=period.reason.strip(),
        evidence=period.evidence,
        n=period.n,
        ref=ref,
    )
    if period.kind == Kind.RESTARTED:
        _end_pauses(clock, period.start)
    _derive(clock)
    record(clock, verb, by=by, at=at, on=period.start.isoformat(), ref=ref, n=period.n)
    return clock


def _end_pauses(clock: Clock, day: Day) -> None:
    """A restart ends what was paused before it; the rows say so, and the same `ref` may be used again."""
    end_on, end_at = _split(day)
    for row in clock.periods.filter(kind=Kind.PAUSED, end_on=None):
        row.end_on, row.end_at = max(end_on, row.start_on), end_at
        row.save(update_fields=["end_on", "end_at"])


def _settle(clock: Clock, day: Day, rows: list[ClockPeriod], current: Calendar) -> None:
    """A clock that is stopped after its limit ran out has run out, even if the job did not come by yet."""
    found = deriving.derive(clock, rows, current)
    over = day if isinstance(day, datetime) else rules.midnight(day)
    striking.settle(clock, rules.strokes(deriving.limit_of(clock), found, clock.start_on), over)


def _wake(clock: Clock) -> None:
    """Limits in hours end at any time of the day, so the job is told when; days end with the daily turn."""
    if clock.due_at is not None and clock.strikes_at is not None:
        enqueue(kind=HOURLY, key=str(clock.pk), payload={}, run_after=clock.strikes_at)


def _derive(clock: Clock, changed: list[str] | None = None) -> None:
    """State and cached due date from the rows as they are now."""
    _keep(clock, list(clock.periods.all()), calendar(clock.organ.region_id), changed)


def _keep(clock: Clock, rows: list[ClockPeriod], current: Calendar, changed: list[str] | None = None) -> None:
    found = deriving.derive(clock, rows, current)
    deriving.fill_cache(clock, found, current.version)
    if clock.state != State.STOPPED:
        clock.state = State.PAUSED if deriving.has_open_pause(rows) else State.RUNNING
    clock.save(update_fields=changed or ["state", *deriving.CACHED])
    _wake(clock)


def _lock(clock: Clock) -> Clock:
    return Clock.objects.select_for_update(of=("self",)).select_related("organ").get(pk=clock.pk)


def _day_reasons(clock: Clock, day: Day, at: datetime) -> list[Reason]:
    return rules.reasons_against_day(
        deriving.limit_of(clock), day, deriving.start_of(clock), shanghai_date(at)
    )


def _today(clock: Clock, at: datetime) -> Day:
    return at if deriving.limit_of(clock).unit == Unit.HOUR else shanghai_date(at)


def _split(day: Day) -> tuple[date, datetime | None]:
    return rules.date_of(day), day if isinstance(day, datetime) else None
