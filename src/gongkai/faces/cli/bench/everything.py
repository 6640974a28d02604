"""`gongkai bench all`: every benchmark, each in a process of its own so that its memory is its own."""

import json
import subprocess
from pathlib import Path

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console

from gongkai.faces.cli.bench import place
from gongkai.faces.cli.bench.measuring import AS_JSON, from_dict, show

ORDER = ("build", "publish", "desk", "import", "ledger", "calendar")


def all_benchmarks(
    records: int = typer.Option(100_000, min=100, help="Records that are loaded first."),
    folder: Path = place.FOLDER,
    skip: list[str] = typer.Option([], help=f"Leave one out: {', '.join(ORDER)}; may be given again."),
    as_json: bool = AS_JSON,
) -> None:
    """Load, then run everything one after the other. Takes a quarter of an hour and more."""
    place.enter(folder)
    calls = [("load", "--records", str(records)), *((name,) for name in ORDER if name not in skip)]
    for call in calls:
        Console(stderr=True).print(f"[dim]gongkai bench {' '.join(call)}[/]")
        found = _reported(call)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
        else:
            show(from_dict(found), as_json=False)


def _reported(call: tuple[str, ...]) -> dict:
    folder = Path(settings.VAR)
    command = place.command("bench", *call, "--folder", str(folder), "--json")
    done = subprocess.run(
        command, env=place.environment_of(folder), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        Console(stderr=True).print(_("基准测试 %s 没有完成。") % call[0], style="red", markup=False)
        raise typer.Exit(done.returncode)
    return json.loads(done.stdout.strip().splitlines()[-1])
