"""The job that looks into the mailbox: every five minutes while one is set, and later when it cannot be reached."""

from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from gongkai.domains.foi.mail.mailbox import FAULTS, Account, fetch_unread
from gongkai.domains.foi.services.mailing import keep_mail
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.jobs.registry import JobFailed, every_day, handler
from gongkai.foundation.jobs.services import enqueue
from gongkai.foundation.orgs.models import Organ

POLL = "foi.mailbox"
EVERY = timedelta(minutes=5)
MOST = 100
"""Mails of one turn; the next turn follows at once when there were so many."""


def account() -> Account | None:
    """The mailbox of the settings, None when none is set."""
    if not settings.MAILBOX_HOST:
        return None
    return Account(
        settings.MAILBOX_HOST,
        settings.MAILBOX_PORT,
        settings.MAILBOX_USER,
        Path(settings.MAILBOX_PASSWORD_FILE),
        settings.MAILBOX_FOLDER,
        settings.MAILBOX_TLS,
    )


@handler(POLL, lease=timedelta(minutes=30))
def poll(_payload: dict, at: datetime) -> None:
    """Keep what is unread. JobFailed, which the queue tries again later and later, when it cannot be reached."""
    box = account()
    if box is None:
        return
    organ = Organ.objects.filter(code=settings.MAILBOX_ORGAN).first()
    if organ is None:
        raise JobFailed(f"GONGKAI_MAILBOX_ORGAN: no organ {settings.MAILBOX_ORGAN!r}")

    def keep(data: bytes, cut: bool) -> None:
        keep_mail(organ=organ, data=data, cut=cut, by=SYSTEM, at=at)

    try:
        count = fetch_unread(box, keep, most=MOST)
    except FAULTS as fault:
        raise JobFailed(f"{box.host}: {type(fault).__name__} {str(fault)[:150]}") from fault
    enqueue(kind=POLL, key="next", payload={}, run_after=at + (timedelta() if count == MOST else EVERY))


every_day(POLL, after=time(0, 20))
