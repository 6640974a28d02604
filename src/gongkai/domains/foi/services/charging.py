"""Processing fee (国办函〔2020〕109号): one basis, told within the answer limit, paid within twenty working days."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.limits import PAYMENT
from gongkai.domains.foi.models import Fee, Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.chasing import serve_by
from gongkai.domains.foi.rules.fees import Basis, fee
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.selectors import answer_clock, of_same_applicant, office_setting, standing
from gongkai.domains.foi.services import clocking
from gongkai.domains.foi.services.leaving import refuse_to_tell, row_of
from gongkai.domains.foi.services.lettering import draft, request_of
from gongkai.domains.foi.services.recording import lock, move, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.letters.models import Letter


def count_in_month(request: Request) -> int:
    """Pieces of the same applicant in the same calendar month before this request: they are cumulative
    (国办函〔2020〕109号第三条). A request counts with the pieces its fee was set for, else as one.

    Every kind of decision counts, a withdrawal too. Not counted: what was entered by mistake, and what was told to
    be no request (第三十九条: 不作为政府信息公开申请处理): nothing was processed that a fee could be for.
    """
    day = request.received_on
    earlier = of_same_applicant(request).filter(received_on__year=day.year, received_on__month=day.month)
    earlier = earlier.exclude(stage__in=[Stage.VOID, Stage.ROUTED])
    earlier = earlier.filter(Q(received_on__lt=day) | Q(received_on=day, pk__lt=request.pk))
    pieces = Case(When(fee__basis=Basis.PIECE, then=F("fee__count")), default=1)
    return earlier.order_by().aggregate(all=Coalesce(Sum(pieces), 0))["all"]


@transaction.atomic
def notify_fee(
    *, request: Request, basis: str, count: int, determination: str, by: Actor, at: datetime
) -> Fee:
    """Draft the notice. By piece: `count` of this request, after the month's earlier ones; by page: pages.

    `determination`: why number or frequency is clearly beyond reason (第四十二条). The handler finds it; it stands in the
    letter, before whoever signs that, and with the act.
    """
    request = lock(request)
    permit(request, "request.handle", by, at)
    before = count_in_month(request) if basis == Basis.PIECE else 0
    amount = fee(basis, count, month_before=before, on=request.received_on).yuan
    refuse(
        acting.reasons_against_notifying_fee(
            standing(request, shanghai_date(at)), amount=amount, determination=determination
        )
    )
    fields = {"amount": amount, "count": count, "month_before": before, "basis": str(Basis(basis).label)}
    fields["determination"] = determination.strip()
    letter = draft(request, "foi_fee", fields, by=by, at=at)
    made = Fee.objects.create(
        request=request,
        basis=basis,
        count=count,
        month_before=before,
        amount=amount,
        determination=determination.strip(),
        letter=letter,
    )
    detail = {"amount": amount, "basis": basis}
    tell(request, ActKind.NOTIFY_FEE, by=by, at=at, letter=letter, note=determination, detail=detail)
    return made


@transaction.atomic
def fee_told(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The notice left the house: the answer clock waits for the payment."""
    request = lock(request_of(letter))
    made = row_of(Fee.objects.filter(request=request), letter)
    if made.noticed_on:
        return
    refuse_to_tell(request, letter)
    made.noticed_on = shanghai_date(letter.sent_at)
    made.serve_by = serve_by(made.noticed_on, office_setting(request.organ).unserved_days)
    made.save(update_fields=["noticed_on", "serve_by"])
    clocking.pause(request, "fee", made.noticed_on, clocking.FEE, by=by, at=at)
    move(request, Stage.AWAITING_PAYMENT, at)


@transaction.atomic
def fee_delivered(*, letter: Letter, by: Actor, at: datetime) -> None:
    """The applicant received the notice: twenty working days to pay begin on the next day."""
    request = lock(request_of(letter))
    made = row_of(Fee.objects.filter(request=request), letter)
    if made.delivered_on:
        return
    made.delivered_on = letter.served_on
    made.save(update_fields=["delivered_on"])
    if request.stage == Stage.AWAITING_PAYMENT:
        clocks.start_clock(
            subject_type=SUBJECT,
            subject_id=str(request.pk),
            limit_code=PAYMENT,
            start=made.delivered_on,
            organ=request.organ,
            by=by,
            at=at,
        )


@transaction.atomic
def record_payment(*, request: Request, on: date, receipt_number: str, by: Actor, at: datetime) -> Fee:
    """Paid in full: the answer clock starts anew, the day after is day one."""
    request = lock(request)
    permit(request, "request.register", by, at)
    made = getattr(request, "fee", None)
    notice_on = made.noticed_on if made else None
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_recording_payment(now, on=on, notice_on=notice_on))
    made.paid_on, made.receipt_number = on, receipt_number.strip()
    made.save(update_fields=["paid_on", "receipt_number"])
    clocks.stop(subject_type=SUBJECT, subject_id=str(request.pk), limit_code=PAYMENT, on=on, by=by, at=at)
    clock = answer_clock(request)
    if clock is not None:
        clocks.restart(clock=clock, reason=str(clocking.PAID), on=on, by=by, at=at)
        clocking.pause_again(request, on, by=by, at=at)
    move(request, Stage.HANDLING, at)
    tell(request, ActKind.RECORD_PAYMENT, by=by, at=at, on=on, detail={"amount": made.amount})
    return made


@transaction.atomic
def payment_lapsed(*, clock, act, by: Actor, at: datetime) -> None:
    """Twenty working days without payment: 视为放弃 (answered as A16 after sign-off)."""
    request = lock(Request.objects.get(pk=clock.subject_id))
    made = request.fee
    if made.paid_on or made.lapsed_on or request.stage != Stage.AWAITING_PAYMENT:
        return
    made.lapsed_on = act.on
    made.save(update_fields=["lapsed_on"])
    clocking.resume(request, "fee", act.on, by=by, at=at)
    move(request, Stage.HANDLING, at)
    tell(request, ActKind.PAYMENT_LAPSED, by=by, at=at, on=act.on)
