"""What the services of the catalogue share: changing named fields, the ledger entry, the announcement."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.jobs.services import announce
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ


def set_fields(row: Model, changes: dict[str, Any], editable: frozenset[str]) -> dict[str, list]:
    """Set the fields on the (unsaved) row; returns field -> [old, new] of those that differ, as plain values.

    ValueError for a field that is not in `editable`.
    """
    foreign = set(changes) - editable
    if foreign:
        raise ValueError(f"{type(row).__name__}: not editable: {', '.join(sorted(foreign))}")
    differences = {}
    for name, value in changes.items():
        old = getattr(row, name)
        if old != value:
            setattr(row, name, value)
            differences[name] = [_plain(old), _plain(value)]
    return differences


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value


def enter(row: Model, verb: str, organ: Organ, by: Actor, at: datetime, **detail: Any) -> None:
    """One ledger entry about a row, e.g. "column.close"."""
    kind = verb.split(".")[0]
    append(
        organ=organ.code, verb=verb, subject_type=kind, subject_id=str(row.pk), by=by, at=at, detail=detail
    )


def tell(event: str, subject: Model, **payload: int) -> None:
    """Announce a change; changes of the same row that nobody has heard yet are told once."""
    announce(event=event, key=f"{event}:{subject.pk}", payload=payload)
