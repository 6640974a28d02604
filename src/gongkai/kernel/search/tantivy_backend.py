"""The embedded engine: one folder a generation in INDEX_ROOT, and a file CURRENT naming the live one.

Readers look at CURRENT and at the live generation's meta.json before every search (two cheap looks), so a
commit of another process is seen at once. Locks are `flock`s: the system frees them however a process dies.
"""

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from gongkai.kernel.search import planner
from gongkai.kernel.search.backend import Generation, Page, Query, SearchUnavailable, Sort, Status, WriterBusy
from gongkai.kernel.search.documents import Document
from gongkai.kernel.search.rules import FACET_FIELDS, VALIDITIES
from gongkai.kernel.search.tantivy_query import Translator
from gongkai.kernel.search.tantivy_schema import encode, schema, schema_hash

BULK_HEAP = 128_000_000  # bytes a build may hold before it writes a segment
HEAP = 15_000_000  # the least there is: a commit clears all of it, so a larger one makes single updates slow
FACET_SIZE = 200
_POLL = 0.02


class TantivyWriter:
    """Changes of one generation. A document with an id that is there replaces it."""

    def __init__(self, index: tantivy.Index, heap: int):
        try:
            self._writer = index.writer(heap, 1)
        except ValueError as error:
            raise WriterBusy(str(error)) from error
        self._dirty = False

    def upsert(self, documents: Iterable[Document]) -> int:
        count = 0
        for document in documents:
            encoded = encode(document)  # before the delete: a document that cannot be encoded changes nothing
            self._dirty = True
            self._writer.delete_documents_by_term("id", document.id)
            self._writer.add_document(encoded)
            count += 1
        return count

    def delete(self, ids: Iterable[int]) -> None:
        for pk in ids:
            self._dirty = True
            self._writer.delete_documents_by_term("id", pk)

    def commit(self) -> None:
        self._writer.commit()
        self._dirty = False

    def close(self) -> None:
        """Drop what was not committed, and let merges finish: closing at once would throw their work away.

        A rollback ends merges too. Without them every update leaves a segment, and each makes the next slower.
        """
        if self._dirty:
            self._writer.rollback()
        self._writer.wait_merging_threads()


class TantivyBackend:
    caps = frozenset({"facets", "phrase", "recency", "exact_total", "prefix"})

    def __init__(self, root: Path):
        self.root = Path(root)
        self._opening = threading.Lock()
        self._live: tuple[tuple, Generation, tantivy.Index] | None = None

    def schema_hash(self) -> str:
        return schema_hash()

    # generations

    def create_generation(self) -> Generation:
        """A new empty generation beside the live one, ready to note deferred changes."""
        self.root.mkdir(parents=True, exist_ok=True)
        name = f"g{time.time_ns():x}"
        folder = self.root / name
        folder.mkdir()
        (folder / "gongkai.json").write_text(json.dumps({"schema_hash": schema_hash()}))
        tantivy.Index(schema(), str(folder))
        _write_durably(self._deferred_file(name), "")
        return Generation(name, schema_hash())

    def live(self) -> Generation | None:
        try:
            name = (self.root / "CURRENT").read_text().strip()
        except FileNotFoundError:
            return None
        return self._generation(name)

    def building(self) -> Generation | None:
        """The newest generation that collects deferred changes, also one whose builder died."""
        names = sorted(path.stem for path in self.root.glob("g*.deferred"))
        return self._generation(names[-1]) if names else None

    def activate(self, generation: Generation) -> None:
        """Make the generation live in one atomic step; the earlier one stays until its readers moved."""
        before = self.live()
        _write_durably(self.root / "CURRENT", generation.name + "\n")
        self._deferred_file(generation.name).unlink(missing_ok=True)
        if before and before.name != generation.name:
            (self.root / before.name / "RETIRED").touch()

    def drop(self, generation: Generation) -> None:
        self._deferred_file(generation.name).unlink(missing_ok=True)
        shutil.rmtree(self.root / generation.name, ignore_errors=True)

    def drop_retired(self, *, older_than: float) -> list[str]:
        """Remove generations retired over `older_than` seconds ago, and unfinished ones. Returns names.

        Call it while holding `building_lock`, so that no build is under way.
        """
        live = self.live()
        dropped = []
        for folder in sorted(self.root.glob("g*")):
            if not folder.is_dir() or (live and folder.name == live.name):
                continue
            retired = folder / "RETIRED"
            if not retired.exists() or time.time() - retired.stat().st_mtime >= older_than:
                self.drop(Generation(folder.name, ""))
                dropped.append(folder.name)
        return dropped

    # one writer at a time

    @contextmanager
    def exclusive(self, *, wait: float = 10.0) -> Iterator[None]:
        with self._locked("writer.lock", wait):
            yield

    @contextmanager
    def building_lock(self) -> Iterator[None]:
        """Held by the one process that builds. Raises WriterBusy at once when another does."""
        with self._locked("build.lock", 0):
            yield

    @contextmanager
    def writer(self, generation: Generation, *, bulk: bool = False) -> Iterator[TantivyWriter]:
        writer = TantivyWriter(self._open(generation.name), BULK_HEAP if bulk else HEAP)
        try:
            yield writer
        finally:
            writer.close()

    def defer(self, generation: Generation, ids: Iterable[int]) -> None:
        with self._deferred_file(generation.name).open("a") as file:
            file.write("".join(f"{pk}\n" for pk in ids))
            file.flush()
            os.fsync(file.fileno())

    def deferred(self, generation: Generation) -> tuple[int, ...]:
        lines = (
            self._deferred_file(generation.name).read_text().split("\n")[:-1]
        )  # a torn last line was never reported
        return tuple(dict.fromkeys(int(line) for line in lines))

    # reading

    def stamps(self, generation: Generation, ids: Iterable[int]) -> dict[int, int]:
        """Stamps of those of the ids that are in the index."""
        wanted = list(ids)
        searcher = self._searcher(generation)
        query = tantivy.Query.term_set_query(schema(), "id", wanted)
        addresses = [
            address for _score, address in searcher.search(query, limit=max(1, len(wanted) * 2)).hits
        ]
        return dict(_pairs(searcher, addresses))

    def iter_stamps(self, generation: Generation) -> Iterator[tuple[int, int]]:
        """(id, stamp) of every document, in no particular order."""
        searcher = self._open(generation.name).searcher()
        count = searcher.num_docs
        if count:
            hits = searcher.search(tantivy.Query.all_query(), limit=count, count=False).hits
            yield from _pairs(searcher, [address for _score, address in hits])

    def status(self) -> Status:
        live = self.live()
        building = self.building()
        name = building.name if building else ""
        if live is None:
            return Status("", 0, 0, "", False, name)
        folder = self.root / live.name
        size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
        documents = self._open(live.name).searcher().num_docs
        return Status(live.name, documents, size, live.schema_hash, live.schema_hash == schema_hash(), name)

    def search(self, query: Query) -> Page:
        generation, searcher = self._reader()
        try:
            return _Search(query, generation, searcher).page()
        except ValueError as error:  # what the engine raises for an index of other fields or a damaged one
            raise SearchUnavailable(str(error)) from error

    def _reader(self) -> tuple[Generation, tantivy.Searcher]:
        with self._opening:
            for _attempt in range(3):  # the live generation may change between two looks
                live = self.live()
                if live is None:
                    raise SearchUnavailable("no index yet")
                try:
                    seen = (live.name, _signature(self.root / live.name / "meta.json"))
                    return live, self._current_index(live, seen).searcher()
                except (OSError, ValueError) as error:
                    self._live, problem = None, error
        raise SearchUnavailable(str(problem)) from problem

    def _searcher(self, generation: Generation) -> tantivy.Searcher:
        """Of the live generation the open one, which is quicker; of another a new one."""
        live = self.live()
        if live is not None and live == generation:
            current, searcher = self._reader()
            if current == generation:
                return searcher
        return self._open(generation.name).searcher()

    def _current_index(self, live: Generation, seen: tuple) -> tantivy.Index:
        if self._live is None or self._live[1] != live:
            self._live = (seen, live, self._open(live.name))
        elif self._live[0] != seen:
            self._live[2].reload()
            self._live = (seen, live, self._live[2])
        return self._live[2]

    def _open(self, name: str) -> tantivy.Index:
        try:
            index = tantivy.Index.open(str(self.root / name))
            index.config_reader("manual")
        except (ValueError, OSError) as error:
            raise SearchUnavailable(str(error)) from error
        index.reload()
        return index

    def _generation(self, name: str) -> Generation | None:
        try:
            noted = json.loads((self.root / name / "gongkai.json").read_text())
        except (OSError, ValueError):
            return None
        return Generation(name, noted["schema_hash"])

    def _deferred_file(self, name: str) -> Path:
        return self.root / f"{name}.deferred"

    @contextmanager
    def _locked(self, name: str, wait: float) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + wait
        with (self.root / name).open("a") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError as error:
                    if time.monotonic() >= until:
                        raise WriterBusy(name) from error
                    time.sleep(_POLL)
            yield


class _Search:
    """One query against one searcher."""

    def __init__(self, query: Query, generation: Generation, searcher: tantivy.Searcher):
        self.query = query
        self.generation = generation
        self.searcher = searcher
        self.translator = Translator(searcher)
        self.plan = planner.plan(query)
        self.filters = list(self.plan.filters.values())
        self.words = self.translator.translate(self.plan.strict)
        self.strict = self.translator.narrowed(self.words, self.filters)

    def page(self) -> Page:
        query = self.query
        by_date = query.sort == Sort.DATE or not self.plan.scored
        found = self._run(self.strict, query.offset, query.limit, by_date)
        total, hits = found.count, list(found.hits)
        few = total == 0 if by_date else total < planner.FEW
        relaxed = bool(self.plan.relaxed) and few
        if relaxed:
            hits += self._relaxed_hits(total, query.limit - len(hits))
        addresses = [address for _score, address in hits]
        ids = self.searcher.fast_field_values("id", addresses) if addresses else []
        scores = tuple(float(score) if self.plan.scored and not by_date else 0.0 for score, _address in hits)
        return Page(tuple(ids), scores, total, self._facets(), relaxed, self.generation.name)

    def _run(self, query, offset: int, limit: int, by_date: bool, count: bool = True):
        if by_date:
            return self.searcher.search(query, limit, count=count, offset=offset, order_by_field="order")
        return self.searcher.search(query, limit, count=count, offset=offset, weight_by_field="recency")

    def _relaxed_hits(self, total: int, limit: int) -> list:
        """Loosely related documents behind the strict ones, none twice."""
        if limit <= 0:
            return []
        loose = self.translator.narrowed(self.translator.translate(self.plan.relaxed), self.filters)
        rest = self.translator.without(loose, self.strict) if total else loose
        return list(
            self._run(rest, max(0, self.query.offset - total), limit, by_date=False, count=False).hits
        )

    def _facets(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Counts of strict matches by value. A facet that is filtered is counted without its own filter."""
        plain = [name for name in self.query.facets if name not in self.plan.filters and name != "validity"]
        counts = self._counts(self.strict, plain)
        for name in self.query.facets:
            others = [node for other, node in self.plan.filters.items() if other != name]
            within = self.translator.narrowed(self.words, others)
            if name == "validity":
                counts[name] = self._validity_counts(within)
            elif name in self.plan.filters:
                counts |= self._counts(within, [name])
        return counts

    def _counts(self, query, names: list[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        if not names:
            return {}
        wanted = {name: {"terms": {"field": FACET_FIELDS[name], "size": FACET_SIZE}} for name in names}
        found = self.searcher.aggregate(query, wanted)
        return {name: tuple((b["key"], b["doc_count"]) for b in found[name]["buckets"]) for name in names}

    def _validity_counts(self, query) -> tuple[tuple[str, int], ...]:
        counts = []
        for state in VALIDITIES:
            node = planner.validity_node(state, self.query.as_of)
            count = self.searcher.search(self.translator.narrowed(query, [node]), 1).count
            if count:
                counts.append((state.value, count))
        return tuple(counts)


def _pairs(searcher: tantivy.Searcher, addresses: list) -> Iterator[tuple[int, int]]:
    ids = searcher.fast_field_values("id", addresses)
    return zip(ids, searcher.fast_field_values("stamp", addresses), strict=True)


def _signature(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _write_durably(path: Path, text: str) -> None:
    """Write beside, flush to disk, rename: a reader sees the old or the new content, whole."""
    beside = path.with_suffix(path.suffix + ".tmp")
    with beside.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
