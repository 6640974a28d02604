"""Papers of applicants: sealed on the disk, opened as an act, whole or not at all."""

from datetime import timedelta
from io import BytesIO

import pytest

from gongkai.foundation.common.actors import NamedActor
from gongkai.foundation.common.digests import sm3
from gongkai.foundation.files import services, storage
from gongkai.foundation.files.models import FileKey, StoredFile
from gongkai.foundation.files.rules.findings import Fault
from gongkai.foundation.files.vocabulary import PublicState, TextState
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import NOW
from gongkai.foundation.vault import streams
from gongkai.foundation.vault.keys import BrokenSeal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
CLERK = NamedActor("person:7", "窗口甲")
ACT = {"by": CLERK, "at": NOW}
PAPER = "姓名：欧阳试样\n住址：演示省望江市清溪县柳树镇\n".encode() * 50


def keep(organ, data: bytes = PAPER, name: str = "身份证明.txt", *, sealed: bool = True) -> StoredFile:
    return services.store(upload=BytesIO(data), name=name, organ=organ, sealed=sealed, **ACT)


def place_of(file: StoredFile):
    return storage.path_of(storage.SEALED, FileKey.objects.get(file=file).place)


def test_nothing_of_it_lies_open(organ):
    file = keep(organ)
    assert (file.text, file.text_state, file.public_state) == ("", TextState.NOT_SUPPORTED, PublicState.NONE)
    lying = [path.read_bytes() for path in storage.root().rglob("*") if path.is_file()]
    assert len(lying) == 1 and "欧阳".encode() not in lying[0] and PAPER[:40] not in lying[0]
    key = bytes(FileKey.objects.filter(file=file).values_list("key", flat=True)[0].token)
    assert key.startswith(b"GV\x01")


def test_opening_is_an_act(organ):
    file = keep(organ)
    with services.open_original(file=file, **ACT) as opened:
        assert opened.read() == PAPER
    verbs = Entry.objects.filter(subject_type="file").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["file.store", "file.open", "vault.use"]


def test_the_same_paper_again_is_the_same_row_and_apart_from_an_open_one(organ):
    first, again = keep(organ), keep(organ)
    assert first.pk == again.pk and FileKey.objects.count() == 1
    plain = keep(organ, sealed=False)
    assert plain.pk != first.pk and plain.public_state == PublicState.READY
    assert services.check() == []
    services.sweep(at=NOW + timedelta(days=400000 // 365))
    with services.open_original(file=first, **ACT) as opened:
        assert opened.read() == PAPER


def test_bytes_without_a_key_are_swept(organ):
    keep(organ)
    keep(organ)  # sealed anew, then found to be there already
    assert len(list(storage.shelved(storage.SEALED))) == 2
    services.sweep(at=NOW + timedelta(days=36500))
    assert len(list(storage.shelved(storage.SEALED))) == 1
    assert services.check() == []


def test_erased_with_its_key(organ):
    file = keep(organ)
    path, place = place_of(file), FileKey.objects.get(file=file).place
    assert services.erase(file=file, **ACT)
    assert not FileKey.objects.exists()
    services.erase_bytes(digest=file.digest, public_digest="", place=place)
    assert not path.exists()


@pytest.mark.parametrize("fault", ["changed", "cut", "swapped", "missing"])
def test_check_finds_what_was_done_to_sealed_bytes(organ, fault):
    data = b"x" * (streams.PIECE * 2 + 5)
    file, other = keep(organ, data), keep(organ, data[::-1] + b"y", "户口簿.txt")
    path = place_of(file)
    path.chmod(0o600)
    sealed = path.read_bytes()
    if fault == "changed":
        path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    elif fault == "cut":  # after a whole piece, so that only the missing last one can tell
        path.write_bytes(sealed[: 4 + 2 * (4 + 12 + streams.PIECE + 16)])
    elif fault == "swapped":
        path.write_bytes(place_of(other).read_bytes())
    else:
        path.unlink()
    (found,) = services.check()
    assert found.fault == (Fault.MISSING if fault == "missing" else Fault.CHANGED)
    if fault != "missing":
        with pytest.raises(BrokenSeal), services.open_original(file=file, **ACT) as opened:
            opened.read()


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
@pytest.mark.parametrize("size", [1, streams.PIECE - 1, streams.PIECE, streams.PIECE + 1, 2 * streams.PIECE])
def test_every_length_comes_back(tmp_path, settings, cipher, size):
    settings.VAULT_CIPHER = cipher
    plain, key = tmp_path / "plain", streams.new_key()
    plain.write_bytes(bytes(range(256)) * (size // 256) + b"z" * (size % 256))
    streams.seal_file(plain, tmp_path / "sealed", key)
    with streams.open_sealed(tmp_path / "sealed", key) as opened:
        assert sm3(opened.read()) == sm3(plain.read_bytes())
    with pytest.raises(BrokenSeal), streams.open_sealed(tmp_path / "sealed", streams.new_key()) as opened:
        opened.read()
