"""Jobs of the interface: answers that nobody will ask for again, or that quote what had to be erased."""

from datetime import datetime, time

from gongkai.faces.openapi import services
from gongkai.foundation.jobs.registry import every_day, handler, subscribe
from gongkai.kernel.records import events

PRUNE, FORGET = "openapi.prune", "openapi.forget"


@handler(PRUNE)
def prune(_payload: dict, at: datetime) -> None:
    services.prune_requests(at=at)


@handler(FORGET)
def forget(payload: dict, _at: datetime) -> None:
    """The repeated request still makes nothing new; its answer only names the record."""
    services.forget_answers(record_id=payload["record"])


every_day(PRUNE, after=time(3, 20))
subscribe(events.ERASED, FORGET)
