"""`gongkai replay`: a year of a real report told again through the platform, and every figure of it counted."""

import tempfile
from collections import Counter
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from time import process_time

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from gongkai.faces.cli.asking import AS_JSON, dump, say
from gongkai.faces.cli.bench.place import hurry
from gongkai.faces.cli.replay import place
from gongkai.faces.cli.replay.comparing import Line, Verdict, compare
from gongkai.faces.cli.replay.plan import Recipe, Why, scaled
from gongkai.faces.cli.replay.proofing import Caught, catch
from gongkai.faces.cli.replay.recipes import RECIPES
from gongkai.faces.cli.replay.telling import tell
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.values import plain

WIDTH = 160
"""Of the table where no terminal says how wide it is."""
CHAPTERS = {
    "requests": gettext_lazy("申请和复议诉讼"),
    "records": gettext_lazy("主动公开"),
    "acts": gettext_lazy("其他可统计事项"),
}


def replay(
    name: str = typer.Argument(..., help=" | ".join(RECIPES)),
    folder: Path = typer.Option(
        Path(tempfile.gettempdir()) / "gongkai-replay",
        help="Own GONGKAI_VAR of the replay, emptied at each start; refused when it holds anything else.",
    ),
    source: Path = typer.Option(
        None,
        exists=True,
        dir_okay=False,
        readable=True,
        help="The text of the source: each known contradiction is looked for with the checks of `report check`.",
    ),
    scale: float = typer.Option(1.0, min=0.001, max=1.0, hidden=True, help="Tell the year in small."),
    as_json: bool = AS_JSON,
) -> None:
    """Tell the year of a real report through the platform's services, count it, and compare figure by figure.

    Exit codes: 0 every countable figure is that of the source or the source contradicts itself there, 1 a count differs
    or no check shows a known contradiction, 2 wrong call, 3 cannot run here.
    """
    recipe = _recipe(name)
    place.enter(folder)
    began = process_time()
    hurry()
    recipe = scaled(recipe, Decimal(str(scale)))
    with _bar(as_json) as progress:
        tasks: dict[str, int] = {}

        def show(chapter: str, done: int, whole: int) -> None:
            task = tasks.setdefault(
                chapter, progress.add_task(CHAPTERS[chapter]) if chapter not in tasks else 0
            )
            progress.update(task, completed=done, total=whole)

        office = tell(recipe, show)
    lines = list(compare(recipe, office, whole=scale == 1))
    known = caught(recipe, source)
    report(recipe, lines, known, process_time() - began, as_json)
    if any(line.verdict == Verdict.DIFFERS for line in lines) or any(one.caught is False for one in known):
        raise typer.Exit(1)


def caught(recipe: Recipe, source: Path | None) -> list[Caught]:
    """The known contradictions, looked for in the text where there is one."""
    if source is None:
        return [Caught(one, None) for one in recipe.contradictions]
    return catch(recipe.contradictions, source.read_bytes())


def _recipe(name: str) -> Recipe:
    if name not in RECIPES:
        raise typer.BadParameter(
            _("没有“%(name)s”，可以重演：%(known)s。") % {"name": name, "known": "、".join(RECIPES)}
        )
    return RECIPES[name]


def _bar(hidden: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden)


# --- what is printed ----------------------------------------------------------------------------------------------


def report(recipe: Recipe, lines: list[Line], known: list[Caught], seconds: float, as_json: bool) -> None:
    if as_json:
        dump(as_dict(recipe, lines, known, seconds))
        return
    say(f"{recipe.title}（{recipe.year}）")
    Console(highlight=False, width=None if Console().is_terminal else WIDTH).print(_table(lines))
    for verdict, number in Counter(line.verdict for line in lines).items():
        say(f"{Verdict(verdict).label} {number}")
    for code, figure in _provisional(lines).items():
        say(_("暂按登记的事项计数：%(name)s（%(code)s）") % {"name": figure, "code": code})
    say(_("原文自相矛盾之处，以及查出它的检查："))
    marks = {True: "✓", False: "✗", None: " "}
    for one in known:
        fact = one.contradiction
        say(f"{marks[one.caught]} {fact.code} {fact.check:<5} {fact.words}")
    say(_("处理器时间 %.0f 秒") % seconds)


def _table(lines: list[Line]) -> Table:
    table = Table(show_edge=False)
    for heading in (_("指标"), _("单位"), _("原文"), _("计数"), _("结论")):
        table.add_column(heading, overflow="fold")
    section = ""
    for line in lines:
        if line.figure.section != section:
            section = line.figure.section
            table.add_section()
            table.add_row(f"[bold]{section}[/]")
        figure = line.figure
        table.add_row(figure.indicator, figure.unit, figure.value, _counted(line), _said(line))
    return table


def _counted(line: Line) -> str:
    return "—" if line.counted is None else str(plain(line.counted))


def _said(line: Line) -> str:
    """The verdict with its reason: why not countable, which contradiction, what is only provisional."""
    verdict = str(line.verdict.label)
    if isinstance(line.figure.how, Why):
        return f"{verdict}：{line.figure.how.label}"
    if line.verdict == Verdict.CONTRADICTS:
        return f"{verdict}：{line.figure.against}"
    return verdict + (_("（暂按登记）") if line.provisional else "")


def _provisional(lines: list[Line]) -> dict[str, str]:
    return {code: str(metric(code).name) for line in lines for code in line.provisional}


def as_dict(recipe: Recipe, lines: list[Line], known: list[Caught], seconds: float) -> dict:
    return {
        "name": recipe.name,
        "title": recipe.title,
        "year": recipe.year,
        "figures": [_line(line) for line in lines],
        "verdicts": Counter(str(line.verdict) for line in lines),
        "provisional": [{"metric": code, "name": name} for code, name in _provisional(lines).items()],
        "contradictions": [asdict(one.contradiction) | {"caught": one.caught} for one in known],
        "cpu_seconds": round(seconds, 1),
    }


def _line(line: Line) -> dict:
    figure = line.figure
    return {
        "section": figure.section,
        "indicator": figure.indicator,
        "unit": figure.unit,
        "source": figure.value,
        "counted": None if line.counted is None else plain(line.counted),
        "verdict": str(line.verdict),
        "why": str(figure.how.label) if isinstance(figure.how, Why) else "",
        "against": figure.against,
        "provisional": list(line.provisional),
    }
