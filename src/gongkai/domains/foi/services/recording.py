"""What every act shares: the row locked, the typed act, the ledger entry, the news. Private to this room."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT, of
from gongkai.domains.foi.models import Request, RequestAct
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, row_of
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.selectors import lets
from gongkai.kernel.letters.models import Letter

NOT_PERMITTED = "not_permitted"


def lock(request: Request) -> Request:
    """The row as it is now, held until the transaction ends. Every act begins here, before any other row."""
    return (
        Request.objects.select_for_update(of=("self",))
        .select_related("organ", "division", "handler")
        .get(pk=request.pk)
    )


def permit(request: Request, capability: str, by: Actor, at: datetime) -> None:
    """NotAllowed unless the person's posts grant it here. Other actors (applicant, clock) are let in by who calls."""
    if not lets(by, capability, organ=request.organ, division=request.division, at=at):
        refuse([Reason(NOT_PERMITTED, _("您的岗位不能办理此事。"), where=capability)])


def move(request: Request, stage: str, at: datetime, **changes) -> None:
    """To another stage, with other columns in one write."""
    request.stage = Stage(stage)
    request.touched_at = at
    for name, value in changes.items():
        setattr(request, name, value)
    request.save(update_fields=["stage", "touched_at", *changes])


def counted_as(kind: str, grounds: Iterable[str] = ()) -> dict[str, object]:
    """The columns of a request that was answered so: how, and in which row of the statutory table it counts."""
    return {"answer_kind": kind, "report_row": row_of(AnswerKind(kind), tuple(grounds))}


def turn(request: Request, stage: str, at: datetime) -> None:
    """The answer goes on to another stage; one that was told is corrected while the request stays answered."""
    if request.correcting:
        move(request, request.stage, at, correcting=Stage(stage))
    else:
        move(request, stage, at)


def tell(
    request: Request,
    kind: ActKind,
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    note: str = "",
    letter: Letter | None = None,
    detail: dict | None = None,
    listen: Iterable[str] = (),
) -> RequestAct:
    """The typed row, the ledger entry and the announcement of one act.

    `on`: its legal day, by default that of `at`. `note` may name people and stays out of the ledger; `detail`
    holds plain values without personal data and is in both.
    """
    day = on or shanghai_date(at)
    act = RequestAct.objects.create(
        request=request,
        kind=kind,
        on=day,
        at=at,
        by_id=by.actor_id,
        by_name=by.actor_name,
        note=note.strip(),
        detail=detail or {},
        letter=letter,
    )
    told = {"act": act.pk, "on": day.isoformat(), "stage": request.stage} | (detail or {})
    append(
        organ=request.organ.code,
        verb=f"request.{kind}",
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        by=by,
        at=at,
        detail=told | ({"letter": letter.pk} if letter else {}),
    )
    announce(event=of(kind), key=str(request.pk), payload={"request": request.pk, "act": act.pk})
    return act
