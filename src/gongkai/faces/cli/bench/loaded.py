"""`gongkai bench load`: a province full of records, in a minute or two instead of hours."""

from pathlib import Path
from time import perf_counter, process_time

import typer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.bench import loading, place, province
from gongkai.faces.cli.bench.measuring import AS_JSON, Line, Report, bar, conditions, peak_memory_mb, show
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.records.models import Record

MOST_ORGANS = 137  # the province, its cities, counties and districts


def load(
    records: int = typer.Option(100_000, min=0, help="Records that shall be there afterwards."),
    organs: int = typer.Option(136, min=1, max=MOST_ORGANS, help="Organs of the province, from above."),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Fill the folder with records of a whole province. Refuses a database that holds anything else."""
    place.enter(folder)
    place.refuse_foreign()
    wall, cpu = perf_counter(), process_time()
    if not Organ.objects.exists():
        with transaction.atomic():
            place.sign(records, timezone.now())
            province.build(organs, at=timezone.now())
    missing = max(records - Record.objects.count(), 0)
    with bar(as_json) as progress:
        task = progress.add_task(_("装入"), total=missing)
        for done in loading.load(province.offices(), missing):
            progress.update(task, completed=done)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    report = Report(_("装入基准数据"), conditions())
    report.lines = [
        Line(_("新装入"), _("条"), missing),
        Line(_("历时"), "s", wall),
        Line(_("处理器时间"), "s", cpu),
        Line(_("内存峰值"), "MB", peak_memory_mb()),
    ]
    show(report, as_json)
