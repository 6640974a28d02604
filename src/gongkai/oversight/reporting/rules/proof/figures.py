"""Figures in the words: number, unit, what is counted, and whether it is meant exactly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UNITS = ["人次", "份次", "件次", "篇次", "万元", "亿元", "万平方米", "平方米", "公顷", "工作日", "条", "件", "起", "宗", "次", "场", "期", "篇", "份", "张", "个", "项", "名", "人", "户", "家", "本", "卷", "集", "栋", "处", "位", "亩", "元", "点"]  # fmt: skip
_KINDS = (
    {"件", "起", "宗"},
    {"次", "人次", "场"},
    {"条", "篇", "份"},
    {"名", "人", "位"},
)
"""Units that people use for one another (S0 counts reviews as 起 and their results as 件)."""
_FIGURE = re.compile(
    rf"""(?<![\d.第〔\[/·:-])(?P<before>(?<![履合预节签解违条公契制特邀])约|(?<![附最靠临])近|超过|逾|不少于|不低于)?\s*
    (?<![\d.])(?<!\d,)(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<places>\.\d+)?\s*(?P<great>(?:[万亿](?!元|平方米))?)
    (?P<after>余|多)?(?P<greater>(?:[万亿](?!元|平方米))?)\s*(?P<unit>{"|".join(_UNITS)})""",
    re.VERBOSE,
)
LONGEST = 80
"""Signs before a number in which its label is looked for."""
_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}
_BREAK = re.compile(r"[,。;、:()\[\]“”\"《》\n]")
_LED = re.compile(
    r"^(?:其中|年度|共计?|累计|分别|全年|今年|同时|已|并|我[局厅部委办]|\d{4}年度?|截至\S{0,4}|到\S{0,6}底|新增|仅"
    r"|参加或举办|组织|召开|举办|举行|发布|公开|发放|编写|编印|开展|办理|受理|收到|接受|接到|完成|报送|印发|制定|达到?|了|的|各类)+"
)
_TRAILED = re.compile(r"(?:总次数|总数|共计|合计|数量|数|分别|达到?|(?<!行)为|共|的)+$")


@dataclass(frozen=True, slots=True)
class Figure:
    """`label`: what stands before the number in its clause, without verbs; `noun`: what stands behind the unit."""

    number: Decimal
    unit: str
    label: str
    noun: str
    exact: bool
    at: int
    end: int

    @property
    def name(self) -> str:
        return self.label or self.noun

    def counts_like(self, other: "Figure") -> bool:
        return same_kind(self.unit, other.unit)


def same_kind(one: str, other: str) -> bool:
    """Whether people use these units for one another."""
    return one == other or any({one, other} <= kind for kind in _KINDS)


def figures_in(text: str, start: int = 0) -> Iterator[Figure]:
    for found in _FIGURE.finditer(text):
        number = Decimal(found["number"].replace(",", "") + (found["places"] or ""))
        times = _TIMES[found["great"]] * _TIMES[found["greater"]]
        exact = not (found["before"] or found["after"])
        yield Figure(
            number * times,
            found["unit"],
            label_of(text[max(found.start() - LONGEST, 0) : found.start()]),
            _BREAK.split(text[found.end() : found.end() + 12], maxsplit=1)[0],
            exact,
            start + found.start(),
            start + found.end(),
        )


def label_of(before: str) -> str:
    clause = _BREAK.split(before)[-1]
    clause = re.split(r"\d[\d,.]*[万亿]?[余多]?[条件起宗次场期篇份人名个项]?", clause)[-1]
    return _TRAILED.sub("", _LED.sub("", clause.strip())).strip()
