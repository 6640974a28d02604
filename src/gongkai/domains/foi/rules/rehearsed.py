"""What a rehearsal shows of one day: due date, acts open or refused, letters due, what the daily job does. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.domains.foi.limits import PARTY_LIMITS, PAYMENT
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.kinds import Party
from gongkai.domains.foi.rules.offering import WHY_NOT
from gongkai.domains.foi.rules.rehearsing import Entry, Walk
from gongkai.domains.foi.rules.stages import OPEN, ActKind, Stage
from gongkai.domains.foi.rules.supposing import What
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.rules import ActKind as Stroke
from gongkai.kernel.clocks.rules import (
    Due,
    Light,
    Limit,
    Month,
    State,
    date_of,
    lay_out,
    light,
    strokes,
    used,
)

LAW = acting.REGULATION


@dataclass(frozen=True, slots=True)
class Offer:
    """An act on the day: open, or with every reason why not."""

    label: str | Promise
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A letter that must go out, or that would have to if it is wanted. `by`: its last day, None: no day is set."""

    name: str | Promise
    why: str
    by: date | None
    law: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What the daily job writes in the first hour of `at`; the act belongs to the legal day `on`."""

    at: date
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """A limit that runs beside that of the answer."""

    label: str
    due: Due
    light: Light


@dataclass(frozen=True, slots=True)
class Picture:
    """A rehearsal on its day. `due.date` is None while nobody can say it."""

    stage: Stage
    due: Due
    light: Light
    limit: Limit
    units: int
    """The limit with its extension."""
    used: float
    explain: tuple[str, ...]
    months: tuple[Month, ...]
    entries: tuple[Entry, ...]
    sides: tuple[Side, ...]
    offers: tuple[Offer, ...]
    letters: tuple[LetterDue, ...]
    job: tuple[Job, ...]
    """Of the very day."""
    ahead: tuple[Job, ...]
    """What it will do while nothing else happens, the next first."""


def picture(going: Walk, names: Mapping[date, str]) -> Picture:
    """`names`: what days off and make-up days are called."""
    today, found = going.today, _due(going)
    jobs = sorted(_jobs(going), key=lambda job: (job.at, job.on))
    periods = going.history.periods
    start, until = going.rehearsal.received, going.stopped_on or today
    return Picture(
        stage=Stage(going.phase),
        due=found,
        light=light(found, today, going.limit.warning),
        limit=going.limit,
        units=going.limit.n + sum(period.n for period in periods),
        used=used(going.limit, start, periods, going.calendar, max(start, until)),
        explain=(*found.explain, *going.history.notes),
        months=lay_out(going.limit, start, periods, going.calendar, found, names, today),
        entries=tuple(going.entries),
        sides=tuple(_sides(going)),
        offers=tuple(_offers(going)),
        letters=tuple(_letters(going)),
        job=tuple(job for job in jobs if job.at == today),
        ahead=tuple(job for job in jobs if job.at > today),
    )


def _due(going: Walk) -> Due:
    """While something waits that stops the clock no date is promised, as `gongkai deadline` has it."""
    found = going.due()
    if going.stopped_on is None and going.waits:
        return replace(found, state=State.PAUSED, date=None, earliest=None, latest=None, provisional=False)
    return found


# --- limits beside the answer -----------------------------------------------------------------------------------


def _sides(going: Walk) -> Iterator[Side]:
    for limit, found, label in _beside(going):
        yield Side(label, found, light(found, going.today, limit.warning))


def _beside(going: Walk) -> Iterator[tuple[Limit, Due, str]]:
    notice = going.correction_notice_due()
    if notice and going.today <= notice.date:  # once it is over and none was asked, nothing was missed
        yield _named("correction-notice", going.rehearsal.received, notice)
    for ref, one in going.asked.items():
        found = going.party_due(ref)
        if found:
            limit, ends, label = _named(PARTY_LIMITS[Party(one.party)], one.delivered_on, found)
            yield limit, ends, f"{label}（{ref}）"
    payment = going.payment_due()
    if payment:
        yield _named(PAYMENT, going.fee_delivered_on, payment)


def _named(code: str, start: date, found: Due) -> tuple[Limit, Due, str]:
    limit = limit_in_force(code, start)
    return limit, found, str(limit.name)


# --- acts -------------------------------------------------------------------------------------------------------


def _offers(going: Walk) -> Iterator[Offer]:
    now = going.standing(going.today)
    for verb, why_not in WHY_NOT.items():
        yield Offer(ActKind(verb).label, tuple(why_not(now)))
        if verb == ActKind.NOTIFY_FEE:
            noticed = going.fee_noticed_on
            reasons = acting.reasons_against_recording_payment(now, on=now.today, notice_on=noticed)
            yield Offer(ActKind.RECORD_PAYMENT.label, tuple(reasons))


# --- letters ----------------------------------------------------------------------------------------------------


def _letters(going: Walk) -> Iterator[LetterDue]:
    """What must go out, and by when; then what would have to, if it is wanted."""
    if going.phase not in OPEN:
        return
    if going.today == going.rehearsal.received:
        yield LetterDue(gettext_lazy("登记回执"), _("收到申请时出具。"), going.today, "")
    yield _answer_letter(going)
    yield from _after_consultation(going)
    if going.phase not in (Stage.RECEIVED, Stage.HANDLING):
        return
    notice, ends = going.correction_notice_due(), _due(going).date
    if notice and going.today <= notice.date:
        yield _wanted(going, _("补正告知书"), _("申请内容不明确的，一次性告知。"), notice.date, "第三十条")
    if going.extended_on is None and ends:
        why = _("需要延长期限的，经同意后告知申请人。")
        yield _wanted(going, _("延期答复告知书"), why, ends, "第三十三条")


def _answer_letter(going: Walk) -> LetterDue:
    ends = _due(going).date
    why = _("期限中止，恢复后再定最后一日。") if ends is None else _("对申请作出答复。")
    if any(_happened(going, What.CORRECTION_LAPSED)):
        why = _("申请人逾期未补正，视为放弃申请，也要告知（A15）。")
    elif any(_happened(going, What.FEE_LAPSED)):
        why = _("申请人逾期未缴费，视为放弃申请，也要告知（A16）。")
    return _wanted(going, _("答复书"), why, ends, "第三十三条")


def _after_consultation(going: Walk) -> Iterator[LetterDue]:
    """第三十二条: a third party that was asked hears when its information is given all the same."""
    closed = {*_happened(going, What.CONSULT_REPLIED), *_happened(going, What.CONSULT_LAPSED)}
    third = {e.happening.ref for e in _taken(going) if e.happening.party == Party.THIRD_PARTY}
    if closed & third:
        why = _("第三方不同意或者没有答复，本机关仍决定公开的，书面告知第三方。")
        yield LetterDue(_("第三方告知书"), why, None, f"{LAW} 第三十二条")


def _wanted(going: Walk, name: str, why: str, by: date | None, article: str) -> LetterDue:
    return LetterDue(name, why, by, f"{LAW} {article}", by is not None and going.today > by)


def _taken(going: Walk) -> Sequence[Entry]:
    return [entry for entry in going.entries if not entry.reasons and not entry.ahead]


def _happened(going: Walk, what: What) -> Iterator[str]:
    return (entry.happening.ref or "-" for entry in _taken(going) if entry.happening.what == what)


# --- the daily job ----------------------------------------------------------------------------------------------


def _jobs(going: Walk) -> Iterator[Job]:
    """What it has done and will do if nothing else happens; the time before the last change of a clock is left out."""
    if going.stopped_on is None and not going.waits:
        yield from _strokes(
            going.limit, going.due(), going.rehearsal.received, str(going.limit.name), _RAN_OUT
        )
    for limit, found, label in _beside(going):
        start = going.rehearsal.received
        yield from _strokes(limit, found, start, label, str(limit.silence or _NOTED))
    for entry in going.entries:
        if entry.place is None:  # its clock is closed since
            one = entry.happening
            yield Job(one.on + timedelta(days=1), one.on, _silence_of(one))


def _strokes(limit: Limit, found: Due, start: date, label: str, leads_to: str | Promise) -> Iterator[Job]:
    for stroke in strokes(limit, found, start):
        words = {"label": label, "day": found.date.isoformat(), "leads": leads_to}
        if stroke.kind == Stroke.WARNED:
            yield Job(date_of(stroke.at), stroke.on, _("临近到期：%(label)s，最后一日 %(day)s。") % words)
        else:
            yield Job(date_of(stroke.at), stroke.on, _("期限届满：%(label)s，%(day)s。%(leads)s") % words)


def _silence_of(one) -> str:
    code = PAYMENT if one.what == What.FEE_LAPSED else PARTY_LIMITS[Party(one.party)]
    limit = limit_in_force(code, one.on)
    words = {"label": limit.name, "day": one.on.isoformat(), "leads": limit.silence}
    return _("期限届满：%(label)s，%(day)s。%(leads)s") % words


_RAN_OUT = gettext_lazy("本机关已逾期，申请人可以申请行政复议；不因此作出任何决定。")
_NOTED = gettext_lazy("只作记录。")
