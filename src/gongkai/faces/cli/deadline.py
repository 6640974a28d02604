"""`gongkai deadline`: due dates by law for whoever asks in lines of JSON. Nothing is stored."""

import json
import re
import sys
import time
from collections import Counter
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import typer
from django.db import OperationalError, ProgrammingError, connection
from django.utils.translation import gettext as _

from gongkai.domains.foi.rules import deadline as rules
from gongkai.faces.cli.asking import say
from gongkai.faces.cli.streaming import batches, in_order
from gongkai.foundation.calendar import package, selectors
from gongkai.foundation.calendar.rules import Calendar, build

_MISSING_TABLE = re.compile("no such table|does not exist")
_SLOW = 2.0
"""Seconds after which the rate is worth a line."""


def _not_json(name: str) -> None:
    """NaN and Infinity: read by Python, by nobody else."""
    raise ValueError(name)


class _Twice(Exception):
    """A field stands twice in one object: readers of JSON differ in which of the two they take."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice(
            next(name for name, times in Counter(name for name, _value in pairs).items() if times > 1)
        )
    return found


_DECODER = json.JSONDecoder(parse_constant=_not_json, object_pairs_hook=_object)


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
    began, counts = time.perf_counter(), Counter()
    with ExitStack() as stack:
        source = sys.stdin.buffer if str(file) == "-" else stack.enter_context(_opened(file))
        for text, lines, errors in in_order(partial(_answer_all, calendar), batches(source)):
            sys.stdout.write(text)
            sys.stdout.flush()  # somebody may wait for it
            counts.update(lines=lines, errors=errors)
    _sum_up({"lines": counts["lines"], "errors": counts["errors"]}, time.perf_counter() - began, as_json)
    raise typer.Exit(1 if strict and counts["errors"] else 0)


def _answer_all(calendar: Calendar, lines: list[bytes]) -> tuple[str, int, int]:
    """The answers as lines of JSON, how many, and how many of them are errors."""
    found = [_answer(line, calendar) for line in lines if line.strip()]
    text = "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in found)
    return text, len(found), sum("error" in answer for answer in found)


def _answer(line: bytes, calendar: Calendar) -> dict[str, Any]:
    """A line that cannot be read has the id None."""
    try:
        found = _DECODER.decode(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {"id": None, "error": _("这一行不是 JSON。")}
    except _Twice as twice:
        return {"id": None, "error": _("字段 %s 写了两次，不知道以哪一个为准。") % twice}
    return rules.answer(found, calendar)


def _opened(file: Path):
    if not file.is_file():
        raise typer.BadParameter(_("没有文件 %s。") % file)
    return file.open("rb")


def _calendar(region: str) -> Calendar:
    """The calendar in force; where nothing is installed yet, that of the package, and it says so."""
    if _is_missing(connection.settings_dict):
        return _of_the_package()
    try:
        return selectors.calendar(region)
    except ValueError as error:
        raise typer.BadParameter(_("“%s”不是区划代码。") % region) from error
    except (OperationalError, ProgrammingError) as error:
        if not _MISSING_TABLE.search(str(error)):
            raise
        return _of_the_package()


def _is_missing(database: dict[str, Any]) -> bool:
    """Asked before the first connection, which would create the file of SQLite."""
    name = str(database["NAME"])
    return connection.vendor == "sqlite" and ":memory:" not in name and not Path(name).exists()


def _of_the_package() -> Calendar:
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
