"""Ten officials in five processes, who act at the same instant: all have begun before the first can go on."""

import json
from dataclasses import dataclass, field
from subprocess import Popen

from tests.faults.processes import Database, begin

PROCESSES = 5
Wish = tuple[str, int | None, str]
"""An act of `counter.ACTS`, the request it is about, and who acts."""


@dataclass
class Officials:
    """Started on first use; they end with the place."""

    place: Database
    desk: Popen | None = None
    gate: Popen | None = None
    pairs: list[Popen] = field(default_factory=list)

    def open(self) -> None:
        self.place.migrate()
        self.desk = self._start("answer")
        self.gate = self._start("gate")
        self.pairs = [self._start("serve") for _n in range(PROCESSES)]
        self.ask("open_office")

    def ask(self, name: str, *arguments):
        """A preparation or a look, by one of them while the others rest."""
        return _talk(self.desk, [name, arguments])

    def at_once(self, wishes: list[Wish], *, held: str = "request", pk: int | None = None) -> list:
        """What became of each wish. `held`: the row that they all wait for until the last has begun."""
        share = -(-len(wishes) // PROCESSES)
        starts = range(0, len(wishes), share)
        busy = self.pairs[: len(starts)]
        assert _talk(self.gate, [held, pk]) == "shut"
        try:
            for process, first in zip(busy, starts, strict=True):
                _write(process, [first, wishes[first : first + share]])
            assert [_read(process) for process in busy] == ["acting"] * len(busy)
        finally:
            assert _talk(self.gate, "open") == "open"
        return [outcome for process in busy for outcome in _read(process)]

    def _start(self, name: str) -> Popen:
        process = self.place.start(f"from tests.faults.counter import {name}\n{name}()\n")
        begin(process)
        return process


def _talk(process: Popen, value: object):
    _write(process, value)
    return _read(process)


def _write(process: Popen, value: object) -> None:
    process.stdin.write(json.dumps(value) + "\n")
    process.stdin.flush()


def _read(process: Popen):
    line = process.stdout.readline()
    assert line, f"process {process.pid} ended"
    return json.loads(line)
