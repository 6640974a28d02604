"""A-9 to A-12: the same number for two things, two numbers for the same thing, and numbers that are nearly one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations

from gongkai.kernel.figures.rules.values import shown
from gongkai.oversight.reporting.rules.proof.figures import Figure, label_of, same_kind
from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Weight

TOPICS = ("舆情", "咨询", "复议", "诉讼")
"""Words that make two figures speak of one matter though they are called differently."""


def _context(paper: Paper, figure: Figure) -> str:
    """The words of the same clause run, back to the last stop that is no comma."""
    before = re.split(r"[。;\n]", paper.text[max(figure.at - 200, 0) : figure.at])[-1]
    return before[-60:] + figure.noun


def _shared(*texts: str) -> str:
    return next((topic for topic in TOPICS if all(topic in text for text in texts)), "")


# --- about and exactly -------------------------------------------------------------------------------------


def about_and_exactly(paper: Paper) -> Iterator[Remark]:
    """50余 here and 50 there: one of them is not what it says. 近78810 is no rounded number."""
    exact = [one for one in paper.figures if one.exact]
    for about in (one for one in paper.figures if not one.exact):
        if _not_round(about.number):
            facts = {"said": paper.words.around(about.at, about.end), "kind": "odd"}
            yield Remark("A-9", Weight.NOTE, about.at, about.end, facts)
        for other in exact:
            topic = _shared(_context(paper, about), _context(paper, other))
            if other.number == about.number and other.counts_like(about) and topic:
                facts = {
                    "said": paper.words.around(about.at, about.end),
                    "other": paper.words.around(other.at, other.end),
                }
                yield Remark("A-9", Weight.SUSPECT, about.at, about.end, facts)


def _not_round(number: Decimal) -> bool:
    """Four figures and more that are told are counted, not estimated."""
    return _digits(number) >= 4


def _digits(number: Decimal) -> int:
    """Without the zeros at the end."""
    return len(number.normalize().as_tuple().digits)


# --- nearly equal -----------------------------------------------------------------------------------------

_PUBLISHED = frozenset({"条", "篇"})
_CHANNEL = re.compile(r"门户网站|微博|微信|客户端")
_NEWS = re.compile(r"新闻|发稿|稿件|动态|报道")


def nearly_equal(paper: Paper) -> Iterator[Remark]:
    """Two counts of news in one channel that differ by less than one in a hundred were meant to be one."""
    news = [one for one in paper.figures if one.exact and one.number >= 100 and one.unit in _PUBLISHED]
    for one, other in combinations(news, 2):
        gap = abs(one.number - other.number)
        if not 0 < gap <= max(one.number, other.number) / 100:
            continue
        here, there = _context(paper, one), _context(paper, other)
        if _channels(here) & _channels(there) and _NEWS.search(here) and _NEWS.search(there):
            facts = {
                "one": f"{one.name}{shown(one.number)}",
                "other": f"{other.name}{shown(other.number)}",
                "gap": shown(gap),
            }
            yield Remark("A-10", Weight.SUSPECT, other.at, other.end, facts)


def _channels(text: str) -> set[str]:
    return set(_CHANNEL.findall(text))


# --- one number under two names ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    unit: str
    number: Decimal
    context: str
    at: int
    end: int


def two_names(paper: Paper) -> Iterator[Remark]:
    """A great number is no coincidence; a smaller one is told when both names speak of one matter."""
    seen: set[tuple[Decimal, str, str]] = set()
    for one, other in combinations(_named(paper), 2):
        if one.number != other.number or not _differ(one.name, other.name):
            continue
        weight = _weight(one, other)
        if weight is None or (one.number, one.name, other.name) in seen:
            continue
        seen.add((one.number, one.name, other.name))
        facts = {"number": shown(one.number), "one": one.name, "other": other.name}
        facts |= {"unit": one.unit, "other_unit": other.unit}
        yield Remark("A-11", weight, max(one.at, other.at), max(one.end, other.end), facts)


def _named(paper: Paper) -> list[_Named]:
    said = [
        _Named(one.name, one.unit, one.number, _context(paper, one), one.at, one.end)
        for one in paper.figures
        if one.number >= 20 and len(one.name) >= 2
    ]
    return said + _in_table(paper)


def _in_table(paper: Paper) -> list[_Named]:
    """The indicators of a list; they stand in no place of the words."""
    if paper.report is None or not paper.report.form.is_list:
        return []
    cells = (
        (row.label, row.unit, paper.report.values.get(table.cell(row.key, column)))
        for table in paper.report.form.tables
        for row in table.rows
        for column, _label in row.cells
    )
    return [
        _Named(label_of(label), unit, value, label, 0, 0)
        for label, unit, value in cells
        if isinstance(value, Decimal) and value >= 1000
    ]


_LONGEST_COMMON = 4


def _differ(one: str, other: str) -> bool:
    return one not in other and other not in one


def _holds_more(one: str, other: str) -> bool:
    """主动公开和回应事件 beside 回应事件: one of the names counts a second thing, joined to the first."""
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    if match.size < _LONGEST_COMMON:
        return False
    joined = [name[:at][-1:] in ("和", "及", "与") for name, at in ((one, match.a), (other, match.b))]
    return joined[0] != joined[1]


def _strangers(one: str, other: str) -> bool:
    """Two names that share less than a third of the shorter one's signs."""
    return len(set(one) & set(other)) * 3 < min(len(set(one)), len(set(other)))


def _weight(one: _Named, other: _Named) -> Weight | None:
    alike = same_kind(one.unit, other.unit)
    if one.number >= 1000 and _digits(one.number) >= 3 and not alike and _strangers(one.name, other.name):
        return Weight.CONTRADICTION
    if not (one.at and other.at):
        return None
    if one.unit == other.unit and _holds_more(one.name, other.name):
        return Weight.SUSPECT
    return Weight.NOTE if not alike and _shared(one.context, other.context) else None


# --- one thing said twice ---------------------------------------------------------------------------------

_SCOPE = re.compile(r"20\d\d年|近[\d一二三四五]+年|去年|上年|累计|截至|\d+月")
_GENERAL = 5
"""Shorter names (印发文件, 召开会议) are told of many things."""


def said_twice(paper: Paper) -> Iterator[Remark]:
    told = [one for one in paper.figures if one.exact]
    for one, other in combinations(told, 2):
        if not one.counts_like(other):
            continue
        same = _same_thing(one, other)
        if one.number == other.number and same:
            yield _twice(Weight.AGREES, one, other)
        elif same == "exactly" and _comparable(paper, one, other):
            yield _twice(Weight.SUSPECT, one, other)


def _twice(weight: Weight, one: Figure, other: Figure) -> Remark:
    facts = {"name": one.name, "one": shown(one.number), "other": shown(other.number)}
    return Remark("A-12", weight, other.at, other.end, facts)


def _same_thing(one: Figure, other: Figure) -> str:
    """exactly: the same name; loosely: one name holds the other."""
    if one.label and one.label == other.label and len(one.label) >= _GENERAL:
        return "exactly"
    names = [[n for n in (f.label, f.noun) if len(n) >= 4] for f in (one, other)]
    return "loosely" if any(a in b or b in a for a in names[0] for b in names[1]) else ""


def _comparable(paper: Paper, one: Figure, other: Figure) -> bool:
    """Not of other times, and not in one sentence, where the same words are told of several."""
    here, there = paper.sentence_of(one), paper.sentence_of(other)
    return here.at != there.at and _SCOPE.findall(here.text) == _SCOPE.findall(there.text)


RULES = (about_and_exactly, nearly_equal, two_names, said_twice)
