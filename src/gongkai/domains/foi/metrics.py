"""What of information requests is counted: the rows of table three and four of the annual report, and the work.

A request counts from the day of receipt (第三十一条) on; what was told to be none (`routed`) or was registered by
mistake (`void`) never does. It ends on the day of its answer. So every request received or taken over in a period
is answered in it or carried forward, and the table adds up by construction.
"""

from datetime import timedelta

from django.db.models import (
    Case,
    CharField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractYear
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.domains.foi.models import Appeal, Fee, Request
from gongkai.domains.foi.places import place_names
from gongkai.domains.foi.rules import spent
from gongkai.domains.foi.rules.classing import LAND, Topic, Trade
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.rules.vocabulary import (
    AnswerKind,
    ApplicantKind,
    Channel,
    Matter,
)
from gongkai.kernel.figures.registry import (
    ORGAN,
    REGION,
    Column,
    Dimension,
    Metric,
    declare,
    division_names,
    organ_names,
)
from gongkai.kernel.figures.rules.periods import Period

REQUEST = pgettext_lazy("unit", "件")
YUAN = pgettext_lazy("unit", "元")
FEES = "国办函〔2020〕109号"


# --- rows -------------------------------------------------------------------------------------------------------


def _counted() -> QuerySet[Request]:
    return Request.objects.exclude(stage__in=[Stage.ROUTED, Stage.VOID]).exclude(received_on=None)


def received(period: Period) -> QuerySet[Request]:
    return _counted().filter(received_on__range=(period.since, period.until))


def answered(period: Period) -> QuerySet[Request]:
    return _counted().filter(answered_on__range=(period.since, period.until))


def carried_in(period: Period) -> QuerySet[Request]:
    return _open_after(period.day_before)


def carried_out(period: Period) -> QuerySet[Request]:
    return _open_after(period.until)


def _open_after(day) -> QuerySet[Request]:
    """Received by that day, and not answered by then."""
    later = Q(answered_on=None) | Q(answered_on__gt=day)
    return _counted().filter(later, received_on__lte=day)


def appeals(period: Period) -> QuerySet[Appeal]:
    """Decided in the period, or begun by its end and undecided then. `result_then`: as it stood at the end."""
    decided = Q(decided_on__range=(period.since, period.until))
    pending = Q(filed_on__lte=period.until) & (Q(decided_on=None) | Q(decided_on__gt=period.until))
    result = Case(When(decided, then=F("result")), default=Value(AppealResult.PENDING.value))
    return Appeal.objects.filter(decided | pending).annotate(result_then=result, way=_WAY)


_WAY = Case(
    When(kind=AppealKind.REVIEW, then=Value("review")),
    When(after=None, then=Value("direct")),
    default=Value("after_review"),
)
"""The three groups of table four."""


def fee_notices(period: Period) -> QuerySet[Fee]:
    return Fee.objects.filter(noticed_on__range=(period.since, period.until))


def fees_paid(period: Period) -> QuerySet[Fee]:
    return Fee.objects.filter(paid_on__range=(period.since, period.until))


# --- dimensions -------------------------------------------------------------------------------------------------


def _labels(choices) -> dict[object, str]:
    return {value: str(label) for value, label in choices}


DIVISION = Dimension(_("承办处室"), "division_id", division_names)
CHANNEL = Dimension(_("渠道"), "channel", lambda: _labels(Channel.choices))
APPLICANT = Dimension(_("申请人类别"), "applicant_kind", lambda: _labels(ApplicantKind.choices))
KIND = Dimension(_("答复类型"), "answer_kind", lambda: _labels(AnswerKind.choices))
ROW = Dimension(_("年报行次"), "report_row")
MATTER = Dimension(_("事项类别"), "matter", lambda: _labels(Matter.choices))
PERSON = Dimension(
    _("自然人或组织"),
    Case(
        When(applicant_kind=ApplicantKind.NATURAL_PERSON, then=Value("person")),
        default=Value("organisation"),
    ),
    lambda: {"person": str(_("自然人")), "organisation": str(_("法人或其他组织"))},
)
BANDS = {5: "0-5", 10: "6-10", 20: "11-20", 40: "21-40"}
"""Last day of a band -> its key; later ones are in MORE."""
MORE = "41-"
_TAKEN = ExpressionWrapper(F("answered_on") - F("received_on"), output_field=DurationField())
DAYS = Dimension(
    _("办理天数（日历日）"),
    Case(
        *(When(LessThanOrEqual(_TAKEN, timedelta(last)), then=Value(key)) for last, key in BANDS.items()),
        default=Value(MORE),
    ),
    lambda: (
        {key: str(_("%(days)s 天") % {"days": key}) for key in BANDS.values()} | {MORE: str(_("40 天以上"))}
    ),
)
"""Calendar days between receipt and answer, pauses with them: how long the applicant waited, not the limit used."""

USED = Dimension(
    _("答复用时（工作日）"),
    Case(
        When(used_days=None, then=Value(None)),
        *(
            When(used_days__lte=top, then=Value(code))
            for top, code in zip(spent.TOPS, spent.CODES, strict=False)
        ),
        default=Value(spent.CODES[-1]),
        output_field=CharField(),
    ),
    lambda: used_names(),
)
"""Working days of the limit, pauses taken out; None: no clock ran, as for what came from an old register."""


def used_names() -> dict[object, str]:
    """Bands in their order, then answers whose days are not known."""
    closed = {code: code.replace("-", "–") for code in spent.CODES[:-1]}
    return closed | {spent.CODES[-1]: _("%d以上") % spent.LAST, None: str(_("没有时限记录"))}


def _or_not_stated(choices) -> dict[object, str]:
    """What nobody said of a request is a part of its own: it is not guessed."""
    return {**choices, None: str(_("未说明"))}


TOPIC = Dimension(_("所涉内容"), "topic", lambda: _or_not_stated(_labels(Topic.choices)))
ABOUT_LAND = Dimension(
    _("是否涉地"),
    Case(When(topic__in=LAND, then=Value("land")), When(topic__isnull=False, then=Value("other"))),
    lambda: _or_not_stated({"land": str(_("涉地")), "other": str(_("不涉地"))}),
)
_SINCE, _UNTIL = (Cast(name, CharField(max_length=4)) for name in ("about_since", "about_until"))
ABOUT_YEAR = Dimension(
    _("所涉年份"),
    Case(
        When(about_since=F("about_until"), then=_SINCE),
        When(about_since__isnull=False, then=Concat(_SINCE, Value("-"), _UNTIL)),
    ),
    lambda: _or_not_stated({}),
)
"""The year of the information, or the years from the first to the last as a part of their own ("2008-2019")."""
PLACE = Dimension(_("申请人所在地"), "applicant_place", lambda: _or_not_stated(place_names()))
TRADE = Dimension(_("申请人职业"), "applicant_trade", lambda: _or_not_stated(_labels(Trade.choices)))

RECEIVED_YEAR = Dimension(_("收到年份"), ExtractYear("received_on"))
_CAME = {
    "organ": ORGAN,
    "division": DIVISION,
    "region": REGION,
    "channel": CHANNEL,
    "applicant": APPLICANT,
    "person": PERSON,
    "matter": MATTER,
    "topic": TOPIC,
    "land": ABOUT_LAND,
    "year": ABOUT_YEAR,
    "place": PLACE,
    "trade": TRADE,
}


def _in_division(row) -> str | None:
    return row.division and row.division.name


REQUESTS = {
    "link": lambda row: reverse("requests:detail", args=[row.pk]),
    "columns": (
        Column(_("事由"), lambda row: row.subject),
        Column(_("登记号"), lambda row: row.number),
        Column(_("机关"), lambda row: row.organ.short_name),
        Column(_("承办处室"), _in_division),
        Column(_("环节"), lambda row: row.get_stage_display()),
        Column(_("收到申请之日"), lambda row: row.received_on),
        Column(_("答复日期"), lambda row: row.answered_on),
        Column(_("答复类型"), lambda row: row.get_answer_kind_display()),
    ),
    "related": ("organ", "division"),
}
APPEALS = {
    "link": lambda row: reverse("requests:appeal", args=[row.pk]),
    "columns": (
        Column(_("事由"), lambda row: row.request.subject),
        Column(_("类别"), lambda row: row.get_kind_display()),
        Column(_("机关"), lambda row: row.request.organ.short_name),
        Column(_("提起日期"), lambda row: row.filed_on),
        Column(_("结果"), lambda row: row.get_result_display()),
        Column(_("决定日期"), lambda row: row.decided_on),
    ),
    "related": ("request__organ",),
}
FEE_ROWS = {
    "link": lambda row: reverse("requests:detail", args=[row.request_id]),
    "columns": (
        Column(_("事由"), lambda row: row.request.subject),
        Column(_("登记号"), lambda row: row.request.number),
        Column(_("机关"), lambda row: row.request.organ.short_name),
        Column(_("金额"), lambda row: row.amount),
        Column(_("收费通知日期"), lambda row: row.noticed_on),
        Column(_("缴费日期"), lambda row: row.paid_on),
    ),
    "related": ("request__organ",),
}


def _of_requests(code: str, name, counts, dated_by, rows, law: str = "", **more) -> Metric:
    dimensions = _CAME | more.pop("dimensions", {})
    return Metric(
        f"requests.{code}",
        name,
        REQUEST,
        counts,
        dated_by,
        rows,
        "request.view",
        law=law,
        dimensions=dimensions,
        **REQUESTS,
    )


_BY_REQUEST = {"organ": "request__organ_id", "division": "request__division_id"}
"""Of what belongs to a request: whose it is."""


def _of_fees(code: str, name, counts, dated_by, rows, *, amounts: bool = False) -> Metric:
    """How many notices or, with `amounts`, the yuan in them."""
    unit, measure = (YUAN, Sum("amount")) if amounts else (REQUEST, None)
    return Metric(
        f"requests.{code}", name, unit, counts, dated_by, rows, "request.view",
        law=FEES, measure=measure, **_BY_REQUEST, **FEE_ROWS,
    )  # fmt: skip


declare(
    _of_requests(
        "received",
        _("新收政府信息公开申请"),
        _("收到的政府信息公开申请，不含转告其他渠道的和登记作废的"),
        _("收到申请之日"),
        received,
        "政府信息公开条例第三十一条",
        dimensions={
            "month": Dimension(_("月份"), ExtractMonth("received_on")),
            "received_year": RECEIVED_YEAR,
        },
    ),
    _of_requests(
        "carried_in", _("上期结转的申请"), _("期初之前收到、期初尚未答复的申请"), _("期初之日"), carried_in
    ),
    _of_requests(
        "answered",
        _("办结的申请"),
        _("已作出答复或者处理的申请，每件只计一种结果"),
        _("答复之日"),
        answered,
        "政府信息公开条例第三十六条",
        dimensions={
            "kind": KIND,
            "row": ROW,
            "days": DAYS,
            "used": USED,
            "month": Dimension(_("月份"), ExtractMonth("answered_on")),
            "received_year": RECEIVED_YEAR,
        },
    ),
    _of_requests("carried_out", _("结转下期的申请"), _("期末尚未答复的申请"), _("期末之日"), carried_out),
    Metric(
        "requests.appeals",
        _("政府信息公开行政复议、行政诉讼"),
        REQUEST,
        _("本期审结的，和期末尚未审结的"),
        _("决定或判决之日；未审结的按期末"),
        appeals,
        "request.view",
        **_BY_REQUEST,
        dimensions={
            "organ": Dimension(_("机关"), "request__organ_id", organ_names),
            "way": Dimension(_("类别"), "way"),
            "result": Dimension(_("结果"), "result_then", lambda: _labels(AppealResult.choices)),
        },
        **APPEALS,
    ),
    _of_fees("fee_notices", _("信息处理费收费通知"), _("发出的收费通知"), _("收费通知之日"), fee_notices),
    _of_fees(
        "fees_noticed",
        _("通知收取的信息处理费"),
        _("收费通知载明的金额"),
        _("收费通知之日"),
        fee_notices,
        amounts=True,
    ),
    _of_fees(
        "fees_paid",
        _("收取的信息处理费"),
        _("申请人缴纳的金额"),
        _("缴费之日"),
        fees_paid,
        amounts=True,
    ),
)
