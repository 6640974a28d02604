"""Hints on what a text may be, and texts that look alike."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.lookalike import bands, compare, fold, sketch
from gongkai.domains.foi.rules.triage import Threshold, asks_for_information, hints, propose_asking
from gongkai.domains.foi.rules.vocabulary import Matter

PLAIN = "申请公开浏阳市2021年度第三批次建设用地的批准文件及征地补偿安置方案"


@pytest.mark.parametrize(
    ("text", "matter", "word"),
    [
        ("我村村民多次上访，请求领导解决补偿款问题", Matter.PETITION, "上访"),
        ("举报某公司非法采矿，请依法查处该公司违法行为", Matter.COMPLAINT, "举报"),
        ("12345热线工单未办结", Matter.HOTLINE, "12345"),
        ("请问办理土地使用权转让需要什么条件", Matter.CONSULTATION, "请问"),
        ("查阅1982年土地档案", Matter.ARCHIVE_ENQUIRY, "查阅1982年土地档案"),
        ("查询我父亲名下的房产登记信息", Matter.REGISTER_QUERY, "名下的房产"),
        ("请提供2019年自然资源年鉴", Matter.PUBLICATION, "年鉴"),
        ("我家承包地登记的面积有误，请予更正", Matter.CORRECTION_OF_OWN_DATA, "面积有误"),
        ("请确认该告知书的真实性", Matter.RECONFIRMATION, "确认该告知书的真实性"),
        ("申请办理不动产权证", Matter.SERVICE, "申请办理不动产权证"),
        ("不服该答复，申请行政复议", Matter.REVIEW, "行政复议"),
    ],
)
def test_hints_show_their_words(text, matter, word):
    found = {hint.matter: hint.words for hint in hints(text)}
    assert word in found[matter]


def test_a_plain_request_has_no_hint():
    assert hints(PLAIN) == [] and asks_for_information(PLAIN)


def test_hints_stand_beside_the_request():
    """Somebody complains and asks for documents: both are shown, nothing is decided."""
    text = "举报该企业违法占地，并申请公开对其作出的处罚决定文件"
    assert hints(text)[0].matter == Matter.COMPLAINT
    assert hints(text)[0].route.answer == "A10"
    assert asks_for_information(text)


def test_width_and_spaces_do_not_hide_a_word():
    assert hints("举 报,１２３３６")[0].matter in (Matter.COMPLAINT, Matter.HOTLINE)
    assert {hint.matter for hint in hints("举 报,１２３３６")} == {Matter.COMPLAINT, Matter.HOTLINE}


def test_reasons_are_proposed_only_from_the_threshold_on():
    today = date(2026, 3, 31)
    ten = [today - timedelta(days=n) for n in range(10)]
    assert propose_asking(ten, today) is None
    proposal = propose_asking([*ten, today, today - timedelta(days=31), today + timedelta(days=1)], today)
    assert (proposal.count, proposal.since) == (11, date(2026, 3, 1))
    assert "11 件" in proposal.text and "第三十五条" in proposal.law
    assert propose_asking(ten, today, Threshold(5, 7)).count == 7


# --- texts that look alike ---


def alike(a, b):
    return compare(sketch(a), sketch(b))


def test_set_phrases_and_form_do_not_count():
    formal = "根据《中华人民共和国政府信息公开条例》第二十九条，特向贵厅申请公开：浏阳市２０２１年度第三批次建设用地的批准文件及征地补偿安置方案。谢谢！"
    found = alike(PLAIN, formal)
    assert found.score == 1 and found.alike and found.numbers == ("2021", "三")


def test_one_other_number_is_another_request():
    other = alike(PLAIN, PLAIN.replace("第三批次", "第四批次"))
    assert other.score > 0.5 and not other.alike and other.differing == ("三", "四")
    assert not alike(PLAIN, PLAIN.replace("2021", "2022")).alike


def test_a_part_of_a_longer_request_is_contained():
    found = alike("浏阳市2021年度第三批次建设用地的批准文件", PLAIN)
    assert found.contained == 1 > found.score
    assert found.shared == ("浏阳市2021年度第三批次建设用地的批准文件",)


def test_different_matters_are_not_alike():
    assert alike(PLAIN, "申请公开全省矿产资源规划环境影响评价报告").score < 0.1
    assert not alike("", "").alike


TEXTS = st.text("浏阳市长沙征地批准文件方案2021第三批次规划矿产", min_size=0, max_size=60)


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_and_bounded(a, b):
    one, other = alike(a, b), alike(b, a)
    assert one == other and 0 <= one.score <= one.contained <= 1
    if fold(a):
        assert alike(a, a).score == 1 and alike(a, a).alike


def test_alike_texts_share_a_key():
    keys = set(bands(sketch(PLAIN)))
    assert len(keys) == 24 and bands(sketch("谢谢！")) == ()
    near = PLAIN.replace("批准文件", "批复文件") + "文本"
    assert alike(PLAIN, near).score > 0.6 and keys & set(bands(sketch(near)))
    assert not keys & set(bands(sketch("申请公开全省矿产资源规划环境影响评价报告")))
    assert bands(sketch(PLAIN))[0] == "00" + bands(sketch(PLAIN))[0][2:]


def test_none_of_a_thousand_is_alike():
    mine = sketch(PLAIN)
    others = [sketch(f"申请公开第{n}号地块出让合同") for n in range(1000)]
    assert sum(compare(mine, other).alike for other in others) == 0
