"""The parts of the dashboards: each turns figures of a scope into a chart whose marks open their lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongkai.domains.foi.register import Due, Line, lines
from gongkai.domains.foi.rules import spent
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.kernel.figures.rules import spans
from gongkai.kernel.figures.rules.spans import Span, month_of, months_of_year
from gongkai.kernel.letters.rules.vocabulary import State
from gongkai.kernel.ui.charts import Chart, Mark, Row, Stack, bars, columns, histogram, stacked, table, trend
from gongkai.oversight.overview.metrics import LIGHTS, WAITING
from gongkai.oversight.overview.scope import NOW, Scope
from gongkai.oversight.overview.selectors import Counts, rows_of

RECEIVED, ANSWERED, ON_HAND = "requests.received", "requests.answered", "requests.on_hand"
APPEALS, LETTERS, PUBLISHED = "requests.appeals", "letters.waiting", "records.published"
LOOKS = {
    Due.LATE: ("late", "■"),
    Due.SOON: ("soon", "▲"),
    Due.RUNNING: ("ok", "●"),
    Due.PAUSED: ("paused", "‖"),
    Due.NONE: ("none", "○"),
}
"""Light -> class of its colour, and a sign for who does not tell colours apart."""
TILE = {"late": "red", "soon": "yellow", "ok": "green", "paused": "blue", "none": ""}
SHOWN = 8
YEARS = 4
"""Years of the trend."""
MOST_COLUMNS = 12
"""Columns of the site that are drawn."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A card of a dashboard: one of a chart, lights or lines. `address`: where all of it is."""

    code: str
    title: str
    chart: Chart | None = None
    lights: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    address: str = ""
    quiet: str = ""
    """What to say where there is nothing."""
    only_table: bool = False


def _panel(code: str, title: str, chart_of, head: tuple[str, ...], rows: Iterable[Row], **more) -> Panel:
    chart = Chart(code, title, chart_of, head, tuple(rows), **more)
    return Panel(code, title, chart)


# --- requests ---------------------------------------------------------------------------------------------------


def lights(scope: Scope, counts: Counts) -> Panel:
    """What is open, by how it stands to its limit today."""
    found = counts.by(ON_HAND, NOW, "light")
    marks = (_light(scope, light, found.get((light.value,), 0)) for light in LIGHTS)
    return Panel("lights", _("在办申请的期限"), lights=tuple(marks))


def _light(scope: Scope, light: Due, number: int) -> Mark:
    kind, sign = LOOKS[light]
    address = scope.list_of(ON_HAND, NOW, {"light": light.value})
    return Mark(str(light.label), number, address, sign, TILE[kind])


def due_this_week(scope: Scope, counts: Counts) -> Panel:
    return _urgent(scope, "week", _("本周内到期"), {"week": "week"}, _("本周内没有到期的。"))


def late(scope: Scope, counts: Counts) -> Panel:
    return _urgent(scope, "late", _("已超期"), {"light": Due.LATE.value}, _("没有超期的。"))


def _urgent(scope: Scope, code: str, title: str, where: Mapping[str, str], quiet: str) -> Panel:
    rows = rows_of(scope, ON_HAND, NOW, where).select_related("organ", "division", "handler", "applicant")
    found = lines(rows.defer("description").order_by("due_on", "pk")[:SHOWN], scope.today)
    return Panel(code, title, lines=tuple(found), address=scope.list_of(ON_HAND, NOW, where), quiet=quiet)


def by_month(scope: Scope, counts: Counts) -> Panel:
    """Requests received in each month of the year, with the same months of last year."""
    this, last = Span(str(scope.span.year)), Span(str(scope.span.year - 1))
    now, before = (counts.by(RECEIVED, span, "month") for span in (this, last))
    marks = [_month(scope, span, now, before) for span in months_of_year(scope.span.year)]
    earlier = [before.get((number,), 0) for number in range(1, 13)]
    rows = (
        Row(mark.label, (mark, Mark(f"{old.label} {mark.label}", number, scope.list_of(RECEIVED, old))))
        for mark, number, old in zip(marks, earlier, months_of_year(last.year), strict=True)
    )
    head = (_("月份"), this.label, last.label)
    legend = (("bar", this.label), ("outline", last.label), ("missing", _("尚未到")))
    title = _("各月收到的申请")
    return _panel("by-month", title, columns(marks, earlier), head, rows, legend=legend)


def _month(scope: Scope, span: Span, now: Mapping[tuple, int], before: Mapping[tuple, int]) -> Mark:
    note = _("上年同月 %(n)d") % {"n": before.get((span.number,), 0)}
    label = _("%(n)d月") % {"n": span.number}
    if span.code > month_of(scope.today).code:
        return Mark(label, None, "", note)
    return Mark(label, now.get((span.number,), 0), scope.list_of(RECEIVED, span), note)


def over_years(scope: Scope, counts: Counts) -> Panel:
    """Requests received month by month over the years, from the first that has any; at least two years, at most YEARS.

    Year by year, as other panels ask for them too.
    """
    last = scope.span.year
    found = {
        (of_year, month): number
        for of_year in range(max(last - YEARS + 1, spans.YEARS.start), last + 1)
        for (month,), number in counts.by(RECEIVED, Span(str(of_year)), "month").items()
    }
    first = min((of_year for of_year, _month in found), default=last)
    years = range(max(min(first, last - 1), spans.YEARS.start), last + 1)
    rows = [[_of_month(scope, span, found) for span in months_of_year(of_year)] for of_year in years]
    marks = [mark for row in rows for mark in row]
    ticks = {12 * place: str(of_year) for place, of_year in enumerate(years)}
    title = _("%(first)d年至%(last)d年各月收到的申请") % {"first": years[0], "last": last}
    head = (_("月份"), *(Span(str(of_year)).label for of_year in years))
    table_rows = (
        Row(_("%(n)d月") % {"n": n}, cells) for n, cells in enumerate(zip(*rows, strict=True), start=1)
    )
    return _panel("over-years", title, trend(marks, ticks), head, table_rows)


def _of_month(scope: Scope, span: Span, found: Mapping[tuple, int]) -> Mark:
    if span.code > month_of(scope.today).code:
        return Mark(span.label, None)
    return Mark(span.label, found.get((span.year, span.number), 0), scope.list_of(RECEIVED, span))


def by_kind(scope: Scope, counts: Counts) -> Panel:
    """Answers of the period by what they say."""
    found = counts.by(ANSWERED, scope.span, "kind")
    marks = [
        Mark(f"{kind} {AnswerKind(kind).label}", number, scope.list_of(ANSWERED, scope.span, {"kind": kind}))
        for (kind,), number in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]
    title = _("%(span)s答复的结果") % {"span": scope.span.label}
    return _panel("by-kind", title, bars(marks), (_("结果"), _("件")), table(marks))


def days_used(scope: Scope, counts: Counts) -> Panel:
    """Working days that the answers of the period took."""
    title = _("%(span)s答复用了多少个工作日") % {"span": scope.span.label}
    found = counts.by(ANSWERED, scope.span, "used")
    marks = [
        Mark(str(words), found.get((code,), 0), scope.list_of(ANSWERED, scope.span, {"used": code}))
        for code, words in counts.labels(ANSWERED, "used").items()
    ]
    known = marks[:-1] if not marks[-1].value else marks
    drawing = histogram(known, limit_after=spent.TOPS.index(spent.LIMIT) + 1, limit=_("法定20个工作日"))
    note = _("已扣除中止的时间；经批准可以延长20个工作日。")
    return _panel("days-used", title, drawing, (_("工作日"), _("件")), table(known), note=note)


def by_division(scope: Scope, counts: Counts) -> Panel:
    """What is open by who has it and how it stands; of several organs by organ."""
    name = "organ" if scope.below else "division"
    found = counts.by(ON_HAND, NOW, name, "light")
    labels = counts.labels(ON_HAND, name)
    owners = sorted({key for key, _light in found}, key=lambda key: -_sum(found, key))
    stacks = [_stack(scope, name, key, labels, found) for key in owners]
    title = _("各机关在办申请") if scope.below else _("各处室在办申请")
    head = (_("机关") if scope.below else _("处室"), *(str(light.label) for light in LIGHTS), _("合计"))
    rows = (
        Row(stack.label, (*stack.parts, Mark(stack.label, stack.total, stack.address))) for stack in stacks
    )
    legend = tuple((f"bar {LOOKS[light][0]}", str(light.label)) for light in LIGHTS)
    return _panel("by-division", title, stacked(stacks), head, rows, legend=legend)


def _sum(found: Mapping[tuple, int], key: object) -> int:
    return sum(number for (owner, _light), number in found.items() if owner == key)


def _stack(scope: Scope, name: str, key: object, labels: Mapping, found: Mapping[tuple, int]) -> Stack:
    label = labels.get(key, _("尚未交办"))
    parts = (
        Mark(
            f"{label} {light.label}",
            found.get((key, light.value), 0),
            scope.list_of(ON_HAND, NOW, {name: key, "light": light.value}),
            kind=LOOKS[light][0],
        )
        for light in LIGHTS
    )
    return Stack(label, tuple(parts), scope.list_of(ON_HAND, NOW, {name: key}))


# --- comparisons ------------------------------------------------------------------------------------------------


def comparison(scope: Scope, counts: Counts) -> Panel:
    """The period beside the one before it and the same of last year."""
    spans = tuple(dict.fromkeys((scope.span, scope.span.before, scope.span.year_ago)))
    rows = [
        Row(name, tuple(_total(scope, counts, code, span, name) for span in spans))
        for code, name in compared()
        if counts.knows(code)
    ]
    head = (_("事项"), *(span.label for span in spans))
    title = _("与上期、去年同期相比")
    marks = [row.cells[0] for row in rows]
    return Panel(
        "comparison", title, Chart("comparison", title, bars(marks), head, tuple(rows)), only_table=True
    )


def compared() -> list[tuple[str, str]]:
    return [
        (RECEIVED, _("收到申请")),
        (ANSWERED, _("办结申请")),
        (APPEALS, _("复议诉讼")),
        (PUBLISHED, _("公开信息")),
    ]


def _total(scope: Scope, counts: Counts, code: str, span: Span, name: str) -> Mark:
    return Mark(f"{span.label} {name}", counts.total(code, span), scope.list_of(code, span))


def divisions(scope: Scope, counts: Counts) -> Panel:
    """The period by division (of several organs by organ): received, answered, and late now."""
    name = "organ" if scope.below else "division"
    received = counts.by(RECEIVED, scope.span, name)
    answered = counts.by(ANSWERED, scope.span, name)
    on_hand = counts.by(ON_HAND, NOW, name, "light")
    labels = counts.labels(ON_HAND, name)
    late_ones = {key: number for (key, light), number in on_hand.items() if light == Due.LATE}
    owners = {key for (key,) in (*received, *answered)} | set(late_ones)
    rows = []
    for key in sorted(owners, key=lambda key: (-received.get((key,), 0), labels.get(key, ""))):
        label, where = labels.get(key, _("尚未交办")), {name: key}
        cells = (
            Mark(f"{label} {_('收到')}", received.get((key,), 0), scope.list_of(RECEIVED, scope.span, where)),
            Mark(f"{label} {_('办结')}", answered.get((key,), 0), scope.list_of(ANSWERED, scope.span, where)),
            Mark(
                f"{label} {_('超期')}",
                late_ones.get(key, 0),
                scope.list_of(ON_HAND, NOW, where | {"light": Due.LATE.value}),
            ),
        )
        rows.append(Row(label, cells))
    title = _("%(span)s各机关") if scope.below else _("%(span)s各处室")
    title %= {"span": scope.span.label}
    head = (_("机关") if scope.below else _("处室"), _("收到"), _("办结"), _("现在超期"))
    chart = Chart("divisions", title, bars([row.cells[0] for row in rows]), head, tuple(rows))
    return Panel("divisions", title, chart, only_table=True)


# --- letters, publication -----------------------------------------------------------------------------------------


def letters(scope: Scope, counts: Counts) -> Panel:
    """Letters that somebody has to sign, print, seal or send, by what comes next."""
    found = counts.by(LETTERS, NOW, "state")
    marks = [
        Mark(str(State(state).label), found.get((state,), 0), scope.list_of(LETTERS, NOW, {"state": state}))
        for state in WAITING
    ]
    return _panel("letters", _("等待办理的文书"), bars(marks), (_("状态"), _("件")), table(marks))


def by_column(scope: Scope, counts: Counts) -> Panel:
    """What was published in the period, by column, the fullest first."""
    found = counts.by(PUBLISHED, scope.span, "column")
    labels = counts.labels(PUBLISHED, "column")
    ranked = sorted(found.items(), key=lambda item: (-item[1], str(item[0])))
    marks = [
        Mark(labels.get(key, _("没有栏目")), number, scope.list_of(PUBLISHED, scope.span, {"column": key}))
        for (key,), number in ranked
    ]
    title = _("%(span)s各栏目公开的信息") % {"span": scope.span.label}
    note = (
        _("只画最多的%(n)d个栏目，表格里是全部。") % {"n": MOST_COLUMNS} if len(marks) > MOST_COLUMNS else ""
    )
    head = (_("栏目"), _("条"))
    return _panel("by-column", title, bars(marks[:MOST_COLUMNS]), head, table(marks), note=note)
