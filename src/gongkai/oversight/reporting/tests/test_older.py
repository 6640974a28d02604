"""The forms before 2019: lists of indicators, their equations, and pages on which they came damaged."""

import io
from decimal import Decimal

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE, NOT_APPLICABLE
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import Verdict, bad_cells, check, checks_of, stands
from gongkai.oversight.reporting.rules.form import Relation
from gongkai.oversight.reporting.rules.interchange import Report, from_json, to_json
from gongkai.oversight.reporting.rules.older import FORM_2009, FORM_2014
from gongkai.oversight.reporting.tests.test_rules import lawful

OLDER = (FORM_2009, FORM_2014)
NONE = Decimal(0)


@st.composite
def lists(draw):
    form = draw(st.sampled_from(OLDER))
    return form, lawful(form, lambda: draw(st.integers(0, 3)))


def test_the_lists_have_the_blocks_of_their_forms():
    assert [len(form.tables) for form in (FORM_2014, FORM_2009)] == [9, 5]
    assert FORM_2014.labels["requests.state_secret.count"] == "三、依申请公开情况 其中：涉及国家秘密"
    assert {table.code for table in FORM_2014.tables} == set(FORM_2014.printed_in)


@given(lists())
def test_a_list_that_adds_up_stands(report):
    form, values = report
    assert {f.verdict for f in check(form, values)} == {Verdict.PASS}
    assert bad_cells(form, values) == []


@given(lists(), st.data())
def test_a_wrong_part_is_found_by_its_sum(report, data):
    form, values = report
    sums = [e for e in checks_of(form) if e.relation is Relation.EQUAL]
    equation = data.draw(st.sampled_from(sums))
    wrong = {**values, equation.right[0]: values[equation.right[0]] + 1}
    assert equation in [f.check for f in check(form, wrong) if f.verdict is Verdict.FAIL]


def test_some_of_all_are_not_more_than_all():
    values = dict.fromkeys(FORM_2014.labels, NONE) | {"response.conferences_by_head.count": Decimal(2)}
    failed = [f for f in check(FORM_2014, values) if f.verdict is Verdict.FAIL]
    assert [(f.check.code, f.check.where) for f in failed] == [("L-2", "response.conferences.count")]


@pytest.mark.parametrize("form", OLDER, ids=lambda form: form.code)
def test_a_list_goes_through_json(form):
    counts = iter(range(1000))
    values = dict(lawful(form, lambda: next(counts) % 5)) | {next(iter(form.labels)): NOT_APPLICABLE}
    lost = form.tables[-1]
    values |= dict.fromkeys(lost.addresses(), NO_TABLE)
    told = to_json(Report(form, values, form.since, "清溪县国土资源局"))
    assert told["indicators"][lost.code] is None
    found = from_json(told)
    assert found.troubles == () and found.report.form is form
    assert dict(found.report.values) == values


def test_a_form_of_another_shape_is_not_taken():
    told = {"form": "2014", "year": 2017, "table4": [0] * 15}
    found = from_json(told)
    assert found.report.form.code == "2021"
    assert [t.code for t in found.troubles] == ["unknown-form"]


# --- pages of those years ---------------------------------------------------------------------------------------

PAGE = """2010清溪县国土资源局政府信息公开工作年度报告
  时间:2011-03-20
一、概述
  2010年度我局受理政府信息公开申请23件,全部按要求答复。
二、指标统计附表
  附表一 主动公开政府信息情况统计

指标 单位 数量 主动公开信息数 条 960  其中:全文电子化的主动公开信息数 条 958        新增的行政规范性文件数 条 4

附表二 依申请公开政府信息情况统计

指标 单位 数量 依申请公开信息目录数 条 0 受理申请总数 条 25  其中:1.当面申请数 条 2        2.传真申请数 条 0        3.电子邮件申请数条12 4.网上申请数条11        5.信函申请数 条 0        6.其他形式申请数 条 无 对申请的答复总数 条 23  其中:1.同意公开数 条 20        2.同意部分公开数 条 3        8.不予公开总数 条 0        其中: (1)“国家秘密”数 条 0              (2)“商业秘密”数 条  /

附表四 复议、诉讼情况统计表

指标 单位 数量 行政复议数 件 1 行政诉讼数 件 2

附表四 复议、诉讼情况统计表

指标

单位

数量

行政复议数

1

行政诉讼数

2

责任编辑:"""


def values_of(text):
    reading = read_report(text.encode())
    assert reading.report is not None
    return reading.report.values, reading.troubles


def test_a_table_without_column_breaks_is_read():
    reading = read_report(PAGE.encode())
    report = reading.report
    assert (report.form, report.year, report.organ) == (FORM_2009, 2010, "清溪县国土资源局")
    told = {
        "proactive.records.count": 960,
        "proactive.electronic.count": 958,
        "proactive.normative.count": 4,
        "requests.received.count": 25,
        "requests.counter.count": 2,
        "requests.email.count": 12,
        "requests.internet.count": 11,
        "requests.answered.count": 23,
        "requests.given.count": 20,
        "requests.state_secret.count": 0,
        "appeals.review.count": 1,
        "appeals.lawsuit.count": 2,
    }
    assert {cell: report.values[cell] for cell in told} == told
    assert report.values["requests.other_ways.count"] is NOT_APPLICABLE
    assert report.values["requests.trade_secret.count"] is NOT_APPLICABLE
    assert report.values["requests.privacy.count"] is BLANK
    assert {report.values[cell] for cell in FORM_2009.table("means").addresses()} == {NO_TABLE}


def test_a_table_that_stands_twice_is_read_once_and_told():
    _values, troubles = values_of(PAGE)
    assert [(t.code, t.where) for t in troubles] == [("doubled-table", "附表四 复议、诉讼情况统计表")]


def test_a_second_copy_with_another_number_is_a_contradiction():
    _values, troubles = values_of(PAGE.replace("行政诉讼数\n\n2", "行政诉讼数\n\n3"))
    assert ("twice", "appeals.lawsuit.count", "3") in [(t.code, t.where, t.said) for t in troubles]


def test_what_ran_together_is_refused_never_parted():
    """条122.网上: twelve and 2., or 122 and a list mark? Nobody can say."""
    values, troubles = values_of(PAGE.replace("条12 4.网上申请数条11", "条124.网上申请数条11"))
    assert values["requests.email.count"] is BLANK and values["requests.internet.count"] is BLANK
    assert [t.code for t in troubles if t.code != "doubled-table"] == ["unreadable"]


def test_the_words_are_held_against_the_list():
    found = {f.check.where: f.verdict for f in assess_report(read_report(PAGE.encode()).report)}
    assert found["受理政府信息公开申请23件"] is Verdict.FAIL
    assert found["受理政府信息公开申请23件,全部按要求答复"] is Verdict.PASS
    assert found["requests.received.count"] is Verdict.NOT_ASSESSABLE  # four kinds of answer are blank


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_encodings_of_those_years(encoding):
    assert read_report(PAGE.encode(encoding)).report.values == read_report(PAGE.encode()).report.values


def test_words_that_stand_twice_in_the_form_are_told_apart_by_their_order():
    rows = "".join(
        f"<tr><td>{label}</td><td>件</td><td>{n}</td></tr>"
        for label, n in (
            ("四、行政复议数量", 6),
            ("（一）维持具体行政行为数", 3),
            ("（二）被依法纠错数", 2),
            ("（三）其他情形数", 1),
            ("五、行政诉讼数量", 9),
            ("（一）维持具体行政行为或者驳回原告诉讼请求数", 4),
            ("（二）被依法纠错数", 5),
            ("（三）其他情形数", 0),
        )
    )
    page = f"<h1>清溪县国土资源局2016年政府信息公开工作年度报告</h1><table><tr><th>统计指标</th><th>单位</th><th>统计数</th></tr>{rows}</table>"
    reading = read_report(page.encode())
    assert reading.troubles == () and reading.report.form is FORM_2014
    values = reading.report.values
    assert [values[f"{b}.corrected.count"] for b in ("review", "lawsuit")] == [2, 5]
    assert stands(check(FORM_2014, values))


@pytest.mark.parametrize("form", OLDER, ids=lambda form: form.code)
def test_a_list_is_printed_in_every_format(form):
    counts = iter(range(1000))
    report = Report(
        form, lawful(form, lambda: next(counts) % 5), form.since, "清溪县国土资源局", {"1": "依法公开。"}
    )
    made = {kind: write(report) for kind, write in FORMATS.items()}
    paper = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages)
    paper = "".join(paper.split())
    for table in form.tables:
        assert table.title.replace(" ", "") in paper or form is FORM_2009
        for row in table.rows:
            assert "".join(row.label.split()) in paper
    for kind in ("html", "docx", "xlsx", "json"):
        again = read_report(made[kind]).report
        assert (again.form, dict(again.values)) == (form, dict(report.values))
    assert made["csv"].decode("utf-8-sig").count("number") == len(form.labels)
