"""Regions as equal squares, coloured in steps: a map that claims no boundary. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.kernel.ui.charts.drawing import (
    SIZE,
    SMALL,
    WIDTH,
    Drawing,
    Group,
    Mark,
    Number,
    Shape,
    Text,
    short,
    written,
)
from gongkai.kernel.ui.charts.text import fit, width_of

STEPS = 5
WIDEST = 82.0
GAP = 3.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark in its square, counted from 0."""

    mark: Mark
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Step:
    """A colour of the map and the numbers it stands for, both ends included."""

    kind: str
    least: float
    most: float

    @property
    def words(self) -> str:
        return (
            written(self.least) if self.least == self.most else f"{written(self.least)}–{written(self.most)}"
        )


def steps_of(values: Sequence[Number]) -> tuple[Step, ...]:
    """At most five steps of the numbers above zero, about as many regions in each; equal numbers stay together."""
    known = sorted(value for value in values if value)
    kinds = sorted(set(known))
    if len(kinds) <= STEPS:
        return tuple(Step(f"step-{_spread(n, len(kinds))}", k, k) for n, k in enumerate(kinds))
    cuts = sorted({known[len(known) * n // STEPS] for n in range(STEPS)})
    tops = [max(k for k in kinds if k < cut) for cut in cuts[1:]] + [kinds[-1]]
    return tuple(
        Step(f"step-{_spread(n, len(cuts))}", low, high)
        for n, (low, high) in enumerate(zip(cuts, tops, strict=True))
    )


def _spread(number: int, count: int) -> int:
    """Of fewer steps than there are colours the strongest is always used, then the weakest."""
    return STEPS if count == 1 else 1 + round(number * (STEPS - 1) / (count - 1))


def kind_of(value: Number, steps: Sequence[Step]) -> str:
    if value is None:
        return "missing"
    return next((step.kind for step in steps if step.least <= value <= step.most), "step-0")


def tile_map(tiles: Sequence[Placed], steps: Sequence[Step]) -> Drawing:
    """Squares in their places; name and number in each."""
    wide = 1 + max((tile.column for tile in tiles), default=0)
    high = 1 + max((tile.row for tile in tiles), default=0)
    side = min(WIDEST, WIDTH / wide)
    left = (WIDTH - side * wide) / 2
    groups = tuple(_tile(tile, side, left, steps) for tile in tiles)
    return Drawing(high * side, groups)


def _tile(tile: Placed, side: float, left: float, steps: Sequence[Step]) -> Group:
    x, y = left + tile.column * side, tile.row * side
    shape = Shape(f"tile {kind_of(tile.mark.value, steps)}", x + GAP / 2, y + GAP / 2, side - GAP, side - GAP)
    return Group(tile.mark, (shape,), tuple(_words(tile.mark, x + side / 2, y + side / 2, side - GAP)))


def _words(mark: Mark, x: float, y: float, room: float) -> Iterator[Text]:
    name = fit(mark.label, room, SMALL)
    yield Text(name, x, y - 2, "middle", "name", width_of(name, SMALL))
    number = fit(short(mark.value), room, SIZE)
    yield Text(number, x, y + SIZE, "middle", "value", width_of(number, SIZE))
