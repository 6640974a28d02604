"""`gongkai chain …`: what may be chosen, what was chosen, and who may choose."""

import json

import pytest
from typer.testing import CliRunner

from gongkai.faces.cli.chain import app
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests import factories
from gongkai.kernel.records.models import Chain

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def call(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_list_show_assign():
    organ = factories.tree().province
    factories.holder(Role.ADMINISTRATOR, organ, username="admin")
    factories.holder(Role.OPEN_GOVERNMENT_OFFICE, organ, username="office")
    assert "sign_off" in call("list", "--organ", organ.code).output
    assert "保密审查 (secrecy_reviewer)" in call("show", "sign_off", "--organ", organ.code).output
    assign = ["assign", "sign_off", "--organ", organ.code, "--kind", "notice", "--by"]
    assert call(*assign, "office").exit_code == 1 and not Chain.objects.exists()
    assert call(*assign, "admin").exit_code == 0
    found = json.loads(call("list", "--organ", organ.code, "--json").output)
    assert found["chosen"] == {"notice": "sign_off"}
    assert call("show", "nothing", "--organ", organ.code).exit_code == 2
