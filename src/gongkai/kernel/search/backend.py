"""The interface of a search engine. tantivy is the embedded one; others join by the same contract test."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from gongkai.kernel.search.documents import Document


class SearchUnavailable(Exception):
    """There is no index, or it cannot be read. The page says so; `gongkai index build` makes a new one."""


class WriterBusy(Exception):
    """Another process is writing the index and did not finish in time. Nothing was changed; try again."""


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DATE = "date"


class Scope(StrEnum):
    ALL = "all"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks. `filters`: field -> values, of which one must hold; the fields together all."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_from: date | None = None
    date_to: date | None = None
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    scope: Scope = Scope.ALL
    exact: bool = False  # the words as one phrase, no relaxing
    as_of: date | None = None  # the day for which validity is asked
    offset: int = 0
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Page:
    """Ids in order. `total` counts strict matches: one over loosely related documents means nothing."""

    ids: tuple[int, ...]
    scores: tuple[float, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    relaxed: bool
    generation: str


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete index. Several may lie side by side; one is live."""

    name: str
    schema_hash: str


@dataclass(frozen=True, slots=True)
class Status:
    generation: str  # "" when there is no live index
    documents: int
    size: int  # bytes
    schema_hash: str
    current_schema: bool  # False: the analyser changed since; build again
    building: str


class Writer(Protocol):
    """Changes of one generation. Nothing is visible before `commit`; without it they are dropped."""

    def upsert(self, documents: Iterable[Document]) -> int: ...
    def delete(self, ids: Iterable[int]) -> None: ...
    def commit(self) -> None: ...


class SearchBackend(Protocol):
    caps: frozenset[str]

    def schema_hash(self) -> str: ...
    def create_generation(self) -> Generation: ...
    def live(self) -> Generation | None: ...
    def building(self) -> Generation | None: ...
    def exclusive(self, *, wait: float = 10.0) -> AbstractContextManager[None]:
        """At most one writer of the live index at a time; freed when its process dies. Raises WriterBusy."""

    def building_lock(self) -> AbstractContextManager[None]:
        """At most one build at a time. Raises WriterBusy at once."""

    def writer(self, generation: Generation, *, bulk: bool = False) -> AbstractContextManager[Writer]: ...
    def activate(self, generation: Generation) -> None: ...
    def drop(self, generation: Generation) -> None: ...
    def drop_retired(self, *, older_than: float) -> list[str]: ...
    def defer(self, generation: Generation, ids: Iterable[int]) -> None:
        """Note changes that a generation under construction has to read again. Durable when it returns."""

    def deferred(self, generation: Generation) -> tuple[int, ...]: ...
    def stamps(self, generation: Generation, ids: Iterable[int]) -> dict[int, int]: ...
    def iter_stamps(self, generation: Generation) -> Iterator[tuple[int, int]]: ...
    def status(self) -> Status: ...
    def search(self, query: Query) -> Page: ...
