"""The drawn flow of a case as SVG: pure, without script, for screen and paper. Words beside every colour.

One drawing has as many columns as there is room for: one for a phone or half a page, four for a desk.
Boxes go from left to right and then to the next row; opinions asked at the same time stand between two
bars; a dashed arrow leads back to where the case was sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.kernel.ui.charts.text import fit, width_of

BOX, GAP, MARGIN = 228, 46, 14
HEAD, LINE, PAD, ROOM = 38, 26, 10, 58
"""Height of a box's head, of a line in it, the padding below, and the room above a row for arrows."""
FONT = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
INK, SOFT, LINE_COLOUR = "#1f2a30", "#56646c", "#9aa6a1"
LOOKS = {
    "done": ("#e6f0ec", "#0f5c4d", "", "✓", gettext_lazy("已办")),
    "now": ("#fbeceb", "#b3261e", "", "●", gettext_lazy("办理中")),
    "next": ("#ffffff", "#8a9691", "5 4", "○", gettext_lazy("未到")),
    "returned": ("#fdf3dc", "#8a5a00", "", "↩", gettext_lazy("已退回")),
    "lent": ("#eceaf4", "#4d4480", "", "⇢", gettext_lazy("已交办")),
    "end": ("#ffffff", "#8a9691", "", "■", ""),
}
"""mark -> fill, stroke, dashes, sign, word."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Somebody who is asked in a step, what became of it, and whether it hangs below the one before."""

    who: str
    mark: str
    word: str = ""
    below: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A step. `mark` is a key of LOOKS; `when`: a day as text, or empty."""

    key: str
    label: str
    mark: str
    lanes: tuple[Lane, ...] = ()
    when: str = ""

    @property
    def word(self) -> str:
        return str(LOOKS[self.mark][4])

    @property
    def height(self) -> int:
        return HEAD + LINE * len(self.lanes) + (PAD if self.lanes else 0)


@dataclass(frozen=True, slots=True)
class Flow:
    """What is drawn: boxes in their order, and the pairs of keys (from, to) of what was sent back."""

    title: str
    boxes: tuple[Box, ...]
    back: tuple[tuple[str, str], ...] = ()

    def sentences(self) -> list[str]:
        """The drawing in words, one sentence a box."""
        return [_sentence(number, box) for number, box in enumerate(self.boxes, 1)]


@dataclass(frozen=True, slots=True)
class _Placed:
    box: Box
    row: int
    x: float
    y: float

    @property
    def middle(self) -> float:
        return self.x + BOX / 2

    @property
    def bottom(self) -> float:
        return self.y + self.box.height


def draw(flow: Flow, *, columns: int, name: str = "flow") -> str:
    """The SVG text. `name` makes the ids of title and description unique on a page."""
    columns = max(1, min(columns, len(flow.boxes)))
    placed = _place(flow.boxes, columns)
    width = 2 * MARGIN + columns * BOX + (columns - 1) * GAP
    height = max((one.bottom for one in placed), default=0) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawn" role="img" viewBox="0 0 {width} {height:g}" '
        f'width="{width}" height="{height:g}" aria-labelledby="{name}-title {name}-words" font-family="{FONT}">',
        f'<title id="{name}-title">{escape(flow.title)}</title>',
        f'<desc id="{name}-words">{escape(" ".join(flow.sentences()))}</desc>',
        *_connectors(placed),
        *_arrows(placed, flow.back),
        *(part for one in placed for part in _box(one)),
        "</svg>",
    ]
    return "".join(parts)


def _sentence(number: int, box: Box) -> str:
    people = "；".join(f"{lane.who} {lane.word}".strip() for lane in box.lanes)
    words = {"n": number, "label": box.label, "state": box.word, "people": people, "when": box.when}
    if people:
        return _("%(n)d. %(label)s：%(state)s %(when)s（%(people)s）") % words
    return _("%(n)d. %(label)s：%(state)s %(when)s") % words


def _place(boxes: tuple[Box, ...], columns: int) -> list[_Placed]:
    placed: list[_Placed] = []
    y = 0.0
    for first in range(0, len(boxes), columns):
        row = boxes[first : first + columns]
        y += ROOM if first or columns > 1 else MARGIN
        for column, box in enumerate(row):
            placed.append(_Placed(box, first // columns, MARGIN + column * (BOX + GAP), y))
        y += max(box.height for box in row)
    return placed


# --- lines ----------------------------------------------------------------------------------------------------


def _connectors(placed: list[_Placed]) -> Iterator[str]:
    for one, following in zip(placed, placed[1:], strict=False):
        colour = LOOKS["done"][1] if following.box.mark in {"done", "now", "returned", "end"} else LINE_COLOUR
        if one.row == following.row:
            y = one.y + HEAD / 2
            path = f"M{one.x + BOX:g} {y:g}H{following.x - 9:g}"
            head = f"M{following.x - 9:g} {y - 5:g}l9 5l-9 5z"
        else:
            bend = following.y - ROOM + 18
            path = f"M{one.middle:g} {one.bottom:g}V{bend:g}H{following.middle:g}V{following.y - 9:g}"
            head = f"M{following.middle - 5:g} {following.y - 9:g}l5 9l5 -9z"
        yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/><path d="{head}" fill="{colour}"/>'


def _arrows(placed: list[_Placed], back: tuple[tuple[str, str], ...]) -> Iterator[str]:
    known = {one.box.key: one for one in placed}
    colour = LOOKS["returned"][1]
    drawn = [(known[a], known[b]) for a, b in dict.fromkeys(back) if a in known and b in known]
    for number, (start, end) in enumerate(drawn):
        x, to = start.middle + 26 + 7 * number, end.middle + 26 + 7 * number
        lift = 14 + 7 * number
        if start.row == end.row:
            path = f"M{x:g} {start.y:g}V{start.y - lift:g}H{to:g}V{end.y - 9:g}"
        else:  # by the side, so that no box is crossed
            side = start.x + BOX + 7 + 4 * number if start.x + BOX + 20 < end.x else 5 + 3 * number
            path = f"M{x:g} {start.y:g}V{start.y - lift:g}H{side:g}V{end.y - lift:g}H{to:g}V{end.y - 9:g}"
        head = f"M{to - 5:g} {end.y - 9:g}l5 9l5 -9z"
        yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6" stroke-dasharray="5 4"/>'
        yield f'<path d="{head}" fill="{colour}"/>'
        yield _text(min(x, to) + 14, start.y - lift - 5, _("退回"), 12, colour)


# --- boxes ----------------------------------------------------------------------------------------------------


def _box(one: _Placed) -> Iterator[str]:
    fill, stroke, dashes, sign, word = LOOKS[one.box.mark]
    heavy = "2.6" if one.box.mark == "now" else "1.5"
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    yield (
        f'<g class="{one.box.mark}"><rect x="{one.x:g}" y="{one.y:g}" width="{BOX}" height="{one.box.height}" rx="10" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{heavy}"{dash}/>'
    )
    yield _text(one.x + 12, one.y + 25, sign, 14, stroke)
    aside = one.box.when or str(word)
    room = BOX - 46 - width_of(aside, 12)
    yield _text(one.x + 32, one.y + 25, fit(one.box.label, room, 15), 15, INK, bold=True, whole=one.box.label)
    yield _text(one.x + BOX - 10, one.y + 24, aside, 12, stroke, anchor="end")
    yield from _lanes(one)
    yield "</g>"


def _lanes(one: _Placed) -> Iterator[str]:
    lanes = one.box.lanes
    parallel = sum(not lane.below for lane in lanes) > 1
    top = one.y + HEAD
    if parallel:
        colour = LOOKS[one.box.mark][1]
        for x in (one.x + 12, one.x + BOX - 13):
            yield f'<path d="M{x:g} {top:g}v{LINE * len(lanes) - 2}" stroke="{colour}" stroke-width="3"/>'
    for number, lane in enumerate(lanes):
        yield from _lane(lane, one.x + (20 if parallel else 12), top + LINE * number + 17, parallel)


def _lane(lane: Lane, x: float, y: float, parallel: bool) -> Iterator[str]:
    _fill, stroke, _dashes, sign, word = LOOKS[lane.mark]
    indent = 16 if lane.below else 0
    room = BOX - (40 if parallel else 24) - 20 - indent
    said = lane.word or ("" if lane.mark == "next" else str(word))
    yield _text(x + indent, y, "↳" if lane.below else sign, 12, stroke)
    left = room - (width_of(said, 12) + 8 if said else 0)
    yield _text(x + indent + 18, y, fit(lane.who, left, 13), 13, INK, whole=lane.who)
    if said:
        yield _text(x + 20 + indent + room, y, said, 12, stroke, anchor="end")


def _text(
    x: float,
    y: float,
    text: str,
    size: int,
    colour: str,
    *,
    bold: bool = False,
    anchor: str = "",
    whole: str = "",
) -> str:
    weight = ' font-weight="600"' if bold else ""
    aligned = f' text-anchor="{anchor}"' if anchor else ""
    hint = f"<title>{escape(whole)}</title>" if whole and whole != text else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{weight}{aligned}>{hint}{escape(text)}</text>'
