"""What a request is about and where it comes from, in the coarse words that reports count by. Pure.

Reports tell such parts of their requests: how many were about land, which years the information is of, from which
cities and from what sort of people they came. None of it is asked of the applicant (第二十九条 lists what may be); an
official says it from the papers, or leaves it out. Place and trade are kept as codes too wide to know anybody by.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import ApplicantKind
from gongkai.foundation.common.reasons import Reason


class Topic(TextChoices):
    """What the information asked for is about: the chief matter, one for each request."""

    LAND_ACQUISITION = "land_acquisition", _("征地拆迁")
    LAND_APPROVAL = "land_approval", _("建设用地审批")
    LAND_SUPPLY = "land_supply", _("土地供应和利用")
    LAND_TITLE = "land_title", _("土地和不动产权属")
    RURAL_LAND = "rural_land", _("宅基地、耕地和农村土地")
    PLANNING = "planning", _("国土空间规划")
    MINERALS = "minerals", _("矿产资源")
    SURVEY = "survey", _("测绘地理信息")
    HAZARD = "hazard", _("地质灾害和生态修复")
    ENFORCEMENT = "enforcement", _("执法督察")
    OFFICE = "office", _("机构、人事和财务")
    OTHER = "other", pgettext_lazy("topic", "其他事项")


LAND = (
    Topic.LAND_ACQUISITION,
    Topic.LAND_APPROVAL,
    Topic.LAND_SUPPLY,
    Topic.LAND_TITLE,
    Topic.RURAL_LAND,
)
"""What reports call 涉地."""


class Trade(TextChoices):
    """What an applicant who is a natural person lives on, as reports count it."""

    FARMER = "farmer", _("农民")
    WORKER = "worker", _("工人、职员")
    SELF_EMPLOYED = "self_employed", _("个体经营者")
    LAWYER = "lawyer", _("律师、法律工作者")
    JOURNALIST = "journalist", _("新闻工作者")
    TEACHER = "teacher", _("教师、科研人员")
    OFFICIAL = "official", _("公职人员")
    STUDENT = "student", _("学生")
    RETIRED = "retired", _("离退休人员")
    NONE = "none", _("无业、失业人员")
    OTHER = "other", pgettext_lazy("trade", "其他职业")


PROVINCES = {
    f"{number}0000": name
    for number, name in (
        *enumerate(("北京", "天津", "河北", "山西", "内蒙古"), 11),
        *enumerate(("辽宁", "吉林", "黑龙江"), 21),
        *enumerate(("上海", "江苏", "浙江", "安徽", "福建", "江西", "山东"), 31),
        *enumerate(("河南", "湖北", "湖南", "广东", "广西", "海南"), 41),
        *enumerate(("重庆", "四川", "贵州", "云南", "西藏"), 50),
        *enumerate(("陕西", "甘肃", "青海", "宁夏", "新疆"), 61),
        (71, "台湾"),
        *enumerate(("香港", "澳门"), 81),
    )
}
"""Of GB/T 2260, for whoever comes from beyond the regions that the platform knows."""
COARSE = re.compile(r"[1-8][0-9]{3}00")
"""A code of a province or prefecture: the last two digits, which name the county, are empty."""
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Classes:
    """What an official said of a request; empty where nobody has said it. `since` to `until`: years, both or neither."""

    topic: str = ""
    since: int | None = None
    until: int | None = None
    place: str = ""
    trade: str = ""

    def columns(self) -> dict[str, object]:
        """As a request keeps them: what was not said is null."""
        return {
            "topic": self.topic or None,
            "about_since": self.since,
            "about_until": self.until,
            "applicant_place": self.place or None,
            "applicant_trade": self.trade or None,
        }

    def __bool__(self) -> bool:
        return self != Classes()


def reasons_against_classifying(
    classes: Classes, *, stage: str, applicant: str, now: Classes, places: Collection[str]
) -> list[Reason]:
    """`now`: what is said of the request so far; `places`: codes of the places that there are."""
    if stage == Stage.VOID:
        return [Reason("void", _("登记已经作废，不计入统计。"), where="stage")]
    reasons = [*_unknown(classes, places), *_years(classes)]
    if classes.trade and applicant != ApplicantKind.NATURAL_PERSON:
        reasons.append(Reason("trade_of_organisation", _("组织没有职业，只有自然人才填。"), where="trade"))
    if not reasons and classes == now:
        reasons.append(Reason("unchanged", _("与已经填的一样，没有改动。"), where="topic"))
    return reasons


def _unknown(classes: Classes, places: Collection[str]) -> Iterator[Reason]:
    if classes.topic and classes.topic not in Topic.values:
        yield Reason("topic", _("没有这一种内容。"), where="topic")
    if classes.trade and classes.trade not in Trade.values:
        yield Reason("trade", _("没有这一种职业。"), where="trade")
    if classes.place and not (COARSE.fullmatch(classes.place) and classes.place in places):
        yield Reason("place", _("所在地填到市（州）或者省，不填到县。"), where="place")


def _years(classes: Classes) -> Iterator[Reason]:
    since, until = classes.since, classes.until
    if (since is None) != (until is None):
        yield Reason("years", _("年份要写明起止；只有一年的，起止写同一年。"), where="since")
    elif since is not None and since > until:
        yield Reason("years", _("止年不能早于起年。"), where="until")
    elif since is not None and not (since >= FIRST_YEAR and until <= LAST_YEAR):
        said = _("年份应在 %(first)d 到 %(last)d 之间。") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        yield Reason("years", said, where="since")


# --- what the words suggest -------------------------------------------------------------------------------------

_SIGNS = {
    topic: re.compile(pattern)
    for topic, pattern in {
        Topic.LAND_ACQUISITION: r"征地|征收|拆迁|补偿安置|安置补偿|安置方案|青苗|预公告|社会保障费",
        Topic.RURAL_LAND: r"宅基地|耕地|承包地|集体(?:经营性)?建设用地|增减挂钩|土地整治|复垦",
        Topic.LAND_TITLE: r"不动产|权属|确权|土地(?:使用|所有)?(?:权)?证|房产证|地籍|宗地图|登记(?:簿|档案)",
        Topic.LAND_SUPPLY: r"出让|划拨|挂牌|招拍挂|土地储备|闲置土地|地价|成交",
        Topic.LAND_APPROVAL: r"(?:用地|农用地|农转用).{0,8}(?:批复|审批|转用|预审|批准)|建设用地|一书四方案|用地预审",
        Topic.MINERALS: r"采矿|探矿|矿(?:产|权|山|区|业)|砂石",
        Topic.PLANNING: r"规划",
        Topic.HAZARD: r"地质灾害|滑坡|泥石流|生态修复|地面(?:塌陷|沉降)",
        Topic.SURVEY: r"测绘|地理信息|航拍|影像图|控制点|地形图",
        Topic.ENFORCEMENT: r"违法(?:占|用)地|行政处罚|执法|督察",
        Topic.OFFICE: r"编制|人事|录用|预算|决算|采购|三公经费",
    }.items()
}
"""In this order: who asks for the notice of an acquisition speaks of its approval too."""
_YEAR = r"(?<![0-9])(?:19|20)[0-9]{2}"
_SPAN = re.compile(rf"({_YEAR})\s*年?\s*(?:[-—–~～至到]|—{{2}})\s*({_YEAR})(?=\s*年)")
_ONE = re.compile(rf"({_YEAR})(?=\s*年|\s*[〕\]］】)）])")


def suggested(words: str) -> Classes:
    """What the words of a request point to: the first topic of which they speak, and the years from the first to the
    last that they name. A proposal to look at; nothing is counted by it.

    >>> suggested("柳树镇2016年至2018年征收土地公告")
    Classes(topic='land_acquisition', since=2016, until=2018, place='', trade='')
    """
    topic = next((topic.value for topic, sign in _SIGNS.items() if sign.search(words)), "")
    years = sorted({*_years_of(words)})
    return Classes(topic, years[0], years[-1]) if years else Classes(topic)


def _years_of(words: str) -> Iterator[int]:
    for found in _SPAN.finditer(words):
        yield from (int(year) for year in found.groups())
    yield from (int(found[1]) for found in _ONE.finditer(words))


def spelled_years(since: int | None, until: int | None) -> str:
    """As files and pages write them: 2017, 2008-2019, empty."""
    if since is None:
        return ""
    return str(since) if since == until else f"{since}-{until}"


def years_in(text: str) -> tuple[int | None, int | None]:
    """What `spelled_years` writes, read again. ValueError for anything else."""
    if not text.strip():
        return None, None
    found = re.fullmatch(r"([0-9]{4})(?:\s*[-—–~～至到]\s*([0-9]{4}))?\s*年?", text.strip(), re.ASCII)
    if found is None:
        raise ValueError(text)
    return int(found[1]), int(found[2] or found[1])
