"""A local folder addressed by content: uploads arrive in `incoming`, whole files are renamed to their place.

originals/ab/ab…  the bytes as uploaded        public/ab/ab…  copies without their authors' traces
sealed/ab/ab…     papers of applicants, sealed; their names are chance, not digests
A file is visible under its digest whole or not at all; a kill leaves at most something in `incoming` or bytes
that no row names, both swept later.
"""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes
from django.conf import settings

CHUNK = 1024**2
ORIGINALS, PUBLIC, SEALED, INCOMING = "originals", "public", "sealed", "incoming"


class TooLarge(Exception):  # noqa: N818  it is a verdict, not a fault of ours
    """More bytes came than the limit allows; reading stopped there."""


@dataclass(frozen=True, slots=True)
class Received:
    """An upload on the disk, not yet in its place."""

    path: Path
    digest: str
    size: int


def root() -> Path:
    return Path(settings.FILES_ROOT)


def path_of(shelf: str, digest: str) -> Path:
    """Where bytes of this digest lie. ValueError for anything that is not a digest."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(f"not a digest: {digest!r}")
    return root() / shelf / digest[:2] / digest


def incoming_path() -> Path:
    """A new, unguessable name for something that arrives."""
    folder = root() / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    return folder / secrets.token_hex(16)


def sealed_name() -> str:
    """A new, unguessable name on the shelf of what is sealed."""
    return secrets.token_hex(32)


def receive(upload: BinaryIO, path: Path, limit: int) -> Received:
    """Stream an upload to `path`, hashing on the way; never more than a chunk in memory.

    Raises TooLarge once more than `limit` bytes came, OSError when the disk is full; the caller cleans up.
    """
    digest, size = hashes.Hash(hashes.SM3()), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        while chunk := upload.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Received(path, digest.finalize().hex(), size)


def place(path: Path, shelf: str, digest: str) -> Path:
    """Rename a whole, synced file into its place. Bytes already there are replaced by the same bytes."""
    target = path_of(shelf, digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(path, stat.S_IRUSR | stat.S_IRGRP)
    os.replace(path, target)
    _sync_folder(target.parent)
    return target


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of_file(path: Path) -> tuple[str, int]:
    """SM3 and size of a file, read in chunks."""
    digest, size = hashes.Hash(hashes.SM3()), 0
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.finalize().hex(), size


def discard(path: Path) -> None:
    """Remove what arrived, if it is there."""
    path.unlink(missing_ok=True)


def erase(path: Path) -> None:
    """Overwrite, then remove: for content that must not stay. Copy-on-write disks may keep old blocks."""
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        try:
            with open(path, "r+b") as file:
                for start in range(0, size, CHUNK):
                    file.write(bytes(min(CHUNK, size - start)))
                file.flush()
                os.fsync(file.fileno())
        finally:
            path.unlink()


def shelved(shelf: str) -> Iterator[Path]:
    """Every file of a shelf; for `incoming`, whatever lies there."""
    folder = root() / shelf
    pattern = "*" if shelf == INCOMING else "??/*"
    return (path for path in folder.glob(pattern) if path.is_file())
