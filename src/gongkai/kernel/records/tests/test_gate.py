"""The gate as a pure function: one open snapshot, and every single thing that closes it."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.records.rules.approvals import looks_like_map_approval
from gongkai.kernel.records.rules.content import AttachedFile, Content
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.issuer import is_own, leads, named_beside
from gongkai.kernel.records.rules.snapshot import (
    ChainFact,
    DataFinding,
    FileFact,
    GateSnapshot,
    InterpretationFact,
    ReviewFact,
)
from gongkai.kernel.records.rules.vocabulary import GROUNDS, Attribute, Basis, Interpretation, Outcome

CONTENT = Content(
    title="关于做好征地信息公开工作的通知",
    abstract="规范征地信息公开。",
    body="<p>正文</p>",
    made_on=date(2026, 11, 10),
    kind="notice",
    subject="05-01",
    columns=(7,),
    attribute=Attribute.PROACTIVE,
)
OPENED = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


def reviewed(content: Content, **changes) -> ReviewFact:
    fact = ReviewFact(digest=content.digest(), reviewer=2, outcome=Outcome.PASSED, opened_at=OPENED)
    return replace(fact, **changes)


def snapshot(content: Content = CONTENT, **changes) -> GateSnapshot:
    plain = GateSnapshot(
        content=content,
        today=date(2026, 11, 21),
        index_number="430S00/2026-00001",
        authors=frozenset({1}),
        review=reviewed(content),
        chain=ChainFact(concluded=True, leader_signed=True),
        public_columns=frozenset({7}),
        registration_since=date(2019, 1, 1),
    )
    return replace(plain, **changes)


def codes(of: GateSnapshot) -> list[str]:
    return [reason.code for reason in reasons_against_publishing(of)]


def with_content(**changes) -> GateSnapshot:
    return snapshot(replace(CONTENT, **changes))


def test_the_gate_is_open():
    assert codes(snapshot()) == []


@pytest.mark.parametrize(
    ("closed", "code"),
    [
        # 条例 Art. 13: the attribute
        (with_content(attribute=""), "attribute_missing"),
        (with_content(attribute=Attribute.ON_REQUEST), "not_proactive"),
        (with_content(attribute=Attribute.WITHHELD, ground="N16-3"), "not_proactive"),
        (with_content(attribute=Attribute.WITHHELD), "ground_missing"),
        (with_content(attribute=Attribute.WITHHELD, ground="N14-2"), "ground_law_missing"),
        (with_content(attribute=Attribute.WITHHELD, ground="N16-1a"), "ground_text_missing"),
        (with_content(attribute=Attribute.WITHHELD, ground="N16-1a", ground_text="无"), "ground_text_missing"),
        (with_content(attribute=Attribute.ON_REQUEST), "ground_text_missing"),
        # 条例 Art. 17, 保密法实施条例 Art. 42: the review
        (snapshot(review=None), "review_missing"),
        (snapshot(review=reviewed(replace(CONTENT, title="另一个标题"))), "review_missing"),
        (snapshot(review=reviewed(CONTENT, outcome=Outcome.REFUSED)), "review_refused"),
        (snapshot(review=reviewed(CONTENT, outcome=Outcome.REFER)), "review_referred"),
        (snapshot(authors=frozenset({1, 2})), "reviewer_drafted"),
        (snapshot(review=reviewed(CONTENT, items_decided=2)), "reviewed_in_bulk"),
        (snapshot(review=reviewed(CONTENT, opened_at=None)), "reviewed_in_bulk"),
        (snapshot(review=reviewed(CONTENT, basis=Basis.ALREADY_PUBLIC, evidence=frozenset({"issuer"}))), "evidence_missing"),
        (snapshot(chain=ChainFact(concluded=False, missing=("分管领导签发",))), "chain_incomplete"),
        # 条例 Art. 15: personal data
        (snapshot(findings=(DataFinding("k1", "手机号码", "正文"),)), "personal_data"),
        # order and elements
        (snapshot(cancelled=True), "cancelled"),
        (snapshot(is_current=False), "not_current"),
        (snapshot(index_number=""), "no_index_number"),
        (snapshot(negative=("未成年人信息",)), "negative_list"),
        (snapshot(marks=("正文",)), "classification_mark"),
        (with_content(title=" "), "title_empty"),
        (with_content(body="", attachments=()), "body_or_attachment_empty"),
        (with_content(title="……"), "title_empty"),
        (with_content(body="<p><br></p>"), "body_or_attachment_empty"),
        (with_content(body="<p>&nbsp;</p><p>\u200b</p>"), "body_or_attachment_empty"),
        (with_content(body="<table><tbody><tr><td></td><td> </td></tr></tbody></table>"), "body_or_attachment_empty"),
        (with_content(body="<p>略</p>"), "body_or_attachment_empty"),
        (with_content(body="", attachments=(AttachedFile(1, "x", "一.png", inline=True),)), "body_or_attachment_empty"),
        (with_content(kind=""), "kind_empty"),
        (with_content(subject=""), "subject_empty"),
        (with_content(columns=()), "columns_empty"),
        (with_content(abstract=""), "abstract_empty"),
        (with_content(abstract="None"), "abstract_empty"),
        (with_content(abstract="—"), "abstract_empty"),
        (with_content(kind="xx"), "not_a_choice"),
        (with_content(subject="99-99"), "not_a_choice"),
        (with_content(service_class="everybody"), "not_a_choice"),
        (with_content(disclosures=("decision", "13812345678")), "not_a_choice"),
        (with_content(scope="13812345678"), "not_a_choice"),
        (with_content(mode="身份证430102199001011238"), "not_a_choice"),
        (snapshot(public_columns=frozenset()), "column_closed"),
        (with_content(made_on=None), "undated"),
        (with_content(made_on=date(2026, 11, 22)), "made_in_future"),
        (with_content(made_on=date(1, 1, 1)), "too_early"),
        (with_content(made_on=date(1949, 9, 30)), "too_early"),
        (with_content(effective_on=date(1026, 12, 1)), "too_early"),
        (with_content(issued_on=date(2062, 11, 12)), "too_late"),
        (with_content(effective_on=date(2062, 11, 12)), "too_late"),
        (with_content(expires_on=date(9999, 12, 31)), "too_late"),
        (with_content(effective_on=date(2026, 1, 2), expires_on=date(2026, 1, 1)), "expires_before_effective"),
        (with_content(title="关于 None 的通知"), "null_word"),
        (with_content(attachments=(AttachedFile(1, "x", "null.pdf"),)), "null_word"),
        (with_content(document_number="None"), "null_word"),
        (with_content(document_number="湘自然资发〔2026〕null号"), "null_word"),
        (with_content(issuer="None"), "null_word"),
        (with_content(keywords="征地 undefined"), "null_word"),
        (with_content(normative=True), "registration_missing"),
        (with_content(contains_map=True), "map_number_missing"),
        (snapshot(files=(FileFact("附件.doc", "请转换为 PDF。"),)), "no_public_copy"),
        (snapshot(files=(FileFact("附件.txt", as_saved=False),)), "attachment_changed"),
        # 三同步: interpretation
        (with_content(interpretation=Interpretation.REQUIRED), "plan_missing"),
        (with_content(interpretation=Interpretation.REQUIRED), "interpretation_missing"),
        (with_content(interpretation=Interpretation.WAIVED), "waiver_reason_missing"),
        (snapshot(interpreted_policy_public=False), "policy_not_public"),
    ],
)  # fmt: skip
def test_each_thing_closes_it(closed, code):
    assert code in codes(closed)


@pytest.mark.parametrize(
    "content",
    [
        replace(CONTENT, body='<p><img src="/desk/records/files/1/" alt=""></p>'),
        replace(CONTENT, body="<p></p>", attachments=(AttachedFile(1, "x", "规划图.pdf"),)),
        replace(CONTENT, body="<table><tbody><tr><td></td><td>12.5</td></tr></tbody></table>"),
        replace(CONTENT, abstract="无障碍设施建设规划公示。", title="7·20"),
        replace(CONTENT, scope="面向社会", mode="政府网站", disclosures=("decision",), service_class="person"),
        replace(CONTENT, scope="全社会"),  # as older registers have it
        replace(CONTENT, made_on=date(1949, 10, 1), effective_on=date(2031, 1, 1), expires_on=date(2036, 1, 1)),
    ],
)  # fmt: skip
def test_what_is_filled_of_its_list_and_well_dated_passes(content):
    assert codes(snapshot(content)) == []


def test_a_value_outside_its_list_is_not_repeated():
    (reason,) = reasons_against_publishing(with_content(scope="机密★10年 13812345678"))
    assert (reason.where, "138" in reason.text) == ("scope", False)


def test_material_that_was_not_signed_in_the_policys_round():
    policy = replace(CONTENT, interpretation=Interpretation.REQUIRED, interpretation_plan="文字解读")
    apart = snapshot(policy, interpretation=InterpretationFact(material=True, signed_together=False))
    assert codes(apart) == ["interpretation_not_together"]
    assert (
        codes(snapshot(policy, interpretation=InterpretationFact(material=True, signed_together=True))) == []
    )


def test_a_waiver_needs_its_reason_and_the_leader():
    policy = replace(CONTENT, interpretation=Interpretation.WAIVED, waiver_reason="仅为转发。")
    assert codes(snapshot(policy)) == []
    unsigned = snapshot(policy, chain=ChainFact(concluded=True, leader_signed=False))
    assert codes(unsigned) == ["waiver_not_signed"]


def test_accepted_findings_are_accepted_one_by_one():
    two = (DataFinding("k1", "手机号码", "正文"), DataFinding("k2", "身份证号", "附件"))
    assert codes(snapshot(findings=two, review=reviewed(CONTENT, accepted=frozenset({"k1"})))) == [
        "personal_data"
    ]
    assert codes(snapshot(findings=two, review=reviewed(CONTENT, accepted=frozenset({"k1", "k2"})))) == []


def test_text_already_public_needs_no_chain_and_no_number_of_ours():
    """A statute: one named reviewer with evidence; registration and interpretation concern the organ's own documents."""
    statute = replace(
        CONTENT, normative=True, interpretation=Interpretation.REQUIRED, issuer="全国人大常委会"
    )
    fact = reviewed(
        statute,
        basis=Basis.ALREADY_PUBLIC,
        opened_at=None,
        evidence=frozenset({"issuer", "address", "date", "evidence"}),
    )
    assert codes(snapshot(statute, review=fact, chain=ChainFact(False), issued_by_own_organ=False)) == []


def test_anothers_text_is_dated_by_its_day_of_effect():
    law = replace(
        CONTENT, made_on=None, effective_on=date(1996, 10, 1), issuer="上海市人民代表大会常务委员会"
    )
    assert codes(snapshot(law, issued_by_own_organ=False)) == []
    assert codes(snapshot(replace(law, effective_on=None), issued_by_own_organ=False)) == ["undated"]
    assert codes(snapshot(replace(law, issuer=""))) == ["undated"]


NUMBERED = replace(
    CONTENT,
    normative=True,
    contains_map=True,
    map_number="云S（2026）12号",
    registration_number="YLPR-2026-00012",
)


@pytest.mark.parametrize(
    "nothing",
    ["", " ", "无", "暂无", "—", "/", "尚未取得", "办理中", "N/A", "None", "待定", "（无）", "无。"],
)
def test_a_word_for_none_is_no_number(nothing):
    assert codes(snapshot(NUMBERED)) == []
    assert codes(snapshot(replace(NUMBERED, registration_number=nothing))) == ["registration_missing"]
    assert codes(snapshot(replace(NUMBERED, map_number=nothing))) == ["map_number_missing"]


@pytest.mark.parametrize(
    "number", ["GS（2019）1822号", "湘S(2021)005号", "GS京（2022）0123号", "审图号：湘S〔2026〕12号"]
)
def test_the_usual_form_of_a_map_approval(number):
    assert looks_like_map_approval(number)


@pytest.mark.parametrize("number", ["无锡市图审2026-3", "2026-12", "湘S号", "1"])
def test_another_form_of_a_map_approval_is_a_question_and_no_refusal(number):
    assert not looks_like_map_approval(number)
    assert codes(snapshot(replace(NUMBERED, map_number=number))) == []


OWN = ("云岭省自然资源厅", "省自然资源厅")


@pytest.mark.parametrize(
    ("issuer", "own", "led"),
    [
        ("", True, True),
        ("云岭省自然资源厅", True, True),
        ("云岭省自然资源厅 ", True, True),
        ("云岭省　自然资源厅", True, True),
        ("省自然资源厅", True, True),
        ("云岭省自然资源厅、云岭省财政厅", True, True),
        ("云岭省自然资源厅　云岭省财政厅", True, True),
        ("云岭省自然资源厅；云岭省财政厅", True, True),
        ("云岭省财政厅,云岭省自然资源厅", True, False),
        ("云岭省财政厅，省自然资源厅", True, False),
        ("云岭省财政厅", False, False),
        ("云岭省自然资源厅长沙分局", False, False),
        ("自然资源部", False, False),
    ],
)
def test_whose_document_it_is(issuer, own, led):
    assert (is_own(issuer, OWN), leads(issuer, OWN)) == (own, led)
    assert named_beside(issuer, OWN) == ("" if own and led and "财政" not in issuer else issuer.strip())


@given(st.text(max_size=30))
def test_who_leads_made_it(issuer):
    assert is_own(issuer, OWN) or not leads(issuer, OWN)


def test_a_joint_document_is_registered_by_all_and_interpreted_by_who_leads():
    joint = replace(CONTENT, normative=True, interpretation=Interpretation.REQUIRED)
    assert codes(snapshot(joint)) == ["registration_missing", "plan_missing", "interpretation_missing"]
    assert codes(snapshot(joint, led_by_own_organ=False)) == ["registration_missing"]


def test_documents_made_before_the_organ_registered_any_need_no_number():
    old = replace(CONTENT, normative=True, made_on=date(2015, 3, 1))
    assert codes(snapshot(old)) == []


@given(st.sampled_from(sorted(GROUNDS)), st.sampled_from(Attribute.values))
def test_only_proactive_passes(ground, attribute):
    content = replace(CONTENT, attribute=attribute, ground=ground, ground_text="依据某法第一条")
    assert (codes(snapshot(content)) == []) == (attribute == Attribute.PROACTIVE)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_other_text_than_the_reviewed_one_is_refused(title, body):
    changed = replace(CONTENT, title=title, body=body)
    same = changed == CONTENT
    assert ("review_missing" in codes(snapshot(changed, review=reviewed(CONTENT)))) is not same


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "2020-None",
        "附件 null.docx",
        "NULL",
        "undefined",
        "a/none/b",
        "征地公告None",
        "关于null的通知",
        "关于《None》的公告",
        "征地公告（None）",
        "附件null",
        "征地公告ＮＵＬＬ",
    ],
)
def test_words_a_program_left_behind_in_a_title_or_a_file_name(text):
    file = AttachedFile(1, "d", text)
    assert codes(with_content(title=text)) == ["null_word"]
    assert codes(with_content(attachments=(file,))) == ["null_word"]


@pytest.mark.parametrize("text", ["Nonesuch 路", "关于 Nullarbor 的函", "无", "Henan 与 Hunan 交界处"])
def test_words_that_only_look_alike(text):
    assert codes(with_content(title=text)) == []
