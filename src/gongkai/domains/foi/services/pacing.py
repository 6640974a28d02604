"""Counting how often the public side is used, in the database, so that every server process counts alike."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import PaceCount, Request
from gongkai.domains.foi.rules.pacing import Scope
from gongkai.domains.foi.rules.triage import ARTICLE_35
from gongkai.foundation.common.actors import Actor
from gongkai.foundation.ledger.services import append

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often in this hour, and when last (None: not yet)."""

    count: int
    last_at: datetime | None = None


def digest(scope: Scope, plain: str) -> str:
    return salted_hmac(f"foi.pace.{scope}", plain.strip().upper(), algorithm="sha256").hexdigest()


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def counted(*, scope: Scope, plain: str, at: datetime) -> Counted:
    """One query."""
    found = PaceCount.objects.filter(scope=scope, key=digest(scope, plain), hour=_hour(at)).first()
    return Counted(found.count, found.last_at) if found else Counted(0)


def count(*, scope: Scope, plain: str, at: datetime) -> int:
    """Count one more; how many there are now. Safe when many count at once."""
    identity = {"scope": scope, "key": digest(scope, plain), "hour": _hour(at)}
    if not _add(identity, at):
        try:
            with transaction.atomic():
                PaceCount.objects.create(**identity, count=1, last_at=at)
        except IntegrityError:
            _add(identity, at)
    return PaceCount.objects.values_list("count", flat=True).get(**identity)


def _add(identity: dict, at: datetime) -> int:
    return PaceCount.objects.filter(**identity).update(count=F("count") + 1, last_at=at)


def prune(*, at: datetime) -> int:
    """Forget what was counted more than a day ago."""
    return PaceCount.objects.filter(hour__lt=at - KEPT).delete()[0]


def note_flood(*, request: Request, count: int, by: Actor, at: datetime) -> None:
    """One identity sent very many within an hour; the office may ask for reasons (第三十五条). Ledger: request.flood."""
    append(
        organ=request.organ.code,
        verb="request.flood",
        subject_type=SUBJECT,
        subject_id=str(request.pk),
        by=by,
        at=at,
        detail={"count": count, "law": ARTICLE_35},
    )
