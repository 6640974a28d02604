"""GET /reports, /reports/{organ}/{year}: reports that are public, to everybody."""

from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gongkai.faces.openapi.answers import Stop, conditional, endpoint, token_of
from gongkai.faces.openapi.parameters import USUAL, read_parameters
from gongkai.faces.openapi.reports.output import detail, summary
from gongkai.faces.openapi.reports.parameters import PARAMETERS
from gongkai.foundation.common.reasons import Reason
from gongkai.oversight.reporting.selectors import published_versions


@endpoint("GET", "HEAD")
def reports(request: HttpRequest, at: datetime) -> HttpResponse:
    """A page of reports, newest year first, then by organ."""
    token_of(request, at)
    asked = read_parameters(request.GET, PARAMETERS)
    rows = published_versions()
    if "organ" in asked:
        rows = rows.filter(report__organ__code=asked["organ"])
    if "year" in asked:
        rows = rows.filter(report__year=asked["year"])
    if "cursor" in asked:
        year, code = asked["cursor"]
        rows = rows.filter(Q(report__year__lt=year) | Q(report__year=year, report__organ__code__gt=code))
    limit = asked.get("limit", USUAL)
    found = list(rows[: limit + 1])
    last = found[limit - 1].report if len(found) > limit else None
    following = f"{last.year}~{last.organ.code}" if last else None
    value = {"reports": [summary(version) for version in found[:limit]], "next": following}
    return conditional(request, value, private=False)


@endpoint("GET", "HEAD")
def report(request: HttpRequest, at: datetime, organ: str, year: int) -> HttpResponse:
    """One report with its tables, words and files."""
    token_of(request, at)
    found = None
    if "\0" not in organ and len(organ) <= 20 and year <= 9999:
        found = published_versions().filter(report__organ__code=organ, report__year=year).first()
    if found is None:
        raise Stop(404, Reason("not_found", _("没有这一机关这一年公开的年度报告。"), "", "year"))
    return conditional(request, detail(found), private=False)
