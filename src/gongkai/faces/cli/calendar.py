"""`gongkai calendar …`: see the working calendar, import a year's holiday notice, have a second person
confirm it.
"""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from gongkai.faces import calendar_acts
from gongkai.faces.cli.asking import writable
from gongkai.foundation.calendar import rules, selectors
from gongkai.foundation.calendar.models import Notice, Overlay
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Person

app = typer.Typer(
    no_args_is_help=True,
    help="The working calendar. Exit codes: 0 done, 1 refused or a warning, 2 wrong call.",
)

AS_JSON = typer.Option(False, "--json", help="Print JSON.")
BY = typer.Option(..., "--by", help="Account of the person who acts.")
REGION = typer.Option("", "--region", help="Region code: with the local overlays of it and its ancestors.")
YES = typer.Option(False, "--yes", help="Do not ask; the rows were compared with the document.")
FILE = typer.Argument(..., exists=True, dir_okay=False, readable=True, help="CSV or XLSX; see `template`.")


def _say(text: str, style: str = "") -> None:
    Console(highlight=False, soft_wrap=True).print(text, style=style, markup=False)


def _dump(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def _wrong(text: str) -> typer.BadParameter:
    return typer.BadParameter(text)


@contextmanager
def _refusals(as_json: bool) -> Iterator[None]:
    """Shows the reasons of a refusal, all of them, and ends with 1."""
    try:
        yield
    except NotAllowed as refused:
        _show_reasons(refused.reasons, as_json)
        raise typer.Exit(1) from refused


def _show_reasons(reasons: list[Reason], as_json: bool) -> None:
    if as_json:
        _dump({"refused": [reason.as_dict() for reason in reasons]})
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(_("未办理，原因如下（%d 条）：") % len(reasons), style="red")
    for reason in reasons:
        law = f"〔{reason.law}〕" if reason.law else ""
        console.print(f"- {reason.text}{law}", markup=False)


def _person(username: str) -> Person:
    found = Person.objects.select_related("organ").filter(username=username, is_active=True).first()
    if found is None:
        raise _wrong(_("没有账号“%s”，或已停用。") % username)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(_("日期应写作 2027-01-31，而不是“%s”。") % text) from error


def _calendar(region: str) -> rules.Calendar:
    try:
        return selectors.calendar(region)
    except ValueError as error:
        raise _wrong(_("“%s”不是区划代码。") % region) from error


def _as_dict(imported: Notice | Overlay) -> dict:
    year = {"year": imported.year} if isinstance(imported, Notice) else {"region_code": imported.region_code}
    return {
        "id": imported.pk,
        "kind": imported._meta.model_name,
        **year,
        "document_number": imported.document_number,
        "state": imported.state,
        "imported_by": imported.imported_by_name,
        "version": imported.version_id,
        "warnings": imported.warnings,
        "rows": imported.rows,
    }


def _show_import(imported: Notice | Overlay, as_json: bool, done: str) -> None:
    if as_json:
        _dump(_as_dict(imported))
        return
    _say(done, "green")
    for warning in imported.warnings:
        _say(_("请留意：%s") % warning["text"], "yellow")


@app.command()
def show(
    year: int,
    region: str = REGION,
    as_json: bool = AS_JSON,
) -> None:
    """The days of a year that differ from Monday to Friday: days off and make-up working days."""
    calendar = _calendar(region)
    try:
        days = [day for day in selectors.days_of_year(year, region) if day.unusual]
    except rules.NotCovered as missing:
        raise _wrong(str(missing)) from missing
    if as_json:
        _dump(
            {
                "year": year,
                "region": region,
                "version": calendar.version,
                "provisional": any(day.provisional for day in days),
                "days": [_day_as_dict(day) for day in days],
            }
        )
        return
    table = Table(_("日期"), _("星期"), _("安排"), _("名称"), _("来源"))
    for day in days:
        weekday = "一二三四五六日"[day.date.weekday()]
        table.add_row(day.date.isoformat(), weekday, _kind(day.is_working), day.name, _source(day))
    Console().print(table)
    if any(day.provisional for day in days):
        _say(_("%d 年的放假通知尚未导入：以上为暂定，只含法定放假日和补假，不含调休。") % year, "yellow")


def _day_as_dict(day: selectors.DayShown) -> dict:
    return {"date": day.date, "working": day.is_working, "name": day.name, "source": day.source}


def _kind(is_working: bool) -> str:
    return _("班") if is_working else _("休")


def _source(day: selectors.DayShown) -> str:
    titles = {
        "package": _("软件包"),
        "notice": _("国务院通知"),
        "overlay": _("地方安排"),
        "statute": _("暂定"),
    }
    return titles[day.source]


@app.command()
def add(day: str, n: int, region: str = REGION, as_json: bool = AS_JSON) -> None:
    """The N-th working day after DAY (the day itself does not count)."""
    calendar, start = _calendar(region), _day(day)
    try:
        reach = calendar.add_working_days(start, n)
    except (rules.NotCovered, ValueError) as error:
        raise _wrong(str(error)) from error
    if as_json:
        _dump(
            {
                "date": reach.date,
                "provisional": reach.provisional,
                "earliest": reach.earliest,
                "latest": reach.latest,
                "version": calendar.version,
            }
        )
        return
    _say(reach.date.isoformat())
    if reach.provisional:
        bounds = (reach.earliest, reach.latest)
        _say(_("暂定：最早 %s，最晚 %s（放假通知尚未公布或导入）。") % bounds, "yellow")


@app.command()
def status(today: str = typer.Option("", help="Another day than today."), as_json: bool = AS_JSON) -> None:
    """How far the calendar reaches and what waits. Exit 1 with fewer than 60 covered working days left."""
    day = _day(today) if today else shanghai_date(timezone.now())
    found = selectors.coverage(day)
    waiting = [*selectors.waiting_notices(), *selectors.waiting_overlays()]
    if as_json:
        _dump(
            {
                "version": found.version,
                "covered_until": found.covered_until,
                "working_days_left": found.working_days_left,
                "short": found.short,
                "next_year": found.next_year,
                "waiting": [_as_dict(imported) for imported in waiting],
            }
        )
    else:
        _say(_("工作日历第 %d 版，覆盖至 %s，还有 %d 个工作日。") % (
            found.version, found.covered_until, found.working_days_left
        ))  # fmt: skip
        for imported in waiting:
            _say(_("等待第二人确认：%s（%s 导入）") % (imported, imported.imported_by_name), "yellow")
        if found.short:
            _say(_("余量不足：请导入 %d 年放假通知（gongkai calendar import）。") % found.next_year, "yellow")
    raise typer.Exit(1 if found.short else 0)


@app.command("import")
def import_(
    file: Path = FILE,
    year: int = typer.Option(..., help="Year of the notice."),
    document_number: str = typer.Option(..., help="Its document number, e.g. 国办发明电〔2025〕7号."),
    by: str = BY,
    supplement: bool = typer.Option(False, help="A later change of single days of a year that is covered."),
    as_json: bool = AS_JSON,
) -> None:
    """Import the State Council's holiday notice of a year. It counts once a second person confirmed it."""
    person = _person(by)
    with _refusals(as_json), file.open("rb") as upload:
        notice = calendar_acts.import_notice(
            upload=upload,
            name=file.name,
            year=year,
            document_number=document_number,
            supplement=supplement,
            by=person,
            at=timezone.now(),
        )
    done = _("已读入 %d 天，等待第二人确认：gongkai calendar confirm %d --by 账号") % (len(notice.rows), year)
    _show_import(notice, as_json, done)


@app.command()
def overlay(
    file: Path = FILE,
    region: str = typer.Option(..., help="Region code for which (and for all below) the days hold."),
    document_number: str = typer.Option(..., help="Document number of the local decision."),
    year: int = typer.Option(0, help="Year of days written without one; this year if not given."),
    by: str = BY,
    as_json: bool = AS_JSON,
) -> None:
    """Import days that one region declares otherwise. They count once a second person confirmed them."""
    person, now = _person(by), timezone.now()
    with _refusals(as_json), file.open("rb") as upload:
        made = calendar_acts.import_overlay(
            upload=upload,
            name=file.name,
            region_code=region,
            document_number=document_number,
            year=year or shanghai_date(now).year,
            by=person,
            at=now,
        )
    done = _("已读入 %d 天，等待第二人确认：gongkai calendar confirm-overlay %d --by 账号")
    done %= (len(made.rows), made.pk)
    _show_import(made, as_json, done)


def _compare(waiting: Notice | Overlay) -> None:
    """Shows the second person every row, to be compared with the document."""
    table = Table(_("行"), _("日期"), _("安排"), _("名称"), title=str(waiting), title_justify="left")
    for row in waiting.rows:
        table.add_row(str(row["line"]), row["date"], _kind(row["is_working"]), row["name"])
    Console().print(table)
    for warning in waiting.warnings:
        _say(_("请留意：%s") % warning["text"], "yellow")


def _confirm(waiting: Notice | Overlay, by: str, yes: bool, as_json: bool) -> None:
    person = _person(by)
    if not yes:
        if as_json:
            raise _wrong(_("与 --json 同用时请加 --yes。"))
        _compare(waiting)
        typer.confirm(_("已与通知原文逐日核对，确认生效？"), abort=True)
    with _refusals(as_json):
        done = calendar_acts.confirm(waiting=waiting, by=person, at=timezone.now())
    _show_import(done, as_json, _("已确认，工作日历现为第 %d 版。") % done.version_id)


def _waiting_notice(year: int) -> Notice:
    found = selectors.waiting_notices().filter(year=year).first()
    if found is None:
        raise _wrong(_("没有等待确认的 %d 年放假通知。") % year)
    return found


def _waiting_overlay(number: int) -> Overlay:
    found = selectors.waiting_overlays().filter(pk=number).first()
    if found is None:
        raise _wrong(_("没有等待确认的 %d 号地方安排。") % number)
    return found


@app.command()
def confirm(year: int, by: str = BY, yes: bool = YES, as_json: bool = AS_JSON) -> None:
    """Confirm the imported notice of a year, as a second person who compared it with the document."""
    _confirm(_waiting_notice(year), by, yes, as_json)


@app.command()
def confirm_overlay(number: int, by: str = BY, yes: bool = YES, as_json: bool = AS_JSON) -> None:
    """Confirm an imported overlay (its id is in `status --json`), as a second person."""
    _confirm(_waiting_overlay(number), by, yes, as_json)


@app.command()
def discard(
    year: int = typer.Option(0, help="The waiting notice of this year."),
    overlay_id: int = typer.Option(0, "--overlay", help="Or the waiting overlay of this id."),
    by: str = BY,
    as_json: bool = AS_JSON,
) -> None:
    """Give up an import that waits for confirmation."""
    if bool(year) == bool(overlay_id):
        raise _wrong(_("请给出 --year 或 --overlay 之一。"))
    waiting = _waiting_notice(year) if year else _waiting_overlay(overlay_id)
    with _refusals(as_json):
        done = calendar_acts.discard(waiting=waiting, by=_person(by), at=timezone.now())
    _show_import(done, as_json, _("已作废：%s") % done)


@app.command()
def fill(by: str = BY, as_json: bool = AS_JSON) -> None:
    """Take over years that a newer `chinesecalendar` package knows. What a notice decided stays."""
    with _refusals(as_json):
        count = calendar_acts.fill_from_package(by=_person(by), at=timezone.now())
    if as_json:
        _dump({"days": count})
        return
    _say(_("写入 %d 天。") % count if count else _("软件包没有新的内容。"))


@app.command()
def template(
    year: int,
    output: Path = typer.Option(
        None, callback=writable, help="Write to this file instead of standard output."
    ),
) -> None:
    """The CSV file to fill in for a year: its statutory days are given, 调休 days are to be added."""
    if not rules.FIRST_DAY.year <= year <= rules.LAST_YEAR:
        raise _wrong(str(rules.NotCovered(date(min(max(year, 1), 9999), 1, 1))))
    text = io.StringIO()
    csv.writer(text).writerows(rules.template_rows(year))
    if output is None:
        typer.echo(text.getvalue(), nl=False)
        return
    output.write_text(text.getvalue(), "utf-8-sig")  # the mark makes spreadsheet programs read it as UTF-8
    _say(_("已写入 %s。") % output)
