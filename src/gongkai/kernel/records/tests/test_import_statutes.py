"""Texts of law: their head is read right, and successive versions replace one another."""

import json

import pytest

from gongkai.foundation.orgs.tests.factories import NOW
from gongkai.kernel.records.models import Record, Relation
from gongkai.kernel.records.services import importing
from gongkai.kernel.records.tabular.keeping import statute_rows
from gongkai.kernel.records.tabular.markdown import to_html
from gongkai.kernel.records.tabular.reading import RawRow
from gongkai.kernel.records.tabular.statutes import read_statute, row_of
from gongkai.kernel.records.tests.importing_world import world

END = "\n\n<!-- INFO END -->\n\n"
TEXT = "## 第一章  总则\n\n第一条 为了规范某项工作，制定本条例。\n\n第二条 本条例适用于本省。"


def source(title="云岭省某事项条例", date="2020-05-14", category="行政法规", head="", text=TEXT):
    return {"title": title, "date": date, "category": category, "text": f"# {title}\n\n{head}{END}{text}"}


def row(**fields):
    statute, reasons = read_statute(source(**fields))
    assert not reasons
    return row_of(statute, address="https://laws.invalid/")


@pytest.mark.parametrize(
    ("category", "title", "head", "issuer"),
    [
        ("行政法规", "某暂行规定", "", "国务院"),
        ("部门规章/公安部", "某办法", "", "公安部"),
        ("司法解释", "最高人民法院、最高人民检察院关于某案的解释", "", "最高人民法院、最高人民检察院"),
        ("行政法", "某法", "2016年3月16日 第十二届全国人民代表大会第四次会议通过", "全国人民代表大会"),
        ("经济法", "某法", "", "全国人民代表大会常务委员会"),
        ("DLC/山东地方法规", "济南市某条例", "2020年8月25日 济南市第十七届人民代表大会通过", "济南市人民代表大会"),  # noqa: E501
        ("DLC/浙江地方法规", "宁波市条例", "2013年1月1日 市十届人民代表大会", "宁波市人民代表大会"),
        ("DLC/上海地方法规/地方性法规/上海", "某规定", "", "上海市人民代表大会常务委员会"),
        ("DLC/河南地方法规/地方性法规/河南", "某规定", "", "河南省人民代表大会常务委员会"),
    ],
)  # fmt: skip
def test_who_issued_it(category, title, head, issuer):
    assert row(category=category, title=title, head=head)["issuer"] == issuer


def test_what_the_head_tells():
    head = (
        "2007年4月5日 中华人民共和国国务院令第492号公布\n\n"
        "2019年4月3日 中华人民共和国国务院令第711号修订\n\n2019年5月15日 施行"
    )
    got = row(head=head, date="2019-04-03")
    assert got["document_number"] == "国务院令第711号"
    assert (got["made_on"], got["effective_on"]) == ("2019-04-03", "2019-05-15")
    assert got["abstract"] == "为了规范某项工作，制定本条例。"
    assert got["evidence"]["evidence"].startswith("2007年4月5日")
    assert got["body"].startswith("<p>2007年4月5日 中华人民共和国国务院令第492号公布</p>")


def test_an_undated_text_takes_the_newest_adoption_of_its_head():
    head = "2002年7月18日 某会议通过\n\n2016年11月25日 某会议修正\n\n2030年1月1日 施行"
    assert row(head=head, date=None)["made_on"] == "2016-11-25"
    assert row(head="", date=None)["made_on"] is None


def test_parts_of_a_code_are_texts_of_their_own():
    statute, _reasons = read_statute(
        {
            "title": "某法典",
            "date": None,
            "category": "民法典",
            "text": f"# 某法典\n\n# 合同编{END}第一条 本编。",
        }
    )
    assert statute.title == "某法典 合同编"


def test_rows_that_are_no_statutes():
    for bad in ({}, {"title": 1, "category": "x", "text": "y"}, source(date="20200514x")):
        statute, reasons = read_statute(bad)
        assert statute is None
        assert reasons


def test_markdown_keeps_clauses_and_tables():
    html = to_html(
        "# 题\n\n1. 第一项 <b>\n\n| 条文 | 罪名 |\n|---|---|\n| 第一条 | 某罪 |\n| 第二条 |\n\n末段<!---->"
    )
    assert html == (
        "<h2>题</h2><p>1. 第一项 &lt;b&gt;</p>"
        "<table><thead><tr><th>条文</th><th>罪名</th></tr></thead><tbody>"
        "<tr><td>第一条</td><td>某罪</td></tr><tr><td>第二条</td><td></td></tr></tbody></table><p>末段</p>"
    )


def raws(*sources):
    return lambda: iter(
        [RawRow(line, json.loads(json.dumps(cells))) for line, cells in enumerate(sources, 1)]
    )


def test_versions_come_oldest_first_after_what_stands_alone():
    newer, alone, older, undated = (
        source(title="甲条例", date="2024-01-02"), source(title="乙条例"),
        source(title="甲条例", date="2018-03-04"), source(title="甲条例", date=None),
    )  # fmt: skip
    rows = list(statute_rows(raws(newer, alone, older, undated), address="a"))
    assert [r.line for r in rows] == [2, 4, 3, 1]
    assert rows[2].cells["relations"] == []
    (relation,) = rows[3].cells["relations"]
    assert (relation["key"], relation["on"]) == ("statute:甲条例@2018-03-04", "2024-01-02")


def test_a_version_dated_by_its_last_clause_is_replaced_like_any_other():
    old = source(title="甲条例", date=None, text=TEXT + "\n\n第三条 本条例自2002年3月1日起施行。")
    rows = list(statute_rows(raws(source(title="甲条例", date="2024-01-02"), old), address="a"))
    assert [r.line for r in rows] == [2, 1]
    assert rows[1].cells["relations"][0]["key"] == rows[0].cells["key"] == "statute:甲条例@2002-03-01"


def test_two_texts_of_one_day_do_not_replace_each_other():
    old, one, two = (
        source(date=d, text=t) for d, t in [("2018-01-01", "旧"), ("2020-01-01", "甲"), ("2020-01-01", "乙")]
    )
    rows = list(statute_rows(raws(old, one, two), address="a"))
    assert [len(r.cells["relations"]) for r in rows] == [0, 1, 1]
    assert {r.cells["relations"][0]["key"] for r in rows[1:]} == {"statute:云岭省某事项条例@2018-01-01"}


@pytest.mark.django_db
@pytest.mark.postgresql
def test_statutes_are_published_with_their_succession():
    place = world()
    run = importing.begin_import(organ=place.organ, plan=place.public(), source="s", by=place.office, at=NOW)
    rows = statute_rows(
        raws(source(date="2020-05-14"), source(date="2011-01-01"), source(title="无日期规定", date=None)),
        address="https://law.example.invalid/",
    )
    outcomes = importing.import_batch(run=run, rows=list(rows), by=place.office, at=NOW)
    assert [(o.line, o.state) for o in outcomes] == [(3, "refused"), (2, "published"), (1, "published")]
    assert "undated" in {reason.code for reason in outcomes[0].reasons}
    relation = Relation.objects.get()
    assert relation.source.current.made_on.year == 2020
    assert relation.target.current.made_on.year == 2011
    assert set(Record.objects.values_list("current__issuer", flat=True)) == {"国务院"}


def test_a_text_without_a_head_is_dated_by_its_last_clause():
    """Some local regulations were kept without their promulgation: the day of effect stands in the text itself."""
    text = "# 上海市价格管理条例\n\n<!-- INFO END -->\n\n第一条 为了规范价格行为，制定本条例。\n\n第四十条 本条例自1996年10月1日起施行。"
    cells = {
        "title": "上海市价格管理条例",
        "date": None,
        "category": "DLC/上海地方法规/地方性法规/上海",
        "text": text,
    }
    statute, reasons = read_statute(cells)
    assert reasons == []
    row = row_of(statute, address="https://flk.npc.gov.cn/")
    assert (row["made_on"], row["effective_on"]) == (None, "1996-10-01")
    assert row["evidence"]["date"] == "1996-10-01"
