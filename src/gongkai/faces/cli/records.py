"""`gongkai import records` and `gongkai export records`: records in and out, in three formats."""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from gongkai.faces.cli.asking import AS_JSON, BY, ORGAN, dump, organ_of, person_of, refusals, say
from gongkai.faces.openapi.document import document
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.records.services import exporting, importing
from gongkai.kernel.records.services.importing import Outcome, Plan
from gongkai.kernel.records.tabular.keeping import statute_rows
from gongkai.kernel.records.tabular.reading import RawRow, Source, open_rows
from gongkai.kernel.records.tabular.rejects import Rejects
from gongkai.kernel.records.tabular.statutes import PUBLIC_DATABASE
from gongkai.kernel.records.tabular.writing import WRITERS

import_app = typer.Typer(
    no_args_is_help=True,
    help="Bring records in. Exit codes: 0 all rows good, 1 some refused, 2 wrong call or unreadable file.",
)
export_app = typer.Typer(no_args_is_help=True, help="Take records out. The ledger notes every export.")
BATCH = 50
FILE = typer.Argument(
    ..., exists=True, dir_okay=False, readable=True, help=".jsonl, .jsonl.gz, .csv or .xlsx"
)
DAY = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


class Format(StrEnum):
    RECORDS = "records"
    STATUTES = "statutes"


class Output(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def mount(root: typer.Typer) -> None:
    root.add_typer(import_app, name="import")
    root.add_typer(export_app, name="export")


@import_app.callback()
def _import() -> None:
    """Bring data in from files."""


@export_app.callback()
def _export() -> None:
    """Take data out into files."""


@import_app.command("records")
def import_records(
    file: Path = FILE,
    organ: str = ORGAN,
    by: str = BY,
    format: Format = typer.Option(Format.RECORDS, help="What the rows are: records, or texts of law."),
    reviewer: str = typer.Option(
        "", help="Account that signs each item as already lawfully public, on the desk."
    ),
    already_public: bool = typer.Option(False, "--already-public", help="The texts are lawfully public."),
    publish: bool = typer.Option(False, "--publish", help="Publish what the gate lets through."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Try everything, change nothing."),
    source_address: str = typer.Option(PUBLIC_DATABASE, help="Statutes: where they are public already."),
    rejects: Path = typer.Option(None, help="New file for refused rows, in the format of FILE."),
    as_json: bool = AS_JSON,
) -> None:
    """Create records from FILE. What is there already is left alone, so an import may be run again.

    With --already-public the rows of a production installation wait until the reviewer has signed each of them on
    the desk; in a demonstration the signatures are scripted.
    """
    if bool(reviewer) != already_public:
        raise typer.BadParameter(_("--reviewer 与 --already-public 须同时使用。"))
    if rejects is not None and rejects.exists():
        raise typer.BadParameter(_("文件 %s 已存在，请另取名字。") % rejects)
    plan = Plan(publish=publish, reviewer=person_of(reviewer) if reviewer else None, dry_run=dry_run)
    actor = person_of(by)
    report = Report(as_json, dry_run)
    with refusals(as_json, exit_code=2), ExitStack() as stack:
        source = stack.enter_context(open_rows(file, table=format is Format.RECORDS))
        rows = source.rows if format is Format.RECORDS else _statutes(stack, file, source_address)
        run = importing.begin_import(
            organ=organ_of(organ), plan=plan, source=file.name, by=actor, at=timezone.now()
        )
        spare = stack.enter_context(Rejects(rejects, source)) if rejects is not None else None
        for raws, outcomes in _batches(run, rows, actor, source, report):
            for raw, outcome in zip(raws, outcomes, strict=True):
                report.take(outcome)
                if spare is not None and outcome.state == importing.REFUSED:
                    spare.take(raw, outcome)
    report.close()
    raise typer.Exit(1 if report.counts[importing.REFUSED] else 0)


def _statutes(stack: ExitStack, file: Path, address: str) -> Iterator[RawRow]:
    def read() -> Iterator[RawRow]:
        return stack.enter_context(open_rows(file, table=False)).rows

    return statute_rows(read, address=address)


def _batches(
    run: importing.Run, rows: Iterator[RawRow], by: Person, source: Source, report: "Report"
) -> Iterator[tuple[list[RawRow], list[Outcome]]]:
    """Import batch after batch, with a progress bar by rows and by how much of the file is read."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=report.console, transient=True, disable=report.as_json) as bar:
        task = bar.add_task("", total=source.size)
        while raws := list(islice(rows, BATCH)):
            yield raws, importing.import_batch(run=run, rows=raws, by=by, at=timezone.now())
            text = _("%d 行") % report.counts.total()
            bar.update(task, completed=min(source.position, source.size), description=text)


_GOOD = (importing.PUBLISHED, importing.WAITING, importing.CREATED, importing.PRESENT)


class Report:
    """Says what became of each refused row, at once, and sums up at the end."""

    def __init__(self, as_json: bool, dry_run: bool):
        self.as_json, self.dry_run = as_json, dry_run
        self.counts: Counter[str] = Counter()
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._began = time.perf_counter()

    def take(self, outcome: Outcome) -> None:
        self.counts[outcome.state] += 1
        if outcome.state != importing.REFUSED:
            return
        if self.as_json:
            dump(_as_dict(outcome))
            return
        title = "" if outcome.marked else outcome.title
        self.console.print(
            _("第 %(line)d 行未导入：%(title)s") % {"line": outcome.line, "title": title}, style="red"
        )
        for reason in outcome.reasons:
            where = f"〔{reason.where}〕" if reason.where else ""
            self.console.print(f"    {where}{reason.text}", markup=False)
        for key, label, where in outcome.findings:
            found = _("    可由审查人逐项接受的发现：%(key)s（%(label)s，%(where)s）")
            self.console.print(found % {"key": key, "label": label, "where": where}, markup=False)

    def close(self) -> None:
        seconds = time.perf_counter() - self._began
        summary = {
            "rows": self.counts.total(),
            **{s: self.counts[s] for s in _GOOD},
            "refused": self.counts[importing.REFUSED],
            "seconds": round(seconds, 2),
            "rows_per_second": round(self.counts.total() / seconds, 1) if seconds else 0.0,
            "peak_memory_mb": round(peak_memory_mb()),
            "dry_run": self.dry_run,
        }
        if self.as_json:
            dump({"summary": summary})
            return
        if self.dry_run:
            say(_("试运行：以下结果没有写入。"), "yellow")
        text = _(
            "共 %(rows)d 行：公开 %(published)d，待审 %(waiting)d，新建 %(created)d，已有 %(present)d，未导入 %(refused)d；"
            "用时 %(seconds).1f 秒，每秒 %(rows_per_second).1f 行，内存峰值 %(peak_memory_mb)d MB。"
        )
        say(text % summary, "red" if summary["refused"] else "green")
        if summary["waiting"]:
            say(_("待审的须由审查人本人登录工作台，在“导入待审”中逐件打开、逐件签署。"), "yellow")


def peak_memory_mb() -> float:
    """The most memory this process has held. Linux counts in kilobytes, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _as_dict(outcome: Outcome) -> dict:
    return {
        "line": outcome.line,
        "state": outcome.state,
        "title": "" if outcome.marked else outcome.title,
        "key": "" if outcome.marked else outcome.key,
        "reasons": [reason.as_dict() for reason in outcome.reasons],
        "findings": [{"key": key, "label": label, "where": where} for key, label, where in outcome.findings],
    }


@export_app.command("records")
def export_records(
    organ: str = ORGAN,
    by: str = BY,
    format: Output = typer.Option(Output.JSONL, help="jsonl, csv or xlsx."),
    since: datetime = typer.Option(None, formats=DAY, help="Only what changed since then (China time)."),
    out: Path = typer.Option(None, help="New file; without it standard output."),
    as_json: bool = AS_JSON,
) -> None:
    """Write the records of an organ that the person may see, as rows that `gongkai import` reads."""
    if out is not None and out.exists():
        raise typer.BadParameter(_("文件 %s 已存在，请另取名字。") % out)
    if out is None and as_json:
        raise typer.BadParameter(_("--json 须与 --out 同时使用：标准输出已是数据。"))
    moment = since.replace(tzinfo=SHANGHAI) if since else None
    with refusals(as_json):
        rows = exporting.export_rows(
            organ=organ_of(organ), format=format.value, since=moment, by=person_of(by), at=timezone.now()
        )
        if out is None:
            _write(sys.stdout.buffer, format, rows)
            return
        partial = out.with_name(out.name + ".part")
        with open(partial, "wb") as stream:
            count = _write(stream, format, rows)
        partial.rename(out)
    if as_json:
        dump({"rows": count, "file": str(out)})
    else:
        say(_("已导出 %(count)d 条到 %(file)s。") % {"count": count, "file": out}, "green")


@export_app.command("openapi")
def export_openapi() -> None:
    """Print the OpenAPI document of the interface; docs/openapi.json is its copy."""
    typer.echo(json.dumps(document(), ensure_ascii=False, indent=1))


def _write(stream: BinaryIO, format: Output, rows: Iterator[dict[str, object]]) -> int:
    writer = WRITERS[format.value](stream)
    count = 0
    with Progress(TextColumn("{task.description}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        for count, row in enumerate(rows, 1):
            writer.write(row)
            if count % 100 == 0:
                bar.update(task, description=_("%d 条") % count)
        writer.close()
    return count
