"""Classification marks (国家秘密标志) in text: what carries one may not enter the platform at all.

保密法 (2024) 第二十二条 and GB/T 9704: the mark is level, ★, period ("机密★10年"), above the title of the
first page, the urgency (特急, 加急) beside it; forms and drawings say "密级：机密" or "密级（机密）". Running
text about secrets (国家秘密、商业秘密) is no mark.
Where a text can be read either way the rule decides for the mark: a refusal is repaired in a minute, a leak
never.
"""

import re
from dataclasses import dataclass

_GAP = r"[^\S\n]{0,4}"  # blanks inside a word: 机　密
_FREE = r"\s{0,6}"  # blanks between parts; a mark read from a PDF may break its line before the star
_LEVEL = rf"(?:[绝絕]{_GAP}密|[机機]{_GAP}密|[秘祕]{_GAP}密)"
_STAR = r"[★☆⭐✭✮✯✩✪🌟⋆⭑⭒✫✬✰✶✴✵✷✸٭⍟🟊]"
_PERIOD = (
    rf"(?:[0-9０-９一二三四五六七八九十]{{1,3}}{_GAP}(?:年|个{_GAP}月|[个個]?月|日|天)|长{_GAP}期|長{_GAP}期)"
)
_OTHER = r"[、/／,，或和及与\\|]"
_DOT = r"[·•・‧∙⋅●]"
_URGENCY = rf"(?:[特急加平]{_GAP}[急提]{_GAP}件?|急{_GAP}件)"
_BESIDE = rf"(?:[^\S\n]{{0,6}}{_DOT}?[^\S\n]{{0,6}}(?:{_PERIOD}|{_URGENCY})){{0,2}}"
"""What stands on the line of a level: period and urgency, with blanks or a dot between."""
_LEFT, _RIGHT = r"[【\[［(（〔]", r"[】\]］)）〕]"

_STARRED = re.compile(rf"(?P<level>{_LEVEL}){_GAP}[级級]?{_FREE}{_STAR}")
_STAR_FIRST = re.compile(
    rf"{_STAR}{_FREE}(?P<level>{_LEVEL})(?=[级級件]?{_BESIDE}[^\S\n]{{0,6}}(?:\n|$|{_RIGHT}))"
)
_DOTTED = re.compile(rf"(?P<level>{_LEVEL}){_GAP}[级級]?{_FREE}{_DOT}{_FREE}{_PERIOD}")
_ASTERISK = re.compile(rf"(?P<level>{_LEVEL}){_GAP}[级級]?{_FREE}[*＊]{_FREE}{_PERIOD}")
_LABELLED = re.compile(
    rf"(?:密{_GAP}[级級]|(?:秘密|保密|涉密){_GAP}[等级級]{_GAP}[级級别])(?:{_FREE}[：:]{_FREE}|[\s|]{{1,8}})"
    rf"[【\[［(（“\"《〔]?{_FREE}(?P<level>{_LEVEL})(?!(?:[级級]?{_FREE}{_OTHER}{_FREE}{_LEVEL}){{2}})"
)
"""All three levels are the list to choose from; one or two are what the paper bears."""
_UNCUT = re.compile(
    rf"密{_GAP}[级級](?P<level>{_LEVEL})(?!{_FREE}{_OTHER}{_FREE}{_LEVEL})"
    rf"(?=[级級]?(?:保密期限|{_BESIDE}[^\S\n]{{0,6}}(?:[^\u4e00-\u9fff]|$)))"
)
"""The label without a colon, as a form loses it on the way through a PDF; running text goes on in words."""
_BRACKETED = re.compile(
    rf"(?:密{_GAP}[级級]|(?:秘密|保密|涉密){_GAP}[等级級]{_GAP}[级級别]){_FREE}"
    rf"{_LEFT}{_FREE}(?P<level>{_LEVEL})[级級]?{_BESIDE}{_FREE}{_RIGHT}"
)
_ALONE = re.compile(rf"^[^\S\n]*(?:{_URGENCY}[^\S\n]{{1,6}})?(?P<level>{_LEVEL}){_BESIDE}[^\S\n]*$", re.M)
_HEAD = 300
"""A level alone on its line counts only among the first characters, where a mark stands."""

_ABOUT = re.compile(
    r"(?:国家|國家|商业|商業|工作|个人|技术|保守|泄露|泄漏|属于|涉及|职业|通信)[^\S\n]*\n?[^\S\n]*$"
)
_BEFORE = 40  # signs that are looked at for what a level without a star is about
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_LEVELS = {"绝": "绝密", "絕": "绝密", "机": "机密", "機": "机密", "秘": "秘密", "祕": "秘密"}


@dataclass(frozen=True, slots=True)
class Match:
    """One mark: `level` 绝密, 机密 or 秘密; `start` and `end` count characters without invisible ones."""

    level: str
    start: int
    end: int


def classification_marks(text: str) -> list[Match]:
    """All classification marks of a text in their order; [] when it carries none."""
    text = _INVISIBLE.sub("", text)
    found = {}
    for pattern in (_STARRED, _STAR_FIRST, _ASTERISK, _LABELLED, _UNCUT, _BRACKETED):
        for hit in pattern.finditer(text):
            found.setdefault(hit.start("level"), hit)
    for hit in (*_ALONE.finditer(text[:_HEAD]), *_DOTTED.finditer(text)):
        start = hit.start("level")
        if not _ABOUT.search(text[max(0, start - _BEFORE) : start]):
            found.setdefault(start, hit)
    return [Match(_LEVELS[hit["level"][0]], hit.start(), hit.end()) for _start, hit in sorted(found.items())]
