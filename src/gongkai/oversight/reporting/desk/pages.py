"""The pages of a report: words, tables, checks, versions, downloads."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from gongkai.foundation.files.rules.kinds import KINDS
from gongkai.foundation.files.services import open_original
from gongkai.kernel.figures.rules.values import BLANK, shown
from gongkai.kernel.ui.pages import now, requires
from gongkai.oversight.reporting.desk.common import View, report_or_404, view_of
from gongkai.oversight.reporting.desk.drawing import sections_of
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rendering.page import body
from gongkai.oversight.reporting.rendering.page import title_of as title_of_report
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.equations import LAST
from gongkai.oversight.reporting.selectors import earlier_read, published_version, title_of
from gongkai.oversight.reporting.stating import told_of
from gongkai.oversight.reporting.wording import (
    VERDICTS,
    advice_on,
    cell_name,
    place_of,
    rule_of,
    sides_of,
)

MEDIA = {"json": "application/json", "html": "text/html; charset=utf-8"}
_COLOURS = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.NOT_ASSESSABLE: "yellow"}


@require_safe
@requires("report.view")
def detail(http: HttpRequest, pk: int) -> HttpResponse:
    """The words with their numbers, and beside them what keeps the report from going out."""
    view = view_of(http, pk)
    context = view.context("detail") | {
        "sections": sections_of(view.standing, with_tables=False),
        "reasons": view.reasons,
        "formats": list(FORMATS),
    }
    return render(http, "reporting/detail.html", context)


@require_safe
@requires("report.view")
def tables(http: HttpRequest, pk: int) -> HttpResponse:
    """Tables two to four; every number opens its rows."""
    view = view_of(http, pk)
    sections = [section for section in sections_of(view.standing) if section.table]
    told = told_of(
        view.standing.form, view.report.year, view.report.organ, view.standing.counted, view.standing.last
    )
    context = view.context("tables") | {"sections": sections, "told": list(told)}
    return render(http, "reporting/tables.html", context)


# --- checks -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """A cell that a check looks at. `own`: it has a page of its rows; otherwise it is of last year's report."""

    cell: str
    name: str
    value: str
    own: bool


@dataclass(frozen=True, slots=True)
class Checked:
    code: str
    rule: str
    place: str
    sides: str
    verdict: str
    colour: str
    advice: str
    cells: tuple[Side, ...]


@require_safe
@requires("report.view")
def checks(http: HttpRequest, pk: int) -> HttpResponse:
    """Every check with its verdict; what fails comes first, with both sides and what to do."""
    view = view_of(http, pk)
    findings = view.standing.findings
    context = view.context("checks") | {
        "failed": _checked(view, findings, Verdict.FAIL),
        "open": _checked(view, findings, Verdict.NOT_ASSESSABLE),
        "passed": _checked(view, findings, Verdict.PASS),
    }
    return render(http, "reporting/checks.html", context)


def _checked(view: View, findings: Iterable[Finding], verdict: Verdict) -> list[Checked]:
    return [
        Checked(
            one.check.code, rule_of(one), place_of(view.standing.form, one), sides_of(one), str(VERDICTS[verdict]),
            _COLOURS[verdict], advice_on(one), tuple(_sides(view, one)) if verdict is not Verdict.PASS else (),
        )
        for one in findings
        if one.verdict is verdict
    ]  # fmt: skip


def _sides(view: View, finding: Finding) -> Iterable[Side]:
    form, values = view.standing.form, view.standing.values
    for cell in finding.check.cells:
        if cell in form.labels:
            yield Side(cell, cell_name(form, cell), shown(values.get(cell, BLANK)), True)
        elif cell.startswith(LAST):
            yield Side(cell, cell_name(form, cell), "", False)


# --- versions ---------------------------------------------------------------------------------------------------


@require_safe
@requires("report.view")
def versions(http: HttpRequest, pk: int) -> HttpResponse:
    """Every version that was saved, and what is counted otherwise by now."""
    view = view_of(http, pk)
    standing, form = view.standing, view.standing.form
    rows = view.report.versions.select_related("by").prefetch_related("submissions")
    context = view.context("versions") | {
        "versions": list(rows[:100]),
        "public": published_version(view.report),
        "moved": [
            (one.cell, cell_name(form, one.cell), shown(one.before), shown(one.now)) for one in standing.moved
        ],
    }
    return render(http, "reporting/versions.html", context)


# --- as it goes out ---------------------------------------------------------------------------------------------


@require_safe
@requires("report.view")
def preview(http: HttpRequest, pk: int) -> HttpResponse:
    """The page as the public will read it, without the frame of the site."""
    report = view_of(http, pk).standing.report
    context = {"title": title_of_report(report), "body": mark_safe(body(report))}  # words are escaped there
    return render(http, "reporting/preview.html", context)


@require_safe
@requires("report.view")
def download(http: HttpRequest, pk: int, which: str) -> FileResponse:
    """The report as it stands, in one of its formats."""
    if which not in FORMATS:
        raise Http404
    view = view_of(http, pk)
    media = MEDIA.get(which) or KINDS[which].media_type
    data = io.BytesIO(FORMATS[which](view.standing.report))
    name = f"{title_of(view.report)}.{which}"
    return FileResponse(data, as_attachment=True, filename=name, content_type=media)


@require_safe
@requires("report.view")
def earlier_file(http: HttpRequest, pk: int) -> FileResponse:
    """The file of last year's report as it was uploaded, to be saved: a stranger's page is never shown here. In the
    ledger: file.open. Http404 where none was kept."""
    report = report_or_404(http, pk)
    row = earlier_read(report.organ, report.year - 1)
    if row is None or row.file is None:
        raise Http404
    content = open_original(file=row.file, by=http.user, at=now())
    return FileResponse(
        content, as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
