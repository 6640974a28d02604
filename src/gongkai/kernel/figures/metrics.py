"""What the room itself lets be counted: acts that were entered, and the staff and money that organs state."""

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.kernel.figures.models import Act
from gongkai.kernel.figures.registry import (
    DIVISION,
    ORGAN,
    Column,
    Dimension,
    Metric,
    StatedFigure,
    declare,
    declare_stated,
)
from gongkai.kernel.figures.rules.acts import ACT_KINDS, ActKind
from gongkai.kernel.figures.rules.periods import Period

ACTS = "acts."
"""Before the code of a kind: the code of its figure."""
PEOPLE = pgettext_lazy("unit", "人")
PLACES = pgettext_lazy("unit", "个")
WAN = pgettext_lazy("unit", "万元")


def acts(kind: str, period: Period) -> QuerySet[Act]:
    """Those that happened in the period and count."""
    return Act.objects.filter(kind=kind, happened_on__range=(period.since, period.until), void=None)


def act_page(row: Act) -> str:
    return reverse("figures:act", args=[row.pk])


ROWS = {
    "link": act_page,
    "columns": (
        Column(_("标题"), lambda row: row.title),
        Column(_("机关"), lambda row: row.organ.short_name),
        Column(_("处室"), lambda row: row.division and row.division.name),
        Column(_("发生日期"), lambda row: row.happened_on),
        Column(_("数量"), lambda row: row.quantity),
        Column(_("依据"), lambda row: row.evidence),
        Column(_("登记人"), lambda row: row.recorded_name),
    ),
    "related": ("organ", "division"),
}


def _as_metric(kind: ActKind) -> Metric:
    return Metric(
        f"{ACTS}{kind.code}",
        kind.name,
        kind.unit,
        _("逐件登记的事项，作废的不计"),
        _("发生日期"),
        lambda period: acts(kind.code, period),
        "figure.view",
        measure=Sum("quantity"),
        dimensions={
            "organ": ORGAN,
            "division": DIVISION,
            "month": Dimension(_("月份"), ExtractMonth("happened_on")),
            "with_principal": Dimension(
                _("主要负责同志"), "with_principal", lambda: {True: str(_("参加")), False: str(_("未参加"))}
            ),
        },
        provisional=kind.provisional,
        **ROWS,
    )


declare(*(_as_metric(kind) for kind in ACT_KINDS.values()))

declare_stated(
    StatedFigure("staff.full_time", _("专职工作人员"), PEOPLE, _("期末专门从事政府信息公开工作的人员")),
    StatedFigure("staff.part_time", _("兼职工作人员"), PEOPLE, _("期末兼做政府信息公开工作的人员")),
    StatedFigure("staff.units", _("专门机构"), PLACES, _("期末设立的政府信息公开工作专门机构")),
    StatedFigure(
        "staff.reading_places",
        _("查阅点"),
        PLACES,
        _("期末设立的政府信息公共查阅点"),
        "政府信息公开条例第二十五条",
    ),
    StatedFigure("staff.reception_places", _("申请受理点"), PLACES, _("期末设立的政府信息公开申请受理点")),
    StatedFigure("money.budget_wan", _("专项经费"), WAN, _("纳入预算的政府信息公开工作经费"), whole=False),
    StatedFigure("money.spending_wan", _("实际支出"), WAN, _("处理政府信息公开事务的实际支出"), whole=False),
    StatedFigure("money.lawsuit_wan", _("诉讼支出"), WAN, _("与政府信息公开诉讼有关的支出"), whole=False),
)
