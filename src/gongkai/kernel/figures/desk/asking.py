"""What an address asks of a figure: of whom, of when, divided by what. The whole question stands in the address."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures import seeing
from gongkai.kernel.figures.registry import Metric, metric
from gongkai.kernel.figures.rules.periods import Period, month, year
from gongkai.kernel.figures.seeing import BY
from gongkai.kernel.ui.pages import today

MOST_DIMENSIONS = 2


@dataclass(frozen=True)
class Asked:
    """`figure`: narrowed to the rows in reach; `where`: dimension -> key as the address spells it."""

    request: HttpRequest
    figure: Metric
    organ: Organ
    below: bool
    period: Period
    by: list[str]
    where: dict[str, str]

    @cached_property
    def organs(self) -> QuerySet[Organ]:
        return seeing.counted_organs(
            metric(self.figure.code), self.request.user, today(), self.organ, below=self.below
        )

    def query(self, **more: str) -> str:
        """The part of an address that asks the same of the same organs and days."""
        same = {"organ": self.organ.pk, "from": self.period.since, "to": self.period.until}
        return urlencode(same | ({"below": "1"} if self.below else {}) | more)


def asked_of(request: HttpRequest, code: str) -> Asked:
    """Http404 for a figure that there is not or an organ out of reach; what cannot be read falls back to usual."""
    try:
        found = metric(code)
    except KeyError as error:
        raise Http404 from error
    given = request.GET
    by = list(dict.fromkeys(name for name in given.getlist("by") if name in found.dimensions))
    where = {name.removeprefix(BY): given[name] for name in given if name.startswith(BY)}
    if unknown := set(where) - set(found.dimensions):
        raise Http404(unknown)
    organ = organ_asked(request, found)
    person = seeing.seen(found, request.user, today())
    period = Period(today(), today()) if found.of_today else period_asked(given, today())
    return Asked(request, person, organ, given.get("below") == "1", period, by[:MOST_DIMENSIONS], where)


def organ_asked(request: HttpRequest, found: Metric) -> Organ:
    """?organ=, else the person's own, else the first in reach."""
    within = seeing.organs_of(found, request.user, today())
    wanted = request.GET.get("organ", "")
    if wanted:
        organ = within.filter(pk=whole_number(wanted)).first()
    else:
        organ = within.filter(pk=request.user.organ_id).first() or within.first()
    if organ is None:
        raise Http404
    return organ


def period_asked(given: QueryDict, day: date) -> Period:
    """?from= and ?to=; this year for what is missing or cannot be read."""
    since, until = _day(given.get("from")), _day(given.get("to"))
    usual = year((until or since or day).year)
    since, until = since or usual.since, until or usual.until
    return Period(since, until) if since <= until else Period(until, since)


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def spans(day: date) -> list[tuple[str, Period]]:
    """Periods that are often asked for, with their names."""
    last = day.replace(day=1) - timedelta(days=1)
    return [
        (_("本月"), month(day.year, day.month)),
        (_("上月"), month(last.year, last.month)),
        (_("今年"), year(day.year)),
        (_("去年"), year(day.year - 1)),
    ]
