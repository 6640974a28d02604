"""An answer that was told and is wrong: put right by a version that takes the way of every answer.

Drafting, signatures and letter are those of `answering`; the request stays answered meanwhile (`Request.correcting`).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.dispatch import ANSWER, kind_of
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.selectors import open_sign_off, standing, unsent
from gongkai.domains.foi.services.recording import lock, move, permit, tell
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework import services as casework
from gongkai.kernel.letters.selectors import letters_of
from gongkai.kernel.letters.services import cancel


@transaction.atomic
def correct_answer(*, request: Request, reason: str, by: Person, at: datetime) -> Request:
    """Begin to put right an answer that was told: another version is drafted, signed and sent as any answer is.

    An archived request is taken out again. The applicant's answer stays what was told until the new one is sent.
    """
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_correcting_answer(now, reason=reason))
    move(request, Stage.ANSWERED, at, correcting=Stage.HANDLING, closed_at=None)
    tell(request, ActKind.CORRECT_ANSWER, by=by, at=at, note=reason)
    return request


@transaction.atomic
def drop_correction(*, request: Request, reason: str, by: Person, at: datetime) -> Request:
    """The answer stays as it was told: sign-off and letter of the correction are given up."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_dropping_correction(now, reason=reason))
    case = open_sign_off(request)
    if case is not None:
        casework.abandon(case=case, reason=reason, by=by, at=at)
    for waiting in unsent(letters_of(SUBJECT, str(request.pk))):
        if kind_of(waiting.text.code) == ANSWER:
            cancel(letter=waiting, reason=_("放弃更正答复"), by=by, at=at)
    request = lock(request)
    move(request, Stage.ANSWERED, at, correcting=None)
    tell(request, ActKind.DROP_CORRECTION, by=by, at=at, note=reason)
    return request
