"""The platform's side of the drawing process: start it, bound it, take its answer."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gongkai

logger = logging.getLogger(__name__)
_SOURCE = str(Path(gongkai.__file__).resolve().parents[1])
WALL = 1500  # seconds


class DrawingFailed(Exception):
    """`code`: encrypted, broken, too_long, too_complex."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def ask(job: dict, *, said: Callable[[int], None] = lambda page: None) -> dict:
    """One job (see drawing.__main__) in a process of its own. DrawingFailed for what is in the file."""
    # no settings and no secrets travel to the process that opens strangers' files
    process = subprocess.Popen(
        ["timeout", str(WALL), sys.executable, "-P", "-m", "gongkai.kernel.redaction.drawing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": _SOURCE, "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"},
        cwd="/",
        text=True,
    )
    with process:
        process.stdin.write(json.dumps(job))
        process.stdin.close()
        answer = {}
        for line in process.stdout:
            answer = json.loads(line)
            if "page" in answer:
                said(answer["page"])
    if process.returncode:
        logger.warning("drawing %s ended with %d", job["do"], process.returncode)
        raise DrawingFailed("too_complex" if process.returncode in (3, 124, -9, 137) else "broken")
    if "problem" in answer:
        raise DrawingFailed(answer["problem"])
    return answer
