"""What these endpoints read: requests of the token's organ, as far as its person may see them."""

from dataclasses import dataclass
from datetime import date

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.selectors import ANSWER, visible
from gongkai.faces.openapi.models import ApiToken
from gongkai.faces.openapi.requests.output import Seen
from gongkai.faces.openapi.selectors import Cursor
from gongkai.kernel.clocks.models import Clock

_HEAVY = ("description", "purpose", "receipt")


@dataclass(frozen=True, slots=True)
class Filters:
    stage: str = ""
    number: str = ""
    key: str = ""
    received_since: date | None = None
    received_until: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Seen]
    next: Cursor | None


def page_of(token: ApiToken, today: date, filters: Filters, after: Cursor | None, limit: int) -> Page:
    """Newest submission first; three queries."""
    rows = _narrowed(visible(token.person, today).filter(organ=token.organ), filters)
    if after is not None:
        rows = rows.filter(submitted_at__lte=after.at).exclude(submitted_at=after.at, id__gte=after.id)
    rows = rows.select_related("applicant", "division").defer(*_HEAVY)
    found = list(rows.order_by("-submitted_at", "-id")[: limit + 1])
    clocks = _clocks(found[:limit])
    seen = [Seen(request, clocks.get(str(request.pk)), today) for request in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    return Page(seen, Cursor(last.submitted_at, last.pk) if last else None)


def _narrowed(rows, filters: Filters):
    if filters.stage:
        rows = rows.filter(stage=filters.stage)
    if filters.number:
        rows = rows.filter(number=filters.number)
    if filters.key:
        rows = rows.filter(source_key=filters.key)
    if filters.received_since:
        rows = rows.filter(received_on__gte=filters.received_since)
    return rows.filter(received_on__lte=filters.received_until) if filters.received_until else rows


def _clocks(requests: list[Request]) -> dict[str, Clock]:
    """The newest answer clock of each; one query."""
    ids = [str(request.pk) for request in requests]
    rows = Clock.objects.filter(subject_type=SUBJECT, subject_id__in=ids, limit_code=ANSWER)
    return {clock.subject_id: clock for clock in rows.select_related("organ").order_by("id")}


def one_request(token: ApiToken, today: date, pk: int) -> Seen | None:
    rows = visible(token.person, today).filter(organ=token.organ, pk=pk)
    request = rows.select_related("applicant", "division").first()
    if request is None:
        return None
    clock = _clocks([request]).get(str(request.pk))
    return Seen(request, clock, today, tuple(request.acts.order_by("id")))
