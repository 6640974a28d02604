"""Keys, in files and never in the database.

vault-master.key       wraps the others; what a hardware module replaces
vault-0001-7f3a9c.key  one generation: its cipher, its data key and its index key, both wrapped

The newest generation seals; older ones open what they sealed. A generation is named by number and chance, so that
a key made anew after a loss is never taken for the lost one.
"""

import base64
import json
import os
import re
import secrets
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from django.conf import settings

from gongkai.foundation.common.secret_files import is_private, keep_once
from gongkai.foundation.vault.rules.envelope import CIPHERS, KEY_LENGTH, NONCE, TAG, Cipher

_FILE = re.compile(r"vault-(\d{4}-[0-9a-f]{6})\.key")


class KeyMissing(LookupError):
    """A value needs a key that is not in the folder. The message names the key only."""


class BrokenSeal(ValueError):
    """A value was changed, moved to another place, or its key is not the one it was sealed with."""


class Master(Protocol):
    """What wraps data keys: a file, or the adapter of a hardware module. `label` is authenticated."""

    def wrap(self, key: bytes, label: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, label: bytes) -> bytes:
        """BrokenSeal when this master did not wrap it so."""
        ...


@dataclass(frozen=True, slots=True)
class FileMaster:
    """The master key in a file beside the others, made at first use."""

    path: Path

    def wrap(self, key: bytes, label: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(keep_once(self.path, os.urandom(32))).encrypt(nonce, key, label)

    def unwrap(self, wrapped: bytes, label: bytes) -> bytes:
        try:
            master = AESGCM(self.path.read_bytes())
        except FileNotFoundError as error:
            raise KeyMissing(self.path.name) from error
        try:
            return master.decrypt(wrapped[:NONCE], wrapped[NONCE:], label)
        except InvalidTag as error:
            raise BrokenSeal(f"{self.path.name} did not wrap {label.decode()}") from error


@dataclass(frozen=True)
class Generation:
    """One key, ready for use. Nothing of it is ever shown."""

    name: str
    cipher: Cipher
    data_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)

    @cached_property
    def _aes(self) -> AESGCM:
        return AESGCM(self.data_key)

    def encrypt(self, nonce: bytes, plain: bytes, context: bytes) -> bytes:
        if self.cipher is Cipher.AES_256_GCM:
            return self._aes.encrypt(nonce, plain, context)
        work = BlockCipher(SM4(self.data_key), GCM(nonce)).encryptor()
        work.authenticate_additional_data(context)
        return work.update(plain) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, content: bytes, context: bytes) -> bytes:
        """InvalidTag when anything differs."""
        if self.cipher is Cipher.AES_256_GCM:
            return self._aes.decrypt(nonce, content, context)
        work = BlockCipher(SM4(self.data_key), GCM(nonce, content[-TAG:])).decryptor()
        work.authenticate_additional_data(context)
        return work.update(content[:-TAG]) + work.finalize()

    def index(self, text: str) -> str:
        """128 bits of HMAC, by SM3 where the cipher is SM4, with the name of the key before them."""
        algorithm = hashes.SM3() if self.cipher is Cipher.SM4_GCM else hashes.SHA256()
        work = hmac.HMAC(self.index_key, algorithm)
        work.update(text.encode())
        return f"{self.name}:{work.finalize()[:16].hex()}"


class Ring:
    """The keys of one folder. A key that another process adds is seen at the next use."""

    def __init__(self, folder: Path, master: Master):
        self.folder, self.master = folder, master
        self._seen, self._known, self._open = -1, (), {}

    def names(self) -> tuple[str, ...]:
        """Every generation there is, oldest first."""
        try:
            changed = os.stat(self.folder).st_mtime_ns
        except FileNotFoundError:
            return ()
        if changed != self._seen:
            found = (_FILE.fullmatch(path.name) for path in self.folder.iterdir())
            self._known, self._seen = tuple(sorted(m[1] for m in found if m)), changed
        return self._known

    def current(self) -> Generation:
        """The generation that seals; the first one is made when there is none."""
        names = self.names()
        return self.generation(names[-1]) if names else self.make(settings.VAULT_CIPHER)

    def generation(self, name: str) -> Generation:
        """KeyMissing, or BrokenSeal when the master key is another."""
        if name not in self._open or name not in self.names():
            self._open[name] = self._read(name)
        return self._open[name]

    def path(self, name: str) -> Path:
        return self.folder / f"vault-{name}.key"

    def _read(self, name: str) -> Generation:
        try:
            said = json.loads(self.path(name).read_bytes())
        except FileNotFoundError as error:
            raise KeyMissing(f"vault key {name}") from error
        keys = [
            self.master.unwrap(base64.b64decode(said[part]), f"{name}:{said['cipher']}:{part}".encode())
            for part in ("data", "index")
        ]
        return Generation(name, CIPHERS[said["cipher"]], *keys)

    def make(self, cipher: str) -> Generation:
        """A new generation, which seals from now on. KeyError for an unknown cipher."""
        names = self.names()
        if names:
            self.generation(names[-1])  # never a new master key beside keys that a lost one wraps
        number = int(names[-1][:4]) + 1 if names else 1
        name = f"{number:04d}-{secrets.token_hex(3)}"
        keys = {"data": os.urandom(KEY_LENGTH[CIPHERS[cipher]]), "index": os.urandom(32)}
        said = {"generation": name, "cipher": cipher}
        for part, key in keys.items():
            wrapped = self.master.wrap(key, f"{name}:{cipher}:{part}".encode())
            said[part] = base64.b64encode(wrapped).decode()
        keep_once(self.path(name), json.dumps(said).encode())
        self._seen = -1
        return self.generation(self.names()[-1])

    def remove(self, name: str) -> None:
        """What was sealed with it can never be read again, not from a backup of the database either."""
        self.path(name).unlink()
        self._open.pop(name, None)
        self._seen = -1

    def problems(self) -> list[tuple[str, str]]:
        """(file, `missing` | `readable_by_others` | `unusable`) of each key file that is not as it should be."""
        found = []
        master = self.folder / "vault-master.key"
        paths = [self.path(name) for name in self.names()]
        if isinstance(self.master, FileMaster) and paths:
            paths.append(master)
        for path in paths:
            if not path.exists():
                found.append((path.name, "missing"))
            elif not is_private(path):
                found.append((path.name, "readable_by_others"))
        for name in self.names():
            try:
                self._read(name)
            except (KeyMissing, ValueError, KeyError, OSError):
                found.append((self.path(name).name, "unusable"))
        return found


@cache
def _ring_of(folder: Path) -> Ring:
    return Ring(folder, FileMaster(folder / "vault-master.key"))


def ring() -> Ring:
    """The keys of this installation (settings.VAULT_KEYS)."""
    return _ring_of(Path(settings.VAULT_KEYS))
