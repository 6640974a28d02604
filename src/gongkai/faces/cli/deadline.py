"""`gongkai deadline`: due dates by law for whoever asks in lines of JSON. Nothing is stored."""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import typer
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from gongkai.domains.foi.rules import deadline as rules
from gongkai.faces.cli.asking import say
from gongkai.foundation.calendar import package, selectors
from gongkai.foundation.calendar.rules import Calendar, build

_MISSING_TABLE = re.compile("no such table|does not exist")
_SLOW = 2.0
"""Seconds after which the rate is worth a line."""


def _not_json(name: str) -> None:
    """NaN and Infinity: read by Python, by nobody else."""
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_not_json)


def deadline(
    file: Path = typer.Argument(Path("-"), help="Lines of JSON; - or nothing reads standard input."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Read and write lines of JSON (the only format)."),
    region: str = typer.Option("", "--region", help="Region code: with its local holidays."),
    strict: bool = typer.Option(False, "--strict", help="End with 1 when a line got an error."),
    as_json: bool = typer.Option(False, "--json", help="Sum up as JSON on standard error."),
) -> None:
    """Due dates for lines such as {"id":"c1","rule":"foi-answer","received":"2020-06-22","events":[…]}.

    Every line gets one answer, in order: the date, or {"id","error"}. Exit codes: 0 all lines answered
    (errors are answers; with --strict they give 1), 2 wrong call or no such file.
    """
    if not jsonl:
        raise typer.BadParameter(_("请加 --jsonl：逐行读入并输出 JSON。"))
    calendar = _calendar(region)
    live = str(file) == "-"  # somebody may wait for each answer
    began, counts = time.perf_counter(), {"lines": 0, "errors": 0}
    with ExitStack() as stack:
        source = sys.stdin.buffer if live else stack.enter_context(_opened(file))
        for answer in answers(source, calendar):
            counts["lines"] += 1
            counts["errors"] += "error" in answer
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            if live:
                sys.stdout.flush()
    sys.stdout.flush()
    _sum_up(counts, time.perf_counter() - began, as_json)
    raise typer.Exit(1 if strict and counts["errors"] else 0)


def answers(source: Iterable[bytes], calendar: Calendar) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not blank. A line that cannot be read has the id None."""
    for line in source:
        if not line.strip():
            continue
        try:
            found = _DECODER.decode(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            yield {"id": None, "error": _("这一行不是 JSON。")}
            continue
        yield rules.answer(found, calendar)


def _opened(file: Path):
    if not file.is_file():
        raise typer.BadParameter(_("没有文件 %s。") % file)
    return file.open("rb")


def _calendar(region: str) -> Calendar:
    """The calendar in force; where nothing is installed yet, that of the package, and it says so."""
    try:
        return selectors.calendar(region)
    except ValueError as error:
        raise typer.BadParameter(_("“%s”不是区划代码。") % region) from error
    except (OperationalError, ProgrammingError) as error:
        if not _MISSING_TABLE.search(str(error)):
            raise
        say(_("没有数据库：使用软件包自带的工作日历。"), "yellow", to_stderr=True)
        return build({day: working for day, working, _name in package.package_days()}, version=0)


def _sum_up(counts: dict[str, int], seconds: float, as_json: bool) -> None:
    rate = round(counts["lines"] / seconds) if seconds else 0
    summary = {**counts, "seconds": round(seconds, 2), "lines_per_second": rate}
    if as_json:
        typer.echo(json.dumps({"summary": summary}), err=True)
    elif seconds > _SLOW or sys.stderr.isatty():
        text = _(
            "共 %(lines)d 行，其中 %(errors)d 行有误；用时 %(seconds).2f 秒，每秒 %(lines_per_second)d 行。"
        )
        say(text % summary, to_stderr=True)
