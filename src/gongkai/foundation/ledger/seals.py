"""Signed heads: what the ledger said at a moment, signed and kept outside the database, one JSON line each.

Whoever can rewrite the database can compute a new chain, but cannot sign one. Each line names the digest of
the line before it, so that a line cannot be taken out unseen either.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gongkai.foundation.common.digests import canonical_json, sm3
from gongkai.foundation.common.secret_files import keep_once
from gongkai.foundation.ledger.rules import GENESIS

Head = tuple[str, int, str]
"""chain, number, digest"""


@dataclass(frozen=True, slots=True)
class SignedHeads:
    """All chain heads at a moment. `previous` is the SM3 of the line before, `key` the public key in
    hexadecimal."""

    at: datetime
    heads: tuple[Head, ...]
    previous: str
    key: str
    signature: str = ""

    def content(self) -> bytes:
        """What is signed."""
        return canonical_json(
            {"at": self.at.isoformat(), "heads": self.heads, "previous": self.previous, "key": self.key}
        )

    def line(self) -> bytes:
        """The line of the heads file, also fit to be published. Without the line end."""
        return canonical_json(json.loads(self.content()) | {"signature": self.signature})

    def is_signed_by(self, key: str) -> bool:
        """Whether the signature is right and made with this very key (hexadecimal)."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
                bytes.fromhex(self.signature), self.content()
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def read_line(line: bytes) -> SignedHeads:
    """ValueError for anything that is not such a line."""
    try:
        found = json.loads(line)
        heads = tuple((str(chain), int(number), str(digest)) for chain, number, digest in found["heads"])
        at = datetime.fromisoformat(found["at"])
        return SignedHeads(at, heads, str(found["previous"]), str(found["key"]), str(found["signature"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a line of signed heads: {error}") from error


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file, made at first use and readable by its owner only."""
    fresh = Ed25519PrivateKey.generate()
    pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = load_pem_private_key(keep_once(path, pem), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key")
    return key


def public_key(path: Path) -> str:
    """The public half in hexadecimal."""
    return signing_key(path).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def append_signed(file: Path, key_file: Path, *, at: datetime, heads: tuple[Head, ...]) -> SignedHeads:
    """Sign and append one line, flushed to the disk. A line torn by a crash was never complete and is cut
    off first.

    When no head has moved since the last line, that line is returned and nothing is written.
    """
    key = signing_key(key_file)
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_RDWR | os.O_CREAT, 0o644), "r+b") as target:
        fcntl.flock(target, fcntl.LOCK_EX)
        last = _last_line(target)
        if last and (standing := read_line(last)).heads == heads:
            return standing
        draft = SignedHeads(at, heads, sm3(last) if last else GENESIS, public_key(key_file))
        signed = SignedHeads(at, heads, draft.previous, draft.key, key.sign(draft.content()).hex())
        target.write(signed.line() + b"\n")
        target.flush()
        os.fsync(target.fileno())
    return signed


def _last_line(target) -> bytes:
    """The last whole line; leaves the file cut and positioned behind it."""
    last, end = _end(target)
    target.seek(end)
    target.truncate()
    return last


def _end(target) -> tuple[bytes, int]:
    """The last whole line and where it ends; read from the end, for the file grows with every signature."""
    last, end = b"", 0
    position = target.seek(0, os.SEEK_END)
    tail = b""
    while position > 0 and tail.rstrip(b"\n").count(b"\n") < 2:
        step = min(65536, position)
        position -= step
        target.seek(position)
        tail = target.read(step) + tail
    whole, newline, _torn = tail.rpartition(b"\n")
    if newline:
        last = whole.rpartition(b"\n")[2]
        end = position + len(whole) + 1
    return last, end


def newest(file: Path) -> SignedHeads | None:
    """The last whole line of the file, None where there is none. OSError, ValueError as for any line."""
    if not file.exists():
        return None
    with file.open("rb") as source:
        last, _end_of_it = _end(source)
    return read_line(last) if last else None


def lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """(line number from 1, line without its end), streamed; a torn last line is left out."""
    with file.open("rb") as source:
        for number, line in enumerate(source, 1):
            if line.endswith(b"\n"):
                yield number, line[:-1]
