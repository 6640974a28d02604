"""Standing columns: by month beside last year's, by days used with the limit, and a small line of a trend. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gongkai.kernel.ui.charts.drawing import (
    SIZE,
    SMALL,
    WIDTH,
    Drawing,
    Group,
    Line,
    Mark,
    Number,
    Shape,
    Text,
    highest,
    short,
    values_of,
)
from gongkai.kernel.ui.charts.text import fit, width_of

HEIGHT, TOP, FOOT = 172.0, 18.0, 22.0
"""Of the drawing; above the highest column for its number; below for the names."""
FLOOR = HEIGHT - FOOT
GAP = 3.0
LEAST = 2.0
"""Height of what is not zero, however small beside the others."""
DASH = 14.0
"""Height of the frame of what is not known."""


def columns(marks: Sequence[Mark], before: Sequence[Number] = ()) -> Drawing:
    """A column a mark. `before`: the numbers of a year ago, in the same order, drawn as outlines behind."""
    top = highest([*values_of(marks), *before])
    return Drawing(HEIGHT, tuple(_groups(marks, before, top)), (_ground(),))


def histogram(marks: Sequence[Mark], *, limit_after: int, limit: str) -> Drawing:
    """Columns with a line behind the mark number `limit_after` (counted from 1) and its words above it."""
    plain = columns(marks)
    x = _place(limit_after, len(marks))[0] - GAP / 2
    words = fit(limit, WIDTH, SMALL)
    room = width_of(words, SMALL)
    text = Text(words, min(max(x, room / 2), WIDTH - room / 2), SMALL, "middle", "limit", room)
    raised = tuple(_moved(group, SMALL) for group in plain.groups)
    line = Line("limit", ((x, SMALL + 4), (x, FLOOR + SMALL)))
    return Drawing(HEIGHT + SMALL, raised, (*(_lower(one) for one in plain.lines), line), (text,))


RISE, BOTTOM = 96.0, 118.0
"""Of a trend: from its ground to its highest number, and where the ground lies."""


def trend(marks: Sequence[Mark], ticks: Mapping[int, str] | None = None) -> Drawing:
    """A line through the numbers, broken where one is not known; the last known and the highest one written.

    `ticks`: words under the mark of that number (from 0). The whole height over a mark belongs to it.
    """
    top, step = highest(values_of(marks)), (WIDTH - 60) / max(len(marks) - 1, 1)
    spots = [(8 + step * n, BOTTOM - RISE * (mark.value or 0) / top, mark) for n, mark in enumerate(marks)]
    side = min(6.0, max(2.5, 0.6 * step))
    groups = tuple(Group(mark, tuple(_spot(x, y, mark, side, step))) for x, y, mark in spots)
    names = tuple(
        Text(words, spots[n][0], BOTTOM + SIZE + 4, "start", "name", width_of(words, SIZE))
        for n, words in sorted((ticks or {}).items())
    )
    lines = (*_ticks(spots, ticks or {}), *_runs(spots))
    return Drawing(BOTTOM + (FOOT if ticks else 8), groups, lines, (*_told(spots), *names))


def _spot(x: float, y: float, mark: Mark, side: float, step: float) -> Iterator[Shape]:
    left, right = max(x - step / 2, 0.0), min(x + step / 2, WIDTH)
    yield Shape("reach", left, 0, right - left, BOTTOM)
    known = mark.value is not None
    yield Shape("dot" if known else "missing", x - side / 2, y - side / 2, side, side)


def _ticks(spots: list[tuple[float, float, Mark]], ticks: Mapping[int, str]) -> Iterator[Line]:
    yield Line("ground", ((0, BOTTOM), (WIDTH, BOTTOM)))
    for n in sorted(ticks):
        yield Line("ground", ((spots[n][0], BOTTOM), (spots[n][0], BOTTOM + 5)))


def _told(spots: list[tuple[float, float, Mark]]) -> Iterator[Text]:
    """The number at the end of the line, and the highest one where it stands far enough from that."""
    known = [spot for spot in spots if spot[2].value is not None]
    if not known:
        return
    x, y, last = known[-1]
    words = short(last.value)
    yield Text(words, x + 6, y + 4, "start", "value", width_of(words, SIZE))
    x_high, y_high, high = max(known, key=lambda spot: (spot[2].value, spot[0]))
    if high.value and x - x_high > 30:
        words = short(high.value)
        room = width_of(words, SIZE)
        yield Text(words, max(x_high, room / 2), y_high - 6, "middle", "value", room)


def _runs(spots: list[tuple[float, float, Mark]]) -> Iterator[Line]:
    run: list[tuple[float, float]] = []
    for x, y, mark in [*spots, (0.0, 0.0, Mark("", None))]:
        if mark.value is not None:
            run.append((x, y))
            continue
        if len(run) > 1:
            yield Line("trend", tuple(run))
        run = []


def _place(number: int, count: int) -> tuple[float, float]:
    """Left edge and width of a column."""
    each = WIDTH / max(count, 1)
    return number * each + GAP / 2, each - GAP


def _groups(marks: Sequence[Mark], before: Sequence[Number], top: float) -> Iterator[Group]:
    for number, mark in enumerate(marks):
        x, width = _place(number, len(marks))
        earlier = before[number] if number < len(before) else None
        shapes = [Shape("reach", x, 0, width, HEIGHT)]
        if earlier:
            high = _height(earlier, top)
            shapes.append(Shape("outline", x, FLOOR - high, width, high))
        shape = _column(mark, x + 2, width - 4, top)
        shapes.append(shape)
        yield Group(mark, tuple(shapes), tuple(_words(mark, x, width, shape.y)))


def _height(value: float, top: float) -> float:
    return max(LEAST, (FLOOR - TOP) * value / top)


def _column(mark: Mark, x: float, width: float, top: float) -> Shape:
    if mark.value is None:
        return Shape("missing", x, FLOOR - DASH, width, DASH)
    if mark.value == 0:
        return Shape("zero", x, FLOOR - 1, width, 1)
    high = _height(mark.value, top)
    return Shape(f"bar {mark.kind}".strip(), x, FLOOR - high, width, high)


def _words(mark: Mark, x: float, width: float, top: float) -> Iterator[Text]:
    """The number above the column and the name below, each no wider than its place."""
    middle = x + width / 2
    number = fit(short(mark.value), width + GAP, SMALL)
    yield Text(number, middle, top - 4, "middle", "value", width_of(number, SMALL))
    name = fit(mark.label, width + GAP, SMALL)
    yield Text(name, middle, FLOOR + 15, "middle", "name", width_of(name, SMALL))


def _ground() -> Line:
    return Line("ground", ((0, FLOOR), (WIDTH, FLOOR)))


def _moved(group: Group, down: float) -> Group:
    shapes = tuple(replace(shape, y=shape.y + down) for shape in group.shapes)
    return replace(group, shapes=shapes, texts=tuple(replace(text, y=text.y + down) for text in group.texts))


def _lower(line: Line) -> Line:
    return Line(line.kind, tuple((x, y + SMALL) for x, y in line.points))
