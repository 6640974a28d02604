"""From one applicant to everybody (第四十四条): a draft record with what was given. The gate stays where it is."""

from datetime import datetime

from django.db import transaction
from django.utils.html import format_html, format_html_join

from gongkai.domains.foi.models import Answer, Request
from gongkai.domains.foi.rules.converting import Conversion, reasons_against_converting
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.selectors import answer_that_counts
from gongkai.domains.foi.services.recording import lock, permit, tell
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.records import services as records
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import AttachedFile, Content
from gongkai.kernel.records.rules.vocabulary import Attribute

SOURCE = "request:%d"


def record_of(request: Request) -> Record | None:
    """The record that was made from this request. One query."""
    return Record.objects.filter(organ=request.organ, source_key=SOURCE % request.pk).first()


@transaction.atomic
def convert(*, request: Request, title: str, abstract: str, by: Person, at: datetime) -> Record:
    """Draft a record from the answer's files; it goes through review, signature and gate as every other does."""
    request = lock(request)
    permit(request, "request.handle", by, at)
    answer = answer_that_counts(request.answers.select_related("letter"))
    refuse(reasons_against_converting(facts_of(request, answer), title=title))
    made = records.draft(
        organ=request.organ,
        division=request.division,
        content=_content(answer, title.strip(), abstract.strip()),
        source_key=SOURCE % request.pk,
        by=by,
        at=at,
    )
    tell(request, ActKind.CONVERT, by=by, at=at, detail={"record": made.pk})
    return made


def facts_of(request: Request, answer: Answer | None) -> Conversion:
    """What the rule asks. Two queries."""
    return Conversion(
        over=request.stage in (Stage.ANSWERED, Stage.CLOSED),
        answer_kind=request.answer_kind,
        files=answer.files.count() if answer else 0,
        converted=record_of(request) is not None,
    )


def _content(answer: Answer, title: str, abstract: str) -> Content:
    files = [(given.file, given.label) for given in answer.files.select_related("file")]
    names = format_html_join("", "<li>{}</li>", ((label,) for _file, label in files))
    return Content(
        title=title,
        abstract=abstract,
        body=format_html("<p>{}</p><ul>{}</ul>", abstract or title, names),
        attribute=Attribute.PROACTIVE,
        attachments=tuple(AttachedFile(file.pk, file.digest, label) for file, label in files),
    )
