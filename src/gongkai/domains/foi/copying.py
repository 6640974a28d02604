"""The days of a request as facts of a rehearsal. Reads only; nobody's name or words are among them."""

from collections.abc import Iterator
from datetime import date

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.kinds import Reply
from gongkai.domains.foi.rules.receipt import received_on
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.supposing import Happening, Rehearsal, What
from gongkai.domains.foi.services.intake import receipt_facts

_ACTS = {
    ActKind.ASSIGN: What.ASSIGNED,
    ActKind.DRAFT_ANSWER: What.ANSWER_DRAFTED,
    ActKind.SUBMIT_ANSWER: What.ANSWER_SUBMITTED,
    ActKind.ANSWER_RETURNED: What.ANSWER_RETURNED,
    ActKind.ANSWER_SIGNED: What.ANSWER_SIGNED,
    ActKind.ANSWER: What.ANSWERED,
    ActKind.WITHDRAW: What.WITHDRAWN,
    ActKind.FOUND_PUBLIC: What.WITHDRAWN,
}


def copy_of(request: Request) -> Rehearsal | None:
    """What happened to a request that `visible_request` fetched; None before it was received. No query."""
    if request.received_on is None:
        return None
    found = sorted(_happenings(request), key=lambda one: one.on)
    basis = str(received_on(request.channel, receipt_facts(request)).why)
    return Rehearsal(request.received_on, request.channel, tuple(found), basis)


def _happenings(request: Request) -> Iterator[Happening]:
    """What restarts the clock comes before what stops it, where both are of one day."""
    for one in request.corrections.all():
        if one.asked_on:
            yield Happening(What.CORRECTION_REQUESTED, one.asked_on, until=one.until, fact=True)
            yield from _on(
                (What.CORRECTION_RECEIVED, one.received_on), (What.CORRECTION_LAPSED, one.lapsed_on)
            )
    yield from _fee(request)
    yield from _consultations(request)
    for one in request.extensions.all():
        if one.told_on:
            yield Happening(What.EXTENDED, one.told_on, days=one.days, fact=True)
    for act in request.last_acts[::-1]:
        if act.kind in _ACTS:
            yield Happening(_ACTS[act.kind], act.on, fact=True)
        elif act.kind in (ActKind.CONSULT, ActKind.TELL_EXTENSION) and act.detail.get("imported"):
            yield Happening(
                What.ASSIGNED, act.on, fact=True
            )  # an old register does not say to whom, but it was
        elif act.kind == ActKind.ROUTE and request.stage == Stage.ROUTED:
            yield Happening(What.ROUTED, act.on, fact=True)


def _on(*days: tuple[What, date | None]) -> Iterator[Happening]:
    return (Happening(what, day, fact=True) for what, day in days if day)


def _fee(request: Request) -> Iterator[Happening]:
    fee = getattr(request, "fee", None)
    if fee and fee.noticed_on:
        yield from _on((What.FEE_NOTICE, fee.noticed_on), (What.FEE_DELIVERED, fee.delivered_on))
        yield from _on((What.FEE_PAID, fee.paid_on), (What.FEE_LAPSED, fee.lapsed_on))


def _consultations(request: Request) -> Iterator[Happening]:
    for one in request.consultations.all():
        if one.asked_on is None:
            continue
        named = {"ref": one.ref, "party": one.party, "fact": True}
        yield Happening(What.CONSULT_SENT, one.asked_on, **named)
        if one.delivered_on:
            yield Happening(What.CONSULT_DELIVERED, one.delivered_on, **named)
        if one.replied_on:
            silent = one.reply == Reply.SILENT
            yield Happening(What.CONSULT_LAPSED if silent else What.CONSULT_REPLIED, one.replied_on, **named)
