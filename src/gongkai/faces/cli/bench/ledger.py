"""`gongkai bench ledger`: writing entries, each in its own transaction, and examining all of them."""

from pathlib import Path
from time import perf_counter, process_time

import typer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.bench import place
from gongkai.faces.cli.bench.measuring import (
    AS_JSON,
    Line,
    Report,
    Samples,
    bar,
    conditions,
    peak_memory_mb,
    show,
    spread,
)
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.ledger import services
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.models import Organ


def ledger(
    entries: int = typer.Option(2_000, min=10, help="Entries that are written."),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Append entries to the chains of all organs in turn, then verify every chain."""
    place.enter(folder)
    place.require_loaded()
    report = Report(_("操作台账"), conditions())
    report.lines = [*_append(entries), *_verify(as_json)]
    show(report, as_json)


def _append(entries: int) -> list[Line]:
    codes, samples = list(Organ.objects.order_by("path").values_list("code", flat=True)), Samples()
    for n in range(entries):
        with samples.run(), transaction.atomic():
            services.append(
                organ=codes[n % len(codes)],
                verb="bench.append",
                subject_type="record",
                subject_id=str(n),
                by=SYSTEM,
                at=timezone.now(),
                detail={"version": 1, "digest": f"{n:064x}"},
            )
    return [
        Line(_("写入（每条一个事务）"), _("条/秒"), entries / sum(samples.walls)),
        Line(_("写入 · 每核"), _("条/秒"), entries / sum(samples.cpus)),
        spread(_("写入一条"), samples.walls),
    ]


def _verify(hidden: bool) -> list[Line]:
    count = Entry.objects.count()
    wall, cpu = perf_counter(), process_time()
    with bar(hidden) as progress:
        task = progress.add_task(_("核验"), total=count)
        found = services.verify(progress=lambda done, _total: progress.update(task, completed=done))
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return [
        Line(_("核验"), _("条/秒"), count / wall),
        Line(_("核验 · 每核"), _("条/秒"), count / cpu),
        Line(_("核验的条目"), _("条"), count),
        Line(_("发现"), _("处"), len(found), target="0", met=not found),
        Line(_("内存峰值"), "MB", peak_memory_mb()),
    ]
