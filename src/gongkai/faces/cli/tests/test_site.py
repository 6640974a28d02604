"""`gongkai site`: builds, checks with an exit code, renders single records, says where it stands."""

import json

import pytest
from django.conf import settings
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


def test_the_purge_list_names_what_was_withdrawn(world):
    record = factories.public(world)
    call("build")
    assert call("purge-list").stdout == ""
    factories.withdraw(world, record)
    factories.render(record)
    address = record.publication.address
    assert call("purge-list").stdout == f"{settings.SITE_ADDRESS}{address}\n"
    (listed,) = json.loads(call("purge-list", "--format", "json").stdout)
    assert (listed["path"], listed["notice"]) == (address, True)
    assert call("purge-list", "--format", "nginx").stdout == f'"{address}" 1;\n'
    assert call("purge-list", "--since", "2026-11-20").stdout
    assert call("purge-list", "--since", "2026-11-21").stdout == ""


def test_status(world):
    factories.public(world)
    call("build")
    found = json.loads(call("status", "--json").stdout)
    assert found["records"] == 1
    assert found["files"] == len(list(services.site_tree().walk()))
    assert found["waiting"] == 0
