"""Acts that leave the case where it stands: opening an item, reminding, reassigning."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.orgs.models import Division, Person
from gongkai.foundation.orgs.selectors import holders
from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.casework.rules import ItemState
from gongkai.kernel.casework.selectors import standing
from gongkai.kernel.casework.services.recording import (
    is_concerned,
    lock,
    may_supervise,
    not_yours,
    reload,
    tell,
)

BETWEEN_REMINDERS = timedelta(hours=1)


@transaction.atomic
def mark_opened(*, item: WorkItem, by: Person, at: datetime) -> bool:
    """Somebody who may act has the item on the screen: from now on what led to it cannot be taken back.

    False, and nothing written, when it was opened before, is no longer open, or is only looked at by
    others.
    """
    if item.opened_at is not None:
        return False
    case, item = lock(item.case_id), reload(item)
    waits = item.state == ItemState.OPEN and item.opened_at is None
    if not waits or not standing(item, by, shanghai_date(at)).allowed:
        return False
    item.opened_at = at
    item.save(update_fields=["opened_at"])
    tell(case, "case.open_item", by=by, at=at, item=item.pk, waits_in=item.step.key)
    return True


@transaction.atomic
def remind(*, item: WorkItem, by: Person, at: datetime) -> WorkItem:
    """Remind whoever must act, at most once an hour. By the drafter, who has signed before, or a
    supervisor.
    """
    case, item = lock(item.case_id), reload(item)
    reasons = _closed(item)
    if not is_concerned(case, by, at):
        reasons.append(Reason("not_concerned", _("只有起草人、已签署人或督办人员可以催办。")))
    if item.reminded_at is not None and at - item.reminded_at < BETWEEN_REMINDERS:
        reasons.append(Reason("reminded_recently", _("一小时内已经催办过，请稍后再催。")))
    refuse(reasons)
    item.reminded_at, item.reminded_count = at, item.reminded_count + 1
    item.save(update_fields=["reminded_at", "reminded_count"])
    tell(case, "case.remind", by=by, at=at, item=item.pk, count=item.reminded_count, waits_in=item.step.key)
    return item


@transaction.atomic
def reassign(*, item: WorkItem, to: Person, reason: str, by: Person, at: datetime) -> WorkItem:
    """Name who shall act. By who is asked now, or a supervisor; the new person must hold the role that is
    asked.
    """
    case, item = lock(item.case_id), reload(item)
    today = shanghai_date(at)
    reasons = _closed(item)
    if not may_supervise(case, by, today) and not standing(item, by, today).allowed:
        reasons.append(not_yours())
    if not reason.strip():
        reasons.append(Reason("reason_missing", _("请填写转办的理由。"), where="reason"))
    reasons += _unfit(item, to, today) + reasons_against_marks({_("转办理由"): reason})
    refuse(reasons)
    before, item.person, item.opened_at = item.person_id, to, None
    item.save(update_fields=["person", "opened_at"])
    tell(
        case, "case.reassign", by=by, at=at, item=item.pk, before=before, person=to.pk, waits_in=item.step.key
    )
    return item


@transaction.atomic
def reassign_to_post(
    *,
    item: WorkItem,
    reason: str,
    by: Person,
    at: datetime,
    division: Division | None = None,
    role: str = "",
) -> WorkItem:
    """Ask the holders of a post instead: no longer one of them by name, or those of another division.

    By who is asked now, or a supervisor. The role that a step asks for stays; an item that was for a person
    only may go to any role. NotAllowed when nobody holds the post.
    """
    case, item = lock(item.case_id), reload(item)
    today = shanghai_date(at)
    reasons = _closed(item)
    if not may_supervise(case, by, today) and not standing(item, by, today).allowed:
        reasons.append(not_yours())
    if not reason.strip():
        reasons.append(Reason("reason_missing", _("请填写转办的理由。"), where="reason"))
    reasons += _unfit_post(item, role, division, today) + reasons_against_marks({_("转办理由"): reason})
    refuse(reasons)
    before = item.person_id
    item.person, item.opened_at = None, None
    item.role, item.division = item.role or role, division or item.division
    item.save(update_fields=["person", "opened_at", "role", "division"])
    told = {"before": before, "role": item.role, "division": item.division_id}
    tell(case, "case.reassign", by=by, at=at, item=item.pk, waits_in=item.step.key, **told)
    return item


def _unfit_post(item: WorkItem, role: str, division: Division | None, today: date) -> list[Reason]:
    wanted = item.role or role
    if role and item.role and role != item.role:
        return [Reason("other_role", _("本环节要求的岗位不能更换。"), where="role")]
    if item.person_id is None and division in (None, item.division):
        return [Reason("asked_already", _("该岗位已有本环节的待办。"), where="division")]
    foreign = division is not None and division.organ_id != item.organ_id
    if not wanted or foreign or not holders(organ=item.organ, role=wanted, division=division, today=today):
        return [Reason("holds_no_post", _("没有可办理本环节的岗位人员。"), where="division")]
    return []


def _closed(item: WorkItem) -> list[Reason]:
    if item.state == ItemState.OPEN:
        return []
    return [Reason("already_done", _("该待办已经办理或作废，请刷新后再办理。"))]


def _unfit(item: WorkItem, to: Person, today) -> list[Reason]:
    if (
        item.person_id == to.pk
        or WorkItem.objects.filter(step=item.step, person=to, state=ItemState.OPEN).exists()
    ):
        return [Reason("asked_already", _("该人员已有本环节的待办。"), where="to")]
    if item.role:
        fit = to in holders(organ=item.organ, role=item.role, division=item.division, today=today)
    else:
        fit = to.is_active and to.organ_id == item.organ_id
    return [] if fit else [Reason("holds_no_post", _("该人员不具备办理本环节的岗位。"), where="to")]
