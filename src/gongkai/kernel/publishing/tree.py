"""The folder that is the public site. Files appear whole or not at all; one writer at a time.

A batch is first staged in full in a folder of the same file system, then moved into place file by file with
`os.replace`. A full disk is met while staging: nothing of the batch has moved and what was staged is
removed. A crash
while moving leaves whole files, some old, some new; the job runs again and finishes.
"""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from gongkai.foundation.common.digests import sm3

STAGING = ".staging"
LOCK = ".lock"
BLOCK = 1 << 20


@dataclass(frozen=True)
class SiteFile:
    """A file as it should be: its path in the tree and either its bytes or the file (of known digest) it
    is a copy of.
    """

    path: str
    content: bytes = b""
    source: Path | None = None
    source_digest: str = ""
    gone: bool = False  # a notice in place of what was there: answered with 410
    record: int = 0  # whose page or attachment it is; 0: of the site
    unreviewed: bool = False  # what the register would give is not what was reviewed: nothing may be written

    @cached_property
    def digest(self) -> str:
        return self.source_digest if self.source else sm3(self.content)

    @cached_property
    def size(self) -> int:
        return self.source.stat().st_size if self.source else len(self.content)


def digest_of_file(path: Path) -> str:
    """SM3 of a file's bytes, read in blocks."""
    digest = hashes.Hash(hashes.SM3())
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.finalize().hex()


class Altered(OSError):
    """The bytes of a stored file are not those of its digest; they go nowhere."""


class Tree:
    """The site tree at a root folder."""

    def __init__(self, root: Path):
        self.root = Path(root)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process renders and writes at a time: whoever holds the lock reads the database
        afterwards,
        so the last writer of a page has seen everything that is in it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def place(self, path: str) -> Path:
        """Where a path of the tree lies on disk. ValueError for one that would leave the tree or is
        hidden.
        """
        parts = path.split("/")
        if parts[0] or not all(parts[1:]) or any(part.startswith(".") for part in parts):
            raise ValueError(f"not a path of the site: {path!r}")
        return self.root.joinpath(*parts[1:])

    def holds(self, file: SiteFile) -> bool:
        """Whether exactly this content lies at the file's path."""
        place = self.place(file.path)
        try:
            if place.stat().st_size != file.size:
                return False
            return digest_of_file(place) == file.digest if file.source else place.read_bytes() == file.content
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False

    def is_sound(self, file: SiteFile) -> bool:
        """Whether the file may go out. A copy is read where the tree does not hold one of its size yet."""
        if file.unreviewed or not file.source:
            return not file.unreviewed
        try:
            if self.place(file.path).is_file() and self.place(file.path).stat().st_size == file.size:
                return True  # `write` reads it
            return digest_of_file(file.source) == file.digest
        except FileNotFoundError:
            return False

    def write(self, files: Iterable[SiteFile], *, durable: bool) -> list[SiteFile]:
        """Bring the files into place and return those that were not there already. OSError: nothing was
        moved.

        `durable`: the bytes are on the disk, not only in its cache, before the first file moves.
        """
        wanted = [file for file in files if not self.holds(file)]
        if not wanted:
            return []
        staging = self.root / STAGING / f"{os.getpid()}-{uuid.uuid4().hex}"
        staging.mkdir(parents=True)
        try:
            staged = [self._stage(file, staging / str(n), durable) for n, file in enumerate(wanted)]
            for file, source in zip(wanted, staged, strict=True):
                self._move(source, self.place(file.path))
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return wanted

    def remove(self, path: str) -> bool:
        """Take a file out of the tree, and the folders that it leaves empty. False when it was not there."""
        place = self.place(path)
        try:
            place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        self._prune(place.parent)
        return True

    def walk(self) -> Iterator[str]:
        """Paths of all files in the tree, in no order; the lock and staged files are not of the tree."""
        folders = [""]
        while folders:
            folder = folders.pop()
            with os.scandir(f"{self.root}{folder}") as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}"
                    if not folder and entry.name in {STAGING, LOCK}:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    else:
                        yield path

    def discard(self, path: str) -> None:
        """Remove whatever lies at a path found by `walk`, be its name a path of the site or not."""
        place = self.root / path.lstrip("/")
        place.unlink(missing_ok=True)
        self._prune(place.parent)

    def clear_staging(self) -> None:
        """Remove what crashed writers left; call while holding the lock."""
        shutil.rmtree(self.root / STAGING, ignore_errors=True)

    def _prune(self, folder: Path) -> None:
        while folder != self.root:
            try:
                folder.rmdir()
            except OSError:
                return  # not empty, or already gone
            folder = folder.parent

    @staticmethod
    def _stage(file: SiteFile, place: Path, durable: bool) -> Path:
        with place.open("wb") as out:
            if file.source:
                _copy(file, out)
            else:
                out.write(file.content)
            out.flush()
            if durable:
                os.fdatasync(out.fileno())
        return place

    @staticmethod
    def _move(source: Path, place: Path) -> None:
        try:
            os.replace(source, place)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, place)
        except IsADirectoryError:
            shutil.rmtree(place)  # a folder where a file belongs is foreign
            os.replace(source, place)


def _copy(file: SiteFile, out) -> None:
    """What was read is what is written: the digest is that of these very bytes."""
    digest = hashes.Hash(hashes.SM3())
    with file.source.open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
            out.write(block)
    if digest.finalize().hex() != file.digest:
        raise Altered(f"{file.source} is not what its digest says: {file.path} stays as it was")
