"""The bytes of a sealed value.

GV 01 | cipher | form | n, generation | nn, mask | nonce (12) | content and tag

All before the nonce, and the place table:row:field, is authenticated with the content: neither the mask nor the
place of a value can be changed without breaking it.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

MAGIC = b"GV\x01"
NONCE, TAG = 12, 16
LONGEST_MASK = 400


class Cipher(IntEnum):
    FORGOTTEN = 0
    AES_256_GCM = 1
    SM4_GCM = 2


class Form(IntEnum):
    TEXT = 0
    JSON = 1


CIPHERS = {"aes-256-gcm": Cipher.AES_256_GCM, "sm4-gcm": Cipher.SM4_GCM}
"""Name in settings and key files -> code in the bytes."""
KEY_LENGTH = {Cipher.AES_256_GCM: 32, Cipher.SM4_GCM: 16}


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed value taken apart. `generation` names the key; a forgotten value has neither key nor content."""

    cipher: Cipher
    form: Form
    generation: str
    mask: str
    nonce: bytes = b""
    content: bytes = b""

    def head(self) -> bytes:
        generation, mask = self.generation.encode("ascii"), self.mask.encode()
        lengths = struct.pack(">B", len(generation)), struct.pack(">H", len(mask))
        return b"".join((MAGIC, bytes((self.cipher, self.form)), lengths[0], generation, lengths[1], mask))

    def packed(self) -> bytes:
        return self.head() + self.nonce + self.content


FORGOTTEN = Envelope(Cipher.FORGOTTEN, Form.TEXT, "", "")


def unpacked(data: bytes) -> Envelope:
    """ValueError for anything that is not a sealed value."""
    if data[:3] != MAGIC:
        raise ValueError("not a sealed value")
    try:
        cipher, form, length = Cipher(data[3]), Form(data[4]), data[5]
        generation = data[6 : 6 + length].decode("ascii")
        place = 6 + length
        (size,) = struct.unpack_from(">H", data, place)
        mask = data[place + 2 : place + 2 + size].decode()
        rest = data[place + 2 + size :]
    except (IndexError, struct.error, ValueError) as error:
        raise ValueError("not a sealed value") from error
    if cipher is Cipher.FORGOTTEN:
        if data != FORGOTTEN.packed():
            raise ValueError("not a sealed value")
    elif len(rest) < NONCE + TAG:
        raise ValueError("not a sealed value: cut short")
    return Envelope(cipher, form, generation, mask, rest[:NONCE], rest[NONCE:])


def generation_of(data: bytes) -> str:
    """The key that a sealed value needs; empty for a forgotten one. Quick: nothing else is taken apart."""
    if data[:3] != MAGIC:
        raise ValueError("not a sealed value")
    return data[6 : 6 + data[5]].decode("ascii")
