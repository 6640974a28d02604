"""What a chart is made of: marks with their lists, shapes and words in a frame, and the same numbers as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Number = int | float | None
"""None: not known, which is not zero."""

WIDTH = 340.0
"""Of every drawing: what a phone of 390 pixels has between its margins, so that no letter shrinks."""
SMALL, SIZE = 11.0, 12.0
"""Sizes of letters: numbers at marks, and names."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A number of a chart: what it is of, how much, the list that it counts, and more words for its title."""

    label: str
    value: Number
    address: str = ""
    note: str = ""
    kind: str = ""
    """A class that chooses its colour; empty for the usual one."""

    @property
    def written(self) -> str:
        return written(self.value)

    @property
    def says(self) -> str:
        words = _("没有数据") if self.value is None else self.written
        return "，".join(part for part in (f"{self.label}：{words}", self.note) if part)


@dataclass(frozen=True, slots=True)
class Stack:
    """Marks that make up one whole, with the list of all of them."""

    label: str
    parts: tuple[Mark, ...]
    address: str = ""

    @property
    def total(self) -> float:
        return sum(part.value or 0 for part in self.parts)


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle. `kind`: classes of the style sheet."""

    kind: str
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> SafeString:
        """Attributes of the element; nothing but numbers."""
        return mark_safe(
            f'x="{self.x:.5g}" y="{self.y:.5g}" width="{self.width:.5g}" height="{self.height:.5g}"'
        )


@dataclass(frozen=True, slots=True)
class Line:
    """Points joined in their order. `kind`: classes of the style sheet."""

    kind: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{x:.5g},{y:.5g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Text:
    """Words with their base line. `anchor`: start, middle or end; `width`: about how wide they are drawn."""

    words: str
    x: float
    y: float
    anchor: str = "start"
    kind: str = ""
    width: float = 0.0

    @property
    def place(self) -> SafeString:
        """Attributes of the element; nothing but numbers and the anchor."""
        anchor = "" if self.anchor == "start" else f' text-anchor="{self.anchor}"'
        return mark_safe(f'x="{self.x:.5g}" y="{self.y:.5g}"{anchor}')

    @property
    def left(self) -> float:
        return self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width


@dataclass(frozen=True, slots=True)
class Group:
    """A mark as drawn: one link with its words, its shapes, and lines of a region where there is a map."""

    mark: Mark
    shapes: tuple[Shape, ...]
    texts: tuple[Text, ...] = ()
    outline: str = ""
    """The path of a region (SVG `d`), and its classes."""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it lies within `width` × `height`; what is outside of groups is decoration."""

    height: float
    groups: tuple[Group, ...] = ()
    lines: tuple[Line, ...] = ()
    texts: tuple[Text, ...] = ()
    width: float = WIDTH

    @property
    def view(self) -> str:
        return f"{self.width:.5g} {self.height:.5g}"

    @property
    def all_texts(self) -> list[Text]:
        return [*self.texts, *(text for group in self.groups for text in group.texts)]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table beside a chart."""

    label: str
    cells: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its name, its table and its legend of (kind, words)."""

    code: str
    title: str
    drawing: Drawing
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    legend: tuple[tuple[str, str], ...] = ()
    note: str = ""
    zeros: bool = False
    """Drawn even if nothing else is on it, as a map is."""

    @property
    def empty(self) -> bool:
        """Nothing but zeros: said in words."""
        return not (self.zeros and self.rows) and not any(
            cell.value for row in self.rows for cell in row.cells
        )


def table(marks: Iterable[Mark]) -> tuple[Row, ...]:
    """A line for each mark."""
    return tuple(Row(mark.label, (mark,)) for mark in marks)


def written(value: Number) -> str:
    """In full: whole numbers plainly, others with one digit."""
    if value is None:
        return "—"
    return f"{value:,.1f}" if value != int(value) else f"{int(value):,}"


def short(value: Number) -> str:
    """At a mark: at most four figures, by ten thousands (in English by thousands)."""
    if value is None:
        return "—"
    if value < 10_000:
        return f"{value:g}" if value == int(value) else f"{value:.1f}"
    english = (get_language() or "").startswith("en")
    for size, name in ((1_000_000, "M"), (1000, "k")) if english else ((100_000_000, "亿"), (10_000, "万")):
        if value >= size:
            part = value / size
            return f"{part:.1f}{name}" if part < 9.95 else f"{part:.0f}{name}"
    return f"{value:g}"


def highest(values: Iterable[Number]) -> float:
    """The largest number, at least one: by it lengths are measured."""
    return max((value for value in values if value), default=0) or 1


def values_of(marks: Sequence[Mark]) -> list[Number]:
    return [mark.value for mark in marks]
