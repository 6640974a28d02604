"""Jobs of the public site."""

from datetime import datetime, time, timedelta

from gongkai.foundation.jobs.registry import every_day, handler, payloads, subscribe
from gongkai.foundation.jobs.services import enqueue
from gongkai.foundation.orgs import events as organ_events
from gongkai.kernel.catalogue import events as catalogue_events
from gongkai.kernel.publishing import services, timing
from gongkai.kernel.records import events
from gongkai.kernel.records.preview import renders_previews

RENDER, CHANGED, REFRESH, ORGAN = "site.render", "site.changed", "site.refresh", "site.organ"
CREATED, LISTS = "site.organ_created", "site.lists"
HEADS = "site.heads"
SIGN_WITHIN = timedelta(
    minutes=1
)  # after a publication; all that comes meanwhile goes under the same signature
TOGETHER = 50  # records rendered in one run, so that after an import a fresh publication does not wait long
LOOK = 50  # pages rendered in one run of the daily look

for event in (events.PUBLISHED, events.CHANGED, events.WITHDRAWN, events.ERASED):
    subscribe(event, RENDER)
for event in (catalogue_events.COLUMN_CHANGED, catalogue_events.SITE_CHANGED):
    subscribe(event, CHANGED)
for event in (catalogue_events.DUTY_CHANGED, organ_events.ORGAN_CHANGED):
    subscribe(event, ORGAN)
subscribe(organ_events.ORGAN_RENAMED, CHANGED)
subscribe(organ_events.ORGAN_CREATED, CREATED)


@handler(RENDER, together=TOGETHER)
def render(payload: dict, at: datetime) -> None:
    """Bring the pages of the record, and of others that wait, in line with the register: shared lists once."""
    enqueue(kind=HEADS, key="all", payload={}, run_after=at + SIGN_WITHIN)
    services.render_records(ids=[one["record"] for one in payloads(payload)], at=at)


@handler(HEADS)
def heads(_payload: dict, at: datetime) -> None:
    """Signed heads of the ledger go out with publications, and every day."""
    services.publish_heads(at=at)


every_day(HEADS, after=time(0, 40))


@handler(CHANGED)
def changed(_payload: dict, _at: datetime) -> None:
    """Every page shows the columns and the site: begin again from the first, also when one is on its way."""
    enqueue(kind=REFRESH, key="all", payload={})


@handler(REFRESH)
def refresh(payload: dict, at: datetime) -> None:
    following = services.refresh(cursor=payload, at=at)
    if following is not None:
        enqueue(kind=REFRESH, key="all", payload=following)


@handler(CREATED)
def created(_payload: dict, _at: datetime) -> None:
    """Lists, organ pages and the home page name a new organ; pages of records do not."""
    enqueue(kind=LISTS, key="all", payload=services.FROM_LISTS)


@handler(LISTS)
def lists(payload: dict, at: datetime) -> None:
    following = services.refresh(cursor=payload, at=at)
    if following is not None:
        enqueue(kind=LISTS, key="all", payload=following)


@handler(ORGAN)
def organ(payload: dict, at: datetime) -> None:
    services.render_organ(organ_id=payload["organ"], at=at)


@handler(timing.VALIDITY)
def validity(_payload: dict, at: datetime) -> None:
    due = services.refresh_validity(at=at, limit=LOOK)
    timing.plan_next(at, again=due == LOOK)


renders_previews(services.preview)
