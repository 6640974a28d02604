"""Working days: the calendar value, the statute behind uncovered years, the checks of imported notices.
Pure.
"""

from gongkai.foundation.calendar.rules.arithmetic import LAST_DAY, Calendar, NotCovered, Reach, build
from gongkai.foundation.calendar.rules.notices import (
    Row,
    reasons_against_confirming,
    reasons_against_notice,
    reasons_against_overlay,
    template_rows,
    warnings_about_notice,
)
from gongkai.foundation.calendar.rules.parsing import parse_rows
from gongkai.foundation.calendar.rules.regions import lineage, normal_code
from gongkai.foundation.calendar.rules.statutory import (
    FIRST_DAY,
    LAST_YEAR,
    holidays_of,
    statutory_days,
    substitute_days,
)

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "LAST_YEAR",
    "Calendar",
    "NotCovered",
    "Reach",
    "Row",
    "build",
    "holidays_of",
    "lineage",
    "normal_code",
    "parse_rows",
    "reasons_against_confirming",
    "reasons_against_notice",
    "reasons_against_overlay",
    "statutory_days",
    "substitute_days",
    "template_rows",
    "warnings_about_notice",
]
