"""Numbers of persons that signs, cells, links or likeness to a file number hide. All persons are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.records.desk.reviewing import highlighted
from gongkai.kernel.records.html import clean, link_addresses, text_of
from gongkai.kernel.records.rules.folding import fold
from gongkai.kernel.records.rules.personal_data import Kind, find_personal_data
from gongkai.kernel.records.tests.test_personal_data import FULL_WIDTH, ID, ID_X, card, found, resident_id

CARD = "6222021901001234564"  # of a bank in Changsha: digits 7 and 8 look like a year
MOBILE = "13812345678"
INVISIBLE = "\u2060\u00ad\u200b\u200e\u200f\u202a\u2066\ufeff\ufe0f"
IN_FOURS = " ".join((CARD[:4], CARD[4:8], CARD[8:12], CARD[12:16], CARD[16:]))


def in_digits_from(zero: int, text: str) -> str:
    return "".join(chr(zero + int(sign)) if sign.isdigit() else sign for sign in text)


@pytest.mark.parametrize(
    "written",
    [CARD, CARD.translate(FULL_WIDTH), IN_FOURS, IN_FOURS.replace(" ", "-"), f"{CARD[:6]} {CARD[6:]}", " ".join(CARD)],
)  # fmt: skip
def test_a_bank_card_whose_digits_look_like_region_and_year(written):
    assert found(f"补偿款汇入{written}，户名略。") == [(Kind.BANK_CARD, written)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"银行卡{CARD}元", CARD),
        (f"卡{CARD}元", CARD),
        (f"一卡通{CARD}亩", CARD),
        (f"户主卡编号：{CARD}", CARD),
        (f"银行卡号：第{CARD}号", CARD),
        (f"{CARD}元", CARD),
        (f"联系\t证件\t卡\n\t\t{CARD}", CARD),
    ],
)
def test_units_and_words_beside_a_card_do_not_excuse_it(text, number):
    assert found(text) == [(Kind.BANK_CARD, number)]


def test_a_card_with_a_typing_error_is_somebodys_account():
    assert found(f"银行卡号：{CARD[:-1]}5") == [(Kind.BANK_ACCOUNT, f"{CARD[:-1]}5")]


@pytest.mark.parametrize(
    "text", [" ".join(CARD[:-1] + "5"), " ".join("22138123456789990"), "2 1 3 8 1 2 3 4 5 6 7 8"]
)
def test_single_digits_within_a_longer_row_are_no_mobile_number(text):
    assert [kind for kind, _text in found(text) if kind == Kind.MOBILE] == []


@pytest.mark.parametrize("sign", list(INVISIBLE) + ["\u202f", "\u2009", "\u200d"])
@pytest.mark.parametrize("number", [ID, ID_X, MOBILE])
def test_invisible_signs_and_narrow_blanks_hide_nothing(sign, number):
    parts = (6, 14) if len(number) == 18 else (3, 7)
    written = sign.join((number[: parts[0]], number[parts[0] : parts[1]], number[parts[1] :]))
    kind = Kind.MOBILE if number == MOBILE else Kind.RESIDENT_ID
    assert found(f"\u200b经\u2060查，{written}，\u00ad属实") == [(kind, written)]
    (plain,) = find_personal_data({"正文": f"经查，{number}，属实"})
    (hidden,) = find_personal_data({"正文": f"经查，{written}，属实"})
    assert plain.key == hidden.key


@pytest.mark.parametrize("entity", ["&#8288;", "&shy;", "&lrm;", "&#8203;"])
def test_the_reviewer_sees_a_cut_number_marked_in_its_place(entity):
    body = clean(f"<p>户主证件{ID[:6]}{entity}{ID[6:]}，电话{MOBILE}。</p>")
    text = text_of(body)
    shown = highlighted(body, find_personal_data({"正文": text}), text)
    marked = [part.split("</mark>")[0] for part in shown.split('<mark class="finding">')[1:]]
    assert [fold(part).text for part in marked] == [ID, MOBILE]


@pytest.mark.parametrize("zero", [0x1D7CE, 0x1D7D8, 0x660, 0x6F0, 0x966, 0xFF10])
def test_digits_of_other_scripts_are_digits(zero):
    for number, kind in ((ID, Kind.RESIDENT_ID), (MOBILE, Kind.MOBILE), (CARD, Kind.BANK_CARD)):
        written = in_digits_from(zero, number)
        assert found(f"经查，{written}，属实") == [(kind, written)]


@given(st.text(alphabet=st.sampled_from("甲乙12٤𝟏 －,\n" + INVISIBLE), max_size=40))
def test_every_place_of_a_folded_text_leads_back(text):
    folded = fold(text)
    assert len(folded.text) == sum(sign not in INVISIBLE for sign in text)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert end == start + 1 and fold(text[start]).text == folded.text[at]


@pytest.mark.parametrize(
    "written",
    [
        "\t".join((ID[:6], ID[6:14], ID[14:])),
        "·".join((ID_X[:6], ID_X[6:14], ID_X[14:])),
        ".".join((ID[:6], ID[6:14], ID[14:])),
        "/".join((ID[:6], ID[6:14], ID[14:])),
        " | ".join(ID_X),
        "\t".join(ID),
    ],
)
def test_an_id_in_pieces(written):
    assert found(f"证件 {written}") == [(Kind.RESIDENT_ID, written)]


def test_one_digit_in_each_cell_of_a_table():
    def row(value: str) -> str:
        return "<tr><td>张某</td>" + "".join(f"<td>{sign}</td>" for sign in value) + "</tr>"

    def kinds(*values: str) -> list[Kind]:
        return [kind for kind, _text in found(text_of(f"<table>{''.join(map(row, values))}</table>"))]

    assert kinds(ID, CARD, ID_X) == [Kind.RESIDENT_ID, Kind.BANK_CARD, Kind.RESIDENT_ID]
    assert kinds("7" + ID, ID_X + "12") == [Kind.RESIDENT_ID, Kind.RESIDENT_ID]  # beside other small figures
    assert kinds(MOBILE) == [] and found("手机号码\t" + "\t".join(MOBILE))[0][0] == Kind.MOBILE


@pytest.mark.parametrize("written", ["430102 900101 123", "430102-900101-123", "430102900101123"])
def test_an_old_id_in_groups_beside_a_word_for_it(written):
    assert found(f"身份证号：{written}") == [(Kind.RESIDENT_ID, written)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (ID + ID_X, [ID, ID_X]),
        (ID_X + ID, [ID_X, ID]),
        (ID + MOBILE, [ID, MOBILE]),
        (ID_X + MOBILE, [ID_X, MOBILE]),
        (MOBILE + ID, [MOBILE, ID]),
        (ID + ID_X + MOBILE + MOBILE, [ID, ID_X, MOBILE, MOBILE]),
    ],
)
def test_numbers_one_right_behind_the_other(text, numbers):
    assert [shown for _kind, shown in found(f"张某{text}，李某")] == numbers


@pytest.mark.parametrize(
    "written", ["(138)12345678", "（138）12345678", "(138) 1234-5678", "（１３８）1234 5678"]
)
def test_a_mobile_number_with_its_first_digits_in_brackets(written):
    assert found(f"联系人李某{written}") == [(Kind.MOBILE, written)]


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("https://x.cn/?id=430102199001011238", Kind.RESIDENT_ID),
        ("https://x.cn/?no=%34%33%30102199001011238", Kind.RESIDENT_ID),
        ("mailto:13812345678@139.com", Kind.MOBILE),
        (f"https://x.cn/pay?card={CARD}", Kind.BANK_CARD),
    ],
)
def test_where_a_link_leads_is_looked_at(link, kind):
    address = link_addresses(f'<p><a href="{link}">详情</a></p>')
    assert [of for of, _text in found(address)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        # numbers of files and papers
        f"档案编号：{card('430102201912345')}",
        f"案卷{card('430102201912345678')}",
        f"卷宗{card('620102202400012345')}",  # a county of Gansu and a year
        f"建档立卡编号：{card('430122201900123')}",
        f"不动产登记受理号：{card('622202190100123456')}",
        "湘自然资发〔2026〕12号、湘政土〔2024〕6222号",
        "湘（2024）长沙市不动产权第0012345号",
        "电子监管号4301002024B00123-1",
        "宗地代码430102001001GB00001，不动产单元号430102001001GB00001F00010001",
        "项目代码2404-430100-04-01-123456，2020-430100-77-03-012345",
        "图幅号H49G034048，1:10000",
        # amounts, areas, coordinates
        "总投资138123456.78万元，面积13812345678平方米",
        "X=3124567.123，Y=38412345.678；112.93881412345678，28.22820912345678",
        "1\t3\t8\t1\t2\t3\t4\t5\t6\t7\t8",
        "430102\t19900101\t1239",
        "430102.19900101.1239",
        "(131)20240506公示，（150）20231231截止",
        "0731-12345、(0731)88881234",
        "4301022024050600001234567890123456789",
        ID[:-1] + str((int(ID[-1]) + 1) % 10) + MOBILE,
        # addresses of pages
        "https://zrzyt.example.invalid/xxgk/202405/t20240506_13800138000.html",
        "https://example.invalid/13812345678/index.html",
        "https://example.invalid/content/4532420012345678",
    ],
)
def test_official_numbers_that_look_alike(text):
    assert found(text) == []


def test_no_false_alarm_in_counties_of_gansu_with_a_year():
    assert found(f"林权证{card('622921201900123')}") == []
    assert found(f"汇入{card('622588201900123')}")[0][0] == Kind.BANK_CARD
    assert resident_id("62292119900101001") in found(f"证件{resident_id('62292119900101001')}")[0]
