import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.files.rules import (
    KINDS,
    classification_marks,
    clean_name,
    reasons_against_name,
    refusal,
)
from gongkai.foundation.files.rules.acceptance import reasons_against_accepting
from gongkai.foundation.files.rules.names import LONGEST, LONGEST_BYTES
from gongkai.foundation.files.rules.refusals import codes

MARKED = [
    ("绝密★启用前", "绝密"),
    ("机密★10年\n湖南省自然资源厅文件", "机密"),
    ("秘密★", "秘密"),
    ("机密 ★ 10年", "机密"),
    ("机　密　★　二十年", "机密"),
    ("绝\u200b密\ufeff★", "绝密"),
    ("机密\n★10年", "机密"),
    ("秘密☆5年", "秘密"),
    ("机密⭐长期", "机密"),
    ("秘密*10年", "秘密"),
    ("秘密＊长期", "秘密"),
    ("絕密★", "绝密"),
    ("機密★十年", "机密"),
    ("密级：机密", "机密"),
    ("密  级: 秘 密", "秘密"),
    ("密级：【绝密】", "绝密"),
    ("密级\t机密\t份号\t000001", "机密"),
    ("保密等级：秘密", "秘密"),
    ("  机密  \n湖自资〔1998〕12号", "机密"),
    ("秘密 5年\n关于地质资料的报告", "秘密"),
    ("国家秘密★10年", "秘密"),
    ("密级（机密）", "机密"),
    ("密级【秘密·10年】 份号 000001", "秘密"),
    ("保密等级(绝密)", "绝密"),
    ("机密·10年", "机密"),
    ("000001　机密·10年　特急", "机密"),
    ("机密　特急\n湖自资〔1998〕12号", "机密"),
    ("秘密 急件", "秘密"),
    ("秘密\t加急\n关于地质资料的报告", "秘密"),
    ("机密 10年 平急", "机密"),
    ("特急 秘密", "秘密"),
    ("★机密", "机密"),
    ("★ 秘密 10年\n关于地质资料的报告", "秘密"),
    ("（★机密）", "机密"),
    ("★机密级", "机密"),
    ("机密级★", "机密"),
    ("秘密级★10年", "秘密"),
    ("绝密 级 ★ 长期", "绝密"),
    ("机密⋆10年", "机密"),
    ("机密⭑10年", "机密"),
    ("秘密级·5年", "秘密"),
    ("机密级*10年", "机密"),
    ("密级绝密", "绝密"),
    ("密级机密级\t份号000001", "机密"),
    ("密级秘密 10年 特急", "秘密"),
    ("密级绝密保密期限30年", "绝密"),
    ("密级：绝密、机密", "绝密"),
    ("密级：机密/秘密", "机密"),
    ("https://x.cn/机密★10年.pdf", "机密"),
]
UNMARKED = [
    "",
    "依法确定为国家秘密的政府信息，不予公开。",
    "涉及商业秘密、个人隐私的政府信息，行政机关不得公开。",
    "《中华人民共和国保守国家秘密法》第三十五条",
    "国家秘密的密级分为绝密、机密、秘密三级。",
    "密级：绝密、机密、秘密三级，由定密责任人确定。",
    "密级：□绝密 □机密 □秘密",
    "密级：公开",
    "密级：无",
    "确定密级、保密期限和知悉范围",
    "泄露国家机密或者商业秘密的",
    "因涉及国家\n秘密\n不予公开",
    "商业秘密*见注释",
    "★重点项目：秘密花园景区",
    "本机密切配合",
    "数据的机密性、完整性",
    "机密性\n完整性\n可用性",
    "经审查，不属于国家秘密\n可以公开",
    "保守商业秘密·10年以内的约定从其约定",
    "特急\n商业秘密",
    "密级（绝密、机密、秘密）由定密责任人确定",
    "确定密级（含秘密载体的管理）",
    "★秘密花园景区",
    "★商业秘密",
    "机密 急需办理的事项另行通知",
    "密级：绝密级、机密级、秘密级",
    "确定密级机密、秘密的程序",
    "变更密级秘密载体应当登记",
    "密级机密载体由专人保管",
    "机密级计算机不得上网",
    "涉密人员分为核心（绝密级）、重要（机密级）和一般（秘密级）",
    "五星★级景区秘密花园",
]


@pytest.mark.parametrize(("text", "level"), MARKED)
def test_a_mark_is_seen(text, level):
    assert [match.level for match in classification_marks(text)] == [level]


@pytest.mark.parametrize("text", UNMARKED)
def test_talk_about_secrets_is_no_mark(text):
    assert classification_marks(text) == []


def test_a_level_alone_on_its_line_counts_at_the_head_only():
    assert classification_marks("\n".join(["第一条 为了规范征地补偿安置工作。"] * 30 + ["秘密"])) == []


def test_matches_say_where():
    first, second = classification_marks("机密★10年，附件：秘密★")
    assert (first.level, first.start) == ("机密", 0)
    assert (second.level, second.start) == ("秘密", 10)


@given(
    before=st.text(max_size=80), after=st.text(max_size=80), level=st.sampled_from(["绝密", "机密", "秘密"])
)
def test_a_starred_level_is_seen_wherever_it_stands(before, after, level):
    assert level in {match.level for match in classification_marks(f"{before}{level}★{after}")}


NAMES = [
    ("征地公告.pdf", "pdf", "征地公告.pdf"),
    ("C:\\用户\\张建国\\桌面\\征地公告.PDF", "pdf", "征地公告.pdf"),
    ("../../etc/passwd", "txt", "passwd.txt"),
    ("方案\u202efdp.exe", "docx", "方案fdp.docx"),
    ("征地公告.pdf.exe", "pdf", "征地公告.pdf"),
    ("征地公告.docx", "pdf", "征地公告.pdf"),
    ("照片.JPEG", "jpg", "照片.jpeg"),
    ("CON.pdf", "pdf", "_CON.pdf"),
    ("nul", "txt", "_nul.txt"),
    ("关于3.5版本的通知", "ofd", "关于3.5版本的通知.ofd"),
    ("a\x00b\tc\r\n.csv", "csv", "ab c.csv"),
    ("<方案>?*.doc", "doc", "＜方案＞？＊.doc"),
    ("   ...", "zip", "附件.zip"),
    ("", "zip", "附件.zip"),
    (".htaccess", "txt", "htaccess.txt"),
    ("图\ud800纸.png", "png", "图纸.png"),
]


@pytest.mark.parametrize(("name", "kind", "cleaned"), NAMES)
def test_names_are_cleaned(name, kind, cleaned):
    assert clean_name(name, kind) == cleaned


@given(name=st.text(max_size=400), kind=st.sampled_from(sorted(KINDS)))
def test_a_cleaned_name_is_safe_short_and_stays(name, kind):
    cleaned = clean_name(name, kind)
    assert cleaned.endswith(f".{kind}") or kind in {"jpg", "tif"}
    assert len(cleaned) <= LONGEST and len(cleaned.encode()) <= LONGEST_BYTES
    assert not set(cleaned) & set('/\\<>:"|?*\0\n\u202e')
    assert not cleaned.startswith((".", " "))
    assert clean_name(cleaned, kind) == cleaned


@pytest.mark.parametrize(
    "name",
    ["None.pdf", "附件null.docx", "关于None的通知.pdf", "undefined.xlsx", "NULL.pdf", "公告ｎｕｌｌ.pdf"],
)
def test_empty_values_in_names_are_refused(name):
    assert [reason.code for reason in reasons_against_name(name)] == ["name_empty_value"]


@pytest.mark.parametrize("name", ["nonessential.pdf", "annulled.docx", "征地公告.pdf", "finance.xlsx"])
def test_words_that_contain_one_are_not(name):
    assert reasons_against_name(name) == []


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_refusal_says_what_where_and_what_to_do(code):
    values = {"limit": 100, "position": 3, "line": 2, "width": 1, "height": 1}
    reason = refusal(code, "内层/方案.txt", **values)
    assert reason.code == code and reason.text.startswith("“内层/方案.txt”：") and reason.text.endswith("。")


def test_acceptance_needs_a_waiting_copy_and_a_reason():
    assert (
        reasons_against_accepting("needs_acceptance", accepted=False, reason="原件为历史文件，无电子底稿")
        == []
    )
    cases = [
        ("ready", False, "历史文件"),
        ("needs_acceptance", True, "历史文件"),
        ("needs_acceptance", False, " 无 "),
    ]
    found = [[r.code for r in reasons_against_accepting(s, accepted=a, reason=t)] for s, a, t in cases]
    assert found == [["nothing_to_accept"], ["accepted_already"], ["reason_missing"]]
