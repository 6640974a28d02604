"""`gongkai run` as a real process: one to a folder, nothing outlives it, what was cut off is made good."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux (/proc)")]

PATIENCE = 90  # seconds
PROGRAM = [sys.executable, "-m", "gongkai.faces.cli"]
READY, RUNS_ALREADY, PORT_TAKEN, INCOMPLETE = "按 Ctrl+C 停止", "已经在运行", "已被占用", "公开网站不完整"


@pytest.fixture
def folder(prepared, tmp_path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "var"))


@pytest.fixture
def start(folder):
    """`start()` runs the platform without demonstration data and returns it when it is up, with what it said."""
    started = []

    def begin(port: int = 0) -> "Run":
        run = Run(folder, port or _free_port())
        started.append(run)
        run.read_until_ready()
        return run

    yield begin
    for run in started:
        run.kill_all()


class Run:
    """One platform process and its children."""

    def __init__(self, folder: Path, port: int):
        command = [*PROGRAM, "run", "--no-demonstration", "--port", str(port)]
        self.process = subprocess.Popen(
            command, env=_environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.folder, self.said = folder, ""

    def read_until_ready(self) -> None:
        for line in self.process.stdout:
            self.said += line
            if READY in line:
                return
        pytest.fail(f"it ended with {self.process.wait()}: {self.said}")

    def family(self) -> dict[int, str]:
        """Living processes of this folder: id and command line."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                variables = (entry / "environ").read_bytes().split(b"\0")
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if f"GONGKAI_VAR={self.folder}".encode() in variables and command:
                found[int(entry.name)] = command
        return found

    def server(self) -> int:
        """The main process of the web server: the first of its two."""
        return min((pid for pid, command in self.family().items() if "granian" in command), default=0)

    def kill_all(self) -> None:
        for pid in self.family():
            os.kill(pid, signal.SIGKILL)
        self.process.communicate()


def _environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GONGKAI_", "DJANGO_", "PYTEST_"))}
    return {**kept, "GONGKAI_VAR": str(folder), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _eventually(holds) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_all_in_good_order(start, number):
    run = start()
    assert len(run.family()) == 4, "supervisor, web server and its process, worker"
    run.process.send_signal(number)
    assert run.process.wait(PATIENCE) == 0
    assert run.family() == {}


def test_children_end_with_a_killed_supervisor(start):
    run = start()
    run.process.kill()
    run.process.wait()
    assert _eventually(lambda: not run.family()), run.family()
    assert start().said, "and the folder can be used again at once"


def test_children_end_when_supervisor_and_server_are_killed_together(start):
    run = start()
    server = run.server()
    run.process.kill()
    os.kill(server, signal.SIGKILL)
    run.process.wait()
    assert _eventually(lambda: not run.family()), run.family()


def test_a_killed_server_is_started_again(start):
    run = start()
    before = run.server()
    os.kill(before, signal.SIGKILL)
    assert _eventually(lambda: len(run.family()) == 4 and run.server() != before), run.family()


def test_a_second_run_on_the_folder_is_refused(start, folder):
    first = start()
    second = subprocess.run(
        [*PROGRAM, "run"],
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert second.returncode == 3
    assert RUNS_ALREADY in second.stdout
    assert f"PID {first.process.pid}, http://localhost:" in second.stdout


def test_a_taken_port_gives_way_to_the_next(start):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = start(port)
    assert PORT_TAKEN in run.said
    assert f"http://localhost:{port}/" not in run.said


def test_a_site_that_was_cut_off_is_made_again(start, folder):
    shutil.rmtree(folder / "site", ignore_errors=True)
    (folder / "first-start").touch()
    run = start()
    assert INCOMPLETE in run.said
    assert (folder / "site" / "index.html").exists()
    assert not (folder / "first-start").exists()


def test_a_full_disk_is_said_in_one_line(folder):
    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    shutil.rmtree(folder)
    ended = subprocess.run(
        [*PROGRAM, "run", "--no-demonstration"], env=_environment(folder), capture_output=True, text=True,
        check=False, timeout=PATIENCE, preexec_fn=little,
    )  # fmt: skip
    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr
    assert "磁盘" in ended.stderr.splitlines()[-1]
