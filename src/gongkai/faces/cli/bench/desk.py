"""`gongkai bench desk`: the register's list page, from the first page to the four-thousandth, and filtered."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import typer
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.bench import place, standin
from gongkai.faces.cli.bench.measuring import AS_JSON, Line, Report, Samples, conditions, show, spread
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.rules import Level
from gongkai.kernel.records.register import PAGE, Cursor
from gongkai.kernel.records.selectors import visible

LIST = "/desk/records/"
QUERIES, MILLISECONDS = 6, 12.0
DEPTHS = (1, 100, 4000)
PEOPLE = {"office": _("省厅公开办（本机关）"), "inspector": _("省厅督查（全省）")}
FILTERS = (
    {"stage": "public"},
    {"stage": "draft"},
    {"stage": "withdrawn"},
    {"attribute": "on_request"},
    {"mine": "on"},
    {"q": "采矿权"},
    {"q": "没有这样的标题"},
)


def desk(
    runs: int = typer.Option(40, min=3, help="Requests that are timed for each kind of page."),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Ask for list pages as two officials, by page depth and filter, and for those of a naive stand-in."""
    place.enter(folder)
    place.require_loaded()
    report = Report(_("工作台列表页"), conditions())
    with override_settings(ROOT_URLCONF=standin.__name__):
        for role, name in PEOPLE.items():
            person = Person.objects.get(organ=_province(), username__endswith=f"-{role}")
            client = Client(headers={"host": "localhost"})
            client.force_login(person, "django.contrib.auth.backends.ModelBackend")
            for depth in _depths(person):
                report.lines += _measured(
                    client, f"{name} {_('第 %d 页') % depth}", _pages(person, depth, runs)
                )
            for chosen in FILTERS:
                told = "".join(f"{key}={value}" for key, value in chosen.items())
                address = f"{LIST}?{urlencode(chosen)}"
                report.lines += _measured(client, f"{name} {told}", [address] * runs)
            report.lines += _baseline(client, person, name, max(runs // 4, 3))
    report.notes += [
        _("每页 %d 行；各次请求取相邻的不同页；查询数含登录会话、岗位和导航。") % PAGE,
        _("替身：在同一数据上以常见写法（OFFSET 分页、逐行查找，每页十行）写成，仅供对照，不是某一产品。"),
    ]
    show(report, as_json)


def _province() -> Organ:
    return Organ.objects.get(level=Level.PROVINCE)


def _rows(person: Person):
    return visible(person, shanghai_date(timezone.now())).order_by("-touched_at", "-id")


def _depths(person: Person) -> list[int]:
    """Those of the depths that this person's list has, and its last full page."""
    last = max(_rows(person).count() // PAGE, 1)
    return sorted({depth for depth in DEPTHS if depth <= last} | {min(last, DEPTHS[-1])})


def _pages(person: Person, depth: int, runs: int) -> list[str]:
    """Addresses of the page at the depth and of those that follow it, the last ones again and again."""
    if depth == 1:
        return [LIST] * runs
    first = (depth - 1) * PAGE - 1
    rows = _rows(person).values_list("touched_at", "pk")
    cursors = [Cursor(at, pk) for at, pk in rows[first : first + runs * PAGE : PAGE]]
    addresses = [f"{LIST}?{urlencode({'after': str(cursor)})}" for cursor in cursors]
    return [addresses[n % len(addresses)] for n in range(runs)]


def _measured(client: Client, name: str, addresses: list[str], *, targets: bool = True) -> Iterator[Line]:
    queries = _queries(client, addresses[0])
    samples = _timed(client, addresses)
    told = f"{name} · {_('%d 次查询') % queries}"
    processor = spread("CPU", samples.cpus)
    target = (
        {
            "target": f"≤ {QUERIES}；≤ {MILLISECONDS:.0f} ms",
            "met": queries <= QUERIES and processor.median <= MILLISECONDS,
        }
        if targets
        else {}
    )
    yield spread(f"{told} · CPU", samples.cpus, **target)
    yield spread(f"{told} · {_('历时')}", samples.walls)
    yield Line(f"{name} · {_('单核')}", _("页/秒"), 1000 / processor.median)


def _baseline(client: Client, person: Person, name: str, runs: int) -> Iterator[Line]:
    last = max(_rows(person).count() // standin.ROWS, 1)
    for number in sorted({1, last}):
        title = _("替身 · %(name)s 第 %(number)d 页") % {"name": name, "number": number}
        yield from _measured(client, title, [f"{standin.ADDRESS}?page={number}"] * runs, targets=False)


def _queries(client: Client, address: str) -> int:
    """Queries of one request; the first one, which fills caches of the process, is not counted."""
    _get(client, address)
    with CaptureQueriesContext(connection) as captured:
        _get(client, address)
    return len(captured)


def _timed(client: Client, addresses: list[str]) -> Samples:
    samples = Samples()
    for address in addresses:
        with samples.run():
            _get(client, address)
    return samples


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
