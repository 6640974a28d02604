"""The clock of annual reports: begun each January for who reports, stopped when the report is public."""

from datetime import date, datetime

from django.db import transaction

from gongkai.foundation.common.actors import SYSTEM, Actor
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.clocks.services import stop
from gongkai.oversight.reporting.events import LIMIT, SUBJECT
from gongkai.oversight.reporting.models import AnnualReport
from gongkai.oversight.reporting.selectors import published_version
from gongkai.oversight.reporting.services.recording import lock
from gongkai.oversight.reporting.services.writing import open_report

LAST_DAY_OF_MARCH = (3, 31)
"""After it nothing is opened by itself: a platform installed in summer does not call every report late."""


def open_due(*, by: Actor = SYSTEM, at: datetime) -> int:
    """From 1 January on: open last year's report of each organ with an open-government office; how many were new."""
    today = shanghai_date(at)
    if (today.month, today.day) > LAST_DAY_OF_MARCH:
        return 0
    missing = _who_reports(today).exclude(annual_reports__year=today.year - 1)
    opened = 0
    for organ in missing.order_by("path"):
        open_report(organ=organ, year=today.year - 1, by=by, at=at)
        opened += 1
    return opened


def _who_reports(today: date):
    posts = {"posts__role": Role.OPEN_GOVERNMENT_OFFICE, "posts__person__is_active": True}
    return Organ.objects.filter(**posts).distinct()


def stop_clock(*, record_id: int, by: Actor = SYSTEM, at: datetime) -> None:
    """The report is public: what was waited for is done, on the day of its publication. Told twice, it is done once."""
    report = AnnualReport.objects.filter(record=record_id).first()
    if report is None:
        return
    with transaction.atomic():
        report = lock(report)
        version = published_version(report)
        if version is None:
            return
        day = shanghai_date(version.report.record.publication.published_at)
        stop(subject_type=SUBJECT, subject_id=str(report.pk), limit_code=LIMIT, on=day, by=by, at=at)
