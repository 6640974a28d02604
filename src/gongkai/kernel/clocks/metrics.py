"""What of clocks is counted: those that ended, in time or late, and those that were or are due."""

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import ExtractMonth
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongkai.kernel.clocks.limits import known_limits
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.rules import State
from gongkai.kernel.figures.registry import ORGAN, REGION, Column, Dimension, Metric, declare
from gongkai.kernel.figures.rules.periods import Period

CLOCK = pgettext_lazy("unit", "个")
IN_TIME, LATE = "in_time", "late"


def ended(period: Period) -> QuerySet[Clock]:
    return Clock.objects.filter(stopped_on__range=(period.since, period.until))


def due(period: Period) -> QuerySet[Clock]:
    """Still running or stopped: the last day lies in the period. A paused one has none."""
    return Clock.objects.filter(due_on__range=(period.since, period.until))


def _limit_names() -> dict[object, str]:
    return {limit.code: str(limit.name) for limit in known_limits()}


LIMIT = Dimension(_("时限"), "limit_code", _limit_names)
OUTCOME = Dimension(
    _("结果"),
    # limits in hours have a moment; one that was paused to its end has no last day and is not late
    Case(
        When(Q(due_at__isnull=False) & Q(stopped_at__gt=F("due_at")), then=Value(LATE)),
        When(due_at__isnull=True, stopped_on__gt=F("due_on"), then=Value(LATE)),
        default=Value(IN_TIME),
    ),
    lambda: {IN_TIME: str(_("按时")), LATE: str(_("逾期"))},
)
STATE = Dimension(_("状态"), "state", lambda: {value: str(label) for value, label in State.choices})


ROWS = {
    "link": lambda row: reverse("clocks:detail", args=[row.pk]),
    "columns": (
        Column(_("时限"), lambda row: _limit_names().get(row.limit_code, row.limit_code)),
        Column(_("机关"), lambda row: row.organ.short_name),
        Column(_("起算日"), lambda row: row.start_on),
        Column(_("到期日"), lambda row: row.due_on),
        Column(_("停止日"), lambda row: row.stopped_on),
        Column(_("状态"), lambda row: row.get_state_display()),
    ),
    "related": ("organ",),
}


def _of_clocks(code: str, name, counts, dated_by, rows, day: str, *, momentary=False, **dimensions) -> Metric:
    common = {
        "organ": ORGAN,
        "region": REGION,
        "month": Dimension(_("月份"), ExtractMonth(day)),
        "limit": LIMIT,
    }
    return Metric(
        f"clocks.{code}", name, CLOCK, counts, dated_by, rows, "case.view",
        division=None, dimensions={**common, **dimensions}, momentary=momentary, **ROWS,
    )  # fmt: skip


declare(
    _of_clocks(
        "ended",
        _("走完的时限"),
        _("办结、停止计时的各类时限"),
        _("停止之日"),
        ended,
        "stopped_on",
        outcome=OUTCOME,
    ),
    _of_clocks(
        "due",
        _("到期的时限"),
        _("到期日在本期的各类时限，含已经办结的"),
        _("到期日"),
        due,
        "due_on",
        state=STATE,
        momentary=True,  # the last day of an open limit moves with pauses and extensions
    ),
)
