"""`gongkai ledger …`: verify the chains, show where they end, read what was done."""

import json
from datetime import datetime
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table

from gongkai.faces.cli.asking import organ_of
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.ledger import selectors, services
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.rules import Finding
from gongkai.kernel.publishing.services import published_heads

app = typer.Typer(
    no_args_is_help=True,
    help="The audit ledger. Exit codes: 0 in order, 1 something was found or refused, 2 wrong call.",
)

AS_JSON = typer.Option(False, "--json", help="Print JSON.")
ORGAN = typer.Option("", "--organ", help="Code of one organ; without it all.")
HEADS = typer.Option(
    None, "--heads", exists=True, dir_okay=False, help="A copy of the signed heads kept elsewhere."
)
DAY = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


@app.command()
def verify(organ: str = ORGAN, heads: Path | None = HEADS, as_json: bool = AS_JSON) -> None:
    """Examine every entry, and compare the chains with the signed heads. Exit 1 when anything was changed."""
    _check_known(organ)
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=as_json) as bar:
        task = bar.add_task("", total=None)
        findings = services.verify(
            organ=organ or None,
            heads_file=heads,
            published=published_heads(),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        typer.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        _show_findings(findings)
    raise typer.Exit(1 if findings else 0)


def _check_known(organ: str) -> None:
    """A code that nothing here has is a wrong call: what examines no chain must not look like a clean one. The
    platform's own chains, and those of organs whose row is gone, count by what the ledger has of them.
    """
    if organ and not selectors.has_chain(organ):
        organ_of(organ)


def _show_findings(findings: list[Finding]) -> None:
    if not findings:
        Console().print(_("留痕完整，没有发现改动。"), style="green")
        return
    table = Table(_("机关"), _("序号"), _("问题"), _("说明"))
    for finding in findings:
        where = str(finding.number) if finding.number == finding.last else f"{finding.number}–{finding.last}"
        table.add_row(finding.chain or "-", where, str(finding.kind.label), finding.note)
    Console().print(table)
    if len(findings) >= services.MOST_FINDINGS:
        Console().print(_("问题太多，只列出前 %(count)s 个。") % {"count": len(findings)}, style="red")


@app.command("heads")
def show_heads(
    sign: bool = typer.Option(False, "--sign", help="Sign them now and append them to the heads file."),
    as_json: bool = AS_JSON,
) -> None:
    """Show where each chain ends. With --sign the JSON is the signed line itself, fit to be kept
    elsewhere."""
    if sign:
        try:
            signed = services.sign_heads(at=timezone.now())
        except (OSError, ValueError) as error:
            Console(stderr=True).print(
                _("签名没有写入：%(error)s") % {"error": error}, style="red", markup=False
            )
            raise typer.Exit(1) from error
        rows = list(signed.heads)
    else:
        rows = list(selectors.heads().values_list("chain", "number", "digest"))
    if as_json:
        typer.echo(signed.line().decode() if sign else json.dumps(rows))
        return
    table = Table(_("机关"), _("末号"), _("摘要"))
    for chain, number, digest in rows:
        table.add_row(chain, str(number), digest)
    Console(soft_wrap=True).print(table)


@app.command()
def show(
    subject: str = typer.Argument("", help="Trail of one thing, as type:id, e.g. record:17."),
    organ: str = ORGAN,
    verb: str = typer.Option("", "--verb", help="Only this act, e.g. publish."),
    actor: str = typer.Option("", "--actor", help="Only this actor, e.g. person:7."),
    since: datetime | None = typer.Option(
        None, "--since", formats=DAY, help="From this day or moment, Chinese time."
    ),
    until: datetime | None = typer.Option(None, "--until", formats=DAY, help="Before this day or moment."),
    before: int | None = typer.Option(
        None, "--before", help="The next page: before this number, needs --organ."
    ),
    limit: int = typer.Option(selectors.PAGE, "--limit", min=1, max=10_000),
    as_json: bool = AS_JSON,
) -> None:
    """Show acts, newest first; or everything that was done to one thing, oldest first."""
    _check_known(organ)
    if before is not None and not organ:
        raise typer.BadParameter("--before needs --organ")
    if subject:
        kind, colon, number = subject.partition(":")
        if not (kind and colon and number):
            raise typer.BadParameter("a subject is written type:id, e.g. record:17")
        found = list(selectors.trail(kind, number)[:limit])
    else:
        found = selectors.entries(
            organ=organ or None,
            verb=verb,
            actor=actor,
            since=since and since.replace(tzinfo=SHANGHAI),
            until=until and until.replace(tzinfo=SHANGHAI),
            before_number=before,
            limit=limit,
        )
    _show_entries(found, as_json)


def _show_entries(found: list[Entry], as_json: bool) -> None:
    if as_json:
        for entry in found:
            names = [field.name for field in Entry._meta.fields if field.name != "id"]
            values = {name: getattr(entry, name) for name in names}
            typer.echo(json.dumps(values, ensure_ascii=False, default=str))
        return
    table = Table(_("机关"), _("序号"), _("时间"), _("行为"), _("对象"), _("行为人"), _("详情"))
    for entry in found:
        table.add_row(
            entry.chain,
            str(entry.number),
            f"{entry.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            entry.verb,
            f"{entry.subject_type}:{entry.subject_id}",
            entry.actor_name,
            json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
        )
    Console().print(table)
