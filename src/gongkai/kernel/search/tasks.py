"""Jobs: bring a changed record into the index; build the index where there is none."""

from datetime import datetime, timedelta

from gongkai.foundation.jobs.registry import JobFailed, handler, payloads, subscribe
from gongkai.foundation.jobs.services import enqueue
from gongkai.kernel.records import events
from gongkai.kernel.search import services
from gongkai.kernel.search.backend import SearchUnavailable, WriterBusy

INDEX, BUILD, ERASED, DROP = "search.index", "search.build", "search.erased", "search.drop"
TOGETHER = 200
"""Waiting changes that are written with one commit."""


@handler(INDEX, together=TOGETHER)
def index(payload: dict, at: datetime) -> None:
    """Index or remove the record of the payload, and of others that wait, with one commit."""
    if services.needs_build():
        enqueue(kind=BUILD, key="all", payload={})
        return
    records = [one["record"] for one in payloads(payload)]
    try:
        if stale := [record for record in records if not services.is_current(record)]:
            services.refresh(ids=stale)
    except WriterBusy as busy:
        raise JobFailed(str(busy)) from busy
    except SearchUnavailable:
        enqueue(kind=BUILD, key="all", payload={})  # unreadable: make it anew; the record is in it then


@handler(BUILD, lease=timedelta(hours=6))
def build(payload: dict, at: datetime) -> None:
    """Build the whole index beside the live one and swap."""
    try:
        services.build()
    except (WriterBusy, services.BuildFailed) as problem:
        raise JobFailed(str(problem)) from problem


@handler(DROP)
def drop(payload: dict, at: datetime) -> None:
    """The files of the indexes before this one: they may hold what had to be erased."""
    services.drop_retired()


@handler(ERASED, lease=timedelta(hours=6))
def erased(payload: dict, at: datetime) -> None:
    """An index keeps removed text until its segments are merged, so all is built anew and the old one dropped."""
    build(payload, at)
    enqueue(kind=DROP, key="all", payload={}, run_after=at + timedelta(seconds=2 * services.KEEP_RETIRED))


subscribe(events.ERASED, ERASED)
for event in (events.PUBLISHED, events.CHANGED, events.WITHDRAWN):
    subscribe(event, INDEX)
