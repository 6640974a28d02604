"""Where office documents keep the names of people, and how each place is emptied."""

import re
from collections.abc import Callable

from lxml import etree

from gongkai.foundation.files.reading.containers import local

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RUBBED_OUT = frozenset(
    {"rsids", "attachedTemplate", "mailMerge", "presenceInfo", "documentProtection", "writeProtection"}
)
_BEFORE_COLON = re.compile(r"([^:：]*)([:：]?)(.*)", re.S)

Cleaner = Callable[[etree._Element, "Pseudonyms"], None]


class Pseudonyms:
    """The same invented name for the same person all through a document, so that threads stay readable."""

    def __init__(self):
        self._names: dict[str, str] = {}

    def of(self, name: str) -> str:
        return self._names.setdefault(name, f"作者{len(self._names) + 1}")

    def known(self, name: str) -> bool:
        return name in self._names


def cleaner_of(part: str) -> Cleaner | None:
    """What empties a part of this path; None for a part that names nobody."""
    for pattern, cleaner in _CLEANERS:
        if pattern.match(part):
            return cleaner
    return None


def _word(root: etree._Element, people: Pseudonyms) -> None:
    """Authors and dates of changes and comments, editing-session ids, template and mail-merge paths."""
    for element in list(root.iter(etree.Element)):
        if local(element) in _RUBBED_OUT and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        for attribute in list(element.attrib):
            _word_attribute(element, attribute, people)


def _word_attribute(element: etree._Element, attribute: str, people: Pseudonyms) -> None:
    name = etree.QName(attribute).localname
    if name == "author":
        element.set(attribute, people.of(element.get(attribute)))
        element.attrib.pop(f"{_W}date", None)
    elif name == "initials":
        element.set(attribute, "")
    elif name.startswith("rsid") or name == "dateUtc":
        element.attrib.pop(attribute, None)


def _sheet_comments(root: etree._Element, people: Pseudonyms) -> None:
    """The list of authors, and the author's name that Excel writes as the first words of a note."""
    for element in root.iter(etree.Element):
        if local(element) == "author" and element.text:
            element.text = people.of(element.text)
    for element in root.iter(etree.Element):
        if local(element) == "t" and element.text:
            name, colon, rest = _BEFORE_COLON.match(element.text).groups()
            if people.known(name.strip()):
                element.text = f"{people.of(name.strip())}{colon}{rest}"


def _workbook(root: etree._Element, people: Pseudonyms) -> None:
    """Who reserved the workbook, and the folder it was last saved in."""
    for element in list(root.iter(etree.Element)):
        if local(element) in {"fileSharing", "absPath"} and element.getparent() is not None:
            element.getparent().remove(element)


def _people_list(root: etree._Element, people: Pseudonyms) -> None:
    """Excel's persons, PowerPoint's authors, users of a shared workbook: names, initials, accounts."""
    for element in root.iter(etree.Element):
        for name in ("displayName", "name", "userName"):
            if element.get(name):
                element.set(name, people.of(element.get(name)))
        if element.get("initials"):
            element.set("initials", "")
        for name in ("userId", "providerId"):
            if element.get(name):
                element.set(name, "None" if name == "providerId" else people.of(element.get(name)))


_CLEANERS = (
    (re.compile(r"^word/(?!theme|fontTable|webSettings)[^/]+\.xml$"), _word),
    (re.compile(r"^xl/comments[^/]*\.xml$|^xl/comments/[^/]+\.xml$"), _sheet_comments),
    (re.compile(r"^xl/workbook\.xml$"), _workbook),
    (re.compile(r"^xl/persons/[^/]+\.xml$|^xl/revisions/(?:userNames|revisionHeaders)\.xml$"), _people_list),
    (re.compile(r"^ppt/(?:commentAuthors|authors)\.xml$"), _people_list),
)
