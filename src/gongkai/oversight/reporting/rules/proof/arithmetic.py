"""A-1 to A-5: sums, rates, averages and counts of things listed, recomputed from the words themselves."""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise

from gongkai.oversight.reporting.rules.proof.figures import Figure
from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Sentence, Weight

# --- a total and the list behind it ------------------------------------------------------------------------

MOST_ITEMS = 40
_OPENS = re.compile(r"^\S{0,8}?[(,:]?\s*(?:其中|包括|分别是|分别为)\s*:?")


def announced_sums(paper: Paper) -> Iterator[Remark]:
    """共X，其中a、b、c: the list may fall short only when 等 is written, and never exceed its total."""
    for sentence in paper.sentences:
        for place, total in enumerate(sentence.figures):
            behind = sentence.after(total)
            marked = _OPENS.match(behind) is not None
            items = _listed(sentence, place, marked=marked)
            if len(items) >= 2 and (remark := _sum(sentence, total, items, marked=marked)):
                yield remark


def _listed(sentence: Sentence, place: int, *, marked: bool) -> list[Figure]:
    """The figures that follow clause by clause, one each, of the same kind as the total."""
    total, separators = sentence.figures[place], ""
    items: list[Figure] = []
    for before, one in pairwise(sentence.figures[place : place + MOST_ITEMS]):
        between = sentence.text[before.end - sentence.at : one.at - sentence.at]
        if not one.counts_like(total) or not re.search(r"[,、;(:]|其中|包括|和|及", between):
            break
        if "%" in between or (items and re.search("其中|包括", between)):
            break
        if ";" in between and (not marked or not items or (len(items) > 1 and ";" not in separators)):
            break
        separators += between if items else ""
        items.append(one)
        if sentence.after(one).startswith(")"):
            break
    return items


def _sum(sentence: Sentence, total: Figure, items: list[Figure], *, marked: bool) -> Remark | None:
    sums = list(accumulate(one.number for one in items))
    facts = {"total": _n(total.number), "label": total.name, "unit": total.unit}
    if total.number in sums[1:]:
        upto = sums.index(total.number, 1)
        facts |= {"sum": _n(total.number), "count": str(upto + 1), "gap": "0"}
        return Remark("A-1", Weight.AGREES, total.at, items[upto].end, facts)
    if not marked or not total.exact or not all(one.exact for one in items):
        return None
    gap = sums[-1] - total.number
    facts |= {"sum": _n(sums[-1]), "count": str(len(items)), "gap": _n(abs(gap))}
    partial = sentence.after(items[-1]).startswith("等")
    if gap < 0 and partial:
        facts["kind"] = "partial"
    return Remark("A-1", _weight_of(gap, len(items), partial=partial), total.at, items[-1].end, facts)


def _weight_of(gap: Decimal, count: int, *, partial: bool) -> Weight:
    """Two things named of a greater number may be all that was worth naming; three and more are a list."""
    if gap < 0 and partial:
        return Weight.NOTE
    return Weight.CONTRADICTION if gap > 0 or count >= 3 else Weight.SUSPECT


# --- totals whose parts are known --------------------------------------------------------------------------

_N = r"(\d[\d,]*)"
KNOWN_SUMS = (
    (
        rf"接受(?:市民|群众|公众|社会)?咨询(?:近|约)?{_N}",
        (rf"现场接待(?:人数)?{_N}", rf"咨询电话(?:接听)?{_N}", rf"网上咨询{_N}"),
        rf"专栏(?:页面)?访问量为?{_N}",
    ),
)
"""Total, its parts, and one thing more that is sometimes counted with them."""


def known_sums(paper: Paper) -> Iterator[Remark]:
    for total_said, parts_said, more_said in KNOWN_SUMS:
        total, parts = re.search(total_said, paper.text), [re.search(p, paper.text) for p in parts_said]
        if total is None or not all(parts):
            continue
        whole, summed = _d(total[1]), sum((_d(part[1]) for part in parts if part), Decimal(0))
        more = re.search(more_said, paper.text)
        with_more = summed + _d(more[1]) if more else summed
        facts = {
            "total": _n(whole),
            "sum": _n(summed),
            "gap": _n(abs(whole - summed)),
            "more": _n(with_more),
            "left": _n(abs(whole - with_more)),
        }
        agrees = whole in (summed, with_more)
        yield Remark(
            "A-2", Weight.AGREES if agrees else Weight.CONTRADICTION, total.start(), total.end(), facts
        )


# --- rates -------------------------------------------------------------------------------------------------

_RATE = re.compile(r"([\u4e00-\u9fff]{2,6})率(?:达到?|为)?\s*(\d+(?:\.(\d+))?)%")


def rates(paper: Paper) -> Iterator[Remark]:
    """提前办结率: what was 提前办结, of the figure before it in the same sentence."""
    for sentence in paper.sentences:
        for found in _RATE.finditer(sentence.text):
            before = [one for one in sentence.figures if one.end <= sentence.at + found.start()]
            pair = _part_and_whole(before, found[1])
            if pair is None:
                continue
            yield _share(sentence, found, *pair)


def _part_and_whole(figures: list[Figure], stem: str) -> tuple[Figure, Figure] | None:
    for i in range(len(figures) - 1, 0, -1):
        part, whole = figures[i], figures[i - 1]
        if (
            part.label
            and part.label.endswith(stem)
            and part.counts_like(whole)
            and part.number <= whole.number
        ):
            return part, whole
    return None


def _share(sentence: Sentence, found: re.Match[str], part: Figure, whole: Figure) -> Remark:
    places = Decimal(1).scaleb(-len(found[3] or ""))
    right = (part.number * 100 / whole.number).quantize(places, ROUND_HALF_UP)
    facts = {"said": found[2], "right": str(right), "part": _n(part.number), "whole": _n(whole.number)}
    weight = Weight.AGREES if right == Decimal(found[2]) else Weight.CONTRADICTION
    return Remark("A-3", weight, sentence.at + found.start(), sentence.at + found.end(), facts)


# --- averages ----------------------------------------------------------------------------------------------

_AVERAGE = re.compile(
    rf"(?:近|过去|前)([2-9]|[二三四五])年来?[^。]{{0,40}}?{_N}\s*件[^。]{{0,40}}?年均[^\d。]{{0,10}}{_N}\s*件"
)
_NUMERALS = {"二": 2, "三": 3, "四": 4, "五": 5}


def averages(paper: Paper) -> Iterator[Remark]:
    for found in _AVERAGE.finditer(paper.text):
        years = _NUMERALS.get(found[1]) or int(found[1])
        total, said = _d(found[2]), _d(found[3])
        right = (total / years).quantize(Decimal(1), ROUND_HALF_UP)
        facts = {"said": _n(said), "right": _n(right), "total": _n(total), "years": str(years)}
        weight = Weight.AGREES if said in (right, total // years) else Weight.CONTRADICTION
        yield Remark("A-4", weight, found.start(), found.end(), facts)


# --- how many were listed ----------------------------------------------------------------------------------

_HELD = re.compile(r"(?:组织|举办|召开)了?([^。;\n]{2,300}?)(等)?(\d+)场[^,。;]{0,4}发布会")
_EACH = re.compile(
    r"(\d+)[名位][^,。;\d]{1,8}分别(?:参加|接受|做客)([^,。;\n]{1,60}?(?:、|和)[^,。;\n]{0,60})"
)
_MARKS = {"《": 1, "》": -1, "(": 1, ")": -1, "“": 1, "”": -1}


def listed_things(paper: Paper) -> Iterator[Remark]:
    for found in _HELD.finditer(paper.text):
        if "、" in found[1]:
            yield from _count(found, int(found[3]), _items(found[1]), open_end=bool(found[2]))
    for found in _EACH.finditer(paper.text):
        yield from _count(found, int(found[1]), _items(re.sub("和(?=[^、]*$)", "、", found[2])))


def _items(text: str) -> int:
    """How many things stand between the commas of a list; those inside titles and brackets are no commas of it."""
    depth, count = 0, 1
    for sign in text:
        depth += _MARKS.get(sign, 0)
        count += sign == "、" and depth <= 0
    return count


def _count(found: re.Match[str], said: int, counted: int, *, open_end: bool = False) -> Iterator[Remark]:
    """With 等 fewer may be named than there were."""
    if open_end and counted < said:
        return
    facts = {"said": str(said), "right": str(counted)}
    weight = Weight.AGREES if said == counted else Weight.SUSPECT
    yield Remark("A-5", weight, found.start(), found.end(), facts)


def _d(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _n(number: Decimal) -> str:
    return format(number.normalize(), "f")


RULES: Iterable = (announced_sums, known_sums, rates, averages, listed_things)
