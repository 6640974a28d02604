"""What a briefing says: every number is a figure of the scope, asked once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import override

from gongkai.domains.foi.models import Request
from gongkai.domains.foi.register import Due
from gongkai.domains.foi.rules.kinds import AppealResult
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.kernel.figures.rules.spans import Span, month_of, months_of_year
from gongkai.kernel.letters.rules.vocabulary import State
from gongkai.kernel.ui.charts import Drawing, Mark, columns
from gongkai.oversight.overview.metrics import WAITING
from gongkai.oversight.overview.panels import (
    ANSWERED,
    APPEALS,
    LETTERS,
    ON_HAND,
    PUBLISHED,
    RECEIVED,
)
from gongkai.oversight.overview.scope import NOW, Scope
from gongkai.oversight.overview.selectors import Counts, rows_of

CARRIED, SENT = "requests.carried_out", "letters.sent"
LISTED = 20
"""Late and soon due requests that are named one by one."""
FULLEST = 15
CHINESE = "zh-hans"
COMPARED = (
    (RECEIVED, "收到政府信息公开申请", "件"),
    (ANSWERED, "办结申请", "件"),
    (CARRIED, "结转下期", "件"),
    (PUBLISHED, "主动公开政府信息", "条"),
    (APPEALS, "行政复议、行政诉讼", "件"),
    (SENT, "发出文书", "件"),
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a heading for each column; the first column holds words. `wide`: columns of long words."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[str, ...]
    grid: Grid | None = None
    chart: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Briefing:
    title: str
    organ: str
    as_of: str
    sections: tuple[Section, ...]


def compose(scope: Scope) -> Briefing:
    """The briefing of the scope's month. What the reader may not see has no section. About thirty queries."""
    with override(CHINESE):
        counts = Counts(scope)
        whose = scope.organ.name + ("和下级机关" if scope.below else "")
        made = [make(scope, counts) for make, needs in SECTIONS if counts.knows(needs)]
        sections = tuple(
            Section(f"{number}、{one.heading}", one.lines, one.grid, one.chart)
            for number, one in zip("一二三四五六七八", made, strict=False)
        )
        as_of = f"{scope.today.year}年{scope.today.month}月{scope.today.day}日"
        return Briefing(f"{scope.span.label}政务公开工作月报", whose, f"截至{as_of}", sections)


def _changed(now: int, then: int, than: str) -> str:
    if now == then:
        return f"与{than}持平"
    return f"比{than}{'增加' if now > then else '减少'}{abs(now - then)}"


# --- the whole ----------------------------------------------------------------------------------------------------


def _whole(scope: Scope, counts: Counts) -> Section:
    spans = (scope.span, scope.span.before, scope.span.year_ago)
    known = [
        (name, unit, [counts.total(code, span) for span in spans]) for code, name, unit in _known(counts)
    ]
    sentences = [
        f"{name}{now}{unit}，{_changed(now, before, '上月')}{unit if now != before else ''}，"
        f"{_changed(now, ago, '去年同月')}{unit if now != ago else ''}"
        for name, unit, (now, before, ago) in known
    ]
    rows = tuple((f"{name}（{unit}）", *map(str, numbers)) for name, unit, numbers in known)
    line = f"{scope.span.label}，{'；'.join(sentences)}。"
    return Section(
        "总体情况", (line,), Grid(("事项", "本月", "上月", "去年同月"), rows), _months(scope, counts)
    )


def _known(counts: Counts) -> Iterator[tuple[str, str, str]]:
    return (one for one in COMPARED if counts.knows(one[0]))


def _months(scope: Scope, counts: Counts) -> Drawing:
    """Requests received, month by month, with the year before as outlines."""
    now = counts.by(RECEIVED, Span(str(scope.span.year)), "month")
    before = counts.by(RECEIVED, Span(str(scope.span.year - 1)), "month")
    marks = [
        Mark(
            f"{span.number}月",
            now.get((span.number,), 0) if span.code <= month_of(scope.today).code else None,
        )
        for span in months_of_year(scope.span.year)
    ]
    return columns(marks, [before.get((number,), 0) for number in range(1, 13)])


# --- by division, and what is late --------------------------------------------------------------------------------


def _divisions(scope: Scope, counts: Counts) -> Section:
    name = "organ" if scope.below else "division"
    parts = [counts.by(code, scope.span, name) for code in (RECEIVED, ANSWERED)]
    before = counts.by(RECEIVED, scope.span.before, name)
    ago = counts.by(RECEIVED, scope.span.year_ago, name)
    on_hand = counts.by(ON_HAND, NOW, name, "light")
    late = {(key,): number for (key, light), number in on_hand.items() if light == Due.LATE}
    columns_of = (parts[0], before, ago, parts[1], late)
    labels, rows = counts.labels(ON_HAND, name), []
    keys = {key for column in columns_of for (key,) in column}
    for key in sorted(keys, key=lambda key: (-parts[0].get((key,), 0), labels.get(key, ""))):
        numbers = (str(column.get((key,), 0)) for column in columns_of)
        rows.append((labels.get(key, "尚未交办"), *numbers))
    first = "机关" if scope.below else "处室"
    busy = sum(1 for (key,), number in parts[0].items() if number and key)
    lines = (f"本月有{busy}个{first}收到申请。",) if rows else ("本月没有收到、办结的申请，也没有超期的。",)
    head = (first, "收到", "上月收到", "去年同月收到", "办结", "现在超期")
    return Section(f"各{first}情况", lines, Grid(head, tuple(rows)) if rows else None)


def _due(scope: Scope, counts: Counts) -> Section:
    lights = {light: number for (light,), number in counts.by(ON_HAND, NOW, "light").items()}
    late, soon = lights.get(Due.LATE.value, 0), lights.get(Due.SOON.value, 0)
    line = (
        f"现在在办申请{sum(lights.values())}件，其中已超期{late}件，将到期{soon}件，"
        f"按期{lights.get(Due.RUNNING.value, 0)}件，已中止{lights.get(Due.PAUSED.value, 0)}件，"
        f"尚未起算{lights.get(Due.NONE.value, 0)}件。"
    )
    rows = tuple(_named(scope, (Due.LATE, late), (Due.SOON, soon)))
    more = (f"以下列出最急的{LISTED}件。",) if late + soon > LISTED else ()
    head = ("登记号", "事由", "承办", "到期日")
    return Section("超期和将到期的申请", (line, *more), Grid(head, rows, (1,)) if rows else None)


def _named(scope: Scope, *wanted: tuple[Due, int]) -> Iterator[tuple[str, ...]]:
    left = LISTED
    for light, number in wanted:
        if number and left:
            rows = rows_of(scope, ON_HAND, NOW, {"light": light.value}).select_related("organ", "division")
            found: list[Request] = list(rows.defer("description").order_by("due_on", "pk")[:left])
            left -= len(found)
            yield from (_row(one, scope) for one in found)


def _row(one: Request, scope: Scope) -> tuple[str, ...]:
    place = one.organ.short_name if scope.below else ""
    division = one.division.name if one.division else "尚未交办"
    return (one.number or "", one.subject, f"{place} {division}".strip(), str(one.due_on))


# --- what was published, answered, contested, sent -----------------------------------------------------------------


def _published(scope: Scope, counts: Counts) -> Section:
    found, labels = counts.by(PUBLISHED, scope.span, "column"), counts.labels(PUBLISHED, "column")
    whole = counts.total(PUBLISHED, scope.span)
    line = f"本月主动公开政府信息{whole}条，涉及{sum(key is not None for (key,) in found)}个栏目。"
    more = (f"以下列出最多的{FULLEST}个栏目。",) if len(found) > FULLEST else ()
    ranked = sorted(found.items(), key=lambda item: (-item[1], str(item[0])))[:FULLEST]
    rows = tuple((labels.get(key, "没有栏目"), str(number)) for (key,), number in ranked)
    return Section("主动公开", (line, *more), Grid(("栏目", "条数"), rows) if rows else None)


def _answers(scope: Scope, counts: Counts) -> Section:
    found = {kind: number for (kind,), number in counts.by(ANSWERED, scope.span, "kind").items()}
    line = f"本月办结申请{sum(found.values())}件，月末结转{counts.total(CARRIED, scope.span)}件。"
    return Section(
        "依申请公开", (line,), _shares(found, {str(one): str(one.label) for one in AnswerKind}, "答复结果")
    )


def _appeals(scope: Scope, counts: Counts) -> Section:
    found = {result: number for (result,), number in counts.by(APPEALS, scope.span, "result").items()}
    line = f"本月审结和月末尚未审结的行政复议、行政诉讼共{sum(found.values())}件。"
    return Section("行政复议和行政诉讼", (line,), _shares(found, dict(_words(AppealResult.choices)), "结果"))


def _letters(scope: Scope, counts: Counts) -> Section:
    waiting = {state: number for (state,), number in counts.by(LETTERS, NOW, "state").items()}
    sent = f"本月发出文书{counts.total(SENT, scope.span)}件；" if counts.knows(SENT) else ""
    line = f"{sent}现在等待办理的文书{sum(waiting.values())}件。"
    labels = {str(state): str(State(state).label) for state in WAITING}
    return Section("文书", (line,), _shares(waiting, labels, "等待"))


def _words(choices: Iterable) -> Iterator[tuple[str, str]]:
    return ((str(value), str(label)) for value, label in choices)


def _shares(found: Mapping[str, int], labels: Mapping[str, str], head: str) -> Grid | None:
    """What there is, the most first; nothing where there is nothing."""
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple((labels.get(key, key), str(number)) for key, number in ranked if number)
    return Grid((head, "件数"), rows) if rows else None


SECTIONS = (
    (_whole, RECEIVED),
    (_divisions, RECEIVED),
    (_due, ON_HAND),
    (_published, PUBLISHED),
    (_answers, ANSWERED),
    (_appeals, APPEALS),
    (_letters, LETTERS),
)
"""Each with the figure without which it is left out."""
