"""The installation behind every make target: .venv, the pinned packages, the front-end packages.

What is done is not repeated (a stamp says for what it was done), what was interrupted is begun again, and each
failure ends with one line that says what to do. Needs nothing but the standard library.

    python3 tools/install.py [--tests]
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"
UNFINISHED = VENV / ".unfinished"
BASE, TESTS = ROOT / "requirements" / "base.txt", ROOT / "requirements" / "test.txt"
PROJECT = ROOT / "pyproject.toml"
FRONTEND = ROOT / "frontend"
LOCK_FILE = FRONTEND / "package-lock.json"

FULL = "The disk is full: the installation needs about 1 GB in {folder} and in {temp}. Free some, then run it again."
REASONS = {
    r"No space left on device|Disk quota exceeded|ENOSPC|EDQUOT": FULL,
    r"DO NOT MATCH THE HASHES|EINTEGRITY": "A downloaded package is not the pinned one: empty the cache "
    "(`.venv/bin/pip cache purge`, `npm cache clean --force`) or mend the mirror, then run it again.",
    r"Permission denied|EACCES|EPERM": "{folder} or the home folder {home} may not be written by this user: run it as the "
    "owner of both, or in a copy of your own.",
    r"Temporary failure in name resolution|Name or service not known|NewConnectionError|NameResolutionError|Timeout"
    r"|Max retries|ProxyError|SSLError|ConnectionReset|Network is unreachable|EAI_AGAIN|ENOTFOUND|ECONNREFUSED"
    r"|ECONNRESET|ETIMEDOUT|ENETUNREACH|CERT_|E50\d|FETCH_ERROR": "{registry}",
    r"No matching distribution found for (\S+)": "There is no ready-made {found} for this machine and Python {python}: "
    "use Python 3.11 to 3.13 on Linux (x86_64 or aarch64), e.g. make PYTHON=python3.12 run.",
    r"E404": "The npm registry lacks a pinned package; set another one: npm_config_registry=ADDRESS make run.",
}
NO_PYPI = (
    "No Python package index could be reached. The first installation needs one: check the network, or name a mirror "
    "(PIP_INDEX_URL=ADDRESS make run), then run it again."
)
NO_NPM = (
    "The npm registry could not be reached. The first installation needs one: check the network, or name a mirror "
    "(npm_config_registry=ADDRESS make run), then run it again."
)


class Failed(Exception):
    """The installation cannot go on; the text says what to do."""


def main(arguments: list[str]) -> int:
    try:
        with one_at_a_time():
            make_venv()
            packages("Gongkai", BASE, ".installed", itself=True)
            front_end()
            if "--tests" in arguments:
                packages("the tests", TESTS, ".tested")
    except Failed as failure:
        say(f"\n{failure}", to=sys.stderr)
        return 2
    except OSError as error:
        say(f"\n{explain(str(error))}", to=sys.stderr)
        return 2
    except KeyboardInterrupt:
        say("\nStopped. Run it again to go on.", to=sys.stderr)
        return 130
    return 0


def say(text: str, to=None) -> None:
    print(text, file=to or sys.stdout, flush=True)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two installations in one folder wait for each other. The lock ends with the process, however it ends."""
    with BASE.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another installation is running in this folder; waiting for it ...")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """A .venv that runs, of this folder, not left half-way; made again otherwise."""
    if venv_is_sound():
        return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Failed("python3-venv is missing. As root: apt-get install python3-venv. Then run it again.")
    if VENV.exists():
        say("Making .venv again, since it is incomplete or of another folder or Python ...")
        shutil.rmtree(VENV)
    VENV.mkdir()
    UNFINISHED.touch()
    run([sys.executable, "-m", "venv", str(VENV)], "")
    (VENV / ".folder").write_text(str(ROOT))
    UNFINISHED.unlink()


def venv_is_sound() -> bool:
    """Cheap: no process is started. A venv without `.folder` was made by hand and is trusted."""
    if not PYTHON.exists() or UNFINISHED.exists():
        return False
    folder = VENV / ".folder"
    if folder.exists() and folder.read_text() != str(ROOT):
        return False
    version = re.search(r"^version = (\d+\.\d+)", (VENV / "pyvenv.cfg").read_text(), re.M)[1]
    asked = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if os.environ.get("PYTHON_ASKED") and asked != version:
        return False
    return (VENV / "lib" / f"python{version}").exists() and target_version() in {None, version}


def target_version() -> str | None:
    """What .venv/bin/python leads to now, by its name: another one after the system's Python was replaced."""
    found = re.fullmatch(r"python(\d+\.\d+)", PYTHON.resolve().name)
    return found[1] if found else None


def packages(what: str, pins: Path, stamp: str, *, itself: bool = False) -> None:
    """Install pinned packages, when the pins or the project file changed since the last time."""
    done, wanted = VENV / stamp, digest(pins, PROJECT)
    if done.exists() and done.read_text() == wanted:
        return
    number = len(re.findall(r"^[a-z].*==", pins.read_text(), re.M))
    say(f"Installing {number} packages for {what} into .venv ...")
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar",
        "off",
    ]
    UNFINISHED.touch()
    run([*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(pins)], NO_PYPI, of=number)
    if itself:
        run([*pip, "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)], NO_PYPI)
    done.write_text(wanted)
    UNFINISHED.unlink()


def front_end() -> None:
    """Bootstrap, htmx, the editor: by the npm that came into .venv as a package."""
    done, wanted = FRONTEND / "node_modules" / ".installed", digest(LOCK_FILE)
    if done.exists() and done.read_text() == wanted:
        return
    say("Installing the front-end packages into frontend/node_modules ...")
    run([str(PYTHON), str(ROOT / "tools" / "npm_ci.py")], NO_NPM, cwd=FRONTEND)
    done.write_text(wanted)


def digest(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def run(command: list[str], registry: str, *, of: int = 0, cwd: Path = ROOT) -> None:
    """Run, its output into the log; on a terminal one line counts packages. Failed with the way out."""
    output = []
    with LOG.open("a", buffering=1) as log:
        process = subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace",
        )  # fmt: skip
        try:
            for line in process.stdout:
                output.append(line)
                log.write(line)
                count(output, of)
        finally:
            if process.poll() is None and sys.exc_info()[0]:
                process.terminate()
            process.wait()
            if of and sys.stdout.isatty():
                print(end="\r\033[K", flush=True)
    if process.returncode:
        text = "".join(output)
        if of and "Installing collected packages" not in text:
            UNFINISHED.unlink()  # nothing was changed yet
        raise Failed(explain(text, registry))


def count(output: list[str], of: int) -> None:
    if of and sys.stdout.isatty():
        if output[-1].startswith("Collecting "):
            seen = sum(line.startswith("Collecting ") for line in output)
            print(f"\r\033[K  {seen}/{of} {output[-1].split()[1][:40]}", end="", flush=True)
        elif output[-1].startswith("Installing collected"):
            print("\r\033[K  unpacking", end="", flush=True)


def explain(text: str, registry: str = "") -> str:
    """One line: what is wrong and what to do."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    temp = os.environ.get("TMPDIR", "/tmp")
    for pattern, reason in REASONS.items():
        found = re.search(pattern, text)
        if found and (reason != "{registry}" or registry):
            name = found[1] if found.groups() else ""
            return reason.format(
                folder=ROOT,
                home=os.path.expanduser("~"),
                temp=temp,
                registry=registry,
                python=python,
                found=name,
            )
    last = next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no output")
    return f"The installation failed: {last} (everything: {LOG})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
