"""Searching. Hits are read again from the database: a stale index shows nothing that is not public."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from gongkai.foundation.common.reasons import refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.records.models import Publication
from gongkai.kernel.search import source
from gongkai.kernel.search.backend import Page, Query, Scope, SearchUnavailable, Sort, Status
from gongkai.kernel.search.engines import backend
from gongkai.kernel.search.passages import holds, marked, passages
from gongkai.kernel.search.planner import marked_terms
from gongkai.kernel.search.rules import reasons_against_searching

__all__ = [
    "Hit",
    "Query",
    "Results",
    "Scope",
    "SearchUnavailable",
    "Sort",
    "find_index_numbers",
    "search",
    "status",
]


@dataclass(frozen=True, slots=True)
class Hit:
    """A public record that was found. `title_html` and `passages` are escaped HTML with <mark>."""

    id: int
    index_number: str
    title: str
    title_html: str
    passages: tuple[str, ...]
    score: float
    organ: str
    kind: str
    document_number: str
    dated: date | None
    address: str

    def as_dict(self) -> dict:
        return asdict(self) | {
            "dated": self.dated.isoformat() if self.dated else None,
            "passages": list(self.passages),
        }


@dataclass(frozen=True, slots=True)
class Results:
    """`total` counts strict matches. `nearest`: the hits are only related, because nothing matched."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    relaxed: bool

    @property
    def nearest(self) -> bool:
        return self.relaxed and self.total == 0 and bool(self.hits)


def search(query: Query, *, today: date) -> Results:
    """Public records for a query. Validity is asked as of `today` unless the query names another day.

    Raises NotAllowed with what is wrong with the query, SearchUnavailable when there is no readable index.
    """
    refuse(
        reasons_against_searching(
            text=query.text,
            filters=query.filters,
            date_from=query.date_from,
            date_to=query.date_to,
            offset=query.offset,
            limit=query.limit,
        )
    )
    asked = query if query.as_of else replace(query, as_of=today)
    page = backend().search(asked)
    hits = _hits(page, query.text)
    gone = len(page.ids) - len(hits)
    return Results(asked, hits, max(0, page.total - gone), page.facets, page.relaxed)


def find_index_numbers(text: str, *, today: date, limit: int = 10) -> list[str]:
    """Index numbers only, in order: for evaluation and for scripts."""
    return [hit.index_number for hit in search(Query(text, limit=limit), today=today).hits]


def status() -> Status:
    """State of the index: live generation, documents, size, whether the analyser changed since."""
    return backend().status()


def _hits(page: Page, text: str) -> tuple[Hit, ...]:
    """Two queries, whatever the page size. What is not public any more is left out."""
    public = source.public_now(page.ids) if page.ids else {}
    terms = marked_terms(text)
    texts = {pk: _own_text(publication) for pk, publication in public.items()}
    elsewhere = [public[pk].version_id for pk, own in texts.items() if terms and not holds(own, terms)]
    attached = source.attachment_texts(elsewhere) if elsewhere else {}
    hits = []
    for pk, score in zip(page.ids, page.scores, strict=True):
        if pk in public:
            annex = attached.get(public[pk].version_id, "")
            shown = annex if annex and holds(annex, terms) else texts[pk]
            hits.append(_hit(public[pk], score, terms, shown))
    return tuple(hits)


def _own_text(publication: Publication) -> str:
    version = publication.version
    return "\n".join(part for part in (version.abstract, source.shown_text(version.body)) if part)


def _hit(publication: Publication, score: float, terms: tuple[str, ...], text: str) -> Hit:
    version, record = publication.version, publication.record
    return Hit(
        id=publication.pk,
        index_number=record.index_number or "",
        title=version.title,
        title_html=marked(version.title, terms),
        passages=tuple(passages(text, terms)),
        score=round(score, 4),
        organ=record.organ.code,
        kind=version.kind,
        document_number=version.document_number,
        dated=version.issued_on or version.made_on or shanghai_date(publication.published_at),
        address=publication.address,
    )
