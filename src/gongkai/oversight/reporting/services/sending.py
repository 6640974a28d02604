"""Sending a report for sign-off: it becomes a record with its tables and files, and passes the one gate."""

import io
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.services import store
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.catalogue.models import DutyEntry
from gongkai.kernel.catalogue.rules import DocumentKind
from gongkai.kernel.records import guards
from gongkai.kernel.records import services as records
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import AttachedFile, Content
from gongkai.kernel.records.rules.vocabulary import Attribute, Disclosure
from gongkai.oversight.reporting.events import SUBJECT
from gongkai.oversight.reporting.models import AnnualReport, ReportVersion, Submission
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rendering.page import body
from gongkai.oversight.reporting.rules.frozen import to_stored
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.readiness import Standing
from gongkai.oversight.reporting.selectors import (
    as_report,
    column_of,
    reasons_against_submitting,
    standing_of,
    title_of,
)
from gongkai.oversight.reporting.services.recording import lock, tell
from gongkai.oversight.reporting.services.writing import add_version

ATTACHED = ("docx", "pdf", "xlsx", "csv", "json")
"""Files beside the page."""
SUBJECT_CLASS = "02-01"
"""政务公开 in the classes of subjects."""
DUTY = "20-15d"
"""The line of the duty catalogue that asks for the report (政府信息公开条例 第二十条第十五项、第四十九条)."""


def submit_report(*, report: AnnualReport, by: Person, at: datetime) -> Record:
    """Freeze the report, render it into its record and send that for sign-off. NotAllowed with every reason.

    Stands outside any transaction, as every storing of files does. A report that was public before goes out as a
    correction, whose explanation is the reason that the numbers were taken over with.
    """
    report = AnnualReport.objects.select_related("organ", "current").get(pk=report.pk)
    stands = standing_of(report, shanghai_date(at))
    column = column_of(report.organ)
    refuse(reasons_against_submitting(report, stands, by, shanghai_date(at)))
    version = _frozen(report, stands, by=by, at=at)
    goes_out = as_report(version)
    files = _stored(goes_out, report, by=by, at=at)
    with transaction.atomic():
        report = lock(report)
        refuse(_reasons_against_race(report, version))
        content = _content(report, version, goes_out, column, files, shanghai_date(at))
        record = _kept(report, content, by=by, at=at)
        Submission.objects.create(version=version, record_version=record.current, at=at)
        records.submit(record=record, by=by, at=at)
        tell(report, "report.submit", by=by, at=at, version=version.number, digest=version.digest, record=record.pk)  # fmt: skip
    return record


def _reasons_against_race(report: AnnualReport, version: ReportVersion) -> list[Reason]:
    if report.current_id == version.pk:
        return []
    return [Reason("edited_by_other", _("提交的时候有人保存了新的版本，请核对后再提交。"))]


def _frozen(report: AnnualReport, stands: Standing, *, by: Person, at: datetime) -> ReportVersion:
    """The version with exactly the numbers that were checked: the current one, or the same words with them."""
    with transaction.atomic():
        report = lock(report)
        current = report.current
        assert current is not None
        values = to_stored(stands.values)
        if current.values == values:
            return current
        refuse(_reasons_against_words(current, stands))
        return add_version(report, current.sections, values, current.reason, by=by, at=at)


def _reasons_against_words(current: ReportVersion, stands: Standing) -> list[Reason]:
    if current.sections == stands.sections:
        return []
    return [Reason("edited_by_other", _("提交的时候有人保存了新的版本，请核对后再提交。"))]


def _stored(goes_out: Report, report: AnnualReport, *, by: Person, at: datetime) -> tuple[AttachedFile, ...]:
    made = []
    for kind in ATTACHED:
        name = f"{title_of(report)}.{kind}"
        file = store(upload=io.BytesIO(FORMATS[kind](goes_out)), name=name, organ=report.organ, by=by, at=at)
        made.append(AttachedFile(file.pk, file.digest, name))
    return tuple(made)


def _content(
    report: AnnualReport, version: ReportVersion, goes_out: Report, column: int | None,
    files: tuple[AttachedFile, ...], today: date,
) -> Content:  # fmt: skip
    corrects = report.record is not None and hasattr(report.record, "publication")
    return Content(
        title=title_of(report),
        abstract=f"{report.organ.name}{report.year}年政府信息公开工作情况和统计表。",  # public: always Chinese
        body=body(goes_out),
        made_on=today,
        issued_on=today,
        kind=DocumentKind.REPORT,
        subject=SUBJECT_CLASS,
        disclosures=(Disclosure.RESULT,),
        columns=(column,) if column else (),
        attribute=Attribute.PROACTIVE,
        erratum=version.reason if corrects else "",
        attachments=files,
    )


def _kept(report: AnnualReport, content: Content, *, by: Person, at: datetime) -> Record:
    """The record of the report: drafted the first time, a version more afterwards."""
    if report.record is not None:
        records.save(record=report.record, content=content, base=report.record.current.number, by=by, at=at)
        return Record.objects.select_related("organ", "current").get(pk=report.record_id)
    key = guards.source_key(SUBJECT, str(report.year))
    record = records.draft(
        organ=report.organ, division=by.division, content=content, source_key=key, by=by, at=at
    )
    duty = DutyEntry.objects.filter(organ=report.organ, code=DUTY, retired_on=None).first()
    if duty is not None:
        records.file_under(record=record, duty=duty, by=by, at=at)
    report.record = record
    report.save(update_fields=["record"])
    return record
