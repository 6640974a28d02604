"""How an index number (索引号) is spelled and read. Pure.

Seen in use: 430S00/2021-999634, 430S00001/2018-00014, 000014349/2017-00110, 11441700007280420Y/2021-00050.
So neither the width of the serial nor the kind of organ code is fixed; a real site also printed
".../2020-None", which is refused.
"""

import re
from dataclasses import dataclass
from string import Formatter

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason

INDEX_NUMBER = re.compile(r"([0-9A-Z-]{6,20})/([0-9]{4})-([0-9]{1,7})", re.ASCII)
FIELDS = ("organ", "year", "serial")
SERIAL_FORMAT = re.compile(r"0?[1-7]?d?", re.ASCII)
WIDEST = 7
"""Digits of the longest serial."""
LEAP = 10_000
"""How far a number taken over from elsewhere may lie above the last one given in the running year. Beyond that it
is more likely a slip, and a counter is never set back."""
SAMPLE = {"organ": "430S00", "year": 2026, "serial": 7}


@dataclass(frozen=True, slots=True)
class IndexNumber:
    """The parts of an index number. `year` is the year of registration, not of publication."""

    organ: str
    year: int
    serial: int


def parse_index_number(text: str) -> IndexNumber:
    """The parts of an index number as written. ValueError when it is not one (also for "None" or serial
    0)."""
    found = INDEX_NUMBER.fullmatch(text)
    if found is None or int(found[3]) == 0:
        raise ValueError(f"not an index number: {text!r}")
    return IndexNumber(found[1], int(found[2]), int(found[3]))


def spellings(number: IndexNumber) -> list[str]:
    """All ways to write it: 2024-1 and 2024-00001 are one number of one series."""
    written = {f"{number.serial:0{width}d}" for width in range(1, WIDEST + 1)}
    return sorted(f"{number.organ}/{number.year}-{serial}" for serial in written)


def reasons_against_taking_over(number: IndexNumber, *, last: int, this_year: int) -> list[Reason]:
    """Why a number of the organ's own series cannot be taken over. `last`: the last serial given in its year."""
    if number.year > this_year:
        text = _("索引号的年份 %(year)d 还没有到，请核对。") % {"year": number.year}
        return [Reason("index_number_ahead", text, "", "index_number")]
    if number.year == this_year and number.serial > last + LEAP:
        text = _(
            "索引号 %(serial)d 远超本机关今年的末号 %(last)d，导入后今年的编号只能从它之后继续。请核对；确实如此的，请留空以由平台编号。"
        )
        said = text % {"serial": number.serial, "last": last}
        return [Reason("index_number_leaps", said, "", "index_number")]
    return []


def format_index_number(pattern: str, *, organ: str, year: int, serial: int) -> str:
    """Spell an index number by the pattern of its organ, e.g. "{organ}/{year}-{serial:05d}".

    ValueError when the pattern or a value is unusable, so that a broken number can never be printed.
    """
    if _faulty_field(pattern):
        raise ValueError(f"unusable pattern of index numbers: {pattern!r}")
    if type(year) is not int or type(serial) is not int:
        raise ValueError(f"year and serial are whole numbers, not {year!r} and {serial!r}")
    text = pattern.format(organ=organ, year=year, serial=serial)
    parts = parse_index_number(text)
    if (parts.year, parts.serial) != (year, serial):
        raise ValueError(f"pattern {pattern!r} does not keep year and serial")
    return text


def prefix_of(pattern: str, *, organ: str) -> str:
    """What all numbers of an organ begin with. Two organs with the same would one day give the same number."""
    number = format_index_number(pattern, **(SAMPLE | {"organ": organ}))
    return parse_index_number(number).organ


def reasons_against_pattern(pattern: str) -> list[Reason]:
    """Why an organ cannot number by this pattern. To be asked before an organ is saved."""
    fault = _faulty_field(pattern)
    if fault:
        return [Reason("pattern_field", fault, where="index_pattern")]
    try:
        format_index_number(pattern, **SAMPLE)
    except ValueError:
        text = _("按此格式编出的索引号不合规范，应形如“430S00/2026-00007”。")
        return [Reason("pattern_result", text, where="index_pattern")]
    return []


def _faulty_field(pattern: str) -> str:
    """What is wrong with the braces of a pattern; "" when nothing is. Never formats: a pattern is foreign
    text."""
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        return _("花括号不成对。")
    named = [(name, spec or "", conversion) for _text, name, spec, conversion in parts if name is not None]
    names = [name for name, _spec, _conversion in named]
    if any(name not in FIELDS for name in names) or any(conversion for *_rest, conversion in named):
        return _("只能使用 {organ}、{year}、{serial} 三个占位符。")
    if names.count("year") != 1 or names.count("serial") != 1 or names.count("organ") > 1:
        return _("{year} 和 {serial} 必须各出现一次，{organ} 至多一次。")
    for name, spec, _conversion in named:
        if not (SERIAL_FORMAT.fullmatch(spec) if name == "serial" else spec == ""):
            return _("只有 {serial} 可以规定位数，如 {serial:05d}，至多七位。")
    return ""
