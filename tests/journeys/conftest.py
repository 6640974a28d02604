"""The whole platform, started as `gongkai run` starts it, and a real Chromium that uses it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as hour
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 180
CLOCK = Path(__file__).with_name("clock")
AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass(frozen=True)
class Platform:
    """A running platform: its address, its folder, and its process."""

    address: str
    folder: Path
    process: subprocess.Popen

    def gongkai(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run the command line against the same data."""
        return subprocess.run(
            [sys.executable, "-m", "gongkai.faces.cli", *arguments],
            env=environment(self.folder),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def turn_to(self, day: date, at: hour = hour(9)) -> None:
        """Let it be that day and hour in China for the platform; only forward, as time goes."""
        turn_clock(self.folder, day, at)


def environment(folder: Path) -> dict[str, str]:
    """What a fresh installation in that folder would see; nothing of the test settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GONGKAI_", "DJANGO_", "PYTEST_"))}
    return {
        **kept,
        "GONGKAI_VAR": str(folder),
        "GONGKAI_HOSTS": "localhost,127.0.0.1",
        "PYTHONUNBUFFERED": "1",
        **_clock(folder, kept.get("PYTHONPATH", "")),
    }


def _clock(folder: Path, paths: str) -> dict[str, str]:
    """Of a platform with a clock of its own: see clock/sitecustomize.py."""
    file = folder / "clock"
    if not file.exists():
        return {}
    return {"JOURNEY_CLOCK": str(file), "PYTHONPATH": os.pathsep.join(filter(None, (str(CLOCK), paths)))}


def turn_clock(folder: Path, day: date, at: hour) -> None:
    """Write how many seconds the platform of the folder lies off the machine's moment."""
    wanted = datetime.combine(day, at, ZoneInfo("Asia/Shanghai"))
    fresh = folder / "clock.new"
    fresh.write_text(str((wanted - datetime.now(UTC)).total_seconds()))
    fresh.replace(folder / "clock")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(address: str, process: subprocess.Popen, log: Path) -> None:
    """Poll the health address until the platform answers. pytest.fail with its output when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the platform did not start:\n{log.read_text()[-4000:]}")


def start(folder: Path, *, demonstration_size: int = 2) -> Platform:
    """Load a small demonstration province and run everything on a free port of the loopback."""
    port, log = free_port(), folder / "run.log"
    with log.open("w") as output:
        subprocess.run(
            [sys.executable, "-m", "gongkai.faces.cli", "demo", "--per-organ", str(demonstration_size)],
            env=environment(folder), stdout=output, stderr=output, check=True, timeout=600,
        )  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "gongkai.faces.cli", "run", "--port", str(port)],
            env=environment(folder), stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    wait_until_up(address, process, log)
    return Platform(address, folder, process)


def stop(platform: Platform) -> None:
    """End the process group by its id."""
    os.killpg(platform.process.pid, signal.SIGTERM)
    try:
        platform.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(platform.process.pid, signal.SIGKILL)
        platform.process.wait()


@pytest.fixture(scope="package")
def platform():
    folder = Path(tempfile.mkdtemp(prefix="gongkai-journey-"))
    running = start(folder)
    yield running
    stop(running)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def browser():
    """Gone when the journeys are over: its event loop keeps Django from the database of whatever test comes next."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        instance = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield instance
        instance.close()


@pytest.fixture
def visit(browser, platform):
    """`visit("p-officer")` signs in and returns a page of their own; `visit()` is a citizen. Outside requests fail the test."""
    yield from visiting(browser, platform)


def visiting(browser, platform):
    """Of a platform: what the fixture `visit` gives, with its judgement at the end."""
    contexts, foreign, noise = [], [], []

    def enter(
        account: str | None = None, *, width: int = 1440, height: int = 900, password: str = "gongkai-demo"
    ):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "request",
            lambda r: (
                foreign.append(r.url) if not r.url.startswith((platform.address, "data:", "blob:")) else None
            ),
        )
        page.on("console", lambda m: noise.append(f"{page.url}: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: noise.append(f"{page.url}: {e}"))
        if account:
            page.goto(f"{platform.address}/desk/sign-in/")
            page.get_by_label("账号").fill(account)
            page.get_by_label("密码").fill(password)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url("**/desk/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert foreign == [], "no page asks another host"
    expected = ("status of 422", "status of 404", "status of 410", "status of 409", "status of 403")
    assert [line for line in noise if not any(text in line for text in expected)] == []


@pytest.fixture
def axe():
    """`axe(page)` returns the violations that axe-core finds, as readable lines."""

    def check(page) -> list[str]:
        page.evaluate(AXE.read_text("utf-8"))  # evaluated, since the page rightly forbids foreign scripts
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"{v['id']}: {v['help']} — {node['target']} {node['html'][:120]}"
            for v in found["violations"]
            for node in v["nodes"]
        ]

    return check
