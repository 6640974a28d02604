"""`gongkai figures`: any declared figure for any period, divided as asked; periods closed and what changed since."""

from datetime import date, datetime
from decimal import Decimal

import typer
import typer.core
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from gongkai.faces.cli.asking import AS_JSON, BY, ORGAN, dump, organ_of, organs_of, person_of, refusals, say
from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.models import Closing
from gongkai.kernel.figures.registry import Metric, known_metrics, metric
from gongkai.kernel.figures.rules.closing import State, spans_of, state_of
from gongkai.kernel.figures.rules.periods import Period
from gongkai.kernel.figures.rules.spans import Span, month_of
from gongkai.kernel.figures.rules.values import Value, in_words, plain
from gongkai.kernel.figures.selectors import (
    Organs,
    Share,
    UnknownDimension,
    closings_of,
    differences,
    is_whole,
    shares,
    value_or_nothing,
)
from gongkai.kernel.figures.services import close_period

DAY = ["%Y-%m-%d"]
COUNT = "count"


class _Group(typer.core.TyperGroup):
    """`gongkai figures CODE …` counts that figure: what is no command is one for `count`."""

    def parse_args(self, ctx, args):
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [COUNT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    help="Count a figure (`gongkai figures CODE …`), list what can be counted, close periods. Exit codes: 0 done, 1 refused or something was found, 2 wrong call.",
)


@app.command(COUNT)
def count(
    code: str = typer.Argument(..., metavar="METRIC", help="Code of a figure; see `list`."),
    since: datetime = typer.Option(None, "--from", formats=DAY, help="First day; otherwise 1 January."),
    until: datetime = typer.Option(None, "--to", formats=DAY, help="Last day; otherwise today."),
    by: list[str] = typer.Option([], "--by", help="Dimension to divide by; may be given again."),
    organ: str = typer.Option("", help="Code of the organ; otherwise all together."),
    below: bool = typer.Option(False, "--below", help="Count the organs below with it."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Count a figure; the word `count` may be left out. Exit codes: 0 counted, 2 wrong call."""
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
    return in_words(whole)


@app.command("list")
def listing(as_json: bool = AS_JSON) -> None:
    """What can be counted: code, unit, what one is, the day that decides the period, by what it divides."""
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


# --- closing ----------------------------------------------------------------------------------------------------


def _span(text: str) -> Span:
    try:
        return Span(text)
    except ValueError as error:
        raise typer.BadParameter(_("统计期写作 2026-10、2026-Q3 或者 2026。")) from error


@app.command("close")
def close(
    organ: str = ORGAN,
    period: str = typer.Option("", help="2026-10, 2026-Q3 or 2026; otherwise last month."),
    by: str = BY,
    as_json: bool = AS_JSON,
) -> None:
    """Freeze all figures of an organ for a month, quarter or year that is over. Exit codes: 0 closed, 1 refused, 2 wrong call."""
    at = timezone.now()
    span = _span(period) if period else month_of(shanghai_date(at)).before
    where, person = organ_of(organ), person_of(by)
    with refusals(as_json):
        made = close_period(organ=where, period=span.period, by=person, at=at)
    if as_json:
        dump(_closing(where, span, made))
    else:
        say(
            _("已结账：%(organ)s %(span)s，摘要 SM3 %(digest)s。")
            % {"organ": where.short_name, "span": span.label, "digest": made.digest}
        )


@app.command("closings")
def closings(
    organ: str = ORGAN,
    year: int = typer.Option(None, min=2008, max=2099, help="Otherwise this year."),
    as_json: bool = AS_JSON,
) -> None:
    """Which months, quarters and years are open or closed, and whether closed numbers stand.

    Exit codes: 0 all closed numbers stand or are named, 1 a digest does not fit or a change has no name, 2 wrong call.
    """
    today, where = shanghai_date(timezone.now()), organ_of(organ)
    closed = closings_of(where, year or today.year)
    told = [
        _standing(where, span, closed.get(span.period), today) for span in spans_of(year or today.year, today)
    ]
    if as_json:
        dump(told)
    else:
        _print_closings(told)
    if any(one["whole"] is False or one["unnamed"] for one in told):
        raise typer.Exit(1)


def _standing(where: Organ, span: Span, closing: Closing | None, today: date) -> dict:
    if closing is not None:
        return _closing(where, span, closing)
    state = state_of(span.period, today=today, closed=False)
    nothing = dict.fromkeys(("closed_by", "closed_at", "digest", "whole", "differences", "unnamed"))
    return {"organ": where.code, "period": span.code, "state": state} | nothing


def _closing(where: Organ, span: Span, closing: Closing) -> dict:
    """`differences`: numbers that are others now; `unnamed`: those of which nobody has said why."""
    found = differences(closing)
    return {
        "organ": where.code,
        "period": span.code,
        "state": State.CLOSED,
        "closed_by": closing.closed_name,
        "closed_at": closing.closed_at.astimezone(SHANGHAI).isoformat(),
        "digest": closing.digest,
        "whole": is_whole(closing),
        "differences": len(found),
        "unnamed": sum(not one.named for one in found),
    }


def _print_closings(told: list[dict]) -> None:
    states = {State.RUNNING: _("尚未结束"), State.OPEN: _("待结账"), State.CLOSED: _("已结账")}
    headings = (_("统计期"), _("状态"), _("结账人"), _("结账时间"), _("摘要"), _("差异"), _("待说明"))
    table = Table(*headings, show_edge=False)
    for one in told:
        state = _("数值与摘要不符") if one["whole"] is False else states[one["state"]]
        cells = [
            (one["closed_at"] or "—")[:16],
            (one["digest"] or "—")[:16],
            one["differences"],
            one["unnamed"],
        ]
        table.add_row(
            one["period"],
            state,
            one["closed_by"] or "—",
            *("—" if cell is None else str(cell) for cell in cells),
        )
    Console(highlight=False, width=None if Console().is_terminal else 160).print(table)
