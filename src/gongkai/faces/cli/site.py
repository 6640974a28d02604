"""`gongkai site …`: build, check and look at the public site."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from time import perf_counter
from urllib.parse import quote

import typer
from django.conf import settings
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from gongkai.foundation.jobs.models import Job
from gongkai.kernel.publishing import services
from gongkai.kernel.publishing.models import GoneAddress, Page
from gongkai.kernel.records.models import Publication, Record

app = typer.Typer(
    no_args_is_help=True,
    help="The public site as files. Exit codes: 0 in order, 1 differences, 2 wrong call, 3 cannot run.",
)
AS_JSON = typer.Option(False, "--json", help="Print JSON.")
SHOWN = 50
console = Console()


class _Bar:
    """A progress bar on the error stream, hidden when a program reads the output."""

    def __init__(self, hidden: bool):
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden)
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __call__(self, done: int, total: int, name: str) -> None:
        self._progress.update(self._task, completed=done, total=total, description=name)

    def __exit__(self, *_error) -> None:
        self._progress.stop()


@app.command()
def build(
    check: bool = typer.Option(
        False, "--check", help="Change nothing; report what is missing, changed or foreign."
    ),
    only: list[str] = typer.Option(
        [], "--only", help="Index number of a record; may be given again. Only its pages."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Render the whole site, or check it, or render single records again."""
    if check and only:
        raise typer.BadParameter(_("--check 与 --only 不能同时使用。"))
    if check:
        _check(as_json)
    elif only:
        _only(only, as_json)
    else:
        _build(as_json)


def _build(as_json: bool) -> None:
    started = perf_counter()
    with _Bar(as_json) as bar:
        try:
            report = services.build(at=timezone.now(), progress=bar)
        except OSError as error:
            console.print(
                _("网站没有生成完：%(error)s。已有的页面不受影响，排除故障后重新运行即可。")
                % {"error": error}
            )
            raise typer.Exit(3) from error
    seconds = perf_counter() - started
    if as_json:
        typer.echo(json.dumps({**asdict(report), "seconds": round(seconds, 3)}, ensure_ascii=False))
        raise typer.Exit(1 if report.unreviewed else 0)
    console.print(
        _(
            "共 %(files)d 个文件，写入 %(written)d 个，移除 %(removed)d 个，"
            "用时 %(seconds).1f 秒（每秒 %(rate).0f 页）。"
        )
        % {**asdict(report), "seconds": seconds, "rate": report.files / max(seconds, 0.001)}
    )
    if report.unreviewed:
        for path in report.unreviewed[:SHOWN]:
            console.print(path, highlight=False)
        _say_unreviewed()
        raise typer.Exit(1)


def _check(as_json: bool) -> None:
    with _Bar(as_json) as bar:
        found = services.check(at=timezone.now(), progress=bar)
    if as_json:
        typer.echo(
            json.dumps({"clean": not found, "findings": [f.as_dict() for f in found]}, ensure_ascii=False)
        )
    elif not found:
        console.print(_("网站与登记库一致。"))
    else:
        _print_findings(found)
    if found:
        raise typer.Exit(1)


def _print_findings(found: list[services.Finding]) -> None:
    names = {
        "missing": _("缺失"),
        "changed": _("被改动"),
        "foreign": _("多余"),
        "unsettled": _("尚未更新"),
        "unreviewed": _("与审查时不一致"),
    }
    table = Table("", _("文件"))
    for finding in found[:SHOWN]:
        table.add_row(names[finding.fault], finding.path)
    console.print(table)
    counts = Counter(finding.fault for finding in found)
    console.print("，".join(f"{names[fault]} {count}" for fault, count in sorted(counts.items())))
    if counts.keys() - {"unreviewed"}:
        console.print(_("运行 gongkai site build 即可修复。"))
    if counts["unreviewed"]:
        _say_unreviewed()


def _say_unreviewed() -> None:
    console.print(
        _("有附件与保密审查时不一致，没有发布；请运行 gongkai files check，核查文件库和数据库。"), style="red"
    )


def _only(numbers: list[str], as_json: bool) -> None:
    ids = dict(
        Record.objects.filter(index_number__in=numbers).order_by("id").values_list("index_number", "id")
    )
    unknown = [number for number in numbers if number not in ids]
    if unknown:
        console.print(_("没有这样的索引号：%(numbers)s") % {"numbers": "、".join(unknown)})
        raise typer.Exit(2)
    try:
        rendered = services.render_records(ids=ids.values(), at=timezone.now())
    except services.Unreviewed as refused:
        console.print(str(refused), style="red", markup=False)
        raise typer.Exit(1) from refused
    if as_json:
        typer.echo(json.dumps(asdict(rendered), ensure_ascii=False))
        return
    for path in rendered.written:
        console.print(path, highlight=False)
    console.print(_("写入 %(count)d 个文件。") % {"count": len(rendered.written)})


@app.command()
def status(as_json: bool = AS_JSON) -> None:
    """How many pages the site has, when it was last written, and what still waits to be rendered."""
    totals = Page.objects.aggregate(size=Sum("size"), last=Max("written_at"))
    waiting = Job.objects.filter(kind="site.render", state__in=["waiting", "leased"]).count()
    facts = {
        "root": str(settings.SITE_ROOT),
        "records": Publication.objects.count(),
        "files": Page.objects.count(),
        "bytes": totals["size"] or 0,
        "last_written": totals["last"].isoformat() if totals["last"] else None,
        "waiting": waiting,
        "failed": Job.objects.filter(kind="site.render", state="failed").count(),
    }
    if as_json:
        typer.echo(json.dumps(facts))
        return
    table = Table(show_header=False)
    for name, value in facts.items():
        table.add_row(name, str(value))
    console.print(table)


class Form(StrEnum):
    """Who reads the purge list: a person or a script, a program, nginx."""

    TEXT = "text"
    JSON = "json"
    NGINX = "nginx"


@app.command("purge-list")
def purge_list(
    since: datetime = typer.Option(None, help="Only what went on this day (China) or later."),
    form: Form = typer.Option(
        Form.TEXT, "--format", help="Whole addresses, one a line; JSON; or a map for nginx."
    ),
) -> None:
    """Addresses at which something was withdrawn: to be cleared from caches, content networks, search engines."""
    rows = GoneAddress.objects.order_by("since", "path")
    if since:
        rows = rows.filter(since__gte=timezone.make_aware(since))
    for line in _FORMS[form](rows):
        typer.echo(line)


def _as_text(rows):
    return (f"{settings.SITE_ADDRESS.rstrip('/')}{quote(row.path)}" for row in rows.iterator())


def _as_json(rows):
    facts = [{"path": r.path, "since": r.since.isoformat(), "notice": r.has_notice} for r in rows]
    return [json.dumps(facts, ensure_ascii=False)]


def _as_nginx(rows):
    return (f'"{row.path}" 1;' for row in rows.filter(has_notice=True).iterator())


_FORMS = {Form.TEXT: _as_text, Form.JSON: _as_json, Form.NGINX: _as_nginx}
