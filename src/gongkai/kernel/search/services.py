"""Keeping the index true: bring records up to date, build beside and swap, compare with the database.

The order that loses nothing: the index commits first, then the job is done. A worker killed in between does
the same again, which changes nothing. Rows are read while the writer's lock is held, so a later write never
carries an older state.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gongkai.kernel.search import source
from gongkai.kernel.search.backend import Generation, SearchBackend, SearchUnavailable, Writer, WriterBusy
from gongkai.kernel.search.engines import backend as configured

__all__ = [
    "BuildFailed",
    "Changed",
    "Verdict",
    "WriterBusy",
    "build",
    "drop_retired",
    "is_current",
    "needs_build",
    "refresh",
    "verify",
]

Progress = Callable[[int, int], None]
KEEP_RETIRED = 60.0  # seconds until every reader has moved to the next generation
SAMPLE = 100


class BuildFailed(Exception):
    """The new generation does not hold what was written into it; the live one stays."""


@dataclass(frozen=True, slots=True)
class Changed:
    written: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Records by what is wrong: not in the index, in it but not public, in it with another content."""

    checked: int
    missing: tuple[int, ...]
    foreign: tuple[int, ...]
    stale: tuple[int, ...]

    @property
    def good(self) -> bool:
        return not (self.missing or self.foreign or self.stale)


def needs_build(engine: SearchBackend | None = None) -> bool:
    """Whether there is no live index, or one made by another analyser."""
    engine = engine or configured()
    live = engine.live()
    return live is None or live.schema_hash != engine.schema_hash()


def is_current(record: int, engine: SearchBackend | None = None) -> bool:
    """Whether the index says of a record what the database says now."""
    engine = engine or configured()
    return engine.stamps(engine.live(), [record]) == source.stamps([record])


def refresh(*, ids: Iterable[int], engine: SearchBackend | None = None) -> Changed:
    """Make the index agree with the database for these records; visible to every process when it returns.

    Raises WriterBusy when another process holds the index for ten seconds, SearchUnavailable without one.
    """
    engine = engine or configured()
    wanted = sorted(set(ids))
    with engine.exclusive():
        live, building = engine.live(), engine.building()
        if live is None:
            raise SearchUnavailable("no index yet")
        if building:
            engine.defer(building, wanted)
        return _apply(engine, live, wanted)


def build(*, progress: Progress | None = None, engine: SearchBackend | None = None) -> Generation:
    """A complete new index beside the live one, swapped in when it is whole. `progress(done, total)`.

    Changes that arrive meanwhile go into the live index as always and are read again for the new one.
    Raises WriterBusy when a build is under way, BuildFailed when the result is not what was written.
    """
    engine = engine or configured()
    with engine.building_lock():
        engine.drop_retired(older_than=KEEP_RETIRED)
        generation = engine.create_generation()
        with engine.writer(generation, bulk=True) as writer:
            count, sample = _fill(writer, progress or _silent)
            writer.commit()
        _check(engine, generation, count, sample)
        _apply(engine, generation, engine.deferred(generation))  # most of it before readers and writers wait
        with engine.exclusive(wait=60.0):
            _apply(engine, generation, engine.deferred(generation))
            engine.activate(generation)
    return generation


def drop_retired(engine: SearchBackend | None = None) -> None:
    """Remove the generations that no reader uses any more. Raises WriterBusy when a build is under way."""
    engine = engine or configured()
    with engine.building_lock():
        engine.drop_retired(older_than=KEEP_RETIRED)


def verify(*, progress: Progress | None = None, engine: SearchBackend | None = None) -> Verdict:
    """Compare every public record with the index. Records changed while it runs are looked at twice."""
    engine = engine or configured()
    live = engine.live()
    if live is None:
        raise SearchUnavailable("no index yet")
    report, total = progress or _silent, source.count()
    indexed = dict(engine.iter_stamps(live))
    missing, stale, seen = [], [], set()
    for public in source.stamp_batches():
        seen |= public.keys()
        missing += [pk for pk in public if pk not in indexed]
        stale += [pk for pk, stamp in public.items() if indexed.get(pk, stamp) != stamp]
        report(len(seen), max(total, len(seen)))
    suspects = _still_wrong(engine, live, {*missing, *stale, *(indexed.keys() - seen)})
    return Verdict(len(seen), *(tuple(sorted(suspects[kind])) for kind in ("missing", "foreign", "stale")))


def _still_wrong(engine: SearchBackend, live: Generation, ids: set[int]) -> dict[str, list[int]]:
    """A second look at both sides: what was changed during the first is fine by now."""
    wrong: dict[str, list[int]] = {"missing": [], "foreign": [], "stale": []}
    ordered = sorted(ids)
    for start in range(0, len(ordered), source.BATCH):
        part = ordered[start : start + source.BATCH]
        public = source.stamps(part)
        indexed = engine.stamps(live, part)
        wrong["missing"] += [pk for pk in public if pk not in indexed]
        wrong["foreign"] += [pk for pk in indexed if pk not in public]
        wrong["stale"] += [pk for pk in public if pk in indexed and indexed[pk] != public[pk]]
    return wrong


def _apply(engine: SearchBackend, generation: Generation, ids: Iterable[int]) -> Changed:
    """Write what differs, one commit for each batch."""
    wanted, written, deleted = list(ids), 0, 0
    for start in range(0, len(wanted), source.BATCH):
        part = wanted[start : start + source.BATCH]
        public = source.stamps(part)
        indexed = engine.stamps(generation, part)
        differing = [pk for pk, stamp in public.items() if indexed.get(pk) != stamp]
        foreign = indexed.keys() - public.keys()
        if differing or foreign:
            with engine.writer(generation) as writer:
                writer.upsert(source.published_documents(differing))
                writer.delete(foreign)
                writer.commit()
        written, deleted = written + len(differing), deleted + len(foreign)
    return Changed(written, deleted)


def _fill(writer: Writer, progress: Progress) -> tuple[int, dict[int, int]]:
    """Write every published document. Returns how many, and the stamps of a sample to compare afterwards."""
    done, total, sample = 0, source.count(), {}
    chosen = random.Random(0)
    progress(0, total)
    for documents in source.batches():
        done += writer.upsert(documents)
        if len(sample) < SAMPLE and documents:
            document = chosen.choice(documents)
            sample[document.id] = document.stamp()
        progress(done, max(total, done))
    return done, sample


def _check(engine: SearchBackend, generation: Generation, count: int, sample: dict[int, int]) -> None:
    held = sum(1 for _stamp in engine.iter_stamps(generation))
    if held != count or engine.stamps(generation, sample) != sample:
        engine.drop(generation)
        raise BuildFailed(f"{count} documents written, {held} found")


def _silent(_done: int, _total: int) -> None:
    pass
