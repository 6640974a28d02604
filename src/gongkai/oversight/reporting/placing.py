"""Where spanned cells of a table come to lie, as a browser lays them out: for tables that are read and that are drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Spanning(Protocol):
    """A cell with its extent to the right and downwards."""

    @property
    def wide(self) -> int: ...
    @property
    def high(self) -> int: ...


S = TypeVar("S", bound=Spanning)


@dataclass(frozen=True, slots=True)
class Placed(Generic[S]):
    """A cell with its first row and column, counted from 0."""

    box: S
    row: int
    column: int

    def covers(self) -> Iterator[tuple[int, int]]:
        """(row, column) of every place that it takes."""
        rows, columns = (
            range(self.row, self.row + self.box.high),
            range(self.column, self.column + self.box.wide),
        )
        return ((y, x) for y in rows for x in columns)


def placed(lines: Iterable[Iterable[S]]) -> Iterator[Placed[S]]:
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(lines):
        x = 0
        for box in line:
            while (y, x) in taken:
                x += 1
            one = Placed(box, y, x)
            taken.update(one.covers())
            yield one
            x += box.wide


def width_of(lines: Iterable[Iterable[S]]) -> int:
    """How many columns the table has."""
    return max((one.column + one.box.wide for one in placed(lines)), default=0)
