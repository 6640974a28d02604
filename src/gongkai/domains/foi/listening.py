"""What this room does when something happens below it: a letter leaves the house, a limit runs out, a case ends.

Each listener runs in the transaction of what it listens to.
"""

from collections.abc import Callable
from importlib.resources import files

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import IntakeDraft, Material, Message
from gongkai.domains.foi.services import (
    advising,
    answering,
    charging,
    consulting,
    correcting,
    delaying,
    extending,
    leaving,
    noting,
)
from gongkai.domains.foi.services.consulting import CONSULTATION
from gongkai.foundation.files import papers
from gongkai.kernel.clocks.following import on_expiry
from gongkai.kernel.letters.following import object_by, on_cancelled, on_sent, on_served, ship

SENT = {
    "foi_correction": correcting.correction_told,
    "foi_consultation": consulting.consultation_sent,
    "foi_consultation_organ": consulting.consultation_sent,
    "foi_consultation_other": consulting.consultation_sent,
    "foi_consultation_result": advising.party_told,
    "foi_delay": delaying.delay_told,
    "foi_extension": extending.extension_told,
    "foi_fee": charging.fee_told,
    "foi_reasons": noting.reasons_asked,
    "foi_route": noting.routing_told,
}
"""Letter text -> what its leaving the house means, each for the first time only. Answers are all texts that begin with `foi_answer`."""

SERVED = {
    "foi_consultation": consulting.consultation_delivered,
    "foi_consultation_organ": consulting.consultation_delivered,
    "foi_consultation_other": consulting.consultation_delivered,
    "foi_fee": charging.fee_delivered,
}


def letter_sent(*, letter, by, at) -> None:
    code = letter.text.code
    service = answering.answer_told if code.startswith("foi_answer") else SENT.get(code)
    if service:
        service(letter=letter, by=by, at=at)


def letter_served(*, letter, by, at) -> None:
    service = SERVED.get(letter.text.code)
    if service:
        service(letter=letter, by=by, at=at)


def about(subject_type: str, service: Callable[..., None]) -> Callable[..., None]:
    """The service for clocks of our own subjects; another domain may use the same limit for its own."""

    def heard(*, clock, act, by, at) -> None:
        if clock.subject_type == subject_type:
            service(clock=clock, act=act, by=by, at=at)

    return heard


papers.hold(Material, "file")
papers.hold(Message.files.through, "storedfile")
papers.hold(IntakeDraft.files.through, "storedfile")
ship(files("gongkai.domains.foi") / "texts")
on_sent(SUBJECT, letter_sent)
on_served(SUBJECT, letter_served)
on_cancelled(SUBJECT, leaving.letter_dropped)
object_by(SUBJECT, leaving.reasons_against_letter)
on_expiry("foi-answer", about(SUBJECT, noting.limit_ran_out))
on_expiry("correction-period", about(SUBJECT, correcting.period_over))
on_expiry("third-party", about(CONSULTATION, consulting.third_party_silent))
on_expiry("co-maker", about(CONSULTATION, consulting.co_maker_silent))
on_expiry("fee-payment", about(SUBJECT, charging.payment_lapsed))
