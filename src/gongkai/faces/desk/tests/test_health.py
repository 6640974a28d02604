"""What `gongkai doctor` and the desk find: each fault has its sentence, and is not found where it is not."""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from gongkai.faces.health import examine
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.services import beat, enqueue
from gongkai.foundation.ledger.services import append, sign_heads
from gongkai.kernel.catalogue.models import Site
from gongkai.kernel.publishing.tests import factories
from gongkai.kernel.publishing.tests.test_bound import swap
from gongkai.kernel.records.tests.factories import bureau

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.SITE_ROOT = tmp_path / "site"
    settings.LEDGER_HEADS = tmp_path / "heads.jsonl"
    settings.LEDGER_KEY = tmp_path / "keys" / "key.pem"


def finding(name: str, at=None):
    return next(found for found in examine(at=at or timezone.now()) if found.name == name)


def act() -> None:
    with transaction.atomic():
        append(
            organ="430S00", verb="record.draft", subject_type="record", subject_id="1",
            by=SYSTEM, at=timezone.now(), detail={},
        )  # fmt: skip


def test_a_site_without_its_identification_code():
    assert not finding("网站标识码").attention
    site = bureau().site
    found = finding("网站标识码")
    assert found.attention and site.name in found.text
    Site.objects.update(id_code="4300000099")
    assert not finding("网站标识码").attention


def test_a_worker_that_is_silent():
    now = timezone.now()
    assert not finding("后台任务").good
    beat(worker="host/1", at=now)
    assert finding("后台任务", now).good
    assert not finding("后台任务", now + timedelta(minutes=5)).good


def test_jobs_that_did_not_leave():
    enqueue(kind="site.render", key="1", payload={"record": 1})
    assert finding("待办任务").good
    Job.objects.update(created_at=timezone.now() - timedelta(hours=1))
    found = finding("待办任务")
    assert not found.good
    assert "60 分钟" in found.text or "59 分钟" in found.text


def test_entries_that_were_never_signed_or_long_ago(settings):
    assert finding("台账链头").good, "nothing to sign yet"
    act()
    assert not finding("台账链头").good
    sign_heads(at=timezone.now())
    later = timezone.now() + timedelta(days=30)
    assert finding("台账链头", later).good, "nothing was written since"
    act()
    assert finding("台账链头").good
    assert not finding("台账链头", later).good
    settings.LEDGER_HEADS.write_bytes(b"no line of ours\n")
    assert "不可用" in finding("台账链头").text


def test_a_key_that_cannot_be_used(settings):
    assert finding("签名密钥").good, "made at the first signature"
    act()
    sign_heads(at=timezone.now())
    assert finding("签名密钥").good
    os.chmod(settings.LEDGER_KEY, 0o644)
    assert "chmod 600" in finding("签名密钥").text
    os.chmod(settings.LEDGER_KEY, 0o600)
    settings.LEDGER_KEY.write_bytes(b"-----BEGIN NOTHING-----")
    assert not finding("签名密钥").good
    settings.LEDGER_KEY.unlink()
    assert "不见了" in finding("签名密钥").text


@pytest.mark.django_db  # in one transaction: the trigger that is dropped comes back
def test_an_attachment_that_is_not_what_was_reviewed():
    world = factories.world()
    file = factories.stored_file(world)
    record = factories.public(world, files=[file])
    assert finding("公开附件").good
    swap(world, file)
    found = finding("公开附件")
    assert not found.good
    assert f"{record.index_number} 附件1.txt" in found.text


def test_a_site_that_was_never_built():
    assert "还没有生成" in finding("公开网站").text
