"""What the commands that bring rows in and out share: batches with a progress bar, the report, the file."""

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from gongkai.faces.cli.asking import dump, say
from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.tabular.reading import RawRow, Source
from gongkai.kernel.records.tabular.writing import Writer

BATCH = 50
REFUSED = "refused"
FILE = typer.Argument(
    ..., exists=True, dir_okay=False, readable=True, help=".jsonl, .jsonl.gz, .csv or .xlsx"
)


class Outcome(Protocol):
    """What became of one row. `marked`: its text must not be shown. `notes`: what to look at in one that was taken."""

    @property
    def line(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def reasons(self) -> tuple[Reason, ...]: ...
    @property
    def findings(self) -> tuple[tuple[str, str, str], ...]: ...
    @property
    def notes(self) -> tuple[Reason, ...]: ...
    @property
    def marked(self) -> bool: ...


def batches(
    rows: Iterator[RawRow],
    source: Source,
    report: "Report",
    take: Callable[[list[RawRow]], Sequence[Outcome]],
    size: int = BATCH,
) -> Iterator[tuple[list[RawRow], Sequence[Outcome]]]:
    """Take batch after batch of that size, with a progress bar by rows and by how much of the file is read."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=report.console, transient=True, disable=report.as_json) as bar:
        task = bar.add_task("", total=source.size)
        while raws := list(islice(rows, size)):
            yield raws, take(raws)
            text = _("%d 行") % report.counts.total()
            bar.update(task, completed=min(source.position, source.size), description=text)


class Report:
    """Says what became of each refused row, at once, and sums up at the end."""

    def __init__(self, as_json: bool, dry_run: bool, good: Sequence[str], text: str):
        """`good`: the states of rows that were taken; `text`: the summary, with a place for each."""
        self.as_json, self.dry_run, self._good, self._text = as_json, dry_run, good, text
        self.counts: Counter[str] = Counter()
        self.noted = 0
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._began = time.perf_counter()

    def take(self, outcome: Outcome) -> None:
        self.counts[outcome.state] += 1
        self.noted += bool(outcome.notes)
        if outcome.state != REFUSED and not outcome.notes:
            return
        if self.as_json:
            dump(_as_dict(outcome))
            return
        words = {"line": outcome.line, "title": "" if outcome.marked else outcome.title}
        if outcome.state == REFUSED:
            self.console.print(_("第 %(line)d 行未导入：%(title)s") % words, style="red")
        else:
            self.console.print(_("第 %(line)d 行已导入，请核对：%(title)s") % words, style="yellow")
        for reason in (*outcome.reasons, *outcome.notes):
            where = f"〔{reason.where}〕" if reason.where else ""
            self.console.print(f"    {where}{reason.text}", markup=False)
        for key, label, where in outcome.findings:
            found = _("    可由审查人逐项接受的发现：%(key)s（%(label)s，%(where)s）")
            self.console.print(found % {"key": key, "label": label, "where": where}, markup=False)

    def close(self) -> dict[str, object]:
        """Say what it came to; returns the figures."""
        seconds = time.perf_counter() - self._began
        summary = {
            "rows": self.counts.total(),
            **{s: self.counts[s] for s in self._good},
            "refused": self.counts[REFUSED],
            "noted": self.noted,
            "seconds": round(seconds, 2),
            "rows_per_second": round(self.counts.total() / seconds, 1) if seconds else 0.0,
            "peak_memory_mb": round(peak_memory_mb()),
            "dry_run": self.dry_run,
        }
        if self.as_json:
            dump({"summary": summary})
            return summary
        if self.dry_run:
            say(_("试运行：以下结果没有写入。"), "yellow")
        say(self._text % summary, "red" if summary["refused"] else "green")
        return summary


def peak_memory_mb() -> float:
    """The most memory this process or one that it started has held. Linux counts in kilobytes, macOS in bytes."""
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _as_dict(outcome: Outcome) -> dict:
    return {
        "line": outcome.line,
        "state": outcome.state,
        "title": "" if outcome.marked else outcome.title,
        "key": "" if outcome.marked else outcome.key,
        "reasons": [reason.as_dict() for reason in outcome.reasons],
        "notes": [reason.as_dict() for reason in outcome.notes],
        "findings": [{"key": key, "label": label, "where": where} for key, label, where in outcome.findings],
    }


def write(stream: BinaryIO, make: Callable[[BinaryIO], Writer], rows: Iterator[Any]) -> int:
    """Write the rows with the writer that `make` gives, with a progress line; how many."""
    writer = make(stream)
    count = 0
    with Progress(TextColumn("{task.description}"), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        for count, row in enumerate(rows, 1):
            writer.write(row)
            if count % 100 == 0:
                bar.update(task, description=_("%d 条") % count)
        bar.update(task, description=_("%d 条，正在生成文件……") % count)
        writer.close()
    return count


def write_out(out: Path | None, make: Callable[[BinaryIO], Writer], rows: Iterator[Any]) -> int:
    """To a new file, which appears when it is whole, or to standard output."""
    if out is None:
        return write(sys.stdout.buffer, make, rows)
    partial = out.with_name(out.name + ".part")
    with open(partial, "wb") as stream:
        count = write(stream, make, rows)
    partial.rename(out)
    return count


def refuse_existing(out: Path | None, as_json: bool) -> None:
    """Nothing is overwritten, and data and messages do not share standard output."""
    if out is not None and out.exists():
        raise typer.BadParameter(_("文件 %s 已存在，请另取名字。") % out)
    if out is None and as_json:
        raise typer.BadParameter(_("--json 须与 --out 同时使用：标准输出已是数据。"))
