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
