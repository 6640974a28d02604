"""Papers that applicants handed in before their kind was sealed: counted, sealed, and nobody loses one."""

import io
from datetime import timedelta

import pytest

from gongkai.domains.foi.models import IntakeDraft, Material
from gongkai.domains.foi.tests.factories import CITIZEN, NOW, application, office, submitted
from gongkai.foundation.common.actors import NamedActor
from gongkai.foundation.files import storage
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.papers import count_plain, seal_papers
from gongkai.foundation.files.services import check, erase_bytes, open_original, store
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
ADMIN = NamedActor("admin", "系统管理员甲")
WORDS = "欧阳试样 身份证复印件 110101199003070011".encode()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def where():
    return office()


def paper(where, words: bytes = WORDS, name: str = "身份证复印件.txt") -> StoredFile:
    return store(upload=io.BytesIO(words), name=name, organ=where.organ, by=CITIZEN, at=NOW)


def handed_in(request, file: StoredFile) -> Material:
    return Material.objects.create(
        request=request, file=file, label=file.name, came_with="submit", added_at=NOW
    )


def read(file: StoredFile) -> bytes:
    with open_original(file=file, by=ADMIN, at=NOW) as held:
        return held.read()


def erased() -> None:
    for job in Job.objects.filter(kind="files.erase"):
        erase_bytes(**job.payload)


def on_the_disk(words: bytes) -> bool:
    return any(words in path.read_bytes() for path in storage.root().rglob("*") if path.is_file())


def test_what_lies_plain_is_counted_sealed_and_read_as_before(where):
    request = submitted(where)
    held = handed_in(request, paper(where))
    assert count_plain() == 1
    steps = []
    assert seal_papers(by=ADMIN, at=NOW, progress=lambda *pair: steps.append(pair)) == (1, [])
    assert steps == [(1, 1)]
    held.refresh_from_db()
    assert held.file.sealed and held.file.name == "身份证复印件.txt" and read(held.file) == WORDS
    erased()
    assert not on_the_disk(WORDS) and StoredFile.objects.count() == 1
    assert count_plain() == 0 and check() == [] and verify() == []
    assert set(Entry.objects.filter(subject_type="file").values_list("verb", flat=True)) >= {
        "file.seal",
        "file.erase",
    }
    assert seal_papers(by=ADMIN, at=NOW) == (0, [])


def test_what_something_else_needs_stays_and_a_paper_of_two_is_sealed_once(where):
    file = paper(where)
    first, second = handed_in(submitted(where), file), handed_in(submitted(where), file)
    draft = IntakeDraft.objects.create(
        organ=where.organ, code_index="x", values={}, saved_at=NOW, expires_at=NOW + timedelta(days=30)
    )
    draft.files.add(file)
    assert seal_papers(by=ADMIN, at=NOW) == (3, [])
    erased()
    sealed = StoredFile.objects.get()
    assert {one.file_id for one in Material.objects.filter(pk__in=[first.pk, second.pk])} == {sealed.pk}
    assert list(draft.files.all()) == [sealed] and read(sealed) == WORDS


def test_killed_between_two_papers_it_goes_on(where):
    request = submitted(where)
    for number in range(3):
        handed_in(request, paper(where, WORDS + bytes([48 + number]), f"证明{number}.txt"))

    class Killed(KeyboardInterrupt):
        pass

    def kill(done, total):
        raise Killed

    with pytest.raises(Killed):
        seal_papers(by=ADMIN, at=NOW, progress=kill)
    assert count_plain() == 2
    assert seal_papers(by=ADMIN, at=NOW) == (2, [])
    assert check() == []


def test_one_whose_bytes_are_gone_is_named_and_the_others_are_sealed(where):
    request = submitted(where, description=application().description)
    gone, there = paper(where), paper(where, b"there", "there.txt")
    handed_in(request, gone)
    handed_in(request, there)
    storage.path_of(storage.ORIGINALS, gone.digest).unlink()
    assert seal_papers(by=ADMIN, at=NOW) == (1, [gone.pk])
    assert count_plain() == 1
