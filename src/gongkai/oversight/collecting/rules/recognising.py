"""Whose report a file is: by what its title says, else by the name of the file. Exact first, then without spaces,
width, traditional characters and the names of upper regions; what fits two organs is asked, never guessed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from gongkai.oversight.reporting.rules.numerals import narrow

_REGION = re.compile(r"(?:省|市|州|盟|区|县|旗|自治区)$")
_TAIL = re.compile(r"(?:[(（]本级[)）]|[(（]机关[)）]|本级)$")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
SHORTEST = 4
"""Signs that a name must have to be looked for inside other words."""


@dataclass(frozen=True, slots=True)
class Known:
    """An organ with every name that it has or had."""

    organ: int
    code: str
    names: tuple[str, ...]


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


def bare(said: str) -> str:
    """Words to compare: simplified, narrow, without signs, spaces and what stands behind a name."""
    words = re.sub(r"[\s\u3000·•,，。:：]+", "", narrow(_simplified().convert(said)))
    return _TAIL.sub("", words)


def is_called(said: str, one: Known) -> bool:
    """Whether the words name this organ: its code or a name, upper regions before it or left out."""
    if said.strip() == one.code:
        return True
    words = bare(said)
    return bool(words) and any(_same(words, bare(name)) for name in one.names)


def _same(words: str, name: str) -> bool:
    if words == name:
        return True
    longer, shorter = (words, name) if len(words) > len(name) else (name, words)
    if len(shorter) < SHORTEST or not longer.endswith(shorter):
        return False
    return _REGION.search(longer[: -len(shorter)]) is not None


def contradicts(said: str, told: Known, others: Iterable[Known]) -> bool:
    """Whether what a file says of its organ is another one than was told. Nothing said contradicts nothing."""
    if not said.strip():
        return False
    if _exact(said, told):
        return False
    if any(_exact(said, one) for one in others if one.organ != told.organ):
        return True
    return not is_called(said, told)


def _exact(said: str, one: Known) -> bool:
    return said.strip() == one.code or bare(said) in {bare(name) for name in one.names}


def recognised(said: str, file_name: str, among: list[Known]) -> list[int]:
    """Ids of the organs that the file may be about: one when it is plain, several or none when it must be asked."""
    steps = (
        [one.organ for one in among if said and _exact(said, one)],
        [one.organ for one in among if said and is_called(said, one)],
        [one.organ for one in among if not said and _in_name(file_name, one)],
    )
    return next((found for found in steps if found), [])


def _in_name(file_name: str, one: Known) -> bool:
    """A code standing alone, or a name of some length, in the name of the file."""
    if re.search(rf"(?<![0-9A-Za-z]){re.escape(one.code)}(?![0-9A-Za-z])", file_name):
        return True
    words = bare(file_name)
    return any(len(bare(name)) >= SHORTEST and bare(name) in words for name in one.names)


def year_in(file_name: str) -> int | None:
    """The one year that the name of a file tells; None when it tells none or two."""
    found = set(_YEAR.findall(narrow(file_name)))
    return int(found.pop()) if len(found) == 1 else None
