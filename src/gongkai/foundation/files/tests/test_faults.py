"""A full disk, a killed platform, a reader that dies: nothing visible, nothing left after a sweep."""

import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files import services
from gongkai.foundation.files.inspection import inspect
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.reading import limits
from gongkai.foundation.files.tests import samples
from gongkai.foundation.files.tests.test_services import acts, on_disk, store

pytestmark = [pytest.mark.faults, pytest.mark.django_db, pytest.mark.postgresql]

VICTIM = """
import json, os, signal, sys
from pathlib import Path
from django.conf import settings
order = json.loads(sys.argv[1])
settings.DATABASES["default"]["NAME"] = order["database"]
settings.FILES_ROOT = Path(order["root"])
import django
django.setup()
from datetime import UTC, datetime
from gongkai.foundation.files import services
from gongkai.foundation.files.inspection import inspect
from gongkai.foundation.orgs.models import Organ

def die():
    os.kill(os.getpid(), signal.SIGKILL)

class Upload:
    parts = ["征地公告".encode() * 1000, "补偿".encode()]
    def read(self, amount):
        if not self.parts:
            if order["when"] == "reading":
                die()
            return b""
        return self.parts.pop(0)

class Officer:
    actor_id = "person:7"
    @property
    def actor_name(self):
        die()

services.store(upload=Upload(), name="公告.txt", organ=Organ.objects.get(code=order["organ"]), by=Officer(),
               at=datetime.now(UTC))
"""


@contextmanager
def files_no_larger_than(size: int):
    """What the kernel does on a full disk, for this process and its children."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_while_the_upload_arrives(organ, files_root):
    with files_no_larger_than(2 * 1024**2), pytest.raises(NotAllowed) as refusal:
        store("征地公告".encode() * 400_000, organ, "公告.txt")
    assert [reason.code for reason in refusal.value.reasons] == ["disk_full"]
    assert on_disk(files_root) == [] and not StoredFile.objects.exists() and acts() == []


def test_a_full_disk_while_the_copy_is_written(organ, files_root):
    data = "征地公告".encode("gbk") * 250_000  # 2.0 MB; its copy in UTF-8 has 3.0 MB
    with files_no_larger_than(5 * 1024**2 // 2), pytest.raises(NotAllowed) as refusal:
        store(data, organ, "公告.txt")
    assert [reason.code for reason in refusal.value.reasons] == ["disk_full"]
    assert on_disk(files_root) == [] and not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("when", "left"), [("reading", 1), ("committing", 1)])
def test_a_kill_leaves_nothing_that_anybody_sees(organ, files_root, when, left):
    order = {
        "database": str(connection.settings_dict["NAME"]),
        "root": str(files_root),
        "organ": organ.code,
        "when": when,
    }
    command = [sys.executable, "-c", VICTIM, json.dumps(order)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    killed = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert len(on_disk(files_root)) == left
    assert not StoredFile.objects.exists() and acts() == []
    removed = services.sweep(at=timezone.now() + timedelta(days=2))
    assert len(removed) == left and on_disk(files_root) == []
    store("征地公告".encode(), organ, "公告.txt")
    assert StoredFile.objects.count() == 1 and services.check() == []


def test_a_reader_that_dies_refuses_the_file_and_tells_the_log_where(tmp_path, caplog):
    report = inspect(tmp_path / "机密不存在.txt", tmp_path / "copy", "txt")
    assert report.problem == "broken"
    assert "FileNotFoundError" in caplog.text and "机密不存在" not in caplog.text


def test_a_reader_that_takes_too_long_refuses_the_file(organ, files_root, monkeypatch):
    monkeypatch.setattr(limits, "WALL", 0.001)
    with pytest.raises(NotAllowed) as refusal:
        store(samples.word(), organ)
    assert [reason.code for reason in refusal.value.reasons] == ["too_complex"]
    assert on_disk(files_root) == []
