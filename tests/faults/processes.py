"""Real processes on a real database: a file of SQLite, or the PostgreSQL database of the running test.

Each test writes what the processes do as a small program; they begin together, at the sound of a line on
stdin.
"""

import contextlib
import os
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connection

PATIENCE = 180  # seconds, on a machine that does other things too
BEGIN = """
import django, sys
django.setup()
from django.db import connection, transaction
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.readline()
"""


@dataclass
class Database:
    """Where the processes work. Ask it for programs to be started."""

    folder: Path
    address: str
    started: list[subprocess.Popen] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "gongkai.settings.base",
            "GONGKAI_VAR": str(self.folder),
            "GONGKAI_DATABASE": self.address,
            "GONGKAI_SECRET": "a secret for the tests only, never used elsewhere",
        }

    def start(self, program: str, *arguments: object) -> subprocess.Popen:
        """A process that is ready to begin; it sees its arguments in sys.argv[1:]."""
        process = subprocess.Popen(
            [sys.executable, "-c", BEGIN + textwrap.dedent(program), *map(str, arguments)],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    def migrate(self) -> None:
        """All tables, as every installation gets them."""
        command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(command, env=self.environment(), check=True, timeout=PATIENCE)

    def end(self) -> None:
        """No process outlives its test."""
        for process in self.started:
            process.kill()
            process.communicate()

    def run(self, *processes: subprocess.Popen) -> list[str]:
        """Let all begin at once, and wait; what each wrote. Fails when one of them failed."""
        for process in processes:
            begin(process)
        outputs = [process.communicate(timeout=PATIENCE)[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * len(processes)
        return outputs


def begin(process: subprocess.Popen) -> None:
    process.stdin.write("go\n")
    process.stdin.flush()


def database(folder: Path) -> Database:
    """The database of a test marked `django_db(transaction=True)`; on SQLite the file in that folder."""
    if connection.vendor != "postgresql":
        return Database(folder, "")
    return Database(folder, _address(connection.settings_dict["NAME"]))


@contextlib.contextmanager
def own_database(folder: Path) -> Iterator[Database]:
    """A database that no other test sees, for longer than one test: without tables, and gone at the end."""
    name = f"faults_{uuid.uuid4().hex}"
    on_server = connection.vendor == "postgresql"
    if on_server:
        _execute(f'CREATE DATABASE "{name}"')
    place = Database(folder, _address(name) if on_server else "")
    try:
        yield place
    finally:
        place.end()
        if on_server:
            _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _address(name: str) -> str:
    parts = connection.settings_dict
    user = f"{quote(parts['USER'])}:{quote(parts['PASSWORD'])}"
    return f"postgresql://{user}@{parts['HOST']}:{parts['PORT']}/{name}"


def _execute(statement: str) -> None:
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        server.execute(statement)
