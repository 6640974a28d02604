"""`gongkai import requests` and `gongkai export requests`: the register of requests in and out."""

import time
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.domains.foi.exchange.fields import LAYOUT
from gongkai.domains.foi.register import Filters
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.services import exporting, importing
from gongkai.domains.foi.services.mailing import keep_mail, require_intake
from gongkai.faces.cli.asking import AS_JSON, BY, ORGAN, dump, organ_of, person_of, refusals, say, writable
from gongkai.faces.cli.records import DAY, export_app, import_app
from gongkai.faces.cli.rows import FILE, Report, batches, peak_memory_mb, refuse_existing, write_out
from gongkai.kernel.records.tabular.reading import RawRow, open_rows
from gongkai.kernel.records.tabular.rejects import Rejects

BookOutput = StrEnum("BookOutput", {name.upper(): name for name in exporting.FORMATS})
BATCH = 10
"""Rows of one transaction. Each is a dozen acts, and officials on SQLite wait for its end."""


def mount() -> None:
    """Put the commands beside those about records."""
    import_app.command("requests")(import_requests)
    import_app.command("mail")(import_mail)
    export_app.command("requests")(export_requests)


def import_requests(
    file: Path = FILE,
    organ: str = ORGAN,
    by: str = BY,
    dry_run: bool = typer.Option(False, "--dry-run", help="Try everything, change nothing."),
    rejects: Path = typer.Option(
        None,
        callback=writable,
        help="New file for refused rows, in the format of FILE. It holds personal data in clear.",
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Take over an old register of requests, with their history. Run again, it creates nothing twice.

    Personal data are sealed as they come in. What is not finished goes on here, on its own clock.
    """
    if rejects is not None and rejects.exists():
        raise typer.BadParameter(_("文件 %s 已存在，请另取名字。") % rejects)
    actor = person_of(by)
    text = _(
        "共 %(rows)d 行：新建 %(created)d，已有 %(present)d，未导入 %(refused)d；用时 %(seconds).1f 秒。"
    )
    report = Report(as_json, dry_run, (importing.CREATED, importing.PRESENT), text)
    with refusals(as_json, exit_code=2), ExitStack() as stack:
        source = stack.enter_context(open_rows(file, layout=LAYOUT))
        run = importing.begin_import(
            organ=organ_of(organ), source=file.name, by=actor, at=timezone.now(), dry_run=dry_run
        )
        spare = stack.enter_context(Rejects(rejects, source, LAYOUT)) if rejects is not None else None

        def take(raws: list[RawRow]) -> list[importing.Outcome]:
            return importing.import_batch(run=run, rows=raws, by=actor, at=timezone.now())

        for raws, outcomes in batches(source.rows, source, report, take, BATCH):
            for raw, outcome in zip(raws, outcomes, strict=True):
                report.take(outcome)
                if spare is not None and outcome.state == importing.REFUSED:
                    spare.take(raw, outcome)
    report.close()
    raise typer.Exit(1 if report.counts[importing.REFUSED] else 0)


def import_mail(
    path: Path = typer.Argument(..., exists=True, readable=True, help="An .eml file, or a folder of them."),
    organ: str = ORGAN,
    by: str = BY,
    as_json: bool = AS_JSON,
) -> None:
    """Keep e-mails as messages that wait on the desk. What cannot be taken of a mail is noted with it.

    Exit codes: 0 all kept, 1 some with notes, 2 wrong call.
    """
    files = sorted(path.rglob("*.eml")) if path.is_dir() else [path]
    actor, where = person_of(by), organ_of(organ)
    noted = 0
    with refusals(as_json, exit_code=2):
        require_intake(organ=where, by=actor, at=timezone.now())
        for file in files:
            kept = keep_mail(organ=where, data=file.read_bytes(), by=actor, at=timezone.now())
            noted += bool(kept.message.notes)
            if as_json:
                told = {"file": file.name, "message": kept.message.pk, "new": kept.new}
                dump(told | {"notes": kept.message.notes})
                continue
            state = _("已保存") if kept.new else _("此前已有")
            say(f"{file.name}: {state} {'；'.join(kept.message.notes)}".rstrip(), "yellow" if noted else "")
    raise typer.Exit(1 if noted else 0)


def export_requests(
    organ: str = ORGAN,
    by: str = BY,
    format: BookOutput = typer.Option(
        BookOutput.JSONL, help="pdf or docx: the book to print; jsonl, csv or xlsx: all columns."
    ),
    year: int = typer.Option(None, min=2008, max=2100, help="Received in this year."),
    since: datetime = typer.Option(None, formats=DAY[:1], help="Received on this day or later."),
    until: datetime = typer.Option(None, formats=DAY[:1], help="Received on this day or earlier."),
    stage: str = typer.Option("", help="Only those at this stage: " + ", ".join(Stage.values)),
    unmask: bool = typer.Option(
        False, "--unmask", help="Personal data in clear; the ledger notes each request."
    ),
    reason: str = typer.Option("", help="Why they are needed in clear (4 to 200 characters, no numbers)."),
    out: Path = typer.Option(None, callback=writable, help="New file; without it standard output."),
    as_json: bool = AS_JSON,
) -> None:
    """Write the register of an organ: as a book to print and bind, or as rows that `gongkai import requests` reads.

    Personal data are masked. A book holds 5,000 requests at most.
    """
    refuse_existing(out, as_json)
    if stage and stage not in Stage.values:
        raise typer.BadParameter(_("没有这一环节：%s。") % stage)
    days = {name: day.date() for name, day in (("since", since), ("until", until)) if day}
    chosen, at, began = Filters(stage=stage, year=year or 0, **days), timezone.now(), time.perf_counter()
    with refusals(as_json):
        where = organ_of(organ)
        rows = exporting.export_rows(
            organ=where, format=format.value, chosen=chosen, unmask=unmask, reason=reason,
            by=person_of(by), at=at,
        )  # fmt: skip
        how = {"organ": where, "chosen": chosen, "unmask": unmask, "at": at}
        count = write_out(out, lambda stream: exporting.writer_for(stream, format.value, **how), rows)
    if out is None:
        return
    told = {"rows": count, "file": str(out), "seconds": round(time.perf_counter() - began, 1)}
    told |= {"peak_memory_mb": round(peak_memory_mb())}
    if as_json:
        dump(told)
    else:
        text = _("已导出 %(rows)d 件到 %(file)s，用时 %(seconds).1f 秒，内存峰值 %(peak_memory_mb)d MB。")
        say(text % told, "green")
