"""Reads of sign-off: the chain an organ uses, the round of a version, what the page of a record shows of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from gongkai.foundation.orgs.models import Organ, Person
from gongkai.kernel.casework.models import Case, Definition, WorkItem
from gongkai.kernel.casework.panel import Drawing, drawing_of
from gongkai.kernel.casework.rules import CaseState, ItemState, Outcome, StepKind
from gongkai.kernel.casework.selectors import (
    definition_in_force,
    flow,
    items_for,
    standing,
    waiting_for,
)
from gongkai.kernel.records.models import Chain, Record, Round, RoundItem, Version
from gongkai.kernel.records.rules.snapshot import ChainFact
from gongkai.kernel.records.rules.vocabulary import Stage

DEFAULT_CHAIN = "sign_off"
LEADER = "leader"


def definition_for(organ: Organ, kind: str) -> Definition | None:
    """The definition by the most particular chain: organ and kind, organ, kind, the common one."""
    chains = {(c.organ_id, c.kind): c.definition_code for c in Chain.objects.filter(kind__in=["", kind])}
    for key in ((organ.pk, kind), (organ.pk, ""), (None, kind), (None, "")):
        if key in chains:
            return definition_in_force(chains[key], organ)
    return definition_in_force(DEFAULT_CHAIN, organ)


def round_item(record: Record, version: Version) -> RoundItem | None:
    """The version's place in its newest round; the case comes with it."""
    found = RoundItem.objects.filter(record=record, version=version)
    return found.select_related("round__case").order_by("-round_id").first()


def open_case_of(record: Record) -> Case | None:
    """The case in which the record is being signed, or waits for its drafter.

    Only the newest round of a case counts: what was left out of it has left the case.
    """
    later = Round.objects.filter(case=OuterRef("round__case"), number__gt=OuterRef("round__number"))
    found = RoundItem.objects.filter(~Exists(later), record=record, round__case__state=CaseState.OPEN)
    item = found.select_related("round__case").order_by("-round_id").first()
    return item.round.case if item else None


def chain_fact(record: Record, version: Version) -> ChainFact:
    """Whether the sign-off round of exactly this version is concluded in agreement, and which steps are missing.

    A withdrawal takes the record out of `signed`: then what was signed before no longer counts.
    """
    item = round_item(record, version)
    if item is None:
        return ChainFact(concluded=False)
    case = item.round.case
    # a round that was sent back is over: what was signed in it no longer counts
    current = item.round_id == case.rounds.latest("number").pk
    nodes = flow(case) if current else []
    missing = tuple(node.label for node in nodes if node.mark != "done")
    agreed = current and case.state == CaseState.CONCLUDED and case.outcome == Outcome.AGREE
    agreed = agreed and record.stage == Stage.SIGNED
    signed = WorkItem.objects.filter(
        case=case, step__round=case.round, role=LEADER, state=ItemState.DONE, outcome=Outcome.AGREE
    )
    return ChainFact(concluded=agreed, missing=missing, leader_signed=current and signed.exists())


@dataclass(frozen=True, slots=True)
class MyTurn:
    """The work item in which the reader may act."""

    item: WorkItem
    step_name: str
    is_review: bool
    acting_for: Person | None


@dataclass(frozen=True, slots=True)
class SignOff:
    """Sign-off as the page of a record shows it."""

    case: Case
    drawing: Drawing
    items: list[RoundItem]
    mine: MyTurn | None
    open: bool
    waiting_for: str
    may_take_back: bool


def sign_off(record: Record, person: Person, today: date) -> SignOff | None:
    """The newest sign-off of the record; None when it was never submitted."""
    newest = record.round_items.select_related("round__case__opened_by").order_by("-round_id").first()
    if newest is None:
        return None
    case = newest.round.case
    is_open = case.state == CaseState.OPEN
    waiting = waiting_for(case, today) if is_open else []
    return SignOff(
        case=case,
        drawing=drawing_of(case),
        items=list(newest.round.items.select_related("version")),
        mine=_my_turn(case, person, today) if is_open else None,
        open=is_open,
        waiting_for="、".join(_named(w.role, w.people) for w in waiting),
        may_take_back=is_open and case.opened_by_id == person.pk,
    )


def _my_turn(case: Case, person: Person, today: date) -> MyTurn | None:
    for item in items_for(person, case, today):
        if item.step.kind != StepKind.DRAFT:
            stand = standing(item, person, today)
            return MyTurn(item, item.step.label, item.step.kind == StepKind.REVIEW, stand.acting_for)
    return None


def _named(role: str, people: tuple[str, ...]) -> str:
    names = "、".join(people)
    return f"{role}（{names}）" if role and names else role or names
