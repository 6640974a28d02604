"""Office Open XML (docx, xlsx, pptx): which of them it is, and a copy without its authors' traces."""

import posixpath
import re

from lxml import etree

from gongkai.foundation.files.reading import office_text
from gongkai.foundation.files.reading.containers import (
    Package,
    Rewriter,
    has_doctype,
    local,
    parse,
    serialise,
)
from gongkai.foundation.files.reading.images import strip_jpeg, strip_png
from gongkai.foundation.files.reading.office_marks import Pseudonyms, cleaner_of
from gongkai.foundation.files.reading.results import Reading, Unacceptable

_TYPES = "[Content_Types].xml"
_MAIN = {
    "wordprocessingml.document": "docx",
    "spreadsheetml.sheet": "xlsx",
    "presentationml.presentation": "pptx",
}
_XML = re.compile(r"\.(?:xml|rels|vml)$", re.I)
_DROPPED = re.compile(
    r"^(?:docProps/thumbnail\.\w+|docProps/custom\.xml|_xmlsignatures/.*|docMetadata/.*)$", re.I
)
_FORGOTTEN = ("/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", "/recipientData")
"""Kinds of relationship that name a path on somebody's computer."""

_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def kind_of(package: Package) -> str:
    """docx, xlsx or pptx by the type of the main part; empty when the zip is no office document.

    Raises Unacceptable for macro-enabled and binary workbooks.
    """
    if _TYPES not in package:
        return ""
    types = parse(package.read(_TYPES), _TYPES)
    declared = [element.get("ContentType", "") for element in types]
    if any("macroEnabled" in t or "vbaProject" in t for t in declared):
        raise Unacceptable("macro")
    for content_type in declared:
        for main, kind in _MAIN.items():
            if content_type.endswith(f"{main}.main+xml"):
                return kind
    return ""


def read(package: Package, data: bytes, kind: str) -> Reading:
    """Text, notes and the cleaned copy of an office document. Raises Unacceptable when parts are broken."""
    for name in package.names:
        if _XML.search(name) and has_doctype(package.read(name)):
            raise Unacceptable("external_entity", name)
    reading = Reading(kind)
    office_text.read(package, data, reading)
    reading.hidden += _properties(package)
    _note_objects(package, reading)
    reading.public = _cleaned(package)
    reading.note("author_removed")
    return reading


def _properties(package: Package) -> str:
    """Titles, keywords and own fields: not shown on a page, but looked through for marks."""
    parts = [name for name in package.names if name.startswith("docProps/") and name.endswith(".xml")]
    return "\n".join("\n".join(parse(package.read(name), name).itertext()) for name in parts)


def _note_objects(package: Package, reading: Reading) -> None:
    folders = {"/".join(name.split("/")[:2]) for name in package.names}
    if any(folder.endswith("/embeddings") for folder in folders):
        reading.note("embedded_objects")
    if "xl/externalLinks" in folders or "xl/connections.xml" in folders:
        reading.note("external_links")


def _cleaned(package: Package) -> bytes:
    """The package again, without dropped parts, every part that names a person cleaned."""
    dropped = {name for name in package.names if _DROPPED.match(name)}
    people = Pseudonyms()
    with Rewriter() as target:
        for name in package.names:
            if name not in dropped:
                content = _cleaned_part(name, package.read(name), dropped, people)
                target.add(name, content, stored=name.lower().endswith((".png", ".jpg", ".jpeg")))
        return target.finish()


def _cleaned_part(name: str, data: bytes, dropped: set[str], people: Pseudonyms) -> bytes:
    lowered = name.lower()
    if lowered == "docprops/core.xml":
        return _CORE
    if lowered == "docprops/app.xml":
        return _APP
    if name == _TYPES:
        return _without_overrides(data, dropped)
    if lowered.endswith(".rels"):
        return _without_relations(name, data, dropped)
    if "/media/" in lowered:
        return _cleaned_picture(lowered, data)
    clean = cleaner_of(name)
    if clean is None:
        return data
    root = parse(data, name)
    clean(root, people)
    return serialise(root)


def _without_overrides(data: bytes, dropped: set[str]) -> bytes:
    root = parse(data, _TYPES)
    for element in list(root):
        if element.get("PartName", "").lstrip("/") in dropped:
            root.remove(element)
    return serialise(root)


def _without_relations(name: str, data: bytes, dropped: set[str]) -> bytes:
    root = parse(data, name)
    base = posixpath.dirname(posixpath.dirname(name))
    for element in list(root):
        if local(element) == "Relationship" and _is_forgotten(element, base, dropped):
            root.remove(element)
    return serialise(root)


def _is_forgotten(relation: etree._Element, base: str, dropped: set[str]) -> bool:
    target = relation.get("Target", "")
    inside = (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
    )
    return inside in dropped or relation.get("Type", "").endswith((*_FORGOTTEN, "/digital-signature/origin"))


def _cleaned_picture(name: str, data: bytes) -> bytes:
    try:
        if name.endswith((".jpg", ".jpeg")):
            return strip_jpeg(data)
        return strip_png(data) if name.endswith(".png") else data
    except (ValueError, IndexError):
        return data  # wrongly named or cut: the office program shows what it can
