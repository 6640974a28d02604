"""`gongkai report`: annual reports, one's own and other organs'."""

import sys
from enum import StrEnum
from pathlib import Path

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from gongkai.faces.cli.asking import AS_JSON, ORGAN, dump, organ_of, organs_of, say, writable
from gongkai.kernel.figures.rules.values import plain
from gongkai.oversight.reporting.counting import count_report
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import Finding, Verdict
from gongkai.oversight.reporting.rules.interchange import Reading, Report, Trouble
from gongkai.oversight.reporting.rules.versions import FORMS, Form, form_of
from gongkai.oversight.reporting.wording import VERDICTS, place_of, rule_of, sides_of, trouble_line

app = typer.Typer(no_args_is_help=True)
FILE = typer.Argument(..., exists=True, dir_okay=False, readable=True, help=".html, .txt, .docx, .xlsx or .json")
Format = StrEnum("Format", list(FORMATS))
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
) -> None:
    """Count the annual report of an organ from its requests, reviews and lawsuits.

    Cells that the platform does not count are blank, never zero. Exit codes: 0 written, 2 wrong call.
    """
    chosen, where = _form(form, year), organ_of(organ)
    data = FORMATS[form_at](count_report(chosen, year, organs_of(organ, below), organ=where.name))
    if out:
        out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)


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
    """Check an annual report of any organ: sums, bounds, text against tables.

    Exit codes: 0 nothing failed, 1 a check failed or a cell could not be read, 2 no report in the file.
    """
    reading, before = read_report(file.read_bytes()), read_report(last.read_bytes()) if last else None
    for one in (reading, before):
        if one is not None and one.report is None:
            _no_report(one, as_json)
    assert reading.report is not None
    findings = assess_report(reading.report, before.report if before else None)
    if as_json:
        dump(_as_dict(reading, findings))
    else:
        _print(reading, findings)
    failed = any(finding.verdict is Verdict.FAIL for finding in findings)
    raise typer.Exit(1 if failed or reading.troubles else 0)


def _no_report(reading: Reading, as_json: bool) -> None:
    if as_json:
        dump({"troubles": [_trouble(one, None) for one in reading.troubles]})
    for trouble in reading.troubles:
        say(trouble_line(trouble, None), "red", to_stderr=True)
    raise typer.Exit(2)


def _as_dict(reading: Reading, findings: list[Finding]) -> dict:
    report = reading.report
    return {
        "organ": report.organ,
        "year": report.year,
        "form": report.form.code,
        "checks": [_finding(report, finding) for finding in findings],
        "troubles": [_trouble(one, report) for one in reading.troubles],
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


def _print(reading: Reading, findings: list[Finding]) -> None:
    report = reading.report
    assert report is not None
    say(_("%(organ)s %(year)s，按 %(source)s 的表式核对。") % _heading(report))
    for trouble in reading.troubles:
        say(trouble_line(trouble, report.form), "red")
    table = Table(show_edge=False)
    for heading in (_("编号"), _("结论"), _("位置"), _("勾稽关系"), _("数值")):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        verdict = f"[{_STYLES[finding.verdict]}]{VERDICTS[finding.verdict]}"
        place, sides = place_of(report.form, finding), sides_of(finding)
        table.add_row(finding.check.code, verdict, place, rule_of(finding), sides)
    Console(highlight=False, width=None if Console().is_terminal else 160).print(table)
    counted = [sum(finding.verdict is verdict for finding in findings) for verdict in Verdict]
    say(
        _("通过 %(passed)d 项，不符 %(failed)d 项，无法核对 %(open)d 项。")
        % dict(zip(("passed", "failed", "open"), counted, strict=True))
    )


def _heading(report: Report) -> dict[str, str]:
    return {"organ": report.organ or "—", "year": str(report.year or "—"), "source": report.form.source}
