"""Reports that the organs have published on this platform: collected by nobody, they are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.foundation.common.times import shanghai_date
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.selectors import as_report, published_versions


@dataclass(frozen=True, slots=True)
class Published:
    """`address`: of its page on the public site."""

    report: Report
    published_on: date
    address: str = ""


def published_reports(organs: Iterable[int], years: Iterable[int]) -> dict[tuple[int, int], Published]:
    """(organ id, year) -> the report that stands on the site. One query however many organs."""
    rows = published_versions().filter(report__organ__in=list(organs), report__year__in=list(years))
    found = {}
    for version in rows:
        publication = version.report.record.publication
        day = shanghai_date(publication.published_at)
        key = (version.report.organ_id, version.report.year)
        found[key] = Published(as_report(version), day, publication.address)
    return found
