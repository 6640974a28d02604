"""What may be shown of personal data without an act: enough to recognise, not enough to use (GB/T 35273 个人信息的展示限制).

Every mask is of text already normalised by `normalised`; none gives the whole of a value back.
"""

import re
import unicodedata
from collections.abc import Callable

STAR = "*"
HIDDEN = STAR * 4
_COMPOUND = [
    "欧阳",
    "太史",
    "端木",
    "上官",
    "司马",
    "东方",
    "独孤",
    "南宫",
    "万俟",
    "闻人",
    "夏侯",
    "诸葛",
    "尉迟",
    "公羊",
    "赫连",
    "澹台",
    "皇甫",
    "宗政",
    "濮阳",
    "公冶",
    "太叔",
    "申屠",
    "公孙",
    "慕容",
    "仲孙",
    "钟离",
    "长孙",
    "宇文",
    "司徒",
    "鲜于",
    "司空",
    "令狐",
]
_PLACE = re.compile(
    r"(?:[^\s]{2,8}?(?:省|自治区|特别行政区))?(?:[^\s]{2,10}?(?:市|自治州|州|盟|地区))?(?:[^\s]{1,10}?(?:自治县|县|区|旗|市))?"
)
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})")
_SEPARATORS = re.compile(r"[\s\-‐–—_.·]+")


def starred(signs: str, head: int, tail: int) -> str:
    """The text with all but its first and last signs starred; its length stays.

    >>> starred("430112199001011234", 3, 4)
    '430***********1234'
    """
    if len(signs) <= head + tail:
        return STAR * len(signs)
    return signs[:head] + STAR * (len(signs) - head - tail) + signs[len(signs) - tail :]


def normalised(kind: str, text: str) -> str:
    """One spelling of a value, for masks and for equality: half width, no blanks or hyphens where they say nothing.

    >>> normalised("mobile", "+86 １３８-0000-1234")
    '13800001234'
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if kind in {"resident_id", "document", "bank_card"}:
        return _SEPARATORS.sub("", text).upper()
    if kind == "mobile":
        digits = _SEPARATORS.sub("", text).removeprefix("+86").removeprefix("0086")
        return digits.removeprefix("86") if len(digits) == 13 else digits
    if kind == "email":
        return text.casefold()
    return text


def mask(kind: str, text: str) -> str:
    """The mask of a value of this kind. KeyError for a kind that has none."""
    masker = MASKS[kind]
    text = normalised(kind, text)
    return masker(text) if text else ""


def _name(text: str) -> str:
    """张*, 张**, 欧阳**; a name of several parts keeps the first sign of its first part only."""
    parts = re.split(r"([·•\s])", text)
    if len(parts) > 1:
        hidden = [p if re.fullmatch(r"[·•\s]", p) else STAR * min(len(p), 4) for p in parts]
        return text[0] + (hidden[0][1:] + "".join(hidden[1:]))
    if not re.match(r"[\u3400-\u9fff]", text):
        return text[0] + STAR * 3
    head = 2 if text[:2] in _COMPOUND and len(text) > 2 else 1
    return text[:head] + STAR * max(len(text) - head, 1)


def _resident_id(text: str) -> str:
    return starred(text, 3, 4) if len(text) in (15, 18) else _document(text)


def _document(text: str) -> str:
    """A passport or permit: E1*****78."""
    return starred(text, 2, 2) if len(text) >= 8 else STAR * len(text)


def _mobile(text: str) -> str:
    """138****1234; a fixed line keeps its area code: 0731-****1234; anything else shows its last two signs."""
    if re.fullmatch(r"1\d{10}", text):
        return starred(text, 3, 4)
    if line := _LANDLINE.fullmatch(text):
        return f"{line[1]}-{starred(line[2], 0, 4)}"
    return starred(text, 0, 2)


def _email(text: str) -> str:
    """z***@example.com"""
    name, at, host = text.rpartition("@")
    return f"{name[:1]}***@{host}" if at and name else HIDDEN


def _address(text: str) -> str:
    """The county stays, what is in it does not: 湖南省长沙市望城区****"""
    place = _PLACE.match(text.replace(" ", ""))[0]
    return place + HIDDEN if len(place) < len(text.replace(" ", "")) else HIDDEN


def _card(text: str) -> str:
    return starred(text, 0, 4)


def _hidden(text: str) -> str:
    return HIDDEN


MASKS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "resident_id": _resident_id,
    "document": _document,
    "mobile": _mobile,
    "email": _email,
    "address": _address,
    "bank_card": _card,
    "hidden": _hidden,
}
