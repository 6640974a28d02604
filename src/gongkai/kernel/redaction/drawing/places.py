"""Arithmetic of places; pure."""

from collections.abc import Iterable
from math import ceil

Place = tuple[float, float, float, float]
"""x, y, w, h, relative"""


def meet(a: Place, b: Place) -> bool:
    """Whether two places share more than an edge."""
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def covered(sign: Place, boxes: Iterable[Place]) -> bool:
    """Whether any part of a sign lies under a box; a sign without extent counts by its point."""
    x, y, w, h = sign
    solid = (x, y, max(w, 1e-6), max(h, 1e-6))
    return any(meet(solid, box) for box in boxes)


def lines(places: Iterable[Place]) -> list[Place]:
    """Signs in reading order joined to one place for each line (or column) they stand in."""
    found: list[Place] = []
    last: Place | None = None
    for sign in places:
        if sign[2] <= 0 or sign[3] <= 0:
            continue
        if last is not None and _goes_on(last, sign):
            found[-1] = _around(found[-1], sign)
        else:
            found.append(sign)
        last = sign
    return found


def _around(a: Place, b: Place) -> Place:
    left, top = min(a[0], b[0]), min(a[1], b[1])
    return left, top, max(a[0] + a[2], b[0] + b[2]) - left, max(a[1] + a[3], b[1] + b[3]) - top


def _goes_on(a: Place, b: Place) -> bool:
    """The next sign stands beside the last one, or in the same column right above or below it."""
    return any(
        _shared(a, b, across) > 0.5 * min(a[2 + across], b[2 + across])
        and -_shared(a, b, 1 - across) <= 2.5 * max(a[3 - across], b[3 - across])
        for across in (1, 0)
    )


def _shared(a: Place, b: Place, axis: int) -> float:
    """How far two places overlap along an axis (0 across, 1 down); negative: the gap between them."""
    return min(a[axis] + a[2 + axis], b[axis] + b[2 + axis]) - max(a[axis], b[axis])


def pixels(place: Place, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, upper, right, lower of the pixels that a place touches, rounded outwards, at least one."""
    x, y, w, h = place
    left, upper = min(max(0, int(x * width)), width - 1), min(max(0, int(y * height)), height - 1)
    right, lower = min(width, ceil((x + w) * width)), min(height, ceil((y + h) * height))
    return left, upper, max(right, left + 1), max(lower, upper + 1)
