"""The rows behind a number as a page lists them: one line each, in pages that open equally fast wherever they lie.

Every list behind a number of the house comes from here. Pages follow the id of the rows, the newest first: `after` and
`before` an id, or `at=last`. No page is found by counting its way to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Model, QuerySet

from gongkai.foundation.common.typed import whole_number
from gongkai.kernel.figures.exporting import told
from gongkai.kernel.figures.registry import Metric

PAGE = 50
LAST = "last"


@dataclass(frozen=True, slots=True)
class RowLine:
    """What the columns of the figure say of a row: the first as its title, the others with their labels where they
    say something. `address` empty: the row has no page."""

    title: str
    address: str
    about: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page. `count`: rows on all pages; `older`, `newer`: cursors, empty at the ends."""

    lines: list[RowLine]
    count: int
    older: str
    newer: str


def listed(figure: Metric, rows: QuerySet, asked: Mapping[str, str], size: int = PAGE) -> Listed:
    """The page that the address asks for; the first for what cannot be read. Three queries."""
    count = rows.count()
    ids, newer, older = page_of(rows, asked, count, size)
    found = rows.filter(pk__in=ids).select_related(*figure.related).order_by("-pk") if ids else ()
    return Listed(
        [line_of(figure, row) for row in found],
        count,
        str(ids[-1]) if ids and older else "",
        str(ids[0]) if ids and newer else "",
    )


def page_of(
    rows: QuerySet, asked: Mapping[str, str], count: int, size: int = PAGE
) -> tuple[list[int], bool, bool]:
    """Ids of the page, the newest first, and whether there are newer and older ones. One query.

    The ids are ordered by an expression and not by the column: the database then reads only the index that knows which
    rows are meant, and does not walk the whole table in the order of its ids, which takes a second where few fit.
    """
    places = rows.alias(listed_at=F("pk") + 0)
    after, before = whole_number(asked.get("after", "")), whole_number(asked.get("before", ""))
    if asked.get("at") == LAST:
        size = count % size or size
        return _ids(places, "listed_at", size)[::-1], count > size, False
    if before is not None:
        found = _ids(places.filter(listed_at__gt=before), "listed_at", size + 1)
        return found[:size][::-1], len(found) > size, True
    if after is not None:
        places = places.filter(listed_at__lt=after)
    found = _ids(places, "-listed_at", size + 1)
    return found[:size], after is not None, len(found) > size


def _ids(rows: QuerySet, order: str, size: int) -> list[int]:
    return list(rows.order_by(order).values_list("pk", flat=True)[:size])


def line_of(figure: Metric, row: Model) -> RowLine:
    cells = [(str(column.label), told(column.read(row))) for column in figure.columns]
    title = cells[0][1] if cells else str(row)
    address = figure.link(row) if figure.link else ""
    return RowLine(title, address or "", [(label, text) for label, text in cells[1:] if text])
