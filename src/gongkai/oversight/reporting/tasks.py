"""Jobs of annual reports."""

from datetime import datetime, time

from gongkai.foundation.jobs.registry import every_day, handler, subscribe
from gongkai.kernel.records import events
from gongkai.oversight.reporting import services
from gongkai.oversight.reporting.events import SUBJECT

OPEN, PUBLISHED = "reporting.open", "reporting.published"


@handler(OPEN)
def open_reports(_payload: dict, at: datetime) -> None:
    """In January, for each organ that reports; on any other day it finds nothing to do."""
    services.open_due(at=at)


@handler(PUBLISHED)
def published(payload: dict, at: datetime) -> None:
    """The record of an annual report went out: its clock stops."""
    services.stop_clock(record_id=payload["record"], at=at)


every_day(OPEN, after=time(0, 20))
for event in (events.PUBLISHED, events.CHANGED):
    subscribe(events.of_source(event, SUBJECT), PUBLISHED)
