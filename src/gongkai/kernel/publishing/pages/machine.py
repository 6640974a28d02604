"""What machines read: Atom feeds, sitemaps, ledger heads."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree

from gongkai.kernel.publishing import facts
from gongkai.kernel.publishing.frame import Frame
from gongkai.kernel.publishing.models import Shelf, ShelfEntry
from gongkai.kernel.publishing.pages.lists import Place, place_of
from gongkai.kernel.publishing.rules import paths, shelves
from gongkai.kernel.publishing.tree import SiteFile

FEED = 20
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def feeds(frame: Frame, keys: Iterable[str]) -> Iterator[SiteFile]:
    """The Atom feeds of those of the lists that have one: the whole site and every column."""
    for key in keys:
        place = place_of(frame, key)
        if place and place.feed and (place.column is None or place.column.lists):
            yield SiteFile(place.feed, _feed(frame, place))


def _feed(frame: Frame, place: Place) -> bytes:
    lines = facts.newest(place.key, FEED)
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _text(feed, "id", frame.absolute(place.address))
    _text(feed, "title", f"{place.title} - {place.site.name}")
    _text(feed, "updated", _stamp(max((line.changed_at for line in lines), default=_EPOCH)))
    author = ElementTree.SubElement(feed, "author")
    _text(author, "name", place.site.name)
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": frame.absolute(quote(place.feed))})
    ElementTree.SubElement(feed, "link", {"rel": "alternate", "href": frame.absolute(place.address)})
    for line in lines:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", frame.absolute(line.address))
        _text(entry, "title", line.title)
        _text(entry, "published", _stamp(line.published_at))
        _text(entry, "updated", _stamp(line.changed_at))
        ElementTree.SubElement(entry, "link", {"href": frame.absolute(line.address)})
        _text(entry, "summary", line.abstract or line.title)
    return _document(feed)


def _text(parent: ElementTree.Element, name: str, value: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("", value)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _document(root: ElementTree.Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"


# --- sitemaps -----------------------------------------------------------------------------------------------


def everything() -> Shelf:
    """The list of all public records; an empty one before the first publication."""
    return Shelf.objects.filter(key=shelves.EVERYTHING).first() or Shelf(key=shelves.EVERYTHING)


def sitemap(frame: Frame, shelf: Shelf) -> SiteFile:
    """The index of sitemap parts. It changes only when a part begins."""
    root = ElementTree.Element("sitemapindex", {"xmlns": _SITEMAPS})
    for number in range(1, max(shelves.parts(shelf.last), 1) + 1):
        part = ElementTree.SubElement(root, "sitemap")
        _text(part, "loc", frame.absolute(paths.sitemap_part(number)))
    return SiteFile(paths.SITEMAP, _document(root))


def sitemap_part(frame: Frame, shelf: Shelf, number: int) -> SiteFile:
    """Addresses of the records at PART positions of the list of all records."""
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAPS})
    rows = (
        ShelfEntry.objects.filter(shelf_id=shelf.pk, position__range=shelves.bounds(number, shelves.PART))
        .filter(gone=False, record__publication__isnull=False)
        .order_by("position")
        .values_list("record__publication__address", "record__publication__changed_at")
    )
    for address, changed_at in rows:
        url = ElementTree.SubElement(root, "url")
        _text(url, "loc", frame.absolute(address))
        _text(url, "lastmod", _stamp(changed_at))
    return SiteFile(paths.sitemap_part(number), _document(root))


def ledger_heads(line: bytes) -> SiteFile:
    """The signed heads of the ledger chains, for anybody to keep: a tail cut off later then shows."""
    return SiteFile(paths.LEDGER_HEADS, line + b"\n")
