"""Who was asked about a request and should be asked again: for its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.chasing import chased, reasons_text
from gongkai.domains.foi.rules.stages import Stage
from gongkai.kernel.letters.models import Letter


@dataclass(frozen=True, slots=True)
class Line:
    """`who` as pages call them; `letter` is where service is recorded."""

    who: str
    said: str
    letter: Letter | None


def to_chase(request: Request, today: date) -> list[Line]:
    """Empty where nobody has to be asked again. No query for what `visible_request` fetched."""
    return [*_consultations(request, today), *_fee(request, today)]


def _consultations(request: Request, today: date) -> Iterator[Line]:
    if request.stage not in (Stage.RECEIVED, Stage.HANDLING):
        return
    for one in request.consultations.all():
        days = {"reply_by": one.reply_by, "serve_by": one.serve_by, "served": one.delivered_on is not None}
        found = chased(sent_on=one.asked_on, today=today, answered=one.replied_on is not None, **days)
        if found:
            who = one.organisation or str(one.name or "")
            yield Line(f"{who}（{one.get_party_display()}）", reasons_text(found), one.letter)


def _fee(request: Request, today: date) -> Iterator[Line]:
    fee = getattr(request, "fee", None)
    if fee is None or request.stage != Stage.AWAITING_PAYMENT:
        return
    ended = bool(fee.paid_on or fee.lapsed_on)
    served = fee.delivered_on is not None
    found = chased(sent_on=fee.noticed_on, serve_by=fee.serve_by, served=served, today=today, answered=ended)
    if found:
        yield Line(_("收费通知"), reasons_text(found), fee.letter)
