"""Regions by their boundaries, which come from outside and are approved; coloured as tiles are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from gongkai.kernel.ui.charts.drawing import SIZE, SMALL, WIDTH, Drawing, Group, Mark, Text, short
from gongkai.kernel.ui.charts.text import fit, width_of
from gongkai.kernel.ui.charts.tiles import Step, kind_of

HIGHEST = 440.0
PAD = 2.0

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Outlined:
    """A mark with the rings of its region: [longitude, latitude] in degrees."""

    mark: Mark
    rings: Sequence[Ring]


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to the drawing: north is up, a degree of longitude as short as it is in the middle of the map."""

    west: float
    north: float
    shrink: float
    scale: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return PAD + (x - self.west) * self.shrink * self.scale, PAD + (self.north - y) * self.scale


def outline_map(regions: Sequence[Outlined], steps: Sequence[Step]) -> Drawing:
    """The map. Names and numbers stand where no other words are; all of them stand in the title and the table."""
    points = [point for region in regions for ring in region.rings for point in ring]
    if not points:
        return Drawing(1.0)
    frame, height = _frame(points)
    taken: list[tuple[float, float, float, float]] = []
    largest_first = sorted(regions, key=lambda region: -_size(region.rings))
    words = {region.mark: _words(region, frame, taken) for region in largest_first}
    groups = (
        Group(
            region.mark,
            (),
            words[region.mark],
            _path(region.rings, frame),
            f"land {kind_of(region.mark.value, steps)}",
        )
        for region in regions
    )
    return Drawing(height, tuple(groups))


def _frame(points: Sequence[Sequence[float]]) -> tuple[_Frame, float]:
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = cos(radians((south + north) / 2))
    wide, high = (east - west) * shrink or 1.0, north - south or 1.0
    scale = min((WIDTH - 2 * PAD) / wide, (HIGHEST - 2 * PAD) / high)
    return _Frame(west, north, shrink, scale), high * scale + 2 * PAD


def _path(rings: Sequence[Ring], frame: _Frame) -> str:
    parts = []
    for ring in rings:
        points = (frame.at(*point[:2]) for point in ring)
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)


def _size(rings: Sequence[Ring]) -> float:
    return max((abs(_area(ring)) for ring in rings), default=0.0)


def _area(ring: Ring) -> float:
    turned = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in turned) / 2


def _words(region: Outlined, frame: _Frame, taken: list) -> tuple[Text, ...]:
    """Name and number in the middle of the largest ring, if they touch nothing; else nothing."""
    ring = max(region.rings, key=lambda one: abs(_area(one)))
    x, y = frame.at(sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring))
    name, number = fit(region.mark.label, 70, SMALL), short(region.mark.value)
    wide = max(width_of(name, SMALL), width_of(number, SIZE))
    x = min(max(x, wide / 2), WIDTH - wide / 2)
    box = (x - wide / 2, y - SIZE, x + wide / 2, y + SIZE)
    if box[1] < 0 or any(_touch(box, other) for other in taken):
        return ()
    taken.append(box)
    return (
        Text(name, x, y - 2, "middle", "name", width_of(name, SMALL)),
        Text(number, x, y + SMALL, "middle", "value", width_of(number, SIZE)),
    )


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
