"""Squares of regions: read from a file, and arranged where none were given. Pure."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, sqrt

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.typed import whole_number

MOST_COLUMNS, MOST_ROWS = 9, 40
"""So that a number still fits into a square on a phone."""
HEAD = ("region", "row", "column")


@dataclass(frozen=True, slots=True)
class Tile:
    """A region's square, counted from 0."""

    region: str
    row: int
    column: int


def read_tiles(text: str, parents: Mapping[str, str | None]) -> tuple[list[Tile], list[Reason]]:
    """Rows `region,row,column` of a CSV, and what is wrong with it. `parents`: known region -> the region above it.

    Two regions under the same one may not stand in one place.
    """
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if not set(HEAD) <= set(reader.fieldnames or ()):
        return [], [Reason("tiles_head", _("文件第一行应当有 region、row、column 三列。"), where="file")]
    tiles: list[Tile] = []
    reasons: list[Reason] = []
    for number, line in enumerate(reader, 2):
        tile = _tile(line)
        if tile is None or tile.region not in parents:
            words = _("第%(n)d行：区划代码不认识，或者行列不是 0 至 %(rows)d、0 至 %(columns)d 的数。")
            words %= {"n": number, "rows": MOST_ROWS - 1, "columns": MOST_COLUMNS - 1}
            reasons.append(Reason("tiles_line", words, where=f"line {number}"))
        else:
            tiles.append(tile)
    return tiles, reasons + [_twice(tile) for tile in _clashing(tiles, parents)]


def _tile(line: Mapping[str, str | None]) -> Tile | None:
    row, column = (whole_number((line.get(name) or "").strip()) for name in ("row", "column"))
    if row is None or column is None or row >= MOST_ROWS or column >= MOST_COLUMNS:
        return None
    return Tile((line.get("region") or "").strip(), row, column)


def _twice(tile: Tile) -> Reason:
    words = _("%(region)s 的位置（%(row)d，%(column)d）已经有别的区划，或者这个区划出现了两次。")
    where = {"region": tile.region, "row": tile.row, "column": tile.column}
    return Reason("tiles_twice", words % where, where=tile.region)


def _clashing(tiles: Iterable[Tile], parents: Mapping[str, str | None]) -> list[Tile]:
    seen: set[tuple] = set()
    found = []
    for tile in tiles:
        keys = {("region", tile.region), ("place", parents[tile.region], tile.row, tile.column)}
        if keys & seen:
            found.append(tile)
        seen |= keys
    return found


def arranged(names: Collection[str], known: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Name -> (row, column) for every name, no two alike. What is `known` stands there; the rest follows below in
    rows about as wide as high, in its order."""
    places: dict[str, tuple[int, int]] = {}
    for name in names:
        if name in known and known[name] not in places.values():
            places[name] = known[name]
    left = [name for name in names if name not in places]
    wide = max((column + 1 for _row, column in places.values()), default=_usual(len(left)))
    first = 1 + max((row for row, _column in places.values()), default=-1)
    return places | {name: (first + n // wide, n % wide) for n, name in enumerate(left)}


def _usual(count: int) -> int:
    return max(1, min(MOST_COLUMNS, ceil(sqrt(count))))
