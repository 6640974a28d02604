"""What happened to requests, for the organ's own other systems: one after the other, nothing left out.

Read from the chain of the ledger, not from the acts: entries of an organ are numbered under one lock, so what is
committed later always has a higher number. A reader that asks `after` the last number it knows misses nothing.
"""

from dataclasses import dataclass
from datetime import date

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.selectors import visible
from gongkai.foundation.ledger.models import ChainHead, Entry
from gongkai.foundation.orgs.models import Organ, Person

WINDOW = 5000
"""Entries of the chain that one question looks through at most."""


@dataclass(frozen=True, slots=True)
class News:
    entry: Entry
    request: Request


@dataclass(frozen=True, slots=True)
class NewsPage:
    """`next`: ask after this number; `more`: something may wait there already."""

    rows: list[News]
    next: int
    more: bool


def news_after(*, organ: Organ, person: Person, today: date, after: int, limit: int) -> NewsPage:
    """Acts on requests of the organ that the person may see, in the order of their commits. Four queries."""
    head = ChainHead.objects.filter(chain=organ.code).values_list("number", flat=True).first() or 0
    last = min(after + WINDOW, head)
    rows = Entry.objects.filter(chain=organ.code, number__gt=after, number__lte=last, subject_type=SUBJECT)
    found = list(rows.filter(verb__startswith="request.").order_by("number")[: limit + 1])
    reached = found[limit - 1].number if len(found) > limit else max(last, after)
    wanted = {int(entry.subject_id) for entry in found[:limit]}
    seen = {r.pk: r for r in visible(person, today).filter(organ=organ, pk__in=wanted).order_by()}
    news = [
        News(entry, seen[int(entry.subject_id)]) for entry in found[:limit] if int(entry.subject_id) in seen
    ]
    return NewsPage(news, reached, reached < head)
