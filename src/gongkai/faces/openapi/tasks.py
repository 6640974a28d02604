"""Jobs of the interface: answers that nobody will ask for again."""

from datetime import datetime, time

from gongkai.faces.openapi import services
from gongkai.foundation.jobs.registry import every_day, handler

PRUNE = "openapi.prune"


@handler(PRUNE)
def prune(_payload: dict, at: datetime) -> None:
    services.prune_requests(at=at)


every_day(PRUNE, after=time(3, 20))
