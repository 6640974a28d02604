"""A-6 to A-8: what a number is counted in, what a share is a share of, and more than all."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Sentence, Weight

_N = r"(\d[\d,]*)"
_INCLUDED = re.compile(
    rf"(?:受理|收到)[^。;\d]{{0,12}}?(?:依申请公开|信息公开申请){_N}\s*件\s*\((?:包括|含|其中)[^)\d]{{0,6}}?资料查询{_N}\s*件\)"
)
"""Requests in which archive enquiries are counted: the table since 2021 must not hold them (norms 10, rule 20)."""
_ARCHIVES = re.compile(
    r"^\s*[一二三四五六七八九]、资料查询情况\s*\n(.+?)(?=^\s*[一二三四五六七八九]、|\Z)", re.M | re.S
)


def enquiries_among_requests(paper: Paper) -> Iterator[Remark]:
    """A-6: the net number, and the visits that another section tells."""
    for found in _INCLUDED.finditer(paper.text):
        gross, inside = _d(found[1]), _d(found[2])
        facts = {"gross": _n(gross), "inside": _n(inside), "net": _n(gross - inside), "visits": ""}
        visits = _visits(paper)
        if visits and visits != inside:
            facts |= {"visits": _n(visits), "kind": "visits"}
        weight = Weight.SUSPECT if facts["visits"] else Weight.NOTE
        yield Remark("A-6", weight, found.start(), found.end(), facts)


def _visits(paper: Paper) -> Decimal:
    found = _ARCHIVES.search(paper.text)
    if found is None:
        return Decimal(0)
    inside = (one for one in paper.figures if found.start() <= one.at < found.end())
    return sum((one.number for one in inside if one.unit == "人次"), Decimal(0))


_OF_IT = re.compile(rf"其中[^,。;\d]{{1,10}}{_N}\s*件")
_OF_ALL = re.compile(r"占(?:[^,。;\d%]{0,4})总(?:量|数|数量)的\s*(\d+(?:\.\d+)?)%")


def base_not_stated(paper: Paper) -> Iterator[Remark]:
    """A-7: of two totals in a sentence, gross and net, nobody can say of which 其中 or 占总量 speaks."""
    for found in _INCLUDED.finditer(paper.text):
        gross, net = _d(found[1]), _d(found[1]) - _d(found[2])
        rest = _INCLUDED.split(paper.text[found.end() : found.end() + 1000].split("\n", 1)[0], maxsplit=1)[0]
        some = _OF_IT.search(rest)
        if some is None or not net:
            continue
        part = _d(some[1])
        facts = {
            "part": _n(part),
            "gross": _n(gross),
            "net": _n(net),
            "of_gross": _percent(part, gross),
            "of_net": _percent(part, net),
            "shares": str(len(_OF_ALL.findall(rest))),
        }
        at = found.end() + some.start()
        yield Remark("A-7", Weight.SUSPECT, at, at + len(some[0]), facts)
        yield from _shares_of_nothing(found.end(), rest, (part, net, gross))


def _shares_of_nothing(at: int, rest: str, bases: tuple[Decimal, ...]) -> Iterator[Remark]:
    """A-7.shares: not one of the totals gives all the shares, whatever whole numbers they stand for."""
    found = list(_OF_ALL.finditer(rest))
    said = [one[1] for one in found]
    if len(said) < 2 or any(all(_may_be(share, base) for share in said) for base in bases):
        return
    facts = {"kind": "shares", "said": "%、".join(said), "bases": "、".join(_n(base) for base in bases)}
    yield Remark("A-7", Weight.SUSPECT, at + found[0].start(), at + found[-1].end(), facts)


def _may_be(share: str, base: Decimal) -> bool:
    """Whether some whole number of the base is this percentage, rounded half up to the places it is written with."""
    said = Decimal(share)
    near = int(said * base / 100)
    return any((n * 100 / base).quantize(said, ROUND_HALF_UP) == said for n in map(Decimal, (near, near + 1)))


def more_than_all(paper: Paper) -> Iterator[Remark]:
    """A-8: 100% cannot be over-fulfilled."""
    for sentence in paper.sentences:
        whole, over = sentence.text.find("100%"), sentence.text.find("超额")
        if whole >= 0 and over >= 0 and _near(sentence, whole, over):
            start, end = sorted((whole, over))
            yield Remark("A-8", Weight.SUSPECT, sentence.at + start, sentence.at + end + 4)


def _near(sentence: Sentence, one: int, other: int) -> bool:
    return ";" not in sentence.text[min(one, other) : max(one, other)]


def _percent(part: Decimal, whole: Decimal) -> str:
    return str((part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _d(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _n(number: Decimal) -> str:
    return format(number.normalize(), "f")


RULES = (enquiries_among_requests, base_not_stated, more_than_all)
