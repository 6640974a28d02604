"""`gongkai bench import`: texts of law from a file to the public register, and the memory it takes."""

import json
import resource
import shutil
import subprocess
from pathlib import Path

import typer
from django.conf import settings
from django.utils.translation import gettext as _

from gongkai.faces.cli.bench import place, texts
from gongkai.faces.cli.bench.measuring import AS_JSON, Line, Report, conditions, show

SIZES = (1_000, 10_000)
GROWTH = 1.25  # memory of ten times as many rows, at most
ORGAN = "430000S"


def import_statutes(
    rows: list[int] = typer.Option(list(SIZES), help="Rows of the files; may be given again."),
    file: Path = typer.Option(
        None, exists=True, dir_okay=False, help="A real file of statutes instead of generated ones."
    ),
    folder: Path = place.FOLDER,
    as_json: bool = AS_JSON,
) -> None:
    """Import, review and publish generated texts of law, each file into a fresh database by a fresh process."""
    place.enter(folder)
    report = Report(_("导入法规文本"), conditions())
    peaks = []
    for source in [file] if file else [_written(Path(settings.VAR), count) for count in rows]:
        told = _imported(source)
        name = f"{source.stem} {told['rows']} {_('行')}"
        peaks.append(told["peak_memory_mb"])
        report.lines += [
            Line(name, _("行/秒"), told["rows"] / told["wall"]),
            Line(f"{name} · {_('每核')}", _("行/秒"), told["rows"] / told["cpu"]),
            Line(f"{name} · {_('公开')}", _("条"), told["published"]),
            Line(f"{name} · {_('文件大小')}", "MB", source.stat().st_size / 1e6),
            Line(f"{name} · {_('内存峰值')}", "MB", told["peak_memory_mb"]),
        ]
    if len(peaks) > 1:
        growth = peaks[-1] / peaks[0]
        report.lines.append(
            Line(_("内存：末一文件比第一文件"), "×", growth, target=f"≤ {GROWTH}", met=growth <= GROWTH)
        )
    report.notes.append(
        _("逐行起草、逐项审查（已依法公开）、过闸门、公开；页面和检索由任务随后完成，不计在内。")
    )
    show(report, as_json)


def _written(folder: Path, count: int) -> Path:
    path = folder / f"statutes-{count}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for serial in range(count):
            out.write(json.dumps(texts.statute(serial), ensure_ascii=False) + "\n")
    return path


def _imported(source: Path) -> dict[str, float]:
    """Run the command of the product in a folder of its own; its summary, with processor seconds."""
    place_of_its_own = source.parent if source.parent == settings.VAR else Path(settings.VAR)
    folder = place_of_its_own / f"import-{source.stem}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = place.environment_of(folder) | {"GONGKAI_DATABASE": ""}
    _run(
        place.command("bench", "load", "--records", "0", "--organs", "1", "--folder", str(folder), "--json"),
        environment,
    )
    before = _processor_of_children()
    arguments = ["--format", "statutes", "--organ", ORGAN, "--by", f"{ORGAN}-office", "--json"]
    review = ["--reviewer", f"{ORGAN}-secrecy", "--already-public", "--publish"]
    out = _run(place.command("import", "records", str(source), *arguments, *review), environment)
    told = json.loads(out.strip().splitlines()[-1])["summary"]
    return told | {"wall": told["seconds"], "cpu": _processor_of_children() - before}


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, 1):  # 1: some rows were refused, which the summary tells
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}")
    return done.stdout


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
