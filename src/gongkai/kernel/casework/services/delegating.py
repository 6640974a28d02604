"""Asking others while a case runs: a colleague who prepares one's opinion, divisions that are heard."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Division, Person
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.selectors import holders
from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.rules import Act, Decision, Placement, Verb
from gongkai.kernel.casework.selectors import standing
from gongkai.kernel.casework.services.recording import (
    asked_in,
    carry_out,
    lock,
    may_supervise,
    must_act,
    not_yours,
    reload,
    signature_of,
)
from gongkai.kernel.casework.services.storing import Signature


@transaction.atomic
def delegate(*, item: WorkItem, to: Person, instruction: str, by: Person, at: datetime) -> Decision:
    """Have a colleague prepare the opinion (交办). The item comes back afterwards: who was asked still decides."""
    case = lock(item.case_id)
    signature = signature_of(reload(item), by, at, instruction)
    reasons = []
    if not to.is_active or to.organ_id != case.organ_id:
        reasons.append(Reason("not_a_colleague", _("只能交给本机关在用的人员办理。"), where="to"))
    if not instruction.strip():
        reasons.append(Reason("opinion_missing", _("请写明交办要求。"), where="instruction"))
    refuse(reasons)
    asked = asked_in(Verb.DELEGATE, signature, item=item.pk, person=to.pk)
    return carry_out(case, asked, None, signature, by)


@transaction.atomic
def give_back(*, item: WorkItem, reason: str, by: Person, at: datetime) -> Decision:
    """End a delegation without an opinion: by the delegate, by who delegated, or by a supervisor."""
    case, item = lock(item.case_id), reload(item)
    today = shanghai_date(at)
    lender = item.returns_to
    concerned = standing(item, by, today).allowed or (lender and standing(lender, by, today).allowed)
    if not concerned and not may_supervise(case, by, today):
        refuse([not_yours()])
    asked = Act(Verb.RETURN, by.pk, item=item.pk, opinion=reason)
    return carry_out(case, asked, None, Signature(at, by, None, reason.strip()), by)


@transaction.atomic
def add_divisions(
    *,
    case: Case,
    divisions: Sequence[Division],
    by: Person,
    at: datetime,
    placement: str = Placement.BEFORE,
    role: str = Role.DIVISION_HEAD,
    reason: str = "",
) -> Decision:
    """Hear several divisions at once (会办): each holder of the role there gets an item, and they join.

    By who must act in the step that waits, or a supervisor. NotAllowed for a division of another organ, the
    case's own, or one in which nobody holds the role.
    """
    case = lock(case.pk)
    if not may_supervise(case, by, shanghai_date(at)) and not must_act(case, by, at):
        refuse([not_yours()])
    refuse([reason for division in divisions for reason in _unfit(case, division, role, at)])
    ids = tuple(division.pk for division in divisions)
    asked = Act(Verb.ADD_DIVISIONS, by.pk, placement=placement, divisions=ids, role=role)
    return carry_out(case, asked, None, Signature(at, by, None, reason), by)


def _unfit(case: Case, division: Division, role: str, at: datetime) -> list[Reason]:
    name = {"name": division.name}
    if division.organ_id != case.organ_id:
        return [Reason("other_organ", _("%(name)s不是本机关的处室。") % name, where="divisions")]
    if division.pk == case.division_id:
        return [Reason("own_division", _("%(name)s是主办处室，不必会办。") % name, where="divisions")]
    if not holders(organ=case.organ, role=role, division=division, today=shanghai_date(at)):
        return [Reason("nobody_holds", _("%(name)s没有可办理的人员。") % name, where="divisions")]
    return []
