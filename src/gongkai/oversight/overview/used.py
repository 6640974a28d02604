"""Working days that answers took: of the stopped answer clocks, without what pauses took out of them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from gongkai.domains.foi.events import SUBJECT
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.selectors import ANSWER
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.selectors import used_when_stopped

MOST = 5000
"""Answers of which the days are counted one by one; of more a page would keep its reader waiting."""
TOPS = (5, 10, 15, 20, 30, 40)
"""Last day of each column but the last, which has no end. The law allows 20, extended 40 (条例 第三十三条)."""
LIMIT = 20
UNKNOWN = "unknown"
PARAMETER = "used"
"""Of an address: only the answers of a column."""


def bins() -> list[tuple[str, str]]:
    """(code, words) of the columns, then of answers whose days are not known."""
    begins = (0, *(top + 1 for top in TOPS))
    closed = [(f"{low}-{top}", f"{low}–{top}") for low, top in zip(begins, TOPS, strict=False)]
    return [*closed, (f"{begins[-1]}-", _("%d以上") % begins[-1]), (UNKNOWN, _("没有时限记录"))]


def code_of(days: int) -> str:
    """The column that the days stand in."""
    place = bisect_left(TOPS, days)
    begins = (0, *(top + 1 for top in TOPS))
    return f"{begins[place]}-{TOPS[place] if place < len(TOPS) else ''}"


def tallied(spent: Iterable[int], whole: int) -> Counter[str]:
    """Code of a column -> how many; of the `whole` the rest is not known."""
    found = Counter(map(code_of, spent))
    found[UNKNOWN] = whole - found.total()
    return found


def days_used(answered: QuerySet[Request]) -> dict[int, int]:
    """Request id -> working days from its receipt to its answer; without those that no clock ran for. Three queries,
    and one for each further region."""
    keys = answered.order_by().annotate(key=Cast("pk", CharField())).values("key")
    clocks = Clock.objects.filter(subject_type=SUBJECT, limit_code=ANSWER, subject_id__in=keys).order_by("pk")
    return {int(clock.subject_id): int(spent) for clock, spent in used_when_stopped(clocks)}


def in_column(answered: QuerySet[Request], column: str) -> QuerySet[Request]:
    """The answers that stand in a column of the chart."""
    spent = days_used(answered)
    if column == UNKNOWN:
        return answered.exclude(pk__in=spent)
    return answered.filter(pk__in=[pk for pk, days in spent.items() if code_of(days) == column])
