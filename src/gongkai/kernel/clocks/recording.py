"""What every act on a clock leaves: the ledger entry on the subject, and a word to whoever follows."""

from datetime import date, datetime

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.ledger.services import append
from gongkai.kernel.clocks.following import tell_followers
from gongkai.kernel.clocks.models import Clock


def record(clock: Clock, verb: str, *, by: Actor, at: datetime, **detail) -> None:
    """One entry; empty details are left out."""
    append(
        organ=clock.organ.code,
        verb=verb,
        subject_type=clock.subject_type,
        subject_id=clock.subject_id,
        by=by,
        at=at,
        detail={"clock": clock.pk, "limit": clock.limit_code, "due": iso(clock.due_on)}
        | {name: value for name, value in detail.items() if value},
    )
    tell_followers(clock.subject_type, clock.subject_id)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
