"""D-1 to D-6: days, years and periods that do not fit the report or one another."""

import re
from collections.abc import Iterator
from datetime import date

from gongkai.oversight.reporting.rules.due import FIRST_YEAR, due, is_government
from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Weight, as_day

_NUMBER = r"[\u4e00-\u9fff]{2,12}[\[〔(【](20\d\d|19\d\d)[\]〕)】]\s*\d+\s*号"
_ISSUED = re.compile(
    rf"(20\d\d)年(\d{{1,2}})月(\d{{1,2}})日[^。;\n]{{0,20}}?(?:下发|印发|发布|出台|制发)[^。;\n]{{0,60}}?({_NUMBER})"
)


def number_and_day(paper: Paper) -> Iterator[Remark]:
    """D-1: a document bears the year in which it was issued; in January sometimes that of the year before."""
    for found in _ISSUED.finditer(paper.text):
        issued, numbered = int(found[1]), int(found[5])
        if issued == numbered:
            continue
        early = found[2].lstrip("0") == "1" and issued - numbered == 1
        facts = {"number": found[4], "issued": str(issued), "numbered": str(numbered)}
        weight = Weight.SUSPECT if early else Weight.CONTRADICTION
        yield Remark("D-1", weight, found.start(4), found.end(4), facts)


def in_time(paper: Paper) -> Iterator[Remark]:
    """D-2: only for what is an annual report and says its day; who does not say what it is has the longer limit."""
    said, organ = paper.day_said, paper.report.organ if paper.report else ""
    if (
        paper.year is None
        or paper.day is None
        or said is None
        or paper.day.year < paper.year
        or paper.year < FIRST_YEAR
    ):
        return
    government = is_government(organ) if organ else not paper.own_level
    limit = due(paper.year, government=government).day
    late = (paper.day - limit).days
    facts = {"day": str(paper.day), "limit": str(limit), "late": str(late)}
    weight = Weight.CONTRADICTION if late > 0 else Weight.AGREES
    yield Remark("D-2", weight, said.start(1), said.end(), facts)


_OPEN = re.compile(r"今年以来|截至目前|目前为止|到目前")
_LAST_YEAR = re.compile(r"去年")
_DATED = re.compile(
    r"统计期限|截至20\d\d年|截止20\d\d年|20\d\d年1月1日|(?:时间|日期)\s*:\s*20\d\d|^\s*20\d\d年\d{1,2}月\d{1,2}日\s*$",
    re.MULTILINE,
)


def undefined_periods(paper: Paper) -> Iterator[Remark]:
    """D-3: a figure of 今年以来 needs a day somewhere in the paper; a figure of 去年 a year beside it. Each once."""
    found = list(_undefined(paper))
    for said in dict.fromkeys(words[0] for _at, words in found):
        at, words = next(one for one in found if one[1][0] == said)
        facts = {"said": said, "count": str(sum(one[0] == said for _at, one in found))}
        yield Remark("D-3", Weight.SUSPECT, at + words.start(), at + words.end(), facts)


def _undefined(paper: Paper) -> Iterator[tuple[int, re.Match[str]]]:
    dated = _DATED.search(paper.text) is not None
    for sentence in paper.sentences:
        if not sentence.figures:
            continue
        open_end, last = _OPEN.search(sentence.text), _LAST_YEAR.search(sentence.text)
        if open_end and not dated and not re.search(r"20\d\d年", sentence.text):
            yield sentence.at, open_end
        if last and not re.search(r"20\d\d", sentence.text[last.start() :]):
            yield sentence.at, last


_SPAN = re.compile(r"(?<!\d)(20\d\d)年?\s*[~～\-—至到]{1,2}\s*(20\d\d)年(?!存在|形成|产生|度)")


def outside_the_year(paper: Paper) -> Iterator[Remark]:
    """D-4: figures of years that all lie before the one reported on."""
    if paper.year is None:
        return
    for sentence in paper.sentences:
        for found in _SPAN.finditer(sentence.text):
            counted = any(one.at > sentence.at + found.end() for one in sentence.figures)
            if int(found[2]) < paper.year and counted:
                facts = {"said": found[0], "year": str(paper.year)}
                yield Remark(
                    "D-4", Weight.NOTE, sentence.at + found.start(), sentence.at + found.end(), facts
                )


_SO_FAR = re.compile(r"(?:累计|总计)[^。;,\d]{0,12}?(?:主动)?公开(?:政府)?信息\s*(\d[\d,]*)\s*条")


def cumulative_as_annual(paper: Paper) -> Iterator[Remark]:
    """D-5: what the words call the sum of all years stands in the list as the number of one."""
    report = paper.report
    if report is None or not report.form.is_list:
        return
    annual = report.values.get("proactive.records.count")
    for found in _SO_FAR.finditer(paper.text):
        if str(annual) == found[1].replace(",", ""):
            yield Remark("D-5", Weight.SUSPECT, found.start(), found.end(), {"number": found[1]})


_BEGAN = re.compile(
    r"(20\d\d)年(\d{1,2})月(\d{1,2})日起[^。;]{0,20}?(?:开始|正式)?(?:开展|实施|施行)[^。;,]{0,6}政府信息公开"
)
IN_FORCE = date(2008, 5, 1)
"""政府信息公开条例（2007）第三十八条."""


def before_the_regulation(paper: Paper) -> Iterator[Remark]:
    """D-6: only a local rule can be the basis of earlier work."""
    for found in _BEGAN.finditer(paper.text):
        day = as_day(found[1], found[2], found[3])
        if day and day < IN_FORCE:
            yield Remark("D-6", Weight.NOTE, found.start(), found.end(), {"day": str(day)})


RULES = (
    number_and_day,
    in_time,
    undefined_periods,
    outside_the_year,
    cumulative_as_annual,
    before_the_regulation,
)
