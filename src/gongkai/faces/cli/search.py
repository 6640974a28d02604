"""`gongkai index …` looks after the search index; `gongkai search` asks it."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from html import unescape

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.search import selectors, services
from gongkai.kernel.search.selectors import Query, Results, Scope, SearchUnavailable, Sort

app = typer.Typer(
    no_args_is_help=True,
    help="The search index. Exit codes: 0 in order, 1 differences found, 2 wrong call, 3 cannot run.",
)

AS_JSON = typer.Option(False, "--json", help="Print JSON.")
DAY = ["%Y-%m-%d"]
_MARK = {"<mark>": "[bold yellow]", "</mark>": "[/bold yellow]"}


@dataclass
class _Bar:
    """A progress bar with rows a second, hidden when a program reads the output."""

    hidden: bool

    def __enter__(self):
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True, disable=self.hidden)
        self._progress.start()
        self._task = self._progress.add_task("", total=None, rate="")
        return self

    def __call__(self, done: int, total: int) -> None:
        speed = self._progress.tasks[self._task].speed
        self._progress.update(
            self._task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else ""
        )

    def __exit__(self, *_error):
        self._progress.stop()


@app.command()
def build(as_json: bool = AS_JSON) -> None:
    """Build a complete new index beside the live one and swap it in. Searching goes on meanwhile."""
    try:
        with _Bar(as_json) as bar:
            services.build(progress=bar)
    except services.WriterBusy:
        _stop(_("另一个进程正在建立索引，请等它结束。"))
    except services.BuildFailed as failed:
        _stop(_("新索引不完整，没有启用：%(text)s") % {"text": failed})
    _print_status(as_json)


@app.command()
def verify(as_json: bool = AS_JSON) -> None:
    """Compare every public record with the index. Exit 1 when one is missing, foreign or stale."""
    try:
        with _Bar(as_json) as bar:
            verdict = services.verify(progress=bar)
    except SearchUnavailable as problem:
        _stop(_("索引不存在或已损坏，请运行 gongkai index build（%(text)s）。") % {"text": problem})
    if as_json:
        typer.echo(json.dumps(asdict(verdict) | {"good": verdict.good}))
    elif verdict.good:
        Console().print(
            _("已核对%(count)d条，索引与数据库一致。") % {"count": verdict.checked}, style="green"
        )
    else:
        _show_differences(verdict)
    raise typer.Exit(0 if verdict.good else 1)


@app.command()
def status(as_json: bool = AS_JSON) -> None:
    """Show the live index: how many documents, how large, and whether it has to be built again."""
    _print_status(as_json)


def search(
    query: str = typer.Argument(help="Words, “a phrase”, a document number or an index number."),
    filters: list[str] = typer.Option([], "--filter", help="organ=430S00; may be given several times."),
    sort: Sort = typer.Option(Sort.RELEVANCE, help="Best or newest first."),
    scope: Scope = typer.Option(Scope.ALL, help="Titles only, or all texts."),
    exact: bool = typer.Option(False, "--exact", help="The words as one phrase."),
    as_of: datetime | None = typer.Option(None, formats=DAY, help="Day for which validity is asked."),
    facets: list[str] = typer.Option([], "--facet", help="Count the matches by organ, region, year …"),
    limit: int = typer.Option(10, min=1, max=50),
    offset: int = typer.Option(0, min=0),
    as_json: bool = AS_JSON,
) -> None:
    """Search the public records. Exit 1 when nothing matches, 2 for a query that cannot be answered."""
    asked = Query(
        text=query,
        filters=_filters(filters),
        facets=tuple(facets),
        sort=sort,
        scope=scope,
        exact=exact,
        as_of=as_of.date() if as_of else None,
        offset=offset,
        limit=limit,
    )
    try:
        results = selectors.search(asked, today=shanghai_date(timezone.now()))
    except NotAllowed as refusal:
        _stop("；".join(reason.text for reason in refusal.reasons), code=2)
    except SearchUnavailable as problem:
        _stop(_("索引不存在或已损坏，请运行 gongkai index build（%(text)s）。") % {"text": problem})
    if as_json:
        typer.echo(json.dumps(_plain(results), ensure_ascii=False))
    else:
        _show(results)
    raise typer.Exit(0 if results.total else 1)


def _filters(given: list[str]) -> dict[str, tuple[str, ...]]:
    """`["year=2019", "year=2020"]` -> `{"year": ("2019", "2020")}`."""
    filters: dict[str, tuple[str, ...]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not value:
            _stop(_("筛选条件应写作 名称=值，如 year=2019；收到的是：%(text)s") % {"text": text}, code=2)
        filters[name] = (*filters.get(name, ()), value)
    return filters


def _plain(results: Results) -> dict:
    return {
        "total": results.total,
        "relaxed": results.relaxed,
        "hits": [hit.as_dict() for hit in results.hits],
        "facets": {name: dict(counts) for name, counts in results.facets.items()},
    }


def _show(results: Results) -> None:
    console = Console()
    console.print(_("共%(count)d条") % {"count": results.total}, style="bold")
    if results.relaxed and results.hits:
        console.print(_("完全符合的不足十条，已列出相近的信息。"), style="dim")
    for hit in results.hits:
        console.print(f"{_terminal(hit.title_html)}  [dim]{hit.index_number}  {hit.dated or ''}[/dim]")
        for passage in hit.passages:
            console.print("    " + _terminal(passage))
    for name, counts in results.facets.items():
        console.print(f"{name}: " + "  ".join(f"{value} {count}" for value, count in counts))


def _terminal(html: str) -> str:
    """Marked HTML as text of the terminal, with the marks as colour."""
    text = escape(unescape(html))
    for tag, style in _MARK.items():
        text = text.replace(tag, style)
    return text


def _show_differences(verdict: services.Verdict) -> None:
    table = Table(_("问题"), _("条数"), _("信息编号（前十个）"))
    for label, ids in [
        (_("索引中缺少"), verdict.missing),
        (_("已不公开，仍在索引中（检索时不会显示）"), verdict.foreign),
        (_("内容已变，索引未更新"), verdict.stale),
    ]:
        if ids:
            table.add_row(label, str(len(ids)), " ".join(map(str, ids[:10])))
    Console().print(table)
    Console().print(_("请运行 gongkai index build 重建索引。"))


def _print_status(as_json: bool) -> None:
    try:
        found = selectors.status()
    except SearchUnavailable as problem:
        _stop(_("索引不存在或已损坏，请运行 gongkai index build（%(text)s）。") % {"text": problem})
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    table = Table(show_header=False)
    table.add_row(_("索引"), found.generation or _("尚未建立"))
    table.add_row(_("文档"), f"{found.documents:,}")
    table.add_row(_("大小"), f"{found.size / 1e6:,.1f} MB")
    table.add_row(
        _("分词规则"), _("最新") if found.current_schema else _("已变化，须重建：gongkai index build")
    )
    if found.building:
        table.add_row(_("正在建立"), found.building)
    Console().print(table)


def _stop(text: str, code: int = 3) -> None:
    Console(stderr=True).print(text, style="red")
    raise typer.Exit(code)
