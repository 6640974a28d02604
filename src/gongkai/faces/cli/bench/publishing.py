"""`gongkai bench publish`: one more record goes public, until its page is on the disk and the search finds it."""

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.bench import place, province, texts
from gongkai.faces.cli.bench.measuring import AS_JSON, Report, Samples, bar, conditions, show, spread
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.jobs.models import Heartbeat
from gongkai.foundation.jobs.services import overtake, run_due
from gongkai.foundation.jobs.worker import drain
from gongkai.kernel.publishing import services as site
from gongkai.kernel.publishing.models import Page
from gongkai.kernel.records import services as records
from gongkai.kernel.records.models import Publication, Record
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.vocabulary import Attribute, Outcome
from gongkai.kernel.search import selectors as search
from gongkai.kernel.search import services as index

RENDER, INDEX = ["site.render"], ["search.index"]
FILES, SECONDS = 40, 1.0
LOOK = 0.005  # seconds between two looks whether the record is visible
PATIENCE = 30.0
WARM = 3
WORKER = "bench"


@dataclass(slots=True)
class _Phases:
    """Times of one publication by its parts, and what it wrote into the tree."""

    act: Samples = field(default_factory=Samples)
    render: Samples = field(default_factory=Samples)
    index: Samples = field(default_factory=Samples)
    look: Samples = field(default_factory=Samples)
    files: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)

    def totals(self, of: str) -> list[float]:
        parts = (self.act, self.render, self.index, self.look)
        return [sum(times) for times in zip(*(getattr(part, of) for part in parts), strict=True)]


def publish(
    runs: int = typer.Option(60, min=5, help="Publications that are timed, in each of the two ways."),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Publish signed records one by one: the parts in this process, then the whole by a real worker process."""
    place.enter(folder)
    place.require_loaded()
    _prepare(as_json)
    signed = _signed(2 * (runs + WARM), as_json)
    report = Report(_("公开一条信息"), conditions())
    phases = _in_parts(signed[: runs + WARM])
    report.lines = _told(phases)
    seen = _by_a_worker(signed[runs + WARM :])
    report.lines.append(_whole(_("全程（另一进程的 worker，含等待）"), seen))
    report.notes.append(_("自调用公开服务起，到页面文件在磁盘上且检索能找到为止；每条均经完整审签。"))
    show(report, as_json)


def _prepare(hidden: bool) -> None:
    """The whole site and the whole index, without which one more record would cost too little."""
    at = timezone.now()
    with bar(hidden) as progress:
        if Page.objects.count() < Publication.objects.count():
            task = progress.add_task(_("生成公开网站"), total=None)
            site.build(at=at, progress=lambda n, all, _piece: progress.update(task, completed=n, total=all))
            for kind in ("site.render", "site.changed", "site.refresh"):
                overtake(kind=kind, before=at)
        if index.needs_build() or search.status().documents < Publication.objects.count():
            task = progress.add_task(_("建立检索"), total=None)
            index.build(progress=lambda n, all: progress.update(task, completed=n, total=all))
    drain(worker=WORKER)


def _signed(count: int, hidden: bool) -> list[Record]:
    """Records that have walked the whole chain, of organs of all levels in turn."""
    offices = province.offices()
    with bar(hidden) as progress:
        task = progress.add_task(_("起草、审签"), total=count)
        made = []
        for n in range(count):
            made.append(_sign_off(offices[n * 7 % len(offices)], n))
            progress.advance(task)
    drain(worker=WORKER)
    return made


def _sign_off(office: province.Office, n: int) -> Record:
    at = timezone.now() - timedelta(minutes=10)
    people = office.people
    record = records.draft(
        organ=office.organ,
        division=office.divisions[0],
        content=_content(office, n, at),
        by=people["officer"],
        at=at,
    )
    records.submit(record=record, by=people["officer"], at=at + timedelta(minutes=1))
    records.sign(record=record, by=people["head"], at=at + timedelta(minutes=2))
    record.refresh_from_db()
    records.review(
        version=record.current,
        outcome=Outcome.PASSED,
        opinion="不涉密，可以公开。",
        act=uuid.uuid4(),
        opened_at=at + timedelta(minutes=3),
        by=people["secrecy"],
        at=at + timedelta(minutes=4),
    )
    records.sign(record=record, by=people["leader"], at=at + timedelta(minutes=5))
    record.refresh_from_db()
    return record


def _content(office: province.Office, n: int, at: datetime) -> Content:
    today = shanghai_date(at)
    told = texts.text(9_000_000 + Record.objects.count() + n, organ=office.organ.name, made_on=today)
    return Content(
        title=told.title,
        abstract=told.abstract,
        body=told.body,
        document_number=told.number,
        made_on=today,
        issued_on=today,
        kind=told.kind,
        subject=told.subject,
        columns=(office.columns[told.column],),
        attribute=Attribute.PROACTIVE,
    )


def _in_parts(signed: list[Record]) -> _Phases:
    """In this process, job by job; the first ones, which open and compile everything, do not count."""
    phases = _Phases()
    for n, record in enumerate(signed):
        if n == WARM:
            phases = _Phases()
        _one_in_parts(record, phases)
        drain(worker=WORKER)
    return phases


def _one_in_parts(record: Record, phases: _Phases) -> None:
    at = timezone.now()
    with phases.act.run():
        public = records.publish(record=record, by=record.created_by, at=at)
    with phases.render.run():
        run_due(at=at, limit=5, worker=WORKER, kinds=RENDER)
    with phases.index.run():
        run_due(at=at, limit=5, worker=WORKER, kinds=INDEX)
    with phases.look.run():
        there = _is_visible(public, record)
    if not there:
        raise RuntimeError(f"{public} is not visible")
    sizes = list(Page.objects.filter(written_at=at).order_by("path").values_list("size", flat=True))
    phases.files.append(len(sizes))
    phases.sizes.append(sum(sizes))


def _is_visible(public: Publication, record: Record) -> bool:
    page = Path(settings.SITE_ROOT, public.address.lstrip("/"))
    return page.exists() and record.index_number in search.find_index_numbers(
        record.index_number, today=shanghai_date(timezone.now())
    )


def _by_a_worker(signed: list[Record]) -> list[float]:
    """Seconds on the clock, with a worker process that polls as in operation."""
    with _worker():
        seen = [_until_visible(record) for record in signed]
    return seen[WARM:]


def _until_visible(record: Record) -> float:
    began = perf_counter()
    public = records.publish(record=record, by=record.created_by, at=timezone.now())
    while not _is_visible(public, record):
        if perf_counter() - began > PATIENCE:
            raise RuntimeError(f"{public} is not visible after {PATIENCE:.0f} s")
        sleep(LOOK)
    return perf_counter() - began


@contextmanager
def _worker() -> Iterator[None]:
    child = subprocess.Popen(
        place.command("worker", "--name", WORKER), env=place.environment_of(Path(settings.VAR))
    )
    try:
        while not Heartbeat.objects.filter(name__endswith=f"/{WORKER}").exists():
            if child.poll() is not None:
                raise RuntimeError(f"the worker ended with {child.returncode}")
            sleep(0.05)
        yield
    finally:
        child.terminate()
        child.wait(timeout=30)


def _told(phases: _Phases) -> list:
    names = (
        (_("公开（闸门、留痕、任务）"), phases.act),
        (_("生成页面"), phases.render),
        (_("写入检索"), phases.index),
        (_("查找"), phases.look),
    )
    lines = []
    for name, samples in names:
        lines += [spread(name, samples.walls), spread(f"{name} · CPU", samples.cpus)]
    lines += [
        _whole(_("全程（同一进程）"), phases.totals("walls")),
        spread(f"{_('全程（同一进程）')} · CPU", phases.totals("cpus")),
        spread(
            _("写入文件"),
            phases.files,
            _("个"),
            factor=1,
            target=f"≤ {FILES}",
            met=max(phases.files) <= FILES,
        ),
        spread(_("写入字节"), phases.sizes, "kB", factor=0.001),
    ]
    return lines


def _whole(name: str, seconds: list[float]):
    line = spread(name, seconds)
    return spread(name, seconds, target=f"p95 < {SECONDS:.0f} s", met=line.p95 < SECONDS * 1000)
