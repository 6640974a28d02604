"""`gongkai bench figures`: the annual report of a whole province from its rows, and the list behind each cell."""

import math
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import typer
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.domains.foi.models import Request
from gongkai.faces.cli.bench import place, province, request_loading
from gongkai.faces.cli.bench.measuring import AS_JSON, Line, Report, Samples, bar, conditions, show, spread
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.foundation.orgs.rules import Level
from gongkai.foundation.orgs.selectors import organs_below
from gongkai.kernel.figures.listing import LAST, listed
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import year
from gongkai.oversight.reporting.counting import count_report, rows_behind, sources_of
from gongkai.oversight.reporting.rules.assessing import assess_report
from gongkai.oversight.reporting.rules.checks import stands
from gongkai.oversight.reporting.rules.interchange import Report as AnnualReport
from gongkai.oversight.reporting.rules.versions import Form, form_of

WHOLE, CELL = 10.0, 200.0
"""Targets: seconds for the whole report with its checks, milliseconds for the list behind one cell."""


def figures(
    requests: int = typer.Option(200_000, min=100, help="Requests of the year that shall be there."),
    organs: int = typer.Option(137, min=1, help="Organs of three levels."),
    runs: int = typer.Option(5, min=2, help="Times that the whole report is counted."),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Load a year of requests, then count the report of the province with all below, of each organ, open each cell, and
    the dashboards.

    The stand-in of the same run asks the database for every cell by itself, as a page of separate counts does.
    """
    place.enter(folder)
    place.refuse_foreign()
    of_year = shanghai_date(timezone.now()).year - 1
    _load(requests, organs, of_year, as_json)
    form = form_of(of_year)
    assert form is not None
    counted = Request.objects.filter(received_on__year=of_year).count()
    told = {_("年份"): str(of_year), _("当年申请"): f"{counted:,}", _("机关"): str(Organ.objects.count())}
    report = Report(_("年度报告"), conditions() | told)
    report.lines += [*_reports(form, of_year, runs), *_cells(form, of_year), *_boards(of_year, 4 * runs)]
    show(report, as_json)


def _load(requests: int, organs: int, of_year: int, hidden: bool) -> None:
    """The month before too, so that there is something to carry over."""
    at = timezone.now()
    if not Organ.objects.exists():
        with transaction.atomic():
            place.sign(0, at)
            province.build(organs, at=at)
    missing = requests - Request.objects.filter(received_on__year=of_year).count()
    if missing <= 0:
        return
    since, until = date(of_year - 1, 12, 1), date(of_year, 12, 31)
    days = (until - year(of_year).since).days + 1
    count = math.ceil(missing * ((until - since).days + 1) / days) + 1
    place.hurry()
    with bar(hidden) as progress:
        task = progress.add_task(_("装入"), total=count)
        for done in request_loading.load(province.offices(), count, today=until, since=since):
            progress.update(task, completed=done)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    place.everyday()


def _reports(form: Form, of_year: int, runs: int) -> Iterator[Line]:
    top = Organ.objects.get(level=Level.PROVINCE)
    every = list(organs_below(top))
    whole = Samples()
    with CaptureQueriesContext(connection) as captured:
        summed = _assessed(form, of_year, every)
    for _run in range(runs):
        with whole.run():
            _assessed(form, of_year, every)
    name = _("全省年度报告与全部核对 · %d 次查询") % len(captured)
    yield spread(name, whole.walls, "s", factor=1, target=f"< {WHOLE:g}", met=max(whole.walls) < WHOLE)
    naive = Samples()
    with naive.run():
        _cell_by_cell(form, of_year, every, summed)
    yield spread(_("对照：逐格单独统计"), naive.walls, "s", factor=1)
    each, added = Samples(), dict.fromkeys(summed.values, 0)
    for organ in every:
        with each.run():
            own = _assessed(form, of_year, [organ])
        added = {cell: added[cell] + own.values[cell] for cell in added if cell in _counted(own)}
    if any(added[cell] != summed.values[cell] for cell in added):
        raise RuntimeError("the reports of the organs do not add up to that of the province")
    yield Line(_("三级机关逐个统计再相加，与全省一致"), _("个"), len(every))
    yield Line(
        _("三级机关逐个统计"), "s", sum(each.walls), target=f"< {WHOLE:g}", met=sum(each.walls) < WHOLE
    )
    yield spread(_("其中每个机关"), each.walls)


def _assessed(form: Form, of_year: int, organs: list[Organ]) -> AnnualReport:
    """RuntimeError when a check fails: what is counted adds up by construction."""
    report = count_report(form, of_year, organs)
    if not stands(assess_report(report)):
        raise RuntimeError("a check of the counted report fails")
    return report


def _counted(report: AnnualReport) -> set[str]:
    form = report.form
    return {*form.table3.addresses(), *form.table4.addresses()}


def _cell_by_cell(form: Form, of_year: int, organs: list[Organ], summed: AnnualReport) -> None:
    for cell in sorted(_counted(summed)):
        found = rows_behind(form, cell, of_year, organs).aggregate(value=Count("pk", distinct=True))["value"]
        if found != summed.values[cell]:
            raise RuntimeError(f"{cell}: {found} rows behind {summed.values[cell]}")


def _cells(form: Form, of_year: int) -> Iterator[Line]:
    """The list behind each cell of the province with all below: how many there are, and a page wherever it lies."""
    every = list(organs_below(Organ.objects.get(level=Level.PROVINCE)))
    cells = [*form.table3.addresses(), *form.table4.addresses()]
    pages: dict[str, Callable[[QuerySet], dict[str, str]]] = {
        _("打开一格的清单，第一页"): lambda rows: {},
        _("打开一格的清单，正中一页"): _middle,
        _("打开一格的清单，最后一页"): lambda rows: {"at": LAST},
    }
    for name, place_of in pages.items():
        samples = Samples()
        for cell in [cells[0], *cells]:
            rows, figure = rows_behind(form, cell, of_year, every), metric(sources_of(form, cell)[0].metric)
            asked = place_of(rows)
            with samples.run():
                listed(figure, rows, asked)
        walls = samples.walls[1:]  # the first filled caches of the process
        met = max(walls) * 1000 < CELL
        yield spread(name, walls, target=f"< {CELL:g}", met=met)
        yield Line(_("最慢的一格"), "ms", max(walls) * 1000, target=f"< {CELL:g}", met=met)


def _middle(rows: QuerySet) -> dict[str, str]:
    ids = sorted(rows.values_list("pk", flat=True))
    return {"after": str(ids[len(ids) // 2])} if ids else {}


def _boards(of_year: int, runs: int) -> Iterator[Line]:
    """Dashboards of the province over the year, page and all."""
    top = Organ.objects.get(level=Level.PROVINCE)
    people = next(office.people for office in province.offices() if office.organ.pk == top.pk)
    where = {"organ": top.code, "period": str(of_year)}
    for name, role, asked in (
        (_("看板：公开办，本级一年"), "office", where),
        (_("看板：分管领导，本级一年"), "leader", where),
        (_("看板：检查，全省一年"), "inspector", where | {"below": "1"}),
    ):
        client = Client(headers={"host": "localhost"})
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        address = f"{reverse('overview:home')}?{urlencode(asked)}"
        samples = Samples()
        for _run in range(runs + 1):
            with samples.run():
                answer = client.get(address)
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")
        yield spread(name, samples.walls[1:])
