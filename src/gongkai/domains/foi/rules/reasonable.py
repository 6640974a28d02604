"""How far ahead a day may lie that an official sets. Pure.

The law says "reasonable" and names no longest period (第三十条, 第三十五条), so nothing here judges what is reasonable:
these bounds are far beyond it and catch the mistyped year before it is signed, sealed and told to somebody.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.reasons import Reason

CORRECTION = timedelta(days=366)
"""From the day of asking to the end of the applicant's period."""
DELAY = timedelta(days=366)
"""From today to the later day of answer."""
HEARING = timedelta(days=2 * 366)
"""From today to a hearing."""


def reasons_against_far(
    day: date, *, start: date, most: timedelta, law: str = "", where: str = "until"
) -> Iterator[Reason]:
    """One reason when `day` lies more than `most` after `start`."""
    if (day - start) > most:
        words = {"day": day.isoformat(), "last": (start + most).isoformat()}
        said = _("日期 %(day)s 太远，最晚可到 %(last)s，请核对年份。") % words
        yield Reason("too_far", said, law, where)
