"""`gongkai report check`: verdicts, exit codes, the cell named."""

import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from gongkai.faces.cli.report import app
from gongkai.oversight.reporting.rendering.page import page
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import FORM_2021
from gongkai.oversight.reporting.tests.test_rules import lawful

ORGAN = "清溪县自然资源局"


def run(*arguments):
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


@pytest.fixture
def written(tmp_path):
    def write(name="report.html", year=2024, text="", **changes):
        values = {
            **lawful(FORM_2021, lambda: 2),
            **{k.replace("__", "."): Decimal(v) for k, v in changes.items()},
        }
        path = tmp_path / name
        path.write_text(page(Report(FORM_2021, values, year, ORGAN, {"1": text})), encoding="utf-8")
        return path

    return write


def test_a_report_that_adds_up_ends_with_zero(written):
    done = run(written())
    assert done.exit_code == 0, done.output
    assert "清溪县自然资源局 2024" in done.output
    assert "不符 0 项" in done.output


def test_a_wrong_sum_ends_with_one_and_names_the_place(written):
    done = run(written(table3__r24__enterprise=99), "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    failed = {
        (c["check"], c["where"]): (c["left"], c["right"]) for c in told["checks"] if c["verdict"] == "fail"
    }
    assert set(failed) == {("T3-1", "enterprise"), ("T3-2", "enterprise"), ("T3-3", "r24")}
    assert failed["T3-1", "enterprise"] == (99, 42)


def test_the_report_of_the_year_before_settles_what_was_carried_over(written):
    now, last = written(), written("last.html", year=2023)
    open_before = [c for c in json.loads(run(now, "--json").stdout)["checks"] if c["check"] == "T3-4"]
    assert {c["verdict"] for c in open_before} == {"not_assessable"}
    told = json.loads(run(now, "--last", last, "--json").stdout)
    assert {c["verdict"] for c in told["checks"] if c["check"] == "T3-4"} == {"pass"}


def test_a_text_that_contradicts_its_table_fails(written):
    done = run(written(text="全年共收到政府信息公开申请3件。"))
    assert done.exit_code == 1
    assert "正文所写与表格一致" in done.output


def test_a_cell_that_cannot_be_read_is_named(written):
    path = written(table3__r5__research=987654)
    path.write_text(path.read_text(encoding="utf-8").replace("987654", "约3"), encoding="utf-8")
    done = run(path)
    assert done.exit_code == 1
    assert "表三 1.属于国家秘密 · 科研机构" in done.output and "约3" in done.output


def test_a_file_without_a_report_ends_with_two(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>湖南省自然资源厅2020年政府信息公开工作年度报告</p>", encoding="utf-8")
    done = run(path)
    assert done.exit_code == 2
    assert "没有找到年度报告的统计表" in done.stderr


DRAFT = """清溪县自然资源局2023年政府信息公开工作年度报告
时间:2024-02-06
一、总体情况
全年公布供地信息52条，其中出让公告20条，成交结果18条，合同履约9条。行政复议3起，维持2件，撤销1件。
二、主动公开政府信息情况
按照清政办发[2023]4号文件，完善法津顾问制度，公开内容进一步规范，公开平台进一步完善，公开队伍进一步加强。
"""


def test_the_words_of_a_report_without_tables_are_proof_read(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_bytes(DRAFT.encode("gb18030"))
    done = run(path, "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["year"], told["form"], told["organ"]) == (2023, "2021", ORGAN)
    assert {one["verdict"] for one in told["checks"]} == {"not_assessable"}
    found = [
        (one["code"], one["verdict"], one["line"]) for one in told["words"] if one["verdict"] != "agrees"
    ]
    assert found == [
        ("S-6", "suspect", 1),
        ("D-2", "contradiction", 2),
        ("A-1", "contradiction", 4),
        ("W-2", "note", 6),
        ("W-4", "suspect", 6),
    ]
    slip = told["words"][-1]
    assert DRAFT[slip["at"] :].startswith("法津") and "法律" in slip["says"]
    assert [one["code"] for one in told["words"] if one["verdict"] == "agrees"] == ["A-1"]


def test_what_the_words_say_is_printed_with_its_line(tmp_path):
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT, encoding="utf-8")
    done = run(path)
    assert "相差 5" in done.output
    assert "文字：矛盾 2 处，存疑 2 处，提示 1 处，相符 1 处。" in done.output


def test_other_words_are_proof_read_without_a_form(tmp_path):
    path = tmp_path / "talk.txt"
    path.write_text("我厅高度重视公开工作，不断健全制度。" * 9 + "部还建立了新闻发布制度。", encoding="utf-8")
    done = run(path, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["form"], told["checks"]) == (1, None, [])
    assert "N-2" in [one["code"] for one in told["words"]]


def test_a_year_that_has_not_begun_is_not_counted():
    done = CliRunner().invoke(app, ["annual", "--organ", "430S00", "--year", "2100"])
    assert done.exit_code == 2
    assert "2100年还没有开始" in done.output
