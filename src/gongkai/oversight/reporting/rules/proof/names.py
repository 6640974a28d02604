"""N-1 to N-3: organs under names of another time, a word of another level left in, places not filled in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Weight


@dataclass(frozen=True, slots=True)
class Name:
    """A name that organs of one kind bore from one year to another. `until` gives the last year in which it may stand."""

    pattern: str
    since: int = 0
    until: int = 9999
    now: str = ""


NAMES = (
    Name(r"国土资源[部厅局]|国土局|国土资源(?=信息|政务|系统|管理)", until=2019, now="自然资源主管部门"),
    Name(r"国家测绘地理信息局|国土测绘局", until=2018, now="自然资源主管部门"),
    Name(r"环境保护[部厅局]|环保[厅局]", until=2019, now="生态环境主管部门"),
    Name(r"国务院法制办", until=2018, now="司法部"),
    Name(r"工商行政管理[总局]?局|工商局", until=2019, now="市场监督管理部门"),
    Name(r"农业部(?!门)", until=2018, now="农业农村部"),
    Name(r"自然资源[部厅局]", since=2018),
    Name(r"生态环境[部厅局]", since=2018),
)
"""The reform of 2018 (中共中央《深化党和国家机构改革方案》, March 2018; provinces by the end of that year, cities and
counties by March 2019). A year more is given where a change was not of one day."""
_TITLES = re.compile(r"《[^》]{0,100}》|[\u4e00-\u9fff]{1,8}[\[〔](?:19|20)\d\d[\]〕]\s*\d+\s*号")


def names_out_of_time(paper: Paper) -> Iterator[Remark]:
    """N-1. Titles of documents keep the name of their time; 原 says that it is the old one."""
    if paper.written is None:
        return
    text = _TITLES.sub(lambda found: "\0" * len(found[0]), paper.text)
    for name in NAMES:
        found = list(re.finditer(rf"(?<!原)(?<!原\S)(?:{name.pattern})(?!令|公告|发)", text))
        if found and not name.since <= paper.written <= name.until:
            facts = {
                "name": found[0][0],
                "now": name.now,
                "count": str(len(found)),
                "year": str(paper.written),
            }
            yield Remark("N-1", Weight.SUSPECT, found[0].start(), found[0].end(), facts)


_OLD_NUMBER = re.compile(
    r"《[^》]{0,60}?(自然资源[厅局部])[^》]{0,60}》\s*\(([\u4e00-\u9fff]{0,3}国土资[\u4e00-\u9fff]{0,4}[\[〔(](20\d\d)[\]〕)]\s*\d+\s*号)\)"
)


def name_and_number(paper: Paper) -> Iterator[Remark]:
    """N-1: a document of an organ that did not exist yet."""
    for found in _OLD_NUMBER.finditer(paper.text):
        early = int(found[3]) < 2018
        facts = {"name": found[1], "number": found[2], "kind": "number"}
        weight = Weight.CONTRADICTION if early else Weight.NOTE
        yield Remark("N-1", weight, found.start(1), found.end(1), facts)


_STRANGER = re.compile(
    r"(?:(?<=[。;\n])|^)\s*([部厅局])(?:还|也|已|将|先后|及时)+(?:建立|出台|制定|印发|成立|组织|编制|开展)",
    re.M,
)
_OWN = re.compile(r"我([部厅局])(?![内属机党])")


def levels_mixed(paper: Paper) -> Iterator[Remark]:
    """N-2: 部 in a paper of a 厅, as a template leaves it."""
    own = paper.own_level
    if not own:
        return
    for found in _STRANGER.finditer(paper.text):
        if found[1] != own:
            yield _level(found, own)
    others = [found for found in _OWN.finditer(paper.text) if found[1] != own]
    if others and len(others) * 5 <= len(_OWN.findall(paper.text)):
        yield _level(others[0], own)


def _level(found: re.Match[str], own: str) -> Remark:
    facts = {"said": found[0].strip(), "own": own}
    return Remark("N-2", Weight.CONTRADICTION, found.start(1), found.end(), facts)


_HOLE = re.compile(r"(?<![A-Za-z0-9])[XxＸ×*]{2,}(?=[省市州县区局厅年月日件条])|[某○]{2}(?=[省市县区局厅])")


def places_left_open(paper: Paper) -> Iterator[Remark]:
    """N-3: XX市 was to be filled in. One remark for all of them."""
    found = list(_HOLE.finditer(paper.text))
    if found:
        at, end = found[0].start(), found[0].end() + 1
        facts = {"said": paper.text[at:end], "count": str(len(found))}
        yield Remark("N-3", Weight.CONTRADICTION, at, end, facts)


RULES = (names_out_of_time, name_and_number, levels_mixed, places_left_open)
