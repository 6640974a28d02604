"""Export: taking the register out is an act, written down before the first row leaves."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.exchange import register
from gongkai.domains.foi.exchange.book import MOST, RENDER, BookWriter, line_of
from gongkai.domains.foi.exchange.fields import LAYOUT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.register import Filters, filtered, told
from gongkai.domains.foi.rules.application import SEALED
from gongkai.domains.foi.selectors import visible
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import may
from gongkai.foundation.vault.rules.reasons import Purpose, reasons_against_unmasking
from gongkai.foundation.vault.services import use
from gongkai.kernel.letters.rules.values import chinese_date
from gongkai.kernel.records.tabular.writing import WRITERS, Writer

FORMATS = (*RENDER, *WRITERS)
"""pdf and docx are the book to print, the others tables of all columns."""


def export_rows(
    *,
    organ: Organ,
    format: str,
    by: Person,
    at: datetime,
    chosen: Filters = Filters(),
    unmask: bool = False,
    reason: str = "",
) -> Iterator[Any]:
    """Rows of the organ's register for `writer_for` of that format; personal data masked, in free texts
    too, and the applicant's own words left out unless `unmask`.

    Ledger: request.export; unmasked also vault.use for every request, with purpose EXPORT. NotAllowed without
    the right, without a fit reason for unmasking, and for more than a book holds. Rows are read while they are
    taken.
    """
    today = shanghai_date(at)
    rows = filtered(visible(by, today).filter(organ=organ), chosen, by, today)
    reasons = []
    if not may(by, "request.export", organ=organ, today=today):
        text = _("%(name)s没有导出%(organ)s依申请公开台账的权限。") % {"name": by.name, "organ": organ.name}
        reasons.append(Reason("may_not_export", text))
    if unmask:
        reasons += reasons_against_unmasking(forgotten=False, reason=reason)
    refuse(reasons)
    if format in RENDER and rows.count() > MOST:
        said = _("一本登记簿最多 %(most)d 件，请按年份或者收到日期分册。") % {"most": MOST}
        refuse([Reason("too_many", said, where="format")])
    detail = {"format": format, "unmask": unmask, "reason": reason.strip()} | _noted(chosen)
    with transaction.atomic():
        append(
            organ=organ.code,
            verb="request.export",
            subject_type="organ",
            subject_id=organ.code,
            by=by,
            at=at,
            detail=detail,
        )
    shape = line_of if format in RENDER else register.row_of
    return _rows(rows, organ, unmask, shape, by=by, at=at)


def writer_for(
    stream: BinaryIO, format: str, *, organ: Organ, chosen: Filters, at: datetime, unmask: bool = False
) -> Writer:
    """Takes the rows of `export_rows` and writes the file. ValueError for an unknown format."""
    if format in WRITERS:
        return WRITERS[format](stream, layout=LAYOUT)
    if format not in RENDER:
        raise ValueError(format)
    printed = _("%(day)s印制") % {"day": chinese_date(shanghai_date(at))}
    seals = _("个人信息未遮盖，注意保管") if unmask else _("个人信息已遮盖")
    return BookWriter(stream, format, organ=organ.name, period=told(chosen), notes=(printed, seals))


def _noted(chosen: Filters) -> dict[str, Any]:
    """What was chosen, for the ledger; words that were searched for may name somebody and are only mentioned."""
    found = {name: value for name, value in asdict(chosen).items() if value}
    if "q" in found:
        found["q"] = True
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _rows(
    rows, organ: Organ, unmask: bool, shape: Callable[..., Any], *, by: Person, at: datetime
) -> Iterator[Any]:
    for batch in register.batches(rows):
        due = register.due_days(batch)
        plain = _opened(batch, organ, by=by, at=at) if unmask else {}
        for request in batch:
            yield shape(request, plain=plain.get(request.pk), due=due.get(str(request.pk)))


@transaction.atomic
def _opened(batch: list[Request], organ: Organ, *, by: Person, at: datetime) -> dict[int, dict[str, str]]:
    """The plain values of some requests: one entry in the ledger for each, all written before any is given out."""
    found = {}
    for request in batch:
        plain = use(
            sealed={name: getattr(request.applicant, name) for name in SEALED},
            purpose=Purpose.EXPORT,
            subject_type=SUBJECT,
            subject_id=str(request.pk),
            organ=organ,
            by=by,
            at=at,
        )
        found[request.pk] = {name: value or "" for name, value in plain.items()}
    return found
