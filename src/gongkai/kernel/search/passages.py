"""Passages of a text with the searched words marked: escaped HTML with <mark>, ready for a page."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import islice

from gongkai.kernel.search.analysis import fold, origins_of_fold, simplified

WIDTH = 120  # characters of a passage
LEAD = 30  # characters before its first mark
MOST = 2
LOOKED_AT = 200_000
"""Characters of a text that are looked at; a longer one (a scanned annex) shows its first part only."""
MOST_SPOTS = 300


@dataclass(frozen=True, slots=True)
class _Spot:
    start: int
    end: int
    term: str


def marked(text: str, terms: tuple[str, ...]) -> str:
    """The whole text, escaped, every term marked."""
    return _html(text, 0, len(text), _spots(text, terms, _plain(text)))


def holds(text: str, terms: tuple[str, ...]) -> bool:
    """Whether any of the terms stands in the text."""
    return bool(terms) and _readable(text[:LOOKED_AT], _pattern(terms)) is not None


def passages(text: str, terms: tuple[str, ...], most: int = MOST) -> list[str]:
    """The places that hold most of the terms, in their order; the beginning of the text when there are none.

    `terms` are normed (see planner.marked_terms), the longest first.
    """
    text = " ".join(text[:LOOKED_AT].split())
    if not text:
        return []
    spots = _spots(text, terms)
    if not spots:
        return [_cut(text, 0, min(len(text), WIDTH), [])]
    return [_cut(text, start, min(len(text), start + WIDTH), spots) for start in _best(spots, most)]


@lru_cache(maxsize=64)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, terms)))


def _readable(text: str, pattern: re.Pattern[str]) -> str | None:
    """A spelling of the text in which the pattern is found: as it is, or folded and simplified."""
    if pattern.search(text):  # nearly always, and a hundred times quicker than folding a long text
        return text
    plain = _plain(text)
    return plain if pattern.search(plain) else None


def _plain(text: str) -> str:
    """Folded and simplified, or only folded where simplifying would lose the positions."""
    folded = fold(text)
    other = simplified(folded)
    return other if len(other) == len(folded) else folded


def _spots(text: str, terms: tuple[str, ...], readable: str | None = None) -> list[_Spot]:
    """Where the terms stand in the text, the first `MOST_SPOTS` of them."""
    if not terms:
        return []
    pattern = _pattern(terms)
    readable = readable or _readable(text, pattern)
    if readable is None:
        return []
    found = list(islice(pattern.finditer(readable), MOST_SPOTS))
    if len(readable) == len(text):  # folding never shortens: every character is where it was
        return [_Spot(m.start(), m.end(), m.group()) for m in found]
    origins = origins_of_fold(text)
    return [_Spot(origins[m.start()], origins[m.end() - 1] + 1, m.group()) for m in found]


def _best(spots: list[_Spot], most: int) -> list[int]:
    """Where passages start: windows with the most different terms, longer ones counting more."""
    windows = []
    right, inside = 0, {}
    for left, spot in enumerate(spots):
        start = max(0, spot.start - LEAD)
        while right < len(spots) and spots[right].end <= start + WIDTH:
            inside[spots[right].term] = inside.get(spots[right].term, 0) + 1
            right += 1
        windows.append((-sum(len(term) for term in inside), start))
        if left < right:
            inside[spot.term] -= 1
            if not inside[spot.term]:
                del inside[spot.term]
        else:
            right = left + 1
    chosen: list[int] = []
    for _score, start in sorted(windows):
        if all(abs(start - other) >= WIDTH for other in chosen):
            chosen.append(start)
        if len(chosen) == most:
            break
    return sorted(chosen)


def _cut(text: str, start: int, end: int, spots: list[_Spot]) -> str:
    head = "…" if start else ""
    tail = "…" if end < len(text) else ""
    return head + _html(text, start, end, spots) + tail


def _html(text: str, start: int, end: int, spots: list[_Spot]) -> str:
    pieces, at = [], start
    for spot in spots:
        if spot.start < at or spot.start >= end:
            continue
        last = min(spot.end, end)
        pieces += [escape(text[at : spot.start]), "<mark>", escape(text[spot.start : last]), "</mark>"]
        at = last
    return "".join([*pieces, escape(text[at:end])])
