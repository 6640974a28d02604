"""Letters to others that nobody answers: while one is out the clock of the answer may stand still without end. Pure.

The law gives a third party and a co-maker fifteen working days from receipt (第三十二条, 第三十四条): without a record of
service they never begin. For other organs it names no limit, so the letter does. Nothing is decided by either: an
official asks again, has the service recorded, or goes on without.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

REPLY_DAYS = 10
"""Working days that an organ gives other organs unless it sets its own number."""
UNSERVED_DAYS = 7
"""Calendar days after which a letter that was sent and not served is shown, unless the organ sets its own."""


class Chase(TextChoices):
    LATE = "late", _("已过请其答复的日期")
    UNSERVED = "unserved", _("已发出，没有登记送达")


@dataclass(frozen=True, slots=True)
class Chased:
    """`days`: since the day to reply by, or since the letter was sent."""

    kind: Chase
    days: int


def serve_by(sent_on: date, days: int) -> date:
    """The last day on which a letter without a record of service is not shown."""
    return sent_on + timedelta(days=days)


def chased(
    *,
    sent_on: date | None,
    today: date,
    reply_by: date | None = None,
    serve_by: date | None = None,
    served: bool = False,
    answered: bool = False,
) -> Chased | None:
    """Why somebody should be asked again today, None while there is no need."""
    if sent_on is None or answered:
        return None
    if reply_by and today > reply_by:
        return Chased(Chase.LATE, (today - reply_by).days)
    if serve_by and not served and today > serve_by:
        return Chased(Chase.UNSERVED, (today - sent_on).days)
    return None


def reasons_text(one: Chased) -> str:
    """What is to be done, in one sentence."""
    if one.kind == Chase.LATE:
        return _(
            "已过请其答复的日期 %(days)d 天。没有答复不等于同意，也不等于不同意：请催办，或者依法自行决定。"
        ) % {"days": one.days}
    return _(
        "发出已 %(days)d 天，没有登记送达，对方的期限没有起算，中止的期限也不会恢复：请登记送达，或者另行送达。"
    ) % {"days": one.days}
