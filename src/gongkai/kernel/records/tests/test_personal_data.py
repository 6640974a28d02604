"""Personal data is found however it is written; official numbers are left alone. All persons are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.common.id_numbers import resident_id_is_valid
from gongkai.kernel.records.rules.cards import luhn_is_valid
from gongkai.kernel.records.rules.households import find_households, is_personal_name
from gongkai.kernel.records.rules.personal_data import Kind, find_personal_data, mask

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(first: str) -> str:
    """An invented number with the right check sign behind its first 17 digits."""
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


def card(first: str) -> str:
    return next(first + d for d in "0123456789" if luhn_is_valid(first + d))


def found(text: str) -> list[tuple[Kind, str]]:
    return [(f.kind, text[f.start : f.end]) for f in find_personal_data({"正文": text})]


ID = resident_id("43010219900101001")
ID_X = next(i for n in range(100, 200) if (i := resident_id(f"43072319880229{n}")).endswith("X"))
CARD_19 = card("622848009912345678")
CARD_16 = card("453242001234567")
FULL_WIDTH = {ord(d): ord(d) + 0xFEE0 for d in "0123456789X-"}


@pytest.mark.parametrize(
    "written",
    [
        ID,
        ID_X,
        ID_X.lower(),
        ID.translate(FULL_WIDTH),
        ID_X.translate(FULL_WIDTH),
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        " ".join(ID),
        resident_id("81000019851203002"),
        resident_id("83000020010630451"),
        "430102640315021",
    ],
)
def test_resident_ids_are_found_however_written(written):
    assert found(f"经查，{written}，情况属实。") == [(Kind.RESIDENT_ID, written)]


@pytest.mark.parametrize(
    "number",
    [
        ID[:17] + str((int(ID[17]) + 1) % 10),  # wrong check digit
        resident_id("43010219901301001"),  # month 13
        resident_id("43010219900230001"),  # 30 February
        resident_id("99010219900101001"),  # no such region
        resident_id("43010221900101001"),  # year 2190
        ID + "7",
        "1" + ID,
        "430102641315021",
    ],
)
def test_numbers_that_are_no_resident_id(number):
    assert found(f"编码{number}。") == []


def test_a_labelled_id_with_a_typing_error_is_still_somebodys():
    wrong = ID[:17] + str((int(ID[17]) + 1) % 10)
    assert found(f"身份证号码：{wrong}") == [(Kind.RESIDENT_ID, wrong)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("联系电话13800138000。", "13800138000"),
        ("手机：138 0013 8000", "138 0013 8000"),
        ("手机138-0013-8000，座机0731-89991234", "138-0013-8000"),
        ("+86 13800138000", "13800138000"),
        ("（+86）138-0013-8000", "138-0013-8000"),
        ("8613800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("Tel13800138000", "13800138000"),
        ("１３８００１３８０００", "１３８００１３８０００"),
        ("１３８　００１３　８０００", "１３８　００１３　８０００"),
        ("1 3 8 0 0 1 3 8 0 0 0", "1 3 8 0 0 1 3 8 0 0 0"),
        ("日期2024-05-06 13800138000", "13800138000"),
        ("张建国13800138000，李春生\t19912345678", "13800138000"),
        ("联系电话：13800138000/0731-88888888", "13800138000"),
        ("13800138000/13912345678", "13800138000"),
        ("0731-88888888/13800138000", "13800138000"),
        ("电话13800138000号", "13800138000"),
        ("138.0013.8000", "138.0013.8000"),
        ("138·0013·8000", "138·0013·8000"),
        ("手机：138. 0013. 8000", "138. 0013. 8000"),
        ("手机 138.00138000", "138.00138000"),
        ("微信wx13800138000", "13800138000"),
        ("手机No.13800138000", "13800138000"),
        ("QQ13800138000@qq.com", "13800138000"),
        ("手机编号：13800138000", "13800138000"),
    ],
)
def test_mobile_numbers_are_found_however_written(text, number):
    assert found(text)[0] == (Kind.MOBILE, number)


@pytest.mark.parametrize(
    "text",
    [
        "电话：0731-88881234、073188881234、0731 8999 1380",
        "投诉举报电话12345、12336，服务热线400-138-0013",
        "12800138000",
        "113800138000",
        "138001380001",
        "总投资13800138000.50元，其中财政13800138000元",
        "第13800138000号权证、证书号：13912345678",
        "宗地代码430102001001GB13800138000",
        "面积13912345678平方米",
        "经度138.00138000，纬度28.22820900",
        "北纬28.138.0013.8000",
        "版本138.0013.8000.1",
        "坐标X=3124567.13912345678",
        "图幅号No.13912345678",
        "合同编号：13912345678/2024",
        "来电工单编号：13912345678",
        "年鉴\t1523456\n2019\t1623456\n2020",
        "共1523456\n2019年1623456\n2020年",
        "地块\t138\n00138000\t12.6",
        "地块代码GB138\n00138000",
        "面积138.0\n0138000",
    ],
)
def test_landlines_amounts_and_longer_numbers_are_no_mobile_numbers(text):
    assert found(text) == []


def test_two_numbers_with_a_slash_between_are_two():
    assert [number for _kind, number in found("13800138000/13912345678")] == ["13800138000", "13912345678"]


@given(at=st.integers(1, 17), cut=st.sampled_from(["\n", "\r\n", " \n", "\n  "]))
def test_an_id_is_found_across_the_end_of_a_line(at, cut):
    written = ID_X[:at] + cut + ID_X[at:]
    assert found(f"经查，{written}，属实") == [(Kind.RESIDENT_ID, written)]


@given(at=st.integers(1, 10), cut=st.sampled_from(["\n", "\r\n", " \n", "\n  "]))
def test_a_mobile_number_is_found_across_the_end_of_a_line(at, cut):
    written = "13800138000"[:at] + cut + "13800138000"[at:]
    assert found(f"请与李某（{written}）联系") == [(Kind.MOBILE, written)]
    assert found(f"手机\t{written}\t8室") == [(Kind.MOBILE, written)]
    assert found(f"13912345678\n{written[:at]}") == [(Kind.MOBILE, "13912345678")]


def test_a_number_cut_by_a_line_has_the_key_of_the_whole():
    whole, cut = find_personal_data({"正文": f"证件{ID}；证件{ID[:9]}\n{ID[9:]}"})
    assert whole.key == cut.key
    assert found("身份证号：4301026403\n15021") == [(Kind.RESIDENT_ID, "4301026403\n15021")]


@given(st.lists(st.lists(st.decimals(0, 10**7, places=2), min_size=3, max_size=6), max_size=30))
def test_tables_of_figures_hold_no_personal_data(rows):
    table = "\n".join("\t".join(f"{n}" for n in row) for row in rows)
    assert found(table) == [] and found(table.replace("\t", " ")) == []


WORDS = ("联系电话", "手机号码", "微信", "QQ", "Tel", "手机No.")


@given(
    st.sampled_from(WORDS),
    st.sampled_from(["", ":", "：", " ", "（"]),
    st.sampled_from(["号", "/1", "元", "A", ""]),
)
def test_beside_a_word_for_a_telephone_nothing_excuses_a_number(word, gap, after):
    assert found(f"{word}{gap}13800138000{after}") == [(Kind.MOBILE, "13800138000")]


@pytest.mark.parametrize(
    "written",
    [CARD_19, CARD_16, " ".join((CARD_19[:4], CARD_19[4:8], CARD_19[8:12], CARD_19[12:16], CARD_19[16:]))],
)
def test_bank_cards_pass_luhn(written):
    assert found(f"补偿款汇入{written}。") == [(Kind.BANK_CARD, written)]


def test_cards_that_fail_luhn_or_begin_with_region_and_year_need_a_label():
    assert found(f"汇入{CARD_19[:-1]}{(int(CARD_19[-1]) + 1) % 10}") == []
    serial = card("430102202400012")
    assert found(f"档案{serial}") == []
    assert found(f"银行卡号{serial}") == [(Kind.BANK_CARD, serial)]


def test_labelled_accounts_and_passports():
    text = "开户行：中国农业银行星城支行，账号：18-050 101 040 012345；护照号码：E12345678"
    assert found(text) == [(Kind.BANK_ACCOUNT, "18-050 101 040 012345"), (Kind.PASSPORT, "E12345678")]
    assert found("车次G12345678，型号E12345678") == []
    assert found(f"账号：{CARD_19}") == [(Kind.BANK_CARD, CARD_19)]


@pytest.mark.parametrize(
    "text",
    [
        "索引号：430S00/2021-999634",
        "索引号：11370300MB28646707/2020-00050",
        "统一社会信用代码：91430100MA4L2XYT0P、12430000444877123K",
        "湘政办函〔2017〕44号，HNPR-2024-02007",
        "项目代码：2020-430100-77-03-012345",
        "表2020-138-0013-8000-01",
        "不动产单元号430102001001GB00001F00010001",
        "（2024）政国土字第1234号 批准日期2024-05-06 10:30:15",
        "经度112.938814，纬度28.228209；坐标X=3124567.123，Y=38412345.678",
        "http://example.invalid/xxgk/202405/t20240506_13800138000.html",
    ],
)
def test_official_numbers_are_left_alone(text):
    assert found(text) == []


HOUSEHOLDS = (
    "星沙村征地补偿分户表\n"
    "序号\t户主\t家庭人口\t被征收面积（亩）\t补偿金额（元）\n"
    "1\t李春生\t4\t1.25\t56000\n"
    "2\t王桂花\t3\t0.80\t36000\n"
    "\t陈大明\t5\t2.00\t90000\n"
    "合计\t\t12\t4.05\t182000\n"
)


def test_a_table_of_households_is_one_finding_over_its_rows():
    (finding,) = find_personal_data({"正文": HOUSEHOLDS})
    assert finding.kind == Kind.HOUSEHOLD
    shown = HOUSEHOLDS[finding.start : finding.end]
    assert shown.startswith("1\t李春生") and shown.endswith("90000")
    assert "李" not in finding.excerpt_masked and "户主" in finding.excerpt_masked


@pytest.mark.parametrize("gap", [" ", "  ", " | "])
def test_tables_from_pdf_without_tabs(gap):
    assert [f.kind for f in find_personal_data({"附件": HOUSEHOLDS.replace("\t", gap)})] == [Kind.HOUSEHOLD]


@pytest.mark.parametrize(
    "text",
    [
        "户主：陈大明，安置人口4人",
        "户主李春，宅基地120平方米",
        "三组刘铁牛户，被征收耕地1.2亩",
        "其中：王桂花户补偿36000元",
    ],
)
def test_sentences_about_a_household(text):
    assert [kind for kind, _text in found(text)] == [Kind.HOUSEHOLD]


@pytest.mark.parametrize(
    "text",
    [
        HOUSEHOLDS.replace("李春生", "李某某").replace("王桂花", "王**").replace("陈大明", "陈某"),
        "序号\t村组\t农户数\t面积（亩）\n1\t星沙村\t12\t4.05\n",
        "姓名\t职务\t电话\n李春生\t局长\t0731-88881234\n",
        "姓名\t面积\n",
        "涉及农户12户，安置户3户，每户补偿56000元，户均4人",
        "高龄户补助1000元，单人户40平方米",
        "户主应当为本集体经济组织成员，每户不超过5人",
    ],
)
def test_totals_masked_names_and_general_rules_are_no_household(text):
    assert found(text) == []


def test_names_are_recognised_by_surname():
    assert all(map(is_personal_name, ["李春生", "王芳", "欧阳建国", "陈大明(已故)"]))
    assert not any(map(is_personal_name, ["李某某", "星沙村", "合计", "张", "王**", "安置", "湖南某公司"]))


def test_keys_are_stable_and_say_nothing():
    one, two, three = (
        find_personal_data({f: t})[0] for f, t in [("正文", ID), ("正文", f"号{ID} "), ("标题", ID)]
    )
    assert one.key == two.key != three.key
    assert find_personal_data({"正文": ID.translate(FULL_WIDTH)})[0].key == one.key
    assert one.key.startswith("resident_id:") and ID not in one.key and ID not in one.excerpt_masked
    assert "130****" not in one.excerpt_masked and str(one.label) == "公民身份号码"
    plus, plain = find_personal_data({"正文": "+86-138-0013-8000；13800138000"})
    assert plus.key == plain.key


def test_mask_stars_the_values_and_keeps_the_shape():
    text = f"{HOUSEHOLDS}李春生 {ID} 13800138000"
    masked = mask(text, find_personal_data({"正文": text}))
    assert len(masked) == len(text) and masked.count("\n") == text.count("\n")
    for secret in ("56000", "李春生\t", ID[6:14], "0013"):
        assert secret not in masked
    assert masked.startswith("星沙村征地补偿分户表\n序号\t户主")


@given(st.text(alphabet="0123456789xX -－１３４　\n\t户主李大明,，元.A账号:", max_size=120))
def test_findings_lie_in_the_text_and_never_show_their_value(text):
    for finding in find_personal_data({"正文": text}):
        assert 0 <= finding.start < finding.end <= len(text)
        value = text[finding.start : finding.end]
        assert value not in finding.excerpt_masked and value not in finding.key
        assert len(mask(text, [finding])) == len(text)


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
    st.sampled_from(["430102", "110101"]),
)
def test_every_well_formed_id_is_found(born, serial, region):
    number = resident_id(f"{region}{born:%Y%m%d}{serial:03d}")
    assert resident_id_is_valid(number)
    assert found(f"证件{number}。") == [(Kind.RESIDENT_ID, number)]


@given(st.text(max_size=60))
def test_household_search_takes_any_text(text):
    assert all(0 <= h.start < h.end <= len(text) for h in find_households(text))
