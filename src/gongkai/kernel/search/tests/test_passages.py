"""Passages: escaped, marked in the reader's own spelling, around the best place."""

import pytest

from gongkai.kernel.search.passages import WIDTH, marked, passages
from gongkai.kernel.search.planner import marked_terms

LONG = (
    "本办法自公布之日起施行。" * 60 + "被征地农民的社会保障费用按照规定单独列支。" + "其他事项另行通知。" * 60
)


def test_around_the_place():
    (found,) = passages(LONG, marked_terms("社会保障费用"))
    assert "<mark>社会保障费用</mark>" in found
    assert found.startswith("…")
    assert found.endswith("…")


def test_text_is_escaped():
    assert passages("<script>alert('征地')</script>", marked_terms("征地")) == [
        "&lt;script&gt;alert(&#x27;<mark>征地</mark>&#x27;)&lt;/script&gt;"
    ]
    assert marked("A<B> 征地", marked_terms("征地")) == "A&lt;B&gt; <mark>征地</mark>"


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("關於徵地補償的通知", "征地补偿", "關於<mark>徵地補償</mark>的通知"),
        ("面积㈠１２公顷", "12", "面积㈠<mark>１２</mark>公顷"),
        ("土地征收", "征收 土地", "<mark>土地</mark><mark>征收</mark>"),
        ("没有这个词", "矿产", "没有这个词"),
    ],
)
def test_marks_in_the_spelling_of_the_text(text, query, expected):
    assert marked(text, marked_terms(query)) == expected


def test_best_place_holds_most_words():
    text = "补偿。" + "无关内容。" * 40 + "征地补偿安置方案听证。" + "无关内容。" * 40
    found = passages(text, marked_terms("征地 补偿 听证"), most=1)
    assert "听证" in found[0]


def test_places_do_not_overlap():
    text = ("征地补偿。" + "无关内容。" * 50) * 3
    one, two = passages(text, marked_terms("征地补偿"))
    assert one != two or text.count("征地补偿") > 2
    assert max(map(len, (one, two))) <= WIDTH + 2 + len("<mark></mark>") * 30


def test_nothing_to_show():
    assert passages("  \n ", marked_terms("征地")) == []
    assert passages("征地", ()) == ["征地"]


def test_a_sentence_longer_than_a_passage_is_marked():
    text = "前言。" * 30 + "甲" * 300
    (found,) = passages(text, ("甲" * 200,), most=1)
    assert "<mark>甲" in found
