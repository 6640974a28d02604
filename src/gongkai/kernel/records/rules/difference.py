"""The difference of two sequences with a bound on the work: Myers' shortest edit, patience anchors beyond it.

Sources of the method: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986); the patience
difference of B. Cohen. Written here because the standard library's matcher is quadratic on repeated lines.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """a[a:a_end] became b[b:b_end]; `equal` when they are the same."""

    equal: bool
    a: int
    a_end: int
    b: int
    b_end: int


@dataclass(slots=True)
class Budget:
    """Steps that are left for a whole comparison; when they are used up, the rest counts as rewritten."""

    left: int


_Match = tuple[int, int, int]  # place in a, place in b, length


def edits(a: Sequence[str], b: Sequence[str], *, limit: int, budget: Budget) -> Iterator[Edit]:
    """Equal and changed blocks in order, covering both sequences; neighbours differ in kind.

    `limit`: insertions and deletions that are tried for one block before it is cut at its anchors.
    """
    numbers: dict[str, int] = {}
    first = [numbers.setdefault(item, len(numbers)) for item in a]
    second = [numbers.setdefault(item, len(numbers)) for item in b]
    x = y = 0
    for at, beside, length in _merged(_matches(first, second, limit, budget)):
        if at > x or beside > y:
            yield Edit(False, x, at, y, beside)
        yield Edit(True, at, at + length, beside, beside + length)
        x, y = at + length, beside + length
    if x < len(a) or y < len(b):
        yield Edit(False, x, len(a), y, len(b))


def _merged(matches: Iterator[_Match]) -> Iterator[_Match]:
    """Adjacent matches as one."""
    open_: _Match | None = None
    for match in matches:
        if not match[2]:
            continue
        if open_ and (open_[0] + open_[2], open_[1] + open_[2]) == match[:2]:
            open_ = (open_[0], open_[1], open_[2] + match[2])
            continue
        if open_:
            yield open_
        open_ = match
    if open_:
        yield open_


def _matches(a: list[int], b: list[int], limit: int, budget: Budget) -> Iterator[_Match]:
    head = _common_head(a, b)
    tail = _common_head(a[head:][::-1], b[head:][::-1])
    yield 0, 0, head
    inner, other = a[head : len(a) - tail], b[head : len(b) - tail]
    for x, y, length in _inner(inner, other, limit, budget):
        yield head + x, head + y, length
    yield len(a) - tail, len(b) - tail, tail


def _inner(a: list[int], b: list[int], limit: int, budget: Budget) -> Iterator[_Match]:
    """Matches where neither begin nor end is common: the shortest edit, or block by block between anchors."""
    found = _shortest(a, b, limit, budget)
    if found is not None:
        yield from found
        return
    x = y = 0
    for at, beside in [*_anchors(a, b), (len(a), len(b))]:
        for from_a, from_b, length in _shortest(a[x:at], b[y:beside], limit, budget) or ():
            yield x + from_a, y + from_b, length
        if at < len(a):
            yield at, beside, 1
        x, y = at + 1, beside + 1


def _common_head(a: list[int], b: list[int]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _anchors(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Items that occur once in each, as many as stand in the same order in both (longest increasing run)."""
    once = Counter(a), Counter(b)
    places = {item: i for i, item in enumerate(b) if once[1][item] == 1}
    pairs = [(i, places[item]) for i, item in enumerate(a) if once[0][item] == 1 and item in places]
    tops: list[int] = []  # smallest end in b of a run of each length
    ends: list[int] = []  # index in pairs of that end
    before: list[int] = []
    for index, (_i, j) in enumerate(pairs):
        length = bisect_left(tops, j)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [j]
        ends[length : length + 1] = [index]
    run, index = [], ends[-1] if ends else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _shortest(a: list[int], b: list[int], limit: int, budget: Budget) -> list[_Match] | None:
    """Matches of the shortest edit, or None when it needs more than `limit` edits or than is left."""
    if not a or not b:
        return []
    furthest, trace = {1: 0}, []
    for d in range(min(limit, len(a) + len(b)) + 1):
        trace.append(dict(furthest))
        budget.left -= 2 * d + 1
        for k in range(-d, d + 1, 2):
            down = k == -d or (k != d and furthest[k - 1] < furthest[k + 1])
            start = x = furthest[k + 1] if down else furthest[k - 1] + 1
            while x < len(a) and 0 <= x - k < len(b) and a[x] == b[x - k]:
                x += 1
            budget.left -= x - start
            furthest[k] = x
            if x >= len(a) and x - k >= len(b):
                return _traced(trace, len(a), len(b))
        if budget.left < 0:
            return None
    return None


def _traced(trace: list[dict[int, int]], x: int, y: int) -> list[_Match]:
    """The path back from the end to the beginning, its diagonals as matches in order."""
    matches = []
    for d in range(len(trace) - 1, -1, -1):
        furthest, k = trace[d], x - y
        down = k == -d or (k != d and furthest[k - 1] < furthest[k + 1])
        before = k + 1 if down else k - 1
        start = furthest[before] + (0 if down else 1)
        if d == 0:
            start = 0
        if x > start:
            matches.append((start, start - k, x - start))
        x = furthest[before]
        y = x - before
    return matches[::-1]
