"""Appeals: a review or a lawsuit about a request, told step by step as it comes."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Appeal, AppealEvent, Request
from gongkai.domains.foi.rules.acting import REASON_LENGTH
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult, AppealStage
from gongkai.domains.foi.rules.reasonable import HEARING, reasons_against_far
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.clocks.limits import limit_in_force

APPEAL = "appeal"


def reply_limit(kind: str, simplified: bool) -> str:
    """Which limit of the organ's own reply runs."""
    if kind == AppealKind.LAWSUIT:
        return "lawsuit-reply"
    return "review-reply-simplified" if simplified else "review-reply"


@transaction.atomic
def file_appeal(
    *,
    request: Request,
    kind: str,
    body: str,
    filed_on: date,
    by: Person,
    at: datetime,
    number: str = "",
    simplified: bool = False,
    after: Appeal | None = None,
    replied: bool = False,
) -> Appeal:
    """The organ was told of a review or a lawsuit: the limit of its reply begins (行政复议法 48, 54; 行政诉讼法 67).

    `replied`: it replied long ago (an imported register), so nothing is due.
    """
    request = lock(request)
    permit(request, "request.appeal", by, at)
    refuse(_reasons_against_filing(request, kind, body, filed_on, after, shanghai_date(at)))
    made = Appeal.objects.create(
        request=request,
        kind=kind,
        body=body.strip(),
        number=number.strip(),
        stage=AppealStage.FILED,
        simplified=simplified,
        filed_on=filed_on,
        after=after,
        touched_at=at,
    )
    AppealEvent.objects.create(
        appeal=made, stage=AppealStage.FILED, on=filed_on, at=at, by_name=by.actor_name
    )
    limit = reply_limit(kind, simplified)
    if not replied and limit_in_force(limit, filed_on) is not None:
        clocks.start_clock(
            subject_type=APPEAL,
            subject_id=str(made.pk),
            limit_code=limit,
            start=filed_on,
            organ=request.organ,
            by=by,
            at=at,
        )
    detail = {"appeal": made.pk, "kind": kind, "direct": after is None}
    tell(request, ActKind.APPEAL, by=by, at=at, on=filed_on, detail=detail)
    return made


def _reasons_against_filing(
    request: Request, kind: str, body: str, on: date, after: Appeal | None, today: date
) -> list[Reason]:
    reasons = []
    if kind not in AppealKind.values:
        reasons.append(Reason("kind", _("请选择复议或者诉讼。"), where="kind"))
    if not body.strip():
        reasons.append(Reason("body", _("请填写复议机关或者法院。"), where="body"))
    if on > today or on < shanghai_date(request.submitted_at):
        reasons.append(Reason("filed_on", _("收到通知之日应在提交申请之后、不晚于今天。"), where="filed_on"))
    if after is not None and (kind != AppealKind.LAWSUIT or after.request_id != request.pk):
        reasons.append(Reason("after", _("只有诉讼可以接在本件的复议之后。"), where="after"))
    return reasons


@transaction.atomic
def note_appeal(
    *,
    appeal: Appeal,
    stage: str,
    on: date,
    by: Person,
    at: datetime,
    note: str = "",
    file: StoredFile | None = None,
) -> Appeal:
    """One more step: reply handed in, hearing set, second instance …"""
    request = lock(appeal.request)
    permit(request, "request.appeal", by, at)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    reasons = [] if stage in AppealStage.values else [Reason("stage", _("请选择阶段。"), where="stage")]
    if appeal.result != AppealResult.PENDING:
        reasons.append(Reason("decided", _("已经审结，不能再记进展。"), where="stage"))
    if on < appeal.filed_on:
        reasons.append(Reason("before_filing", _("日期不能早于收到通知之日。"), where="on"))
    refuse(reasons + _reasons_against_day_ahead(stage, on, shanghai_date(at)))
    appeal.stage, appeal.touched_at = stage, at
    if stage == AppealStage.REPLIED:
        appeal.reply_given_on = on
    if stage in (AppealStage.REPLIED, AppealStage.WITHDRAWN):
        _stop_reply(appeal, on, by=by, at=at)
    if stage == AppealStage.HEARING:
        appeal.hearing_on = on
    appeal.save()
    AppealEvent.objects.create(
        appeal=appeal, stage=stage, on=on, at=at, by_name=by.actor_name, note=note.strip(), file=file
    )
    tell(
        request,
        ActKind.APPEAL,
        by=by,
        at=at,
        on=min(on, shanghai_date(at)),
        detail={"appeal": appeal.pk, "stage": stage},
    )
    return appeal


def _reasons_against_day_ahead(stage: str, on: date, today: date) -> list[Reason]:
    """A hearing is set ahead; of everything else only what has happened is told."""
    if stage == AppealStage.HEARING:
        return [*reasons_against_far(on, start=today, most=HEARING, where="on")]
    said = _("日期不能晚于今天（%s）。") % today.isoformat()
    return [Reason("in_future", said, where="on")] if on > today else []


def _stop_reply(appeal: Appeal, on: date, *, by: Person, at: datetime) -> None:
    clocks.stop(
        subject_type=APPEAL,
        subject_id=str(appeal.pk),
        limit_code=reply_limit(appeal.kind, appeal.simplified),
        on=on,
        by=by,
        at=at,
    )


@transaction.atomic
def decide_appeal(
    *,
    appeal: Appeal,
    result: str,
    on: date,
    by: Person,
    at: datetime,
    lesson: str = "",
    decision: StoredFile | None = None,
) -> Appeal:
    """How it ended: one of the four results of the statutory table. Once; see `correct_decision`."""
    request = lock(appeal.request)
    permit(request, "request.appeal", by, at)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    reasons = _reasons_against_result(appeal, result, on, shanghai_date(at))
    if appeal.result != AppealResult.PENDING:
        said = _("已经登记过审理结果。登记有误的，请用“更正结果”并写明理由。")
        reasons.append(Reason("decided", said, where="result"))
    refuse(reasons)
    appeal.result, appeal.decided_on, appeal.lesson = result, on, lesson.strip()
    appeal.stage, appeal.decision, appeal.touched_at = AppealStage.DECIDED, decision, at
    appeal.save()
    _stop_reply(appeal, on, by=by, at=at)
    AppealEvent.objects.create(
        appeal=appeal, stage=AppealStage.DECIDED, on=on, at=at, by_name=by.actor_name, file=decision
    )
    tell(request, ActKind.APPEAL, by=by, at=at, on=on, detail={"appeal": appeal.pk, "result": result})
    return appeal


@transaction.atomic
def correct_decision(
    *,
    appeal: Appeal,
    result: str,
    on: date,
    reason: str,
    by: Person,
    at: datetime,
    decision: StoredFile | None = None,
) -> Appeal:
    """What was registered of the end was wrong: put right, with the reason; what stood before stays in the story.

    Without `decision` the paper registered before stays.
    """
    request = lock(appeal.request)
    permit(request, "request.appeal", by, at)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    reasons = _reasons_against_result(appeal, result, on, shanghai_date(at))
    if appeal.result == AppealResult.PENDING:
        reasons.append(Reason("pending", _("尚未登记审理结果，没有可以更正的。"), where="result"))
    if (appeal.result, appeal.decided_on) == (result, on) and decision is None:
        reasons.append(Reason("same", _("与原来登记的结果相同。"), where="result"))
    if len(reason.strip()) < REASON_LENGTH:
        reasons.append(Reason("reason", _("请写明更正的理由。"), where="reason"))
    refuse(reasons)
    was = {"was": appeal.result, "was_on": appeal.decided_on.isoformat(), "was_decision": appeal.decision_id}
    words = {"result": appeal.get_result_display(), "on": was["was_on"], "why": reason.strip()}
    appeal.result, appeal.decided_on, appeal.touched_at = result, on, at
    appeal.decision = decision or appeal.decision
    appeal.save()
    AppealEvent.objects.create(
        appeal=appeal,
        stage=AppealStage.DECIDED,
        on=on,
        at=at,
        by_name=by.actor_name,
        note=_("更正结果，原登记为“%(result)s”（%(on)s）。理由：%(why)s") % words,
        file=decision,
    )
    detail = {"appeal": appeal.pk, "result": result} | was
    tell(request, ActKind.APPEAL, by=by, at=at, on=on, detail=detail)
    return appeal


def _reasons_against_result(appeal: Appeal, result: str, on: date, today: date) -> list[Reason]:
    reasons = []
    if result not in set(AppealResult.values) - {AppealResult.PENDING}:
        reasons.append(Reason("result", _("请选择审理结果。"), where="result"))
    if not appeal.filed_on <= on <= today:
        reasons.append(Reason("decided_on", _("决定之日应在收到通知之后、不晚于今天。"), where="on"))
    return reasons
