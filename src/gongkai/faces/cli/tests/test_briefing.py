"""`gongkai report briefing` and `gongkai map`: what the desk shows, from the command line."""

from copy import deepcopy

import pytest
from typer.testing import CliRunner

from gongkai.faces.cli.main import _root
from gongkai.oversight.overview.tests.province import province
from gongkai.oversight.overview.tests.test_briefing import OCTOBER, counted, read, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def made(shared_rows):
    return province()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def test_the_command_writes_what_is_asked(where, tmp_path):
    run, out = CliRunner(), tmp_path / "月报.docx"
    asked = ["report", "briefing", "--organ", "430S00", "--month", "2026-10"]
    assert run.invoke(_root(), [*asked, "--out", str(out)]).exit_code == 0
    first = read(out.read_bytes()).tables[0]
    assert [row[1:] for row in rows_of(first)[1:]] == counted(where, OCTOBER)
    assert run.invoke(_root(), [*asked, "--format", "pdf"]).stdout_bytes.startswith(b"%PDF")
    for wrong in ("2026", "2026-13", "oktober"):
        assert run.invoke(_root(), [*asked[:-1], wrong]).exit_code == 2


def test_the_commands_of_maps(where, tmp_path):
    run, file = CliRunner(), tmp_path / "tiles.csv"
    file.write_text("region,row,column\n430100,1,2\n", "utf-8")
    admin = ["--by", where.people["admin"].username]
    assert run.invoke(_root(), ["map", "tiles", str(file), *admin]).exit_code == 0
    assert "430100,1,2" in run.invoke(_root(), ["map", "show"]).stdout
    assert (
        run.invoke(_root(), ["map", "tiles", str(file), "--by", where.people["leader"].username]).exit_code
        == 1
    )
    assert (
        run.invoke(_root(), ["map", "base", str(file), "--approval", "GS（2024）0650号", *admin]).exit_code
        == 1
    )
