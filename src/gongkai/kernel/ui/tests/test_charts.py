"""Whatever the numbers: nothing leaves its frame, no words stand on one another, sums and order are kept."""

from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.ui.charts import (
    Chart,
    Mark,
    Placed,
    Stack,
    bars,
    columns,
    histogram,
    stacked,
    steps_of,
    table,
    tile_map,
    trend,
)
from gongkai.kernel.ui.charts.drawing import short

NUMBER = st.one_of(st.none(), st.just(0), st.integers(0, 60), st.integers(0, 250_000))
NAME = st.sampled_from(["1月", "12月", "国土空间用途管制处", "湘西土家族苗族自治州", "A10", "≤5"])
MARKS = st.lists(st.builds(Mark, NAME, NUMBER, st.just("/desk/")), min_size=1, max_size=12)
STACKS = st.lists(
    st.builds(
        Stack, NAME, st.lists(st.builds(Mark, NAME, st.integers(0, 9_999)), min_size=1, max_size=5).map(tuple)
    ),
    min_size=1,
    max_size=12,
)
PLACED = st.lists(
    st.tuples(st.builds(Mark, NAME, NUMBER), st.integers(0, 7), st.integers(0, 8)),
    min_size=1,
    max_size=20,
    unique_by=lambda one: one[1:],
).map(lambda rows: [Placed(*one) for one in rows])
SLACK = 1e-6


def drawn(marks):
    yield columns(marks)
    yield histogram(marks, limit_after=min(3, len(marks)), limit="法定 20 个工作日")
    yield bars(marks)
    yield trend(marks)
    yield trend(marks, {0: "2025"})


def inside(drawing):
    for group in drawing.groups:
        for shape in group.shapes:
            assert shape.x >= -SLACK and shape.x + shape.width <= drawing.width + SLACK
            assert shape.y >= -SLACK and shape.y + shape.height <= drawing.height + SLACK
    for text in drawing.all_texts:
        assert text.left >= -SLACK and text.left + text.width <= drawing.width + SLACK, text
        assert 9 <= text.y <= drawing.height, text
    for line in drawing.lines:
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in line.points)


def apart(drawing):
    """No two words on the same line of writing touch."""
    for one, other in pairwise(sorted(drawing.all_texts, key=lambda text: (text.y, text.left))):
        if abs(one.y - other.y) < 10:
            assert one.left + one.width <= other.left + SLACK or one.y != other.y, (one, other)


@given(MARKS)
def test_nothing_leaves_the_frame_and_words_do_not_touch(marks):
    for drawing in drawn(marks):
        inside(drawing)
        apart(drawing)
        assert [group.mark for group in drawing.groups] == marks


@given(MARKS)
def test_every_number_is_written(marks):
    for drawing in (columns(marks), bars(marks)):
        for group in drawing.groups:
            assert {"…"} & set("".join(t.words for t in group.texts if t.kind == "value")) == set()
            assert any(text.kind == "value" for text in group.texts)


@given(MARKS)
def test_heights_are_in_order_and_nothing_is_three_things(marks):
    shown = [(mark.value, group.shapes[-1]) for mark, group in zip(marks, columns(marks).groups, strict=True)]
    for value, shape in shown:
        assert shape.kind.split()[0] == ("missing" if value is None else "bar" if value else "zero")
    known = sorted((value, shape.height) for value, shape in shown if value)
    assert [height for _value, height in known] == sorted(height for _value, height in known)


@given(MARKS, st.lists(NUMBER, min_size=12, max_size=12))
def test_a_year_ago_is_measured_by_the_same_rule(marks, before):
    drawing = columns(marks, before)
    inside(drawing)
    for number, group in enumerate(drawing.groups):
        outline = [shape for shape in group.shapes if shape.kind == "outline"]
        assert bool(outline) == bool(before[number])
        if outline and before[number] == marks[number].value:
            assert outline[0].height == pytest.approx(group.shapes[-1].height)


@given(STACKS)
def test_parts_make_up_their_whole(stacks):
    drawing = stacked(stacks)
    inside(drawing)
    apart(drawing)
    parts = [group for group in drawing.groups if any("bar" in shape.kind for shape in group.shapes)]
    assert sum(group.mark.value for group in parts) == sum(stack.total for stack in stacks)
    wholes = [group for group in drawing.groups if group not in parts or group.mark.address == "whole"]
    assert len(wholes) >= len(stacks)
    by_line = {}
    for group in parts:
        by_line.setdefault(group.shapes[0].y, []).append(group.shapes[0])
    for shapes in by_line.values():
        for one, other in pairwise(shapes):
            assert one.x + one.width == pytest.approx(other.x)


@given(PLACED)
def test_tiles_stand_in_their_places_in_one_of_the_steps(tiles):
    steps = steps_of([tile.mark.value for tile in tiles])
    drawing = tile_map(tiles, steps)
    inside(drawing)
    spots = {(round(group.shapes[0].x, 3), round(group.shapes[0].y, 3)) for group in drawing.groups}
    assert len(spots) == len(tiles)
    for group in drawing.groups:
        value, kind = group.mark.value, group.shapes[0].kind.split()[1]
        assert kind == ("missing" if value is None else "step-0" if not value else kind)
        assert sum(step.least <= (value or 0) <= step.most for step in steps) == (1 if value else 0)
        assert "…" not in "".join(text.words for text in group.texts if text.kind == "value")


@given(st.lists(NUMBER, max_size=40))
def test_steps_rise_and_cover_every_number(values):
    steps = steps_of(values)
    assert len(steps) <= 5 and len({step.kind for step in steps}) == len(steps)
    assert all(one.most < other.least for one, other in pairwise(steps))
    assert all(any(step.least <= value <= step.most for step in steps) for value in values if value)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "—"), (0, "0"), (9999, "9999"), (12345, "1.2万"), (123456, "12万"), (130_000_000, "1.3亿")],
)
def test_short_numbers(value, words):
    assert short(value) == words


def test_a_chart_on_a_page_links_every_mark_twice_and_escapes_words():
    marks = [Mark("<b>处室</b>", 3, "/desk/a/?x=1&y=2"), Mark("另一处室", 0, "/desk/b/")]
    chart = Chart("by", "各处室", bars(marks), ("处室", "件"), table(marks))
    text = render_to_string("ui/charts/chart.html", {"chart": chart})
    assert text.count('href="/desk/a/?x=1&amp;y=2"') == 2 and text.count('href="/desk/b/"') == 2
    assert "<b>处室" not in text and "style=" not in text and "<script" not in text
    assert "&lt;b&gt;处室&lt;/b&gt;：3" in text


def test_a_chart_of_zeros_says_so():
    chart = Chart("none", "没有", columns([Mark("1月", 0)]), ("月", "件"), table([Mark("1月", 0)]))
    assert "没有可以统计的" in render_to_string("ui/charts/chart.html", {"chart": chart})
