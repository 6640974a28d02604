"""`gongkai figures`: any declared figure for any period, divided as asked."""

from datetime import datetime
from decimal import Decimal

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from gongkai.faces.cli.asking import dump, organs_of
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.registry import Metric, known_metrics, metric
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.values import NOT_APPLICABLE, Value, plain
from gongkai.kernel.figures.selectors import Organs, Share, UnknownDimension, shares, value_or_nothing

LIST = "list"
DAY = ["%Y-%m-%d"]


def figures(
    code: str = typer.Argument(..., metavar="METRIC", help="Code of a figure, or `list`."),
    since: datetime = typer.Option(None, "--from", formats=DAY, help="First day; otherwise 1 January."),
    until: datetime = typer.Option(None, "--to", formats=DAY, help="Last day; otherwise today."),
    by: list[str] = typer.Option([], "--by", help="Dimension to divide by; may be given again."),
    organ: str = typer.Option("", help="Code of the organ; otherwise all together."),
    below: bool = typer.Option(False, "--below", help="Count the organs below with it."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Count a figure, or list what can be counted (`gongkai figures list`). Exit codes: 0 counted, 2 wrong call."""
    if code == LIST:
        _list(as_json)
        return
    asked, period = _metric(code), _period(since, until)
    organs = organs_of(organ, below) if organ else Organ.objects.all()
    whole = value_or_nothing(asked, period, organs)
    parts = _shares(asked, period, organs, by) if by else []
    if as_json:
        dump(_as_dict(asked, period, whole, parts, by))
    else:
        _print(asked, period, whole, parts, by)


def _metric(code: str) -> Metric:
    try:
        return metric(code)
    except KeyError as error:
        raise typer.BadParameter(
            _("没有代码为“%s”的指标；全部指标：gongkai figures list。") % code
        ) from error


def _period(since: datetime | None, until: datetime | None) -> Period:
    last = until.date() if until else shanghai_date(timezone.now())
    first = since.date() if since else last.replace(month=1, day=1)
    if last < first:
        raise typer.BadParameter(_("结束日期不能早于开始日期。"))
    return Period(first, last)


def _shares(asked: Metric, period: Period, organs: Organs, by: list[str]) -> list[Share]:
    try:
        return shares(asked, period, organs, by)
    except UnknownDimension as error:
        known = "、".join(asked.dimensions) or "—"
        raise typer.BadParameter(
            _("不能按“%(name)s”分；可以按：%(known)s。") % {"name": error.args[0], "known": known}
        ) from error


def _as_dict(asked: Metric, period: Period, whole: Value, parts: list[Share], by: list[str]) -> dict:
    return {
        "metric": asked.code,
        "name": str(asked.name),
        "unit": str(asked.unit),
        "from": period.since.isoformat(),
        "to": period.until.isoformat(),
        "value": plain(whole),
        "nothing": None if isinstance(whole, Decimal) else whole.value,
        "by": by,
        "parts": [
            {"keys": list(part.keys), "labels": _labels(asked, by, part), "value": plain(part.value)}
            for part in parts
        ],
    }


def _labels(asked: Metric, by: list[str], part: Share) -> list[str]:
    known = [asked.dimensions[name].labels() for name in by]
    return [
        labels.get(key, "—" if key is None else str(key))
        for labels, key in zip(known, part.keys, strict=True)
    ]


def _print(asked: Metric, period: Period, whole: Value, parts: list[Share], by: list[str]) -> None:
    typer.echo(f"{asked.name} {period.since}–{period.until}: {_told(asked, whole)}")
    if not by:
        return
    table = Table(*(str(asked.dimensions[name].label) for name in by), str(asked.unit), show_edge=False)
    for part in parts:
        table.add_row(*_labels(asked, by, part), str(plain(part.value)))
    Console(highlight=False).print(table)


def _told(asked: Metric, whole: Value) -> str:
    """A blank is not a zero."""
    if isinstance(whole, Decimal):
        return f"{plain(whole)} {asked.unit}"
    return _("不适用") if whole is NOT_APPLICABLE else _("没有填报")


def _list(as_json: bool) -> None:
    found = [
        {
            "metric": one.code,
            "name": str(one.name),
            "unit": str(one.unit),
            "counts": str(one.counts),
            "dated_by": str(one.dated_by),
            "by": list(one.dimensions),
            "law": one.law,
            "provisional": one.provisional,
        }
        for one in known_metrics()
    ]
    if as_json:
        dump(found)
        return
    table = Table(_("代码"), _("名称"), _("单位"), _("统计什么"), _("按哪天归期"), _("可按"), show_edge=False)
    for row in found:
        words = [row[key] for key in ("metric", "name", "unit", "counts", "dated_by")]
        table.add_row(*words, "、".join(row["by"]))
    Console(highlight=False, width=None if Console().is_terminal else 200).print(table)
