"""Limits as data, each with its law. An older rule stays in force for what began under it.

Those of information requests stand here because the contract of `gongkai deadline` and several domains
share them. An app of any floor adds its own in a module `limits` of its own, which is found and loaded when
the platform starts: `from gongkai.kernel.clocks.limits import register`.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.kernel.clocks.rules import Limit, Unit

_LIMITS: dict[str, list[Limit]] = {}


def register(*limits: Limit) -> None:
    """Add limits. ValueError when two rules of one code would be in force on the same day."""
    for limit in limits:
        others = _LIMITS.setdefault(limit.code, [])
        if limit in others:
            continue
        if any(_overlap(limit, other) for other in others):
            raise ValueError(f"two rules for {limit.code} on one day")
        others.append(limit)


def limit_in_force(code: str, on: date) -> Limit | None:
    """The rule for what began on that day; None when there was none yet. KeyError for an unknown code."""
    return next((limit for limit in _LIMITS[code] if _in_force(limit, on)), None)


def known_limits() -> list[Limit]:
    """All rules, by code and first day."""
    return sorted((limit for limits in _LIMITS.values() for limit in limits), key=lambda x: (x.code, x.since))


def optional_codes() -> list[str]:
    """Limits for acts that may never be needed: what is due does not follow from them."""
    return sorted({limit.code for limit in known_limits() if limit.optional})


def _in_force(limit: Limit, on: date) -> bool:
    return limit.since <= on and (limit.until is None or on <= limit.until)


def _overlap(a: Limit, b: Limit) -> bool:
    return a.since <= (b.until or date.max) and b.since <= (a.until or date.max)


REGULATION_2007 = date(2008, 5, 1)
LAST_DAY_OF_2007 = date(2019, 5, 14)
REGULATION_2019 = date(2019, 5, 15)
REVIEW_LAW_2023 = date(2024, 1, 1)

# --- disclosure -----------------------------------------------------------------------------------------------

register(
    Limit(
        "proactive",
        20,
        Unit.WORKDAY,
        "政府信息公开条例（2007）第十八条",
        since=REGULATION_2007,
        until=LAST_DAY_OF_2007,
        name=_("主动公开"),
        begins=_("形成或者变更之日"),
    ),
    Limit(
        "proactive",
        20,
        Unit.WORKDAY,
        "政府信息公开条例第二十六条",
        since=REGULATION_2019,
        name=_("主动公开"),
        begins=_("形成或者变更之日"),
    ),
    # the number of days is a rule of order of the department; its national wording is the work plan of 2016
    Limit(
        "interpretation",
        3,
        Unit.WORKDAY,
        "国办发〔2016〕19号",
        since=date(2016, 4, 18),
        name=_("政策解读"),
        begins=_("文件公开之日"),
        warning=1,
    ),
    # what a county publishes of land and of single decisions: limits of publication, whatever app prepares it
    Limit(
        "land-notice",
        10,
        Unit.WORKDAY,
        "征用土地公告办法（国土资源部令第10号）第四条",
        since=date(2002, 1, 1),
        until=date(2021, 8, 31),
        name=_("征收土地公告"),
        begins=_("收到批准文件之日"),
    ),
    Limit(
        "land-notice",
        15,
        Unit.WORKDAY,
        "土地管理法实施条例第三十一条",
        since=date(2021, 9, 1),
        name=_("征收土地公告"),
        begins=_("收到批准文件之日"),
    ),
    Limit(
        "credit-publicity",
        7,
        Unit.WORKDAY,
        "发改办财金〔2018〕424号",
        since=date(2018, 1, 1),  # the document is of 2018; its day was not seen
        name=_("双公示"),
        begins=_("作出决定之日"),
    ),
)

# --- requests: the rule in force on the day of receipt ----------------------------------------------------------

register(
    Limit(
        "foi-answer",
        15,
        Unit.WORKDAY,
        "政府信息公开条例（2007）第二十四条",
        since=REGULATION_2007,
        until=LAST_DAY_OF_2007,
        name=_("依申请公开答复"),
        begins=_("收到申请之日"),
    ),
    Limit(
        "foi-answer",
        20,
        Unit.WORKDAY,
        "政府信息公开条例第三十三条",
        since=REGULATION_2019,
        name=_("依申请公开答复"),
        begins=_("收到申请之日"),
    ),
    # the regulation of 2007 asks for a correction without naming days
    Limit(
        "correction-notice",
        7,
        Unit.WORKDAY,
        "政府信息公开条例第三十条",
        since=REGULATION_2019,
        name=_("补正告知"),
        begins=_("收到申请之日"),
        warning=2,
        optional=True,
    ),
    # the notice itself says until when
    Limit(
        "correction-period",
        0,
        Unit.DAY,
        "政府信息公开条例第三十条",
        since=REGULATION_2019,
        name=_("补正期限"),
        begins=_("告知补正之日"),
        silence=_("无正当理由逾期不补正的，视为放弃申请；有无正当理由由承办人判断"),
    ),
    Limit(
        "third-party",
        15,
        Unit.WORKDAY,
        "政府信息公开条例第三十二条",
        since=REGULATION_2019,
        name=_("第三方提出意见"),
        begins=_("收到征求意见书之日"),
        silence=_("逾期未提出意见的，不视为同意，由行政机关依照条例决定是否公开"),
    ),
    Limit(
        "co-maker",
        15,
        Unit.WORKDAY,
        "政府信息公开条例第三十四条",
        since=REGULATION_2019,
        name=_("共同制作机关提出意见"),
        begins=_("收到征求意见书之日"),
        silence=_("逾期未提出意见的，视为同意公开"),
    ),
    # no law sets one: the letter itself says until when
    Limit(
        "other-organ",
        0,
        Unit.DAY,
        "政府信息公开条例第十一条",
        since=REGULATION_2019,
        name=_("其他机关提出意见"),
        begins=_("征求意见函发出之日"),
        silence=_("法律没有规定期限，逾期不产生后果：由承办人催办，本机关依法决定"),
        warning=2,
    ),
    Limit(
        "fee-payment",
        20,
        Unit.WORKDAY,
        "国办函〔2020〕109号",
        since=date(2021, 1, 1),
        name=_("缴纳信息处理费"),
        begins=_("收到收费通知之日"),
        silence=_("逾期未缴纳的，视为放弃申请，不再处理"),
    ),
)

# --- remedies: days are calendar days unless the law says otherwise; the last day rolls ---------------------------

register(
    Limit(
        "review-filing",
        60,
        Unit.DAY,
        "行政复议法第二十条",
        since=REVIEW_LAW_2023,
        name=_("申请行政复议"),
        begins=_("知道该行政行为之日"),
        warning=10,
        rolls=True,
    ),
    Limit(
        "review-decision",
        60,
        Unit.DAY,
        "行政复议法第六十二条",
        since=REVIEW_LAW_2023,
        name=_("行政复议决定（普通程序）"),
        begins=_("受理之日"),
        warning=10,
        rolls=True,
    ),
    Limit(
        "review-decision-simplified",
        30,
        Unit.DAY,
        "行政复议法第六十二条",
        since=REVIEW_LAW_2023,
        name=_("行政复议决定（简易程序）"),
        begins=_("受理之日"),
        warning=5,
        rolls=True,
    ),
    Limit(
        "review-reply-simplified",
        5,
        Unit.WORKDAY,
        "行政复议法第五十四条",
        since=REVIEW_LAW_2023,
        name=_("提出行政复议答复（简易程序）"),
        begins=_("收到申请书副本之日"),
        warning=2,
    ),
    # 第八十八条: the three, five, seven and ten days of that law are working days
    Limit(
        "review-reply",
        10,
        Unit.WORKDAY,
        "行政复议法第四十八条、第八十八条",
        since=REVIEW_LAW_2023,
        name=_("提出行政复议答复（普通程序）"),
        begins=_("收到申请书副本之日"),
        warning=3,
    ),
    Limit(
        "lawsuit-reply",
        15,
        Unit.DAY,
        "行政诉讼法第六十七条",
        since=date(2015, 5, 1),
        name=_("提交答辩状和证据"),
        begins=_("收到起诉状副本之日"),
        warning=3,
        rolls=True,
    ),
    # a limit of the law as amended in 2014
    Limit(
        "lawsuit-filing",
        6,
        Unit.MONTH,
        "行政诉讼法第四十六条",
        since=date(2015, 5, 1),
        name=_("直接提起行政诉讼"),
        begins=_("知道或者应当知道作出行政行为之日"),
        warning=15,
        rolls=True,
    ),
    Limit(
        "lawsuit-filing-after-review",
        15,
        Unit.DAY,
        "行政诉讼法第四十五条",
        since=date(2015, 5, 1),
        name=_("复议后提起行政诉讼"),
        begins=_("收到复议决定书之日"),
        rolls=True,
    ),
)

# --- answers to the public: clock hours, day and night ------------------------------------------------------------

register(
    Limit(
        "event-facts",
        5,
        Unit.HOUR,
        "国办发〔2016〕80号",
        since=date(2016, 11, 10),
        name=_("特别重大、重大突发事件发布权威信息"),
        begins=_("事发时刻"),
        warning=2,
    ),
    Limit(
        "event-conference",
        24,
        Unit.HOUR,
        "国办发〔2016〕61号",
        since=date(2016, 7, 30),
        name=_("特别重大、重大突发事件举行新闻发布会"),
        begins=_("事发时刻"),
        warning=6,
    ),
    Limit(
        "opinion-response",
        48,
        Unit.HOUR,
        "国办发〔2016〕61号",
        since=date(2016, 7, 30),
        name=_("政务舆情回应"),
        begins=_("发现时刻"),
        warning=12,
    ),
)
