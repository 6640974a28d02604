"""The addresses under /api/v1/figures."""

from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gongkai.faces.openapi.answers import Stop, conditional, endpoint, needed_token
from gongkai.faces.openapi.figures.parameters import ONE
from gongkai.faces.openapi.models import ApiToken
from gongkai.faces.openapi.parameters import read_parameters
from gongkai.faces.openapi.vocabulary import Scope
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.selectors import coverage, keep_posts
from gongkai.kernel.figures import seeing
from gongkai.kernel.figures.registry import Metric, is_stated, metric
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.values import plain
from gongkai.kernel.figures.selectors import Organs, UnknownDimension, shares, value_or_nothing


@endpoint("GET", "HEAD")
def figures(request: HttpRequest, at: datetime) -> HttpResponse:
    """What can be counted, as far as the person of the token may see any of it."""
    token, today = needed_token(request, at, Scope.FIGURES), shanghai_date(at)
    read_parameters(request.GET, ())
    person = keep_posts(token.person, today)
    found = [described(one) for one in seeing.visible_metrics(person, today)]
    return conditional(request, {"figures": found}, private=True)


def described(one: Metric) -> dict:
    """What a figure counts; `by`: dimension -> its name."""
    return {
        "metric": one.code,
        "name": str(one.name),
        "unit": str(one.unit),
        "counts": str(one.counts),
        "dated_by": str(one.dated_by),
        "by": {name: str(dimension.label) for name, dimension in one.dimensions.items()},
        "law": one.law,
        "provisional": one.provisional,
        "stated": is_stated(one.code),
    }


@endpoint("GET", "HEAD")
def figure(request: HttpRequest, at: datetime, code: str) -> HttpResponse:
    """One figure of a period. `value` null: `nothing` says which of the two nothings it is."""
    token, today = needed_token(request, at, Scope.FIGURES), shanghai_date(at)
    found = _metric(code)
    asked = read_parameters(request.GET, ONE)
    period = _period(asked.get("from"), asked.get("to"), today)
    person = keep_posts(token.person, today)
    if not coverage(person, found.reads, today):
        raise Stop(403, Reason("may_not_see", _("令牌所代表的人员不能查看这个指标。")))
    organ, below = _organ(token, asked.get("organ")), asked.get("below", False)
    organs = seeing.counted_organs(found, person, today, organ, below=below)
    if not below and not organs:
        raise Stop(403, Reason("may_not_see", _("令牌所代表的人员不能查看这个机关的指标。"), "", "organ"))
    seen, by = seeing.seen(found, person, today), asked.get("by", [])
    value = value_or_nothing(seen, period, organs)
    told = {
        **described(found),
        "from": period.since.isoformat(),
        "to": period.until.isoformat(),
        "organ": organ.code,
        "below": below,
        "value": plain(value),
        "nothing": None if isinstance(value, Decimal) else value.value,
        "divided_by": by,
        "parts": _parts(seen, period, organs, by),
    }
    return conditional(request, told, private=True)


def _metric(code: str) -> Metric:
    try:
        return metric(code)
    except KeyError as error:
        raise Stop(404, Reason("not_found", _("没有这个指标。"), "", "code")) from error


def _period(since: date | None, until: date | None, today: date) -> Period:
    last = until or max(today, since or today)
    first = since or last.replace(month=1, day=1)
    if last < first:
        raise Stop(400, Reason("bad_parameter", _("结束日期不能早于开始日期。"), "", "to"))
    return Period(first, last)


def _organ(token: ApiToken, asked: Organ | None) -> Organ:
    """At or below the organ of the token."""
    organ = asked or token.organ
    if not organ.path.startswith(token.organ.path):
        raise Stop(403, Reason("may_not_see", _("令牌只能查看本机关和下级机关的指标。"), "", "organ"))
    return organ


def _parts(seen: Metric, period: Period, organs: Organs, by: list[str]) -> list[dict]:
    if not by:
        return []
    try:
        found = shares(seen, period, organs, by)
    except UnknownDimension as error:
        text = _("这个指标不能按“%s”分。") % error.args[0]
        raise Stop(400, Reason("bad_parameter", text, "", "by")) from error
    labels = [seen.dimensions[name].labels() for name in by]
    return [
        {
            "keys": list(part.keys),
            "labels": [
                "" if key is None else str(names.get(key, key))
                for names, key in zip(labels, part.keys, strict=True)
            ],
            "value": plain(part.value),
        }
        for part in found
    ]
