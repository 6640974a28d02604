"""What every act on a case shares: the lock, who acts and for whom, the ledger entry and the announcement."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.holding import hold_subjects
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import acting_for, may
from gongkai.kernel.casework.models import Case, WorkItem
from gongkai.kernel.casework.rules import Act, Decision, Situation, decide
from gongkai.kernel.casework.selectors import standing
from gongkai.kernel.casework.services.storing import Signature, definition_of, situation_of, store


def lock(case_id: int) -> Case:
    """The case, locked until the end of the transaction: acts on one case happen one after the other.

    What it is about is locked before it, as every act on that begins.
    """
    hold_subjects(Case.objects.filter(pk=case_id).values_list("subject_type", "subject_id"))
    found = Case.objects.select_for_update(of=("self",))
    return found.select_related("organ", "division", "definition", "opened_by").get(pk=case_id)


def reload(item: WorkItem) -> WorkItem:
    """The work item as it is now that the case is locked."""
    return WorkItem.objects.select_related("person", "step").get(pk=item.pk)


def not_yours() -> Reason:
    return Reason("not_yours", _("该待办不由您办理。"))


def signature_of(item: WorkItem, by: Person, at: datetime, opinion: str = "", basis: str = "") -> Signature:
    """Who signs, and for whom. NotAllowed for somebody who is neither asked nor a substitute of who is."""
    found = standing(item, by, shanghai_date(at))
    refuse([] if found.allowed else [not_yours()])
    return Signature(at, by, found.acting_for, opinion.strip(), basis.strip())


def stands_for(by: Person, person: Person, today: date) -> bool:
    """The person, or a substitute today."""
    return by == person or person in acting_for(by, today)


def may_supervise(case: Case, by: Person, today: date) -> bool:
    return may(by, "case.supervise", organ=case.organ, division=case.division, today=today)


def is_concerned(case: Case, by: Person, at: datetime) -> bool:
    """A supervisor, the drafter or a substitute, or who has signed in the case before."""
    today = shanghai_date(at)
    if may_supervise(case, by, today) or (case.opened_by and stands_for(by, case.opened_by, today)):
        return True
    return WorkItem.objects.filter(case=case, acted_by=by).exists() or must_act(case, by, at)


def record(case: Case, asked: Act, signature: Signature, by: Actor, decision: Decision) -> None:
    """One entry. Opinions may name people, so the ledger holds their digest and the work item the text."""
    told = {
        "round": decision.after.round,
        "item": asked.item,
        "outcome": asked.outcome,
        "to": asked.to,
        "placement": asked.placement,
        "person": asked.person,
        "divisions": list(asked.divisions) or None,
        "acting_for": asked.acting_for,
        "state": decision.case_state,
        "waits_in": decision.active_step,
    }
    if signature.opinion or signature.basis:
        told["signed"] = digest_of([signature.opinion, signature.basis])
    tell(case, f"case.{asked.verb}", by=by, at=signature.at, **told)


def tell(case: Case, verb: str, *, by: Actor, at: datetime, **detail) -> None:
    """The ledger entry of an act, and its announcement."""
    append(
        organ=case.organ.code,
        verb=verb,
        subject_type="case",
        subject_id=str(case.pk),
        by=by,
        at=at,
        detail={"subject": f"{case.subject_type}:{case.subject_id}"}
        | {name: value for name, value in detail.items() if value not in (None, "")},
    )
    announce(event=verb, key=str(case.pk), payload={"case": case.pk, "step": detail.get("waits_in", "")})


def asked_in(verb: str, signature: Signature, **fields) -> Act:
    acting_for = signature.acting_for.pk if signature.acting_for else None
    return Act(verb, signature.by.pk, acting_for, opinion=signature.opinion, **fields)


def carry_out(case: Case, asked: Act, history: Situation | None, signature: Signature, by: Actor) -> Decision:
    """Decide, write down, tell the ledger and whoever listens. Words with a classification mark are not kept."""
    refuse(reasons_against_marks({_("意见"): signature.opinion, _("依据"): signature.basis}))
    history = history or situation_of(case)
    decision = decide(definition_of(case), history, asked)
    if decision.ended is not None:
        store(case, history, decision.ended, signature)
        store(case, Situation(), decision.after, signature)
    else:
        store(case, history if history.nodes else Situation(), decision.after, signature)
    record(case, asked, signature, by, decision)
    return decision


def must_act(case: Case, by: Person, at: datetime) -> bool:
    waiting = WorkItem.objects.filter(case=case, state="open")
    return any(standing(item, by, shanghai_date(at)).allowed for item in waiting)
