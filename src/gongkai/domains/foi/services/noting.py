"""What is noted when something below happens: a limit ran out, a notice left the house."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import Matter
from gongkai.domains.foi.services.consulting import CONSULTATION
from gongkai.domains.foi.services.leaving import drop_letters, refuse_to_tell
from gongkai.domains.foi.services.lettering import request_of
from gongkai.domains.foi.services.opinions import end_opinions
from gongkai.domains.foi.services.recording import lock, move, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.clocks.models import OPEN_STATES, Clock
from gongkai.kernel.letters.models import Letter

CLOCKS = ("foi-answer", "correction-notice")
"""Limits that begin with the receipt of a request."""


@transaction.atomic
def limit_ran_out(*, clock, act, by: Actor, at: datetime) -> None:
    """The answer is late from now on. Nothing is decided by it; the applicant may appeal."""
    request = lock(Request.objects.get(pk=clock.subject_id))
    tell(request, ActKind.LIMIT_RAN_OUT, by=by, at=at, on=act.on)


@transaction.atomic
def reasons_asked(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter that asks for reasons left the house (第三十五条). The law stops no clock for it."""
    request = lock(request_of(letter))
    refuse_to_tell(request, letter)
    move(request, request.stage, at)


@transaction.atomic
def routing_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """Told that it is no request, and where to turn to: out of the statistics, clocks stopped."""
    request = lock(request_of(letter))
    if request.stage == Stage.ROUTED:
        return
    refuse_to_tell(request, letter)
    request = drop_letters(request, _("已转告其他渠道"), by=by, at=at)
    stop_clocks(request, shanghai_date(letter.sent_at), by=by, at=at)
    matter = request.acts.filter(kind=ActKind.ROUTE).latest("id").detail["matter"]
    move(request, Stage.ROUTED, at, matter=Matter(matter))


def stop_clocks(request: Request, on: date, *, by: Actor, at: datetime) -> None:
    """At an end, whatever it is: every limit of the request and of those who were asked about it, divisions too."""
    end_opinions(request, _("申请已经办结"), at=at)
    asked = [str(pk) for pk in request.consultations.values_list("pk", flat=True)]
    running = Q(subject_type=SUBJECT, subject_id=str(request.pk))
    running |= Q(subject_type=CONSULTATION, subject_id__in=asked)
    for clock in Clock.objects.filter(running, state__in=OPEN_STATES).order_by("id"):
        of = {"subject_type": clock.subject_type, "subject_id": clock.subject_id}
        day = max(on, clock.start_on)
        clocks.stop(**of, limit_code=clock.limit_code, on=day, by=by, at=at)
