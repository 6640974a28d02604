"""Until when an annual report is to be submitted and made public. Each counts months from the last day of the year
reported on, so that the limit ends on the day that the article names; that day does not move when it is no working day.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from gongkai.kernel.clocks.limits import LAST_DAY_OF_2007, REGULATION_2007, REGULATION_2019, register
from gongkai.kernel.clocks.rules import Limit, OwnLimit, Unit
from gongkai.oversight.reporting.events import LIMIT

_NAME, _BEGINS, _WARNING = _("年度报告"), _("报告年度最后一日"), 14

register(
    Limit(
        LIMIT,
        3,
        Unit.MONTH,
        "政府信息公开条例（2007）第三十一条：每年3月31日前",
        since=REGULATION_2007,
        until=LAST_DAY_OF_2007,
        name=_NAME,
        begins=_BEGINS,
        warning=_WARNING,
    ),
    Limit(
        LIMIT,
        1,
        Unit.MONTH,
        "政府信息公开条例第四十九条：部门每年1月31日前",
        since=REGULATION_2019,
        name=_NAME,
        begins=_BEGINS,
        warning=_WARNING,
    ),
)

OF_GOVERNMENTS = OwnLimit(3, Unit.MONTH, "政府信息公开条例第四十九条：县级以上地方人民政府每年3月31日前")


def own_limit(*, last_day: date, government: bool) -> OwnLimit | None:
    """The report of a government itself has until 31 March; before the regulation of 2019 every organ had."""
    return OF_GOVERNMENTS if government and last_day >= REGULATION_2019 else None
