"""Where a replay runs: a folder and a SQLite database of its own, emptied at each start, never one for real work."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from gongkai.faces.cli.asking import say
from gongkai.foundation.ledger.selectors import was_production
from gongkai.foundation.orgs.models import Organ

MARK = ".gongkai-replay"
"""A file that says: this folder was made by a replay and may be emptied."""
CANNOT = 3  # exit code


def enter(folder: Path) -> None:
    """Return with empty tables in the folder. Started elsewhere: empty the folder, run the same command there, end with its code.

    So a replay that was killed begins again from nothing. Ends with code 3 in a production installation and for
    a folder that holds something else.
    """
    if settings.MODE == "production":
        _refuse(_("这是生产环境，不能在这里重演。"))
    if Path(settings.VAR).resolve() != folder.resolve():
        prepare(folder)
        raise typer.Exit(_run_in(folder))
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    require_empty()


def require_empty() -> None:
    """Ends with code 3 where there are organs already, or the database is for real work."""
    if was_production() or Organ.objects.exists():
        _refuse(_("这个数据库里已有数据，不能在这里重演。请用 --folder 另指定文件夹。"))


def prepare(folder: Path) -> None:
    """An empty folder that carries the mark. Ends with code 3 where something else lies in it."""
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            _refuse(_("文件夹 %s 里有别的文件，不能用来重演。请用 --folder 另指定文件夹。") % folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def _run_in(folder: Path) -> int:
    own = {
        "GONGKAI_VAR": str(folder.resolve()),
        "GONGKAI_DATABASE": "",
        "GONGKAI_LEDGER_HEADS": "",
        "GONGKAI_VAULT_KEYS": "",
    }
    command = [sys.executable, "-m", "gongkai.faces.cli", *sys.argv[1:]]
    return subprocess.run(command, env={**os.environ, **own}, check=False).returncode


def _refuse(text: str) -> None:
    say(text, "red", to_stderr=True)
    raise typer.Exit(CANNOT)
