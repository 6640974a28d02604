"""The answer clock of a request: pauses by name. Private to this room; which pause is lawful the rules decided."""

from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Correction, Request
from gongkai.domains.foi.rules.kinds import Party
from gongkai.domains.foi.selectors import answer_clock
from gongkai.foundation.common.actors import Actor
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.clocks.limits import REGULATION_2019
from gongkai.kernel.clocks.models import ClockPeriod
from gongkai.kernel.clocks.rules import Kind, OwnLimit, Unit

PERIOD = "correction-period"
CORRECTION = _("等待申请人补正")
CORRECTED = _("收到补正后的申请")
FEE = _("等待申请人缴费")
PAID = _("申请人缴费完毕")
CONSULTATION = {
    Party.THIRD_PARTY: _("征求第三方意见"),
    Party.OTHER_ORGAN: _("征求其他机关意见"),
    Party.CO_MAKER: _("征求共同制作机关意见"),
}


def start_period(request: Request, asked: Correction, *, by: Actor, at: datetime) -> None:
    """The period that the notice gave the applicant (第三十条); its end is noted and decides nothing."""
    source = _("政府信息公开条例第三十条，补正告知书所定期限")
    start_to(request, PERIOD, asked.asked_on, asked.until, source, by=by, at=at)


def start_to(
    request: Request,
    code: str,
    start: date,
    until: date,
    source: str | Promise,
    *,
    by: Actor,
    at: datetime,
    subject: tuple[str, str] | None = None,
) -> None:
    """A clock that runs to the very day that a letter names. `subject`: type and id, where it is not the request."""
    subject_type, subject_id = subject or (SUBJECT, str(request.pk))
    clocks.start_clock(
        subject_type=subject_type,
        subject_id=subject_id,
        limit_code=code,
        start=start,
        own=OwnLimit((until - start).days, Unit.DAY, str(source)),
        organ=request.organ,
        by=by,
        at=at,
    )


def stop_period(request: Request, on: date, *, by: Actor, at: datetime) -> None:
    clocks.stop(subject_type=SUBJECT, subject_id=str(request.pk), limit_code=PERIOD, on=on, by=by, at=at)


def pauses_for(request: Request, party: str) -> bool:
    """Under the regulation of 2007 only asking a third party stops the clock (第二十四条); since 2019 all do."""
    return party == Party.THIRD_PARTY or request.received_on >= REGULATION_2019


def pause(request: Request, ref: str, on: date, reason, *, by: Actor, at: datetime) -> None:
    clock = answer_clock(request)
    if clock is not None:
        clocks.pause(clock=clock, reason=str(reason), on=on, ref=ref, by=by, at=at)


def pause_again(request: Request, on: date, *, by: Actor, at: datetime) -> None:
    """After payment restarted the clock: who is being asked goes on being asked (条例 第三十三条)."""
    for asked in request.consultations.filter(replied_on=None, asked_on__isnull=False).order_by("pk"):
        if pauses_for(request, asked.party) and (clock := answer_clock(request)):
            reason = str(CONSULTATION[asked.party])
            clocks.pause(clock=clock, reason=reason, on=on, ref=asked.ref, by=by, at=at)


def resume(request: Request, ref: str, on: date, *, by: Actor, at: datetime) -> None:
    """Nothing when that pause was cleared by a restart meanwhile."""
    clock = answer_clock(request)
    paused = ClockPeriod.objects.filter(clock=clock, kind=Kind.PAUSED, ref=ref, end_on=None)
    if clock is not None and paused.exists():
        clocks.resume(clock=clock, on=on, ref=ref, by=by, at=at)
