"""Lying bars: one a mark, or stacked of several parts. Names stand above, so that long ones have room. Pure."""

from collections.abc import Iterator, Sequence

from gongkai.kernel.ui.charts.drawing import (
    SIZE,
    SMALL,
    WIDTH,
    Drawing,
    Group,
    Mark,
    Shape,
    Stack,
    Text,
    highest,
    short,
    values_of,
    written,
)
from gongkai.kernel.ui.charts.text import fit, width_of

ROW, BAR = 38.0, 16.0
"""Height of a line with its name above, and of the bar in it."""
PAD = 6.0
LEAST = 2.0


def bars(marks: Sequence[Mark]) -> Drawing:
    """A bar a mark, its name above and its number behind."""
    top = highest(values_of(marks))
    room = WIDTH - max((_wide(mark) for mark in marks), default=0) - PAD
    groups = tuple(_bar(mark, n * ROW, room, top) for n, mark in enumerate(marks))
    return Drawing(max(ROW * len(marks), 1), groups)


def _wide(mark: Mark) -> float:
    return width_of(written(mark.value), SIZE)


def _bar(mark: Mark, y: float, room: float, top: float) -> Group:
    shape = _shape(mark, y + 18, room, top)
    number = written(mark.value)
    name = fit(mark.label, WIDTH, SIZE)
    return Group(
        mark,
        (Shape("reach", 0, y, WIDTH, ROW), shape),
        (
            Text(name, 0, y + 13, "start", "name", width_of(name, SIZE)),
            Text(number, shape.width + PAD, y + 18 + BAR - 4, "start", "value", width_of(number, SIZE)),
        ),
    )


def _shape(mark: Mark, y: float, room: float, top: float) -> Shape:
    if mark.value is None:
        return Shape("missing", 0, y, min(40.0, room), BAR)
    if mark.value == 0:
        return Shape("zero", 0, y, 1, BAR)
    return Shape(f"bar {mark.kind}".strip(), 0, y, max(LEAST, room * mark.value / top), BAR)


def stacked(stacks: Sequence[Stack]) -> Drawing:
    """A bar of parts for each; the whole is written behind the name, each part in itself."""
    top = highest(stack.total for stack in stacks)
    groups = (group for n, stack in enumerate(stacks) for group in _stack(stack, n * ROW, top))
    return Drawing(max(ROW * len(stacks), 1), tuple(groups))


def _stack(stack: Stack, y: float, top: float) -> Iterator[Group]:
    number = written(stack.total)
    taken = width_of(number, SIZE)
    name = fit(stack.label, WIDTH - taken - PAD, SIZE)
    shapes = [Shape("reach", 0, y, WIDTH, 16)]
    if not stack.total:
        shapes.append(Shape("zero", 0, y + 18, 1, BAR))
    yield Group(
        Mark(stack.label, stack.total, stack.address),
        tuple(shapes),
        (
            Text(name, 0, y + 13, "start", "name", width_of(name, SIZE)),
            Text(number, WIDTH, y + 13, "end", "value", taken),
        ),
    )
    x = 0.0
    for part, width in shared(stack, top):
        words = short(part.value)
        text = Text(words, x + width / 2, y + 18 + BAR - 4, "middle", "inside", width_of(words, SMALL))
        yield Group(part, (Shape(f"bar {part.kind}".strip(), x, y + 18, width, BAR),), (text,))
        x += width


def shared(stack: Stack, top: float) -> list[tuple[Mark, float]]:
    """Each part that is not zero with its width: room for its number first, the rest by its size.

    Together they are as long as the whole deserves beside the largest (`top`), or as their numbers need.
    """
    parts = [part for part in stack.parts if part.value]
    needed = [width_of(short(part.value), SMALL) + PAD for part in parts]
    over = max(0.0, WIDTH * stack.total / top - sum(needed))
    return [(part, need + over * part.value / stack.total) for part, need in zip(parts, needed, strict=True)]
