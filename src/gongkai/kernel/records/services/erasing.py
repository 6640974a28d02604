"""Erase a record that turned out to be a state secret (条例 第十四条): ordered by one person, confirmed by another.

The index number, a neutral stub and the acts in the ledger stay; every word of the content goes.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import erase as erase_file
from gongkai.foundation.jobs.services import announce, forget_errors
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.casework.services import forget_words
from gongkai.kernel.records import events
from gongkai.kernel.records.models import Attachment, Erasure, ImportItem, Publication, Record
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.keeping import EMPTY, NEUTRAL_TITLE, erased_key, neutral_stub
from gongkai.kernel.records.rules.vocabulary import STATE_SECRET, Stage, WithdrawalKind
from gongkai.kernel.records.services.drafting import add_version, end_waiting, lock
from gongkai.kernel.records.services.recording import tell
from gongkai.kernel.records.services.relating import unrelate
from gongkai.kernel.records.services.withdrawing import withdraw

LAW = "保守国家秘密法；政府信息公开条例 第十四条"


def order_erasure(*, record: Record, by: Person, at: datetime) -> Erasure:
    """First act: the record is a state secret. It leaves the site at once and waits, closed, for the second person."""
    with transaction.atomic():
        record = lock(record)
        refuse(_reasons_against_ordering(record, by, at))
        if Publication.objects.filter(record=record).exists():
            withdraw(record=record, reason=_("依法处理"), kind=WithdrawalKind.REEXAMINED, by=by, at=at)
            record = lock(record)
        made = Erasure.objects.create(
            record=record, ordered_by=by, ordered_at=at, stage_before=_resting(record)
        )
        end_waiting(record, _("依法处理"), at=at)
        _close(record, at)
        tell(record, "record.order_erasure", by=by, at=at)
    return made


def drop_erasure(*, record: Record, by: Person, at: datetime) -> Record:
    """Not a state secret after all: the record stands again where it stood, as a draft that is not public."""
    with transaction.atomic():
        record = lock(record)
        ordered = Erasure.objects.select_for_update().filter(record=record).first()
        refuse(_reasons_against_deciding(record, ordered, by, at))
        record.stage, record.touched_at = ordered.stage_before, at
        record.save(update_fields=["stage", "touched_at"])
        ordered.delete()
        tell(record, "record.drop_erasure", by=by, at=at)
    return record


def confirm_erasure(*, record: Record, by: Person, at: datetime) -> Record:
    """Second act, by another person: all content goes; a stub and the index number stay.

    Bytes of files, pages and the search index follow by jobs of the same transaction (`record.erased`).
    """
    with transaction.atomic():
        _overwrite_freed_pages()
        record = lock(record)
        ordered = Erasure.objects.select_for_update().filter(record=record).first()
        refuse(_reasons_against_deciding(record, ordered, by, at, second=True))
        ordered.confirmed_by, ordered.confirmed_at = by, at
        ordered.save(update_fields=["confirmed_by", "confirmed_at"])
        stub = add_version(record, neutral_stub(Content(ground=STATE_SECRET)), by=by, at=at)
        kept = _empty(record, stub.pk, by=by, at=at)
        _close(record, at)
        tell(record, "record.erase", by=by, at=at, files_kept=kept)
        announce(event=events.ERASED, key=str(record.pk), payload={"record": record.pk})
    return record


def _resting(record: Record) -> str:
    return record.stage if record.stage == Stage.CANCELLED else Stage.DRAFT


def _close(record: Record, at: datetime) -> None:
    record.stage, record.touched_at = Stage.CANCELLED, at
    record.save(update_fields=["stage", "touched_at"])


def _empty(record: Record, stub: int, *, by: Person, at: datetime) -> list[int]:
    """Every table of the register that holds words of the record. Files that other business keeps, by number."""
    files = set(Attachment.objects.filter(version__record=record).values_list("file", flat=True))
    Attachment.objects.filter(version__record=record).delete()
    record.versions.exclude(pk=stub).update(**EMPTY)
    record.reviews.update(opinion="", legal_basis="", accepted=[], evidence={})
    ImportItem.objects.filter(record=record).update(evidence={})
    record.errata.all().delete()
    record.withdrawals.update(reason="")
    record.reassessments.update(reason="")
    unrelate(record)
    record.cancelled_because = ""
    if record.source_key:
        record.source_key = erased_key(record.source_key)
    record.save(update_fields=["cancelled_because", "source_key"])
    forget_words(subject_type="record", subject_id=str(record.pk), title=NEUTRAL_TITLE)
    forget_errors(key=str(record.pk))
    lone = StoredFile.objects.filter(pk__in=files).exclude(pk__in=Attachment.objects.values("file"))
    return [file.pk for file in lone.select_related("organ") if not erase_file(file=file, by=by, at=at)]


def _overwrite_freed_pages() -> None:
    """SQLite leaves deleted text in free pages; from here on this connection writes zeros over it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _reasons_against_ordering(record: Record, by: Person, at: datetime) -> list[Reason]:
    reasons = _reasons_against_person(record, by, at)
    if Erasure.objects.filter(record=record).exists():
        reasons.append(Reason("ordered", _("该信息的涉密清除已经提出。"), LAW))
    return reasons


def _reasons_against_deciding(
    record: Record, ordered: Erasure | None, by: Person, at: datetime, *, second: bool = False
) -> list[Reason]:
    reasons = _reasons_against_person(record, by, at)
    if ordered is None:
        reasons.append(Reason("not_ordered", _("该信息没有提出涉密清除。"), LAW))
    elif ordered.confirmed_at:
        reasons.append(Reason("erased", _("该信息的内容已经清除。"), LAW))
    elif second and ordered.ordered_by_id == by.pk:
        reasons.append(Reason("own_order", _("清除是您提出的，须由另一人确认。"), LAW))
    return reasons


def _reasons_against_person(record: Record, by: Person, at: datetime) -> list[Reason]:
    if may(by, "record.erase", organ=record.organ, division=record.division, today=shanghai_date(at)):
        return []
    return [Reason("may_not_erase", _("只有本机关的保密审查员或领导可以办理涉密清除。"), LAW)]
