"""Numbers of people by their shape alone, for showing less of a text; never for refusing one.

Whoever mistyped a number is still known by it, so neither check digit nor birthday is asked for. File numbers of the
same shape are starred too: rather a number too much than a person too few.
"""

import re

from gongkai.kernel.records.rules.folding import fold

_SHAPES = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(?:"
    r"[0-9]{17}[0-9Xx]|[0-9]{15,19}"
    r"|[0-9]{6}[ -]?[0-9]{4}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{3}[0-9Xx]|[0-9]{6}[ -][0-9]{6}[ -][0-9]{3}"
    r"|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?"
    r"|(?:(?:\+|00)?86[ -]?)?1[3-9][0-9][ .·-]?[0-9]{4}[ .·-]?[0-9]{4}(?!\s?(?:[万亿]?元|平方米|公顷|亩))"
    r"|\(?0[1-9][0-9]{1,2}[) -]{0,2}[2-9][0-9]{6,7}"
    r")(?![0-9]|\.[0-9]|-[0-9])"
)
"""Identity number of 18 or 15 signs, card, mobile, fixed line; no letter or label beside it saves it."""


def mask_shapes(text: str) -> str:
    """The text with all but the first three and last two signs of each such number starred; its length stays."""
    folded, signs = fold(text), list(text)
    for found in _SHAPES.finditer(folded.text):
        start, end = folded.span(*found.span())
        places = [place for place in range(start, end) if signs[place].isalnum()]
        for place in places[3:-2]:
            signs[place] = "*"
    return "".join(signs)
