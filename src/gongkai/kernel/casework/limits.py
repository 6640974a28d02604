"""Limits of a supervisor's order: a rule of order of each organ, not a law, hence a choice of a few."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.kernel.clocks.limits import register
from gongkai.kernel.clocks.rules import Limit, Unit

SUPERVISION_DAYS = (1, 3, 5, 10)


def supervision_code(days: int) -> str:
    return f"supervision-{days}"


register(
    *(
        Limit(
            supervision_code(days),
            days,
            Unit.WORKDAY,
            "督办要求",
            since=date(2008, 5, 1),
            name=_("督办回复"),
            begins=_("督办之日"),
            warning=1,
        )
        for days in SUPERVISION_DAYS
    )
)
