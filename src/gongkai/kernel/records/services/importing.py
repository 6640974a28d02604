"""Import: rows of a file become records, each by the same acts and through the same gate as any other.

A row is taken whole or not at all: refused, it leaves nothing behind and can be mended and given again.
A batch is one transaction, each row a savepoint in it; so a killed import goes on where it stopped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.common.reasons import NotAllowed, Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.ledger.selectors import for_show
from gongkai.foundation.ledger.services import append
from gongkai.foundation.numbering.rules import parse_index_number, spellings
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.selectors import keep_posts, may
from gongkai.kernel.catalogue.models import DutyEntry
from gongkai.kernel.records.models import ImportRun, Record
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.keeping import erased_key
from gongkai.kernel.records.rules.personal_data import find_personal_data
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.services.arriving import OPINION, SIGNED_LATER, await_review
from gongkai.kernel.records.services.drafting import draft
from gongkai.kernel.records.services.numbers import keep_number, reasons_against_keeping
from gongkai.kernel.records.services.release import publish
from gongkai.kernel.records.services.signing import review_already_public
from gongkai.kernel.records.tabular.keeping import Seen
from gongkai.kernel.records.tabular.lookups import lookups_for
from gongkai.kernel.records.tabular.reading import RawRow
from gongkai.kernel.records.tabular.values import Lookups, Row, Target, read_row
from gongkai.kernel.records.texts import texts_of

CREATED, PUBLISHED, WAITING, PRESENT, REFUSED = "created", "published", "waiting", "present", "refused"


@dataclass(frozen=True, slots=True)
class Plan:
    """How far rows are to go. A reviewer signs each item for itself, on the basis `already_public`.

    On a production installation the rows wait until the reviewer has done so on the desk; in a demonstration the
    signatures are scripted.
    """

    publish: bool = False
    reviewer: Person | None = None
    opinion: str = OPINION
    dry_run: bool = False


@dataclass(slots=True)
class Run:
    """One import that is under way; made by `begin_import`. `kept`: what waiting rows belong to."""

    organ: Organ
    plan: Plan
    lookups: Lookups
    divisions: dict[int, Division] = field(default_factory=dict)
    duties: dict[int, DutyEntry] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    kept: ImportRun | None = None
    waits: bool = False
    """Whether rows stop before their reviewer, who signs them in person. Asked once for all rows."""

    @property
    def end(self) -> str:
        """What becomes of a good row."""
        return WAITING if self.waits else PUBLISHED if self.plan.publish else CREATED


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row. `findings`: personal data (key, label, place) that a reviewer may accept."""

    line: int
    state: str
    title: str = ""
    key: str = ""
    record: int | None = None
    reasons: tuple[Reason, ...] = ()
    findings: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def marked(self) -> bool:
        """Refused for a classification mark: its text must not be kept, written out or shown."""
        return any(reason.code == "classification_mark" for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class _Item:
    raw: RawRow
    row: Row | None
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class _Known:
    """What of a batch the register has already; three queries."""

    keys: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


def begin_import(*, organ: Organ, plan: Plan, source: str, by: Person, at: datetime) -> Run:
    """Check the rights of all who take part and write down that the import begins. Raises NotAllowed."""
    for person in filter(None, (by, plan.reviewer)):
        keep_posts(person, shanghai_date(at))  # asked again for every row
    refuse(_reasons_against_importing(organ, plan, by, at))
    refuse(reasons_against_marks({_("文件名"): source, _("审查意见"): plan.opinion}))
    kept, waits = None, plan.reviewer is not None and not for_show()
    if not plan.dry_run:
        reviewer = plan.reviewer.actor_id if plan.reviewer else ""
        detail = {"source": source[:200], "publish": plan.publish, "reviewer": reviewer}
        with transaction.atomic():
            append(
                organ=organ.code,
                verb="record.import",
                subject_type="organ",
                subject_id=organ.code,
                by=by,
                at=at,
                detail=detail,
            )
            kept = _kept_run(organ, plan, source, by=by, at=at) if waits else None
    return Run(
        organ,
        plan,
        lookups_for(organ),
        divisions={division.pk: division for division in organ.divisions.all()},
        duties={entry.pk: entry for entry in organ.duties.filter(retired_on=None)},
        kept=kept,
        waits=waits,
    )


def _kept_run(organ: Organ, plan: Plan, source: str, *, by: Person, at: datetime) -> ImportRun:
    """What the waiting rows belong to; an import that is run again goes on in the same one."""
    same = {"organ": organ, "source": source[:200], "by": by, "publish": plan.publish}
    run = ImportRun.objects.filter(**same, reviewer=plan.reviewer).first()
    return run or ImportRun.objects.create(**same, reviewer=plan.reviewer, begun_at=at)


def import_batch(*, run: Run, rows: Sequence[RawRow], by: Person, at: datetime) -> list[Outcome]:
    """Take some rows, in one transaction. Outcomes come in their order; nothing is raised for a row."""
    items = [_understood(raw, run.lookups) for raw in rows]
    with transaction.atomic():
        known = _known(run.organ, items)
        outcomes = [_take(run, item, known, by=by, at=at) for item in items]
        if run.plan.dry_run:
            transaction.set_rollback(True)
    for outcome in outcomes:
        if outcome.marked:
            _note_marked(run.organ, outcome, by=by, at=at)
    return outcomes


def _reasons_against_importing(organ: Organ, plan: Plan, by: Person, at: datetime) -> list[Reason]:
    today = shanghai_date(at)
    reviewer = plan.reviewer
    reasons = []
    if not may(by, "record.import", organ=organ, today=today):
        text = _("%(name)s没有%(organ)s的导入权限。") % {"name": by.name, "organ": organ.name}
        reasons.append(Reason("may_not_import", text))
    if plan.publish and not may(by, "record.publish", organ=organ, today=today):
        text = _("%(name)s没有%(organ)s的发布权限。") % {"name": by.name, "organ": organ.name}
        reasons.append(Reason("may_not_publish", text))
    if reviewer is not None and reviewer.pk == by.pk:
        law = "政府信息公开条例 第十七条；保守国家秘密法实施条例 第四十二条"
        reasons.append(Reason("reviewer_imports", _("审查人不能是导入人，须由另一人审查。"), law))
    if reviewer is not None and not may(reviewer, "record.review", organ=organ, today=today):
        text = _("%(name)s没有%(organ)s的保密审查权限。") % {"name": reviewer.name, "organ": organ.name}
        reasons.append(Reason("may_not_review", text))
    return reasons


def _understood(raw: RawRow, lookups: Lookups) -> _Item:
    if raw.problem is not None:
        return _Item(raw, None, (raw.problem,))
    row, reasons = read_row(raw.cells, lookups)
    if row is None:
        return _Item(raw, None, tuple(reasons))
    return _Item(raw, row if row.key else replace(row, key=row.index_number or _key_of(row)))


def _key_of(row: Row) -> str:
    """A key for a row that brings none: what it says, so that the same row is known again."""
    said = [row.content.digest(), [[t.kind, t.key, t.index_number, t.on] for t in row.relations]]
    return f"content:{digest_of(said)[:32]}"


def _known(organ: Organ, items: list[_Item]) -> _Known:
    rows = [item.row for item in items if item.row is not None]
    keys = {row.key for row in rows} | {target.key for row in rows for target in row.relations}
    numbers = {row.index_number for row in rows} | {t.index_number for row in rows for t in row.relations}
    known = _Known()
    known.keys = _keyed(organ, keys) | _exported(organ, keys)
    if numbers - {""}:
        seen = Q(organ=organ) | Q(publication__isnull=False)
        found = Record.objects.filter(seen, index_number__in=numbers).order_by()
        known.numbers = dict(found.values_list("index_number", "pk"))
    return known


def _keyed(organ: Organ, keys: set[str]) -> dict[str, int]:
    """Keys of the organ's records -> their ids, also of what was erased: it does not come in again."""
    erased = {erased_key(key): key for key in keys if key}
    own = Record.objects.filter(organ=organ, source_key__in=[*keys, *erased]).order_by()
    return {erased.get(key, key): pk for key, pk in own.values_list("source_key", "pk")}


def _exported(organ: Organ, keys: set[str]) -> dict[str, int]:
    """Keys that an export gave to records without one (see `tabular.exporting`) -> their ids."""
    pairs = {}
    for key in keys:
        name, _colon, rest = key.partition(":")
        number, _dash, digest = rest.partition("-")
        pk = whole_number(number)
        if name == "record" and pk is not None and len(digest) == 64:
            pairs[key] = (pk, digest)
    if not pairs:
        return {}
    wanted = Record.objects.filter(
        organ=organ, pk__in=[pk for pk, _digest in pairs.values()], current__isnull=False
    )
    have = set(wanted.order_by().values_list("pk", "versions__digest"))
    return {key: pair[0] for key, pair in pairs.items() if pair in have}


def _take(run: Run, item: _Item, known: _Known, *, by: Person, at: datetime) -> Outcome:
    row = item.row
    if row is None:
        return Outcome(item.raw.line, REFUSED, reasons=item.reasons)
    outcome = Outcome(item.raw.line, REFUSED, row.content.title, row.key)
    if earlier := run.seen.line_of("key", row.key):
        text = _("与第 %d 行是同一条（来源标识相同），没有重复导入。") % earlier
        return replace(outcome, reasons=(Reason("duplicate_row", text, "", "key"),))
    if row.key in known.keys:
        run.seen.add("key", row.key, item.raw.line)
        return replace(outcome, state=PRESENT, record=known.keys[row.key])
    try:
        relations = _relations(row, known, run)
        _refuse_taken_number(row, run, at)
        with transaction.atomic():
            whole = replace(row, content=replace(row.content, relations=relations))
            record = _make(run, whole, item.raw.line, by=by, at=at)
    except NotAllowed as refusal:
        findings = _findings(row) if any(r.code == "personal_data" for r in refusal.reasons) else ()
        return replace(outcome, reasons=tuple(refusal.reasons), findings=findings)
    except IntegrityError:
        return _after_race(run.organ, row, outcome)
    known.keys[row.key] = record.pk
    run.seen.add("key", row.key, item.raw.line)
    if row.index_number:
        known.numbers[row.index_number] = record.pk
        run.seen.add("number", _one_spelling(row.index_number), item.raw.line)
    return replace(outcome, state=run.end, record=record.pk)


def _make(run: Run, row: Row, line: int, *, by: Person, at: datetime) -> Record:
    """One record, by the acts of the register: draft, review of this item, publication through the gate."""
    record = draft(
        organ=run.organ,
        division=run.divisions.get(row.division),
        duty=run.duties.get(row.duty),
        content=row.content,
        source_key=row.key,
        by=by,
        at=at,
    )
    if row.index_number:
        keep_number(record, row.index_number, by=by, at=at)
    if run.waits:
        evidence = dict(row.evidence)
        await_review(
            record=record, run=run.kept, line=line, evidence=evidence, publish=run.plan.publish, by=by, at=at
        )
        return record
    if run.plan.reviewer is not None:
        _review(record, row, run.plan, at=at)
    if run.plan.publish:
        publish(record=record, by=by, at=at)
    return record


def _review(record: Record, row: Row, plan: Plan, *, at: datetime) -> None:
    """The reviewer's one act for this one item. Refused, it also tells what else the gate would have said."""
    try:
        review_already_public(
            version=record.current,
            evidence=dict(row.evidence),
            opinion=plan.opinion,
            act=uuid4(),
            accepted=row.accepted,
            by=plan.reviewer,
            at=at,
        )
    except NotAllowed as refusal:
        others = reasons_against_publishing(gate_snapshot(record, at=at))
        raise NotAllowed([*(r for r in others if r.code not in SIGNED_LATER), *refusal.reasons]) from refusal


def _refuse_taken_number(row: Row, run: Run, at: datetime) -> None:
    if not row.index_number:
        return
    if earlier := run.seen.line_of("number", _one_spelling(row.index_number)):
        text = _("索引号 %(number)s 与第 %(line)d 行重复。") % {"number": row.index_number, "line": earlier}
        refuse([Reason("index_number_twice", text, "", "index_number")])
    refuse(reasons_against_keeping(row.index_number, run.organ, at=at))


def _one_spelling(number: str) -> str:
    return spellings(parse_index_number(number))[0]


def _relations(row: Row, known: _Known, run: Run) -> tuple[RelationFact, ...]:
    facts = []
    for target in row.relations:
        found = known.keys.get(target.key) if target.key else known.numbers.get(target.index_number)
        if found is not None:
            facts.append(RelationFact(target.kind, found, target.on))
        elif not target.optional and not _tried_before(target, run):
            text = _("关联的文件“%s”不在登记簿中。请先导入它。") % (target.key or target.index_number)
            refuse([Reason("relation_not_found", text, "", "relations")])
    return tuple(facts)


def _tried_before(target: Target, run: Run) -> bool:
    """In a trial run an earlier row was good, but is rolled back."""
    kind, value = ("key", target.key) if target.key else ("number", target.index_number)
    return run.plan.dry_run and run.seen.line_of(kind, value) is not None


def _findings(row: Row) -> tuple[tuple[str, str, str], ...]:
    return tuple((f.key, str(f.label), f.field) for f in find_personal_data(texts_of(row.content, {})))


def _after_race(organ: Organ, row: Row, outcome: Outcome) -> Outcome:
    """Another import wrote the same key or number between our look and our write."""
    there = Record.objects.filter(organ=organ, source_key=row.key).first()
    if there is not None:
        return replace(outcome, state=PRESENT, record=there.pk)
    if not Record.objects.filter(index_number=row.index_number or None).exists():
        raise RuntimeError(f"row {outcome.line} broke a constraint that is not about its key or number")
    text = _("索引号 %s 已被使用，索引号不得重复。") % row.index_number
    return replace(outcome, reasons=(Reason("index_number_taken", text, "", "index_number"),))


def _note_marked(organ: Organ, outcome: Outcome, *, by: Person, at: datetime) -> None:
    """The refusal of classified text outlives the row's roll-back; the text itself is nowhere."""
    with transaction.atomic():
        append(
            organ=organ.code,
            verb="record.refuse_classified",
            subject_type="organ",
            subject_id=organ.code,
            by=by,
            at=at,
            detail={"line": outcome.line, "places": len(outcome.reasons)},
        )
