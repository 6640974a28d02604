"""Whole files sealed piece by piece under a key of their own, so that a change of keys writes no file again.

GF 01 | cipher | pieces: length (4), nonce (12), content and tag

Each piece is authenticated with its number and whether it is the last: none can be left out, moved or cut off.
The key of a file is itself a sealed value of its row.
"""

import io
import os
import struct
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from gongkai.foundation.vault.keys import BrokenSeal, Generation
from gongkai.foundation.vault.rules.envelope import CIPHERS, KEY_LENGTH, NONCE, TAG, Cipher
from gongkai.foundation.vault.sealing import opened
from gongkai.foundation.vault.values import Sealed

MAGIC = b"GF\x01"
PIECE = 1024**2


def new_key() -> str:
    """The key of one file, of the length that the cipher of this installation has."""
    return os.urandom(KEY_LENGTH[CIPHERS[settings.VAULT_CIPHER]]).hex()


@sensitive_variables()
def seal_file(source: Path, target: Path, key: str) -> None:
    """Write `source` sealed to `target`, which must not exist, and sync it."""
    cipher = CIPHERS[settings.VAULT_CIPHER]
    generation = Generation("", cipher, bytes.fromhex(key), b"")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(source, "rb") as plain, open(descriptor, "wb") as sealed:
        sealed.write(_head(cipher))
        number, piece = 0, plain.read(PIECE)
        while True:
            following = plain.read(PIECE)
            nonce = os.urandom(NONCE)
            content = generation.encrypt(nonce, piece, _context(cipher, number, last=not following))
            sealed.write(struct.pack(">I", len(content)) + nonce + content)
            if not following:
                break
            number, piece = number + 1, following
        sealed.flush()
        os.fsync(sealed.fileno())


@sensitive_variables()
def open_sealed(path: Path, key: str) -> BinaryIO:
    """The plain bytes, a piece at a time; never on the disk. BrokenSeal on the way when anything differs.

    OSError when the file is gone. The caller closes it.
    """
    return io.BufferedReader(_Reader(path, key), PIECE)


@sensitive_variables()
def verify_file(path: Path, key: Sealed) -> str:
    """SM3 of the plain bytes, for checks: nobody reads them. BrokenSeal, KeyMissing, OSError."""
    digest = hashes.Hash(hashes.SM3())
    with open_sealed(path, opened(key)) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.finalize().hex()


class _Reader(io.RawIOBase):
    """Reads on: what was sealed piece by piece is opened piece by piece."""

    def __init__(self, path: Path, key: str):
        self._file = open(path, "rb")  # noqa: SIM115  closed by close()
        head = self._file.read(len(MAGIC) + 1)
        if head[:-1] != MAGIC or head[-1] not in {cipher.value for cipher in KEY_LENGTH}:
            self._file.close()
            raise BrokenSeal("not a sealed file")
        self._cipher = Cipher(head[-1])
        self._generation = Generation("", self._cipher, bytes.fromhex(key), b"")
        self._number, self._left, self._last = 0, b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, into) -> int:
        if not self._left and not self._last:
            self._left = self._piece()
        size = min(len(into), len(self._left))
        into[:size], self._left = self._left[:size], self._left[size:]
        return size

    def close(self) -> None:
        self._file.close()
        super().close()

    def _piece(self) -> bytes:
        head = self._file.read(4)
        length = struct.unpack(">I", head)[0] if len(head) == 4 else 0
        nonce, content = self._file.read(NONCE), self._file.read(min(length, PIECE + TAG))
        self._last = not self._file.peek(1)
        context = _context(self._cipher, self._number, last=self._last)
        try:
            piece = self._generation.decrypt(nonce, content, context)
        except (InvalidTag, ValueError) as error:
            raise BrokenSeal(f"piece {self._number} of a sealed file") from error
        self._number += 1
        return piece


def _head(cipher: Cipher) -> bytes:
    return MAGIC + bytes((cipher,))


def _context(cipher: Cipher, number: int, *, last: bool) -> bytes:
    return _head(cipher) + struct.pack(">Q?", number, last)
