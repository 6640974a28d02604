"""What every act on a record shares: its ledger entry."""

from datetime import datetime

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.ledger.services import append
from gongkai.kernel.records.models import Record


def tell(record: Record, verb: str, *, by: Actor, at: datetime, **detail) -> None:
    """The ledger entry of an act, in the chain of the record's organ. `detail` holds no personal data."""
    append(
        organ=record.organ.code,
        verb=verb,
        subject_type="record",
        subject_id=str(record.pk),
        by=by,
        at=at,
        detail=detail,
    )
