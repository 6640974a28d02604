"""Papers of applicants that came before their kind was sealed: which lie plain, and the act that seals them.

Who above the files holds such papers says so when the apps are loaded (`hold`). A paper is sealed into a row of its
own, what held the plain one holds that, and the plain one goes with its bytes unless something else needs it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import IntegrityError, models, transaction

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.files import storage
from gongkai.foundation.files.models import FileKey, StoredFile
from gongkai.foundation.files.services import erase
from gongkai.foundation.files.vocabulary import PublicState, TextState
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.vault import streams
from gongkai.foundation.vault.keys import BrokenSeal

Progress = Callable[[int, int], None]
KEPT = ("organ_id", "digest", "name", "kind", "media_type", "size", "stored_at", "notes")

_holders: dict[tuple[type[models.Model], str], None] = {}


def hold(model: type[models.Model], column: str) -> None:
    """Rows of `model` hold papers of applicants: `column` is their foreign key to a file."""
    _holders[model, column] = None


def _plain() -> Iterator[tuple[type[models.Model], str, models.QuerySet]]:
    for model, column in _holders:
        yield model, column, model._base_manager.filter(**{f"{column}__sealed": False})


def count_plain() -> int:
    """How many papers lie plain; one query for each kind of holder."""
    return sum(rows.count() for _model, _column, rows in _plain())


def seal_papers(*, by: Actor, at: datetime, progress: Progress | None = None) -> tuple[int, list[int]]:
    """Seal what lies plain: (how many papers, ids of files that could not be read). Ledger: file.seal, file.erase.

    Each paper in a transaction of its own: killed at any point and called again, it goes on with what is left. A paper
    is let go only after its sealed bytes were read back whole; the plain bytes are overwritten by a job.
    """
    total, done, unread = count_plain(), 0, []
    for model, column, rows in _plain():
        for pk, file in list(rows.order_by("pk").values_list("pk", column)):
            if not _seal_one(model, column, pk, file, by=by, at=at):
                unread.append(file)
            done += 1
            if progress:
                progress(done, total)
    return total - len(unread), unread


def _seal_one(model: type[models.Model], column: str, pk: int, file: int, *, by: Actor, at: datetime) -> bool:
    plain = StoredFile.objects.select_related("organ").get(pk=file)
    found = _twin(plain)
    try:
        key = None if found else _sealed_bytes(plain)
    except OSError:
        return False
    with transaction.atomic():
        twin = found or _made(plain, *key)
        if not found and streams.verify_file(_place(twin), twin.file_key.key) != plain.digest:
            raise BrokenSeal(f"file {plain.pk}: what was sealed is not what was stored")
        _move(model, column, pk, twin)
        detail = {"digest": twin.digest, "from": plain.pk}
        whose = {"organ": plain.organ.code, "subject_type": "file", "subject_id": str(twin.pk)}
        ledger.append(verb="file.seal", **whose, by=by, at=at, detail=detail)
        if not _counted_on(plain):
            erase(file=plain, by=by, at=at)
    return True


def _counted_on(file: StoredFile) -> bool:
    """Whether a row that would go with the file names it: `erase` sees those only that protect it."""
    hidden = StoredFile._meta.get_fields(include_hidden=True)
    going = [one for one in hidden if getattr(one, "on_delete", None) is models.CASCADE]
    return any(one.related_model._base_manager.filter(**{one.field.name: file}).exists() for one in going)


def _twin(plain: StoredFile) -> StoredFile | None:
    """The same paper that came again and was sealed then."""
    same = {"organ": plain.organ, "digest": plain.digest, "name": plain.name}
    return StoredFile.objects.filter(**same, sealed=True).first()


def _sealed_bytes(plain: StoredFile) -> tuple[str, str]:
    """(place, key) of the sealed bytes, which lie before any row names them."""
    key, place, path = streams.new_key(), storage.sealed_name(), storage.incoming_path()
    try:
        streams.seal_file(storage.path_of(storage.ORIGINALS, plain.digest), path, key)
        storage.place(path, storage.SEALED, place)
    finally:
        storage.discard(path)
    return place, key


def _place(file: StoredFile):
    return storage.path_of(storage.SEALED, file.file_key.place)


def _made(plain: StoredFile, place: str, key: str) -> StoredFile:
    states = {"text_state": TextState.NOT_SUPPORTED, "public_state": PublicState.NONE, "sealed": True}
    twin = StoredFile.objects.create(**{name: getattr(plain, name) for name in KEPT}, **states)
    FileKey.objects.create(file=twin, place=place, key=key)
    return StoredFile.objects.select_related("file_key").get(pk=twin.pk)


def _move(model: type[models.Model], column: str, pk: int, twin: StoredFile) -> None:
    row = model._base_manager.filter(pk=pk)
    try:
        with transaction.atomic():
            row.update(**{column: twin})
    except IntegrityError:  # it holds the sealed one beside it
        row.delete()
