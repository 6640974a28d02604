"""The short title of a request: what lists, boards, summaries and exports show, so without personal data. Pure.

Whoever wrote the words: numbers of persons are starred as in texts that go public (政府信息公开条例 第十五条), and so are
the applicant's own particulars and the names with which people introduce themselves. Rather a word too much
is starred than a name too few: the whole words stand on the request's own page.
"""

import re
from collections.abc import Iterable

from gongkai.foundation.vault.rules.masks import STAR, mask
from gongkai.kernel.records.rules import personal_data
from gongkai.kernel.records.rules.households import NOT_NAMES, PERSON
from gongkai.kernel.records.rules.shapes import mask_shapes

TITLE_LENGTH = 200
_HAN = "\u3400-\u9fff"
_SAID = rf"(?:[{_HAN}]{{1,10}}[·•][{_HAN}·•]{{1,16}}|{PERSON}|[{_HAN}]{{2,3}})"
_END = r"(?=[\s，,。.；;、：:！!（()）0-9０-９]|$|身份|证件|电话|手机|联系|住|家住|男|女|系|是|生于)"
_BY_NAME = re.compile(rf"(?:我叫|名叫|我的名字[叫是]|姓名)\s*[:：为是]?\s*(?P<name>{_SAID})")
_PERHAPS = re.compile(
    rf"(?:本人|我是|我系|我名|申请人|委托人|受托人|代理人|联系人|权利人|当事人)\s*[:：为是系叫]?\s*(?P<name>{PERSON}){_END}"
)
Known = Iterable[tuple[str, str]]
"""(kind of mask, plain value)"""


def title_of(words: str, *, known: Known = ()) -> str:
    """At most `TITLE_LENGTH` signs of the words, masked before they are cut.

    `known`: what the request tells of its applicant, wherever it stands in the words.

    >>> title_of("我叫欧阳试样，电话13800001234，申请公开征地批复。")
    '我叫欧阳**，电话138******34，申请公开征地批复。'
    """
    return masked(words, known=known)[:TITLE_LENGTH]


def masked(words: str, *, known: Known = ()) -> str:
    """All of the words, for colleagues who need to know the matter and not the person."""
    text = words.strip()
    for kind, value in sorted(known, key=lambda one: -len(one[1])):
        plain = value.strip()
        if len(plain) > 1:
            text = text.replace(plain, mask(kind, plain))
    text = personal_data.mask(text, personal_data.find_personal_data({"title": text}))
    text = mask_shapes(text)
    text = _BY_NAME.sub(_hidden, text)
    return _PERHAPS.sub(_hidden, text)


def _hidden(found: re.Match) -> str:
    name = found["name"]
    masked_before = STAR in name or found.string[found.end() : found.end() + 1] == STAR
    if masked_before or NOT_NAMES.search(name):
        return found[0]
    return found[0][: found.start("name") - found.start()] + mask("name", name)
