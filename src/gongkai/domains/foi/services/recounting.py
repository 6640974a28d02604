"""What happened to a request before it came into this register, told again as typed acts on their legal days.

Nothing is sent and no letter is drafted: that was done elsewhere, long ago. The clock takes the same periods
as if the acts had been done here.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.limits import PAYMENT
from gongkai.domains.foi.models import Answer, Consultation, Correction, Extension, Fee, Request
from gongkai.domains.foi.rules.chasing import UNSERVED_DAYS, serve_by
from gongkai.domains.foi.rules.kinds import Reply
from gongkai.domains.foi.rules.past import Past, PastAppeal, PastConsultation
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import answer_clock, days_used
from gongkai.domains.foi.services import clocking
from gongkai.domains.foi.services.appealing import decide_appeal, file_appeal
from gongkai.domains.foi.services.delaying import delay_clock
from gongkai.domains.foi.services.noting import stop_clocks
from gongkai.domains.foi.services.recording import counted_as, lock, move, permit, tell
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.clocks import services as clocks

IMPORTED = {"imported": True}
Step = tuple[date, Callable[[], object]]


@transaction.atomic
def recount(
    *, request: Request, past: Past, by: Person, at: datetime, doubts: Sequence[Reason] = ()
) -> Request:
    """Write the history of `past`, whose reasons were asked before (rules.past), day by day. `doubts` stay written at
    the answer, so that they can be looked for."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    steps = sorted(_Teller(request, past, doubts, by, at).steps(), key=lambda step: step[0])
    for _day, step in steps:
        step()
    return request


class _Teller:
    def __init__(self, request: Request, past: Past, doubts: Sequence[Reason], by: Person, at: datetime):
        self.request, self.past, self.doubts, self.how = request, past, doubts, {"by": by, "at": at}

    def steps(self) -> Iterator[Step]:
        past = self.past
        # of one day, in the order of `Past.line`, so that the clock is that of the command line
        corrections = (
            (past.correction_requested_on, self.correction_requested),
            (past.correction_received_on, self.correction_received),
            (past.correction_lapsed_on, self.correction_lapsed),
            (past.fee_noticed_on, self.fee_noticed),
            (past.fee_delivered_on, self.fee_delivered),
            (past.fee_paid_on, self.fee_paid),
            (past.fee_lapsed_on, self.fee_lapsed),
        )
        ends = (
            (past.extended_on, self.extended),
            (past.delayed_on, self.delayed),
            (past.routed_on, self.routed),
            (past.answered_on, self.answered),
            (past.archived_on, self.archived),
        )
        yield from ((day, step) for day, step in corrections if day)
        for number, one in enumerate(past.consultations, 1):
            yield one.sent_on, lambda one=one, ref=f"c{number}": self.consulted(one, ref)
            if one.replied_on:
                yield one.replied_on, lambda one=one, ref=f"c{number}": self.replied(one, ref)
        yield from ((day, step) for day, step in ends if day)
        yield from ((appeal.filed_on, lambda one=appeal: self.appealed(one)) for appeal in past.appeals)

    def tell(self, act: ActKind, on: date, note: str = "", **detail) -> None:
        tell(self.request, act, on=on, note=note, detail=IMPORTED | detail, **self.how)

    def correction_requested(self) -> None:
        past, on = self.past, self.past.correction_requested_on
        until = past.correction_until or past.correction_received_on or on
        items = past.correction_items or _("（原有台账未载补正事项）")
        made = Correction.objects.create(request=self.request, asked_on=on, items=items, until=max(until, on))
        if not past.correction_received_on and made.until > on:
            clocking.start_period(self.request, made, **self.how)
        self.stop("correction-notice", on)
        clocking.pause(self.request, "correction", on, clocking.CORRECTION, **self.how)
        move(self.request, Stage.CORRECTING, self.how["at"])
        self.tell(ActKind.REQUEST_CORRECTION, on)

    def correction_received(self) -> None:
        on = self.past.correction_received_on
        made = self.request.corrections.get(received_on=None, lapsed_on=None)
        made.received_on, made.content = on, _("（原有台账未载补正内容）")
        made.save(update_fields=["received_on", "content"])
        if clock := answer_clock(self.request):
            clocks.restart(clock=clock, reason=str(clocking.CORRECTED), on=on, **self.how)
        move(self.request, Stage.HANDLING, self.how["at"])
        self.tell(ActKind.RECEIVE_CORRECTION, on, late=on > made.until)

    def correction_lapsed(self) -> None:
        on = self.past.correction_lapsed_on
        self.request.corrections.filter(received_on=None, lapsed_on=None).update(lapsed_on=on)
        clocking.stop_period(self.request, on, **self.how)
        clocking.resume(self.request, "correction", on, **self.how)
        move(self.request, Stage.HANDLING, self.how["at"])
        self.tell(ActKind.CORRECTION_LAPSED, on)

    def fee_noticed(self) -> None:
        past = self.past
        Fee.objects.create(
            request=self.request,
            basis=past.fee_basis,
            count=past.fee_count,
            month_before=past.fee_month_before,
            amount=past.fee_amount,
            noticed_on=past.fee_noticed_on,
        )
        clocking.pause(self.request, "fee", past.fee_noticed_on, clocking.FEE, **self.how)
        move(self.request, Stage.AWAITING_PAYMENT, self.how["at"])
        self.tell(ActKind.NOTIFY_FEE, past.fee_noticed_on, amount=past.fee_amount, basis=past.fee_basis)

    def fee_delivered(self) -> None:
        on = self.past.fee_delivered_on
        Fee.objects.filter(request=self.request).update(delivered_on=on)
        if self.request.stage == Stage.AWAITING_PAYMENT:
            of = {"subject_type": SUBJECT, "subject_id": str(self.request.pk), "limit_code": PAYMENT}
            clocks.start_clock(**of, start=on, organ=self.request.organ, **self.how)

    def fee_paid(self) -> None:
        on = self.past.fee_paid_on
        Fee.objects.filter(request=self.request).update(paid_on=on)
        self.stop(PAYMENT, on)
        if clock := answer_clock(self.request):
            clocks.restart(clock=clock, reason=str(clocking.PAID), on=on, **self.how)
            clocking.pause_again(self.request, on, **self.how)
        self._back(Stage.AWAITING_PAYMENT)
        self.tell(ActKind.RECORD_PAYMENT, on, amount=self.past.fee_amount)

    def fee_lapsed(self) -> None:
        on = self.past.fee_lapsed_on
        Fee.objects.filter(request=self.request).update(lapsed_on=on)
        self.stop(PAYMENT, on)
        clocking.resume(self.request, "fee", on, **self.how)
        self._back(Stage.AWAITING_PAYMENT)
        self.tell(ActKind.PAYMENT_LAPSED, on)

    def delayed(self) -> None:
        past = self.past
        delay_clock(self.request, past.delayed_until, past.delayed_on, **self.how)
        self._handling()
        self.tell(ActKind.SET_DELAY, past.delayed_on, until=past.delayed_until.isoformat())

    def consulted(self, one: PastConsultation, ref: str) -> None:
        made = Consultation(request=self.request, ref=ref, party=one.party, asked_on=one.sent_on)
        made.organisation, made.matter = one.name[:120], _("（原有台账未载征求意见的内容）")
        made.serve_by = serve_by(one.sent_on, UNSERVED_DAYS)
        made.save(force_insert=True)
        if clocking.pauses_for(self.request, one.party):
            reason = clocking.CONSULTATION[one.party]
            clocking.pause(self.request, ref, one.sent_on, reason, **self.how)
        self._handling()
        self.tell(ActKind.CONSULT, one.sent_on, ref=ref, party=one.party)

    def replied(self, one: PastConsultation, ref: str) -> None:
        asked = self.request.consultations.get(ref=ref)
        asked.replied_on, asked.reply = one.replied_on, one.reply
        asked.save(update_fields=["replied_on", "reply"])
        clocking.resume(self.request, ref, one.replied_on, **self.how)
        silent = one.reply == Reply.SILENT
        kind = ActKind.CONSULTATION_LAPSED if silent else ActKind.RECORD_REPLY
        self.tell(kind, one.replied_on, ref=ref, reply=one.reply)

    def extended(self) -> None:
        past = self.past
        reason = past.extension_reason or _("（原有台账未载延期理由）")
        Extension.objects.create(
            request=self.request,
            days=past.extension_days,
            reason=reason,
            proposed_by=self.how["by"],
            proposed_at=self.how["at"],
            approved=True,
            imported=True,
            told_on=past.extended_on,
        )
        if clock := answer_clock(self.request):
            clocks.extend(
                clock=clock, n=past.extension_days, reason=reason[:200], on=past.extended_on, **self.how
            )
        self._handling()
        self.tell(ActKind.TELL_EXTENSION, past.extended_on, days=past.extension_days)

    def routed(self) -> None:
        self.request.matter = self.past.matter
        self.request.save(update_fields=["matter"])
        stop_clocks(self.request, self.past.routed_on, **self.how)
        move(self.request, Stage.ROUTED, self.how["at"])
        self.tell(ActKind.ROUTE, self.past.routed_on, matter=self.past.matter)

    def answered(self) -> None:
        past, request = self.past, self.request
        text = past.answer_text or _("（原有台账未载答复内容）")
        made = Answer(request=request, version=1, kind=past.answer_kind, text=text, facts=dict(IMPORTED))
        made.grounds, made.drafted_by, made.saved_at = list(past.grounds), self.how["by"], self.how["at"]
        made.digest = digest_of([made.kind, made.facts, made.text, []])
        made.save(force_insert=True)
        self._lapse()
        stop_clocks(request, past.answered_on, **self.how)
        move(
            request,
            Stage.ANSWERED,
            self.how["at"],
            answered_on=past.answered_on,
            used_days=days_used(request),
            **counted_as(past.answer_kind, past.grounds),
        )
        detail = {"doubts": [doubt.code for doubt in self.doubts]} if self.doubts else {}
        note = "".join(str(doubt.text) for doubt in self.doubts)
        self.tell(ActKind.ANSWER, past.answered_on, note, kind=past.answer_kind, **detail)

    def _lapse(self) -> None:
        """A correction that never came, answered as such (A15)."""
        if self.past.answer_kind == AnswerKind.A15:
            waiting = self.request.corrections.filter(received_on=None, lapsed_on=None)
            waiting.update(lapsed_on=self.past.answered_on)

    def archived(self) -> None:
        move(self.request, Stage.CLOSED, self.how["at"], closed_at=self.how["at"])
        self.tell(ActKind.ARCHIVE, self.past.archived_on)

    def appealed(self, one: PastAppeal) -> None:
        review = (
            self.request.appeals.filter(kind="review").order_by("id").last() if one.after_review else None
        )
        made = file_appeal(
            request=self.request,
            kind=one.kind,
            body=one.body,
            filed_on=one.filed_on,
            after=review,
            replied=True,
            **self.how,
        )
        if one.decided_on:
            decide_appeal(appeal=made, result=one.result, on=one.decided_on, **self.how)

    def stop(self, limit: str, on: date) -> None:
        clocks.stop(
            subject_type="request", subject_id=str(self.request.pk), limit_code=limit, on=on, **self.how
        )

    def _back(self, stage: Stage) -> None:
        """To handling, from the stage in which the applicant was waited for."""
        if self.request.stage == stage:
            move(self.request, Stage.HANDLING, self.how["at"])

    def _handling(self) -> None:
        if self.request.stage == Stage.RECEIVED:
            move(self.request, Stage.HANDLING, self.how["at"])
