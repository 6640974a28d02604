"""`gongkai files …`: compare stored bytes with their digests; remove what killed uploads left behind."""

import json

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from gongkai.foundation.files import services

app = typer.Typer(no_args_is_help=True, help="Stored files. Exit codes: 0 in order, 1 something was found.")


@app.command()
def check(as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """Read every stored file once and compare it with the digest in its row. Exit 1 when one differs or is gone."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=as_json) as bar:
        task = bar.add_task("", total=None)
        findings = services.check(progress=lambda done, total: bar.update(task, completed=done, total=total))
    if as_json:
        typer.echo(json.dumps([str(finding) for finding in findings], ensure_ascii=False))
    elif findings:
        for finding in findings:
            Console().print(str(finding), style="red")
    else:
        Console().print(_("全部文件与台账一致。"), style="green")
    raise typer.Exit(1 if findings else 0)


@app.command()
def sweep() -> None:
    """Remove uploads that never finished, a day after they stopped."""
    removed = services.sweep(at=timezone.now())
    Console().print(_("清除了 %(n)d 个未完成的上传。") % {"n": len(removed)})
