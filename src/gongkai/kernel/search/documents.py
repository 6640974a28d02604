"""What the index knows of a published record: one frozen value, the same for every backend."""

import hashlib
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime

from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.records.rules.validity import Facts, Span, State, spans

OPEN_END = 99991231
"""The end of a span that has none."""
MOST_SPANS = 4
"""Spans that are indexed behind the time before the document began. Of a longer history the newest count."""

IndexedSpan = tuple[str, int, int]
"""(state of `records.rules.validity.State`, first day as a number, the day on which it ends)."""


@dataclass(frozen=True, slots=True)
class Document:
    """A published record as searched. Texts are plain; empty text is "", a missing date None."""

    id: int
    index_number: str
    title: str
    abstract: str = ""
    body: str = ""
    attachments_text: str = ""
    keywords: str = ""
    organ: str = ""  # code of the publishing organ
    organ_path: tuple[str, ...] = ()  # codes of its ancestors and its own
    region: str = ""  # code of the organ's region
    region_path: tuple[str, ...] = ()  # codes of the regions above and its own
    columns: tuple[str, ...] = ()
    kind: str = ""
    subject: str = ""
    made_on: date | None = None
    issued_on: date | None = None
    validity: tuple[IndexedSpan, ...] = ((State.IN_FORCE.value, 0, OPEN_END),)  # the newest first
    normative: bool = False
    document_number: str = ""
    has_attachment: bool = False
    published_at: datetime | None = None
    address: str = ""
    texts_digest: str = (
        ""  # stands for abstract, body and attachments in the stamp, so that it needs no texts
    )

    @property
    def dated(self) -> date | None:
        """The date a reader knows the document by: of issue, else of making, else of publication."""
        published = shanghai_date(self.published_at) if self.published_at else None
        return self.issued_on or self.made_on or published

    @property
    def year(self) -> str:
        return str(self.dated.year) if self.dated else ""

    def stamp(self) -> int:
        """63 bits over everything that is indexed: equal stamps mean that the index is up to date."""
        counted = replace(self, abstract="", body="", attachments_text="") if self.texts_digest else self
        digest = hashlib.blake2b(repr(astuple(counted)).encode(), digest_size=8).digest()
        return int.from_bytes(digest) >> 1


def day_number(day: date | None, missing: int = 0) -> int:
    """2019-03-01 -> 20190301, comparable as a number in every engine."""
    return day.year * 10000 + day.month * 100 + day.day if day else missing


def indexed_spans(facts: Facts) -> tuple[IndexedSpan, ...]:
    """The validity on every day as the index holds it."""
    newest = reversed(spans(facts))
    found = [(s.state.value, _first(s), day_number(s.ends, missing=OPEN_END)) for s in newest]
    return tuple(found)


def _first(span: Span) -> int:
    return 0 if span.first == date.min else day_number(span.first)


def span_fields(place: int) -> tuple[str, str]:
    """Names of the two numbers of a span: its state with the first day, and the day on which it ends."""
    return f"span{place}_first", f"span{place}_ends"


def state_number(state: str) -> int:
    """What a state adds to the number of a day."""
    return (State.values.index(state) + 1) * 10**8
