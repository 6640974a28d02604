"""Hints on what a text may be, before anybody decides. Never a decision: each hint shows the words it rests on,
and an official takes it up or not (政府信息公开条例 第三十九条, 第四十一条, 第三十六条第（七）项).

Also the proposal to ask for reasons when somebody asks too much (第三十五条). The article names no number; the
threshold is a setting, and the proposal shows what was counted.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.domains.foi.rules.vocabulary import ROUTES, Matter, Route

ARTICLE_35 = "政府信息公开条例第三十五条"


@dataclass(frozen=True, slots=True)
class Hint:
    """`words` as they stand in the text, in order, each once; `route`: where such a matter goes."""

    matter: Matter
    words: tuple[str, ...]

    @property
    def route(self) -> Route:
        return ROUTES[self.matter]


_SIGNS: dict[Matter, re.Pattern] = {
    matter: re.compile(pattern)
    for matter, pattern in {
        Matter.PETITION: r"信访|上访|请求(?:领导|政府|厅里|局里)?(?:解决|帮助|做主|主持公道)|讨(?:个)?(?:说法|公道)"
        r"|诉求|反映(?:问题|情况)|希望(?:领导|政府|有关部门)(?:重视|解决)",
        Matter.COMPLAINT: r"举报|投诉|控告|检举|(?:查处|追究|处理)[^，。；]{0,16}(?:责任|违法|违规|占地|行为)"
        r"|违法占(?:用)?(?:地|耕地)|非法(?:采矿|占地|买卖土地)|私自(?:开采|占用)",
        Matter.HOTLINE: r"1234[5]|12336|热线(?:工单|编号|答复)",
        Matter.CONSULTATION: r"(?:请问|咨询|想(?:问|了解)一下|如何办理|怎么办理|怎样办理|什么(?:条件|手续)|能否解释|为什么)"
        r"|(?:是否|是不是)(?:合法|合理|可以|有效)|请(?:解释|说明)(?:理由|原因|依据)",
        Matter.ARCHIVE_ENQUIRY: r"(?:查询|查阅|复印|调取)[^，。；]{0,10}(?:档案|存档资料|地籍资料|测绘成果|历史资料)"
        r"|档案(?:查询|查阅|复印)",
        Matter.REGISTER_QUERY: r"(?:不动产|房产|房屋|土地|林权|产权)(?:权属)?登记(?:簿|资料|信息|情况|卡)"
        r"|(?:名下|登记在)[^，。；]{0,12}(?:房产|不动产|房屋|土地)|查封(?:登记|情况)|抵押登记",
        Matter.PUBLICATION: r"年鉴|公报(?:合订本|过刊)?|(?:正式)?出版(?:的|物)|期刊|报纸|书籍|图书",
        Matter.CORRECTION_OF_OWN_DATA: r"(?:更正|更改|改正|纠正)[^，。；]{0,14}(?:信息|登记|记录|姓名|面积|错误)"
        r"|(?:信息|登记|记录|姓名|面积)(?:有误|错误|不准确)",
        Matter.RECONFIRMATION: r"(?:重新|再次)(?:出具|提供|盖章|制作)|(?:确认|证明)[^，。；]{0,12}(?:真实性|真伪|是否属实)"
        r"|补(?:发|开)[^，。；]{0,8}(?:证明|答复|告知书)",
        Matter.SERVICE: r"(?:申请|要求|请求)(?:办理|核发|颁发|换发|补发|审批)[^，。；]{0,12}(?:证|许可|登记|手续|审批)",
        Matter.REVIEW: r"行政复议|申请复议|撤销[^，。；]{0,16}(?:告知书|答复|决定|批复)",
    }.items()
}
_ASKS_FOR_INFORMATION = re.compile(
    r"申请(?:获取|公开)|(?:公开|提供|获取)[^。；]{0,40}?(?:信息|文件|批复|公告|方案|报告|协议|清单|图件?|材料|档案|复印件|依据)"
    r"|信息公开"
)


def hints(text: str) -> list[Hint]:
    """What the text may be besides a request, the one with most words first; empty when nothing points elsewhere."""
    folded = re.sub(r"\s+", "", normalize("NFKC", text).replace(",", "，").replace(";", "；"))
    found = [Hint(matter, _words(pattern, folded)) for matter, pattern in _SIGNS.items()]
    return sorted((hint for hint in found if hint.words), key=lambda hint: -len(hint.words))


def asks_for_information(text: str) -> tuple[str, ...]:
    """The words by which a text asks for documents: shown beside the hints, for they may stand together."""
    return _words(_ASKS_FOR_INFORMATION, re.sub(r"\s+", "", normalize("NFKC", text)))


def _words(pattern: re.Pattern, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0] for match in pattern.finditer(text)))


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how many requests of one applicant within so many days it is worth asking for reasons.

    A setting of the organ without a number in law; the default follows the eleventh piece of a month, from
    which 国办函〔2020〕109号 lets a fee be charged.
    """

    requests: int = 11
    days: int = 31


@dataclass(frozen=True, slots=True)
class Proposal:
    """Propose, to an official, that the applicant be asked for reasons. Nothing happens by itself."""

    count: int
    since: date
    text: str | Promise
    law: str = ARTICLE_35


def propose_asking(received: list[date], today: date, threshold: Threshold = Threshold()) -> Proposal | None:
    """`received`: days of receipt (before it: of submission) of all requests of the applicant, in any order, this one
    included."""
    since = today - timedelta(days=threshold.days - 1)
    count = sum(since <= day <= today for day in received)
    if count < threshold.requests:
        return None
    words = {"since": since.isoformat(), "count": count}
    text = _("%(since)s 以来该申请人已提出 %(count)d 件申请。如认为明显超过合理范围，可以要求其说明理由。")
    return Proposal(count, since, text % words)
