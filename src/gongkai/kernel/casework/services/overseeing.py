"""Supervisors' orders with a limit and a reply, and copies for information. Neither moves the case."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.casework.limits import SUPERVISION_DAYS, supervision_code
from gongkai.kernel.casework.models import Case, Copy, Supervision
from gongkai.kernel.casework.rules import CaseState
from gongkai.kernel.casework.services.recording import (
    is_concerned,
    lock,
    may_supervise,
    must_act,
    not_yours,
    stands_for,
    tell,
)
from gongkai.kernel.clocks.services import start_clock, stop

SUBJECT = "supervision"
"""Subject type of an order's clock."""


@transaction.atomic
def supervise(*, case: Case, text: str, days: int, by: Person, at: datetime) -> Supervision:
    """Order whoever has the case to see to it and to report within so many working days (督办).

    By a supervisor of the case. The limit is a clock of its own, whose subject is the order.
    """
    case = lock(case.pk)
    reasons = _closed(case)
    if not may_supervise(case, by, shanghai_date(at)):
        reasons.append(not_yours())
    if not text.strip():
        reasons.append(Reason("text_missing", _("请写明督办要求。"), where="text"))
    if days not in SUPERVISION_DAYS:
        reasons.append(Reason("days", _("请选择督办时限。"), where="days"))
    refuse(reasons + reasons_against_marks({_("督办要求"): text}))
    order = Supervision.objects.create(case=case, text=text.strip(), ordered_by=by, ordered_at=at)
    clock = {"subject_type": SUBJECT, "subject_id": str(order.pk), "limit_code": supervision_code(days)}
    start_clock(**clock, start=shanghai_date(at), organ=case.organ, by=by, at=at)
    tell(case, "case.supervise", by=by, at=at, order=order.pk, days=days, signed=digest_of([order.text]))
    return order


@transaction.atomic
def report(*, supervision: Supervision, reply: str, by: Person, at: datetime) -> Supervision:
    """Answer an order, which ends its clock: by the drafter, or who must act in the case now."""
    case = lock(supervision.case_id)
    order = Supervision.objects.get(pk=supervision.pk)
    drafter = case.opened_by is not None and stands_for(by, case.opened_by, shanghai_date(at))
    reasons = [] if drafter or must_act(case, by, at) else [not_yours()]
    if order.replied_at is not None:
        reasons.append(Reason("replied_already", _("该督办已经回复。")))
    if not reply.strip():
        reasons.append(Reason("reply_missing", _("请填写办理情况。"), where="reply"))
    refuse(reasons + reasons_against_marks({_("办理情况"): reply}))
    order.reply, order.replied_by, order.replied_at = reply.strip(), by, at
    order.save(update_fields=["reply", "replied_by", "replied_at"])
    for days in SUPERVISION_DAYS:
        clock = {"subject_type": SUBJECT, "subject_id": str(order.pk), "limit_code": supervision_code(days)}
        stop(**clock, by=by, at=at)
    tell(case, "case.report", by=by, at=at, order=order.pk, signed=digest_of([order.reply]))
    return order


@transaction.atomic
def circulate(*, case: Case, to: Iterable[Person], by: Person, at: datetime, note: str = "") -> list[Copy]:
    """Send the case for information (传阅): nobody decides, nothing waits. Who has it already gets no second.

    By whoever is concerned with the case; to active people of its organ. Also of a case that is over.
    """
    case = lock(case.pk)
    people = list(to)
    reasons = [] if is_concerned(case, by, at) else [not_yours()]
    if not people:
        reasons.append(Reason("person_missing", _("请选择传阅对象。"), where="to"))
    if any(not person.is_active or person.organ_id != case.organ_id for person in people):
        reasons.append(Reason("not_a_colleague", _("只能传阅给本机关在用的人员。"), where="to"))
    refuse(reasons + reasons_against_marks({_("传阅说明"): note}))
    had = set(Copy.objects.filter(case=case).values_list("person_id", flat=True))
    made = [
        Copy.objects.create(case=case, person=person, note=note.strip()[:300], sent_by=by, sent_at=at)
        for person in dict.fromkeys(people)
        if person.pk not in had
    ]
    if made:
        tell(case, "case.circulate", by=by, at=at, people=[copy.person_id for copy in made])
    return made


@transaction.atomic
def mark_read(*, copy: Copy, by: Person, at: datetime) -> bool:
    """The read receipt. False, and nothing written, when it was read before or is somebody else's."""
    case = lock(copy.case_id)
    unread = Copy.objects.filter(pk=copy.pk, person=by, read_at=None)
    if not unread.update(read_at=at):
        return False
    tell(case, "case.read_copy", by=by, at=at, copy=copy.pk)
    return True


def _closed(case: Case) -> list[Reason]:
    return [] if case.state == CaseState.OPEN else [Reason("case_closed", _("该办件已经办结或终止。"))]
