"""Boxes, the list for the letter, and every reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.records.rules.vocabulary import GROUNDS
from gongkai.kernel.redaction.drawing.places import covered, lines, pixels
from gongkai.kernel.redaction.rules.boxes import (
    SHORT,
    Box,
    fitted,
    grounds_listed,
    in_order,
    reasons_against_boxes,
    spans_of,
)
from gongkai.kernel.redaction.rules.reasons import (
    CHECKS,
    Snapshot,
    State,
    reasons_against_approving,
    reasons_against_burning,
    reasons_against_release,
    reasons_against_revising,
    reasons_against_saving,
    reasons_against_starting,
)

share = st.floats(-0.5, 1.5)


def test_every_ground_has_its_short_text():
    assert set(SHORT) == set(GROUNDS)


@given(share, share, share, share)
def test_a_fitted_box_lies_on_its_page(x, y, w, h):
    box = fitted(Box(1, x, y, w, h, "N15-2"))
    assert 0 <= box.x <= box.x + box.w <= 1.000001 and 0 <= box.y <= box.y + box.h <= 1.000001
    assert fitted(box) == box


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.002, 1),
    st.floats(0.002, 1),
    st.integers(1, 4000),
    st.integers(1, 4000),
)
def test_pixels_cover_the_place(x, y, w, h, width, height):
    left, upper, right, lower = pixels((x, y, w, h), width, height)
    assert 0 <= left < right <= width and 0 <= upper < lower <= height
    assert left <= x * width and upper <= y * height
    assert right >= min((x + w) * width, width) and lower >= min((y + h) * height, height)


def test_signs_join_to_lines():
    row = [(0.1 + n * 0.02, 0.1, 0.02, 0.02) for n in range(5)]
    wrapped = [*row, *((0.1 + n * 0.02, 0.15, 0.02, 0.02) for n in range(2))]
    assert [tuple(round(v, 3) for v in line) for line in lines(wrapped)] == [
        (0.1, 0.1, 0.1, 0.02),
        (0.1, 0.15, 0.04, 0.02),
    ]
    column = [(0.5, 0.1 + n * 0.02, 0.02, 0.02) for n in range(4)]
    assert len(lines(column)) == 1


def test_a_sign_half_under_a_box_is_covered():
    box = (0.2, 0.2, 0.1, 0.1)
    assert covered((0.19, 0.25, 0.02, 0.02), [box])
    assert covered((0.25, 0.25, 0, 0), [box])
    assert not covered((0.17, 0.25, 0.02, 0.02), [box])


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("承包人 张\n三，张三丰", "张三", [(4, 7), (8, 10)]),
        ("13874801234", "138 7480 1234", [(0, 11)]),
        ("abc ABC", "abc", [(0, 3), (4, 7)]),
        ("什么都有", "  ", []),
        ("a.b axb", "a.b", [(0, 3)]),
    ],
)
def test_a_text_is_found_across_blanks_and_line_ends(text, wanted, found):
    assert spans_of(text, wanted) == found


def test_the_letter_lists_grounds_in_reading_order():
    boxes = [
        Box(2, 0.1, 0.1, 0.1, 0.1, "N16-2a"),
        Box(1, 0.1, 0.5, 0.1, 0.1, "N15-1"),
        Box(1, 0.1, 0.2, 0.1, 0.1, "N15-2"),
    ]
    assert [line.text for line in grounds_listed(boxes)] == [
        "第1页第1处，依据第十五条（个人隐私）",
        "第1页第2处，依据第十五条（商业秘密）",
        "第2页第1处，依据第十六条第二款（过程性信息）",
    ]
    assert len(in_order([*boxes, boxes[0]])) == 3


def test_unfit_boxes_are_named():
    good = Box(1, 0.1, 0.1, 0.1, 0.1, "N15-2")
    assert reasons_against_boxes([good], 1) == []
    wrong = [
        Box(2, 0.1, 0.1, 0.1, 0.1, "N15-2"),
        Box(1, 0.1, 0.1, 0.001, 0.1, "N15-2"),
        Box(1, 0.1, 0.1, 0.1, 0.1, ""),
        Box(1, 0.1, 0.1, 0.1, 0.1, "N14-1"),
        Box(1, 0.1, 0.1, 0.1, 0.1, "N15-2", "x" * 201),
    ]
    assert [r.code for r in reasons_against_boxes(wrong, 1)] == [
        "page",
        "size",
        "ground",
        "state_secret",
        "note",
    ]
    assert [r.code for r in reasons_against_boxes([good] * 2001, 1)] == ["too_many"]


def facts(state=State.DRAFT, **changes) -> Snapshot:
    return Snapshot(**{"state": state, "boxes": 2, "revision": 3, "drafter": "person:1"} | changes)


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


def test_reasons():
    assert codes(reasons_against_starting("pdf")) == codes(reasons_against_starting("tif")) == []
    assert "另存为 PDF" in reasons_against_starting("docx")[0].text
    assert "转换为 PDF" in reasons_against_starting("zip")[0].text
    assert codes(reasons_against_saving(facts(), 3)) == []
    assert codes(reasons_against_saving(facts(), 2)) == ["conflict"]
    assert codes(reasons_against_saving(facts(State.BURNT), 2)) == ["frozen"]
    assert codes(reasons_against_burning(facts(boxes=0))) == ["no_box"]
    assert codes(reasons_against_burning(facts(State.BURNING))) == ["frozen"]
    assert codes(reasons_against_approving(facts(), "person:1")) == ["not_burnt", "same_person"]
    assert codes(reasons_against_approving(facts(State.BURNT), "person:2")) == []
    assert codes(reasons_against_revising(facts())) == ["open"]
    assert codes(reasons_against_revising(facts(State.APPROVED, newer=True))) == ["newer"]


def test_nothing_leaves_unexamined_or_unapproved():
    passed = {"verified": "a" * 64, "public_digest": "a" * 64}
    assert codes(reasons_against_release(facts())) == ["not_burnt"]
    assert codes(reasons_against_release(facts(State.FAILED))) == ["not_burnt"]
    assert codes(reasons_against_release(facts(State.APPROVED))) == ["not_verified"]
    assert codes(reasons_against_release(facts(State.BURNT, **passed))) == ["not_approved"]
    assert codes(reasons_against_release(facts(State.APPROVED, **passed | {"public_digest": "b" * 64}))) == [
        "not_verified"
    ]
    assert codes(reasons_against_release(facts(State.APPROVED, **passed))) == []
    assert codes(reasons_against_release(facts(State.APPROVED, newer=True, **passed))) == ["newer"]


def test_every_fault_has_its_sentence():
    assert set(CHECKS) == {"pages", "words", "pixels", "inside"}
