"""When pages must be looked at again although nobody did anything: validity begins and ends at midnight
in China.
"""

from datetime import datetime, time, timedelta

from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.foundation.jobs.services import enqueue

VALIDITY = "site.validity"


def next_look(at: datetime) -> datetime:
    """One minute after the next midnight in China."""
    return datetime.combine(shanghai_date(at) + timedelta(days=1), time(0, 1), tzinfo=SHANGHAI)


def plan_next(at: datetime, *, again: bool = False) -> None:
    """Have the next look made; at once where the last one did not come to an end."""
    enqueue(kind=VALIDITY, key="daily", payload={}, run_after=at if again else next_look(at))
