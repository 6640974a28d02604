"""`gongkai report collect|status|sum`: exit codes, gaps told, one bad file among good ones."""

import json
from copy import deepcopy

import pytest
import typer
from typer.testing import CliRunner

from gongkai.faces.cli import collecting
from gongkai.oversight.collecting.tests.factories import YEAR, file_of, province, report

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(shared_rows):
    return province()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


@pytest.fixture
def run():
    app = typer.Typer()
    collecting.mount(app)
    return lambda *arguments: CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture
def written(tmp_path):
    def write(organ, name, **how):
        path = tmp_path / name
        path.write_bytes(file_of(report(organ if isinstance(organ, str) else organ.name, **how)).getvalue())
        return path

    return write


def test_many_files_are_recognised_and_the_bad_one_is_told(where, run, written):
    good, bad = written(where.qing, "清溪.html"), written("别处市自然资源局", "别处.html")
    done = run("collect", good, bad, "--recognise", "--year", YEAR, "--by", "p-office", "--json")
    assert done.exit_code == 1, done.output
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["file"], one["kept"] and one["kept"]["organ"], one["asked"]) for one in told] == [
        ("清溪.html", "430121", False),
        ("别处.html", None, True),
    ]


def test_a_named_organ_and_the_words_of_a_refusal(where, run, written):
    how = ["--year", YEAR, "--by", "p-office"]
    assert run("collect", written(where.qing, "a.html"), "--organ", "430121", *how).exit_code == 0
    done = run("collect", written(where.bai, "b.html"), "--organ", "430121", *how)
    assert done.exit_code == 1
    assert "白石县自然资源局" in done.output
    assert run("collect", written(where.bai, "c.html"), *how).exit_code == 2


def test_the_state_and_the_sum_say_who_is_missing(where, run, written):
    for name in ("qing", "bai"):
        organ = getattr(where, name)
        done = run("collect", written(organ, f"{name}.html", base=5), "--organ", organ.code, "--year", YEAR, "--by", "p-office", "--published-on", "2026-01-20")  # fmt: skip
        assert done.exit_code == 0, done.output
    told = run("status", "--organ", "430100", "--year", YEAR, "--json")
    states = {
        line["organ"]: (line["state"], line["failing"]) for line in map(json.loads, told.stdout.splitlines())
    }
    assert states == {"430100": ("missing", None), "430121": ("in_time", 0), "430181": ("in_time", 0)}
    assert told.exit_code == 1
    assert "清溪县自然资源局" in run("status", "--organ", "430100", "--year", YEAR).output
    done = run("sum", "--organ", "430100", "--year", YEAR, "--format", "json")
    assert done.exit_code == 1
    rows = {row["key"]: row["values"] for row in json.loads(done.stdout)["table3"]["rows"]}
    assert rows["r24"] == [10, 0, 0, 0, 0, 0, 10]
    assert "林江市自然资源局" in done.stderr
