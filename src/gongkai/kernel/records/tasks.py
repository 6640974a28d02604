"""Jobs of the register: a planned publication whose time has come."""

from datetime import datetime

from gongkai.foundation.jobs.registry import handler
from gongkai.kernel.records.services import publish_scheduled, start_due_clock


@handler("records.publish_scheduled")
def publish_when_due(payload: dict, at: datetime) -> None:
    publish_scheduled(record_id=payload["record"], at=at)


@handler("records.start_clock")
def start_clock(payload: dict, at: datetime) -> None:
    start_due_clock(record_id=payload["record"], at=at)
