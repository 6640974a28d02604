"""A throw-away PostgreSQL for the tests: Debian's programs, own data folder, a free port on loopback, gone
at the end.

    with postgresql() as server:
        if server.url: ...            # postgresql://...
        else: print(server.reason)    # why there is none on this machine

As a program it starts one, prints its address and keeps it until interrupted.
"""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 30  # seconds until a server has to answer
# durability is worth nothing here, speed is
OPTIONS = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=100",
    "unix_socket_directories=",
]


@dataclass(frozen=True, slots=True)
class Server:
    """Either an address, or the reason why there is no server."""

    url: str = ""
    reason: str = ""


def find_programs() -> Path | None:
    """The newest folder that holds initdb, postgres and pg_isready; None when there is none."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(re.sub(r"\D", "", path.parts[-2]) or 0),
    )
    on_path = [Path(found).resolve().parent for name in ("initdb", "pg_ctl") if (found := shutil.which(name))]
    for folder in [*reversed(debian), *on_path]:
        if all((folder / name).exists() for name in ("initdb", "postgres", "pg_isready")):
            return folder
    return None


@contextlib.contextmanager
def postgresql() -> Iterator[Server]:
    """Start a server for the length of the block; never raises for a machine that cannot run one."""
    programs = find_programs()
    if programs is None:
        yield Server(reason="PostgreSQL is not installed (apt-get install postgresql)")
        return
    account = _account()
    if os.geteuid() == 0 and account is None:
        yield Server(reason="PostgreSQL refuses to run as root, and there is no user postgres or nobody")
        return
    folder = Path(tempfile.mkdtemp(prefix="gongkai-postgresql-"))
    process = None
    try:
        try:
            process, url = _start(programs, folder, account)
            server = Server(url=url)
        except (OSError, subprocess.SubprocessError) as error:
            output = getattr(error, "output", None) or b""
            server = Server(
                reason=f"PostgreSQL did not start: {error} {output.decode(errors='replace')[-300:]}"
            )
        yield server
    finally:
        if process is not None:
            _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """The user to become when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _start(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> tuple[subprocess.Popen, str]:
    data, secret = folder / "data", folder / "password"
    password = secrets.token_hex(16)
    secret.touch(mode=0o600)
    secret.write_text(password)
    become = {}
    if account is not None:
        become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        for path in (folder, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    surroundings = {"cwd": folder, "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}, **become}
    initdb = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "gongkai",
        "-A",
        "scram-sha-256",
        f"--pwfile={secret}",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run(
        initdb, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, **surroundings
    )
    port = _free_port()
    options = [part for option in OPTIONS for part in ("-c", option)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # an interrupt at the keyboard is for the tests; the server is ended by us
            start_new_session=True,
            **surroundings,
        )
    try:
        _wait(programs, process, port, folder / "log")
    except OSError:
        _end(process)
        raise
    return process, f"postgresql://gongkai:{password}@127.0.0.1:{port}/gongkai"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(programs: Path, process: subprocess.Popen, port: int, log: Path) -> None:
    """Until the server answers. OSError with the end of its log when it ends or never does."""
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise OSError(log.read_text(errors="replace")[-300:] or "no answer")


def _end(process: subprocess.Popen) -> None:
    """Fast shut-down by process id; harder when it does not obey."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgresql() as server:
        if not server.url:
            print(server.reason, file=sys.stderr)
            return 1
        print(f"GONGKAI_TEST_DATABASE={server.url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
