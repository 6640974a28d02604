"""Writes: store an upload, open an original, accept a copy that keeps its authors' traces, sweep, check."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Q

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import NotAllowed, refuse
from gongkai.foundation.files import storage
from gongkai.foundation.files.inspection import Report, inspect
from gongkai.foundation.files.models import FileKey, StoredFile
from gongkai.foundation.files.reading.__main__ import FULL
from gongkai.foundation.files.rules import (
    KINDS,
    classification_marks,
    clean_name,
    reasons_against_name,
    refusal,
)
from gongkai.foundation.files.rules.acceptance import reasons_against_accepting
from gongkai.foundation.files.rules.findings import Fault, Finding
from gongkai.foundation.files.rules.names import extension_of
from gongkai.foundation.files.selectors import public_bytes_path
from gongkai.foundation.files.storage import Received
from gongkai.foundation.files.vocabulary import PublicState, TextState
from gongkai.foundation.jobs.services import enqueue
from gongkai.foundation.ledger import services as ledger
from gongkai.foundation.ledger.selectors import trail
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.vault import services as vault
from gongkai.foundation.vault import streams
from gongkai.foundation.vault.keys import BrokenSeal, KeyMissing
from gongkai.foundation.vault.rules.reasons import Purpose

MARK = "classification_mark"
KEEP_ARRIVALS = timedelta(days=1)
ERASE = "files.erase"


def store(
    *, upload: BinaryIO, name: str, organ: Organ, by: Actor, at: datetime, sealed: bool = False
) -> StoredFile:
    """Check, keep and describe an upload, make its public copy. Ledger: file.store; file.refuse for a mark.

    `sealed`: papers of applicants. They lie sealed on the disk, without a public copy, and their words are not kept.

    Stands outside any transaction (RuntimeError otherwise): reading may take seconds, and a refusal for a
    classification mark must be in the ledger although nothing is stored. The same file under the same name is
    the same row. Raises NotAllowed; then nothing of the upload is left on the disk.
    """
    with transaction.atomic(durable=True):
        pass  # raises inside another transaction, before anything is read
    if classification_marks(name):
        refuse_marked(organ, by=by, at=at)
    refuse(reasons_against_name(name))
    with _incoming() as (source, target):
        received = _receive(upload, source)
        report = inspect(source, target, extension_of(name))
        if report.problem == MARK:
            storage.erase(source)
            storage.erase(target)
            refuse_marked(organ, by=by, at=at)
        if report.problem:
            raise NotAllowed([refusal(report.problem, report.where, **report.values)])
        if sealed:
            return _seal(received, report, name, organ, by=by, at=at)
        fields = _fields(received, report, target, name)
        if report.public_written:
            storage.place(target, storage.PUBLIC, fields["public_digest"])
        storage.place(source, storage.ORIGINALS, received.digest)
    return _register(fields, organ, by=by, at=at)


@transaction.atomic
def keep_made(*, data: bytes, name: str, kind: str, organ: Organ, at: datetime) -> StoredFile:
    """Keep a file that the platform itself made (a letter), inside the act that made it; or one of somebody else that
    was looked through in a process of its own and never goes public (a collected report), inside the act that took it.

    No entry of its own: the act's entry names the digest. It has no public copy and its words are not searched.
    When the act is rolled back, `sweep` removes the bytes. ValueError for nothing or an unknown kind.
    """
    if not data:
        raise ValueError("an empty file is not kept")
    media_type = KINDS[kind].media_type if kind in KINDS else ""
    if not media_type:
        raise ValueError(f"no kind of file: {kind!r}")
    with _incoming() as (path, _unused):
        received = storage.receive(io.BytesIO(data), path, len(data))
        storage.place(path, storage.ORIGINALS, received.digest)
    facts = {"kind": kind, "media_type": media_type, "size": received.size, "stored_at": at}
    states = {"text_state": TextState.NOT_SUPPORTED, "public_state": PublicState.NONE}
    identity = {"organ": organ, "digest": received.digest, "name": clean_name(name, kind)}
    return StoredFile.objects.get_or_create(**identity, defaults={**facts, **states})[0]


@contextmanager
def _incoming() -> Iterator[tuple[Path, Path]]:
    """Two names for the upload and its copy. Whatever happens, neither stays; a full disk is a refusal."""
    source = target = None
    try:
        source, target = storage.incoming_path(), storage.incoming_path()
        yield source, target
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NotAllowed([refusal("disk_full")]) from error
    finally:
        for path in (source, target):
            if path is not None:
                storage.discard(path)


def _receive(upload: BinaryIO, path: Path) -> Received:
    limit = settings.UPLOAD_LIMIT
    try:
        if (getattr(upload, "size", None) or 0) > limit:
            raise storage.TooLarge
        received = storage.receive(upload, path, limit)
    except storage.TooLarge as error:
        raise NotAllowed([refusal("too_large", limit=limit // 1024**2)]) from error
    if not received.size:
        raise NotAllowed([refusal("empty")])
    return received


def _seal(
    received: Received, report: Report, name: str, organ: Organ, *, by: Actor, at: datetime
) -> StoredFile:
    """The sealed bytes first, then row and key: a kill between them leaves bytes that nobody can open."""
    kind, key, place = KINDS[report.kind], streams.new_key(), storage.sealed_name()
    path = storage.incoming_path()
    try:
        streams.seal_file(received.path, path, key)
        storage.place(path, storage.SEALED, place)
    finally:
        storage.discard(path)
        storage.erase(received.path)
    facts = {"size": received.size, "kind": kind.code, "media_type": kind.media_type, "notes": report.notes}
    states = {"text_state": TextState.NOT_SUPPORTED, "public_state": PublicState.NONE, "sealed": True}
    identity = {"digest": received.digest, "name": clean_name(name, kind.code)}
    return _register(identity | facts | states, organ, by=by, at=at, key=(place, key))


def _fields(received: Received, report: Report, target: Path, name: str) -> dict:
    kind = KINDS[report.kind]
    if report.public_written:
        public_digest, public_size = storage.digest_of_file(target)
    elif report.public == "none":
        public_digest, public_size = "", None
    else:
        public_digest, public_size = received.digest, received.size
    return {
        "digest": received.digest,
        "size": received.size,
        "name": clean_name(name, kind.code),
        "kind": kind.code,
        "media_type": kind.media_type,
        "text": report.text,
        "text_state": report.text_state,
        "public_state": report.public,
        "public_problem": report.public_problem,
        "public_digest": public_digest,
        "public_size": public_size,
        "notes": report.notes,
    }


@transaction.atomic(durable=True)
def _register(
    fields: dict, organ: Organ, *, by: Actor, at: datetime, key: tuple[str, str] | None = None
) -> StoredFile:
    """The row and its entry. The name stays out of the ledger: it may be a person's. `key`: of a sealed file,
    its place and its key; one that came before keeps its own, and the new bytes go with the sweep.
    """
    identity = {"digest": fields.pop("digest"), "name": fields.pop("name"), "sealed": key is not None}
    file, made = StoredFile.objects.get_or_create(
        organ=organ, **identity, defaults={**fields, "stored_at": at}
    )
    if made and key:
        FileKey.objects.create(file=file, place=key[0], key=key[1])
    detail = {"digest": file.digest, "size": file.size, "kind": file.kind, "again": not made}
    _entry(file, "file.store", by=by, at=at, detail=detail)
    return file


def refuse_marked(organ: Organ, *, by: Actor, at: datetime) -> None:
    """Tell the ledger that somebody tried, in a transaction of its own, and nothing of what it was."""
    with transaction.atomic(durable=True):
        ledger.append(
            organ=organ.code,
            verb="file.refuse",
            subject_type="file",
            subject_id="-",
            by=by,
            at=at,
            detail={"reason": MARK},
        )
    raise NotAllowed([refusal(MARK)])


def _entry(file: StoredFile, verb: str, *, by: Actor, at: datetime, detail: dict) -> None:
    ledger.append(
        organ=file.organ.code,
        verb=verb,
        subject_type="file",
        subject_id=str(file.pk),
        by=by,
        at=at,
        detail=detail,
    )


@transaction.atomic
def open_original(*, file: StoredFile, by: Actor, at: datetime) -> BinaryIO:
    """The original, open for reading; the caller closes it. A download is an act. Ledger: file.open.

    Whether the person may see it is asked before, of what it belongs to. OSError when the bytes are gone.
    """
    _entry(file, "file.open", by=by, at=at, detail={"digest": file.digest})
    if file.sealed:
        return _unsealed(file, by=by, at=at)
    return open(storage.path_of(storage.ORIGINALS, file.digest), "rb")


def _unsealed(file: StoredFile, *, by: Actor, at: datetime) -> BinaryIO:
    held = FileKey.objects.get(file=file)
    found = vault.use(
        sealed={"key": held.key},
        purpose=Purpose.OPENING,
        subject_type="file",
        subject_id=str(file.pk),
        organ=file.organ,
        by=by,
        at=at,
    )
    return streams.open_sealed(storage.path_of(storage.SEALED, held.place), found["key"])


@transaction.atomic
def read_copy(*, file: StoredFile, by: Actor, at: datetime) -> BinaryIO:
    """The public copy of what is not public yet, open for reading; the caller closes it. Ledger: file.read.

    ValueError while there is no public copy, OSError when its bytes are gone.
    """
    _entry(file, "file.read", by=by, at=at, detail={"digest": file.public_digest})
    return public_bytes_path(file).open("rb")


@transaction.atomic
def accept_as_is(*, file: StoredFile, reason: str, by: Actor, at: datetime) -> StoredFile:
    """Accept for this one file that its public copy keeps what could not be removed. Ledger: file.accept."""
    file = StoredFile.objects.select_for_update().select_related("organ").get(pk=file.pk)
    refuse(reasons_against_accepting(file.public_state, accepted=file.accepted_at is not None, reason=reason))
    file.accepted_at, file.accepted_by, file.accepted_name = at, by.actor_id, by.actor_name
    file.accepted_reason = reason.strip()
    file.save(update_fields=["accepted_at", "accepted_by", "accepted_name", "accepted_reason"])
    _entry(file, "file.accept", by=by, at=at, detail={"digest": file.digest, "problem": file.public_problem})
    return file


@transaction.atomic
def forget(*, file: StoredFile, by: Actor, at: datetime) -> bool:
    """Drop an upload that was kept for something that was then refused. Ledger: file.forget. Whether it is gone.

    It stays where anything names it, or where it was stored before or again: then somebody else counts on it.
    The bytes go with the daily sweep, when no upload of the same bytes can be under way.
    """
    if trail("file", str(file.pk)).filter(verb="file.store").count() != 1:
        return False
    try:
        with transaction.atomic():
            StoredFile.objects.filter(pk=file.pk).delete()
    except ProtectedError:
        return False
    _entry(file, "file.forget", by=by, at=at, detail={"digest": file.digest})
    return True


@transaction.atomic
def erase(*, file: StoredFile, by: Actor, at: datetime) -> bool:
    """Drop a file whose content must not stay. Its bytes go by a job, unless another row names them. Ledger: file.erase.

    False, and nothing dropped, while a row of another app refers to the file (a letter, a redaction).
    """
    number, payload = file.pk, {"digest": file.digest, "public_digest": file.public_digest}
    payload["place"] = FileKey.objects.get(file=file).place if file.sealed else ""
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        return False
    file.pk = number
    _entry(file, "file.erase", by=by, at=at, detail={})
    enqueue(kind=ERASE, key=file.digest, payload=payload)
    return True


def erase_bytes(*, digest: str, public_digest: str, place: str = "") -> None:
    """Overwrite and remove bytes that no row names any more; done twice it does nothing more."""
    if place and not FileKey.objects.filter(place=place).exists():
        storage.erase(storage.path_of(storage.SEALED, place))
    for shelf, name in ((storage.ORIGINALS, digest), (storage.PUBLIC, public_digest)):
        named = StoredFile.objects.filter(Q(digest=name) | Q(public_digest=name), sealed=False)
        if name and not named.exists():  # a sealed row has a digest, and no bytes here
            storage.erase(storage.path_of(shelf, name))


def sweep(*, at: datetime, keep_for: timedelta = KEEP_ARRIVALS) -> list[Path]:
    """Remove what killed uploads left behind: arrivals, and bytes that no row names, older than `keep_for`.

    Returns the removed paths. `keep_for` protects uploads that are under way.
    """
    before = at - keep_for
    arrivals = [path for path in storage.shelved(storage.INCOMING) if _is_old(path, before)]
    for path in arrivals:
        storage.erase(path)
    originals = _sweep_shelf(storage.ORIGINALS, "digest", before)
    sealed = _sweep_shelf(storage.SEALED, "file_key__place", before)
    return [*arrivals, *originals, *sealed, *_sweep_shelf(storage.PUBLIC, "public_digest", before)]


def _sweep_shelf(shelf: str, column: str, before: datetime) -> Iterator[Path]:
    """Bytes of a sealed file are no original, though their row has a digest."""
    sealed = shelf == storage.SEALED
    for path in storage.shelved(shelf):
        named = StoredFile.objects.filter(**{column: path.name}, sealed=sealed).exists()
        # the age last: a store of the same bytes that is under way has just renewed it
        if not named and _is_old(path, before):
            storage.discard(path)
            yield path


def _is_old(path: Path, before: datetime) -> bool:
    try:
        return os.stat(path).st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def check(*, progress: Callable[[int, int], None] | None = None) -> list[Finding]:
    """Compare all stored bytes, originals and copies, with the digests in the rows; [] when all is well.

    Reads every byte once, in constant memory; `progress(done, total)` counts rows.
    """
    return list(_findings(progress or (lambda done, total: None)))


def _findings(progress: Callable[[int, int], None]) -> Iterator[Finding]:
    rows = StoredFile.objects.order_by("pk").select_related("file_key")
    total, seen = rows.count(), {}
    for done, row in enumerate(rows.only("digest", "public_digest", "sealed", "file_key").iterator(), 1):
        if row.sealed:
            if fault := _sealed_fault(row):
                yield Finding(fault, row.pk, storage.SEALED, row.digest)
        else:
            yield from _faults(row, seen)
        progress(done, total)


def _faults(row: StoredFile, seen: dict) -> Iterator[Finding]:
    copies = [] if row.public_digest in ("", row.digest) else [(storage.PUBLIC, row.public_digest)]
    for place in [(storage.ORIGINALS, row.digest), *copies]:
        if place not in seen:
            seen[place] = _fault(*place)
        if seen[place]:
            yield Finding(seen[place], row.pk, *place)


def _fault(shelf: str, digest: str) -> Fault | None:
    try:
        found, _size = storage.digest_of_file(storage.path_of(shelf, digest))
    except FileNotFoundError:
        return Fault.MISSING
    except OSError:
        return Fault.UNREADABLE
    return None if found == digest else Fault.CHANGED


def _sealed_fault(row: StoredFile) -> Fault | None:
    """The seals of all pieces say whether the bytes are whole, without anybody reading them."""
    try:
        whole = streams.verify_file(storage.path_of(storage.SEALED, row.file_key.place), row.file_key.key)
    except (FileNotFoundError, FileKey.DoesNotExist):
        return Fault.MISSING
    except (OSError, KeyMissing):
        return Fault.UNREADABLE
    except BrokenSeal:
        return Fault.CHANGED
    return None if whole == row.digest else Fault.CHANGED
