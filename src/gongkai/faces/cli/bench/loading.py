"""Bulk rows for benchmarks: records as if signed, reviewed and published years ago.

Only here are rows of the register written without its services, because 100,000 sign-offs would take hours.
Every constraint and trigger of the database holds all the same: a publication still needs a passed review,
item by item, of exactly its version. What is left out: work items and steps of the sign-off, clocks, attachments.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from gongkai.faces.cli.bench.province import Office
from gongkai.faces.cli.bench.texts import text
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.ledger.rules import GENESIS, Row
from gongkai.foundation.ledger.selectors import for_show
from gongkai.foundation.numbering.rules import format_index_number
from gongkai.foundation.numbering.services import raise_to
from gongkai.foundation.orgs.rules import Level
from gongkai.kernel.casework.models import Case, Definition
from gongkai.kernel.casework.rules import CaseState
from gongkai.kernel.casework.rules import Outcome as SignOutcome
from gongkai.kernel.records.models import Publication, Record, Relation, Review, Round, RoundItem, Version
from gongkai.kernel.records.rules.address import address_of
from gongkai.kernel.records.rules.content import Content, RelationFact
from gongkai.kernel.records.rules.vocabulary import Attribute, Basis, Outcome, RelationKind, Stage

BATCH = 1000
FIRST, LAST = date(2019, 1, 2), date(2026, 9, 30)
SHARES = {Level.PROVINCE: 0.10, Level.CITY: 0.30, Level.COUNTY: 0.60}
ALREADY, DRAFTS, ON_REQUEST = "public", "draft", "on_request"
STATES, WEIGHTS = (ALREADY, DRAFTS, ON_REQUEST), (94, 3, 3)
RELATED = 0.01  # of the records replace an earlier one


@dataclass(slots=True)
class _Plan:
    """One record to be, before it has an id."""

    office: Office
    state: str
    at: datetime
    content: Content
    index_number: str | None
    act: UUID


@dataclass(slots=True)
class _Memory:
    """What later batches need to know of the earlier ones."""

    serials: dict[tuple[str, int], int] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)  # organ id -> newest public record


def load(offices: list[Office], count: int) -> Iterator[int]:
    """Write `count` records more; yields how many are written after each batch, each one transaction.

    RuntimeError in a production installation.
    """
    if not for_show():
        raise RuntimeError("bulk rows are for benchmarks only")
    before = Record.objects.count()
    memory, chance = _memory(), Random(before)
    definition = Definition.objects.get(code="sign_off", organ=None, version=1)
    for start in range(0, count, BATCH):
        serials = range(before + start, before + min(start + BATCH, count))
        with transaction.atomic():
            plans = [_plan(offices, n, before + count, memory, chance) for n in serials]
            _write(plans, definition, memory)
        yield min(start + BATCH, count)


def _memory() -> _Memory:
    heads = {head.chain: (head.number, head.digest) for head in ChainHead.objects.all()}
    return _Memory(heads=heads)


def _plan(offices: list[Office], serial: int, total: int, memory: _Memory, chance: Random) -> _Plan:
    office = _office(offices, chance)
    made_on = FIRST + (LAST - FIRST) * serial // total
    at = datetime(made_on.year, made_on.month, made_on.day, 1, tzinfo=UTC) + timedelta(
        seconds=chance.randrange(8 * 3600)
    )
    state = chance.choices(STATES, WEIGHTS)[0]
    content = _content(office, serial, made_on, state, memory, chance)
    number = None if state == DRAFTS else _number(office, made_on.year, memory)
    return _Plan(office, state, at, content, number, UUID(int=chance.getrandbits(128), version=4))


def _office(offices: list[Office], chance: Random) -> Office:
    """By the shares of the levels; an empty level falls to all."""
    level = chance.choices(list(SHARES), list(SHARES.values()))[0]
    of_level = [office for office in offices if office.organ.level == level] or offices
    return chance.choice(of_level)


def _content(
    office: Office, serial: int, made_on: date, state: str, memory: _Memory, chance: Random
) -> Content:
    told = text(serial, organ=office.organ.name, made_on=made_on)
    earlier = memory.last.get(office.organ.pk) if chance.random() < RELATED else None
    return Content(
        title=told.title,
        abstract=told.abstract,
        body=told.body,
        document_number=told.number,
        made_on=made_on,
        issued_on=made_on + timedelta(days=2),
        kind=told.kind,
        subject=told.subject,
        columns=(office.columns[told.column],),
        attribute=Attribute.ON_REQUEST if state == ON_REQUEST else Attribute.PROACTIVE,
        relations=(RelationFact(RelationKind.REPLACES, earlier, made_on),) if earlier else (),
    )


def _number(office: Office, year: int, memory: _Memory) -> str:
    code = office.organ.code
    serial = memory.serials.get((code, year)) or _serial_so_far(code, year)
    memory.serials[code, year] = serial + 1
    return format_index_number(office.organ.index_pattern, organ=code, year=year, serial=serial + 1)


def _serial_so_far(code: str, year: int) -> int:
    """Records of an earlier load have numbers already."""
    newest = (
        Record.objects.filter(index_number__startswith=f"{code}/{year}-").order_by("-index_number").first()
    )
    return int(newest.index_number.rpartition("-")[2]) if newest else 0


def _write(plans: list[_Plan], definition: Definition, memory: _Memory) -> None:
    records = Record.objects.bulk_create([_record(plan) for plan in plans])
    pairs = list(zip(plans, records, strict=True))
    versions = Version.objects.bulk_create([_version(plan, record) for plan, record in pairs])
    newest = Version.objects.filter(record=OuterRef("pk")).order_by("-number").values("pk")[:1]
    Record.objects.filter(pk__in=[r.pk for r in records]).update(current=Subquery(newest))
    signed = [(p, r, v) for (p, r), v in zip(pairs, versions, strict=True) if p.state != DRAFTS]
    reviews = _sign(signed, definition)
    public = [(*one, review) for one, review in zip(signed, reviews, strict=True) if one[0].state == ALREADY]
    Publication.objects.bulk_create([_publication(*one) for one in public])
    Relation.objects.bulk_create(
        Relation(source=record, target_id=fact.record, kind=fact.kind, on=fact.on)
        for plan, record, _version, _review in public
        for fact in plan.content.relations
    )
    memory.last.update({plan.office.organ.pk: record.pk for plan, record, *_rest in public})
    _enter(pairs, memory)
    for (code, year), serial in memory.serials.items():
        raise_to(series=code, year=year, serial=serial)


def _record(plan: _Plan) -> Record:
    return Record(
        organ=plan.office.organ,
        division=plan.office.divisions[plan.act.int % len(plan.office.divisions)],
        index_number=plan.index_number,
        stage=Stage.DRAFT if plan.state == DRAFTS else Stage.SIGNED,
        title=plan.content.title,
        attribute=plan.content.attribute,
        kind=plan.content.kind,
        created_by=plan.office.people["officer"],
        created_at=plan.at - timedelta(days=3),
        touched_at=plan.at,
    )


def _version(plan: _Plan, record: Record) -> Version:
    plain = asdict(plan.content)
    del plain["attachments"]
    plain["relations"] = [{**r, "on": r["on"].isoformat()} for r in plain["relations"]]
    return Version(
        record=record,
        number=1,
        drafter=plan.office.people["officer"],
        saved_at=plan.at - timedelta(days=3),
        digest=plan.content.digest(),
        **plain,
    )


def _sign(signed: list[tuple[_Plan, Record, Version]], definition: Definition) -> list[Review]:
    cases = Case.objects.bulk_create([_case(plan, record, definition) for plan, record, _v in signed])
    rounds = Round.objects.bulk_create(
        Round(case=case, lead=record, opened_at=case.opened_at)
        for case, (_p, record, _v) in zip(cases, signed, strict=True)
    )
    RoundItem.objects.bulk_create(
        RoundItem(round=one, record=record, version=version)
        for one, (_p, record, version) in zip(rounds, signed, strict=True)
    )
    return Review.objects.bulk_create(
        _review(plan, record, version, one)
        for one, (plan, record, version) in zip(rounds, signed, strict=True)
    )


def _case(plan: _Plan, record: Record, definition: Definition) -> Case:
    return Case(
        subject_type="record",
        subject_id=str(record.pk),
        organ=record.organ,
        division=record.division,
        title=record.title,
        definition=definition,
        state=CaseState.CONCLUDED,
        outcome=SignOutcome.AGREE,
        opened_at=plan.at - timedelta(days=2),
        opened_by=record.created_by,
        concluded_at=plan.at - timedelta(hours=1),
    )


def _review(plan: _Plan, record: Record, version: Version, one: Round) -> Review:
    return Review(
        version=version,
        record=record,
        digest=version.digest,
        drafter=version.drafter,
        attribute=version.attribute,
        reviewer=plan.office.people["secrecy"],
        outcome=Outcome.PASSED,
        basis=Basis.EXAMINED,
        opinion="不涉密，可以公开。",
        act=plan.act,
        opened_at=plan.at - timedelta(hours=20),
        reviewed_at=plan.at - timedelta(hours=19),
        round=one,
    )


def _publication(plan: _Plan, record: Record, version: Version, review: Review) -> Publication:
    return Publication(
        record=record,
        version=version,
        review=review,
        address=address_of(plan.index_number),
        published_at=plan.at,
        changed_at=plan.at,
        published_by=plan.office.people["office"].name,
    )


def _enter(pairs: list[tuple[_Plan, Record]], memory: _Memory) -> None:
    """One entry a record, chained as the ledger chains, so that it verifies."""
    touched: set[str] = set()
    entries = []
    for plan, record in pairs:
        chain, by = plan.office.organ.code, plan.office.people["office"]
        number, previous = memory.heads.get(chain, (0, GENESIS))
        detail = {"bench": True, "state": plan.state}
        actor = (by.actor_id, by.actor_name)
        row = Row(
            chain, number + 1, plan.at, "bench.record", "record", str(record.pk), *actor, detail, previous
        )
        digest = row.content_digest()
        memory.heads[chain] = (number + 1, digest)
        entries.append(Entry(**(asdict(row) | {"digest": digest})))
        touched.add(chain)
    Entry.objects.bulk_create(entries)
    ChainHead.objects.bulk_create(
        [ChainHead(chain=c, number=memory.heads[c][0], digest=memory.heads[c][1]) for c in sorted(touched)],
        update_conflicts=True,
        unique_fields=["chain"],
        update_fields=["number", "digest"],
    )
