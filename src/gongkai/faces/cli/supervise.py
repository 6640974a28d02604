"""Keeping the processes of `gongkai run`: one supervisor to a folder, children that never outlive it."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

TICK = 0.2  # seconds between two looks
PATIENCE = 10  # seconds a child has to end in good order
LONGEST_PAUSE = 30.0  # seconds before a child that keeps ending is started again
STEADY = 60.0  # seconds after which a child counts as running well
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class AlreadyRuns(Exception):
    """Another `gongkai run` works on this folder; the text is what it said of itself."""


class Stopped(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived; like KeyboardInterrupt no fault that somebody may handle."""


@contextmanager
def only_one(folder: Path) -> Iterator[Callable[[str], None]]:
    """Hold the folder for this process; yields a function to leave word for a second one. Raises AlreadyRuns.

    The system gives the lock back when the process ends, however it ends, so it can never be stale.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("a+", encoding="utf-8") as held:
        held.seek(0)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRuns(held.read().strip()) from None

        def leave_word(text: str) -> None:
            held.truncate(0)
            held.write(text)
            held.flush()

        leave_word(f"PID {os.getpid()}")
        yield leave_word
        held.truncate(0)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """The three signals raise Stopped in the block; only SIGHUP stays ignored where it was (nohup)."""

    def stop(number, _frame):
        raise Stopped(signal.Signals(number).name)

    kept = {}
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            kept[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, before in kept.items():
            signal.signal(number, before)


def end_with_parent(how: int = signal.SIGTERM) -> None:
    """This process receives `how` as soon as its parent is dead, even by SIGKILL. Linux; elsewhere nothing."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)


@dataclass
class Child:
    """A process that is to run all the time."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    again_at: float = 0.0
    pause: float = 1.0

    def start(self) -> None:
        parent = os.getpid()

        def bind() -> None:
            end_with_parent()
            if os.getppid() != parent:  # it died before we were bound to it
                os._exit(1)

        # own session: Ctrl+C reaches the supervisor only, which ends its children in good order
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=bind,
        )
        self.started, self.again_at = time.monotonic(), 0.0

    def ended(self) -> int | None:
        """The exit code when it has just ended; what it left behind is ended too, so that its port is free."""
        if self.process is None or self.process.poll() is None:
            return None
        self.signal_group(signal.SIGKILL)
        code, self.process = self.process.returncode, None
        return code

    def signal_group(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def plan(self) -> float:
        """When to start again: soon at first, later and later when it keeps ending. Seconds from now."""
        now = time.monotonic()
        pause = self.pause = 1.0 if now - self.started > STEADY else self.pause
        self.pause, self.again_at = min(pause * 2, LONGEST_PAUSE), now + pause
        return pause


@dataclass
class Supervisor:
    """Starts the commands, starts again what ends by itself, ends all. `say(name, code, pause)` reports an end."""

    commands: Mapping[str, list[str]]
    environment: Mapping[str, str]
    say: Callable[[str, int, float], None]
    children: list[Child] = field(default_factory=list)

    def start(self) -> None:
        for name, command in self.commands.items():
            child = Child(name, command, self.environment)
            self.children.append(child)
            child.start()

    def keep(self) -> None:
        """Until Stopped is raised."""
        while True:
            self.look()
            time.sleep(TICK)

    def look(self) -> None:
        for child in self.children:
            code = child.ended()
            if code is not None:
                self.say(child.name, code, child.plan())
            if child.process is None and time.monotonic() >= child.again_at:
                child.start()

    def end(self) -> None:
        """SIGTERM to each, SIGKILL to what does not obey. A second Ctrl+C does not interrupt this."""
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        running = [child for child in self.children if child.process and child.process.poll() is None]
        for child in running:
            child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for child in running:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            child.signal_group(signal.SIGKILL)
            child.process.wait()
