"""Bands of the working days that answers took, as charts show them. Pure."""

from bisect import bisect_left

TOPS = (5, 10, 15, 20, 30, 40)
"""Last day of each band but the last, which has no end. The law allows 20, extended 40 (条例 第三十三条)."""
LIMIT = 20
_BEGINS = (0, *(top + 1 for top in TOPS))
CODES = (*(f"{low}-{top}" for low, top in zip(_BEGINS, TOPS, strict=False)), f"{_BEGINS[-1]}-")
LAST = _BEGINS[-1]


def band_of(days: int) -> str:
    """The code of the band that the days stand in."""
    return CODES[bisect_left(TOPS, days)]
