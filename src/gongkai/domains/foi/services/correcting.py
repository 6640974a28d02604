"""Correction (第三十条): asked once, within seven working days; the answer clock begins anew when it comes back."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Correction, Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.selectors import answer_clock, standing
from gongkai.domains.foi.services import clocking
from gongkai.domains.foi.services.intake import add_materials
from gongkai.domains.foi.services.leaving import keep_told, refuse_to_tell, row_of, until_of
from gongkai.domains.foi.services.lettering import draft, request_of
from gongkai.domains.foi.services.recording import lock, move, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.letters.models import Letter


@transaction.atomic
def request_correction(*, request: Request, items: str, until: date, by: Actor, at: datetime) -> Correction:
    """Draft the notice. It counts, and the clock waits, from the day on which the notice leaves the house."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_requesting_correction(now, items=items, until=until))
    letter = draft(request, "foi_correction", {"items": items.strip(), "until": until}, by=by, at=at)
    made = Correction.objects.create(request=request, items=items.strip(), until=until, letter=letter)
    move(request, Stage.CORRECTING, at)
    tell(
        request, ActKind.REQUEST_CORRECTION, by=by, at=at, letter=letter, detail={"until": until.isoformat()}
    )
    return made


@transaction.atomic
def correction_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The notice left the house: the limit of asking is kept or missed, the answer clock waits.

    The period is the one that the applicant reads in it.
    """
    request = lock(request_of(letter))
    made = row_of(request.corrections, letter)
    if made.asked_on:
        return
    refuse_to_tell(request, letter)
    made.asked_on, made.until = shanghai_date(letter.sent_at), until_of(letter) or made.until
    keep_told(made, letter, "items")
    made.save(update_fields=["asked_on", "until", "items"])
    clocks.stop(
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        limit_code="correction-notice",
        on=made.asked_on,
        by=by,
        at=at,
    )
    clocking.pause(request, "correction", made.asked_on, clocking.CORRECTION, by=by, at=at)
    clocking.start_period(request, made, by=by, at=at)


@transaction.atomic
def period_over(*, clock, act, by: Actor, at: datetime) -> None:
    """The period ended. Whether there was a good reason, and so whether it counts as given up, an official decides."""
    request = lock(Request.objects.get(pk=clock.subject_id))
    if request.stage == Stage.CORRECTING:
        tell(request, ActKind.CORRECTION_OVERDUE, by=by, at=at, on=act.on)


@transaction.atomic
def receive_correction(
    *,
    request: Request,
    content: str,
    on: date,
    by: Actor,
    at: datetime,
    files: Sequence[tuple[StoredFile, str]] = (),
    good_reason: str = "",
) -> Request:
    """The corrected request came: the answer clock starts anew from that day (第三十条), it does not go on."""
    request = lock(request)
    permit(request, "request.register", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_receiving_correction(now, content=content, on=on))
    made = request.corrections.get(received_on=None, lapsed_on=None)
    made.received_on, made.content, made.good_reason = on, content.strip(), good_reason.strip()
    made.save(update_fields=["received_on", "content", "good_reason"])
    clocking.stop_period(request, on, by=by, at=at)
    add_materials(request, files, came_with=ActKind.RECEIVE_CORRECTION, at=at)
    clock = answer_clock(request)
    if clock is not None:
        clocks.restart(clock=clock, reason=str(clocking.CORRECTED), on=on, by=by, at=at)
    move(request, Stage.HANDLING, at)
    tell(request, ActKind.RECEIVE_CORRECTION, by=by, at=at, on=on, detail={"late": on > made.until})
    return request


@transaction.atomic
def correction_lapsed(*, request: Request, by: Actor, at: datetime) -> Request:
    """The period ended without a correction and without a good reason: 视为放弃 (answered as A15 after sign-off)."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_lapsing(now))
    made = request.corrections.get(received_on=None, lapsed_on=None)
    made.lapsed_on = now.today
    made.save(update_fields=["lapsed_on"])
    clocking.stop_period(request, now.today, by=by, at=at)
    clocking.resume(request, "correction", now.today, by=by, at=at)
    move(request, Stage.HANDLING, at)
    tell(request, ActKind.CORRECTION_LAPSED, by=by, at=at)
    return request
