"""The report of an earlier year from a file, so that this year's can be held against it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.files.rules.marks import classification_marks
from gongkai.foundation.files.services import keep_made, refuse_marked
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.oversight.reporting.models import EarlierReport
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.rules.frozen import to_stored
from gongkai.oversight.reporting.rules.interchange import Reading
from gongkai.oversight.reporting.wording import trouble_line


def read_earlier(
    *, organ: Organ, year: int, data: bytes, name: str, by: Person, at: datetime
) -> EarlierReport:
    """Keep the numbers of the organ's report on `year` as its file gives them (.html .docx .xlsx .pdf .json).

    NotAllowed with every cell that cannot be read: half a report would be checked against nothing. The file is kept
    for download and never goes public.
    """
    reading = read_report(data)
    if classification_marks(_words_of(reading, name)):
        refuse_marked(organ, by=by, at=at)
    refuse(_reasons_against(reading, year))
    report = reading.report
    assert report is not None
    with transaction.atomic():
        kept = EarlierReport.objects.create(
            organ=organ,
            year=year,
            form=report.form.code,
            values=to_stored(report.values),
            name=name[:200],
            digest=sm3(data),
            file=keep_made(data=data, name=name, kind=_kind_of(name), organ=organ, at=at),
            by=by,
            at=at,
        )
        append(
            organ=organ.code,
            verb="report.read_earlier",
            subject_type="organ",
            subject_id=organ.code,
            by=by,
            at=at,
            detail={"year": year, "digest": kept.digest},
        )
    return kept


def _words_of(reading: Reading, name: str) -> str:
    told = reading.report.text.values() if reading.report else ()
    return "\n".join([name, reading.words.text, *told])


def _kind_of(name: str) -> str:
    """A web page is kept as text: nobody opens it here, it is only given back."""
    extension = name.rpartition(".")[2].lower()
    return extension if extension in {"docx", "xlsx", "pdf", "json"} else "txt"


def _reasons_against(reading: Reading, year: int) -> list[Reason]:
    form = reading.report.form if reading.report else None
    reasons = [Reason("earlier_unreadable", trouble_line(one, form), "", "file") for one in reading.troubles]
    told = reading.report.year if reading.report else None
    if told is not None and told != year:
        text = _("文件是%(told)d年的年度报告，这里需要%(year)d年的。") % {"told": told, "year": year}
        reasons.append(Reason("earlier_other_year", text, "", "file"))
    if reading.report is None and not reasons:
        reasons.append(Reason("earlier_unreadable", _("文件里没有找到年度报告的统计表。"), "", "file"))
    return reasons
