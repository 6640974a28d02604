"""What a room above adds to the gate about records that it made itself: an annual report, whose numbers must still hold.

A guard can only add reasons. It is asked wherever the gate is, so there is no way out that it does not see. Which
records are whose, the source key of a record says: `annual_report:2025` belongs to the guard of `annual_report`.
"""

from collections.abc import Callable, Iterable
from datetime import date

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.models import Record, Version

Guard = Callable[[Record, Version, date], Iterable[Reason]]

_guards: dict[str, Guard] = {}


def register(prefix: str, guard: Guard) -> None:
    """Have `guard(record, version, today)` asked about records of this source. ValueError when it has another."""
    if _guards.setdefault(prefix, guard) is not guard:
        raise ValueError(f"two guards for {prefix}")


def source_key(prefix: str, key: str) -> str:
    return f"{prefix}:{key}"


def reasons(record: Record, version: Version, today: date) -> tuple[Reason, ...]:
    """What the guard of the record says; no query for a record that has none."""
    prefix, _colon, key = (record.source_key or "").partition(":")
    guard = _guards.get(prefix) if key else None
    return tuple(guard(record, version, today)) if guard else ()
