"""Letters beside the answer: what was decided over a third party's objection (第三十二条), where else to ask (第三十六条)."""

from datetime import datetime

from django.db import transaction

from gongkai.domains.foi.models import Consultation, Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.remedies import Answered
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import standing
from gongkai.domains.foi.services.leaving import row_of
from gongkai.domains.foi.services.lettering import draft, remedy_text, request_of, unsealed
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.letters.models import Letter


@transaction.atomic
def tell_party(*, request: Request, ref: str, outcome: str, reason: str, by: Actor, at: datetime) -> Letter:
    """Draft the letter that tells a third party what was decided over its objection, and why (第三十二条).

    The party counts as told on the day on which the letter leaves the house. It is affected like anybody: review or
    lawsuit, as it likes.
    """
    request = lock(request)
    permit(request, "request.handle", by, at)
    today = shanghai_date(at)
    now = standing(request, today)
    refuse(acting.reasons_against_telling_party(now, ref=ref, outcome=outcome, reason=reason))
    asked = request.consultations.get(ref=ref)
    fields = {
        "party": _name_of(request, asked, by=by, at=at),
        "outcome": outcome.strip(),
        "reason": reason.strip(),
        "remedy": remedy_text(request.organ, Answered(AnswerKind.A2, today)),
    }
    letter = asked.result_letter = draft(request, "foi_consultation_result", fields, by=by, at=at)
    asked.save(update_fields=["result_letter"])
    tell(request, ActKind.TELL_PARTY, by=by, at=at, letter=letter, detail={"ref": ref})
    return letter


def _name_of(request: Request, asked: Consultation, *, by: Actor, at: datetime) -> str:
    """The organisation, else the person by name: that opens the seal and is in the ledger."""
    if asked.organisation or asked.name is None:
        return asked.organisation
    return unsealed(request, "name", asked.name, by=by, at=at)


@transaction.atomic
def party_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The letter left the house: the third party is told."""
    request = lock(request_of(letter))
    asked = row_of(request.consultations, letter, column="result_letter")
    if asked.told_on is None:
        asked.told_on = shanghai_date(letter.sent_at)
        asked.save(update_fields=["told_on"])


@transaction.atomic
def advise_transfer(*, request: Request, right_organ: str, notice: str, by: Actor, at: datetime) -> Letter:
    """Draft the advice which organ is responsible and how to ask it. The answer itself is given apart from it."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_advising_transfer(now, right_organ=right_organ, notice=notice))
    fields = {"right_organ": right_organ.strip(), "notice": notice.strip()}
    letter = draft(request, "foi_transfer_advice", fields, by=by, at=at)
    tell(request, ActKind.ADVISE_TRANSFER, by=by, at=at, letter=letter, note=right_organ)
    return letter
