"""What a benchmark reports: under which conditions, how long each run took, and one table or one JSON object."""

import json
import math
import os
import platform
import resource
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter, process_time

import django
import typer
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from gongkai.kernel.records.models import Publication, Record

AS_JSON = typer.Option(False, "--json", help="Print JSON.")
MILLI = 1000.0


@dataclass(slots=True)
class Samples:
    """Times of the runs of one thing, in seconds: on the clock, and of the processor (all threads)."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)

    @contextmanager
    def run(self) -> Iterator[None]:
        """Time the block as one run."""
        wall, cpu = perf_counter(), process_time()
        yield
        self.cpus.append(process_time() - cpu)
        self.walls.append(perf_counter() - wall)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `best` and `p95` are None for what was measured once. `met`: whether the target was reached."""

    name: str
    unit: str
    median: float
    best: float | None = None
    p95: float | None = None
    target: str = ""
    met: bool | None = None


@dataclass(slots=True)
class Report:
    """The outcome of one benchmark. `notes` say what a reader must know to judge the figures."""

    title: str
    conditions: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict:
        return asdict(self)


def p95(values: list[float]) -> float:
    """The value that 95 of 100 runs do not exceed (nearest rank)."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def spread(name: str, values: list[float], unit: str = "ms", *, factor: float = MILLI, **target) -> Line:
    """Best, median and 95th percentile of values, times `factor`."""
    low, middle, high = min(values), statistics.median(values), p95(values)
    return Line(name, unit, middle * factor, low * factor, high * factor, **target)


def peak_memory_mb() -> float:
    """The most memory this process has held. Linux counts in kilobytes, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def conditions() -> dict[str, str]:
    """On what the figures hold: machine, load by others, versions, database, number of records."""
    return {
        _("处理器"): f"{_processor()}，{os.cpu_count()} {_('核')}",
        _("此前一分钟负载"): f"{os.getloadavg()[0]:.1f}",
        "Python": f"{platform.python_version()}，Django {django.get_version()}",
        _("数据库"): _database(),
        _("信息"): f"{Record.objects.count()}（{_('已公开')} {Publication.objects.count()}）",
        _("时间"): f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = [line for line in file if line.startswith("model name")]
    except OSError:
        lines = []
    return lines[0].partition(":")[2].strip() if lines else platform.processor() or platform.machine()


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {connection.Database.sqlite_version}，WAL"
    return f"PostgreSQL {connection.pg_version // 10000}"


def bar(hidden: bool) -> Progress:
    """A progress bar on the error stream, hidden when a program reads the output."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden)


def show(report: Report, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"\n[bold]{report.title}[/]")
    console.print("；".join(f"{name} {value}" for name, value in report.conditions.items()), markup=False)
    table = Table()
    for heading in (_("测量"), _("单位"), _("最好"), _("中位"), "p95", _("目标"), ""):
        table.add_column(heading, justify="left" if heading == _("测量") else "right")
    for line in report.lines:
        mark = {True: "[green]✓[/]", False: "[red]✗[/]", None: ""}[line.met]
        table.add_row(
            line.name, line.unit, _told(line.best), _told(line.median), _told(line.p95), line.target, mark
        )
    Console().print(table)
    for note in report.notes:
        console.print(note, style="dim", markup=False)


def _told(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def from_dict(found: dict) -> Report:
    """A report that a sub-process printed as JSON."""
    return Report(**{**found, "lines": [Line(**line) for line in found["lines"]]})
