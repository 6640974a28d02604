"""Zip packages of every kind: looked over first, unpacked within bounds, rewritten alike."""

import re
import stat
import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from gongkai.foundation.files.reading import limits
from gongkai.foundation.files.reading.results import Unacceptable

_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, ValueError)
_DRIVE = re.compile(r"^[A-Za-z]:")
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Package:
    """A zip whose directory is sound. `names` are safe, readable and unique; folders are left out."""

    def __init__(self, data: bytes, most: int):
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BAD_ZIP as error:
            raise Unacceptable("broken") from error
        entries = self._zip.infolist()
        if len(entries) > most:
            raise Unacceptable("zip_entries", limit=most)
        self._infos, self._seen = {}, set()
        self._beside = [_decoded(self._zip.comment)]
        for info in entries:
            self._admit(info)
        if sum(info.file_size for info in self._infos.values()) > limits.UNPACKED:
            raise Unacceptable("zip_bomb")

    @property
    def beside(self) -> str:
        """Names of folders, and remarks on the archive and its members: not kept in a copy, but looked through."""
        return "\n".join(filter(None, self._beside))

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def size(self, name: str) -> int:
        return self._infos[name].file_size

    def read(self, name: str) -> bytes:
        """The content of a member, never more than its entry declared; its checksum has to hold."""
        info = self._infos[name]
        try:
            with self._zip.open(info) as member:
                return member.read(info.file_size)
        except (*_BAD_ZIP, RuntimeError) as error:
            raise Unacceptable("broken", name) from error

    def _admit(self, info: zipfile.ZipInfo) -> None:
        name = _readable_name(info)
        if _is_unsafe(name) or stat.S_ISLNK(info.external_attr >> 16):
            raise Unacceptable("zip_path", name[:80])
        if info.flag_bits & 0x41:  # encrypted, strongly encrypted
            raise Unacceptable("encrypted", name)
        self._beside.append(_decoded(info.comment))
        if name.endswith("/"):
            self._beside.append(name)
            return
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unacceptable("zip_method", name)
        if info.file_size > limits.RATIO_FROM and info.file_size > limits.RATIO * max(info.compress_size, 1):
            raise Unacceptable("zip_bomb", name)
        if name.casefold() in self._seen:
            raise Unacceptable("zip_duplicate", name)
        self._seen.add(name.casefold())
        self._infos[name] = info


def _readable_name(info: zipfile.ZipInfo) -> str:
    """Without the UTF-8 flag the name is in the packer's own code page: here UTF-8 or GB 18030."""
    raw_name = info.orig_filename
    if info.flag_bits & 0x800:
        return raw_name
    return _decoded(raw_name.encode("cp437", "replace")) or raw_name


def _decoded(raw: bytes) -> str:
    """As UTF-8 or GB 18030; empty when it is neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _is_unsafe(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return (
        not name
        or name.startswith(("/", "\\"))
        or _DRIVE.match(name) is not None
        or ".." in parts
        or any(ord(c) < 32 or c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068" for c in name)
        or len(name) > 500
    )


class Rewriter:
    """Writes a package, the same bytes for the same content: fixed dates, no comments, no extra fields."""

    def __init__(self):
        self._buffer = BytesIO()
        self._zip = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> "Rewriter":
        return self

    def __exit__(self, *_error) -> None:
        self._zip.close()

    def add(self, name: str, data: bytes, *, stored: bool = False) -> None:
        info = zipfile.ZipInfo(name, _EPOCH)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.create_system, info.external_attr = 0, 0
        self._zip.writestr(info, data)

    def finish(self) -> bytes:
        self._zip.close()
        return self._buffer.getvalue()


def parse(data: bytes, where: str = "") -> etree._Element:
    """Parse XML of a stranger: no entities, no network, no document type, no huge trees."""
    if len(data) > limits.XML_PART:
        raise Unacceptable("too_complex", where)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        code = "external_entity" if has_doctype(data) else "broken"
        raise Unacceptable(code, where) from error
    if root.getroottree().docinfo.doctype:
        raise Unacceptable("external_entity", where)
    return root


def has_doctype(data: bytes) -> bool:
    """Whether an XML part declares a document type; office formats never do (ECMA-376 part 2, 8.1.4)."""
    head = data[:65_536]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in head[:4]:
        head = head.replace(b"\0", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def serialise(root: etree._Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: etree._Element) -> str:
    """The name without its namespace; empty for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
