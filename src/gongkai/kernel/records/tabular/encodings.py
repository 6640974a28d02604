"""Which encoding a file has: decided by all of its bytes, since offices still get GBK and UTF-16."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

LONGEST_LINE = 8 * 1024 * 1024  # bytes
CHUNK = 256 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def encoding_of(stream: BinaryIO) -> tuple[str, int]:
    """(encoding, length of the byte order mark). LookupError when it is no text. Reads all, keeps nothing.

    Without a mark: UTF-16 when there are zero bytes, UTF-8 unless more lines than not are broken in it, else
    GB18030 (which includes GBK and GB2312). Broken lines are then reported one by one.
    """
    start = stream.read(4)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            if not encoding:
                raise LookupError("UTF-32")
            return encoding, len(mark)
    stream.seek(0)
    return _guess(stream), 0


def _guess(stream: BinaryIO) -> str:
    good = bad = 0
    zeros = [0, 0]
    offset = 0
    for line in iter(lambda: stream.readline(LONGEST_LINE), b""):
        if b"\0" in line:
            zeros[offset % 2] += line[0::2].count(0)
            zeros[1 - offset % 2] += line[1::2].count(0)
            if offset == 0 and not any(_looks_like_utf16(line)):
                raise LookupError("binary")
        elif not line.isascii():
            ok = _decodes(line)
            good, bad = good + ok, bad + (not ok)
        offset += len(line)
    if sum(zeros):
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    return "utf-8" if good >= bad else "gb18030"


def _looks_like_utf16(line: bytes) -> tuple[bool, bool]:
    """Zero bytes on one side only, as ASCII signs (separators, English headings) give in UTF-16."""
    even, odd = line[0::2].count(0), line[1::2].count(0)
    return (even == 0 and odd > 0, odd == 0 and even > 0)


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(line) and not line.endswith(b"\n")  # a long line cut inside a character
    return True


def lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str, str]]:
    """(number from 1, text with its line end, what is wrong with it). A broken line costs that line only."""
    if encoding.startswith("utf-16"):
        yield from _wide_lines(stream, encoding)
        return
    for number, (raw, whole) in enumerate(_raw_lines(stream), 1):
        if not whole:
            yield number, "\n", _("这一行超过 8 MB，无法读取。")
            continue
        try:
            yield number, raw.decode(encoding), ""
        except UnicodeDecodeError as error:
            text = raw.decode(encoding, "replace")
            yield (
                number,
                text,
                _("第 %d 个字节起编码有误，不是 %s 文字。") % (error.start + 1, encoding.upper()),
            )


def _raw_lines(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    while line := stream.readline(LONGEST_LINE):
        whole = len(line) < LONGEST_LINE or line.endswith(b"\n")
        while not whole and (more := stream.readline(CHUNK)) and not more.endswith(b"\n"):
            continue
        yield (line if whole else b""), whole


def _wide_lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str, str]]:
    """Lines of a UTF-16 file: the line end is two bytes, so that text is decoded first, chunk by chunk."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    number, rest = 0, ""
    while chunk := stream.read(CHUNK):
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        for text in whole:
            number += 1
            yield number, text + "\n", _fault_in(text)
        if len(rest) > LONGEST_LINE:
            number, rest = number + 1, ""
            yield number, "\n", _("这一行超过 8 MB，无法读取。")
    rest += decoder.decode(b"", final=True)
    if rest:
        yield number + 1, rest, _fault_in(rest)


def _fault_in(text: str) -> str:
    return _("这一行的 UTF-16 编码有误。") if "\ufffd" in text else ""
