"""How often and when a job is tried. Pure."""

from datetime import UTC, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""`run_after` of a job that is due as soon as it is committed."""

ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
KEEP_DONE = timedelta(days=7)
SILENCE = timedelta(minutes=1)
"""A worker that neither beats nor holds a lease for so long is dead."""


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
