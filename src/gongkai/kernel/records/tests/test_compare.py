"""What changed is shown where it changed, both texts can be had back, and large texts come to an end."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.records.rules.compare import (
    AttachmentChange,
    Change,
    compare,
    compare_attachments,
    compare_text,
    only_layout_changed,
    rows_of,
    side_by_side,
)
from gongkai.kernel.records.rules.content import AttachedFile
from gongkai.kernel.records.rules.difference import Budget, edits


def marked(old: str, new: str) -> str:
    """Segments as one string: [-out-] and {+in+}."""
    wrap = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(wrap[s.kind].format(s.text) for s in compare_text(old, new))


def body(*paragraphs: str) -> str:
    return "".join(f"<p>{p}</p>" for p in paragraphs)


RULES = (
    "第一条 为加强耕地保护，制定本办法。",
    "第二条 补偿标准为每亩56000元。",
    "第三条 本办法自公布之日起施行。",
)


def test_a_changed_number_is_taken_whole():
    new = (RULES[0], "第二条 补偿标准为每亩58500元。", RULES[2])
    assert marked(body(*RULES), body(*new)) == "\n".join(RULES).replace("56000", "[-56000-]{+58500+}")


def test_a_new_paragraph_does_not_disturb_its_neighbours():
    new = ("第一条 为加强土地和耕地保护，制定本办法。", "第二条 本办法适用于本县。", *RULES[1:])
    assert marked(body(*RULES), body(*new)) == (
        "第一条 为加强{+土地和+}耕地保护，制定本办法。\n{+第二条 本办法适用于本县。\n+}"
        + "\n".join(RULES[1:])
    )


def test_a_rewritten_paragraph_is_shown_whole():
    shown = marked(
        body(RULES[0], "附件另行公布。", RULES[2]), body(RULES[0], "请各乡镇抓紧组织申报！", RULES[2])
    )
    assert "[-附件另行公布。\n-]{+请各乡镇抓紧组织申报！\n+}" in shown


def test_a_single_common_sign_between_changes_is_not_picked_out():
    old, new = "第二条 由甲局的乙科负责办理登记事务。", "第二条 由丙厅的丁处负责办理登记事务。"
    assert marked(body(old), body(new)) == "第二条 由[-甲局的乙科-]{+丙厅的丁处+}负责办理登记事务。"


TABLE = (
    "<table><tr><td>水田</td><td>84333</td><td>元</td></tr>"
    "<tr><td>旱地</td><td>67466</td><td>元</td></tr>{}</table>"
)


def test_tables_are_compared_by_cells():
    old = TABLE.format("")
    new = TABLE.format("<tr><td>林地</td><td>51000</td><td>元</td></tr>").replace("84333", "85000")
    assert marked(old, new) == "水田\t[-84333-]{+85000+}\t元\n旱地\t67466\t元{+\n林地\t51000\t元+}"


def test_a_new_column_goes_in_by_cells():
    old = "<table><tr><td>水田</td><td>84333</td></tr></table>"
    new = "<table><tr><td>水田</td><td>2024</td><td>84333</td></tr></table>"
    assert marked(old, new) == "水田\t{+2024\t+}84333"


def test_images_and_link_addresses_are_part_of_what_is_compared():
    old, new = (
        '<p>见<a href="/a.html">附件</a></p>',
        '<p>见<a href="/b.html">附件</a><img src="/files/9"></p>',
    )
    shown = marked(old, new)
    assert "/a" not in shown.split("[-")[0] and "[-a-]{+b+}" in shown and "{+［图： /files/9］+}" in shown


def test_layout_alone_is_told_apart():
    assert only_layout_changed("<p>文</p>", '<p style="text-align:center"><strong>文</strong></p>')
    assert not only_layout_changed("<p>文</p>", "<p>文</p>")
    assert not only_layout_changed("<p>文</p>", "<p>字</p>")


def test_side_by_side_puts_alike_paragraphs_together():
    rows = side_by_side(
        body(*RULES), body("新的一条。", RULES[0], RULES[1].replace("每亩", "每公顷"), RULES[2])
    )
    assert [row.changed for row in rows] == [True, False, True, False]
    assert rows[0].old == () and rows[0].new[0].text == "新的一条。\n"
    assert "".join(s.text for s in rows[2].old) == RULES[1] + "\n"


def test_a_word_replaced_in_every_paragraph_of_a_long_text():
    old = [f"第{n}条 国土资源主管部门应当在{n}日内作出处理决定，并告知当事人。" for n in range(200)]
    rows = rows_of("\n".join(old), "\n".join(line.replace("国土资源", "自然资源") for line in old))
    assert len(rows) == 200
    assert all({s.text for s in row.segments if s.kind == "delete"} == {"国土"} for row in rows)


def test_elements_that_differ_are_listed_in_order():
    old = {"标题": "关于甲的通知", "文号": "", "主题": "土地", "旧": "x"}
    new = {"标题": "关于乙的通知", "文号": None, "主题": "土地", "有效期": "5年"}
    assert compare(old, new) == [
        Change("标题", "关于甲的通知", "关于乙的通知"),
        Change("有效期", None, "5年"),
        Change("旧", "x", None),
    ]


@pytest.mark.parametrize("blank", ["", None, (), []])
def test_blank_is_blank_however_it_is_written(blank):
    assert compare({"文号": blank}, {"文号": ""}) == compare({"文号": blank}, {}) == []
    assert compare({"件数": blank}, {"件数": 0}) == [Change("件数", blank, 0)]


def test_attachments_by_digest_and_name():
    def file(digest: str, name: str) -> AttachedFile:
        return AttachedFile(1, digest, name)

    old = [file("a", "附件1.pdf"), file("b", "附件2.pdf"), file("c", "附件3.pdf"), file("d", "附件4.pdf")]
    new = [
        file("d", "附件4.pdf"),
        file("a", "勘测定界图.pdf"),
        file("x", "附件2.pdf"),
        file("e", "附件5.pdf"),
    ]
    assert compare_attachments(old, new) == [
        Change(AttachmentChange.RENAMED, "附件1.pdf", "勘测定界图.pdf"),
        Change(AttachmentChange.REPLACED, "附件2.pdf", "附件2.pdf"),
        Change(AttachmentChange.REMOVED, "附件3.pdf", ""),
        Change(AttachmentChange.ADDED, "", "附件5.pdf"),
    ]
    assert compare_attachments(old, list(reversed(old))) == []


TEXTS = st.text(alphabet="一二三的土地12.3ab \n\n\t，。", max_size=200)


def both(old: str, new: str) -> None:
    rows = rows_of(old, new)
    assert "".join(s.text for row in rows for s in row.old) == old
    assert "".join(s.text for row in rows for s in row.new) == new


@given(TEXTS | st.text(max_size=80), TEXTS | st.text(max_size=80))
def test_both_texts_can_be_had_back(old, new):
    both(old, new)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 200), st.text("文字5\n\t", max_size=5)), max_size=5))
def test_both_texts_can_be_had_back_after_some_edits(old, insertions):
    new = old
    for place, text in insertions:
        new = new[:place] + text + new[place + 2 :]
    both(old, new)


@given(TEXTS)
def test_the_same_text_has_no_changes(text):
    assert not any(row.changed for row in rows_of(text, text))


@given(
    st.lists(st.sampled_from("abc"), max_size=30),
    st.lists(st.sampled_from("abc"), max_size=30),
    st.integers(0, 8),
)
def test_edits_cover_both_sequences_whatever_the_limit(a, b, limit):
    x = y = 0
    for edit in edits(a, b, limit=limit, budget=Budget(1000)):
        assert (edit.a, edit.b) == (x, y)
        assert not edit.equal or a[edit.a : edit.a_end] == b[edit.b : edit.b_end]
        x, y = edit.a_end, edit.b_end
    assert (x, y) == (len(a), len(b))


def _longest_common(a: list[str], b: list[str]) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        above = row[:]
        for j, y in enumerate(b):
            row[j + 1] = above[j] + 1 if x == y else max(above[j + 1], row[j])
    return row[-1]


@given(st.lists(st.sampled_from("abcd"), max_size=20), st.lists(st.sampled_from("abcd"), max_size=20))
def test_edits_are_the_fewest_when_there_is_room(a, b):
    kept = sum(e.a_end - e.a for e in edits(a, b, limit=100, budget=Budget(10**6)) if e.equal)
    assert kept == _longest_common(a, b)


def test_a_used_up_budget_still_gives_both_texts():
    dice = random.Random(7)
    old = "".join(dice.choice("ab\n") for _ in range(3000))
    new = "".join(dice.choice("ab\n") for _ in range(3000))
    lines = [text.splitlines(keepends=True) for text in (old, new)]
    budget = Budget(500)
    found = list(edits(*lines, limit=400, budget=budget))
    assert -5000 < budget.left < 0  # it stops soon after
    assert found[-1].a_end == len(lines[0]) and found[-1].b_end == len(lines[1])


def test_two_hundred_kilobytes_of_the_worst_kind_come_to_an_end():
    dice = random.Random(11)
    both(
        "".join(dice.choice("甲乙\n") for _ in range(70_000)),
        "".join(dice.choice("甲乙\n") for _ in range(70_000)),
    )
