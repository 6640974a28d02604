"""Where the boxes of a table come to lie, as a browser lays them out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.oversight.reporting.rendering.layout import Box, Line


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its first row and column, counted from 0."""

    box: Box
    row: int
    column: int


def placed(lines: Iterable[Line]) -> Iterator[Placed]:
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(lines):
        x = 0
        for box in line:
            while (y, x) in taken:
                x += 1
            taken |= {(y + dy, x + dx) for dy in range(box.high) for dx in range(box.wide)}
            yield Placed(box, y, x)
            x += box.wide


def width_of(lines: Iterable[Line]) -> int:
    """How many columns the table has."""
    return max((one.column + one.box.wide for one in placed(lines)), default=0)
