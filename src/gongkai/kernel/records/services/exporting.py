"""Export: a download is an act, written down before the first row leaves."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import organs_in_reach
from gongkai.kernel.records.tabular import exporting


def export_rows(
    *, organ: Organ, format: str, since: datetime | None = None, by: Person, at: datetime
) -> Iterator[dict[str, object]]:
    """Rows of the organ's records that the person may see; ledger: record.export. NotAllowed
    without any right there.

    The rows are read while they are taken; what changes meanwhile may be in or not.
    """
    today = shanghai_date(at)
    if not organs_in_reach(by, "record.view", today).filter(pk=organ.pk).exists():
        text = _("%(name)s没有查看%(organ)s政府信息的权限。") % {"name": by.name, "organ": organ.name}
        refuse([Reason("may_not_view", text)])
    with transaction.atomic():
        append(
            organ=organ.code,
            verb="record.export",
            subject_type="organ",
            subject_id=organ.code,
            by=by,
            at=at,
            detail={"format": format, "since": since.isoformat() if since else ""},
        )
    return exporting.exported_rows(organ=organ, person=by, today=today, since=since)
