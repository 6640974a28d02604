"""`gongkai report collect|status|sum`: the reports of the organs below, taken in, looked over and added up."""

import sys
from contextlib import ExitStack
from datetime import date
from enum import StrEnum
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from gongkai.faces.cli.asking import (
    AS_JSON,
    BY,
    ORGAN,
    dump,
    organ_of,
    person_of,
    reason_line,
    refusals,
    say,
    writable,
)
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.oversight.collecting.selectors import Line, due_of, overview
from gongkai.oversight.collecting.services import Outcome, collect, collect_many
from gongkai.oversight.collecting.sums import Whole, whole
from gongkai.oversight.collecting.wording import law_of, standing_line
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rules.due import FIRST_YEAR

YEAR = typer.Option(..., min=FIRST_YEAR, max=2100, help="The year reported on.")
Format = StrEnum("Format", list(FORMATS))
FILES = typer.Argument(
    ..., exists=True, dir_okay=False, readable=True, help=".html, .docx, .xlsx, .pdf, .json, .txt or .zip"
)


def mount(app: typer.Typer) -> None:
    """Beside `gongkai report annual` and `check`."""
    app.command("collect")(collect_files)
    app.command("status")(status)
    app.command("sum")(sum_up)


def collect_files(
    files: list[Path] = FILES,
    organ: str = typer.Option("", help="Code of the organ that one file is about."),
    recognise: bool = typer.Option(False, "--recognise", help="Tell the organ of each file by what it says."),
    year: int = YEAR,
    published_on: str = typer.Option(
        "", "--published-on", help="Day on which the organ published it, 2026-01-25."
    ),
    without_table: bool = typer.Option(False, "--without-table", help="The report has lost its tables."),
    by: str = BY,
    as_json: bool = AS_JSON,
) -> None:
    """Take in annual reports of other organs.

    Exit codes: 0 all were taken in, 1 some were not, 2 wrong call.
    """
    if bool(organ) == recognise:
        raise typer.BadParameter(_("--organ 和 --recognise 二者择一。"))
    person, day = person_of(by), _day(published_on)
    about = {"year": year, "published_on": day, "by": person, "at": timezone.now()}
    if recognise:
        outcomes = _recognised(files, as_json, about)
    else:
        outcomes = [_one(organ_of(organ), files, as_json, about | {"without_table": without_table})]
    _tell(outcomes, as_json)
    raise typer.Exit(0 if all(one.kept for one in outcomes) else 1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(_("日期应写成 2026-01-25。")) from error


def _one(organ: Organ, files: list[Path], as_json: bool, about: dict) -> Outcome:
    if len(files) != 1:
        raise typer.BadParameter(_("指明机关时一次只收一份文件。"))
    with refusals(as_json), files[0].open("rb") as upload:
        kept = collect(organ=organ, upload=upload, name=files[0].name, **about)
        return Outcome(files[0].name, kept=kept)


def _recognised(files: list[Path], as_json: bool, about: dict) -> list[Outcome]:
    """Progress goes to standard error, so that standard output stays a list of what came of each."""

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{done}/{total}", nl=done >= total, err=True)

    person: Person = about["by"]
    with ExitStack() as opened, refusals(as_json):
        uploads = [(opened.enter_context(one.open("rb")), one.name) for one in files]
        return collect_many(root=person.organ, uploads=uploads, progress=progress, **about)


def _tell(outcomes: list[Outcome], as_json: bool) -> None:
    for one in outcomes:
        if as_json:
            dump(_as_dict(one))
        elif one.kept:
            line = _("已收下 %(file)s：%(organ)s %(year)d，读不出 %(count)d 处")
            told = {"file": one.name, "organ": one.kept.organ.name, "year": one.kept.year}
            say(line % {**told, "count": len(one.kept.troubles)}, "green")
        elif one.asked:
            say(_("%s：认不准是哪个机关或者哪一年的，请用 --organ 指明") % one.name, "yellow", to_stderr=True)
        else:
            say(one.name, "red", to_stderr=True)
            for reason in one.reasons:
                say(reason_line(reason), to_stderr=True)


def _as_dict(one: Outcome) -> dict:
    kept = one.kept
    return {
        "file": one.name,
        "kept": kept
        and {"organ": kept.organ.code, "year": kept.year, "id": kept.pk, "troubles": kept.troubles},
        "asked": one.asked,
        "refused": [reason.as_dict() for reason in one.reasons],
    }


# --- state ------------------------------------------------------------------------------------------------------


def status(organ: str = ORGAN, year: int = YEAR, as_json: bool = AS_JSON) -> None:
    """Who has reported, who is missing or late, whose report contradicts itself.

    Exit codes: 0 all are there and in order, 1 something is missing, late, contradictory or unreadable, 2 wrong call.
    """
    root = organ_of(organ)
    until = due_of(root, year)
    lines = overview(root, year, shanghai_date(timezone.now()))
    if as_json:
        for line in lines:
            dump(_line_as_dict(line))
    else:
        say(
            _("%(year)d 年度，应在 %(day)s 前公布：%(law)s")
            % {"year": year, "day": until.day, "law": law_of(until)}
        )
        _print(lines)
    raise typer.Exit(1 if any(_needs_work(line) for line in lines) else 0)


def _needs_work(line: Line) -> bool:
    return line.standing.state in ("missing", "late") or bool(line.failing or line.unreadable)


def _line_as_dict(line: Line) -> dict:
    found = line.held
    return {
        "organ": line.organ.code,
        "name": line.organ.name,
        "state": line.standing.state,
        "days": line.standing.days,
        "published_on": found.published_on.isoformat() if found and found.published_on else None,
        "origin": found.origin if found else None,
        "failing": line.failing if found else None,
        "not_assessable": line.open if found else None,
        "unreadable": line.unreadable if found else None,
    }


def _print(lines: list[Line]) -> None:
    table = Table(_("机关"), _("状态"), _("公布日期"), _("勾稽不符"), _("读不出"), show_edge=False)
    for line in lines:
        found = line.held
        numbers = [str(line.failing), str(line.unreadable)] if found else ["", ""]
        day = found.published_on.isoformat() if found and found.published_on else ""
        table.add_row("　" * line.depth + line.organ.name, standing_line(line.standing), day, *numbers)
    Console(highlight=False, width=None if Console().is_terminal else 120).print(table)


# --- sum --------------------------------------------------------------------------------------------------------


def sum_up(
    organ: str = ORGAN,
    year: int = YEAR,
    form_at: Format = typer.Option(Format.json, "--format", help="What to write."),
    out: Path = typer.Option(None, callback=writable, help="File; otherwise standard output."),
) -> None:
    """Add up the reports of an organ and of all below it. What nobody gave is blank, never zero.

    Who lacks a report is told on standard error. Exit codes: 0 every organ is in the sum, 1 some are not, 2 wrong call.
    """
    found = whole(organ_of(organ), year)
    if found is None:
        raise typer.BadParameter(_("%d 年度没有可以套用的统一表式。") % year)
    data = FORMATS[form_at](found.as_report())
    if out:
        out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
    _tell_gaps(found)
    raise typer.Exit(0 if len(found.reports) == len(found.organs) else 1)


def _tell_gaps(found: Whole) -> None:
    line = _("%(of)d 个机关中 %(having)d 个有报告")
    say(line % {"of": len(found.organs), "having": len(found.reports)}, to_stderr=True)
    for title, organs in ((_("缺报告"), found.missing), (_("用了别的表式，没有计入"), found.left_out)):
        if organs:
            say(f"{title}：{'、'.join(one.name for one in organs)}", "yellow", to_stderr=True)
