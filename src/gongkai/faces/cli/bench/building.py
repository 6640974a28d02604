"""`gongkai bench build`: the whole public site from nothing."""

import shutil
from pathlib import Path
from time import perf_counter, process_time

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.bench import place
from gongkai.faces.cli.bench.measuring import AS_JSON, Line, Report, bar, conditions, peak_memory_mb, show
from gongkai.foundation.jobs.services import overtake
from gongkai.kernel.publishing import services

PAGES_A_CORE = 300


def build(
    folder: Path = place.FOLDER,
    again: bool = typer.Option(False, help="Measure a second build, in which nothing has changed, too."),
    as_json: bool = AS_JSON,
) -> None:
    """Remove the site tree and build it: pages a second for one core, and the most memory held."""
    place.enter(folder)
    place.require_loaded()
    shutil.rmtree(settings.SITE_ROOT, ignore_errors=True)
    report = Report(_("整站生成"), conditions())
    report.lines = _measured(_("从空目录生成"), as_json)
    if again:
        report.lines += _measured(_("再次生成（无变化）"), as_json)
    report.lines.append(Line(_("内存峰值"), "MB", peak_memory_mb()))
    report.notes.append(_("每核页数按处理器时间计算：页数 ÷ 处理器秒数，不受同机其他工作影响。"))
    show(report, as_json)


def _measured(name: str, hidden: bool) -> list[Line]:
    at = timezone.now()
    wall, cpu = perf_counter(), process_time()
    with bar(hidden) as progress:
        task = progress.add_task(name, total=None)
        built = services.build(
            at=at, progress=lambda done, total, _piece: progress.update(task, completed=done, total=total)
        )
    wall, cpu = perf_counter() - wall, process_time() - cpu
    for kind in ("site.render", "site.changed", "site.refresh"):  # the build has done their work
        overtake(kind=kind, before=at)
    rate = built.files / cpu
    return [
        Line(
            f"{name} · {_('每核')}",
            _("页/秒"),
            rate,
            target=f"≥ {PAGES_A_CORE}",
            met=rate >= PAGES_A_CORE,
        ),
        Line(f"{name} · {_('实际')}", _("页/秒"), built.files / wall),
        Line(f"{name} · {_('文件')}", _("个"), built.files),
        Line(f"{name} · {_('写入')}", _("个"), built.written),
        Line(f"{name} · {_('历时')}", "s", wall),
        Line(f"{name} · {_('处理器时间')}", "s", cpu),
    ]
