"""Where benchmarks run: in a folder and a database of their own, never in a production installation."""

import gc
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _
from rich.console import Console

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.selectors import was_production
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ

FOLDER = typer.Option(
    Path(tempfile.gettempdir()) / "gongkai-bench",
    "--folder",
    help="Own GONGKAI_VAR of the benchmarks: database, site tree, index. Kept, so that it is loaded once.",
)
CHAIN, VERB = "_bench", "bench.load"
CANNOT = 3  # exit code


def environment_of(folder: Path) -> dict[str, str]:
    """The environment of a process that works in the folder and nowhere else."""
    return {**os.environ, "GONGKAI_VAR": str(folder.resolve()), "GONGKAI_LEDGER_HEADS": ""}


def command(*arguments: str) -> list[str]:
    """This program, as an argument list for a process of its own."""
    return [sys.executable, "-m", "gongkai.faces.cli", *arguments]


def enter(folder: Path) -> None:
    """Return with tables ready in the folder; started elsewhere, run the same command there and end with its code.

    Ends with code 3 in a production installation.
    """
    if settings.MODE == "production":
        _refuse(_("这是生产环境，基准测试不能在这里运行。"))
    if Path(settings.VAR).resolve() != folder.resolve():
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(command(*sys.argv[1:]), env=environment_of(folder), check=False)
        raise typer.Exit(done.returncode)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def is_ours() -> bool:
    """Whether the records here were made by `bench load`: the ledger says so."""
    return Entry.objects.filter(chain=CHAIN, verb=VERB).exists()


def refuse_foreign() -> None:
    """Ends with code 3 when there are organs that a benchmark did not make, or the database is for real work."""
    if was_production():
        _refuse(_("这个数据库是正式运行的数据库，基准测试不能在这里运行。"))
    if Organ.objects.exists() and not is_ours():
        _refuse(_("这个数据库里有别的数据，基准数据不会装入。请用 --folder 另指定文件夹。"))


def require_loaded() -> None:
    """Ends with code 3 before `bench load`."""
    if not is_ours():
        _refuse(_("还没有基准数据。请先运行 gongkai bench load。"))


SELDOM, USUAL = 100_000, gc.get_threshold()
"""New objects between two looks for garbage."""


def hurry() -> None:
    """Loading may lose all when the power fails, need not read the same pages of SQLite again and again, nor look
    through all that was imported for garbage after each few hundred rows."""
    if connection.in_atomic_block:
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, *USUAL[1:])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -800000")


def everyday() -> None:
    """Back to the settings of every day, for what is measured."""
    if not connection.in_atomic_block:
        connection.close()
        gc.unfreeze()
        gc.set_threshold(*USUAL)


def sign(count: int, at: datetime) -> None:
    """Write into the ledger that records here are of a benchmark."""
    with transaction.atomic():
        append(
            organ=CHAIN,
            verb=VERB,
            subject_type="database",
            subject_id="records",
            by=SYSTEM,
            at=at,
            detail={"records": count},
        )


def _refuse(text: str) -> None:
    Console(stderr=True).print(text, style="red", markup=False)
    raise typer.Exit(CANNOT)
