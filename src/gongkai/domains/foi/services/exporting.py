"""Export: taking the register out is an act, written down before the first row leaves."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.exchange import register
from gongkai.domains.foi.exchange.fields import SEALED
from gongkai.domains.foi.exchange.register import Chosen
from gongkai.domains.foi.models import Request
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import may
from gongkai.foundation.vault.rules.reasons import Purpose, reasons_against_unmasking
from gongkai.foundation.vault.services import use


def export_rows(
    *,
    organ: Organ,
    format: str,
    by: Person,
    at: datetime,
    chosen: Chosen = Chosen(),
    unmask: bool = False,
    reason: str = "",
) -> Iterator[dict[str, object]]:
    """Rows of the organ's register; personal data masked and the applicant's own words left out unless `unmask`.

    Ledger: request.export; unmasked also vault.use for every request, with purpose EXPORT. NotAllowed without
    the right, and without a fit reason for unmasking. Rows are read while they are taken.
    """
    today = shanghai_date(at)
    reasons = []
    if not may(by, "request.export", organ=organ, today=today):
        text = _("%(name)s没有导出%(organ)s依申请公开台账的权限。") % {"name": by.name, "organ": organ.name}
        reasons.append(Reason("may_not_export", text))
    if unmask:
        reasons += reasons_against_unmasking(forgotten=False, reason=reason)
    refuse(reasons)
    detail = {"format": format, "unmask": unmask, "reason": reason.strip()}
    detail |= {name: day.isoformat() for name, day in _days(chosen)} | {"stage": chosen.stage}
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
    rows = register.chosen_requests(organ=organ, person=by, today=today, chosen=chosen)
    return _rows(rows, organ, unmask, by=by, at=at)


def _days(chosen: Chosen):
    return ((name, getattr(chosen, name)) for name in ("since", "until") if getattr(chosen, name))


def _rows(rows, organ: Organ, unmask: bool, *, by: Person, at: datetime) -> Iterator[dict[str, object]]:
    for batch in register.batches(rows):
        due = register.due_days(batch)
        plain = _opened(batch, organ, by=by, at=at) if unmask else {}
        for request in batch:
            yield register.row_of(request, plain=plain.get(request.pk), due=due.get(str(request.pk)))


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
