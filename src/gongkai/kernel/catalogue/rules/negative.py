"""The negative list: kinds of information an organ does not publish, found in a text before it goes out.

A pattern is one or more words separated by spaces. All must occur, in any order; a word with a leading minus
must not occur. Words are plain text (no expressions): officials write them, and no pattern can hang the gate.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason

_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|td|th|table|tbody|thead|h[1-6]|blockquote|pre|hr)\b[^>]*>", re.I
)
_TAG = re.compile(r"<[a-z/!][^>]*>", re.I)
_HIDDEN = re.compile(r"[^\S\n]|[\u200b-\u200f\u2060\ufeff\u00ad]")
_LINES = re.compile(r"\s*\n\s*")
AROUND = 12  # characters of context on each side of a match


@dataclass(frozen=True, slots=True)
class NegativeRule:
    """One entry in force: its id, name, patterns and legal basis."""

    id: int
    name: str
    patterns: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class NegativeMatch:
    """An entry that the text matches: which pattern, in which place of the record, the text around it."""

    entry: int
    name: str
    basis: str
    pattern: str
    where: str
    excerpt: str


def plain_lines(text: str) -> str:
    """HTML or plain text as the eye reads it: no tags, blanks or invisible signs, full width made half.

    Blocks stay on lines of their own, so that no word is found across two paragraphs.
    """
    text = _TAG.sub("", _BLOCK.sub("\n", text))
    text = unicodedata.normalize("NFKC", html.unescape(text))
    return _LINES.sub("\n", _HIDDEN.sub("", text)).casefold()


def match_negative_list(entries: Iterable[NegativeRule], texts: Mapping[str, str]) -> list[NegativeMatch]:
    """Every entry that matches, once, by its first matching pattern.

    `texts`: place (title, body, an attachment) -> plain text or HTML. Words may be spread over places.
    """
    texts = {place: plain_lines(text) for place, text in texts.items()}
    matches = (_match(entry, texts) for entry in entries)
    return [match for match in matches if match is not None]


def _match(entry: NegativeRule, texts: dict[str, str]) -> NegativeMatch | None:
    for pattern in entry.patterns:
        wanted, unwanted = _words(pattern)
        places = [_find(word, texts) for word in wanted]
        if places and all(places) and not any(_find(word, texts) for word in unwanted):
            where, excerpt = places[0]
            return NegativeMatch(entry.id, entry.name, entry.basis, pattern, where, excerpt)
    return None


def _words(pattern: str) -> tuple[list[str], list[str]]:
    words = unicodedata.normalize("NFKC", pattern).casefold().split()
    return [w for w in words if not w.startswith("-")], [w[1:] for w in words if len(w) > 1 and w[0] == "-"]


def _find(word: str, texts: dict[str, str]) -> tuple[str, str] | None:
    for where, text in texts.items():
        at = text.find(word)
        if at >= 0:
            return where, text[max(0, at - AROUND) : at + len(word) + AROUND].replace("\n", " ")
    return None


def reasons_against_negative_entry(*, name: str, patterns: Iterable[str], basis: str) -> list[Reason]:
    """A list that withholds says why (政府信息公开条例 第十四条至第十六条) and does not match everything."""
    reasons = []
    if not name.strip():
        reasons.append(Reason("negative_name", _("请填写负面清单事项名称。"), where="name"))
    if not basis.strip():
        text = _("请填写不予公开的依据。")
        reasons.append(Reason("negative_basis", text, "政府信息公开条例 第十四条至第十六条", "basis"))
    wanted = [_words(pattern)[0] for pattern in patterns]
    if not wanted or any(max(map(len, words), default=0) < 2 for words in wanted):
        reasons.append(
            Reason("negative_patterns", _("每条匹配词须含至少一个两个字以上的词。"), where="patterns")
        )
    return reasons
