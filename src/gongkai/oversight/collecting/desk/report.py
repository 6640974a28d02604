"""One collected report: how it stands, every check with its cells, the tables as they were read beside the original."""

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from gongkai.foundation.common.typed import whole_number
from gongkai.foundation.files.services import open_original
from gongkai.foundation.orgs.selectors import may
from gongkai.kernel.ui.pages import now, requires, today
from gongkai.oversight.collecting.desk.common import Mark, drawn_tables, years_known
from gongkai.oversight.collecting.models import Collected
from gongkai.oversight.collecting.remarks import remarks_of
from gongkai.oversight.collecting.rules.standing import standing
from gongkai.oversight.collecting.selectors import (
    Held,
    due_of,
    files_of,
    findings_of,
    held,
    held_as,
    roots_for,
)
from gongkai.oversight.collecting.wording import COLOURS, ORIGINS, law_of, standing_line, what_to_do
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.wording import VERDICTS, cell_name, place_of, rule_of, sides_of, trouble_line

VERDICT_COLOURS = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.NOT_ASSESSABLE: "yellow"}
ORDER = {Verdict.FAIL: 0, Verdict.NOT_ASSESSABLE: 1, Verdict.PASS: 2}


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding in words. `cells`: names of what takes part or, when it is open, of what is missing."""

    code: str
    verdict: str
    word: str
    colour: str
    place: str
    rule: str
    sides: str
    cells: list[str]
    advice: str


def checked(form: Form, finding: Finding) -> Checked:
    named = finding.missing if finding.verdict is Verdict.NOT_ASSESSABLE else finding.check.cells
    return Checked(
        finding.check.code,
        finding.verdict.value,
        str(VERDICTS[finding.verdict]),
        VERDICT_COLOURS[finding.verdict],
        place_of(form, finding),
        rule_of(finding),
        sides_of(finding),
        [cell_name(form, cell) for cell in named],
        what_to_do(finding),
    )


def in_order(form: Form, findings: list[Finding]) -> list[Checked]:
    """What fails first, then what is open."""
    return [checked(form, one) for one in sorted(findings, key=lambda one: ORDER[one.verdict])]


@requires("collection.view")
def report_page(http: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The report that holds; ?file=<id> shows an older file of the same organ and year."""
    whose = get_object_or_404(roots_for(http.user, today()), pk=organ)
    if year not in years_known(today()):
        raise Http404
    reports = held([whose], (year - 1, year))
    files = list(files_of(whose, year))
    found = _chosen(http, reports.get((whose.pk, year)), files)
    last = due_of(whose, year)
    day = found.published_on if found else None
    where = standing(last, there=found is not None, published_on=day, today=today())
    context = {
        "organ": whose,
        "year": year,
        "files": files,
        "held": found,
        "due": last,
        "law": law_of(last),
        "says": standing_line(where),
        "colour": COLOURS[where.state],
        "may_enter": may(http.user, "collection.enter", organ=whose, today=today()),
    }
    if found:
        context |= _of_report(found, reports.get((whose.pk, year - 1)))
    return render(http, "collecting/report.html", context)


def _chosen(http: HttpRequest, holding: Held | None, files: list[Collected]) -> Held | None:
    asked = http.GET.get("file")
    if asked is None:
        return holding
    row = next((one for one in files if one.pk == whole_number(asked)), None)
    if row is None:
        raise Http404
    return held_as(row)


def _of_report(found: Held, before: Held | None) -> dict:
    form, findings = found.report.form, findings_of(found, before)
    counted = {verdict: sum(one.verdict is verdict for one in findings) for verdict in Verdict}
    checks = in_order(form, findings)
    return {
        "form": form,
        "origin": ORIGINS[found.origin],
        "before": before,
        "failing": counted[Verdict.FAIL],
        "open": counted[Verdict.NOT_ASSESSABLE],
        "passed": counted[Verdict.PASS],
        "checks": [one for one in checks if one.verdict != Verdict.PASS],
        "passing": [one for one in checks if one.verdict == Verdict.PASS],
        "troubles": [trouble_line(one, form) for one in found.troubles],
        "remarks": remarks_of(found),
        "tables": drawn_tables(form, found.report.values, _marks(found, findings)),
        "words": [
            (form.sections.get(number, number), text.splitlines())
            for number, text in sorted(found.report.text.items())
            if text.strip()
        ],
    }


def _marks(found: Held, findings: list[Finding]):
    """Cells that could not be read, and cells that a failing check meets (the checks name them in words)."""
    unread = {one.where for one in found.troubles}
    wrong = {cell for one in findings if one.verdict is Verdict.FAIL for cell in one.check.cells}

    def mark(cell: str) -> Mark:
        if cell in unread:
            return Mark("cell-unread", _("读不出"))
        return Mark("cell-wrong") if cell in wrong else Mark()

    return mark


@requires("collection.view")
def original(http: HttpRequest, file: int) -> HttpResponse | FileResponse:
    """The file as it came, to be saved: a stranger's page is never shown inside the desk. In the ledger: file.open."""
    reachable = roots_for(http.user, today()).order_by()
    row = get_object_or_404(Collected.objects.select_related("file__organ"), pk=file, organ__in=reachable)
    content = open_original(file=row.file, by=http.user, at=now())
    return FileResponse(
        content, as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
