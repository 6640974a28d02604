"""Jobs of the clock."""

from datetime import datetime, time, timedelta

from gongkai.foundation.calendar.events import CALENDAR_CHANGED
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.jobs.registry import every_day, handler, subscribe
from gongkai.kernel.clocks import services
from gongkai.kernel.clocks.striking import strike


@handler("clocks.recompute")
def recompute(payload: dict, at: datetime) -> None:
    """The calendar has a new version: open clocks follow it."""
    services.recompute_open(calendar_version=payload["version"], by=SYSTEM, at=at)


subscribe(CALENDAR_CHANGED, "clocks.recompute")


@handler("clocks.daily", lease=timedelta(minutes=30))
def daily(payload: dict, at: datetime) -> None:
    """A day is over: write what the clocks did by themselves, also for days on which no worker ran."""
    strike(by=SYSTEM, at=at)


@handler(services.HOURLY, lease=timedelta(minutes=30), together=100)
def strike_now(payload: dict, at: datetime) -> None:
    """A limit in hours reached its warning or its end."""
    strike(by=SYSTEM, at=at)


every_day("clocks.daily", after=time(0, 5))
