"""Lists of the site. Pages are numbered from the oldest, so that a full page never changes when records come.

A shelf is a list; a record's position on it is given once, at publication. Page `p` holds positions
`(p-1)*20+1 .. p*20` and becomes a file when its last position is taken; until then the newest entries are on
the first page (`index.html`), which shows the newest 20. A withdrawn record leaves a gap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

PAGE = 20
PART = 500
"""Addresses in one part of the sitemap."""


def page_of(position: int, size: int = PAGE) -> int:
    """Number of the page on which a position (from 1) lies."""
    return (position - 1) // size + 1


def full_pages(last: int, size: int = PAGE) -> int:
    """How many numbered pages exist when `last` is the highest position ever given."""
    return last // size


def parts(last: int) -> int:
    """How many sitemap parts exist; unlike list pages the newest part exists before it is full."""
    return page_of(last, PART) if last else 0


def bounds(page: int, size: int = PAGE) -> tuple[int, int]:
    """First and last position of a page."""
    return (page - 1) * size + 1, page * size


def runs(numbers: Sequence[int], most: int = 25) -> Iterator[list[int]]:
    """Ascending numbers as stretches without a gap, of at most so many: what one query can fetch."""
    run: list[int] = []
    for number in numbers:
        if run and (number != run[-1] + 1 or len(run) == most):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def older_than(lowest: int) -> int | None:
    """The numbered page to go on with below the lowest position shown on the first page; None: there is
    no older one.
    """
    return page_of(lowest - 1) if lowest > 1 else None


def touched_pages(position: int, last: int) -> list[int]:
    """Numbered pages that change when the entry at `position` comes, goes or is renamed; `last` is the
    newest position.

    The entry's own page, if it is full; the last entry of a page completes it, so that the page before
    it gets a
    newer neighbour. Pages that lie further back never change.
    """
    own = page_of(position)
    if own > full_pages(last):
        return []
    completes = position == bounds(own)[1]
    return [own - 1, own] if completes and own > 1 else [own]


def year_jump(years: Mapping[str, int], last: int) -> list[tuple[str, int | None]]:
    """(year, page where its records begin), newest first; None where they begin on the first page."""
    pages = full_pages(last)
    return [
        (year, page if (page := page_of(first)) <= pages else None)
        for year, first in sorted(years.items(), reverse=True)
    ]


# --- which shelves a record stands on -----------------------------------------------------------------------

EVERYTHING = "all"
LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Shelved:
    """What decides on which shelves a public record stands."""

    organ: str
    kind: str
    year: int
    columns: tuple[int, ...]  # its columns and their ancestors that list records
    subjects: tuple[str, ...]  # its subject and the class above
    library: bool
    validity: str


def shelf_keys(record: Shelved) -> Iterator[str]:
    """Keys of all shelves of a record, each once. Bounded: 6 and the columns and subjects."""
    yield EVERYTHING
    yield f"organ:{record.organ}"
    yield f"year:{record.year}"
    if record.kind:
        yield f"kind:{record.kind}"
    for column in dict.fromkeys(record.columns):
        yield f"column:{column}"
    for subject in dict.fromkeys(record.subjects):
        yield f"subject:{subject}"
    if record.library:
        yield LIBRARY
        yield f"{LIBRARY}:{record.validity}"


def in_library(
    *,
    normative: bool,
    document_number: str,
    effective_on: date | None,
    expires_on: date | None,
    policy_column: bool,
) -> bool:
    """Whether a record belongs to the document library (文件库): texts that bind and can cease to be valid.

    Normative documents, texts with a term, and numbered documents of a policy column.
    """
    return normative or bool(effective_on or expires_on) or (policy_column and bool(document_number))
