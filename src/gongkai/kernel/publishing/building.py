"""The whole tree, piece by piece: what pieces there are, and the builder that writes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Sum

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import sign_heads
from gongkai.kernel.publishing import shelving
from gongkai.kernel.publishing.frame import Frame
from gongkai.kernel.publishing.models import Page, SharedFile, Shelf, ShelfEntry
from gongkai.kernel.publishing.pages import fixed, lists, machine
from gongkai.kernel.publishing.pages import records as record_pages
from gongkai.kernel.publishing.rules import shelves
from gongkai.kernel.publishing.tree import SiteFile, Tree
from gongkai.kernel.publishing.writing import claim_files, release_files, remember, withhold
from gongkai.kernel.records.models import Publication, Withdrawal

RECORDS = 100  # records rendered while the lock is held once
LIST_PAGES = 25
SETTLE = 500
FOREIGN = 500

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some files that are rendered and written together: the records they belong to, and how to render
    them.
    """

    name: str
    render: Callable[[], Iterator[SiteFile]]
    records: tuple[int, ...] = ()


@dataclass
class Report:
    """How many files the tree has, how many were written and how many removed; attachments that were kept back, for
    they are not what was reviewed.
    """

    files: int = 0
    written: int = 0
    removed: int = 0
    unreviewed: list[str] = field(default_factory=list)


def public_ids(size: int) -> Iterator[list[int]]:
    """Ids of public records in the order of publication, by key."""
    last_at, last_id = None, None
    while True:
        rows = Publication.objects.order_by("published_at", "record_id")
        if last_at is not None:
            rows = rows.filter(published_at__gte=last_at).exclude(
                published_at=last_at, record_id__lte=last_id
            )
        found = list(rows.values_list("record_id", "published_at")[:size])
        if not found:
            return
        yield [pk for pk, _at in found]
        last_id, last_at = found[-1]


def withdrawn_ids(size: int) -> Iterator[list[int]]:
    """Ids of records that were public and are not now, and of those that lists still hold, by key."""
    for source in (Withdrawal, ShelfEntry, SharedFile):
        last = 0
        rows = source.objects.filter(record__publication__isnull=True).order_by("record_id")
        while found := list(
            rows.filter(record_id__gt=last).values_list("record_id", flat=True).distinct()[:size]
        ):
            yield found
            last = found[-1]


def pieces(frame: Frame) -> Iterator[Piece]:
    """Everything that belongs into the tree, in an order in which no list comes before the pages it names."""
    yield Piece("assets", lambda: fixed.about(frame))
    for ids in public_ids(RECORDS):
        yield record_piece(frame, ids)
    for ids in withdrawn_ids(RECORDS):
        yield Piece("withdrawn", lambda ids=ids: record_pages.notices(frame, ids), tuple(ids))
    yield from _shelf_pieces(frame)
    yield from machine_pieces(frame)
    yield from gathering_pieces(frame)


def record_piece(frame: Frame, ids: list[int]) -> Piece:
    return Piece("records", lambda: _records(frame, ids), tuple(ids))


def _records(frame: Frame, ids: list[int]) -> Iterator[SiteFile]:
    yield from (record_pages.attachment_file(a) for a in record_pages.attachments_of(ids))
    yield from record_pages.pages(frame, ids)


def _shelf_pieces(frame: Frame) -> Iterator[Piece]:
    known = dict(Shelf.objects.order_by("key").values_list("key", "last"))
    for key in sorted({*known, *lists.standing_keys(frame)}):
        full = shelves.full_pages(known.get(key, 0))
        for start in range(1, full + 1, LIST_PAGES):
            numbers = range(start, min(start + LIST_PAGES, full + 1))
            yield Piece("lists", lambda k=key, n=numbers: lists.pages(frame, k, n, first_page=False))
        yield Piece("lists", lambda k=key: lists.pages(frame, k, ()))


def machine_pieces(frame: Frame) -> Iterator[Piece]:
    keys = [shelves.EVERYTHING, *(f"column:{pk}" for pk in frame.columns)]
    for start in range(0, len(keys), LIST_PAGES):
        yield Piece("feeds", lambda k=tuple(keys[start : start + LIST_PAGES]): machine.feeds(frame, k))
    everything = machine.everything()
    for part in range(1, max(shelves.parts(everything.last), 1) + 1):
        yield Piece("sitemap", lambda p=part: iter([machine.sitemap_part(frame, machine.everything(), p)]))
    yield Piece("sitemap", lambda: iter([machine.sitemap(frame, machine.everything())]))


def gathering_pieces(frame: Frame) -> Iterator[Piece]:
    for column in frame.columns.values():
        if not column.lists:
            yield Piece("groups", lambda c=column: iter([fixed.group(frame, c)]))
    for organ in frame.organs.values():
        yield Piece("organs", lambda o=organ: iter([fixed.organ_page(frame, o)]))
    yield Piece("organs", lambda: fixed.organs(frame))
    yield Piece("home", lambda: fixed.homes(frame))


def estimate(frame: Frame) -> int:
    """About how many files the tree will have, for a progress bar."""
    listed = Shelf.objects.aggregate(pages=Sum(F("last") / shelves.PAGE))["pages"] or 0
    return Publication.objects.count() + listed + len(frame.organs) + 2 * len(frame.columns) + 60


class Builder:
    """One full build. Rendering reads the register while the tree is locked, piece by piece."""

    def __init__(self, tree: Tree, at: datetime, progress: Progress | None):
        self.tree, self.at, self.progress = tree, at, progress
        self.report = Report()
        self.expected: set[int] = set()  # hashes of paths, so that memory stays small

    def run(self) -> Report:
        frame = Frame.load()
        self._settle(frame)
        total = estimate(frame)
        with self.tree.locked():
            self.tree.clear_staging()
        for piece in pieces(frame):
            self._write(piece)
            if self.progress:
                self.progress(self.report.files, max(total, self.report.files), piece.name)
        heads = machine.ledger_heads(sign_heads(at=self.at).line())
        self._write(Piece("ledger", lambda: iter([heads])))
        self._remove_foreign()
        return self.report

    def _settle(self, frame: Frame) -> None:
        for source in (public_ids, withdrawn_ids):
            for ids in source(SETTLE):
                with self.tree.locked():
                    shelving.settle(frame=frame, ids=ids, today=shanghai_date(self.at))

    def _write(self, piece: Piece) -> None:
        with self.tree.locked():
            if piece.records:
                claim_files(list(piece.records))
            whole = list(piece.render())
            files, unsound = withhold(self.tree, whole)
            self.report.written += len(self.tree.write(files, durable=False))
            released = release_files(self.tree, list(piece.records)) if piece.records else []
            remember(files, released, self.at)
        self.report.removed += len(released)
        self.report.files += len(whole)
        self.report.unreviewed += [file.path for file in unsound]
        self.expected.update(hash(file.path) for file in whole)  # what was kept back stays as it was

    def _remove_foreign(self) -> None:
        """What no piece named and no publication wrote meanwhile goes, and so do entries of lists that
        were left.
        """
        unknown = [path for path in self.tree.walk() if hash(path) not in self.expected]
        for start in range(0, len(unknown), FOREIGN):
            batch = unknown[start : start + FOREIGN]
            with self.tree.locked():
                foreign = set(batch) - written_since(batch, self.at)
                for path in sorted(foreign):
                    self.tree.discard(path)
                Page.objects.filter(path__in=foreign).delete()
            self.report.removed += len(foreign)
        self._forget_missing()

    def _forget_missing(self) -> None:
        """Rows of files that are no longer named, and entries whose lists are now written without them."""
        last = ""
        while rows := list(
            Page.objects.filter(path__gt=last, written_at__lt=self.at)
            .order_by("path")
            .values_list("path", flat=True)[:5000]
        ):
            gone = [path for path in rows if hash(path) not in self.expected]
            for start in range(0, len(gone), FOREIGN):
                Page.objects.filter(path__in=gone[start : start + FOREIGN], written_at__lt=self.at).delete()
            last = rows[-1]
        for ids in _gone_records():
            shelving.forget_gone(ids)


def _gone_records() -> Iterator[list[int]]:
    rows = ShelfEntry.objects.filter(gone=True).order_by("record_id")
    while found := list(rows.values_list("record_id", flat=True).distinct()[:FOREIGN]):
        yield found


def written_since(batch: list[str], at: datetime) -> set[str]:
    """Those of the paths that a publication wrote since: not foreign, only newer than the build's view."""
    return set(
        Page.objects.filter(path__in=batch, written_at__gte=at)
        .order_by("path")
        .values_list("path", flat=True)
    )
