"""Boxes: their grounds and labels, whether they are fit, how they are listed in the letter, text found in pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.rules.vocabulary import GROUNDS, STATE_SECRET

LEAST = 0.002
"""A box thinner than this share of the page is a slip of the hand."""
MOST = 2000
LONGEST_NOTE = 200

SHORT = {
    "N14-1": "国家秘密",
    "N14-2": "法律禁止",
    "N14-3a": "国家安全",
    "N14-3b": "公共安全",
    "N14-3c": "经济安全",
    "N14-3d": "社会稳定",
    "N15-1": "商业秘密",
    "N15-2": "个人隐私",
    "N16-1a": "内部事务",
    "N16-1b": "内部事务",
    "N16-1c": "内部事务",
    "N16-2a": "过程性信息",
    "N16-2b": "过程性信息",
    "N16-2c": "过程性信息",
    "N16-2d": "过程性信息",
    "N16-3": "执法案卷",
    "Q36-7": "另有规定",
}
"""What stands on the box and in the letter, always in Chinese: it is part of the document."""


class Origin(TextChoices):
    MANUAL = "manual", gettext_lazy("手工")
    SEARCH = "search", gettext_lazy("查找")
    PROPOSAL = "proposal", gettext_lazy("自动建议")


@dataclass(frozen=True, slots=True)
class Box:
    """`page` from 1; x, y, w, h relative to the shown page, from its upper left corner."""

    page: int
    x: float
    y: float
    w: float
    h: float
    ground: str
    note: str = ""
    origin: str = Origin.MANUAL.value

    @property
    def place(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.w, self.h


def label_of(ground: str) -> str:
    """The short text burnt into a box."""
    return SHORT[ground]


def fitted(box: Box) -> Box:
    """The part of a box that lies on its page, to six decimals."""
    left, top = min(max(box.x, 0.0), 1.0), min(max(box.y, 0.0), 1.0)
    right, bottom = min(max(box.x + box.w, 0.0), 1.0), min(max(box.y + box.h, 0.0), 1.0)
    return Box(
        box.page,
        round(left, 6),
        round(top, 6),
        round(max(right - left, 0.0), 6),
        round(max(bottom - top, 0.0), 6),
        box.ground,
        box.note.strip(),
        box.origin,
    )


def in_order(boxes: Iterable[Box]) -> list[Box]:
    """Reading order, which numbers them in the letter; the same place twice stays once."""
    once = {(b.page, b.place): b for b in boxes}
    return sorted(once.values(), key=lambda b: (b.page, round(b.y, 2), b.x))


def reasons_against_boxes(boxes: list[Box], pages: int) -> list[Reason]:
    """What is wrong with boxes about to be saved, one reason for each."""
    if len(boxes) > MOST:
        return [Reason("too_many", _("遮盖框超过 %d 个，请拆分文件。") % MOST, "", "boxes")]
    return [reason for n, box in enumerate(boxes, 1) for reason in _against(n, box, pages)]


def _against(number: int, box: Box, pages: int) -> Iterator[Reason]:
    named = {"n": number, "page": box.page}
    if not 1 <= box.page <= pages:
        yield Reason("page", _("第 %(n)d 个遮盖框的页码 %(page)d 不存在。") % named, "", "boxes")
    if box.w < LEAST or box.h < LEAST:
        yield Reason("size", _("第 %(n)d 个遮盖框（第 %(page)d 页）太小或不在页面内。") % named, "", "boxes")
    if box.ground not in GROUNDS:
        text = _("第 %(n)d 个遮盖框（第 %(page)d 页）没有选择依据。") % named
        yield Reason("ground", text, "政府信息公开条例 第三十七条", "boxes")
    elif box.ground == STATE_SECRET:
        text = (
            _("第 %(n)d 个遮盖框（第 %(page)d 页）：含国家秘密的文件不得进入本平台，不能以遮盖代替。") % named
        )
        yield Reason("state_secret", text, "保守国家秘密法 第三十五条", "boxes")
    if len(box.note) > LONGEST_NOTE:
        yield Reason("note", _("第 %(n)d 个遮盖框的备注超过 200 字。") % named, "", "boxes")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list for the letter: the n-th place on a page."""

    page: int
    number: int
    ground: str

    @property
    def text(self) -> str:
        """Always Chinese: it goes into the letter."""
        known = GROUNDS[self.ground]
        return f"第{self.page}页第{self.number}处，依据{known.article}（{SHORT[self.ground]}）"


def grounds_listed(boxes: Iterable[Box]) -> list[Line]:
    """The grounds of every box in reading order, numbered on each page, for the letter."""
    found, last, number = [], 0, 0
    for box in in_order(boxes):
        number = number + 1 if box.page == last else 1
        last = box.page
        found.append(Line(box.page, number, box.ground))
    return found


def spans_of(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where a text occurs in the signs of a page, whatever blanks and line ends stand between its signs.

    >>> spans_of("承包人 张\\n三，", "张三")
    [(4, 7)]
    """
    signs = [sign for sign in wanted if not sign.isspace()]
    if not signs:
        return []
    pattern = re.compile(r"\s*".join(re.escape(sign) for sign in signs), re.I)
    return [match.span() for match in pattern.finditer(text)]
