"""How a letter's number is spelled, e.g. 云自然资依申〔2026〕12号-告."""

from string import Formatter

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason

FIELDS = frozenset({"organ", "year", "serial", "mark"})
USUAL = "{organ}〔{year}〕{serial}号{mark}"
LONGEST = 80


def reasons_against_number_pattern(pattern: str) -> list[Reason]:
    """Why letters cannot be numbered so. `{organ}` is the short name; `{mark}` "-告" or what the text says."""
    try:
        parts = [part for part in Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        return [_wrong(_("花括号不成对。"))]
    names = [name for _text, name, _spec, _conversion in parts]
    if set(names) - FIELDS or any(spec or conversion for _text, _name, spec, conversion in parts):
        return [_wrong(_("只能使用 {organ}、{year}、{serial}、{mark}，不带格式。"))]
    if names.count("year") != 1 or names.count("serial") != 1 or len(names) != len(set(names)):
        return [_wrong(_("{year} 和 {serial} 必须各出现一次，其余至多一次。"))]
    if len(pattern) > LONGEST or pattern != pattern.strip() or not pattern.isprintable():
        return [_wrong(_("文号格式至多 80 字，首尾不留空格。"))]
    return []


def _wrong(text: str) -> Reason:
    return Reason("number_pattern", text, where="pattern")


def format_number(pattern: str, *, organ: str, year: int, serial: int, mark: str) -> str:
    """Spell one number. ValueError for an unusable pattern: a broken number is never printed."""
    if reasons_against_number_pattern(pattern):
        raise ValueError(f"unusable pattern of letter numbers: {pattern!r}")
    return pattern.format(organ=organ, year=year, serial=serial, mark=f"-{mark}" if mark else "")
