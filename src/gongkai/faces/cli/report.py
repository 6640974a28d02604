"""`gongkai report`: annual reports, one's own and other organs'."""

import sys
from enum import StrEnum
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gongkai.faces.cli.asking import AS_JSON, ORGAN, dump, organ_of, organs_of, say, writable
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.rules.values import plain
from gongkai.oversight.reporting.counting import count_report
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.remarks import WEIGHTS, says
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.interchange import Reading, Report, Trouble
from gongkai.oversight.reporting.rules.proof import FROM_TROUBLES, Remark, Weight, findings_in
from gongkai.oversight.reporting.rules.versions import FORMS, Form, form_of
from gongkai.oversight.reporting.selectors import as_report, published_versions
from gongkai.oversight.reporting.wording import VERDICTS, place_of, rule_of, sides_of, trouble_line

app = typer.Typer(no_args_is_help=True)
FILE = typer.Argument(
    ...,
    exists=True,
    dir_okay=False,
    readable=True,
    help=".html, .txt, .docx, .xlsx, .pdf, .json or this platform's .csv",
)
Format = StrEnum("Format", list(FORMATS))
FEWEST_WORDS = 100
"""Fewer signs than these, without tables, are no report and no draft."""
_MOST_WORDS = 40
_WEIGHED = {Weight.CONTRADICTION: "red", Weight.SUSPECT: "yellow", Weight.NOTE: "dim"}
_STYLES = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.NOT_ASSESSABLE: "yellow"}


@app.callback()
def reports() -> None:
    """Annual reports, of this or of another organ."""


@app.command("annual")
def annual(
    organ: str = ORGAN,
    year: int = typer.Option(..., min=2008, max=2100, help="The year reported on."),
    form: str = typer.Option("", help="Code of the form; otherwise the one in force for the year."),
    form_at: Format = typer.Option(Format.json, "--format", help="What to write."),
    out: Path = typer.Option(None, callback=writable, help="File; otherwise standard output."),
    below: bool = typer.Option(False, "--below", help="Count the organs below with it."),
    published: bool = typer.Option(
        False, "--published", help="The report as it stands on the site, not counted anew."
    ),
) -> None:
    """Count the annual report of an organ from its requests, reviews and lawsuits.

    Cells that the platform does not count are blank, never zero. Exit codes: 0 written, 1 nothing published, 2 wrong call.
    """
    _begun(year)
    chosen, where = _form(form, year), organ_of(organ)
    report = (
        _published(where, year)
        if published
        else count_report(chosen, year, organs_of(organ, below), organ=where.name)
    )
    data = FORMATS[form_at](report)
    if out:
        out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)


def _begun(year: int) -> None:
    """Zeros of a year to come would look like a report. Of the year under way it is as far as it goes."""
    if year > shanghai_date(timezone.now()).year:
        raise typer.BadParameter(_("%(year)d年还没有开始，没有可以统计的。") % {"year": year})


def _published(organ: Organ, year: int) -> Report:
    found = published_versions([organ]).filter(report__year=year).first()
    if found is None:
        say(_("没有公开%(year)d年的年度报告。") % {"year": year}, "red", to_stderr=True)
        raise typer.Exit(1)
    return as_report(found)


def _form(code: str, year: int) -> Form:
    found = FORMS.get(code) if code else form_of(year)
    if found is None:
        known = "、".join(FORMS)
        raise typer.BadParameter(_("没有这一年或者这个代码的表式，已有：%s。") % known)
    return found


@app.command("check")
def check(
    file: Path = FILE,
    last: Path = typer.Option(
        None,
        exists=True,
        dir_okay=False,
        help="The report of the year before, to check what was carried over.",
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Check an annual report of any organ or a draft: sums, bounds, text against tables, and the words themselves.

    Exit codes: 0 nothing wrong, 1 a check failed, the words contradict themselves or a part could not be read,
    2 nothing to read in the file.
    """
    reading, before = read_report(file.read_bytes()), read_report(last.read_bytes()) if last else None
    if not reading.report and len(reading.words.text.strip()) < FEWEST_WORDS:
        _no_report(reading, as_json)
    if before is not None and before.report is None:
        _no_report(before, as_json)
    findings = _findings(reading, before)
    remarks = findings_in(reading)
    if as_json:
        dump(_as_dict(reading, findings, remarks))
    else:
        _print(reading, findings, remarks)
    failed = any(finding.verdict is Verdict.FAIL for finding in findings)
    contradicted = any(remark.weight is Weight.CONTRADICTION for remark in remarks)
    raise typer.Exit(1 if failed or contradicted or reading.troubles else 0)


def _findings(reading: Reading, before: Reading | None) -> list[Finding]:
    if reading.report is None:
        return []
    return assess_report(reading.report, before.report if before else None)


def _no_report(reading: Reading, as_json: bool) -> None:
    if as_json:
        dump({"troubles": [_trouble(one, None) for one in reading.troubles]})
    for trouble in reading.troubles:
        say(trouble_line(trouble, None), "red", to_stderr=True)
    raise typer.Exit(2)


def _as_dict(reading: Reading, findings: list[Finding], remarks: list[Remark]) -> dict:
    """`checks`: the numbers of the tables; `words`: what proof-reading found, what agrees included."""
    report = reading.report
    return {
        "organ": report.organ if report else "",
        "year": report.year if report else None,
        "form": report.form.code if report else None,
        "checks": [_finding(report, finding) for finding in findings if report],
        "words": [_remark(reading, remark) for remark in remarks],
        "troubles": [_trouble(one, report) for one in reading.troubles],
    }


def _remark(reading: Reading, remark: Remark) -> dict:
    words = reading.words
    return {
        "code": remark.code,
        "verdict": remark.weight,
        "line": words.line(remark.at),
        "at": words.place(remark.at),
        "words": words.around(remark.at, remark.end),
        "facts": dict(remark.facts),
        "says": says(remark),
    }


def _finding(report: Report, finding: Finding) -> dict:
    return {
        "check": finding.check.code,
        "where": finding.check.where,
        "verdict": finding.verdict,
        "left": None if finding.left is None else plain(finding.left),
        "right": None if finding.right is None else plain(finding.right),
        "cells": finding.check.cells,
        "missing": finding.missing,
        "says": f"{rule_of(finding)} · {place_of(report.form, finding)} {sides_of(finding)}".strip(),
    }


def _trouble(trouble: Trouble, report: Report | None) -> dict:
    says = trouble_line(trouble, report.form if report else None)
    return {"code": trouble.code, "where": trouble.where, "said": trouble.said, "says": says}


def _print(reading: Reading, findings: list[Finding], remarks: list[Remark]) -> None:
    report = reading.report
    if report is not None:
        say(_("%(organ)s %(year)s，按 %(source)s 的表式核对。") % _heading(report))
    for trouble in reading.troubles:
        say(trouble_line(trouble, report.form if report else None), "red")
    if report is not None:
        _print_checks(report, findings)
    _print_remarks(reading, remarks)


def _print_checks(report: Report, findings: list[Finding]) -> None:
    table = Table(show_edge=False)
    for heading in (_("编号"), _("结论"), _("位置"), _("勾稽关系"), _("数值")):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        verdict = f"[{_STYLES[finding.verdict]}]{VERDICTS[finding.verdict]}"
        place, sides = place_of(report.form, finding), sides_of(finding)
        table.add_row(finding.check.code, verdict, place, rule_of(finding), sides)
    if any(finding.verdict is not Verdict.NOT_ASSESSABLE for finding in findings):
        _console().print(table)
    counted = [sum(finding.verdict is verdict for finding in findings) for verdict in Verdict]
    say(
        _("通过 %(passed)d 项，不符 %(failed)d 项，无法核对 %(open)d 项。")
        % dict(zip(("passed", "failed", "open"), counted, strict=True))
    )


def _print_remarks(reading: Reading, remarks: list[Remark]) -> None:
    """What a trouble has said already is not said again; what agrees is only counted."""
    shown = [one for one in remarks if one.weight is not Weight.AGREES and one.code not in FROM_TROUBLES]
    table = Table(show_edge=False)
    for heading in (_("编号"), _("结论"), _("行"), _("文字"), _("说明")):
        table.add_column(heading, overflow="fold")
    for one in shown:
        words = reading.words.around(one.at, one.end)
        words = words if len(words) <= _MOST_WORDS else words[:_MOST_WORDS] + "…"
        verdict = f"[{_WEIGHED[one.weight]}]{WEIGHTS[one.weight]}"
        table.add_row(one.code, verdict, str(reading.words.line(one.at)), escape(words), escape(says(one)))
    if shown:
        _console().print(table)
    counted = {weight.name.lower(): sum(one.weight is weight for one in remarks) for weight in Weight}
    say(
        _("文字：矛盾 %(contradiction)d 处，存疑 %(suspect)d 处，提示 %(note)d 处，相符 %(agrees)d 处。")
        % counted
    )


def _console() -> Console:
    return Console(highlight=False, width=None if Console().is_terminal else 160)


def _heading(report: Report) -> dict[str, str]:
    return {"organ": report.organ or "—", "year": str(report.year or "—"), "source": report.form.source}
