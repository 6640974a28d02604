"""Requests that look alike: the same person asking again, or many asking for the same matter. Pure and fast.

A text is folded (width, case, punctuation, the set phrases of every application) and cut into overlapping
runs of three signs. Two texts are as alike as the share of runs they have in common (Jaccard), and contain
one another as far as the shorter one's runs are found in the longer. Numbers (document numbers, parcel
numbers, years, 第三批次) are compared apart: where each text has one that the other lacks, they ask for different
things, however alike the rest.

For a register of millions `bands` gives keys to index: texts that are alike share at least one with high
probability (MinHash, 24 bands of 3). Nothing here decides; 第三十六条第（六）项 (same applicant, same
information) is for an official.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize
from zlib import crc32

RUN = 3
BANDS, ROWS = 24, 3
ALIKE = 0.55
"""From this share of common runs on texts are shown as alike; a setting of sense, not of law."""

_SET_PHRASES = re.compile(
    r"(?:根据|依据|依照|按照)?(?:中华人民共和国)?政府信息公开条例(?:的?(?:有关|相关)?规定)?(?:第[一二三四五六七八九十百]+条)?"
    r"|(?:现)?(?:特)?(?:向)?(?:贵|你|我)(?:厅|局|单位|机关|部门|处)|(?:本人|我们?)?(?:现|特)?(?:申请|请求|要求|希望|请)"
    r"(?:依法)?(?:公开|获取|提供|查阅|查询)|(?:以)?(?:书面|纸质|电子)(?:形式|方式)?(?:答复|提供|邮寄)"
    r"|(?:所需)?(?:政府)?信息(?:的)?(?:内容)?(?:描述|名称)?|(?:谢谢|感谢|此致|敬礼|您好|你好|特此申请|盼复|望(?:予)?答复)"
)
_KEPT = re.compile(r"[0-9a-z\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百零〇]+(?=批|号|组|期|次|标段|地块|村民小组)")
_MASK = (1 << 32) - 1
_SEEDS = tuple((crc32(b"a%d" % n) | 1, crc32(b"b%d" % n)) for n in range(BANDS * ROWS))


@dataclass(frozen=True, slots=True)
class Sketch:
    """A folded text: its runs by hash, and the numbers in it."""

    text: str
    runs: frozenset[int]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Similarity:
    """`score` and `contained` from 0 to 1. `shared`: the longest common pieces, `numbers` those in both,
    `differing` those in only one; `conflicting`: each text has such a one.
    """

    score: float
    contained: float
    shared: tuple[str, ...]
    numbers: tuple[str, ...]
    differing: tuple[str, ...]
    conflicting: bool

    @property
    def alike(self) -> bool:
        return self.score >= ALIKE and not self.conflicting


def fold(text: str) -> str:
    """The text without what every request says: one width and case, no punctuation, no set phrases."""
    plain = re.sub(r"\s+", "", normalize("NFKC", text)).lower()
    return _SET_PHRASES.sub("", "".join(_KEPT.findall(plain)))


@lru_cache(maxsize=4096)
def sketch(text: str) -> Sketch:
    """The sketch of a text as it was written. Texts shorter than a run are one run."""
    folded = fold(text)
    runs = {folded[n : n + RUN] for n in range(max(1, len(folded) - RUN + 1))} if folded else set()
    hashes = frozenset(crc32(run.encode()) for run in runs)
    return Sketch(folded, hashes, frozenset(_NUMBER.findall(folded)))


def compare(a: Sketch, b: Sketch) -> Similarity:
    """How alike two sketches are, with what matched. Symmetric; two empty texts are not alike."""
    common, smaller = len(a.runs & b.runs), min(len(a.runs), len(b.runs))
    score = common / (len(a.runs | b.runs) or 1)
    return Similarity(
        score,
        common / (smaller or 1),
        _shared(a, b),
        tuple(sorted(a.numbers & b.numbers)),
        tuple(sorted(a.numbers ^ b.numbers)),
        bool(a.numbers - b.numbers) and bool(b.numbers - a.numbers),
    )


def _shared(a: Sketch, b: Sketch, most: int = 5) -> tuple[str, ...]:
    """The longest pieces of the text of `a` all of whose runs are in `b`, longest first."""
    short, long = sorted((a, b), key=lambda s: (len(s.text), s.text))
    pieces, begin = [], None
    for n in range(len(short.text) - RUN + 2):
        run = short.text[n : n + RUN]
        if len(run) == RUN and crc32(run.encode()) in long.runs:
            begin = n if begin is None else begin
        elif begin is not None:
            pieces.append(short.text[begin : n + RUN - 1])
            begin = None
    return tuple(sorted(dict.fromkeys(pieces), key=lambda p: (-len(p), p))[:most])


def bands(found: Sketch) -> tuple[str, ...]:
    """Keys under which to look for alike texts: 24 of 10 hexadecimal signs, the first two their place; none for no text."""
    if not found.runs:
        return ()
    least = [min((a * run + b) & _MASK for run in found.runs) for a, b in _SEEDS]
    return tuple(f"{n:02x}{crc32(repr(least[n * ROWS : (n + 1) * ROWS]).encode()):08x}" for n in range(BANDS))
