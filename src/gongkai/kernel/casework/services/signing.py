"""The acts that move a case: each asks `rules.decide` and writes down what it returns."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.kernel.casework import owners
from gongkai.kernel.casework.models import Case, Definition, WorkItem
from gongkai.kernel.casework.rules import DRAFTER, Act, Decision, Seat, Situation, Verb
from gongkai.kernel.casework.selectors import reasons_against_opening
from gongkai.kernel.casework.services.following_clocks import keep_due
from gongkai.kernel.casework.services.recording import (
    asked_in,
    carry_out,
    lock,
    may_supervise,
    must_act,
    not_yours,
    reload,
    signature_of,
    stands_for,
)
from gongkai.kernel.casework.services.storing import Signature, situation_of


@transaction.atomic
def open_case(
    *,
    definition: Definition,
    subject_type: str,
    subject_id: str,
    organ: Organ,
    title: str,
    by: Actor,
    at: datetime,
    division: Division | None = None,
) -> Case:
    """Open a case on a subject and ask the first step. Whether `by` may, the app of the subject has
    decided.

    An official who opens it is its drafter, to whom it may be sent back. NotAllowed when a step has nobody
    to act.
    """
    refuse(reasons_against_opening(definition, organ, division, shanghai_date(at)))
    drafter = by if isinstance(by, Person) else None
    case = Case.objects.create(
        subject_type=subject_type,
        subject_id=str(subject_id),
        organ=organ,
        division=division,
        title=title[:300],
        definition=definition,
        opened_at=at,
        opened_by=drafter,
    )
    carry_out(case, Act(Verb.OPEN, drafter.pk if drafter else None), Situation(), Signature(at, drafter), by)
    keep_due(case.subject_type, case.subject_id)
    return case


@transaction.atomic
def act(*, item: WorkItem, outcome: str, opinion: str, by: Person, at: datetime, basis: str = "") -> Decision:
    """Sign a work item: agree, refuse or refer, each with an opinion; `basis` cites the law where one
    decides.
    """
    case = lock(item.case_id)
    signature = signature_of(reload(item), by, at, opinion, basis)
    return carry_out(case, asked_in(Verb.ACT, signature, item=item.pk, outcome=outcome), None, signature, by)


@transaction.atomic
def send_back(*, item: WorkItem, reason: str, by: Person, at: datetime, to: str = DRAFTER) -> Decision:
    """Send back to the drafter, which begins a new round, or to an earlier step of this round by its key."""
    case = lock(item.case_id)
    signature = replace(signature_of(reload(item), by, at, reason), sent_to=to)
    return carry_out(case, asked_in(Verb.SEND_BACK, signature, item=item.pk, to=to), None, signature, by)


@transaction.atomic
def resubmit(*, case: Case, by: Person, at: datetime, opinion: str = "") -> Decision:
    """The drafter (or a substitute) hands in again what was sent or taken back."""
    case = lock(case.pk)
    history = situation_of(case)
    waiting = next((item for item in history.open_items() if item.step == DRAFTER), None)
    if waiting is None:
        return carry_out(case, Act(Verb.RESUBMIT, by.pk), history, Signature(at, by), by)
    signature = signature_of(WorkItem.objects.get(pk=waiting.id), by, at, opinion)
    return carry_out(case, asked_in(Verb.RESUBMIT, signature, item=waiting.id), history, signature, by)


@transaction.atomic
def take_back(*, case: Case, by: Person, at: datetime) -> Decision:
    """Take back one's own last opinion or submission while nobody has opened the item that follows it."""
    case = lock(case.pk)
    return carry_out(case, Act(Verb.TAKE_BACK, by.pk), None, Signature(at, by), by)


@transaction.atomic
def add_signer(
    *, case: Case, person: Person, placement: str, by: Person, at: datetime, reason: str = ""
) -> Decision:
    """Ask a named colleague before, beside or after the step that waits. By who must act in it, or a
    supervisor.
    """
    case = lock(case.pk)
    today = shanghai_date(at)
    reasons = []
    if not person.is_active or person.organ_id != case.organ_id:
        reasons.append(Reason("not_a_colleague", _("只能加签本机关在用的人员。"), where="person"))
    if not may_supervise(case, by, today) and not must_act(case, by, at):
        reasons.append(not_yours())
    refuse(reasons)
    asked = Act(Verb.ADD_SIGNER, by.pk, placement=placement, person=person.pk)
    return carry_out(case, asked, None, Signature(at, by, None, reason), by)


@transaction.atomic
def remove_signer(
    *, case: Case, by: Person, at: datetime, item: WorkItem | None = None, step: str = ""
) -> Decision:
    """Take an added signer out again: an open work item, or by `step` the key of an added step not reached
    yet.

    By who added it, or a supervisor. When nobody else is left to sign the case ends, and its owner is told.
    """
    case = lock(case.pk)
    history = situation_of(case)
    seats = _added(history, item, step)
    if not may_supervise(case, by, shanghai_date(at)) and any(seat.added_by != by.pk for seat in seats):
        refuse([not_yours()])
    asked = Act(Verb.REMOVE_SIGNER, by.pk, item=item.pk if item else None, to=step)
    decision = carry_out(case, asked, history, Signature(at, by), by)
    owners.carry(case, decision, by=by, at=at)
    return decision


@transaction.atomic
def abandon(*, case: Case, reason: str, by: Actor, at: datetime) -> Decision:
    """End a case without a result. By the drafter or a substitute, a supervisor, or an actor of the
    platform.
    """
    case = lock(case.pk)
    if isinstance(by, Person) and not may_supervise(case, by, shanghai_date(at)):
        refuse([] if case.opened_by and stands_for(by, case.opened_by, shanghai_date(at)) else [not_yours()])
    actor = by if isinstance(by, Person) else None
    asked = Act(Verb.ABANDON, actor.pk if actor else None, opinion=reason)
    return carry_out(case, asked, None, Signature(at, actor, None, reason), by)


def _added(history: Situation, item: WorkItem | None, step: str) -> list[Seat]:
    if step:
        node = history.node(step)
        return list(node.seats) if node else []
    found = history.item(item.pk if item else None)
    return [found.seat] if found else []
