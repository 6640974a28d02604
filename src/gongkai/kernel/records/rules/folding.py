"""One way of writing for many: digits, blanks and hyphens of all scripts as ASCII, invisible signs left out."""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
"""Signs that take no room: soft hyphen, joiners, marks of direction, variation selectors."""
_BLANKS = (0x3000, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)
_HYPHENS = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63)
_LAST_DIGITS = 0x20000  # no script has digits beyond
_DIGITS = {
    sign: 0x30 + unicodedata.decimal(chr(sign))
    for sign in range(0x80, _LAST_DIGITS)
    if unicodedata.category(chr(sign)) == "Nd"
}
_TABLE = (
    {0xFF01 + i: 0x21 + i for i in range(94)}
    | dict.fromkeys(_BLANKS, 0x20)
    | dict.fromkeys(_HYPHENS, 0x2D)
    | _DIGITS
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where its signs stood: `places` is None when every sign kept its place."""

    text: str
    places: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text that was given for offsets (start < end) in the folded one."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Signs are replaced one to one; the invisible ones go, and `Folded.span` leads back over them."""
    same = text.translate(_TABLE)
    if not _INVISIBLE.search(same):
        return Folded(same)
    kept, places, last = [], [], 0
    for gap in _INVISIBLE.finditer(same):
        kept.append(same[last : gap.start()])
        places += range(last, gap.start())
        last = gap.end()
    kept.append(same[last:])
    places += range(last, len(same))
    return Folded("".join(kept), places)
