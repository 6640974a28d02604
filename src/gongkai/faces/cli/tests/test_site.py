"""`gongkai site`: builds, checks with an exit code, renders single records, says where it stands."""

import json

import pytest
from typer.testing import CliRunner

from gongkai.faces.cli.site import app
from gongkai.kernel.publishing import services
from gongkai.kernel.publishing.tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings, tmp_path) -> factories.World:
    settings.SITE_ROOT = tmp_path / "site"
    settings.LEDGER_HEADS = tmp_path / "heads.jsonl"
    return factories.world()


def call(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_build_then_check_is_clean(world):
    factories.public(world)
    built = call("build", "--json")
    assert built.exit_code == 0
    assert json.loads(built.stdout)["files"] > 50
    checked = call("build", "--check", "--json")
    assert (checked.exit_code, json.loads(checked.stdout)) == (0, {"clean": True, "findings": []})


def test_a_changed_site_is_reported_and_the_exit_code_says_so(world):
    call("build")
    (services.site_tree().root / "evil.html").write_text("x")
    checked = call("build", "--check", "--json")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)["findings"] == [{"fault": "foreign", "path": "/evil.html"}]
    assert "evil.html" in call("build", "--check").stdout


def test_single_records_by_index_number(world):
    record = factories.public(world)
    rendered = call("build", "--only", record.index_number, "--json")
    assert record.publication.address in json.loads(rendered.stdout)["written"]
    assert call("build", "--only", "430S00/2026-99999").exit_code == 2
    assert call("build", "--only", record.index_number, "--check").exit_code == 2


def test_status(world):
    factories.public(world)
    call("build")
    found = json.loads(call("status", "--json").stdout)
    assert found["records"] == 1
    assert found["files"] == len(list(services.site_tree().walk()))
    assert found["waiting"] == 0
