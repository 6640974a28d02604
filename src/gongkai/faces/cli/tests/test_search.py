"""`gongkai index` and `gongkai search`: output for programs, exit codes to rely on."""

import json

import pytest
import typer
from typer.testing import CliRunner

from gongkai.faces.cli import search
from gongkai.kernel.search.tests.factories import Office

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

root = typer.Typer()
root.command("search")(search.search)
root.add_typer(search.app, name="index")


@pytest.fixture
def office(settings, tmp_path):
    settings.INDEX_ROOT = tmp_path / "index"
    return Office()


def run(*words, code=0):
    result = CliRunner().invoke(root, list(words))
    assert result.exit_code == code, result.output
    return result


def test_build_status_search_verify(office):
    record = office.publish("关于征收白鹭塘村集体土地的公告")
    built = json.loads(run("index", "build", "--json").stdout)
    assert (built["documents"], built["current_schema"]) == (1, True)
    answer = json.loads(
        run("search", "白鹭塘村", "--filter", "year=2026", "--facet", "year", "--json").stdout
    )
    assert answer["total"] == 1
    assert answer["facets"] == {"year": {"2026": 1}}
    (hit,) = answer["hits"]
    assert hit["index_number"] == record.index_number
    assert hit["score"] > 0
    assert hit["passages"] == ["征地补偿安置方案"]
    assert json.loads(run("index", "verify", "--json").stdout)["good"]


def test_verify_finds_what_is_missing(office):
    run("index", "build")
    record = office.publish()
    verdict = json.loads(run("index", "verify", "--json", code=1).stdout)
    assert verdict["missing"] == [record.pk]
    assert "缺少" in run("index", "verify", code=1).stdout


def test_readable_output(office):
    office.publish("关于征收[白鹭塘村]集体土地的公告")
    run("index", "build")
    assert "[白鹭塘村]" in run("search", "白鹭塘村").stdout
    run("index", "status")


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("search", "没有的事"), 1, "共0条"),
        (("search", "征" * 201), 2, "不能超过"),
        (("search", "征地", "--filter", "year"), 2, "筛选条件应写作"),
        (("search", "征地", "--filter", "owner=1"), 2, "没有“owner”"),
    ],
)
def test_exit_codes(office, words, code, text):
    run("index", "build")
    assert text in run(*words, code=code).output


def test_without_an_index(office):
    assert "gongkai index build" in run("search", "征地", code=3).output.replace("\n", " ")
    run("index", "verify", code=3)
    assert json.loads(run("index", "status", "--json").stdout)["generation"] == ""
