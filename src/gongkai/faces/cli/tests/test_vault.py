"""`gongkai vault …` and the doctor's look at the keys."""

import json

import pytest
from typer.testing import CliRunner

from gongkai.domains.foi.models import IntakeDraft
from gongkai.faces.cli.vault import app
from gongkai.faces.health import examine
from gongkai.foundation.files.services import keep_made
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import NOW, holder, tree
from gongkai.foundation.vault.tests.test_sealing import applicant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.VAULT_KEYS = tmp_path / "keys"
    organ = tree().province
    holder(Role.ADMINISTRATOR, organ, username="guanliyuan")
    holder(Role.OPEN_GOVERNMENT_OFFICE, organ, username="gongkaiban")
    return organ


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert result.exit_code == code, result.output
    return result.output


def test_keys_are_shown_changed_and_removed(settings):
    row = applicant()
    assert json.loads(call("status", "--json"))["uses"] == {row.name.generation: 3}
    assert "权限" in call("rotate", "--by", "gongkaiban", code=1)
    call("rotate", "--by", "guanliyuan", "--cipher", "rot13", code=2)
    done = json.loads(call("rotate", "--by", "guanliyuan", "--cipher", "sm4-gcm", "--json"))
    assert done["changed"] == 4
    assert "旧密钥，无人使用" in call("status")
    assert "没有改动" in call("verify")
    assert "未满一天" in call("remove", row.name.generation, "--by", "guanliyuan", "--yes", code=1)
    call("remove", "0009-ffffff", "--by", "guanliyuan", "--yes", code=2)


def test_lost_and_open_keys_are_found(settings):
    row = applicant()
    file = settings.VAULT_KEYS / f"vault-{row.name.generation}.key"
    file.chmod(0o644)
    keys = {finding.name: finding for finding in examine(at=NOW)}["个人信息密钥"]
    assert not keys.good and "chmod 600" in keys.text
    file.unlink()
    assert "密钥缺失" in call("status", code=1)
    assert json.loads(call("verify", "--json", code=1))[0]["problem"] == "key_missing"
    assert "密钥备份" in {finding.name: finding.text for finding in examine(at=NOW)}["个人信息密钥"]


def test_papers_that_lie_plain_are_told_and_sealed_by_the_administrator(settings, tmp_path, place):
    settings.FILES_ROOT = tmp_path / "files"
    paper = keep_made(data=b"%PDF-1.7", name="身份证复印件.pdf", kind="pdf", organ=place, at=NOW)
    draft = IntakeDraft.objects.create(organ=place, code_index="x", values={}, saved_at=NOW, expires_at=NOW)
    draft.files.add(paper)
    told = _papers()
    assert told.attention and "有 1 份" in told.text and "seal-files" in told.text
    assert "权限" in call("seal-files", "--by", "gongkaiban", code=1)
    assert json.loads(call("seal-files", "--by", "guanliyuan", "--json")) == {"sealed": 1, "unread": []}
    assert draft.files.get().sealed and "都已封存" in _papers().text
    assert "封存了 0 份" in call("seal-files", "--by", "guanliyuan")


def _papers():
    return {finding.name: finding for finding in examine(at=NOW)}["申请人材料"]
