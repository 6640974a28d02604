"""What every act on a report shares: its row locked, its entry in the ledger."""

from datetime import datetime
from typing import Any

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.holding import Pair
from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.ledger.services import append
from gongkai.oversight.reporting.events import SUBJECT
from gongkai.oversight.reporting.models import AnnualReport


def lock(report: AnnualReport) -> AnnualReport:
    """The row, locked until the end of the transaction, with what services look at."""
    rows = AnnualReport.objects.select_for_update(of=("self",))
    return rows.select_related("organ", "current", "record__organ", "record__current").get(pk=report.pk)


def hold(pairs: list[Pair]) -> None:
    """Reports, locked in order before what hangs on them; see `foundation.common.holding`."""
    numbers = {whole_number(subject_id) for _type, subject_id in pairs} - {None}
    found = AnnualReport.objects.select_for_update().filter(pk__in=numbers)
    list(found.order_by("pk").values_list("pk"))


def tell(report: AnnualReport, verb: str, *, by: Actor, at: datetime, **detail: Any) -> None:
    append(
        organ=report.organ.code,
        verb=verb,
        subject_type=SUBJECT,
        subject_id=str(report.pk),
        by=by,
        at=at,
        detail={"year": report.year, **detail},
    )
