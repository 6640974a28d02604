"""The kind of a file by its content. The extension chooses spellings only (txt or csv, doc or wps)."""

import re
import struct

from gongkai.foundation.files.reading.compound import Compound
from gongkai.foundation.files.reading.results import Unacceptable

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
)
_REFUSED = (
    (
        "program",
        (
            b"\x7fELF",
            b"\xca\xfe\xba\xbe",
            b"\xcf\xfa\xed\xfe",
            b"\xce\xfa\xed\xfe",
            b"#!",
            b"dex\n",
            b"\0asm",
        ),
    ),
    ("program", (b"L\0\0\0\x01\x14\x02\0",)),  # a Windows shortcut
    (
        "other_archive",
        (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"PK\x07\x08"),
    ),
    ("rtf", (b"{\\rtf",)),
)
_MARKUP = (
    ("svg", re.compile(rb"<svg[\s>]", re.I)),
    (
        "web_page",
        re.compile(
            rb"<!doctype\s+html|<(?:html|head|body|script|iframe|table|meta|style)[\s>]|MIME-Version:", re.I
        ),
    ),
    ("program", re.compile(rb"\A(?:<\?php|<\?=|<%|@echo off|Set-ExecutionPolicy|powershell)", re.I)),
    ("xml", re.compile(rb"\A<\?xml", re.I)),
)


def kind_of(data: bytes, extension: str) -> str:
    """A code of rules.kinds, "zip" for every package not looked into yet, or "text" for plain text.

    Raises Unacceptable for empty content and for content that is never kept.
    """
    if not data:
        raise Unacceptable("empty")
    kind = _by_magic(data)
    if kind != "zip" and _zip_ends_here(data):
        raise Unacceptable("polyglot")
    if kind == "compound":
        return _compound_kind(data, extension)
    return kind or _text_kind(data)


def _by_magic(data: bytes) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    for code, magics in _REFUSED:
        if data.startswith(magics):
            raise Unacceptable(code)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if (
        data[:2] == b"BM"
        and len(data) > 26
        and data[14:18] in {b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"}
    ):
        return "bmp"
    if data[:2] == b"MZ" and len(data) > 64:
        raise Unacceptable("program")
    return "pdf" if data[:1024].lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-") else ""


def _zip_ends_here(data: bytes) -> bool:
    """Whether a reader of zip files would accept the end of this file as an archive."""
    start = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if start < 0 or len(data) - start < 22:
        return False
    (comment,) = struct.unpack_from("<H", data, start + 20)
    return start + 22 + comment == len(data)


def _compound_kind(data: bytes, extension: str) -> str:
    try:
        names = Compound(data).names()
    except (ValueError, struct.error) as error:
        raise Unacceptable("broken") from error
    if "EncryptedPackage" in names:
        raise Unacceptable("encrypted")
    for stream, kind, wps in (
        ("WordDocument", "doc", "wps"),
        ("Workbook", "xls", "et"),
        ("Book", "xls", "et"),
        ("PowerPoint Document", "ppt", "dps"),
    ):
        if stream in names:
            return wps if extension == wps else kind
    raise Unacceptable("unknown_type")


def _text_kind(data: bytes) -> str:
    head = data[:8192]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in {b"<", b"@", b"M", b"S", b"p", b"s"}:
        for code, pattern in _MARKUP:
            if code in {"program", "xml"} or head[:1] == b"<" or head[:5].lower() == b"mime-":
                found = pattern.search(head)
                if found:
                    raise Unacceptable(code)
    return "text"
