"""`gongkai bench calendar`: working days counted and added."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import typer
from django.utils.translation import gettext as _

from gongkai.faces.cli.bench import place
from gongkai.faces.cli.bench.measuring import AS_JSON, Line, Report, Samples, conditions, show, spread
from gongkai.foundation.calendar import rules, selectors

BATCH = 10_000
FIRST, DAYS = date(2010, 1, 1), 365 * 18


def calendar(
    batches: int = typer.Option(20, min=3, help=f"Batches of {BATCH} computations that are timed."),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Add 20 working days to, and count them between, days from 2010 on; some lie in years not announced yet."""
    place.enter(folder)
    report = Report(_("工作日历"), conditions())
    held, chance = selectors.calendar(), Random(1)
    days = [FIRST + timedelta(days=chance.randrange(DAYS)) for _n in range(BATCH)]
    added, counted, asked = Samples(), Samples(), Samples()
    for _batch in range(batches):
        _run(held, days, added, counted)
        with asked.run():
            selectors.calendar()
    report.lines = [
        Line(_("加二十个工作日"), _("次/秒"), BATCH * batches / sum(added.cpus)),
        spread(_("加二十个工作日 · 每次"), added.cpus, "µs", factor=1e6 / BATCH),
        Line(_("数工作日"), _("次/秒"), BATCH * batches / sum(counted.cpus)),
        spread(_("取得现行日历（一次查询）"), asked.walls),
    ]
    show(report, as_json)


def _run(held: rules.Calendar, days: list[date], added: Samples, counted: Samples) -> None:
    with added.run():
        for day in days:
            held.add_working_days(day, 20)
    with counted.run():
        for day in days:
            held.count_working_days(FIRST, day)
