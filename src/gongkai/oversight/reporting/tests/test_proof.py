"""Proof-reading: every rule finds what is wrong and is silent on what is right. Words are invented, as the organ is."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.figures.rules.values import NO_TABLE
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.reading.words import words_of
from gongkai.oversight.reporting.remarks import RULES, SAYS, says
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rendering.page import page
from gongkai.oversight.reporting.rules.checks import Verdict
from gongkai.oversight.reporting.rules.due import due
from gongkai.oversight.reporting.rules.interchange import Reading, Report
from gongkai.oversight.reporting.rules.proof import Weight, findings_in
from gongkai.oversight.reporting.rules.proof.figures import figures_in
from gongkai.oversight.reporting.rules.prose import check_text
from gongkai.oversight.reporting.rules.versions import FORM_2021, form_of
from gongkai.oversight.reporting.tests.test_rules import lawful


def found(text):
    return [(one.code, one.weight) for one in findings_in(text)]


def codes(text, *, without=()):
    return [code for code, weight in found(text) if weight is not Weight.AGREES and code not in without]


def of_year(text, year):
    """As the words of that year's report, without tables."""
    form = form_of(year)
    return Reading(Report(form, dict.fromkeys(form.labels, NO_TABLE), year), (), words_of(text))


# --- what is wrong is found -------------------------------------------------------------------------------------

WRONG = {
    "a list that falls short of its total": (
        "全年公布供地信息52条,其中出让公告20条,成交结果18条,合同公示9条。",
        [("A-1", Weight.CONTRADICTION)],
    ),
    "a list of words with 约 in them": (
        "全年公布供地信息52条,其中出让公告20条,成交结果18条,合同履约9条。",
        [("A-1", Weight.CONTRADICTION)],
    ),
    "a list that exceeds its total": (
        "共收到申请30件,其中网上20件、当面12件。",
        [("A-1", Weight.CONTRADICTION)],
    ),
    "a list in brackets": (
        "发布信息100条(其中公告40条、通知30条、新闻29条)。",
        [("A-1", Weight.CONTRADICTION)],
    ),
    "a list that is open says by how much": (
        "公开信息100条,其中公告40条、通知30条、新闻29条等。",
        [("A-1", Weight.NOTE)],
    ),
    "two of more": ("共收到申请30件,其中网上20件、当面5件。", [("A-1", Weight.SUSPECT)]),
    "enquiries": (
        "接受市民咨询5200次,现场接待人数3000人次,咨询电话接听1500次,网上咨询600次。",
        [("A-2", Weight.CONTRADICTION)],
    ),
    "a rate": ("共受理业务200件,提前办结150件,提前办结率达85%。", [("A-3", Weight.CONTRADICTION)]),
    "an average": (
        "近3年来,共受理政府信息公开申请300件,年均办件量达120件。",
        [("A-4", Weight.CONTRADICTION)],
    ),
    "one conference less than named": (
        "组织了不动产登记、地质灾害防治、国土绿化4场新闻发布会。",
        [("A-5", Weight.SUSPECT)],
    ),
    "guests": ("3名局领导分别参加省政府网站和清溪电视台访谈。", [("A-5", Weight.SUSPECT)]),
    "enquiries among requests": (
        "共受理政府信息依申请公开90件(包括资料查询40件),全部办结。",
        [("A-6", Weight.NOTE)],
    ),
    "a base that nobody can tell": (
        "共受理政府信息依申请公开90件(包括资料查询40件),全部办结。其中涉地信息30件。",
        [("A-6", Weight.NOTE), ("A-7", Weight.SUSPECT)],
    ),
    "shares that no total gives": (
        "共受理政府信息依申请公开90件(包括资料查询40件),全部办结。其中涉地信息30件,农民占总量的33.3%,城区占总数的52.0%。",
        [("A-6", Weight.NOTE), ("A-7", Weight.SUSPECT), ("A-7", Weight.SUSPECT)],
    ),
    "shares of one total": (
        "共受理政府信息依申请公开90件(包括资料查询40件),全部办结。其中涉地信息30件,农民占总量的33.3%,城区占总数的53.3%。",
        [("A-6", Weight.NOTE), ("A-7", Weight.SUSPECT)],
    ),
    "more than all": ("提交了100%的数据,超额完成任务。", [("A-8", Weight.SUSPECT)]),
    "about and exactly": (
        "通过热线和网上咨询提供服务60余人次。\n网上咨询60次。",
        [("A-9", Weight.SUSPECT)],
    ),
    "about with an exact number": ("复垦面积约6043亩。", [("A-9", Weight.NOTE)]),
    "nearly the same count": (
        "通过门户网站发布新闻类信息1508条。\n门户网站发稿1500篇。",
        [("A-10", Weight.SUSPECT)],
    ),
    "one number under two names": (
        "微博等新媒体发布和回应事件数88件。\n微博微信回应事件数88件。",
        [("A-11", Weight.SUSPECT)],
    ),
    "two numbers for one thing": (
        "全年主动公开政府信息480条。\n全年主动公开政府信息840条。",
        [("A-12", Weight.SUSPECT)],
    ),
    "a number of another year": (
        "2012年6月8日,县局下发了《关于加强档案工作的通知》(清国土资办发〔2011〕12号)。",
        [("D-1", Weight.CONTRADICTION)],
    ),
    "a January number": (
        "2012年1月5日,县局印发了《关于加强档案工作的通知》(清国土资办发〔2011〕120号)。",
        [("D-1", Weight.SUSPECT)],
    ),
    "this year without a day": ("今年以来,我局发布微博34条。", [("D-3", Weight.SUSPECT)]),
    "last year": ("去年共拆除违法建设78处。", [("D-3", Weight.SUSPECT)]),
    "a point left out": (
        "主要做法:\n一是健全机制。\n二是加强培训。\n四是严格考核。",
        [("S-1", Weight.SUSPECT)],
    ),
    "a run that begins with two": (
        "实施改革。一是整治。二是集约。三是搭台。二是更新目录。三是主动服务。",
        [("S-1", Weight.SUSPECT)],
    ),
    "an aspect too few": ("主要有三个方面:一是机制;二是队伍。", [("S-8", Weight.SUSPECT)]),
    "a heading left out": (
        "一、总体情况\n(一)主动公开\n(三)平台建设\n二、主要问题",
        [("S-1", Weight.SUSPECT)],
    ),
    "a paragraph twice": (
        "为进一步提高案卷录入率,建立网上预审机制,推行卷宗提交前完整性审查、补正材料一次性告知等制度。实行首问负责,限时办结,责任到人,全程留痕,随时可查。\n"
        * 2,
        [("S-3", Weight.SUSPECT)],
    ),
    "a name of another time": (
        "2021年,清溪县国土资源局坚持公开。",
        [("N-1", Weight.SUSPECT)],
    ),
    "a document before its organ": (
        "印发了《清溪县自然资源局公开办法》(清国土资发〔2016〕7号)。",
        [("N-1", Weight.CONTRADICTION)],
    ),
    "a level left in": (
        "我厅高度重视,我厅制定了办法。部还建立了发布制度。",
        [("N-2", Weight.CONTRADICTION)],
    ),
    "a place left open": ("XX市自然资源局加强公开。", [("N-3", Weight.CONTRADICTION)]),
    "superseded words": ("2022年,坚持以公开为原则、不公开为例外。", [("W-1", Weight.SUSPECT)]),
    "brackets": ("按照清政办发[2023]4号文件要求。", [("W-2", Weight.NOTE)]),
    "the three together": (
        "做到政策文件与解读材料同步起草、同步审批、同步发布。",
        [("W-3", Weight.NOTE)],
    ),
    "a slip": ("完善法津顾问制度,夯实工作墓础。", [("W-4", Weight.SUSPECT), ("W-4", Weight.SUSPECT)]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_found(case):
    text, wanted = WRONG[case]
    assert [one for one in found(text) if one[1] is not Weight.AGREES] == wanted


@pytest.mark.parametrize("case", WRONG)
def test_every_remark_says_what_to_do(case):
    for one in findings_in(WRONG[case][0]):
        assert "%(" not in says(one) and one.end >= one.at


def test_every_code_has_its_words():
    assert {code.split(".")[0] for code in SAYS} == set(RULES)


# --- what is right is left alone --------------------------------------------------------------------------------

GOOD = """清溪县自然资源局2023年政府信息公开工作年度报告
发布日期:2024-01-20

本报告根据《中华人民共和国政府信息公开条例》编制,由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项组成。统计期限自2023年1月1日起至2023年12月31日止。
一、总体情况
(一)主动公开。2023年主动公开政府信息1248条,其中通过门户网站公开1000条、政务微信公开248条。公布征地信息96条,包括征收土地公告40条、补偿安置公告30条、预公告26条。发布公告类信息255条,法规37条,审批结果436条。
(二)依申请公开。本年新收政府信息公开申请60件,上年结转2件,共办理62件。其中自然人申请50件,法人申请12件。按内容分,征地拆迁40件、不动产登记22件。予以公开31件,占50%。
(三)政策解读。召开新闻发布会3场,组织了不动产登记、地质灾害防治、耕地保护3场新闻发布会。解读材料与政策文件同步组织、同步审签、同步部署。
(四)平台建设。一是改版网站;二是加强培训:一是集中授课,二是跟班学习。三是完善制度,依据清政办发〔2023〕12号文件,修订办法。四是接受监督。
(五)监督保障。我局把政务公开纳入考核,权重4%;办结率100%,按时办结。累计复垦约6000亩,惠及群众3000余户。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
去年指出的问题已经整改。存在的问题:一是主动性不够;二是解读形式单一。原国土资源局移交的档案仍在整理,《国土资源部关于印发〈办法〉的通知》(国土资发〔2016〕38号)已经废止。
六、其他需要报告的事项
本年度没有收取信息处理费。
"""


def test_a_good_report_raises_no_alarm():
    reading = of_year(GOOD, 2023)
    assert [
        (one.code, reading.words.around(one.at, one.end))
        for one in findings_in(reading)
        if one.weight is not Weight.AGREES
    ] == []


QUIET = (
    "发布新闻类信息2878条,公告类信息255条,法律法规37条,热点专题451条。",
    "共受理业务1600件,提前办结1100件,发放证书3000本,办理转让156宗,评估宗地51宗。",
    "收到申请100件,其中网络申请60件、信函申请40件;自然人90件、法人10件。",
    "收到申请100件,其中:网络60件;信函30件;当面10件。",
    "收到申请100件,其中涉及征地的申请60件,占60%。",
    "甲镇公开信息120条,乙镇公开信息130条,丙镇公开信息120条。",
    "2022年受理政府信息公开申请45件。\n2023年受理政府信息公开申请60件。",
    "申请所属信息基本为2008-2019年形成的信息,占总数的81%。",
    "印发简报12期,处置信访12件,举办培训12次。",
    "发放宣传册2000份,接待群众2000人次。",
    "主要有三个方面:一是机制;二是队伍,包括一是选人、二是用人;三是平台。",
    "一是抓组织。二是抓落实:一是学习,二是检查。三是抓考核。",
    "2019年8月1日,自然资源局印发《办法》(清自然资发〔2019〕5号)。",
    "依据《国土资源部办公厅通知》(国土资厅函〔2015〕18号)办理,原国土资源局已撤销。",
    "12345热线受理12336举报,全国土地日活动效果良好。",
    "公开率100%。任务超额完成。",
    "2017年5月1日起施行新办法,文件编号为清国土资发〔2017〕8号。",
    "安排资金20.18万元,单价10.5元。",
    "部分市县落实不够。部门协同不足。局部地区仍有差距。",
    "通过政府公报、政府网站或者其他互联网政务媒体、新闻发布会以及报刊、广播、电视等途径予以公开。",
    "近3年来,共受理政府信息公开申请300件,年均办件量达100件。",
    "复议案件19起,维持16件,撤销3件。",
    "第一批12个事项,第二批12个事项。",
    "公开公文类政府信息140条,产生政府网及廉政网主动公开的政府信息140条。",
    "发布新闻发布会、政策吹风会6次,邮政局局长参加。",
    "本年度召开会议3次。\n乡镇召开会议8次。",
)  # fmt: skip


@pytest.mark.parametrize("text", QUIET)
def test_what_is_usual_raises_no_alarm(text):
    assert codes(text) == []


def test_what_agrees_is_told():
    text = "行政复议19起,维持16件,撤销3件;行政诉讼13起,7起维持,6起未审结。共受理业务16127件,提前办结11452件,提前办结率达71.01%。"
    assert [code for code, weight in found(text) if weight is Weight.AGREES] == ["A-1", "A-1", "A-3"]


@given(st.lists(st.integers(1, 9999), min_size=2, max_size=6), st.integers(1, 50))
def test_a_list_agrees_only_with_its_sum(parts, off):
    names = ["公告", "通知", "新闻", "法规", "专题", "结果"]
    listed = "、".join(f"{name}{part}条" for name, part in zip(names, parts, strict=False))
    assert ("A-1", Weight.AGREES) in found(f"发布信息{sum(parts)}条,其中{listed}。")
    over = found(f"发布信息{sum(parts) + off + max(parts)}条,其中{listed}。")
    assert ("A-1", Weight.SUSPECT if len(parts) == 2 else Weight.CONTRADICTION) in over


# --- figures ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "unit", "exact"),
    [
        ("监测信息50余万条", 500000, "条", False),
        ("点击量超过9万次", 90000, "次", False),
        ("投入近10万元", 10, "万元", False),
        ("投入20多万元", 20, "万元", False),
        ("面积约6000亩", 6000, "亩", False),
        ("公开1,248条", 1248, "条", True),
        ("合同履约9条", 9, "条", True),
        ("附近3户", 3, "户", True),
    ],
)
def test_a_figure_keeps_whether_it_is_meant_exactly(text, number, unit, exact):
    (figure,) = figures_in(text)
    assert (figure.number, figure.unit, figure.exact) == (Decimal(number), unit, exact)


@pytest.mark.parametrize(
    "text", ["第4名", "2017年", "晋发[2017]74号", "行政诉讼⒐件", "比例尺1:2000", "邮编410029"]
)
def test_these_are_no_figures(text):
    assert list(figures_in(text)) == []


# --- time -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "day", "weight"),
    [
        (2009, "2010-04-19", Weight.CONTRADICTION),
        (2017, "2018-03-20", Weight.AGREES),
        (2018, "2019-03-31", Weight.AGREES),
        (2019, "2020-02-01", Weight.CONTRADICTION),
        (2019, "2020-01-31", Weight.AGREES),
        (2020, "2021-01-29", Weight.AGREES),
    ],
)
def test_the_day_of_the_report_is_judged_by_the_law_of_its_year(year, day, weight):
    """2007 Art 31: 31 March; 2019 Art 49: 31 January, from the report of 2019 on."""
    remarks = findings_in(of_year(f"时间:{day}\n一、概述\n我局坚持公开。", year))
    assert [one.weight for one in remarks if one.code == "D-2"] == [weight]


@pytest.mark.parametrize(
    ("organ", "weight"),
    [
        ("清溪市人民政府", Weight.AGREES),
        ("清溪市", Weight.AGREES),
        ("清溪市自然资源局", Weight.CONTRADICTION),
        ("清溪市人民政府办公室", Weight.CONTRADICTION),
        ("", Weight.AGREES),
    ],
)
def test_a_government_has_until_the_end_of_march(organ, weight):
    """Art 49: departments by 31 January, governments by 31 March; nobody is called late who does not say what it is."""
    reading = of_year("时间:2024-03-20\n一、概述", 2023)
    reading = replace(reading, report=replace(reading.report, organ=organ))
    assert [one.weight for one in findings_in(reading) if one.code == "D-2"] == [weight]


def test_the_limit_moves_once():
    assert {due(year).day.month for year in range(2008, 2019)} == {3}
    assert {due(year).day.month for year in range(2019, 2030)} == {1}
    assert {due(year, government=True).day.month for year in range(2008, 2030)} == {3}


def test_years_before_the_report_are_told():
    text = "2005年~2008年,县局先后投入了79.7万元。"
    assert [one.code for one in findings_in(of_year(text, 2009))] == ["D-4"]
    assert findings_in(of_year(text, 2008)) == []


def test_law_of_2007_is_a_note_while_it_was_law():
    text = "主动公开的信息通过政府公报、政府网站、新闻发布会以及报刊、广播、电视等便于公众知晓的方式公开。"
    assert [one.weight for one in findings_in(of_year(text, 2016))] == [Weight.NOTE]
    assert [one.weight for one in findings_in(of_year(text, 2022))] == [Weight.SUSPECT]


# --- damaged pages ----------------------------------------------------------------------------------------------


def test_damaged_headings_are_told_and_their_numbers_made_good():
    raw = "一、總體情況\n ?。ㄒ唬┲笇枷?。公開信息12條。\n ?。ǘ┳龊谜畔⒅鲃庸_。\n（三）依申請公開。\n ?。ㄎ澹┳龊靡?guī)范性文件公開。"
    words = words_of(raw)
    assert [line.strip()[:3] for line in words.text.split("\n")[1:]] == ["(一)", "(二)", "(三)", "(五)"]
    assert len(words.damaged) == 3
    assert codes_of(words) == ["S-4", "S-4", "S-4", "S-1"]
    assert [figure.number for figure in figures_in(words.text)] == [12]


def codes_of(words):
    return [one.code for one in findings_in(words)]


def test_places_are_those_of_the_file():
    raw = "我厅認(rèn)真貫徹條例。夯實(shí)工作墓础。"
    words = words_of(raw)
    assert words.text == "我厅认真贯彻条例。夯实工作墓础。"
    (slip,) = findings_in(words)
    assert raw[words.place(slip.at) :].startswith("墓础")


@given(st.text(alphabet="认認真(rèn)（一）?。ㄒ唬２3,，\n⒅", max_size=40))
def test_no_digit_is_invented_and_every_sign_has_its_place(raw):
    words = words_of(raw)
    assert len(words.places) == len(words.text)
    assert sum(sign.isdecimal() for sign in words.text) == sum(sign.isdecimal() for sign in raw)


def test_a_report_of_words_is_read_from_text_and_its_lack_of_tables_told():
    reading = read_report(GOOD.encode())
    assert (reading.report.form, reading.report.year) == (FORM_2021, 2023)
    assert [one.code for one in findings_in(reading) if one.weight is not Weight.AGREES] == ["S-6"]


def test_where_the_page_is_filed():
    path = "您当前的位置: 首页 > 业务 > 规划计划\n"
    assert [one.code for one in findings_in(of_year(path, 2023))] == ["S-7"]
    assert findings_in(of_year("当前位置: 首页 > 政府信息公开 > 年度报告\n", 2023)) == []


# --- against the tables (norms 2.10) ----------------------------------------------------------------------------


def test_all_upheld_is_held_against_the_pending():
    """A general office's report of 2019: 复议7件诉讼9件均获维持, while some were still pending."""
    values = {"table4.review.total": Decimal(7), "table4.review.upheld": Decimal(5)}
    text = "发生行政复议7件、行政诉讼9件,均获维持。"
    verdicts = {(f.check.where, f.check.right): f.verdict for f in check_text(FORM_2021, values, text)}
    assert verdicts["行政复议7件", ("table4.review.total",)] is Verdict.PASS
    assert verdicts["行政复议7件、行政诉讼9件,均获维持", ("table4.review.upheld",)] is Verdict.FAIL


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("本年度未发生行政复议。", {"table4.review.total"}),
        ("没有发生因政府信息公开引起的行政复议、行政诉讼。", {"table4.review.total", "table4.direct.total"}),
        ("未收到政府信息公开申请。", {"table3.r1.total"}),
        ("没有收取费用,行政复议7件。", set()),
        ("依法履行行政复议职责,无超期答复。", set()),
        ("未按期答复引起行政复议7件。", set()),
        ("全年无投诉,发生行政诉讼9件。", set()),
        ("未发生败诉的行政复议案件。", set()),
        ("无因信息公开引起的行政诉讼。", {"table4.direct.total"}),
    ],
)
def test_none_is_said_of_what_it_stands_with_only(text, wanted):
    values = {
        "table4.review.total": Decimal(7),
        "table4.direct.total": Decimal(9),
        "table3.r1.total": Decimal(5),
    }
    values |= {"table4.after_review.total": Decimal(0)}
    failed = [f for f in check_text(FORM_2021, values, text) if f.verdict is Verdict.FAIL]
    assert {f.check.right[0] for f in failed} == wanted


def test_words_in_traditional_signs_are_held_against_the_tables():
    counts = iter(range(10_000))
    values = {**lawful(FORM_2021, lambda: next(counts) % 7), "table3.r1.total": Decimal(60)}
    page_of = page(
        Report(FORM_2021, values, 2023, "清溪县自然资源局", {"1": "全年共收到政府信息公开申請61件。"})
    )
    report = read_report(page_of.encode()).report
    wrong = [f for f in check_text(report.form, report.values, report.text["1"]) if f.verdict is Verdict.FAIL]
    assert [f.check.where for f in wrong] == ["共收到政府信息公开申请61件"]


@pytest.mark.parametrize("kind", ["html", "docx", "xlsx", "json"])
def test_a_report_of_the_platform_raises_no_alarm(kind):
    counts = iter(range(10_000))
    text = {"1": "本年新收政府信息公开申请见表三。", "6": "本年度没有收取信息处理费。"}
    report = Report(FORM_2021, lawful(FORM_2021, lambda: next(counts) % 7), 2023, "清溪县自然资源局", text)
    assert findings_in(read_report(FORMATS[kind](report))) == []


@pytest.mark.parametrize(
    "text", ["组织、" * 20_000, "共1条," * 20_000, "?。ㄒ唬" * 20_000, "一是甲。二是乙。" * 9_000]
)
def test_endless_words_end(text):
    findings_in(words_of(text))


@pytest.mark.parametrize(
    ("line", "year", "organ"),
    [
        ("清溪县自然资源局2022年政府信息公开工作年度报告", 2022, "清溪县自然资源局"),
        ("2009 清溪县国土资源局政府信息公开工作年度报告", 2009, "清溪县国土资源局"),
        ("云岭省自然资源厅2024年政府信息公开工作报告", 2024, "云岭省自然资源厅"),
        (
            "根据《条例》等有关规定,现公布清溪县国土资源局2014年度政府信息公开工作年度报告。",
            2014,
            "清溪县国土资源局",
        ),
        ("按照省局的要求,现公布清溪县自然资源局政府信息公开工作2022年度报告。", 2022, "清溪县自然资源局"),
        ("本报告由清溪县国土资源局编制的2017年度政府信息公开工作报告。", 2017, "清溪县国土资源局"),
        ("关于做好2022年度政府信息公开工作年度报告的通知", None, ""),
        ("关于印发2021年政府信息公开年度报告格式的通知", None, ""),
    ],
)
def test_year_and_organ_are_found_in_title_or_preface(line, year, organ):
    report = read_report(f"{line}\n一、概述\n公开工作有序开展。".encode()).report
    assert (report.year, report.organ) == (year, organ) if year else report is None


def test_parts_are_announced_with_commas_of_their_own():
    """复议、诉讼和申诉情况 is one part; what stands in brackets is none."""
    preface = (
        "全文包括概述、咨询处理情况(公民、法人的咨询情况)、复议、诉讼和申诉情况、存在的主要问题和改进措施。\n"
    )
    headings = ("概述", "咨询处理情况", "复议、诉讼和申诉情况", "存在的主要问题和改进措施")
    titles = "\n".join(f"{numeral}、{title}" for numeral, title in zip("一二三四", headings, strict=True))
    assert ("S-2", Weight.AGREES) in found(preface + titles)
    assert ("S-2", Weight.NOTE) in found(preface + titles + "\n五、其他")
    joined = "全文包括总体情况、主动公开情况、存在的主要问题及改进情况及其他需要报告的事项。\n"
    four = "一、总体情况\n二、主动公开情况\n三、存在的主要问题及改进情况\n四、其他需要报告的事项"
    assert ("S-2", Weight.AGREES) in found(joined + four)
