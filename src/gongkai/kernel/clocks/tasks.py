"""Jobs of the clock."""

from datetime import datetime

from gongkai.foundation.calendar.events import CALENDAR_CHANGED
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.jobs.registry import handler, subscribe
from gongkai.kernel.clocks import services


@handler("clocks.recompute")
def recompute(payload: dict, at: datetime) -> None:
    """The calendar has a new version: open clocks follow it."""
    services.recompute_open(calendar_version=payload["version"], by=SYSTEM, at=at)


subscribe(CALENDAR_CHANGED, "clocks.recompute")
