"""From the text of a page to the words that are proof-read: traditional characters, pinyin notes, damaged headings."""

import re

from opencc import OpenCC

from gongkai.oversight.reporting.reading.matching import simplified
from gongkai.oversight.reporting.rules.numerals import narrow
from gongkai.oversight.reporting.rules.words import Words

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_NOTE = rf"(?<=[\u4e00-\u9fff])[(（?](?=[^)）]{{0,8}}[{_TONES}])[a-zü{_TONES}]{{1,8}}[)）]"
_NUMERALS = "一二三四五六七八九十"


def _shifted(numeral: str) -> str:
    """（一） whose first byte was lost, as its bytes read when every pair is taken one too late: 。ㄒ唬.

    Pairs that are no character came out as signs for private use, or not at all.
    """
    data = f"\u3000（{numeral}）".encode("gb18030")[1:]
    signs = data[:-1].decode("gb18030", "ignore")
    lost = [sign for sign in signs if "\ue000" <= sign <= "\uf8ff"]
    certain = len(signs) - len(lost) > 1  # more than the 。 that is left of every one of them
    return "".join(re.escape(sign) + ("?" if certain and sign in lost else "") for sign in signs)


_DAMAGED = "|".join(rf"(?P<n{i}>\?{_shifted(one)})" for i, one in enumerate(_NUMERALS))
_UNKNOWN = r"(?P<lost>\?。(?=[\u3100-\u312f\u2500-\u257f﹪ǘ┫┲┳]))"
_SPECIAL = re.compile(f"(?P<note>{_NOTE})|{_DAMAGED}|{_UNKNOWN}")


def words_of(text: str) -> Words:
    """Every digit stays what it was; of a damaged heading only its number is made good, where it is certain."""
    signs, places, damaged = _signs(text)
    return Words(narrow(_simplified("".join(signs))), tuple(places), tuple(damaged))


def mended(text: str) -> str:
    """The same words with the signs that they were written in: full-width commas stay."""
    return _simplified("".join(_signs(text)[0]))


def _signs(text: str) -> tuple[list[str], list[int], list[int]]:
    """What is kept, the place of each, and where a heading was damaged."""
    signs: list[str] = []
    places: list[int] = []
    damaged: list[int] = []
    at = 0
    for found in _SPECIAL.finditer(text):
        _take(text[at : found.start()], at, signs, places)
        if not found["note"]:
            damaged.append(len(signs))
            _take(_made_good(found), found.start(), signs, places, still=True)
        at = found.end()
    _take(text[at:], at, signs, places)
    return signs, places, damaged


def _take(part: str, start: int, signs: list[str], places: list[int], *, still: bool = False) -> None:
    signs.extend(part)
    places.extend(start + (0 if still else i) for i in range(len(part)))


def _made_good(found: re.Match[str]) -> str:
    numeral = next((one for i, one in enumerate(_NUMERALS) if found[f"n{i}"]), "□")
    return f"({numeral})"


def _simplified(text: str) -> str:
    """Character by character where a line would change its length: places must stay true."""
    convert = simplified()
    whole = convert.convert(text)
    if len(whole) == len(text):
        return whole
    return "\n".join(_line(convert, line) for line in text.split("\n"))


def _line(convert: OpenCC, line: str) -> str:
    whole = convert.convert(line)
    if len(whole) == len(line):
        return whole
    single = (convert.convert(sign) for sign in line)
    return "".join(new if len(new) == 1 else old for new, old in zip(single, line, strict=True))
