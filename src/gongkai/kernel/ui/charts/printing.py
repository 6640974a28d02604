"""A drawing as an SVG of its own, for paper: the looks of the style sheet as attributes, no links."""

from collections.abc import Iterator
from html import escape

from gongkai.kernel.ui.charts.drawing import Drawing, Shape, Text

LOOKS = {
    "bar": 'fill="#3f8577" stroke="#0f5c4d"',
    "outline": 'fill="none" stroke="#8a5a00" stroke-dasharray="4 2"',
    "missing": 'fill="#ffffff" stroke="#7d8a86" stroke-dasharray="2 3"',
    "zero": 'fill="#7d8a86"',
}
UNSEEN = "reach"


def to_svg(drawing: Drawing, family: str) -> str:
    """`family`: name of the face of all letters."""
    parts = "".join(_parts(drawing, family))
    size = f'width="{drawing.width:g}" height="{drawing.height:g}" viewBox="0 0 {drawing.view}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{parts}</svg>'


def _parts(drawing: Drawing, family: str) -> Iterator[str]:
    for line in drawing.lines:
        yield f'<polyline points="{line.path}" fill="none" stroke="#56646c"/>'
    for group in drawing.groups:
        yield from (_rect(shape) for shape in group.shapes if shape.kind != UNSEEN)
    for text in drawing.all_texts:
        yield _text(text, family)


def _rect(shape: Shape) -> str:
    return f"<rect {shape.box} {LOOKS[shape.kind.split()[0]]}/>"


def _text(text: Text, family: str) -> str:
    return f'<text {text.place} font-family="{escape(family)}" font-size="11" fill="#1f2a30">{escape(text.words)}</text>'
