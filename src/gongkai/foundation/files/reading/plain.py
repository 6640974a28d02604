"""Plain text: find its encoding, refuse what is not text, publish as UTF-8. JSON must be whole."""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain

from gongkai.foundation.files.reading.results import Reading, Unacceptable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BIG5 = "cp950"
_USUAL = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工"
    "也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進等部度电電力里如水化高自二理起小物现現实實"
    "加量都两兩体體制机機当當使点點从從业業本去把性好应應开開合还還因由其些然前外天政四日那社义義事平形相全表间間"
    "样樣与與关關各重新线線内內数數正心反你明看原又么利比或但质質第向道命此变變条條只没沒结結解问問意建月公无無系"
    "土征收拟擬告通知厅廳局省市县縣区區村组組密级級秘密保"
)
"""The commonest characters, in both ways of writing, and those of our papers."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def read(data: bytes, extension: str) -> Reading:
    """Text or, when the name says so, CSV or JSON. Raises Unacceptable when no encoding fits, or it is no JSON."""
    text, encoding = decode(data)
    kind = extension if extension in {"csv", "json"} else "txt"
    reading = Reading(kind)
    reading.found("\n".join([text, *_escaped(text)]) if kind == "json" else text)
    reading.hidden = _read_otherwise(data, encoding)
    if encoding != "utf-8":
        reading.note("converted_utf8")
    # spreadsheets take a CSV for UTF-8 only when it begins with the mark
    public = (codecs.BOM_UTF8 if kind == "csv" else b"") + text.encode()
    reading.public = None if public == data else public
    return reading


def _escaped(text: str) -> Iterator[str]:
    """Of JSON, the words that are written as `\\u5bc6`: they are looked through like all others."""
    pairs: list[tuple[str, object]] = []  # every one, also of a key that stands twice
    try:
        whole = json.loads(text, object_pairs_hook=pairs.extend, parse_constant=_no_number)
    except RecursionError as error:
        raise Unacceptable("too_complex") from error
    except json.JSONDecodeError as error:
        raise Unacceptable("json", line=error.lineno) from error
    except ValueError as error:  # a number beyond all bounds
        raise Unacceptable("json", line=1) from error
    if "\\" not in text:
        return iter(())
    return _words_of([whole, *chain.from_iterable(pairs)])


def _no_number(said: str) -> float:
    """NaN and Infinity are no JSON, though Python reads them."""
    raise ValueError(said)


def _words_of(values: list) -> Iterator[str]:
    """Texts in the values and in the lists among them; objects are told by their pairs."""
    while values:
        one = values.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            values.extend(one)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: by mark, then UTF-8, UTF-16 without mark, GB 18030 or Big5."""
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
            return _likelier(data, text) if encoding == "gb18030" else (text, encoding)
    if b"\0" in data[:4096] or _CONTROL.search(data[:4096].decode("latin-1")):
        raise Unacceptable("unknown_type")
    raise Unacceptable("encoding", position=failure + 1)


def _likelier(data: bytes, text: str) -> tuple[str, str]:
    """Most of Big5 can be read as GB 18030, as rare characters; that of the two which has more of the usual ones."""
    other = _decoded(data, BIG5)
    if other is not None and _usual(other) > _usual(text):
        return other, BIG5
    return text, "gb18030"


def _read_otherwise(data: bytes, encoding: str) -> str:
    """The same bytes in the other of the two encodings: looked through for marks, for the choice is a guess."""
    other = {"gb18030": BIG5, BIG5: "gb18030"}.get(encoding)
    return (_decoded(data, other) or "") if other else ""


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _usual(text: str) -> int:
    return sum(map(_USUAL.__contains__, text[:20_000]))


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
