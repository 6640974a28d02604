"""How often and when a job is tried. Pure."""

from datetime import UTC, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from gongkai.foundation.common.times import SHANGHAI

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""`run_after` of a job that is due as soon as it is committed."""

ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
KEEP_DONE = timedelta(days=7)
SILENCE = timedelta(minutes=1)
"""A worker that neither beats nor holds a lease for so long is dead."""


GRACE = timedelta(hours=1)
"""A daily job that did not end well so long after its time is late."""


class State(TextChoices):
    WAITING = "waiting", _("等待")
    LEASED = "leased", _("执行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


def wait_after(attempts: int) -> timedelta:
    """How long a job rests after its n-th failed attempt: 5 s, 10 s, 20 s … at most an hour. ValueError
    below 1."""
    if attempts < 1:
        raise ValueError(f"no attempt was made: {attempts}")
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)


def is_given_up(attempts: int) -> bool:
    """Whether a job that failed so often is left to people."""
    return attempts >= ATTEMPTS


def turn_before(after: time, at: datetime) -> datetime:
    """The last moment, not after `at`, at which a daily job with this time in China was due."""
    local = at.astimezone(SHANGHAI)
    turn = datetime.combine(local.date(), after, SHANGHAI)
    return turn if turn <= local else turn - timedelta(days=1)


def is_overdue(after: time, last: datetime | None, at: datetime) -> bool:
    """Whether a daily job that last ended well at `last` (None: never) missed its turn."""
    turn = turn_before(after, at)
    if last is not None and at - turn <= GRACE:
        turn -= timedelta(days=1)
    return last is None or last < turn
