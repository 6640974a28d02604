"""A number as it stands in a cell of somebody's table: read exactly, or refused; never guessed."""

import re
from decimal import Decimal

from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value

_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " "}
_NONE = frozenset({"/", "\\", "-", "--", "—", "——", "–", "无", "不适用", "不涉及"})
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_UNIT = re.compile(r"\s*(?:件|项|个|条|宗|起|万元|次|人次|人)$")


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as plain ones, and nothing else.

    Unicode's own compatibility forms would make numbers of list marks: ⒅ becomes 18, ⒐ becomes 9, 5② becomes 52.
    """
    return text.translate(_NARROW)


class Unreadable(ValueError):
    """The cell holds something that is neither a number nor one of the ways to say none."""


def read_value(text: str) -> Value:
    """Number, BLANK or NOT_APPLICABLE. Full-width digits, thousands separators, a unit behind the number are read.

    Unreadable for anything else: two numbers in one cell, `1,23`, letters, damaged signs.
    """
    said = narrow(text).strip().strip("\u200b\ufeff").strip()
    if not said:
        return BLANK
    if said in _NONE:
        return NOT_APPLICABLE
    said = _UNIT.sub("", said.replace("−", "-")).replace(" ", "") if _one_number(said) else said
    if _PLAIN.fullmatch(said):
        return Decimal(said)
    if _GROUPED.fullmatch(said):
        return Decimal(said.replace(",", ""))
    raise Unreadable(text.strip())


def _one_number(text: str) -> bool:
    """Spaces stand inside a number only as separators of thousands: `1 234` is one, `1 2` are two."""
    digits = _UNIT.sub("", text)
    return (
        " " not in digits or re.fullmatch(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?", digits, re.ASCII) is not None
    )
