"""The `gongkai` command. Sub-commands live one to a module; this file mounts them.

Exit codes: 0 done, 1 done but something was found (a refused row, a failed check), 2 wrong call, 3 cannot run here.
"""

import os
import sys

import django
import typer
from django.db import OperationalError

from gongkai.faces.cli.trouble import CANNOT_RUN, explain


def _root() -> typer.Typer:
    """All commands. Imported after Django is set up, since they reach models."""
    from gongkai.faces.cli import (
        bench,
        briefing,
        calendar,
        chain,
        collecting,
        deadline,
        demo,
        fee,
        figures,
        files,
        ledger,
        maps,
        nginx,
        operate,
        records,
        replay,
        report,
        requests,
        search,
        setup,
        site,
        tokens,
        vault,
    )

    root = typer.Typer(
        no_args_is_help=True, add_completion=False, help="公开 Gongkai: the open-government platform."
    )
    operate.mount(root)
    records.mount(root)
    requests.mount()
    collecting.mount(report.app)
    root.command("search")(search.search)
    root.command("deadline")(deadline.deadline)
    root.command("fee")(fee.fee)
    root.command("demo")(demo.demo)
    root.command("replay")(replay.replay)
    root.command("setup")(setup.setup)
    site.app.command("nginx")(nginx.nginx)
    report.app.command("briefing")(briefing.briefing)
    for name, module in [
        ("calendar", calendar),
        ("chain", chain),
        ("ledger", ledger),
        ("files", files),
        ("vault", vault),
        ("figures", figures),
        ("index", search),
        ("site", site),
        ("report", report),
        ("map", maps),
        ("token", tokens),
        ("bench", bench),
    ]:
        root.add_typer(module.app, name=name)
    return root


def main() -> None:
    """Entry point of the console script."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings.base")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a terminal without Chinese shows question marks, not a crash
    try:
        django.setup()
        _root()()
    except (OSError, OperationalError) as error:
        line = explain(error)
        if line is None:
            raise
        typer.echo(line, err=True)
        sys.exit(CANNOT_RUN)
