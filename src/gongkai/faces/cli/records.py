"""`gongkai import records` and `gongkai export records`: records in and out, in three formats."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.asking import AS_JSON, BY, ORGAN, dump, organ_of, person_of, refusals, say, writable
from gongkai.faces.cli.rows import FILE, Report, batches, refuse_existing, write_out
from gongkai.faces.openapi.document import document
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.records.services import exporting, importing
from gongkai.kernel.records.services.importing import Outcome, Plan
from gongkai.kernel.records.tabular.keeping import statute_rows
from gongkai.kernel.records.tabular.reading import RawRow, open_rows
from gongkai.kernel.records.tabular.rejects import Rejects
from gongkai.kernel.records.tabular.statutes import PUBLIC_DATABASE
from gongkai.kernel.records.tabular.writing import WRITERS

import_app = typer.Typer(
    no_args_is_help=True,
    help="Bring records in. Exit codes: 0 all rows good, 1 some refused, 2 wrong call or unreadable file.",
)
export_app = typer.Typer(no_args_is_help=True, help="Take records out. The ledger notes every export.")
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
    rejects: Path = typer.Option(
        None, callback=writable, help="New file for refused rows, in the format of FILE."
    ),
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
    report = Report(as_json, dry_run, _GOOD, _summary())
    with refusals(as_json, exit_code=2), ExitStack() as stack:
        source = stack.enter_context(open_rows(file, table=format is Format.RECORDS))
        rows = source.rows if format is Format.RECORDS else _statutes(stack, file, source_address)
        run = importing.begin_import(
            organ=organ_of(organ), plan=plan, source=file.name, by=actor, at=timezone.now()
        )
        spare = stack.enter_context(Rejects(rejects, source)) if rejects is not None else None

        def take(raws: list[RawRow]) -> list[Outcome]:
            return importing.import_batch(run=run, rows=raws, by=actor, at=timezone.now())

        for raws, outcomes in batches(rows, source, report, take):
            for raw, outcome in zip(raws, outcomes, strict=True):
                report.take(outcome)
                if spare is not None and outcome.state == importing.REFUSED:
                    spare.take(raw, outcome)
    if report.close()["waiting"] and not as_json:
        say(_("待审的须由审查人本人登录工作台，在“导入待审”中逐件打开、逐件签署。"), "yellow")
    raise typer.Exit(1 if report.counts[importing.REFUSED] else 0)


def _statutes(stack: ExitStack, file: Path, address: str) -> Iterator[RawRow]:
    def read() -> Iterator[RawRow]:
        return stack.enter_context(open_rows(file, table=False)).rows

    return statute_rows(read, address=address)


_GOOD = (importing.PUBLISHED, importing.WAITING, importing.CREATED, importing.PRESENT)


def _summary() -> str:
    return _(
        "共 %(rows)d 行：公开 %(published)d，待审 %(waiting)d，新建 %(created)d，已有 %(present)d，未导入 %(refused)d；"
        "用时 %(seconds).1f 秒，每秒 %(rows_per_second).1f 行，内存峰值 %(peak_memory_mb)d MB。"
    )


@export_app.command("records")
def export_records(
    organ: str = ORGAN,
    by: str = BY,
    format: Output = typer.Option(Output.JSONL, help="jsonl, csv or xlsx."),
    since: datetime = typer.Option(None, formats=DAY, help="Only what changed since then (China time)."),
    out: Path = typer.Option(None, callback=writable, help="New file; without it standard output."),
    as_json: bool = AS_JSON,
) -> None:
    """Write the records of an organ that the person may see, as rows that `gongkai import` reads."""
    refuse_existing(out, as_json)
    moment = since.replace(tzinfo=SHANGHAI) if since else None
    with refusals(as_json):
        rows = exporting.export_rows(
            organ=organ_of(organ), format=format.value, since=moment, by=person_of(by), at=timezone.now()
        )
        count = write_out(out, WRITERS[format.value], rows)
    if out is None:
        return
    if as_json:
        dump({"rows": count, "file": str(out)})
    else:
        say(_("已导出 %(count)d 条到 %(file)s。") % {"count": count, "file": out}, "green")


@export_app.command("openapi")
def export_openapi() -> None:
    """Print the OpenAPI document of the interface; docs/openapi.json is its copy."""
    typer.echo(json.dumps(document(), ensure_ascii=False, indent=1))
