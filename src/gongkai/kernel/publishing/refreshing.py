"""All pages again, in small steps, after something that every page shows has changed: a column, a site.

Each step is a job of its own, so that a publication made meanwhile waits for one step and not for the
whole tree.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongkai.kernel.publishing.building import (
    LIST_PAGES,
    RECORDS,
    Piece,
    gathering_pieces,
    machine_pieces,
    record_piece,
    withdrawn_ids,
)
from gongkai.kernel.publishing.frame import Frame
from gongkai.kernel.publishing.models import Shelf
from gongkai.kernel.publishing.pages import fixed, lists
from gongkai.kernel.publishing.pages import records as record_pages
from gongkai.kernel.publishing.rules import shelves
from gongkai.kernel.publishing.tree import Tree
from gongkai.kernel.publishing.writing import remember, withhold
from gongkai.kernel.records.models import Publication

log = logging.getLogger(__name__)
STEP = 3 * RECORDS  # records in one step: well under a second


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the work stands: first the records by id, then the lists by key and page, then the rest."""

    phase: str = "records"
    after: int = 0
    key: str = ""
    page: int = 0

    def as_payload(self) -> dict:
        return {"phase": self.phase, "after": self.after, "key": self.key, "page": self.page}


def step(tree: Tree, cursor: Cursor, at: datetime) -> Cursor | None:
    """Do one step; where to go on, None when all is done."""
    frame = Frame.load()
    pieces, following = _STEPS[cursor.phase](frame, cursor)
    for piece in pieces:
        with tree.locked():
            files, unsound = withhold(tree, piece.render())
            for file in unsound:
                log.error("%s is not what was reviewed: record %d stays as it was", file.path, file.record)
            tree.write(files, durable=False)
            remember(files, (), at)
    return following


def _records(frame: Frame, cursor: Cursor) -> tuple[list[Piece], Cursor]:
    rows = Publication.objects.filter(record_id__gt=cursor.after).order_by("record_id")
    ids = list(rows.values_list("record_id", flat=True)[:STEP])
    pieces = [record_piece(frame, ids[start : start + RECORDS]) for start in range(0, len(ids), RECORDS)]
    return pieces, Cursor(after=ids[-1]) if ids else Cursor("lists")


def _lists(frame: Frame, cursor: Cursor) -> tuple[list[Piece], Cursor]:
    """The list at the cursor's key from its page on, or the next list."""
    known = dict(Shelf.objects.order_by("key").values_list("key", "last"))
    keys = sorted({*known, *lists.standing_keys(frame)})
    key = cursor.key if cursor.page else next((k for k in keys if k > cursor.key), None)
    if key is None:
        return [], Cursor("rest")
    full, start = shelves.full_pages(known.get(key, 0)), cursor.page or 1
    end = min(start + 4 * LIST_PAGES, full + 1)
    piece = Piece("lists", lambda: lists.pages(frame, key, range(start, end), first_page=start == 1))
    return [piece], Cursor("lists", key=key, page=end if end <= full else 0)


def _rest(frame: Frame, _cursor: Cursor) -> tuple[Iterator[Piece], None]:
    def pieces() -> Iterator[Piece]:
        yield Piece("assets", lambda: fixed.about(frame))
        for ids in withdrawn_ids(RECORDS):
            yield Piece("withdrawn", lambda ids=ids: record_pages.notices(frame, ids))
        yield from machine_pieces(frame)
        yield from gathering_pieces(frame)

    return pieces(), None


_STEPS = {"records": _records, "lists": _lists, "rest": _rest}
