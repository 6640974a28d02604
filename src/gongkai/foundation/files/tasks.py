"""Jobs of the files: bytes that nothing names any more, and bytes that must not stay."""

from datetime import datetime, time, timedelta

from gongkai.foundation.files import services
from gongkai.foundation.jobs.registry import every_day, handler

SWEEP = "files.sweep"


@handler(SWEEP, lease=timedelta(minutes=30))
def sweep(_payload: dict, at: datetime) -> None:
    services.sweep(at=at)


@handler(services.ERASE)
def erase(payload: dict, _at: datetime) -> None:
    """The bytes of a file whose row was erased."""
    services.erase_bytes(**payload)


every_day(SWEEP, after=time(3, 10))
