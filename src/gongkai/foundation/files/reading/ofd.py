"""OFD (GB/T 33190): the words of its pages, and a copy without author and creator."""

import posixpath
from collections.abc import Iterator

from lxml import etree

from gongkai.foundation.files.reading.containers import (
    Package,
    Rewriter,
    has_doctype,
    local,
    parse,
    serialise,
)
from gongkai.foundation.files.reading.results import Reading, Unacceptable

ROOT = "OFD.xml"
_PERSONAL = frozenset({"Author", "Creator", "CreatorVersion", "CustomDatas", "Keywords"})
_LEAK = frozenset({"Author", "CustomDatas"})


def read(package: Package) -> Reading:
    """Raises Unacceptable when the document root or a page it names is missing or broken."""
    for name in package.names:
        if name.lower().endswith(".xml") and has_doctype(package.read(name)):
            raise Unacceptable("external_entity", name)
    reading, root = Reading("ofd"), parse(package.read(ROOT), ROOT)
    reading.hidden = "\n".join(root.itertext())
    pages = ["\n".join(_lines(parse(_member(package, name), name))) for name in _pages(package, root)]
    reading.found("\n".join(pages))
    _note_inside(package, reading)
    _publish(package, root, reading)
    return reading


def _publish(package: Package, root: etree._Element, reading: Reading) -> None:
    """A seal is drawn from its signature and breaks with any change; so a sealed document stays as it is."""
    leaks = [
        element for element in root.iter("{*}DocInfo") for element in element if local(element) in _PERSONAL
    ]
    annotated = [name for name in package.names if _is_annotation(name) and b"Creator=" in package.read(name)]
    if "signed" in reading.notes:
        if annotated or any(local(element) in _LEAK for element in leaks):
            reading.keep_original("signed")
        return
    for element in leaks:
        element.getparent().remove(element)
    with Rewriter() as target:
        for name in package.names:
            target.add(name, _cleaned(name, package.read(name), root, annotated))
        reading.public = target.finish()
    reading.note("author_removed")


def _cleaned(name: str, data: bytes, root: etree._Element, annotated: list[str]) -> bytes:
    if name == ROOT:
        return serialise(root)
    if name not in annotated:
        return data
    annotations = parse(data, name)
    for element in annotations.iter(etree.Element):
        if element.get("Creator"):
            element.set("Creator", "作者")
    return serialise(annotations)


def _is_annotation(name: str) -> bool:
    return name.endswith(".xml") and "annot" in name.lower()


def _note_inside(package: Package, reading: Reading) -> None:
    names = [name.lower() for name in package.names]
    if any(name.endswith("signature.xml") for name in names):
        reading.note("signed")
    if any(
        "/attachs/" in name or "/attachments/" in name or name.endswith("attachments.xml") for name in names
    ):
        reading.note("embedded_objects")
    if any(_is_annotation(name) for name in names):
        reading.note("comments")


def _member(package: Package, name: str) -> bytes:
    if name not in package:
        raise Unacceptable("broken", name)
    return package.read(name)


def _pages(package: Package, root: etree._Element) -> Iterator[str]:
    """Paths of page contents in the order of each document."""
    documents = [element.text.strip() for element in root.iter("{*}DocRoot") if element.text]
    if not documents:
        raise Unacceptable("broken", ROOT)
    for path in documents:
        path = path.lstrip("/")
        document = parse(_member(package, path), path)
        for page in document.iter("{*}Page"):
            location = page.get("BaseLoc", "")
            inside = (
                location.lstrip("/")
                if location.startswith("/")
                else posixpath.join(posixpath.dirname(path), location)
            )
            yield posixpath.normpath(inside)


def _lines(page: etree._Element) -> Iterator[str]:
    """Text objects that stand at the same height are one line: producers cut lines into single words."""
    line, height = [], None
    for element in page.iter("{*}TextObject"):
        text = "".join(code.text or "" for code in element.iter("{*}TextCode"))
        boundary = element.get("Boundary", "").split()
        here = boundary[1] if len(boundary) > 1 else None
        if line and (here is None or here != height):
            yield "".join(line)
            line = []
        line.append(text)
        height = here
    if line:
        yield "".join(line)
