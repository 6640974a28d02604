"""The platform's side of the reading process: start it, bound it, take its answer."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import gongkai
from gongkai.foundation.files.reading import limits

logger = logging.getLogger(__name__)
_SOURCE = str(Path(gongkai.__file__).resolve().parents[1])
_OUT_OF_MEMORY = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What the reading process said; with a `problem` code the rest is empty."""

    problem: str = ""
    where: str = ""
    values: dict = field(default_factory=dict)
    kind: str = ""
    text: str = ""
    text_state: str = ""
    public: str = ""
    public_problem: str = ""
    public_written: bool = False
    notes: list[str] = field(default_factory=list)


def inspect(source: Path, target: Path, extension: str) -> Report:
    """Have a file read by a process of its own, which writes the public copy to `target` where it differs.

    Never raises for what is in the file: one that breaks, outlasts or outgrows the reader is reported so.
    """
    # no settings and no secrets travel to the process that opens strangers' files
    environment = {"PYTHONPATH": _SOURCE, "PYTHONUTF8": "1"}
    command = [
        sys.executable,
        "-P",
        "-m",
        "gongkai.foundation.files.reading",
        str(source),
        str(target),
        extension,
    ]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limits.WALL,
            env=environment,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Report(problem="too_complex")
    if done.returncode == 0:
        return _answer(json.loads(done.stdout))
    logger.warning(
        "reader ended with %d: %s", done.returncode, done.stderr[-2000:].decode("utf-8", "replace")
    )
    killed = done.returncode < 0 or done.returncode == _OUT_OF_MEMORY
    return Report(problem="too_complex" if killed else "broken")


def _answer(answer: dict) -> Report:
    problem = answer.get("problem")
    if problem is None:
        return Report(**answer)
    return Report(problem=problem["code"], where=problem["where"], values=problem["values"])
