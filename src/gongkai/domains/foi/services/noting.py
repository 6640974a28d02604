"""What is noted when something below happens: a limit ran out, a notice left the house."""

from datetime import datetime

from django.db import transaction

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.services.lettering import request_of
from gongkai.domains.foi.services.recording import lock, move, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.letters.models import Letter

CLOCKS = ("foi-answer", "correction-notice")
"""Limits that begin with the receipt of a request and end with its answer."""


@transaction.atomic
def limit_ran_out(*, clock, act, by: Actor, at: datetime) -> None:
    """The answer is late from now on. Nothing is decided by it; the applicant may appeal."""
    request = lock(Request.objects.get(pk=clock.subject_id))
    tell(request, ActKind.LIMIT_RAN_OUT, by=by, at=at, on=act.on)


@transaction.atomic
def reasons_asked(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter that asks for reasons left the house (第三十五条). The law stops no clock for it."""
    request = lock(request_of(letter))
    move(request, request.stage, at)


@transaction.atomic
def routing_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """Told that it is no request, and where to turn to: out of the statistics, clocks stopped."""
    request = lock(request_of(letter))
    stop_clocks(request, shanghai_date(letter.sent_at), by=by, at=at)
    move(request, Stage.ROUTED, at)


def stop_clocks(request: Request, on, *, by: Actor, at: datetime) -> None:
    for code in CLOCKS:
        clocks.stop(subject_type=SUBJECT, subject_id=str(request.pk), limit_code=code, on=on, by=by, at=at)
