"""Reports that the organs have published on this platform: collected by nobody, they are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.oversight.reporting.rules.interchange import Report


@dataclass(frozen=True, slots=True)
class Published:
    """`address`: of its page on the public site."""

    report: Report
    published_on: date
    address: str = ""


def published_reports(organs: Iterable[int], years: Iterable[int]) -> dict[tuple[int, int], Published]:
    """(organ id, year) -> the report that stands on the site. So many queries however many organs."""
    return {}
