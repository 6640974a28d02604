"""Jobs of annual reports."""

from datetime import datetime, time

from gongkai.foundation.jobs.registry import every_day, handler, subscribe
from gongkai.kernel.records import events
from gongkai.oversight.reporting import services

OPEN, PUBLISHED = "reporting.open", "reporting.published"


@handler(OPEN)
def open_reports(_payload: dict, at: datetime) -> None:
    """In January, for each organ that reports; on any other day it finds nothing to do."""
    services.open_due(at=at)


@handler(PUBLISHED)
def published(payload: dict, at: datetime) -> None:
    """A record went out: where it is an annual report, its clock stops."""
    services.stop_clock(record_id=payload["record"], at=at)


every_day(OPEN, after=time(0, 20))
for event in (events.PUBLISHED, events.CHANGED):
    subscribe(event, PUBLISHED)
