"""The reports of all organs below together, cell by cell, by group, against the platform's own count."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.rules.values import Value, shown
from gongkai.kernel.ui.pages import requires
from gongkai.oversight.collecting.desk.common import Mark, drawn_tables, frame, root_meant, year_meant
from gongkai.oversight.collecting.desk.report import in_order
from gongkai.oversight.collecting.rules.summing import Total
from gongkai.oversight.collecting.sums import (
    Against,
    Differing,
    Group,
    Whole,
    against_platform,
    findings_of_sum,
    said_by,
    whole,
)
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rules.checks import Verdict
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.versions import TOTAL

MEDIA = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN = 60
"""Differing cells that the page lists; each cell has a page with all of its own."""


def headline(form: Form) -> list[tuple[str, str]]:
    """(cell, name) of the numbers by which groups are compared; of an older form those that every form has."""
    if form.is_list:
        return [
            ("requests.received.count", _("新收申请")),
            ("requests.answered.count", _("办理总计")),
            *((cell, name) for cell, name in _older_appeals() if cell in form.labels),
        ]
    three, four, roles = form.table3, form.table4, form.roles
    return [
        (three.cell(roles.received, TOTAL), _("新收申请")),
        (three.cell(roles.carried_in, TOTAL), _("上年结转")),
        (three.cell(roles.answered, TOTAL), _("办理总计")),
        (three.cell(roles.carried_out, TOTAL), _("结转下年")),
        (four.cell("review", TOTAL), _("行政复议")),
        (four.cell("direct", TOTAL), _("直接起诉")),
        (four.cell("after_review", TOTAL), _("复议后起诉")),
    ]


def _older_appeals() -> list[tuple[str, str]]:
    return [
        ("review.total.count", _("行政复议")),
        ("lawsuit.total.count", _("行政诉讼")),
        ("appeals.review.count", _("行政复议")),
        ("appeals.lawsuit.count", _("行政诉讼")),
    ]


@dataclass(frozen=True, slots=True)
class Number:
    """A total as it is shown: the number, and how many organs it covers where some lack it."""

    text: str
    gap: str = ""


def number_of(total: Total) -> Number:
    text = shown(total.value) or "—"
    if total.whole:
        return Number(text)
    return Number(text, gap_of(total))


def gap_of(total: Total) -> str:
    return _("%(having)d/%(of)d 个机关") % {"having": total.having, "of": total.of}


@requires("collection.view")
def sums_page(http: HttpRequest) -> HttpResponse:
    context = frame(http)
    found = whole(context["root"], context["year"])
    if found is None:
        return render(http, "collecting/sums.html", context)
    against = against_platform(found)
    findings = findings_of_sum(found, whole(context["root"], context["year"] - 1))
    checks = in_order(found.form, findings)
    context |= {
        "whole": found,
        "heading": [name for _cell, name in headline(found.form)],
        "groups": [(group, _numbers(group, found.form)) for group in found.groups],
        "totals": [number_of(found.sums[cell]) for cell, _name in headline(found.form)],
        "counted": [_counted(against, cell) for cell, _name in headline(found.form)],
        "tables": drawn_tables(found.form, found.as_report().values, _marks(http, found, against)),
        "failing": [one for one in checks if one.verdict == Verdict.FAIL],
        "open": sum(one.verdict == Verdict.NOT_ASSESSABLE for one in checks),
        "passed": sum(one.verdict == Verdict.PASS for one in checks),
        "differing": [_difference(found.form, one) for one in against.differing[:SHOWN]],
        "more": max(0, len(against.differing) - SHOWN),
        "idle": against.idle,
        "formats": list(FORMATS),
    }
    return render(http, "collecting/sums.html", context)


def _numbers(group: Group, form: Form) -> list[Number]:
    return [number_of(group.sums[cell]) for cell, _name in headline(form)]


def _counted(against: Against, cell: str) -> str:
    found = against.total(cell)
    return "—" if found is None else shown(found)


def _difference(form: Form, one: Differing) -> tuple[Differing, str]:
    return one, form.labels[one.cell]


def _marks(http: HttpRequest, found: Whole, against: Against):
    """That reports are missing is said once above; a cell is marked where a report that is there leaves it open too."""
    place = {"organ": found.root.pk, "year": found.year}
    differing = {one.cell for one in against.differing}
    usual = len(found.reports)

    def mark(cell: str) -> Mark:
        total = found.sums[cell]
        link = f"{reverse('collection:cell')}?{urlencode(place | {'cell': cell})}"
        if total.having < usual:
            return Mark("cell-gap", gap_of(total), link)
        return Mark("cell-other" if cell in differing else "", "", link)

    return mark


# --- one cell ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """One organ's part of a cell. `said` None: no report; `counted` None: the platform does not count the cell."""

    organ: Organ
    said: Value | None
    text: str
    counted: Decimal | None
    idle: bool

    @property
    def difference(self) -> Decimal | None:
        if self.idle or self.counted is None or not isinstance(self.said, Decimal):
            return None
        return self.said - self.counted


@requires("collection.view")
def cell_page(http: HttpRequest) -> HttpResponse:
    """?cell=: every organ's number in it, who lacks it, what the platform counts."""
    context = frame(http)
    found = whole(context["root"], context["year"])
    cell = http.GET.get("cell") or (headline(found.form)[0][0] if found else "")
    if found is None or cell not in found.form.labels:
        raise Http404
    against = against_platform(found)
    context |= {
        "cell": cell,
        "name": found.form.labels[cell],
        "total": number_of(found.sums[cell]),
        "counted": against.total(cell),
        "shares": [_share(found, against, organ, cell) for organ in found.organs],
    }
    return render(http, "collecting/cell.html", context)


def _share(found: Whole, against: Against, organ: Organ, cell: str) -> Share:
    said = said_by(found, organ, cell)
    text = _("缺报告") if said is None else shown(said) or _("空白")
    return Share(organ, said, text, against.counted[organ.pk].get(cell), organ in against.idle)


@requires("collection.view")
def export(http: HttpRequest) -> HttpResponse:
    """The sum as a report in any format that reports have."""
    root, year, format = root_meant(http), year_meant(http), http.GET.get("format", "xlsx")
    found = whole(root, year)
    if found is None or format not in FORMATS:
        raise Http404
    answer = HttpResponse(FORMATS[format](found.as_report()), content_type=MEDIA[format])
    name = _("%(organ)s%(year)d年度报告汇总") % {"organ": root.short_name, "year": year}
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{format}") or ""
    return answer
