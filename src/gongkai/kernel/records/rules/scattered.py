"""Numbers that do not stand in one piece: a digit in each cell, groups with dots or tabs, two glued together.

Folded text only (`folding.fold`). What has no check sign of its own is found in the plainest shapes alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.foundation.common.id_numbers import is_date, resident_id_is_valid
from gongkai.kernel.records.rules.cards import has_check_digit, is_bank_number


class Piece(NamedTuple):
    """`kind` as in personal_data.Kind; `value` without what stood between."""

    kind: str
    start: int
    end: int
    value: str


_CELL = r" ?[\t|] ?"
_CELLS = re.compile(rf"(?<![0-9A-Za-z])[0-9](?:{_CELL}[0-9]){{9,}}(?:{_CELL}[0-9Xx])(?![0-9A-Za-z])")
_APART = re.compile(
    r"(?<![0-9])([0-9]{6})( ?[.·•・|/_,，、\t] ?)([0-9]{8})( ?[.·•・|/_,，、\t] ?)([0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
_LONG = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[0-9Xx]){28,120}(?![0-9A-Za-z])")
_PARENTHESES = re.compile(
    r"\((1[3-9][0-9])\)[ -]?([0-9]{4}[ -]?[0-9]{4})(?![0-9]|\s?(?:\.[0-9]|号(?!码)|元))"
)
_TELEPHONE = re.compile(r"电话|手机|联系方式")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def scattered(text: str) -> Iterator[Piece]:
    """All of them, in no order; pieces of one number may be found in another way too."""
    for run in _CELLS.finditer(text):
        yield from _in_cells(text, run)
    for match in _APART.finditer(text):
        value = match[1] + match[3] + match[5]
        if match[2].strip(" ") == match[4].strip(" ") and resident_id_is_valid(value):
            yield Piece("resident_id", *match.span(), value.upper())
    for run in _LONG.finditer(text):
        yield from _glued(run)
    for match in _PARENTHESES.finditer(text):
        digits = re.sub(r"[ -]", "", match[2])
        if not is_date(digits):  # (131)20240506: a number of a list and a day
            yield Piece("mobile", *match.span(), match[1] + digits)


def _in_cells(text: str, run: re.Match[str]) -> Iterator[Piece]:
    """A digit in each cell of a row; beside the number there may be other cells. A mobile number, which has no check
    digit, only below or beside a word for it: a row of small figures looks the same.
    """
    places = [i for i in range(*run.span()) if text[i].isalnum()]
    signs = "".join(text[i] for i in places)
    for first in range(len(signs) - 17):
        value = signs[first : first + 18]
        if resident_id_is_valid(value):
            yield Piece("resident_id", places[first], places[first + 17] + 1, value.upper())
            return
    for value in (signs, signs[1:]):
        start = places[len(signs) - len(value)]
        if 16 <= len(value) <= 19 and value.isdigit() and has_check_digit(value) and is_bank_number(value):
            yield Piece("bank_card", start, run.end(), value)
            return
        if _MOBILE.fullmatch(value) and _TELEPHONE.search(text[max(0, start - 200) : start]):
            yield Piece("mobile", start, run.end(), value)
            return


def _glued(run: re.Match[str]) -> Iterator[Piece]:
    """Identity and mobile numbers one right behind the other, at least one with its check sign; else a long code."""
    signs, at, found = run[0], 0, []
    while at < len(signs):
        kind, length = _begins(signs[at:])
        if not kind:
            return
        found.append(
            Piece(kind, run.start() + at, run.start() + at + length, signs[at : at + length].upper())
        )
        at += length
    if any(piece.kind == "resident_id" for piece in found):
        yield from found


def _begins(signs: str) -> tuple[str, int]:
    if resident_id_is_valid(signs[:18]):
        return "resident_id", 18
    return ("mobile", 11) if _MOBILE.match(signs) else ("", 0)
