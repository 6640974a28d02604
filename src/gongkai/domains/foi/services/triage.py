"""Triage: whose it is, whether it is a request at all, whether it was asked before, whether it is too much."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules import acting
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.titles import title_of
from gongkai.domains.foi.rules.vocabulary import Matter
from gongkai.domains.foi.selectors import standing
from gongkai.domains.foi.services.lettering import draft
from gongkai.domains.foi.services.recording import lock, move, permit, tell
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Division, Person


@transaction.atomic
def assign(
    *,
    request: Request,
    division: Division,
    by: Person,
    at: datetime,
    handler: Person | None = None,
    note: str = "",
    subject: str = "",
) -> Request:
    """Give it to a division, and to one of its people; again later to give it to another.

    `subject`: what the register calls it from now on; empty keeps it. Masked like every title.
    """
    request = lock(request)
    permit(request, "request.assign", by, at)
    reasons = acting.reasons_against_assigning(standing(request, shanghai_date(at)))
    if division.organ_id != request.organ_id:
        reasons.append(Reason("division_elsewhere", _("该处室不属于本机关。"), where="division"))
    if handler is not None and (handler.organ_id != request.organ_id or not handler.is_active):
        reasons.append(Reason("not_a_colleague", _("承办人应为本机关在用的人员。"), where="handler"))
    refuse(reasons)
    stage = Stage.HANDLING if request.stage == Stage.RECEIVED else request.stage
    named = {"subject": title_of(subject)} if subject.strip() else {}
    move(request, stage, at, division=division, handler=handler, **named)
    detail = {"division": division.pk} | ({"handler": handler.pk} if handler else {})
    tell(request, ActKind.ASSIGN, by=by, at=at, note=note, detail=detail)
    return request


@transaction.atomic
def route(*, request: Request, matter: str, notice: str, by: Person, at: datetime) -> Request:
    """Not a request: draft the notice that says so and where to turn to (第三十九条). Counts when the notice leaves."""
    request = lock(request)
    permit(request, "request.triage", by, at)
    refuse(acting.reasons_against_routing(standing(request, shanghai_date(at)), matter=matter, notice=notice))
    letter = draft(
        request,
        "foi_route",
        {"kind_of_matter": str(Matter(matter).label), "notice": notice.strip()},
        by=by,
        at=at,
    )
    tell(request, ActKind.ROUTE, by=by, at=at, note=notice, letter=letter, detail={"matter": matter})
    return request


@transaction.atomic
def link_duplicate(*, request: Request, earlier: Request, by: Person, at: datetime) -> Request:
    """Note that the same was asked before. Says nothing yet about the answer: that is decided and signed."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    reasons = acting.reasons_against_linking(standing(request, shanghai_date(at)))
    if earlier.stage == Stage.VOID:
        reasons.append(Reason("void", _("先前的那一件已经作废，不是一份申请。"), where="earlier"))
    if earlier.organ_id != request.organ_id or earlier.submitted_at > request.submitted_at:
        reasons.append(Reason("not_earlier", _("只能关联本机关更早的申请。"), where="earlier"))
    if earlier.pk == request.pk:
        reasons.append(Reason("itself", _("不能关联自己。"), where="earlier"))
    refuse(reasons)
    move(request, request.stage, at, repeats=earlier)
    tell(request, ActKind.LINK_DUPLICATE, by=by, at=at, detail={"earlier": earlier.pk})
    return request


@transaction.atomic
def ask_reasons(*, request: Request, found: str, by: Person, at: datetime) -> Request:
    """Quantity or frequency beyond reason: ask the applicant to explain (第三十五条). Never automatic."""
    request = lock(request)
    permit(request, "request.triage", by, at)
    reasons = acting.reasons_against_asking_reasons(standing(request, shanghai_date(at)))
    if len(found.strip()) < acting.REASON_LENGTH:
        reasons.append(
            Reason(
                "found", _("请写明数量、频次明显超过合理范围的情况。"), "政府信息公开条例 第三十五条", "found"
            )
        )
    refuse(reasons)
    letter = draft(request, "foi_reasons", {"found": found.strip()}, by=by, at=at)
    tell(request, ActKind.ASK_REASONS, by=by, at=at, note=found, letter=letter)
    return request


@transaction.atomic
def receive_reasons(*, request: Request, content: str, on: date, by: Actor, at: datetime) -> Request:
    """What the applicant explained; whether it is reasonable, the answer decides."""
    request = lock(request)
    permit(request, "request.register", by, at)
    now = standing(request, shanghai_date(at))
    refuse(acting.reasons_against_receiving_reasons(now, content=content, on=on))
    tell(request, ActKind.RECEIVE_REASONS, by=by, at=at, on=on, note=content)
    return request
