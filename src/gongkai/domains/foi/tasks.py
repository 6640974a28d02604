"""Jobs of this room: forms that were never handed in and old counters are forgotten."""

from datetime import datetime, time

from gongkai.domains.foi.services.keeping import prune_drafts
from gongkai.domains.foi.services.pacing import prune
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.jobs.registry import every_day, handler

PRUNE = "foi.prune"


@handler(PRUNE)
def forget_unfinished(_payload: dict, at: datetime) -> None:
    prune_drafts(by=SYSTEM, at=at)
    prune(at=at)


every_day(PRUNE, after=time(3, 40))
