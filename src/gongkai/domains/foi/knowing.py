"""What the platform itself knows of an answer about to be given: nobody has to type what an act has recorded."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from gongkai.domains.foi.models import Consultation, Correction, Request
from gongkai.domains.foi.rules.answering import ThirdParty
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import parties_told
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.letters.models import Letter

_SAID = {
    Reply.AGREES: ThirdParty.CONSENTED,
    Reply.REFUSES: ThirdParty.OBJECTED,
    Reply.PARTLY: ThirdParty.OBJECTED,
    Reply.SILENT: ThirdParty.SILENT,
}
REASONS = "foi_reasons"


def known_facts(request: Request, kind: str, letters: Iterable[Letter], today: date) -> dict[str, Any]:
    """Fields of `answering.Facts` by name. Asks nothing of what `visible_request` fetched."""
    consultations, sent = list(request.consultations.all()), [row for row in letters if row.sent_at]
    correction, fee = last_correction(request), getattr(request, "fee", None)
    asked = next((row for row in sent if row.text.code == REASONS), None)
    return {
        "told_third_parties": parties_told(consultations),
        "third_parties": tuple(map(_stands, _of(consultations, Party.THIRD_PARTY))),
        "waiting_for_organs": sum(
            one.replied_on is None for one in consultations if one.party != Party.THIRD_PARTY
        ),
        "corrected_on": correction.received_on if correction else None,
        "reasons_asked_on": shanghai_date(asked.sent_at) if asked else None,
        "open_fee": bool(fee and not fee.paid_on and not fee.lapsed_on),
        **_notice(kind, correction, fee, today),
    }


def _of(consultations: list[Consultation], party: str) -> list[Consultation]:
    return [one for one in consultations if one.party == party]


def _stands(asked: Consultation) -> ThirdParty:
    if asked.replied_on is None:
        return ThirdParty.WAITING if asked.asked_on else ThirdParty.NOT_ASKED
    return _SAID[Reply(asked.reply)]


def last_correction(request: Request) -> Correction | None:
    return next(iter(list(request.corrections.all())[::-1]), None)


def _notice(kind: str, correction: Correction | None, fee, today: date) -> dict[str, bool]:
    """Whether the notice that set a period was served, and the period is over: of the correction, or of the fee."""
    if kind == AnswerKind.A16:
        return {
            "served": bool(fee and fee.delivered_on),
            "limit_over": bool(fee and fee.lapsed_on),
        }
    if kind != AnswerKind.A15 or correction is None:
        return {}
    letter = correction.letter
    return {
        "served": bool(letter and letter.served_on),
        "limit_over": bool(correction.lapsed_on or correction.until < today),
    }
