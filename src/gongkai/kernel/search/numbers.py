"""Document numbers and index numbers in the many ways they are typed, each as one key.

湘政办函〔2017〕44号, 湘政办函[2017]44号, 湘政办函（2017）第044号 ... -> `湘政办函|2017|44`
国土资源部令第四十二号 -> `国土资源部令||42`
430S00/2021-00012 -> `430s00/2021-12`
"""

import re

from gongkai.kernel.search.analysis import norm

_OPEN, _CLOSE = r"[\[〔【(〈《<﹝〖「]", r"[\]〕】)〉》>﹞〗」]"
_HAN = r"[\u3400-\u9fff]"
_NUMERALS = "〇零一二三四五六七八九十百千两"
_SERIAL = rf"(?:第|字第|字)?\s*(?P<serial>\d{{1,7}}|[{_NUMERALS}]{{1,9}})\s*号"
_BRACKETED = re.compile(
    rf"(?P<issuer>{_HAN}(?:{_HAN}|\s|{_OPEN}{_HAN}{{1,4}}{_CLOSE}){{0,30}}?)\s*"
    rf"{_OPEN}\s*(?P<year>\d{{4}})\s*年?\s*{_CLOSE}\s*{_SERIAL}"
)
_ORDER = re.compile(
    rf"(?P<issuer>{_HAN}{{1,30}}?令)\s*(?:{_OPEN}\s*(?P<year>\d{{4}})\s*{_CLOSE})?\s*{_SERIAL}"
)
_INDEX = re.compile(r"(?<![0-9a-z-])([0-9a-z][0-9a-z-]{3,19})\s*/\s*(\d{4})\s*-\s*(\d{1,7})(?![0-9a-z])")
_NOT_IN_ISSUER = re.compile(rf"\s|{_OPEN}|{_CLOSE}")
LONGEST_ISSUER = 16


def docno_key(text: str) -> str:
    """The key of a record's own document number; empty when the text is not one."""
    keys = docno_candidates(text)
    return keys[0] if keys else ""


def docno_candidates(text: str) -> list[str]:
    """Keys that a query may mean, the longest issuer code first.

    In 关于湘政办函〔2017〕44号 nothing marks where the issuer code begins, so every suffix is a candidate;
    the first that belongs to a known document is the one meant.
    """
    normed = norm(text)
    found = _BRACKETED.search(normed) or _ORDER.search(normed)
    if not found:
        return []
    issuer = _NOT_IN_ISSUER.sub("", found["issuer"])[-LONGEST_ISSUER:]
    tail = f"|{found['year'] or ''}|{_number(found['serial'])}"
    return [issuer[start:] + tail for start in range(len(issuer))]


def index_number_key(text: str) -> str:
    """The key of the index number in the text, or empty. The width of the serial does not matter."""
    found = _INDEX.search(norm(text))
    return f"{found[1]}/{found[2]}-{int(found[3])}" if found else ""


def _number(serial: str) -> int:
    if serial.isdigit() and serial.isascii():
        return int(serial)
    return _from_numerals(serial)


def _from_numerals(numerals: str) -> int:
    """七百一十一 -> 711, 二〇一 -> 201."""
    units = {"十": 10, "百": 100, "千": 1000}
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    if not any(char in units for char in numerals):
        return int("".join(str(digits[char]) for char in numerals))
    total, digit = 0, 0
    for char in numerals:
        if char in units:
            total += (digit or 1) * units[char]
            digit = 0
        else:
            digit = digits[char]
    return total + digit
