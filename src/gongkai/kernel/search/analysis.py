"""How text becomes tokens: once, here, for documents, queries and highlighting alike.

Two kinds of tokens stand side by side: dictionary words (only counted, good for ranking) and character
bigrams in their order (good for phrases and for names that no dictionary knows).
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from operator import add

import rjieba
from opencc import OpenCC

ANALYSER_VERSION = 1
"""Raise it whenever a function here gives another result: every index is then rebuilt."""

LONGEST_TOKEN = 64
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_IS_HAN = re.compile(rf"[{_HAN}]")
_KEPT = {"…": "…", "—": "—"}  # would only become longer, and are no part of a token
_CANARY = "湖南省自然资源厅关于印发征地补偿安置方案公告的通知，國土資源廳洣水村集體土地。"


class _Folding(dict):
    """Character -> folded text, filled as used: compatibility forms, width, case, control characters."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _KEPT.get(char) or unicodedata.normalize("NFKC", char).lower()
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}:
            folded = " "
        self[code] = folded
        return folded


_folding = _Folding()


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """Compatibility forms, full width and case folded, character by character; length may change."""
    return text.translate(_folding)


def simplified(text: str) -> str:
    """Traditional characters made simplified."""
    return _converter().convert(text)


def norm(text: str) -> str:
    """The one spelling in which documents and queries are compared."""
    return simplified(fold(text))


def origins_of_fold(text: str) -> list[int]:
    """For each character of `fold(text)` the position in `text` it came from (for highlighting)."""
    return [at for at, char in enumerate(text) for _part in _folding[ord(char)]]


def runs(normed: str) -> list[str]:
    """Unbroken stretches of Han characters, or of other letters and digits. Brackets and points vanish."""
    return [han or other[:LONGEST_TOKEN] for han, other in _RUN.findall(normed)]


def is_han(run: str) -> bool:
    return bool(_IS_HAN.match(run))


def words(normed: str) -> list[str]:
    """Dictionary words as a query is cut; foreign words and numbers come last."""
    return _words(_RUN.findall(normed), rjieba.cut)


def bigrams(normed: str) -> list[str]:
    """Overlapping pairs of Han characters in order; a lone character and a foreign word or number as it is.

    Because brackets vanish, 湘政办函〔2017〕44号 gives the same tokens however its brackets were typed.
    """
    return _bigrams(_RUN.findall(normed))


def tokens(text: str) -> tuple[list[str], list[str]]:
    """Words and bigrams of a document. Its words include those inside long ones (自然资源厅: 资源)."""
    found = _RUN.findall(norm(text))
    return _words(found, rjieba.cut_for_search), _bigrams(found)


def _words(found: list[tuple[str, str]], cut: Callable[..., list[str]]) -> list[str]:
    """One call for the whole text; the blanks between runs are cut out again."""
    han = " ".join(run for run, _other in found if run)
    words = [word for word in cut(han, hmm=False) if word != " "]
    words.extend(other[:LONGEST_TOKEN] for _run, other in found if other)
    return words


def _bigrams(found: list[tuple[str, str]]) -> list[str]:
    pairs: list[str] = []
    for han, other in found:
        if len(han) > 1:
            pairs.extend(map(add, han, han[1:]))
        else:
            pairs.append(han or other[:LONGEST_TOKEN])
    return pairs


@cache
def analyser_hash() -> str:
    """Short digest of the analyser: own version, libraries with their dictionaries, a cut sample."""
    parts = [
        str(ANALYSER_VERSION),
        version("rjieba"),
        version("OpenCC"),
        unicodedata.unidata_version,
        " ".join(tokens(_CANARY)[0]),
    ]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()
