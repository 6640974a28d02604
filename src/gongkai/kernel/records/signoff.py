"""Reads of sign-off: the chain an organ uses, the round of a version, what the page of a record shows of it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.casework.models import Case, Definition, Supervision, WorkItem
from gongkai.kernel.casework.panel import Asked, Drawing, Walk, walk_of
from gongkai.kernel.casework.rules import CaseState, Outcome, StepKind
from gongkai.kernel.casework.selectors import (
    TrailRow,
    definition_in_force,
    reasons_against_opening,
    standing,
)
from gongkai.kernel.records.models import Chain, Record, Round, RoundItem, Version
from gongkai.kernel.records.rules.chains import is_for_records
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


def reasons_against_chain(definition: Definition | None) -> list[Reason]:
    """A chain that records can walk reviews each of them (政府信息公开条例 第十七条)."""
    if definition is None:
        return [Reason("no_chain", _("本机关还没有设定审签流程，请联系系统管理员。"))]
    if any(step.get("per_item") for step in definition.steps):
        return []
    text = _("本机关的审签流程没有逐项保密审查的环节，审签后也不能公开，请联系系统管理员。")
    return [Reason("no_review_step", text, "政府信息公开条例 第十七条")]


def reasons_against_starting(organ: Organ, kind: str, division: Division | None, today: date) -> list[Reason]:
    """Why a record of that kind, drafted in that division, would be refused as soon as it is sent for sign-off."""
    definition = definition_for(organ, kind)
    reasons = reasons_against_chain(definition)
    if reasons or definition is None:
        return reasons
    return reasons_against_opening(definition, organ, division, today)


def chains_of(organ: Organ) -> list[Definition]:
    """Chains that the organ may choose for its records, the newest version of each: its own, and the common ones
    of which it has none of its own. One query.
    """
    rows = Definition.objects.filter(Q(organ=organ) | Q(organ=None))
    newest: dict[str, Definition] = {}
    for row in rows.order_by(F("organ_id").desc(nulls_last=True), "code", "-version"):
        newest.setdefault(row.code, row)
    return [row for row in newest.values() if is_for_records(row.steps)]


def chosen_chains(organ: Organ) -> dict[str, str]:
    """Document kind -> code of the chain that the organ itself chose; the empty kind stands for all others."""
    return dict(Chain.objects.filter(organ=organ).order_by("kind").values_list("kind", "definition_code"))


def round_item(record: Record, version: Version) -> RoundItem | None:
    """The version's place in its newest round; the case comes with it."""
    found = RoundItem.objects.filter(record=record, version=version)
    return found.select_related("round__case").order_by("-round_id").first()


def open_case_of(record: Record) -> Case | None:
    """The case in which the record is being signed, or waits for its drafter.

    Only the newest round of a case counts: what was left out of it has left the case.
    """
    found = RoundItem.objects.filter(
        ~Exists(_later_rounds()), record=record, round__case__state=CaseState.OPEN
    )
    item = found.select_related("round__case").order_by("-round_id").first()
    return item.round.case if item else None


class Place:
    """Where a record stands in its newest sign-off: the round, and the walk of its case (two queries when asked).

    `shown`: with the people and divisions that a page names; the gate names nobody.
    """

    def __init__(self, item: RoundItem, *, shown: bool = True) -> None:
        self.item = item
        self.shown = shown
        self.case: Case = item.round.case
        self.is_open = self.case.state == CaseState.OPEN
        self.is_last_round: bool = not item.later
        self.has_orders: bool = item.ordered

    @cached_property
    def walk(self) -> Walk:
        return walk_of(self.case, shown=self.shown)

    def items(self) -> list[RoundItem]:
        """What is signed in the same round, with the titles; one query where there is more than the record."""
        if not self.item.accompanied:
            return [self.item]
        found = self.item.round.items.select_related("version")
        return list(found.only("round", "record", "version__title"))


def place_of(record: Record, *, shown: bool = True) -> Place | None:
    """The record's place; None when it was never submitted. One query."""
    others = RoundItem.objects.filter(round=OuterRef("round")).exclude(pk=OuterRef("pk"))
    orders = Supervision.objects.filter(case=OuterRef("round__case"), replied_at=None)
    found = record.round_items.annotate(
        later=Exists(_later_rounds()), accompanied=Exists(others), ordered=Exists(orders)
    )
    named = ("opened_by", "organ", "division", "definition") if shown else ()
    found = found.select_related("round__case", *(f"round__case__{name}" for name in named))
    item = found.order_by("-round_id").first()
    return Place(item, shown=shown) if item else None


def _later_rounds() -> QuerySet[Round]:
    return Round.objects.filter(case=OuterRef("round__case"), number__gt=OuterRef("round__number"))


def chain_fact(record: Record, place: Place | None) -> ChainFact:
    """Whether the sign-off round of exactly the version in this place is concluded in agreement, and which steps
    are missing. No place: it was never submitted.

    A withdrawal takes the record out of `signed`: then what was signed before no longer counts.
    """
    # a round that was sent back is over: what was signed in it no longer counts
    if place is None or not place.is_last_round:
        return ChainFact(concluded=False)
    case, walk = place.case, place.walk
    agreed = case.state == CaseState.CONCLUDED and case.outcome == Outcome.AGREE
    return ChainFact(
        concluded=agreed and record.stage == Stage.SIGNED,
        missing=tuple(walk.unfinished()),
        leader_signed=walk.agreed_as(LEADER),
    )


@dataclass(frozen=True, slots=True)
class MyTurn:
    """The work item in which the reader may act."""

    item: WorkItem
    step_name: str
    is_review: bool
    acting_for: Person | None


@dataclass(frozen=True, slots=True)
class SignOff:
    """Sign-off as the page of a record shows it. `unseen`: the reader must act, and has it on the screen only now.

    `took_part`: the reader submitted or signed in this round, so that the page says why taking back is over.
    """

    case: Case
    drawing: Drawing
    opinions: list[TrailRow]
    items: list[RoundItem]
    mine: MyTurn | None
    unseen: bool
    open: bool
    waiting_for: str
    may_take_back: bool
    took_part: bool


def sign_off(record: Record, place: Place | None, person: Person, today: date) -> SignOff | None:
    """The sign-off of the version that stands, or that waits for its drafter; None when there is none."""
    if place is None or not (place.is_open or place.item.version_id == record.current_id):
        return None
    case, walk = place.case, place.walk
    asked = walk.open_items() if place.is_open else []
    mine = [turn for item in asked if (turn := _turn(item, person, today))]
    signing = next((turn for turn in mine if turn.item.step.kind != StepKind.DRAFT), None)
    waiting = walk.asked(today) if asked and signing is None else []
    return SignOff(
        case=case,
        drawing=walk.drawing(),
        opinions=walk.opinions(),
        items=place.items(),
        mine=signing,
        unseen=any(turn.item.opened_at is None for turn in mine),
        open=place.is_open,
        waiting_for="、".join(map(_named, waiting)),
        may_take_back=walk.may_take_back(person.pk),
        took_part=walk.signed_by(person.pk),
    )


def _turn(item: WorkItem, person: Person, today: date) -> MyTurn | None:
    stand = standing(item, person, today)
    if not stand.allowed:
        return None
    return MyTurn(item, item.step.label, item.step.kind == StepKind.REVIEW, stand.acting_for)


def _named(asked: Asked) -> str:
    role, names = str(Role(asked.item.role).label) if asked.item.role else "", "、".join(asked.people)
    return f"{role}（{names}）" if role and names else role or names
