"""Drafting: a record begins, every save is a version, a stale save overwrites nothing."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.holding import Pair
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.jobs.services import enqueue
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.kernel.casework.services import abandon
from gongkai.kernel.catalogue.models import Column, DutyEntry
from gongkai.kernel.clocks.rules import OwnLimit
from gongkai.kernel.clocks.selectors import open_clock
from gongkai.kernel.clocks.services import relimit, start_clock, stop
from gongkai.kernel.records.html import clean
from gongkai.kernel.records.models import Attachment, InColumn, Publication, Record, Schedule, Version
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.gate import ground_reasons, reasons_against_saying
from gongkai.kernel.records.rules.issuer import leads, names_of
from gongkai.kernel.records.rules.keeping import kept_key, neutral_stub
from gongkai.kernel.records.rules.vocabulary import STATE_SECRET, RelationKind, Stage
from gongkai.kernel.records.services.recording import tell
from gongkai.kernel.records.services.relating import unrelate
from gongkai.kernel.records.signoff import open_case_of
from gongkai.kernel.records.texts import files_of, internal_texts_of, texts_of

REPEATED = ("title", "attribute", "kind")
"""Fields of the current version that its record repeats."""
START_CLOCK = "records.start_clock"


def draft(
    *,
    organ: Organ,
    division: Division | None,
    content: Content,
    by: Person,
    at: datetime,
    source_key: str | None = None,
    duty: DutyEntry | None = None,
) -> Record:
    """Begin a record with its first version. Refuses text with classification marks before anything is stored."""
    content = _keepable(content, organ=organ, by=by, at=at, key=source_key or "")
    with transaction.atomic():
        record = Record.objects.create(
            organ=organ,
            division=division,
            source_key=kept_key(source_key, content),
            duty=duty,
            created_by=by,
            created_at=at,
            touched_at=at,
        )
        version = add_version(record, content, by=by, at=at)
        tell(record, "record.draft", by=by, at=at, version=version.number, digest=version.digest)
    return record


def save(*, record: Record, content: Content, base: int, by: Person, at: datetime) -> Version:
    """Save a new version on top of version number `base`.

    When somebody else saved in between, nothing is overwritten: NotAllowed with the reason `edited_by_other`.
    The same content again makes no new version and returns the current one.
    """
    content = _keepable(content, organ=record.organ, by=by, at=at)
    with transaction.atomic():
        record = lock(record)
        refuse(_reasons_against_saving(record, base) + _reasons_against_stub(record, content))
        if content.is_of(record.current.digest):
            return record.current
        version = add_version(record, content, by=by, at=at)
        tell(record, "record.save", by=by, at=at, version=version.number, digest=version.digest)
    return version


def file_under(*, record: Record, duty: DutyEntry | None, by: Person, at: datetime) -> Record:
    """Point the record to the entry of the duty catalogue that it fulfils; the entry's limit becomes its own."""
    with transaction.atomic():
        record = lock(record)
        record.duty = duty
        record.save(update_fields=["duty"])
        tell(record, "record.file_under", by=by, at=at, duty=duty.pk if duty else None)
        if record.stage != Stage.CANCELLED:
            _run_proactive_clock(record, record.current.content(), at=at)
    return record


def cancel(*, record: Record, reason: str, by: Person, at: datetime) -> Record:
    """Give up a record that is not public. Its index number, if it has one, stays in the register as cancelled."""
    with transaction.atomic():
        record = lock(record)
        refuse(_reasons_against_cancelling(record, reason))
        record.stage = Stage.CANCELLED
        record.touched_at = at
        record.cancelled_because = reason.strip()  # not in the ledger, from which nothing can be erased
        record.save(update_fields=["stage", "touched_at", "cancelled_because"])
        end_waiting(record, reason, at=at)
        unrelate(record)  # what it did to others while it was public
        tell(record, "record.cancel", by=by, at=at)
    return record


def lock(record: Record) -> Record:
    """The record's row, locked until the end of the transaction, with what services look at."""
    return Record.objects.select_for_update(of=("self",)).select_related("organ", "current").get(pk=record.pk)


def hold(pairs: list[Pair]) -> None:
    """Records, locked in order before what hangs on them; see `foundation.common.holding`."""
    numbers = {whole_number(subject_id) for _type, subject_id in pairs} - {None}
    list(Record.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk"))


def _keepable(content: Content, *, organ: Organ, by: Person, at: datetime, key: str = "") -> Content:
    """Cleaned content, or a refusal that is in the ledger without the content.

    Runs before the transaction of the act, so that the entry about the refusal outlives it.
    """
    content = neutral_stub(replace(content, body=clean(content.body)))
    files = files_of([content])
    texts = texts_of(content, files) | internal_texts_of(content)
    if content.ground != STATE_SECRET:  # of that one the key is not kept in words
        texts[_("来源标识")] = key
    reasons = reasons_against_marks(texts)
    if reasons:
        with transaction.atomic():
            append(
                organ=organ.code,
                verb="record.refuse_classified",
                subject_type="organ",
                subject_id=organ.code,
                by=by,
                at=at,
                detail={"places": len(reasons)},
            )
    refuse([*reasons, *ground_reasons(content.attribute, content.ground, content.ground_text)])
    bound = (replace(a, copy=files[a.file].public_digest) for a in content.attachments)
    return replace(content, attachments=tuple(bound))


def add_version(record: Record, content: Content, *, by: Person, at: datetime) -> Version:
    number = record.current.number + 1 if record.current else 1
    columns_before = record.current.columns if record.current else []
    plain = asdict(content)
    attachments = plain.pop("attachments")
    relations = [{**r, "on": r["on"].isoformat() if r["on"] else None} for r in plain.pop("relations")]
    version = Version.objects.create(
        record=record,
        number=number,
        drafter=by,
        saved_at=at,
        digest=content.digest(),
        relations=relations,
        **plain,
    )
    Attachment.objects.bulk_create(
        Attachment(
            version=version,
            file_id=a["file"],
            file_digest=a["digest"],
            public_digest=a["copy"],
            copy_covered=True,
            name=a["name"],
            inline=a["inline"],
            position=position,
        )
        for position, a in enumerate(attachments)
    )
    record.current = version
    record.source_key = kept_key(record.source_key, content)
    record.title = content.title
    record.attribute = content.attribute
    record.kind = content.kind
    record.stage = Stage.DRAFT
    record.interprets_id = next(
        (r.record for r in content.relations if r.kind == RelationKind.INTERPRETS), None
    )
    record.touched_at = at
    record.save(update_fields=[*REPEATED, "current", "source_key", "stage", "interprets", "touched_at"])
    if list(content.columns) != columns_before:
        if columns_before:
            InColumn.objects.filter(record=record).delete()
        _put_in_columns(record, content.columns)
    _run_proactive_clock(record, content, at=at, new=number == 1)
    return version


def _put_in_columns(record: Record, columns: Iterable[int]) -> None:
    """What the version names, as far as there is such a column: the gate tells of others."""
    known = Column.objects.filter(pk__in=columns).order_by().values_list("pk", flat=True)
    InColumn.objects.bulk_create(InColumn(record=record, column_id=pk) for pk in known)


def start_due_clock(*, record_id: int, at: datetime) -> None:
    """What the clock does when the day has come on which a document was said to be made."""
    with transaction.atomic():
        record = lock(Record(pk=record_id))
        if record.stage != Stage.CANCELLED:
            _run_proactive_clock(record, record.current.content(), at=at)


def _run_proactive_clock(record: Record, content: Content, *, at: datetime, new: bool = False) -> None:
    """The 20 working days from making or changing (Art. 26) run while a proactive item of the organ is not public;
    they yield to the limit that a special rule sets, which stands with the entry of the duty catalogue.

    A day of making that is still to come starts the clock when it comes, by a job. Of a `new` record nothing is read.
    """
    subject = {"subject_type": "record", "subject_id": str(record.pk), "limit_code": "proactive"}
    start = _formed_on(record, content, new)
    later = start is not None and start > shanghai_date(at)
    running = None if new else open_clock(**subject)
    if running and (later or running.start_on != start):
        stop(**subject, by=SYSTEM, at=at)
        running = None
    if later:
        when = datetime.combine(start, time(0, 5), SHANGHAI)
        enqueue(kind=START_CLOCK, key=f"{record.pk}@{start}", payload={"record": record.pk}, run_after=when)
    elif start and not running:
        start_clock(**subject, start=start, organ=record.organ, own=_own_limit(record), by=SYSTEM, at=at)
    elif running:
        relimit(clock=running, own=_own_limit(record), by=SYSTEM, at=at)


def _own_limit(record: Record) -> OwnLimit | None:
    duty = record.duty
    if duty is None or duty.limit_number is None:
        return None
    return OwnLimit(duty.limit_number, duty.limit_unit, f"{duty.source}（公开事项“{duty.name}”）")


def _formed_on(record: Record, content: Content, new: bool) -> date | None:
    """The day from which Art. 26 counts for this version; None when nothing is due.

    A public record that was changed is due anew from its first change. For giving back what was withdrawn the law
    sets no limit of days: it stays an open duty (selectors.open_again_since) unless it is made anew since.
    """
    if not leads(content.issuer, names_of(record.organ)) or not content.is_proactive:
        return None
    if new:
        return content.made_on
    public = Publication.objects.filter(record=record).select_related("version").first()
    if public is not None:
        return _changed_on(record, content, public.version)
    withdrawn = record.withdrawals.order_by("-withdrawn_at").first()
    if withdrawn and (content.made_on is None or content.made_on < shanghai_date(withdrawn.withdrawn_at)):
        return None
    return content.made_on


def _changed_on(record: Record, content: Content, public: Version) -> date | None:
    if content.is_of(public.digest):
        return None
    first = record.versions.filter(number__gt=public.number).order_by("number").first()
    return shanghai_date(first.saved_at) if first else None


def end_waiting(record: Record, reason: str, *, at: datetime) -> None:
    """What is given up is not planned or due any more, and its sign-off no longer waits for the drafter."""
    Schedule.objects.filter(record=record).delete()
    stop(subject_type="record", subject_id=str(record.pk), limit_code="proactive", by=SYSTEM, at=at)
    case = open_case_of(record)
    if case is not None and case.subject_id == str(record.pk):
        abandon(case=case, reason=reason, by=SYSTEM, at=at)


def _reasons_against_saving(record: Record, base: int) -> list[Reason]:
    reasons = []
    if record.stage == Stage.SIGNING:
        reasons.append(Reason("in_signing", _("正在审签，不能修改。请先撤回，或由审签人退回。")))
    if record.stage == Stage.CANCELLED:
        reasons.append(Reason("cancelled", _("该信息已注销，不能修改。")))
    if record.current.number != base:
        reasons.append(
            Reason(
                "edited_by_other",
                _("%(name)s 已保存了版本 %(number)d，您的修改没有覆盖它。请对照后再保存。")
                % {"name": record.current.drafter.name, "number": record.current.number},
            )
        )
    return reasons


def _reasons_against_stub(record: Record, content: Content) -> list[Reason]:
    """A public record found to be a state secret is taken off the site at once, not merely edited."""
    if content.ground != STATE_SECRET or not Publication.objects.filter(record=record).exists():
        return []
    text = _("该信息正在公开。认定涉密的，请立即撤回公开，并按规定报告。")
    return [Reason("secret_but_public", text, "保守国家秘密法")]


def _reasons_against_cancelling(record: Record, reason: str) -> list[Reason]:
    reasons = []
    if hasattr(record, "publication"):
        reasons.append(Reason("public", _("该信息正在公开，须先撤回才能注销。")))
    if record.stage == Stage.SIGNING:
        reasons.append(Reason("in_signing", _("正在审签，请先撤回再注销。")))
    if record.stage == Stage.CANCELLED:
        reasons.append(Reason("cancelled", _("该信息已经注销。")))
    if not reason.strip():
        reasons.append(Reason("reason_missing", _("请填写注销的理由。"), "", "reason"))
    return reasons + reasons_against_saying(_("理由"), reason)
