"""What goes out is what was reviewed: another file put in an attachment's place, row or bytes, is published nowhere."""

import os
from datetime import timedelta

import pytest
from django.db import connection

from gongkai.foundation.common.triggers import removal
from gongkai.foundation.files import storage
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.jobs.selectors import struggling
from gongkai.foundation.jobs.services import enqueue, run_due
from gongkai.kernel.publishing import services, tasks
from gongkai.kernel.publishing.tests import factories
from gongkai.kernel.publishing.tests.factories import NOW, exists, public, render, text_of
from gongkai.kernel.publishing.tree import SiteFile

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
SECRET = "没有审查过的附件内容"


def swap(world, file: StoredFile) -> None:
    """As whoever owns the database can: the triggers dropped, the row turned to other bytes."""
    other = factories.stored_file(world, "另一件.txt", SECRET.encode())
    with connection.cursor() as cursor:
        for statement in removal(connection.vendor, "files_storedfile", "files_storedfile_fixed"):
            cursor.execute(statement)
        cursor.execute(
            "UPDATE files_storedfile SET digest = %s, public_digest = %s, public_size = %s WHERE id = %s",
            [other.digest, other.public_digest, other.public_size, file.pk],
        )


def faults() -> dict[str, str]:
    return {finding.path: str(finding.fault) for finding in services.check(at=NOW)}


def whole_site() -> str:
    tree = services.site_tree()
    return "".join(tree.place(path).read_text("utf-8", "replace") for path in tree.walk())


def attachment_of(record) -> str:
    return next(p for p in services.site_tree().walk() if p.startswith("/files/"))


def test_a_row_turned_to_other_bytes_is_refused_and_the_site_stays_as_it_was(world):
    file = factories.stored_file(world)
    record, sound = public(world, files=[file]), public(world, "没有附件的通知")
    services.build(at=NOW)
    path, page = attachment_of(record), text_of(record.publication.address)
    swap(world, file)
    with pytest.raises(services.Unreviewed, match=f"record:{record.pk}"):
        render(record, sound)
    assert faults() == {path: "unreviewed", record.publication.address: "unreviewed"}
    report = services.build(at=NOW + timedelta(minutes=1))
    assert report.unreviewed == [path, record.publication.address]
    assert report.removed == 0
    assert (text_of(record.publication.address), text_of(path)) == (page, "附表内容")
    assert SECRET not in whole_site()


def test_a_fresh_record_with_other_bytes_stands_nowhere_and_the_others_go_out(world):
    services.build(at=NOW)
    file = factories.stored_file(world)
    bad, good = public(world, "换了附件的通知", files=[file]), public(world, "没有动过的通知")
    place = storage.path_of(storage.ORIGINALS, file.digest)
    os.chmod(place, 0o600)
    place.write_bytes(SECRET.encode())
    with pytest.raises(services.Unreviewed):
        render(bad, good)
    assert exists(good.publication.address) and not exists(bad.publication.address)
    assert "没有动过的通知" in text_of("/notices/index.html")
    assert "换了附件的通知" not in whole_site()
    report = services.build(at=NOW + timedelta(minutes=1))
    assert len(report.unreviewed) == 1
    assert not exists(bad.publication.address)
    assert SECRET not in whole_site()


def test_bytes_that_change_while_they_are_read_go_nowhere(world):
    file = factories.stored_file(world)
    place = storage.path_of(storage.ORIGINALS, file.digest)
    os.chmod(place, 0o600)
    place.write_bytes(b"x" * file.size)
    source = SiteFile("/files/a.txt", source=place, source_digest=file.digest)
    with pytest.raises(OSError, match="stays as it was"):
        services.site_tree().write([source], durable=True)
    assert not exists("/files/a.txt")


def test_the_refusal_stands_with_its_job_and_the_attachment_is_named(world):
    file = factories.stored_file(world)
    record = public(world, files=[file])
    services.build(at=NOW)
    assert services.unreviewed_attachments() == []
    swap(world, file)
    enqueue(kind=tasks.RENDER, key=str(record.pk), payload={"record": record.pk})
    for day in (0, 1):
        at = NOW + timedelta(days=day)
        assert run_due(at=at, limit=1, worker="w", kinds=[tasks.RENDER]).failed == 1
    assert "与保密审查时不一致" in struggling().get().last_error
    assert services.unreviewed_attachments() == [f"{record.index_number} 附件1.txt"]
