"""All tests, as `make test` runs them: first what is marked `postgresql` on a throw-away PostgreSQL, then
everything on SQLite.

Further arguments go to both runs of pytest. Ends with 0 only when both runs passed. A machine without
PostgreSQL skips the first run and says so, loudly. The last line is always the closing line of the main run.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from postgresql import postgresql

ROOT = Path(__file__).resolve().parents[1]
NOTHING_COLLECTED = 5


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.chdir(ROOT)
    # whatever tests, browsers and killed processes leave behind goes with this folder
    with tempfile.TemporaryDirectory(prefix="gongkai-tests-", ignore_cleanup_errors=True) as folder:
        on_postgresql, said = run_on_postgresql(arguments, folder)
        print("\n=== everything, on SQLite ===", flush=True)
        on_sqlite = run(arguments, folder, before_the_end=f"=== on PostgreSQL: {said} ===")
    return on_postgresql or on_sqlite


def run_on_postgresql(arguments: list[str], folder: str) -> tuple[int, str]:
    """(exit code, what to say about it)."""
    with postgresql() as server:
        if not server.url:
            said = f"SKIPPED, {' '.join(server.reason.split())}"
            print(f"=== on PostgreSQL: {said} ===", flush=True)
            return 0, said
        print("=== what is marked postgresql, on PostgreSQL ===", flush=True)
        code = run(["-m", "postgresql", *arguments], folder, database=server.url)
    if code == NOTHING_COLLECTED and arguments:
        return 0, "no such test"
    return code, "passed" if code == 0 else f"FAILED (exit code {code}, see above)"


def run(arguments: list[str], folder: str, *, database: str = "", before_the_end: str = "") -> int:
    """One run of pytest, its output passed on line by line; `before_the_end` is put above its closing
    line."""
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *arguments]
    surroundings = {**os.environ, "GONGKAI_TEST_DATABASE": database, "TMPDIR": folder}
    process = subprocess.Popen(
        command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    held = ""
    try:
        for line in process.stdout:
            print(held, end="", flush=True)
            held = line
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if before_the_end:
        print(before_the_end)
    print(held, end="", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
