"""`gongkai bench requests`: what officials and applicants wait for, over very many requests with their history."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from urllib.parse import urlencode

import typer
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request, RequestAct
from gongkai.domains.foi.selectors import answer_clock, by_code, visible
from gongkai.faces.cli.bench import place, province, request_loading
from gongkai.faces.cli.bench.measuring import AS_JSON, Line, Report, Samples, bar, conditions, show, spread
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Division, Organ, Person
from gongkai.foundation.orgs.rules import Level
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.striking import strike

DESK = "/desk/requests/"
ORGANS = 136
FILTERS = ({}, {"stage": "open"}, {"stage": "closed"}, {"q": "下湾村"}, {"due": "late"})
DAYS = 30
"""The daily job is measured for so many days to come, one after the other."""


def requests(
    records: int = typer.Option(50_000, min=100, help="Requests that shall be there."),
    runs: int = typer.Option(40, min=3, help="Times that each thing is done."),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Load requests with history, then time register, boards, one request, an act, a progress query, the daily job."""
    place.enter(folder)
    place.refuse_foreign()
    at = timezone.now()
    loaded = _loaded(records, at, as_json)
    report = Report(_("依申请公开"), conditions() | {_("申请"): f"{Request.objects.count():,}"})
    report.lines += loaded
    officer = Person.objects.get(organ=_province(), username__endswith="-office")
    client = Client(headers={"host": "localhost"})
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    for name, address in _pages(officer, at):
        report.lines += _measured(name, [lambda a=address: _get(client, a)] * runs)
    report.lines += _requests_and_acts(client, officer, runs, at)
    report.lines += _daily(at)
    report.notes += [
        _("省厅公开办所见；查询数含登录会话、岗位和导航，首次请求不计。"),
        _("所办之事为交办：含行锁、时限检查、办理记录、留痕和消息，在一个事务内。"),
    ]
    show(report, as_json)


def _province() -> Organ:
    return Organ.objects.get(level=Level.PROVINCE)


def _loaded(records: int, at: datetime, hidden: bool) -> list[Line]:
    if not Organ.objects.exists():
        with transaction.atomic():
            place.sign(0, at)
            province.build(ORGANS, at=at)
    missing = max(records - Request.objects.count(), 0)
    wall, cpu = perf_counter(), process_time()
    if missing:
        place.hurry()
    with bar(hidden) as progress:
        task = progress.add_task(_("装入"), total=missing)
        for done in request_loading.load(province.offices(), missing, today=shanghai_date(at)):
            progress.update(task, completed=done)
    if missing:
        _analyse()
        place.everyday()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return [
        Line(_("新装入"), _("件"), missing),
        Line(_("装入历时"), "s", wall),
        Line(_("装入 CPU"), "s", cpu),
    ]


def _analyse() -> None:
    """What a running database does by itself after so many rows."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pages(person: Person, at: datetime) -> Iterator[tuple[str, str]]:
    yield _("看板"), f"{DESK}boards/"
    for chosen in FILTERS:
        told = "".join(f" {name}={value}" for name, value in chosen.items())
        yield _("台账首页") + told, f"{DESK}?{urlencode(chosen)}"
    rows = (
        visible(person, shanghai_date(at)).order_by("-submitted_at", "-id").values_list("submitted_at", "pk")
    )
    moment, pk = rows[rows.count() // 2]
    yield _("台账正中一页"), f"{DESK}?{urlencode({'after': f'{moment.isoformat()}~{pk}'})}"


def _requests_and_acts(client: Client, officer: Person, runs: int, at: datetime) -> Iterator[Line]:
    own = Request.objects.filter(organ=_province())
    pages = list(own.order_by("-submitted_at").values_list("pk", flat=True)[:runs])
    yield from _measured(_("一件的页面"), [lambda pk=pk: _get(client, f"{DESK}{pk}/") for pk in pages])
    division = Division.objects.filter(organ=_province()).order_by("pk").first()
    waiting = list(own.filter(stage="handling").order_by("-submitted_at")[:runs])
    acts = [
        lambda r=request: services.assign(request=r, division=division, by=officer, at=at)
        for request in waiting
    ]
    yield from _measured(_("一次办理（交办）"), acts)
    first, step = Request.objects.order_by("pk").first().pk, max(Request.objects.count() // runs, 1)
    serials = {first + n: n for n in range(0, step * runs, step)}  # loaded in the order of their serials
    asked = [
        _progress(number, request_loading.code_of(serials[pk]))
        for pk, number in Request.objects.filter(pk__in=serials).order_by("pk").values_list("pk", "number")
    ]
    yield from _measured(_("进度查询"), asked)


def _progress(number: str, code: str) -> Callable[[], object]:
    def ask() -> object:
        request = by_code(number, code)
        if request is None:
            raise RuntimeError(f"{number} was not found by its code")
        return answer_clock(request), list(RequestAct.objects.filter(request=request).order_by("id"))

    return ask


def _daily(at: datetime) -> Iterator[Line]:
    """The first turn catches up; those after it are what every night brings."""
    first = Samples()
    with first.run():
        caught = strike(by=SYSTEM, at=at)
    yield Line(_("每日时限任务：补做的时限"), _("个"), caught.clocks)
    yield Line(_("每日时限任务：补做"), "s", first.walls[0])
    nights, struck = Samples(), 0
    for day in range(1, DAYS + 1):
        with nights.run():
            struck += strike(by=SYSTEM, at=at + timedelta(days=day)).clocks
    yield spread(_("每日时限任务：一夜") + " · CPU", nights.cpus)
    yield spread(_("每日时限任务：一夜") + f" · {_('历时')}", nights.walls)
    yield Line(_("每日时限任务：一夜到点"), _("个"), struck / DAYS)
    yield Line(_("未停止的时限"), _("个"), Clock.objects.filter(stopped_on=None).count())


def _measured(name: str, things: list[Callable[[], object]]) -> Iterator[Line]:
    if len(things) < 2:
        return
    things[0]()  # fills caches of the process
    with CaptureQueriesContext(connection) as captured:
        things[1]()
    queries = len(captured)  # the next request empties the list
    samples = Samples()
    for thing in things:
        with samples.run():
            thing()
    told = f"{name} · {_('%d 次查询') % queries}"
    yield spread(f"{told} · CPU", samples.cpus)
    yield spread(f"{told} · {_('历时')}", samples.walls)


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
