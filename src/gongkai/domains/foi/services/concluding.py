"""The ends of a request other than an answer: withdrawn, entered by mistake; and what follows an answer."""

from datetime import date, datetime

from django.db import transaction

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import open_sign_off, standing
from gongkai.domains.foi.services.noting import stop_clocks
from gongkai.domains.foi.services.recording import lock, move, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.casework import services as casework


@transaction.atomic
def withdraw(
    *, request: Request, reason: str, by: Actor, at: datetime, on: date | None = None, found: bool = False
) -> Request:
    """The applicant takes it back, or says that what is public already is what he wanted (`found`).

    Counted as A17; before receipt it was never a request and becomes void.
    """
    request = lock(request)
    permit(request, "request.register", by, at)
    day = on or shanghai_date(at)
    refuse(acting.reasons_against_withdrawing(standing(request, shanghai_date(at)), on=day))
    case = open_sign_off(request)
    if case is not None:
        casework.abandon(case=case, reason=reason, by=by, at=at)
    stop_clocks(request, day, by=by, at=at)
    if request.received_on:
        move(request, Stage.ANSWERED, at, answer_kind=AnswerKind.A17, answered_on=day)
    else:
        move(request, Stage.VOID, at)
    tell(request, ActKind.FOUND_PUBLIC if found else ActKind.WITHDRAW, by=by, at=at, on=day, note=reason)
    return request


@transaction.atomic
def void(*, request: Request, reason: str, by: Actor, at: datetime) -> Request:
    """Entered twice or by mistake; the number stays in the register as void."""
    request = lock(request)
    permit(request, "request.triage", by, at)
    refuse(acting.reasons_against_voiding(standing(request, shanghai_date(at)), reason=reason))
    stop_clocks(request, shanghai_date(at), by=by, at=at)
    move(request, Stage.VOID, at)
    tell(request, ActKind.VOID, by=by, at=at, note=reason)
    return request


@transaction.atomic
def archive(*, request: Request, by: Actor, at: datetime) -> Request:
    """第四十五条: nothing more is to be done."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    refuse(acting.reasons_against_archiving(standing(request, shanghai_date(at))))
    move(request, Stage.CLOSED, at, closed_at=at)
    tell(request, ActKind.ARCHIVE, by=by, at=at)
    return request


@transaction.atomic
def rate(*, request: Request, stars: int, by: Actor, at: datetime, remark: str = "") -> Request:
    """What the applicant thought of it; may be given again, the last one counts."""
    request = lock(request)
    refuse(acting.reasons_against_rating(standing(request, shanghai_date(at)), stars=stars))
    move(request, request.stage, at, rating=stars)
    tell(request, ActKind.RATE, by=by, at=at, note=remark, detail={"stars": stars})
    return request
