"""The platform's side of the opening process: start it, bound it, take its answers one file at a time."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import gongkai
from gongkai.foundation.files.reading import limits
from gongkai.oversight.reporting.rules.interchange import Trouble

logger = logging.getLogger(__name__)
_SOURCE = str(Path(gongkai.__file__).resolve().parents[1])
_OUT_OF_MEMORY, _OUT_OF_TIME = 3, 124
OPENING = "gongkai.oversight.collecting.opening"
AT_ONCE = 20
"""Files that one process reads, so that its bounds are theirs together."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file on the disk, with the name it came under. `folder`: where an archive may be unpacked; empty: nowhere."""

    path: Path
    name: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says of itself. `values` as they are kept. `lacking`: its tables are not in the file; `form` may be open."""

    form: str
    values: dict[str, str]
    year: int | None = None
    organ: str = ""
    text: dict[str, str] = field(default_factory=dict)
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What the process said of one file; with a `problem` code the rest is empty, `members` only of an archive."""

    problem: str = ""
    where: str = ""
    values: dict = field(default_factory=dict)
    members: tuple[Arrived, ...] = ()
    kind: str = ""
    said: Said | None = None
    troubles: tuple[Trouble, ...] = ()


def opened(files: list[Arrived]) -> Iterator[tuple[Arrived, Opened]]:
    """Each file with what it holds, in order. Never raises for what is in a file: one that breaks, outlasts or
    outgrows the process is reported so, and a new process goes on with the next."""
    left = list(files)
    while left:
        done = 0
        for one, found in _by_one_process(left[:AT_ONCE]):
            done += 1
            yield one, found
        left = left[done:]


def _by_one_process(files: list[Arrived]) -> Iterator[tuple[Arrived, Opened]]:
    """Answers until the process ends; the file at which it ended early is the last one."""
    # no settings and no secrets travel to the process that opens strangers' files
    process = subprocess.Popen(
        ["timeout", str(limits.WALL), sys.executable, "-P", "-W", "ignore", "-m", OPENING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": _SOURCE, "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"},
        cwd="/",
        text=True,
    )
    answered = 0
    with process:
        for one in files:
            line = _asked(process, one)
            if not line:
                break
            answered += 1
            yield one, _answer(json.loads(line))
        with suppress(BrokenPipeError):
            process.stdin.close()
        fault = process.stderr.read() if answered < len(files) else ""
    if answered < len(files):
        logger.warning("opening ended with %d: %s", process.returncode, fault[-2000:])
        bounded = process.returncode in (_OUT_OF_MEMORY, _OUT_OF_TIME) or process.returncode < 0
        yield files[answered], Opened(problem="too_complex" if bounded else "broken")


def _asked(process: subprocess.Popen, one: Arrived) -> str:
    """The line that answers; empty when the process has ended."""
    job = {"path": str(one.path), "name": one.name, "folder": one.folder}
    try:
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return ""
    return process.stdout.readline()


def _answer(told: dict) -> Opened:
    if problem := told.get("problem"):
        return Opened(problem["code"], problem["where"], problem["values"])
    if "members" in told:
        return Opened(members=tuple(Arrived(Path(one["path"]), one["name"]) for one in told["members"]))
    said = Said(**told["report"]) if told["report"] else None
    return Opened(kind=told["kind"], said=said, troubles=tuple(Trouble(**one) for one in told["troubles"]))
