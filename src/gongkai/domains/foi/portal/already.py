"""It may be public already: published records by words, place and document number. An offer, never a wall."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.projects import projects_in
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.records.models import Publication
from gongkai.kernel.search.rules import LONGEST_TEXT
from gongkai.kernel.search.selectors import Query, SearchUnavailable, search

MOST = 5
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Public:
    """A published record as it is offered."""

    index_number: str
    title: str
    dated: date | None
    address: str
    document_number: str = ""
    record: int = 0


def found(values: Mapping[str, str], today: date) -> list[Public]:
    """At most five, by document number first, then by the project that is named, by words and place; [] when
    nothing fits or search is down."""
    told = {
        name: " ".join(values.get(name, "").split()) for name in ("document_number", "place", "description")
    }
    named = projects_in(values.get("description", ""))
    questions = [told["document_number"], *named, f"{told['place']} {told['description']}".strip()]
    offered: dict[str, Public] = {}
    for text in questions:
        if len(text) >= SHORTEST:
            offered |= {
                one.index_number: one
                for one in _asked(text[:LONGEST_TEXT], today)
                if one.index_number not in offered
            }
    return list(offered.values())[:MOST]


def found_for(request: Request, today: date) -> list[Public]:
    """The same for a request that was made."""
    names = ("document_number", "place", "description")
    return found({name: getattr(request, name) for name in names}, today)


def _asked(text: str, today: date) -> list[Public]:
    try:
        hits = search(Query(text, limit=MOST), today=today).hits
    except (NotAllowed, SearchUnavailable):
        return []
    return [
        Public(hit.index_number, hit.title, hit.dated, hit.address, hit.document_number, hit.id)
        for hit in hits
    ]


def one_public(index_number: str) -> Public | None:
    """A record that is public now; None otherwise. One query."""
    rows = Publication.objects.select_related("version", "record")
    row = rows.filter(record__index_number=index_number).first()
    if row is None:
        return None
    title = row.version.title or _("政府信息")
    return Public(index_number, title, row.version.made_on, row.address, record=row.record_id)
