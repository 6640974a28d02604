"""Texts and composing: either every reason against it, or every paragraph is there."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.letters.rules import FieldKind, FieldSpec, Frame, Text, compose, faults, warnings
from gongkai.kernel.letters.rules.composing import (
    Closing,
    Items,
    Paragraph,
    Remedy,
    Table,
    reasons_against_composing,
)
from gongkai.kernel.letters.rules.numbers import USUAL, format_number, reasons_against_number_pattern
from gongkai.kernel.letters.rules.syntax import PartKind, parse
from gongkai.kernel.letters.rules.values import masked
from gongkai.kernel.letters.tests.factories import TEXT, VALUES

FRAME = Frame("云岭省自然资源厅", "", "云自然资〔2026〕1号", date(2026, 11, 26))


def text(body: str, *fields: FieldSpec) -> Text:
    return Text("sample", "样例", f"标题：告知书\n\n{body}", fields)


def codes(reasons) -> list[tuple[str, str]]:
    return [(reason.code, reason.where) for reason in reasons]


def test_a_letter_is_composed_block_by_block():
    made = compose(TEXT, VALUES | {"fee": 40}, FRAME)
    assert made.title == "政府信息公开申请答复书"
    assert made.addressee == "欧阳㛃𬭎："
    assert made.blocks == (
        Paragraph("本机关于2026年11月3日收到您提出的申请。经审查，现将下列信息提供给您："),
        Items(tuple(VALUES["documents"])),
        Paragraph("本次应当缴纳信息处理费40元。"),
        Remedy(
            (
                "如不服本答复，可以自收到之日起六十日内依法申请行政复议。",
                "也可以依法提起行政诉讼。",
            )
        ),
        Closing("特此告知。"),
    )
    assert made.lines[-3:] == ["云岭省自然资源厅", "（印章）", "2026年11月26日"]
    assert made.red_head == "云岭省自然资源厅"


def test_a_draft_leaves_the_date_blank():
    assert compose(TEXT, VALUES, Frame("云岭省自然资源厅")).lines[-1] == "    年  月  日"


@pytest.mark.parametrize(
    ("mark", "given", "printed"),
    [
        ("[form]", "", False), ("[form]", "纸质", True), ("[!form]", "", True), ("[!form]", "纸质", False),
        ("[form=纸质]", "纸质", True), ("[form=纸质]", "电子", False), ("[!form=纸质]", "电子", True),
    ],
)  # fmt: skip
def test_a_condition_prints_or_leaves_out(mark, given, printed):
    sample = text(f"开头。\n\n{mark} 以此为条件。", FieldSpec("form", "形式", required=False))
    made = compose(sample, {"form": given})
    assert (Paragraph("以此为条件。") in made.blocks) is printed


def test_a_table_has_two_columns_and_a_bar_in_a_value_makes_no_third():
    made = compose(text("| 收件人 | {{who}} |\n| 形式 | 纸质 |", FieldSpec("who", "谁")), {"who": "甲|乙"})
    assert made.blocks == (Table((("收件人", "甲|乙"), ("形式", "纸质"))),)
    assert codes(faults(text("| 甲 | 乙 | 丙 |"))) == [("row", "body:3")]


def test_a_value_is_never_read_again():
    sample = text("{{a}}", FieldSpec("a", "甲"), FieldSpec("b", "乙"))
    assert compose(sample, {"a": "{{b}} - [x] |", "b": "乙"}).blocks == (Paragraph("{{b}} - [x] |"),)


def test_several_attachments_and_items_are_numbered():
    made = compose(text("正文。\n附件：甲\n附件：乙\n抄送：某局\n抄送：某厅"), {}, FRAME)
    assert made.attachment_lines == ["附件：1. 甲", "2. 乙"]
    assert made.lines[-1] == "抄送：某局，某厅。"
    assert Items(("一", "二")).lines == ["1. 一", "2. 二"]


WRONG = [
    ("用到{{nothing}}。", (), [("field_undeclared", "body:3")]),
    ("第一行\n用到{{nothing}}。", (), [("field_undeclared", "body:4")]),
    ("- 甲\n- {{nothing}}", (), [("field_undeclared", "body:4")]),
    ("用到{{Nothing}}。", (), [("field_undeclared", "body:3")]),
    ("[nothing] 条件。", (), [("field_undeclared", "body:3")]),
    ("花括号 {{a}。", (FieldSpec("a", "甲", required=False),), [("braces", "body:3")]),
    ("[看 条件。", (), [("condition", "body:3")]),
    ("标题：又一个\n\n正文", (), [("part_twice", "body:1"), ("part_twice", "body:3")]),
    ("", (), [("body_empty", "body")]),
    ("正文", (FieldSpec("organ", "机关"),), [("field_name", "fields")]),
    ("正文{{甲}}", (FieldSpec("甲", "甲"),), [("field_name", "fields")]),
    ("{{a}}", (FieldSpec("a", "甲"), FieldSpec("a", "乙")), [("field_twice", "fields")]),
    ("正文", (FieldSpec("r", "救济", "remedy"),), [("remedy_unplaced", "body")]),
    ("请看{{r}}。", (FieldSpec("r", "救济", "remedy"),), [("remedy_place", "body:3")]),
    ("[a] {{r}}", (FieldSpec("r", "救济", "remedy"), FieldSpec("a", "甲")), [("remedy_place", "body:3")]),
    ("正文\u200e\x07", (), [("unprintable", "body:3")]),
]


@pytest.mark.parametrize(("body", "fields", "expected"), WRONG)
def test_what_is_wrong_is_named_with_its_line(body, fields, expected):
    assert codes(faults(text(body, *fields))) == expected


def test_an_undeclared_field_is_named():
    (fault,) = faults(text("您好，{{aplicant}}。", FieldSpec("applicant", "申请人", required=False)))
    assert "aplicant" in fault.text and "3" in fault.text


def test_what_looks_like_a_mistake_is_only_said():
    sample = text("共{{fee}}元。", FieldSpec("fee", "费用", required=False), FieldSpec("due", "期限"))
    assert faults(sample) == []
    assert codes(warnings(sample)) == [("field_unused", "due"), ("field_hole", "body:3")]
    assert warnings(TEXT) == []


REFUSED = [
    ({"applicant": ""}, ("field_missing", "applicant")),
    ({"applicant": None}, ("field_missing", "applicant")),
    ({"documents": []}, ("field_missing", "documents")),
    ({"documents": "一张图"}, ("field_kind", "documents")),
    ({"received_on": "2026-02-30"}, ("field_kind", "received_on")),
    ({"received_on": "昨天"}, ("field_kind", "received_on")),
    ({"fee": "四十"}, ("field_kind", "fee")),
    ({"fee": True}, ("field_kind", "fee")),
    ({"remedy": ""}, ("remedy_missing", "remedy")),
    ({"applicant": "甲\n乙"}, ("line_break", "applicant")),
    ({"applicant": "甲\x00"}, ("field_kind", "applicant")),
    ({"aplicant": "甲"}, ("field_unknown", "aplicant")),
]


@pytest.mark.parametrize(("given_values", "expected"), REFUSED)
def test_a_value_that_does_not_fit_is_refused_by_name(given_values, expected):
    with pytest.raises(NotAllowed) as refusal:
        compose(TEXT, VALUES | given_values)
    assert codes(refusal.value.reasons) == [expected]


def test_a_remedy_is_required_whatever_the_text_says():
    fields = tuple(replace(spec, required=False) if spec.kind == "remedy" else spec for spec in TEXT.fields)
    assert codes(reasons_against_composing(replace(TEXT, fields=fields), VALUES | {"remedy": ""})) == [
        ("remedy_missing", "remedy")
    ]


def test_lists_show_no_name():
    shown = masked(TEXT, VALUES | {"received_on": "2026-11-03"})
    assert shown["申请人"] == "欧＊＊"
    assert shown["收到日期"] == "2026年11月3日"


# --- any text with any values -----------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "标题：告知书", "主送：{{a}}：", "", "正文一段。", "关于{{a}}的{{b}}。", "- {{items}}", "- 一项{{a}}",
        "| 甲 | {{b}} |", "| 只有一格 |", "[b] 有乙。", "[!b] 无乙。", "[b=x] 乙是 x。", "{{remedy}}", "结语：特此告知。",
        "附件：{{a}}", "抄送：某局", "{{unknown}}", "{{", "[坏", "[a]",
    ]
)  # fmt: skip
WORDS = st.text(max_size=12)
SPECS = st.lists(
    st.sampled_from(
        [
            FieldSpec("a", "甲"), FieldSpec("b", "乙", "number", required=False), FieldSpec("b", "乙", required=False),
            FieldSpec("items", "各项", "list", required=False), FieldSpec("remedy", "救济", "remedy"),
        ]
    ),
    max_size=4,
)  # fmt: skip
VALUE = st.one_of(WORDS, st.none(), st.integers(), st.lists(WORDS, max_size=3), st.dates())


@given(
    body=st.lists(LINES, max_size=12).map("\n".join) | st.text(max_size=60),
    specs=SPECS,
    fields=st.dictionaries(st.sampled_from(["a", "b", "items", "remedy", "c"]), VALUE),
)
def test_any_text_with_any_values_is_refused_with_reasons_or_printed_whole(body, specs, fields):
    sample = Text("sample", "样例", body, tuple(specs))
    reasons = reasons_against_composing(sample, fields)
    if reasons:
        assert all(reason.text for reason in reasons)
        with pytest.raises(NotAllowed):
            compose(sample, fields)
        return
    made = compose(sample, fields, FRAME)
    printed = "\n".join(made.lines)
    assert made.title in printed and not any(
        "{{" in line for part in parse(body) for line in [part.kind.value]
    )
    for part in parse(body):
        if part.condition is None:
            for line in part.lines:
                _stands_in(line.split("{{")[0].strip("| "), printed, part.kind)
    for spec in specs:
        if spec.kind == FieldKind.REMEDY:
            assert all(line.strip() in printed for line in str(_plain(fields[spec.name])).split("\n"))


def _plain(value):
    return "\n".join(item.strip() for item in value) if isinstance(value, list) else value.replace("\t", " ")


def _stands_in(words: str, printed: str, kind: PartKind) -> None:
    for piece in words.split("|"):
        assert piece.strip() in printed, (kind, piece)


# --- numbers ----------------------------------------------------------------------------------------------


def test_a_number_is_spelled_as_the_organ_wants():
    pattern = "云自然资依申〔{year}〕{serial}号{mark}"
    assert reasons_against_number_pattern(pattern) == []
    assert format_number(pattern, organ="", year=2026, serial=12, mark="告") == "云自然资依申〔2026〕12号-告"
    assert format_number(USUAL, organ="云岭厅", year=2026, serial=1, mark="") == "云岭厅〔2026〕1号"


@pytest.mark.parametrize(
    "pattern",
    ["", "{serial}", "{year}{serial}{serial}", "{year}{serial!r}", "{year}{serial:05d}", "{year.a}{serial}", "{", "{0}"],
)  # fmt: skip
def test_a_pattern_that_cannot_number_is_refused(pattern):
    assert len(reasons_against_number_pattern(pattern)) == 1
    with pytest.raises(ValueError, match="unusable pattern"):
        format_number(pattern, organ="云", year=2026, serial=1, mark="")
