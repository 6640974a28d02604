"""`gongkai ledger …` as an auditor uses it: output and exit codes."""

import json

import pytest
from typer.testing import CliRunner

from gongkai.faces.cli.ledger import app
from gongkai.foundation.ledger.tests.support import CITY, PROVINCE, execute, fill, without_protection
from gongkai.foundation.orgs.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger(tmp_path, settings):
    settings.VAR = tmp_path
    settings.LEDGER_HEADS = tmp_path / "heads.jsonl"
    settings.SITE_ROOT = tmp_path / "site"
    fill(5)


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result.stdout


def test_verify_says_that_nothing_was_changed():
    call("heads", "--sign")
    assert "留痕完整" in call("verify")
    assert json.loads(call("verify", "--json", "--organ", PROVINCE)) == []


def test_a_ledger_that_was_never_signed_is_not_in_order():
    """Whoever takes file and key away, and then the tail, must not leave a clean audit behind."""
    kinds = {finding["kind"] for finding in json.loads(call("verify", "--json", code=1))}
    assert kinds == {"no_key", "heads_file"}


def test_verify_compares_with_what_was_published(settings):
    line = call("heads", "--sign", "--json")
    settings.SITE_ROOT.mkdir()
    (settings.SITE_ROOT / "ledger-heads.json").write_text(line)
    assert "留痕完整" in call("verify")
    settings.LEDGER_HEADS.write_text("")
    assert "已公布的签名不在签名文件中" in call("verify", code=1)


def test_verify_names_what_was_changed():
    call("heads", "--sign")
    with without_protection():
        execute("UPDATE ledger_entry SET verb = 'x' WHERE chain = %s AND number = 3", CITY)
        assert "内容被改动" in call("verify", code=1)
        assert call("verify", "--organ", PROVINCE)
        (finding,) = json.loads(call("verify", "--json", code=1))
    assert (finding["kind"], finding["chain"], finding["number"]) == ("changed", CITY, 3)


def test_heads_are_shown_and_signed(settings, tmp_path):
    assert json.loads(call("heads", "--json"))[0][:2] == [CITY, 5]
    assert not settings.LEDGER_HEADS.exists()
    line = call("heads", "--sign", "--json")
    assert settings.LEDGER_HEADS.read_text() == line
    assert PROVINCE in call("heads")
    copy = tmp_path / "copy.jsonl"
    copy.write_text(line.replace(PROVINCE, "430S99"))
    assert "签名无效" in call("verify", "--heads", str(copy), code=1)


def test_heads_that_cannot_be_written_are_said_so(settings, tmp_path):
    settings.LEDGER_HEADS = tmp_path  # a folder
    call("heads", "--sign", code=1)


def test_show_pages_and_filters():
    rows = [
        json.loads(line) for line in call("show", "--organ", PROVINCE, "--limit", "2", "--json").splitlines()
    ]
    assert [row["number"] for row in rows] == [5, 4]
    assert "湘自然资发〔2026〕3号" in call("show", "--organ", PROVINCE, "--before", "4", "--limit", "1")
    assert len(call("show", "--verb", "publish", "--json").splitlines()) == 2
    assert call("show", "--since", "2026-03-03", "--json") == ""
    assert len(call("show", "--until", "2026-03-02T09:01", "--json").splitlines()) == 2
    trail = [json.loads(line) for line in call("show", "record:100", "--json").splitlines()]
    assert [row["verb"] for row in trail if row["chain"] == CITY] == [
        "draft",
        "submit",
        "review",
        "sign",
        "publish",
    ]


@pytest.mark.parametrize(
    "wrong", [["show", "record"], ["show", "--before", "3"], ["verify", "--heads", "/nowhere"]]
)
def test_a_wrong_call_is_refused(wrong):
    call(*wrong, code=2)


@pytest.mark.parametrize("command", [["verify"], ["verify", "--json"], ["show"], ["show", "--json"]])
def test_an_organ_that_is_not_there_is_no_clean_audit(command):
    result = CliRunner().invoke(app, [*command, "--organ", "NOPE"], env={"COLUMNS": "200"})
    assert (result.exit_code, result.stdout) == (2, "")
    assert "没有代码为“NOPE”的机关" in result.stderr


def test_an_organ_without_an_act_has_nothing_to_show():
    call("heads", "--sign")
    organ = factories.tree().county
    assert "留痕完整" in call("verify", "--organ", organ.code)
    assert call("show", "--organ", organ.code, "--json") == ""
