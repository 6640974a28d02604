"""S-1 to S-4: numbering, the parts that were announced, words that stand twice, damaged headings."""

import re
from collections.abc import Iterator

from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Sentence, Weight

_NUMERALS = "一二三四五六七八九十"
_POINT = re.compile(r"(?:(?<=[。;:,\n])|^)\s*([一二三四五六七八九十])是")
_TOP = re.compile(r"^\s*([一二三四五六七八九十]{1,2})、")
_SECOND = re.compile(r"^\s*\(([一二三四五六七八九十□]{1,2})\)")
_THIRD = re.compile(r"^\s*(\d{1,2})[.、](?!\d)")


def _value(numeral: str) -> int:
    """1 to 19; 0 for one that was lost."""
    if numeral.isdigit():
        return int(numeral)
    if len(numeral) == 2:
        return 10 + _NUMERALS.find(numeral[1]) + 1
    return _NUMERALS.find(numeral) + 1


# --- S-1: numbering ---------------------------------------------------------------------------------------------


def numbering(paper: Paper) -> Iterator[Remark]:
    yield from _headings(paper)
    for at, part in _parts(paper):
        yield from _points(at, part)


def _headings(paper: Paper) -> Iterator[Remark]:
    """一、 over the whole paper, (一) under it, 1. under that; a lower level begins anew under each higher one."""
    last = [0, 0, 0]
    for at, line in paper.words.lines:
        for level, pattern in enumerate((_TOP, _SECOND, _THIRD)):
            found = pattern.match(line)
            if found is None:
                continue
            number = _value(found[1])
            if number and not _follows(last[level], number):
                yield _gap(at + found.start(1), found[0].strip(), last[level] + 1)
            last[level] = number or last[level] + 1
            last[level + 1 :] = [0] * (2 - level)


def _follows(last: int, number: int) -> bool:
    """A run may begin anywhere but goes on by one; who begins with 一 begins a new run."""
    return number == 1 or number == last + 1 or last == 0


def _gap(at: int, said: str, wanted: int) -> Remark:
    wanted_said = _NUMERALS[wanted - 1] if wanted <= 10 else str(wanted)
    return Remark("S-1", Weight.SUSPECT, at, at + len(said), {"said": said, "wanted": wanted_said})


def _parts(paper: Paper) -> Iterator[tuple[int, str]]:
    """The stretches between headings, in each of which 一是 二是 三是 may run."""
    begin, lines = 0, []
    for at, line in paper.words.lines:
        if _TOP.match(line) or _SECOND.match(line) or _THIRD.match(line):
            yield begin, "\n".join(lines)
            begin, lines = at, []
        lines.append(line)
    yield begin, "\n".join(lines)


def _points(start: int, part: str) -> Iterator[Remark]:
    """Runs may lie in one another: a number must go on with one of those that are open."""
    open_runs: list[int] = []
    for found in _POINT.finditer(part):
        number = _value(found[1])
        while number > 1 and open_runs and open_runs[-1] + 1 != number and len(open_runs) > 1:
            open_runs.pop()
        if number == 1:
            open_runs.append(1)
        else:
            if not open_runs or open_runs[-1] + 1 != number:
                wanted = (open_runs[-1] if open_runs else 0) + 1
                yield _gap(start + found.start(1), f"{found[1]}是", wanted)
            open_runs[-1:] = [number]


# --- S-8: so many aspects ----------------------------------------------------------------------------------------

_ASPECTS = re.compile(r"([两二三四五六七八九])个?方面[^。;,:\n]{0,6}:\s*(?=一是)")


def announced_points(paper: Paper) -> Iterator[Remark]:
    """有三个方面：一是 … 三是: the points of that paragraph, those of a run in it not counted."""
    for found in _ASPECTS.finditer(paper.text):
        rest = paper.text[found.end() :].split("\n", 1)[0]
        last = 0
        for point in _POINT.finditer(rest):
            if _value(point[1]) == last + 1:
                last += 1
        said = 2 if found[1] == "两" else _value(found[1])
        weight = Weight.AGREES if last == said else Weight.SUSPECT
        yield Remark("S-8", weight, found.start(), found.end(), {"said": str(said), "right": str(last)})


# --- S-2: announced parts ---------------------------------------------------------------------------------------

_ANNOUNCED = re.compile(
    r"(?:全文|年报|本报告|报告)[^。\n]{0,6}?(?:包括|由)([^。\n]{1,400}?)(等)?(?:部分组成|[。\n]|,并附)"
)
_TITLE = re.compile(r"^\s*[一二三四五六七八九十]{1,2}、\s*(.+?)\s*$")


def announced_parts(paper: Paper) -> Iterator[Remark]:
    """How many parts the preface names, and how many there are; an annex named behind 并附 is one of them."""
    found = _ANNOUNCED.search(paper.text)
    if found is None:
        return
    named = _named(re.sub(r"\([^()]*\)", "", found[1]))
    titles = [m[1] for _at, line in paper.words.lines if (m := _TITLE.match(line))]
    if len(named) < 3 or len(titles) < 3:
        return
    there = len(titles) - (1 if found[0].endswith("并附") else 0)
    missing = [title for title in titles if not any(_alike(title, part) for part in named)]
    facts = {"named": str(len(named)), "there": str(there)}
    facts |= {"other": "、".join(missing)} if missing else {"kind": "count"}
    weight = Weight.AGREES if len(named) == there else Weight.NOTE
    yield Remark("S-2", weight, found.start(), found.end(), facts)


_PART_ENDS = re.compile(
    r"(?:情况|概述|引言|措施|改进|收费|事项|说明|附表|统计表|问题|部署|建议|[一二三四五六七八九十\d]+个?(?:部分|方面)?)$"
)


_LAST_TWO = re.compile(r"(?<=情况|问题|措施)(?:以及|及|和)(?=其他)")


def _named(said: str) -> list[str]:
    """Parted at commas, or at 、 where a part can end: 复议、诉讼和申诉情况 is one; 改进情况及其他事项 are two."""
    said = _LAST_TWO.sub("," if said.count(",") >= 2 else "、", said)
    if said.count(",") >= 2:
        return [part for part in said.split(",") if part.strip()]
    parts, begun = [], ""
    for piece in said.split("、"):
        begun = f"{begun}、{piece}" if begun else piece
        if _PART_ENDS.search(piece.strip()):
            parts.append(begun)
            begun = ""
    return [*parts, begun] if begun else parts


def _alike(title: str, part: str) -> bool:
    signs = set(title) - set("的和与、")
    return len(signs & set(part)) >= 0.8 * max(len(signs), 1)


# --- S-3: words that stand twice --------------------------------------------------------------------------------

_SHORT, _SHORTEST = 25, 8
_LONG = 60


def doubled_words(paper: Paper) -> Iterator[Remark]:
    """Sentences that came before, in runs of 60 signs and more: a paragraph that was copied."""
    first: dict[str, Sentence] = {}
    run: list[Sentence] = []
    for sentence in (*paper.sentences, Sentence(len(paper.text), "", ())):
        key = _key(sentence.text)
        if key in first and len(key) >= (_SHORTEST if run else _SHORT):
            run.append(sentence)
            continue
        if sum(len(one.text) for one in run) >= _LONG:
            facts = {
                "line": str(paper.words.line(first[_key(run[0].text)].at)),
                "count": str(len(run)),
                "begins": run[0].text.strip()[:20],
            }
            yield Remark("S-3", Weight.SUSPECT, run[0].at, run[-1].end, facts)
        run = []
        first.setdefault(key, sentence)


def _key(text: str) -> str:
    """Without spaces and the number of the point."""
    return re.sub(r"\s|^[一二三四五六七八九十]是", "", text.strip())


# --- S-4: damaged headings --------------------------------------------------------------------------------------


def damaged_headings(paper: Paper) -> Iterator[Remark]:
    for at in paper.words.damaged:
        end = paper.text.find("\n", at)
        yield Remark("S-4", Weight.NOTE, at, min(end if end >= 0 else at + 20, at + 20))


# --- S-7: filed where nobody looks ------------------------------------------------------------------------------

_PATH = re.compile(r"(?:当前的?位置|所在位置)\s*:\s*(首页\s*>[^\n]*)")


def filed_elsewhere(paper: Paper) -> Iterator[Remark]:
    """The path above the page: an annual report is looked for under 政府信息公开."""
    found = _PATH.search(paper.text)
    if paper.report is not None and found and not re.search("公开|年报|年度报告", found[1]):
        yield Remark("S-7", Weight.NOTE, found.start(1), found.end(1), {"said": found[1].strip()})


RULES = (numbering, announced_points, announced_parts, doubled_words, damaged_headings, filed_elsewhere)
