"""Acts and stated figures: entered once, with who, when and by what it is shown. Nothing is changed afterwards."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.orgs.models import Division, Organ
from gongkai.kernel.figures.models import Act, ActVoid, Statement
from gongkai.kernel.figures.registry import stated_figure
from gongkai.kernel.figures.rules.entering import (
    Proposed,
    reasons_against_recording,
    reasons_against_stating,
    reasons_against_voiding,
)
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.values import NOT_APPLICABLE, Value, written
from gongkai.kernel.figures.services.allowing import ENTERS, reasons_against_role

Source = tuple[str, str]
"""(type, id) of a row of any room."""


@transaction.atomic
def record_act(
    *,
    organ: Organ,
    kind: str,
    happened_on: date,
    title: str,
    quantity: Decimal | int = 1,
    division: Division | None = None,
    with_principal: bool = False,
    source: Source | None = None,
    evidence: str = "",
    evidence_file: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> Act:
    """Enter something countable; `kind`: a code of rules.acts. Proved by words, a file or a `source`. Ledger: act.record.

    A day in a closed period is taken: the closing then shows a difference that wants a name.
    """
    number = Decimal(quantity)
    proved = bool(evidence.strip() or evidence_file or source)
    own = division is None or division.organ_id == organ.pk
    found = reasons_against_role(ENTERS, organ=organ, division=division, by=by, at=at)
    found += reasons_against_recording(
        Proposed(kind, happened_on, title, number, proved, own), shanghai_date(at)
    )
    refuse(found + reasons_against_marks({_("标题"): title, _("依据"): evidence}))
    source_type, source_id = source or ("", "")
    act = Act.objects.create(
        organ=organ,
        division=division,
        kind=kind,
        happened_on=happened_on,
        title=title.strip(),
        quantity=number,
        with_principal=with_principal,
        source_type=source_type,
        source_id=str(source_id),
        evidence=evidence.strip(),
        evidence_file=evidence_file,
        recorded_by=by.actor_id,
        recorded_name=by.actor_name,
        recorded_at=at,
    )
    detail = {"kind": kind, "on": happened_on.isoformat(), "quantity": written(number)}
    _tell(organ, "act.record", "act", act.pk, by=by, at=at, **detail)
    return act


@transaction.atomic
def void_act(*, act: Act, reason: str, by: Actor, at: datetime) -> ActVoid:
    """Take an act out of the count; it stays to be read. Ledger: act.void."""
    held = Act.objects.select_for_update(of=("self",)).select_related("organ", "division").get(pk=act.pk)
    voided = ActVoid.objects.filter(act=held).exists()
    found = reasons_against_role(ENTERS, organ=held.organ, division=held.division, by=by, at=at)
    found += reasons_against_voiding(voided=voided, reason=reason)
    refuse(found + reasons_against_marks({_("理由"): reason}))
    void = ActVoid.objects.create(
        act=held, reason=reason.strip(), voided_by=by.actor_id, voided_name=by.actor_name, voided_at=at
    )
    _tell(held.organ, "act.void", "act", held.pk, by=by, at=at, kind=held.kind)
    return void


@transaction.atomic
def state_figure(
    *,
    organ: Organ,
    code: str,
    period: Period,
    value: Value,
    evidence: str,
    evidence_file: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> Statement:
    """State a number for a period, or NOT_APPLICABLE; the newest holds, older ones stay. Ledger: figure.state.

    KeyError for a code that nobody declared. Blank is what stands there when nothing was stated: it is refused.
    """
    figure = stated_figure(code)
    found = reasons_against_role(ENTERS, organ=organ, by=by, at=at)
    found += reasons_against_stating(
        value,
        evidence=evidence,
        period=period,
        today=shanghai_date(at),
        whole=figure.whole,
        signed=figure.signed,
    )
    refuse(found + reasons_against_marks({_("依据"): evidence}))
    statement = Statement.objects.create(
        organ=organ,
        code=code,
        since=period.since,
        until=period.until,
        value=value if isinstance(value, Decimal) else None,
        not_applicable=value is NOT_APPLICABLE,
        evidence=evidence.strip(),
        evidence_file=evidence_file,
        stated_by=by.actor_id,
        stated_name=by.actor_name,
        stated_at=at,
    )
    detail = {"code": code, "since": str(period.since), "until": str(period.until), "value": written(value)}
    _tell(organ, "figure.state", "figure_statement", statement.pk, by=by, at=at, **detail)
    return statement


def _tell(organ: Organ, verb: str, subject: str, pk: int, *, by: Actor, at: datetime, **detail) -> None:
    ledger.append(
        organ=organ.code, verb=verb, subject_type=subject, subject_id=str(pk), by=by, at=at, detail=detail
    )
