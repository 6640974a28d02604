"""W-1 to W-4: law that is no longer in force, brackets of document numbers, terms, slips of reading and writing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.oversight.reporting.rules.proof.paper import Paper, Remark, Weight

# --- W-1: provisions of 2007 ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Provision:
    """Words of 国令492号 that 国令711号 changed, and where the matter stands now."""

    pattern: str
    was: str
    now: str


PROVISIONS = (
    Provision(
        r"政府公报、政府网站、新闻发布会以及报刊、广播、电视等便于公众知晓的方式",
        "政府信息公开条例（2007）第十五条",
        "政府信息公开条例第二十三条",
    ),
    Provision(
        r"自身生产、生活、科研等特殊需要", "政府信息公开条例（2007）第十三条", "政府信息公开条例第二十七条"
    ),
    Provision(
        r"3月31日前公布[^。]{0,12}年度报告",
        "政府信息公开条例（2007）第三十一条",
        "政府信息公开条例第四十九条",
    ),
    Provision(
        r"以公开为原则[,、]?以?不公开为例外", "", "政府信息公开条例第五条（以公开为常态、不公开为例外）"
    ),
)
CHANGED = 2019


def old_law(paper: Paper) -> Iterator[Remark]:
    """Of a time before 15 May 2019, or of no known time, it is told as a note: then it was the law."""
    for one in PROVISIONS:
        found = re.search(one.pattern, paper.text)
        if found is None:
            continue
        since = paper.year if paper.year is not None else paper.written
        later = since is not None and since >= CHANGED and not (paper.day and paper.day.year < CHANGED)
        both = "公开为常态" in paper.text and not one.was
        weight = Weight.SUSPECT if later else Weight.NOTE
        if later or one.was:
            facts = {"was": one.was, "now": one.now} if one.was else {"now": one.now, "kind": "wording"}
            facts |= {"both": "1"} if both else {}
            yield Remark("W-1", weight, found.start(), found.end(), facts)


# --- W-2: brackets ----------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[\[(【](?:19|20)\d\d[\])】]\s*\d+\s*号")


def brackets(paper: Paper) -> Iterator[Remark]:
    """The year of a document number stands in six-cornered brackets (党政机关公文格式 GB/T 9704—2012, 7.2.5)."""
    for found in _NUMBER.finditer(paper.text):
        yield Remark("W-2", Weight.NOTE, found.start(), found.end(), {"said": found[0]})


# --- W-3: the three together ------------------------------------------------------------------------------------

TOGETHER = ("组织", "审签", "部署")
"""国办发〔2016〕80号: 同步组织、同步审签、同步部署."""
_TOGETHER = re.compile(
    r"同步([\u4e00-\u9fff]{2})[、,]\s*同步([\u4e00-\u9fff]{2})(?:[、,]\s*同步([\u4e00-\u9fff]{2}))?"
)


def three_together(paper: Paper) -> Iterator[Remark]:
    for found in _TOGETHER.finditer(paper.text):
        near = paper.text[max(found.start() - 60, 0) : found.end() + 30]
        said = tuple(word for word in found.groups() if word)
        if "解读" in near and said != TOGETHER:
            facts = {"said": "、".join(said), "right": "、".join(TOGETHER)}
            yield Remark("W-3", Weight.NOTE, found.start(), found.end(), facts)


# --- W-4: slips -------------------------------------------------------------------------------------------------

SLIPS = (
    (r"出合(?=了|《|台|的《)", "出台"),
    (r"(?<=[一-龥])墓础", "基础"),
    (r"(?<=该公开)约(?=不公开)", "的"),
    (r"有侍(?=[一-龥])", "有待"),
    (r"往住", "往往"),
    (r"法津", "法律"),
    (r"招拍持", "招拍挂"),
    (r"(?<![一-龥])支年(?=在|来|[,，])", "全年"),
    (r"有关信息报到", "有关信息报道"),
    (r"巳经", "已经"),
    (r"政俯", "政府"),
    (r"自巳", "自己"),
    (r"千部(?=[、群教职培队])", "干部"),
    (r"未来得及时", "未及时"),
    (r"己经", "已经"),
    (r"公幵", "公开"),
    (r"辨理|办埋", "办理"),
    (r"渎职能", "职能"),
    (r"(?<=资源)局局(?![长域势限部面级])", "局"),
)
"""What a machine misreads and hands mistype, each with what was meant. Only strings that mean nothing themselves."""


def slips(paper: Paper) -> Iterator[Remark]:
    for pattern, meant in SLIPS:
        for found in re.finditer(pattern, paper.text):
            facts = {"said": found[0], "meant": meant}
            yield Remark("W-4", Weight.SUSPECT, found.start(), found.end(), facts)


RULES = (old_law, brackets, three_together, slips)
