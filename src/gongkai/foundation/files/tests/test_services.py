import os
import stat
import tracemalloc
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from gongkai.foundation.common.actors import NamedActor
from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files import selectors, services, storage
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.rules.findings import Fault
from gongkai.foundation.files.tests import samples
from gongkai.foundation.files.tests.samples import NOTICE
from gongkai.foundation.files.vocabulary import PublicState, TextState
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
OFFICER = NamedActor("person:7", "李明华")
ACT = {"by": OFFICER, "at": NOW}


def store(data: bytes, organ, name: str = "征地公告.docx") -> StoredFile:
    return services.store(upload=BytesIO(data), name=name, organ=organ, **ACT)


def refused(data: bytes, organ, name: str = "征地公告.docx") -> list[str]:
    with pytest.raises(NotAllowed) as refusal:
        store(data, organ, name)
    return [reason.code for reason in refusal.value.reasons]


def on_disk(root) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def acts() -> list[tuple]:
    return list(
        Entry.objects.filter(verb__startswith="file.")
        .order_by("id")
        .values_list("verb", "subject_id", "detail")
    )


class Endless:
    """An upload of a given length whose size nobody knows before; `read` counts what was asked of it."""

    def __init__(self, length: int):
        self.left, self.given = length, 0

    def read(self, amount: int) -> bytes:
        amount = min(amount, self.left)
        self.left -= amount
        self.given += amount
        return bytes(amount)


def test_a_file_is_kept_as_it_came_and_published_without_its_author(organ, files_root):
    data = samples.word()
    file = store(data, organ, "C:\\桌面\\征地公告.pdf")
    assert (file.name, file.kind, file.digest, file.size) == ("征地公告.docx", "docx", sm3(data), len(data))
    assert file.text_state == TextState.EXTRACTED and NOTICE in file.text
    assert file.public_state == PublicState.READY and file.public_digest != file.digest
    with services.open_original(file=file, **ACT) as original:
        assert original.read() == data
    public = selectors.public_bytes_path(file).read_bytes()
    assert sm3(public) == file.public_digest and len(public) == file.public_size
    assert len(on_disk(files_root)) == 2 and "author_removed" in file.notes


def test_store_and_download_are_acts_without_the_name(organ):
    file = store(samples.word(), organ)
    services.open_original(file=file, **ACT).close()
    assert acts() == [
        (
            "file.store",
            str(file.pk),
            {"digest": file.digest, "size": file.size, "kind": "docx", "again": False},
        ),
        ("file.open", str(file.pk), {"digest": file.digest}),
    ]
    assert set(Entry.objects.filter(verb__startswith="file.").values_list("chain", "actor_name")) == {
        (organ.code, "李明华")
    }


def test_the_same_file_is_the_same_row_and_the_same_bytes_lie_once(organ, files_root):
    data = samples.word()
    first, again, renamed = (store(data, organ, name) for name in ("公告.docx", "公告.docx", "附件1.docx"))
    other = store(data, organ.parent, "公告.docx")
    assert first == again and len({first.pk, renamed.pk, other.pk}) == 3
    assert len(on_disk(files_root)) == 2
    assert [detail["again"] for _verb, _subject, detail in acts()] == [False, True, False, False]


def test_a_file_with_nothing_to_remove_is_its_own_copy(organ, files_root):
    file = store(NOTICE.encode(), organ, "公告.txt")
    assert (
        file.public_digest == file.digest
        and selectors.public_bytes_path(file).read_bytes() == NOTICE.encode()
    )
    assert len(on_disk(files_root)) == 1


def test_stored_bytes_cannot_be_written_by_chance(organ):
    file = store(NOTICE.encode(), organ, "公告.txt")
    mode = os.stat(selectors.public_bytes_path(file)).st_mode
    assert not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


MARKED = [
    ("公告.docx", samples.word("机密★10年", "矿产资源储量核查")),
    ("公告.pdf", samples.pdf("秘密★5年")),
    ("图.ofd", samples.ofd("绝密 ★ 长期")),
    ("表.xlsx", samples.sheet(("密级", "机密"))),
    ("稿.pptx", samples.slides("密级：秘密")),
    ("公告.txt", "机　密　★".encode("gbk")),
    ("公告.csv", "秘密★\n".encode("utf-16")),
    ("旧.doc", samples.old_word("机密★10年")),
    ("包.zip", samples.archive({"内/公告.docx": samples.word("绝密★")})),
    ("包.zip", samples.archive({"机密★10年.txt": "征地"})),
    ("包.zip", samples.archive({"旧.doc": samples.old_word("机密★10年")})),
    ("机密★10年 公告.txt", NOTICE.encode()),
]


@pytest.mark.parametrize(("name", "data"), MARKED, ids=[f"{n}" for n in range(len(MARKED))])
def test_marked_files_are_refused_and_leave_nothing(organ, files_root, name, data):
    assert refused(data, organ, name) == ["classification_mark"]
    assert on_disk(files_root) == [] and not StoredFile.objects.exists()
    assert acts() == [("file.refuse", "-", {"reason": "classification_mark"})]


@pytest.mark.django_db(transaction=True)
def test_the_refusal_of_a_mark_stands_although_the_act_failed(organ):
    with pytest.raises(NotAllowed):
        store("绝密★".encode(), organ, "公告.txt")
    assert [verb for verb, *_rest in acts()] == ["file.refuse"]


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_nothing_is_stored(organ, files_root):
    with pytest.raises(RuntimeError), transaction.atomic():
        store(NOTICE.encode(), organ, "公告.txt")
    assert not StoredFile.objects.exists() and on_disk(files_root) == []


REFUSED = [
    ("empty", "公告.pdf", b""),
    ("program", "公告.pdf", b"MZ" + bytes(300)),
    ("web_page", "台账.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
    ("zip_bomb", "附件.zip", samples.bomb()),
    ("encrypted", "附件.zip", samples.locked_archive()),
    ("broken", "台账.xlsx", samples.sheet()[:-300]),
    ("name_empty_value", "None.pdf", samples.pdf()),
]


@pytest.mark.parametrize(("code", "name", "data"), REFUSED, ids=[code for code, *_rest in REFUSED])
def test_a_refused_upload_leaves_nothing_and_says_why(organ, files_root, code, name, data):
    assert refused(data, organ, name) == [code]
    assert on_disk(files_root) == [] and acts() == [] and not StoredFile.objects.exists()


def test_an_upload_beyond_the_limit_is_not_read_to_its_end(organ, files_root, settings):
    settings.UPLOAD_LIMIT = 20 * 1024**2
    upload = Endless(200 * 1024**2)
    tracemalloc.start()
    with pytest.raises(NotAllowed) as refusal:
        services.store(upload=upload, name="影像.tif", organ=organ, **ACT)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (reason,) = refusal.value.reasons
    assert reason.code == "too_large" and "20 MB" in reason.text
    assert upload.given <= 22 * 1024**2 and peak < 8 * 1024**2
    assert on_disk(files_root) == []


def test_an_upload_that_tells_its_size_is_not_read_at_all(organ, settings):
    upload = Endless(10)
    upload.size = settings.UPLOAD_LIMIT + 1
    with pytest.raises(NotAllowed):
        services.store(upload=upload, name="影像.tif", organ=organ, **ACT)
    assert upload.given == 0


def test_old_formats_wait_for_acceptance(organ):
    file = store(samples.old_word(), organ, "历史文件.doc")
    assert file.text_state == TextState.NOT_SUPPORTED and not file.is_searchable
    assert "旧格式" in selectors.reason_without_public_copy(file)
    with pytest.raises(ValueError):
        selectors.public_bytes_path(file)
    accepted = services.accept_as_is(file=file, reason="历史文件，作者信息已核对", **ACT)
    assert selectors.reason_without_public_copy(accepted) == ""
    assert selectors.public_bytes_path(accepted).read_bytes() == samples.old_word()
    assert acts()[-1] == ("file.accept", str(file.pk), {"digest": file.digest, "problem": "legacy"})
    with pytest.raises(NotAllowed):
        services.accept_as_is(file=accepted, reason="再次认可一遍", **ACT)


def test_a_macro_can_never_be_accepted(organ):
    file = store(samples.compound(WordDocument=b"\0", Macros=b"\0"), organ, "旧.doc")
    assert (file.public_state, file.public_digest) == (PublicState.NONE, "")
    with pytest.raises(NotAllowed):
        services.accept_as_is(file=file, reason="看过了没有问题", **ACT)
    assert "宏" in selectors.reason_without_public_copy(file)


def test_notes_are_sentences(organ):
    file = store(samples.word(tracked=True), organ)
    assert any("修订记录" in note for note in selectors.notes(file))


def test_check_names_changed_and_missing_bytes(organ):
    good, bad, gone = (store(f"{NOTICE}{n}".encode(), organ, f"{n}.txt") for n in range(3))
    copied = store(samples.word(), organ)
    assert services.check() == []
    for file, content in ((bad, b"changed"), (gone, None)):
        path = storage.path_of(storage.ORIGINALS, file.digest)
        path.unlink()
        if content:
            path.write_bytes(content)
    selectors.public_bytes_path(copied).unlink()
    found = {(finding.file, finding.shelf, finding.fault) for finding in services.check()}
    assert found == {
        (bad.pk, "originals", Fault.CHANGED),
        (gone.pk, "originals", Fault.MISSING),
        (copied.pk, "public", Fault.MISSING),
    }
    assert good.pk not in {number for number, *_rest in found}


def test_storing_again_repairs_what_was_damaged(organ):
    data = samples.word()
    file = store(data, organ)
    selectors.public_bytes_path(file).unlink()
    storage.path_of(storage.ORIGINALS, file.digest).unlink()
    store(data, organ)
    assert services.check() == []


def test_sweep_takes_what_nobody_names_and_leaves_the_rest(organ, files_root):
    file = store(samples.word(), organ)
    kept = on_disk(files_root)
    left = storage.incoming_path()
    left.write_bytes(b"half")
    orphan = storage.path_of(storage.ORIGINALS, sm3(b"orphan"))
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"orphan")
    for path in files_root.rglob("*"):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert services.sweep(at=NOW + timedelta(hours=1)) == []
    assert set(services.sweep(at=NOW + timedelta(days=2))) == {left, orphan}
    assert on_disk(files_root) == kept
    assert services.check() == [] and file.pk


def test_files_come_to_their_place_by_renaming(files_root):
    arrived = storage.incoming_path()
    received = storage.receive(BytesIO(NOTICE.encode()), arrived, 1000)
    number = arrived.stat().st_ino
    placed = storage.place(arrived, storage.ORIGINALS, received.digest)
    assert placed.stat().st_ino == number and on_disk(files_root) == [str(placed.relative_to(files_root))]


def test_a_path_is_never_made_of_anything_but_a_digest():
    for digest in ("../../etc/passwd", "", "A" * 64, "a" * 63):
        with pytest.raises(ValueError):
            storage.path_of(storage.ORIGINALS, digest)


def test_the_database_refuses_a_copy_without_digest_and_an_acceptance_by_nobody(organ):
    file = store(samples.old_word(), organ, "旧.doc")
    for wrong in ({"public_digest": ""}, {"accepted_at": NOW}, {"size": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(**wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "a" * 64},
        {"public_digest": "a" * 64},
        {"public_digest": "a" * 64, "public_size": 9, "digest": "a" * 64},
        {"public_size": 1},
        {"size": 1},
        {"kind": "pdf"},
        {"media_type": "text/html"},
        {"name": "另一件.txt"},
        {"text": "没有审查过的文字"},
        {"text_state": "not_supported"},
        {"notes": ["signed"]},
        {"public_state": "needs_acceptance"},
    ],
)
def test_a_stored_file_stays_what_was_inspected(organ, change):
    file = store(NOTICE.encode(), organ, "征地公告.txt")
    with pytest.raises(DatabaseError, match="a stored file stays what it was"), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(**change)


def test_an_acceptance_is_written_once(organ):
    file = store(samples.old_word(), organ, "旧.doc")
    services.accept_as_is(file=file, reason="作者信息是本机关名称", by=OFFICER, at=NOW)
    for change in ({"accepted_reason": "别的理由"}, {"accepted_at": None}, {"accepted_by": "person:9"}):
        with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).update(**change)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows REPLACE")
def test_a_stored_file_is_never_replaced(organ):
    file = store(NOTICE.encode(), organ, "征地公告.txt")
    again = {field.attname: getattr(file, field.attname) for field in StoredFile._meta.concrete_fields}
    columns = ", ".join(again)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="never replaced"):
        cursor.execute(f"REPLACE INTO files_storedfile ({columns}) SELECT {columns} FROM files_storedfile")


def test_what_the_platform_made_is_kept_inside_the_act(organ, files_root):
    """No copy for the public, no words for the search; rolled back, the bytes are swept."""
    made = {"data": b"%PDF-1.7 a letter", "name": "答复书 〔2026〕1号.pdf", "kind": "pdf", "organ": organ}
    with transaction.atomic():
        file = services.keep_made(**made, at=NOW)
        assert services.keep_made(**made, at=NOW) == file
    assert (file.public_state, file.public_digest, file.text) == ("none", "", "")
    assert storage.path_of(storage.ORIGINALS, file.digest).read_bytes() == made["data"]
    with pytest.raises(RuntimeError), transaction.atomic():
        gone = services.keep_made(**made | {"data": b"%PDF-1.7 never sent"}, at=NOW)
        raise RuntimeError
    path = storage.path_of(storage.ORIGINALS, gone.digest)
    assert path.exists()
    os.utime(path, (0, 0))
    assert path in services.sweep(at=NOW)
    for wrong in ({"data": b""}, {"kind": "exe"}):
        with pytest.raises(ValueError, match="file"):
            services.keep_made(**made | wrong, at=NOW)
