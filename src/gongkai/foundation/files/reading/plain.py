"""Plain text: find its encoding, refuse what is not text, publish as UTF-8."""

import codecs
import re

from gongkai.foundation.files.reading.results import Reading, Unacceptable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def read(data: bytes, extension: str) -> Reading:
    """Text or, when the name says so, CSV. Raises Unacceptable when no encoding fits."""
    text, encoding = decode(data)
    kind = "csv" if extension == "csv" else "txt"
    reading = Reading(kind)
    reading.found(text)
    if encoding != "utf-8":
        reading.note("converted_utf8")
    # spreadsheets take a CSV for UTF-8 only when it begins with the mark
    public = (codecs.BOM_UTF8 if kind == "csv" else b"") + text.encode()
    reading.public = None if public == data else public
    return reading


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by mark, then UTF-8, UTF-16 without mark, GB 18030."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), encoding
    guesses = _utf16_guess(data) or ("utf-8", "gb18030")
    failure = 0
    for encoding in guesses:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failure = max(failure, error.start)
            continue
        if not _CONTROL.search(text):
            return text, encoding
    if b"\0" in data[:4096] or _CONTROL.search(data[:4096].decode("latin-1")):
        raise Unacceptable("unknown_type")
    raise Unacceptable("encoding", position=failure + 1)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unacceptable("encoding", position=error.start + 1) from error
    if _CONTROL.search(text):
        raise Unacceptable("unknown_type")
    return text


def _utf16_guess(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark shows by zero bytes on one side only (blanks, digits, line ends)."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or even + odd == 0:
        return ()
    if odd and not even:
        return ("utf-16-le",)
    return ("utf-16-be",) if even and not odd else ()
