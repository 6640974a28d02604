"""The old binary office formats ([MS-CFB]): enough to name their streams and see whether they are locked."""

import re
import struct
from collections.abc import Iterator
from itertools import islice

from gongkai.foundation.files.reading.results import Reading, Unacceptable

_LAST = 0xFFFFFFFA  # sector numbers from here on are marks: free, end of chain, tables
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_WINDOW = 48  # bytes looked at on each side of a star
_MOST = 10_000


class Compound:
    """A compound file read from bytes. ValueError or struct.error when its structure does not hold."""

    def __init__(self, data: bytes):
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._size = 1 << shift
        directory, _transaction, self._cutoff, mini_fat = struct.unpack_from("<IIII", data, 48)
        self._fat = self._read_fat()
        self._entries = list(self._read_directory(directory))
        if not self._entries or self._entries[0][1] != _ROOT:
            raise ValueError("no root entry")
        self._mini_fat = self._numbers(self._join(mini_fat))

    def names(self) -> set[str]:
        """Names of all streams and storages, whatever their folder."""
        return {name for name, kind, _start, _size in self._entries if kind in (_STORAGE, _STREAM)}

    def head(self, name: str, length: int) -> bytes:
        """The first bytes of a stream; empty when there is none of that name."""
        for found, kind, start, size in self._entries:
            if found == name and kind == _STREAM:
                whole = self._join(start) if size >= self._cutoff else self._join_mini(start)
                return whole[: min(size, length)]
        return b""

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _read_fat(self) -> list[int]:
        (following,) = struct.unpack_from("<I", self._data, 68)
        tables = list(struct.unpack_from("<109I", self._data, 76))
        seen = set()
        while following < _LAST and following not in seen:
            seen.add(following)
            *more, following = self._numbers(self._sector(following))
            tables += more
        return [n for table in tables if table < _LAST for n in self._numbers(self._sector(table))]

    def _chain(self, start: int, table) -> list[int]:
        chain, number, seen = [], start, set()
        while number < _LAST:
            if number in seen or number >= len(table):
                raise ValueError("a chain that does not end")
            seen.add(number)
            chain.append(number)
            number = table[number]
        return chain

    def _join(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(start, self._fat))

    def _join_mini(self, start: int) -> bytes:
        mini = self._join(self._entries[0][2])
        return b"".join(mini[n * 64 : n * 64 + 64] for n in self._chain(start, self._mini_fat))

    def _read_directory(self, start: int):
        data = self._join(start)
        for offset in range(0, len(data) - 127, 128):
            (length,) = struct.unpack_from("<H", data, offset + 64)
            kind = data[offset + 66]
            first, size = struct.unpack_from("<II", data, offset + 116)
            yield (
                data[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"),
                kind,
                first,
                size,
            )


def read(data: bytes, kind: str) -> Reading:
    """Keep it, say that its words cannot be searched, and that its properties cannot be cleaned."""
    try:
        compound = Compound(data)
        if _locked(compound):
            raise Unacceptable("encrypted")
    except (ValueError, struct.error) as error:
        raise Unacceptable("broken") from error
    reading = Reading(kind, hidden=_loose_text(data))
    reading.keep_original("legacy")
    if compound.names() & {"VBA", "_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR"}:
        reading.public_state, reading.public_problem = "none", "macro"
    return reading


def _locked(compound: Compound) -> bool:
    names = compound.names()
    if "EncryptedSummary" in names or compound.head("Current User", 16)[12:16] == b"\xdf\xc4\xd1\xf3":
        return True
    word = compound.head("WordDocument", 12)
    if len(word) == 12:
        return bool(struct.unpack_from("<H", word, 10)[0] & 0x0100)
    return _has_file_pass(compound.head("Workbook", 4096) or compound.head("Book", 4096))


def _has_file_pass(workbook: bytes) -> bool:
    """[MS-XLS] 2.4.117: a FilePass record directly after the beginning of an encrypted workbook."""
    offset = 0
    while offset + 4 <= len(workbook):
        record, length = struct.unpack_from("<HH", workbook, offset)
        if record == 0x002F:
            return True
        offset += 4 + length
    return False


def _loose_text(data: bytes) -> str:
    """Lines around every star and every word of a mark, as UTF-16 and as GB18030 (Word 6, BIFF5): enough to see a
    classification mark. Dots at both ends, so that a cut is never taken for the beginning of a line.
    """
    found = (line for encoding, signs in _SIGNS for line in islice(_around(data, encoding, signs), _MOST))
    return "\n\n".join(f"…{line}…" for line in found)


def _around(data: bytes, encoding: str, signs: re.Pattern[bytes]) -> Iterator[str]:
    """What stands around each sign; only where there is a 密, without which nothing is a mark."""
    secret = "密".encode(encoding)
    for hit in signs.finditer(data):
        at = hit.start()
        if secret not in data[max(0, at - _WINDOW) : at + _WINDOW]:
            continue
        after = data[at : at + _WINDOW].decode(encoding, "replace")
        # where a letter begins before the sign cannot be told: read both ways
        for start in {max(0, at - _WINDOW), max(0, at - _WINDOW + 1)}:
            yield data[start:at].decode(encoding, "replace") + after


def _signs(encoding: str) -> re.Pattern[bytes]:
    """The bytes of all signs that the encoding has."""
    encoded = (sign.encode(encoding, "ignore") for sign in _STARS_AND_WORDS)
    return re.compile(b"|".join(re.escape(sign) for sign in encoded if sign))


_STARS_AND_WORDS = (
    *"★☆⭐✭✮✯✩✪",
    "密级",
    "密級",
    "绝密",
    "絕密",
    "机密",
    "機密",
    "秘密",
    "祕密",
    "等级",
    "等級",
)
_SIGNS = [(encoding, _signs(encoding)) for encoding in ("utf-16-le", "gb18030")]
