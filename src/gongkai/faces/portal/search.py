"""The public search page at /search: works without a script, every state has its own address."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.publishing.frame import Crumb, Frame, kind_label
from gongkai.kernel.records.rules.validity import State
from gongkai.kernel.search.rules import DEEPEST, FACETS, FILTERS, LONGEST_TEXT
from gongkai.kernel.search.selectors import Query, Results, Scope, SearchUnavailable, Sort, search

PER_PAGE = 10
SHOWN = 12
"""Values of a facet that are shown; the rest is reached by a narrower question."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: a link that sets or lifts it."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /search?q=…&organ=…&year=…&validity=…&from=…&to=…&sort=date&scope=title&exact=1&page=2"""
    today = shanghai_date(timezone.now())
    query, reasons = query_from(request.GET)
    results, status = None, 200
    if not reasons and _asked(request.GET):
        try:
            results = search(query, today=today)
        except NotAllowed as refusal:
            reasons = refusal.reasons
        except SearchUnavailable:
            status = 503
            reasons = [Reason("unavailable", _("检索服务正在准备，请稍后再试，或从栏目和目录中查找。"))]
    if reasons and status == 200:
        status = 400
    frame = Frame.load()
    context = _context(request.GET, frame, query, results, reasons)
    response = HttpResponse(frame.page(frame.main, "portal/search.html", context), status=status)
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex, follow"
    return response


def query_from(given: QueryDict) -> tuple[Query, list[Reason]]:
    """The query of an address, and what cannot be read in it. Unknown names are ignored."""
    reasons: list[Reason] = []
    days = {name: _day(given.get(name, ""), name, reasons) for name in ("from", "to", "as_of")}
    number = given.get("page", "1")
    offset = (int(number) - 1) * PER_PAGE if number.isascii() and number.isdigit() and len(number) < 6 else 0
    filters = {name: tuple(filter(None, given.getlist(name))) for name in sorted(FILTERS)}
    query = Query(
        text=given.get("q", "").strip(),
        filters={name: values for name, values in filters.items() if values},
        date_from=days["from"],
        date_to=days["to"],
        facets=FACETS,
        sort=Sort.DATE if given.get("sort") == Sort.DATE else Sort.RELEVANCE,
        scope=Scope.TITLE if given.get("scope") == Scope.TITLE else Scope.ALL,
        exact=bool(given.get("exact")),
        as_of=days["as_of"],
        offset=max(0, offset),
        limit=PER_PAGE,
    )
    return query, reasons


def _asked(given: QueryDict) -> bool:
    """Whether the address asks for anything; a bare /search shows the form only."""
    return any(given.get(name, "").strip() for name in ("q", "from", "to", *FILTERS))


def _day(text: str, name: str, reasons: list[Reason]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        reasons.append(
            Reason("bad_date", _("日期应写作 2019-03-01，收到的是：%(text)s") % {"text": text[:20]}, "", name)
        )
        return None


def _context(
    given: QueryDict, frame: Frame, query: Query, results: Results | None, reasons: list[Reason]
) -> dict:
    title = _("检索：%(text)s") % {"text": query.text} if query.text else _("检索")
    labels = Labels(frame)
    return {
        "title": title,
        "hidden": True,  # no search engine keeps result pages
        "tags": [*frame.main.tags(), ("ColumnName", _("检索")), ("ColumnType", _("信息检索"))],
        "crumbs": [*frame.root_crumbs(frame.main), Crumb(_("检索"), "")],
        "given": given,
        "query": query,
        "results": results,
        "reasons": reasons,
        "hits": [(hit, labels.of("organ", hit.organ), labels.of("kind", hit.kind)) for hit in results.hits]
        if results
        else [],
        "facets": list(_facets(given, query, results, labels)) if results else [],
        "chosen": list(_chosen(given, query, labels)),
        "sorts": _switches(given, "sort", [("", _("按相关度")), (Sort.DATE.value, _("按日期"))]),
        "scopes": _switches(given, "scope", [("", _("全文")), (Scope.TITLE.value, _("仅标题"))]),
        "pages": _pages(given, query, results) if results else None,
        "longest": LONGEST_TEXT,
    }


class Labels:
    """Names of facet values. The frame is loaded already: no query here."""

    def __init__(self, frame: Frame):
        self.organs = {organ.code: organ.short_name or organ.name for organ in frame.organs.values()}
        self.regions = {organ.region_id: organ.region.name for organ in frame.organs.values()}
        self.columns = {str(column.id): column.name for column in frame.columns.values()}
        self.frame = frame

    def of(self, name: str, value: str) -> str:
        match name:
            case "organ" | "under":
                return self.organs.get(value, value)
            case "region":
                return self.regions.get(value, value)
            case "column":
                return self.columns.get(value, "")
            case "kind":
                return kind_label(value)
            case "subject":
                return self.frame.subject_name(value)
            case "validity":
                return str(State(value).label) if value in State.values else value
            case "flag":
                return {"normative": _("规范性文件"), "attachment": _("有附件")}.get(value, value)
            case _:
                return value


def facet_name(name: str) -> str:
    return {
        "organ": _("发布机关"),
        "region": _("地区"),
        "column": _("栏目"),
        "kind": _("文种"),
        "subject": _("主题"),
        "year": _("年份"),
        "validity": _("有效性"),
    }[name]


def _facets(given: QueryDict, query: Query, results: Results, labels: Labels) -> Iterator[Facet]:
    for name in FACETS:
        counts = results.facets.get(name, ())
        if name == "year":
            counts = sorted(counts, reverse=True)
        known = [(value, labels.of(name, value), count) for value, count in counts]
        chosen = query.filters.get(name, ())
        choices = tuple(
            Choice(label, count, _address(given, name, value), value in chosen)
            for value, label, count in known[:SHOWN]
            if label
        )
        if len(choices) > 1 or any(choice.chosen for choice in choices):
            yield Facet(facet_name(name), choices)


def _chosen(given: QueryDict, query: Query, labels: Labels) -> Iterator[Choice]:
    """Filters that hold now, each with the address that lifts it."""
    for name, values in query.filters.items():
        for value in values:
            yield Choice(labels.of(name, value) or value, 0, _address(given, name, value), True)


def _address(given: QueryDict, name: str, value: str) -> str:
    """The present address with one value of a filter set, or lifted when it was; back to page one."""
    values = given.getlist(name)
    others = [v for v in values if v != value]
    kept = [
        (key, item) for key, items in given.lists() if key not in {name, "page"} for item in items if item
    ]
    return "?" + urlencode([*kept, *((name, v) for v in (others if value in values else [*values, value]))])


def _switches(given: QueryDict, name: str, options: list[tuple[str, str]]) -> list[Choice]:
    """Alternatives of which one holds."""
    present = given.get(name, "")
    kept = [
        (key, item) for key, items in given.lists() if key not in {name, "page"} for item in items if item
    ]
    return [
        Choice(label, 0, "?" + urlencode([*kept, *([(name, value)] if value else [])]), value == present)
        for value, label in options
    ]


def _pages(given: QueryDict, query: Query, results: Results) -> dict:
    """Addresses of the earlier and the next page. Related hits fill one page only."""
    kept = [(key, item) for key, items in given.lists() if key != "page" for item in items if item]
    at = query.offset // PER_PAGE + 1
    reach = min(results.total, DEEPEST)
    last = max(1, -(-reach // PER_PAGE))

    def address(number: int) -> str:
        return "?" + urlencode([*kept, ("page", number)])

    return {
        "at": at,
        "last": last,
        "earlier": address(at - 1) if at > 1 else "",
        "next": address(at + 1) if at < last else "",
    }
