"""An installation from before free text was sealed: upgrading seals what lies plain, and nothing reads otherwise."""

import json

import pytest

from tests.faults.processes import own_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
UPGRADE = """
import json
from datetime import date, datetime, UTC
from django.core.management import call_command
from django.db.migrations.executor import MigrationExecutor
from gongkai.foundation.vault.keys import ring

WORDS = "下湾村3组欧阳试样申请公开征地补偿安置方案。"
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
OLD = [("foi", "0012_correcting_answers"), ("letters", "0004_cancelled_after_seal")]
run = MigrationExecutor(connection)
run.migrate([*OLD, *(leaf for leaf in run.loader.graph.leaf_nodes() if leaf[0] in ("orgs", "vault", "ledger"))])
state = MigrationExecutor(connection).loader.project_state(OLD).apps
ring().make("aes-256-gcm")
region = state.get_model("orgs", "Region").objects.create(code="430000", name="云岭省", level="province")
organ = state.get_model("orgs", "Organ").objects.create(
    code="430S00", name="云岭省自然资源厅", short_name="云岭省自然资源", level="province", path="0001.",
    region_id=region.pk)
request = state.get_model("foi", "Request").objects.create(
    organ_id=organ.pk, channel="counter", stage="unconfirmed", subject="征地补偿", description=WORDS,
    submitted_at=NOW, touched_at=NOW)
for content in ("第三批次，欧阳试样。", ""):
    state.get_model("foi", "Correction").objects.create(
        request_id=request.pk, asked_on=date(2026, 3, 2), items="批次", until=date(2026, 3, 20), content=content,
        received_on=date(2026, 3, 5))
text = state.get_model("letters", "LetterText").objects.create(
    code="x", version=1, name="告知书", fields=[], body="正文", written_at=NOW, written_by="s", written_name="s")
letters = state.get_model("letters", "Letter").objects
made = {"organ_id": organ.pk, "subject_type": "request", "subject_id": "1", "text_id": text.pk, "drafted_at": NOW}
letters.create(fields={"applicant": "欧阳试样", "files": ["方案.pdf"]}, **made)
call_command("migrate", verbosity=0)

from gongkai.domains.foi.models import Correction, Request
from gongkai.foundation.common.digests import digest_of
from gongkai.foundation.vault.services import verify
from gongkai.kernel.letters.models import Letter
letter = Letter.objects.get()
with connection.cursor() as cursor:
    cursor.execute("SELECT description FROM foi_request")
    held = bytes(cursor.fetchone()[0])
print(json.dumps([
    Request.objects.get().description == WORDS, "欧阳".encode() not in held,
    sorted(one.content for one in Correction.objects.all()), letter.fields,
    letter.digest == digest_of(letter.fields), [str(one) for one in verify()]]))
"""


def test_an_upgrade_seals_what_lay_plain(tmp_path):
    with own_database(tmp_path) as place:
        (told,) = place.run(place.start(UPGRADE))
    same, sealed, contents, fields, digest, findings = json.loads(told)
    assert same and sealed and digest
    assert contents == ["", "第三批次，欧阳试样。"]
    assert fields == {"applicant": "欧阳试样", "files": ["方案.pdf"]}
    assert findings == []
