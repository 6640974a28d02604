"""Which acts would be open on a request as it stands, before anything is typed. Pure: the page of a request and a
rehearsal ask the same list.

A rule that also judges what will be typed is asked with values it cannot mind.
"""

from collections.abc import Callable
from datetime import timedelta

from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.acting import Standing
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.rules.vocabulary import Matter
from gongkai.foundation.common.reasons import Reason

FULL = "——"
"""Stands for a text that will be typed."""


def _correcting(now: Standing) -> list[Reason]:
    tomorrow = now.today + timedelta(days=1)
    return acting.reasons_against_requesting_correction(now, items=FULL, until=tomorrow)


def _corrected(now: Standing) -> list[Reason]:
    return acting.reasons_against_receiving_correction(now, content=FULL, on=now.today)


def _consulting(now: Standing) -> list[Reason]:
    return acting.reasons_against_consulting(now, party=Party.THIRD_PARTY, matter=FULL, name=FULL)


def _replying(now: Standing) -> list[Reason]:
    ref = next((one.ref for one in now.consultations if one.asked_on), "")
    ref = ref or next((one.ref for one in now.consultations), "")
    return acting.reasons_against_recording_reply(now, ref=ref, reply=Reply.AGREES, reason=FULL, on=now.today)


def telling(now: Standing) -> list[Reason]:
    ref = next(iter(now.to_tell), "")
    return acting.reasons_against_telling_party(now, ref=ref, outcome=FULL, reason=FULL)


def advising(now: Standing) -> list[Reason]:
    return acting.reasons_against_advising_transfer(now, right_organ=FULL, notice=FULL)


def _proposing(now: Standing) -> list[Reason]:
    return acting.reasons_against_proposing_extension(now, days=1, reason=FULL)


def _conferring(now: Standing) -> list[Reason]:
    words = dict.fromkeys(("place", "question", "minutes", "conclusion"), FULL)
    return acting.reasons_against_conferring(now, on=now.today, words=words)


def _hearing(now: Standing) -> list[Reason]:
    return acting.reasons_against_asking_opinions(now, question=FULL, until=now.today)


def _charging(now: Standing) -> list[Reason]:
    return acting.reasons_against_notifying_fee(now, amount=1, determination=FULL)


def _routing(now: Standing) -> list[Reason]:
    return acting.reasons_against_routing(now, matter=Matter.PETITION, notice=FULL)


def _correcting_answer(now: Standing) -> list[Reason]:
    return acting.reasons_against_correcting_answer(now, reason=FULL)


def _dropping_correction(now: Standing) -> list[Reason]:
    return acting.reasons_against_dropping_correction(now, reason=FULL)


def _finding(now: Standing) -> list[Reason]:
    return acting.reasons_against_finding_public(now, on=now.today, said=FULL)


def _voiding(now: Standing) -> list[Reason]:
    return acting.reasons_against_voiding(now, reason=FULL)


WHY_NOT: dict[str, Callable[[Standing], list[Reason]]] = {
    ActKind.ASSIGN: acting.reasons_against_assigning,
    ActKind.DRAFT_ANSWER: acting.reasons_against_drafting_answer,
    ActKind.SUBMIT_ANSWER: acting.reasons_against_submitting_answer,
    ActKind.REQUEST_CORRECTION: _correcting,
    ActKind.RECEIVE_CORRECTION: _corrected,
    ActKind.CORRECTION_LAPSED: acting.reasons_against_lapsing,
    ActKind.CONSULT: _consulting,
    ActKind.RECORD_REPLY: _replying,
    ActKind.PROPOSE_EXTENSION: _proposing,
    ActKind.ASK_OPINIONS: _hearing,
    ActKind.CONFER: _conferring,
    ActKind.NOTIFY_FEE: _charging,
    ActKind.CORRECT_ANSWER: _correcting_answer,
    ActKind.DROP_CORRECTION: _dropping_correction,
    ActKind.ASK_REASONS: acting.reasons_against_asking_reasons,
    ActKind.LINK_DUPLICATE: acting.reasons_against_linking,
    ActKind.ROUTE: _routing,
    ActKind.FOUND_PUBLIC: _finding,
    ActKind.WITHDRAW: acting.reasons_against_withdrawing,
    ActKind.VOID: _voiding,
    ActKind.ARCHIVE: acting.reasons_against_archiving,
}
"""Act -> why not now, as far as it depends on where the request stands alone."""
