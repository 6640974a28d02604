"""Reports that the organs have published on this platform: collected by nobody, they are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.selectors import as_report, published_versions


@dataclass(frozen=True, slots=True)
class Published:
    """`published_on`: of the first publication, whatever was corrected later; `address`: of its page on the public site."""

    report: Report
    published_on: date
    address: str


def published_reports(organs: Iterable[Organ], years: Iterable[int]) -> dict[tuple[int, int], Published]:
    """(organ id, year) -> the report that the public reads now. One query however many organs."""
    rows = published_versions(list(organs)).filter(report__year__in=list(years))
    return {
        (row.report.organ_id, row.report.year): Published(
            as_report(row),
            shanghai_date(row.report.record.publication.published_at),
            row.report.record.publication.address,
        )
        for row in rows
    }
