"""Periods are closed with a digest; what changes afterwards is named, never written over."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures import closings
from gongkai.kernel.figures.models import Closing, NamedCorrection
from gongkai.kernel.figures.rules.entering import reasons_against_closing, reasons_against_naming
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.values import written
from gongkai.kernel.figures.services.allowing import CLOSES, reasons_against_role


@transaction.atomic
def close_period(*, organ: Organ, period: Period, by: Actor, at: datetime) -> Closing:
    """Freeze all figures of the organ for a period that is over, by division where they know it. Ledger: figure.close."""
    ledger.hold_chain(organ.code)  # two people who close at once come one after the other
    closed = closings.closing_of(organ, period)
    refuse(reasons_against_close(organ=organ, period=period, closed=closed, by=by, at=at))
    values = closings.frozen(organ, period)
    closing = Closing.objects.create(
        organ=organ,
        since=period.since,
        until=period.until,
        values=values,
        digest=closings.digest_of_closing(organ, period, values),
        closed_by=by.actor_id,
        closed_name=by.actor_name,
        closed_at=at,
    )
    detail = {"since": str(period.since), "until": str(period.until), "digest": closing.digest}
    _tell(closing, "figure.close", by=by, at=at, **detail)
    return closing


def reasons_against_close(
    *, organ: Organ, period: Period, closed: Closing | None, by: Actor, at: datetime
) -> list[Reason]:
    """Why the person may not close the period now; `closed`: the closing that is there. The page asks the same."""
    found = reasons_against_closing(period, today=shanghai_date(at), closed=closed is not None)
    return found + reasons_against_role(CLOSES, organ=organ, by=by, at=at)


@transaction.atomic
def name_correction(
    *, closing: Closing, metric: str, keys: Mapping[str, object], reason: str, by: Actor, at: datetime
) -> NamedCorrection:
    """Say why a figure of a closed period is another now; `keys` as the difference has them. Ledger: figure.correct."""
    ledger.hold_chain(closing.organ.code)
    found = closings.difference(closing, metric, keys)
    differs, named = found is not None, found is not None and found.named
    refuse(
        reasons_against_role(CLOSES, organ=closing.organ, by=by, at=at)
        + reasons_against_naming(differs=differs, named=named, reason=reason)
        + reasons_against_marks({_("理由"): reason})
    )
    correction = NamedCorrection.objects.create(
        closing=closing,
        metric=metric,
        keys=dict(keys),
        was=written(found.frozen),
        now=written(found.now),
        reason=reason.strip(),
        named_by=by.actor_id,
        named_name=by.actor_name,
        named_at=at,
    )
    _tell(closing, "figure.correct", by=by, at=at, metric=metric, was=correction.was, now=correction.now)
    return correction


def _tell(closing: Closing, verb: str, *, by: Actor, at: datetime, **detail) -> None:
    ledger.append(
        organ=closing.organ.code,
        verb=verb,
        subject_type="figure_closing",
        subject_id=str(closing.pk),
        by=by,
        at=at,
        detail=detail,
    )
