"""Running and looking after an installation: run, worker, migrate, doctor, settings."""

import json
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from gongkai import environment
from gongkai.faces.cli.supervise import TICK, AlreadyRuns, Stopped, Supervisor, only_one, stopped_by_signals
from gongkai.faces.cli.trouble import CANNOT_RUN
from gongkai.foundation.common.actors import SYSTEM

console = Console()


def mount(root: typer.Typer) -> None:
    root.command("run")(run)
    root.command("worker")(worker)
    root.command("migrate")(migrate)
    root.command("doctor")(doctor)
    root.command("settings")(show_settings)


def migrate() -> None:
    """Create or update the tables, and the letter texts that come with the platform. Safe to repeat."""
    from gongkai.foundation.ledger.services import mark_production
    from gongkai.foundation.orgs.models import Organ
    from gongkai.kernel.letters.services import load_texts
    from gongkai.kernel.publishing.services import provide_assets

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it, in VAR
    call_command("migrate", verbosity=0, interactive=False)
    if settings.MODE == "production":
        mark_production(by=SYSTEM, at=timezone.now())
    if Organ.objects.exists():  # before, there is no chain of the ledger to tell it in
        load_texts(by=SYSTEM, at=timezone.now())
    if (settings.SITE_ROOT / "index.html").exists():
        provide_assets(at=timezone.now())  # pages of the new version find theirs beside those of the old


def run(
    host: str = typer.Option(environment.read("GONGKAI_HOST"), help="Address to listen on."),
    port: int = typer.Option(
        int(environment.read("GONGKAI_PORT")), help="Port; the next free one when taken."
    ),
    demonstration: bool = typer.Option(True, help="Load the demonstration province into an empty database."),
) -> None:
    """Start everything: tables, demonstration data (first time), public site, desk, worker."""
    try:
        with stopped_by_signals(), only_one(settings.VAR) as leave_word:
            free = free_port(host, port)
            moved = _take_address(base_address(host, free))
            _prepare(demonstration and settings.DEMONSTRATION, moved=moved)
            _serve(host, port, leave_word)
    except AlreadyRuns as other:
        _say(
            _("%(folder)s 里的平台已经在运行（%(who)s）。") % {"folder": settings.VAR, "who": other}, "yellow"
        )
        _say(_("请先停止它，或用 GONGKAI_VAR 指定另一个文件夹。"))
        raise typer.Exit(CANNOT_RUN) from other
    except Stopped:
        _say(_("已停止。数据保留，再次运行即可继续。"))


def _say(text: str, style: str = "") -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def base_address(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0', '::1', '::'} else shown}:{port}"


def _take_address(base: str) -> bool:
    """A demonstration whose public address nobody set is found where it listens: links in feeds work at any port.

    True when its pages were made for another address.
    """
    if not settings.DEMONSTRATION or environment.is_set("GONGKAI_SITE_ADDRESS"):
        return False
    moved = base != settings.SITE_ADDRESS
    settings.SITE_ADDRESS = base
    settings.SITE_ADDRESS_TOLD.write_text(base, "utf-8")
    return moved


def _prepare(demonstration: bool, *, moved: bool = False) -> None:
    """Tables, demonstration data into an empty database, and the public site when it is not complete.

    A start that was interrupted leaves its mark, and the next one makes the site again.
    """
    from gongkai.faces.cli.demo import load_when_empty
    from gongkai.foundation.jobs.services import release_leases
    from gongkai.foundation.jobs.worker import drain
    from gongkai.kernel.publishing.services import build

    mark = settings.VAR / "first-start"
    if demonstration and not settings.SITE_ROOT.exists():
        _say(_("首次启动：建立数据库，装入演示数据，生成公开网站和检索，约需一两分钟。"))
        mark.touch()
    migrate()
    loaded = demonstration and load_when_empty(console)
    incomplete = mark.exists() or not (settings.SITE_ROOT / "index.html").exists()
    if not loaded and (moved or incomplete):
        _say(_("公开网站不完整，正在重新生成。") if incomplete else _("公开网站的地址变了，正在重新生成。"))
        build(at=timezone.now())
        release_leases(worker="demo")
        drain(worker="start")  # so that search, too, answers from the first moment
    mark.unlink(missing_ok=True)


def _serve(host: str, port: int, leave_word: Callable[[str], None]) -> None:
    """Run server and workers until Stopped; addresses and accounts are told when the server answers."""
    free = free_port(host, port)
    if free != port:
        _say(_("端口 %(taken)d 已被占用，改用 %(free)d。") % {"taken": port, "free": free}, "yellow")
    base = base_address(host, free)
    connection.close()
    supervisor = Supervisor(_commands(host, free), dict(os.environ), _report)
    try:
        supervisor.start()
        _wait_until_up(supervisor, host, free)
        leave_word(f"PID {os.getpid()}, {base}/")
        _announce(base)
        supervisor.keep()
    finally:
        supervisor.end()


def free_port(host: str, wanted: int, tries: int = 50) -> int:
    """`wanted`, or the next port that nobody listens on. typer.Exit with the reason when there is none."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    reason = ""
    for port in range(wanted, wanted + tries):
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError) as error:
                reason = str(error)
                continue
            return port
    _say(
        _("在 %(host)s 上不能使用端口 %(port)d：%(reason)s")
        % {"host": host, "port": wanted, "reason": reason},
        "red",
    )
    raise typer.Exit(CANNOT_RUN)


def _wait_until_up(supervisor: Supervisor, host: str, port: int) -> None:
    """Until the server answers, whatever it answers."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        supervisor.look()
        with closing(HTTPConnection(address, port, timeout=5)) as probe:
            try:
                probe.request("GET", "/healthz", headers={"Host": "localhost"})
                probe.getresponse()
            except (OSError, HTTPException):
                time.sleep(TICK)
                continue
        return


def _report(name: str, code: int, pause: float) -> None:
    text = _("%(name)s 意外结束（%(code)d），%(pause)d 秒后重新启动。")
    _say(text % {"name": name, "code": code, "pause": round(pause)}, "yellow")


def _announce(base: str) -> None:
    from gongkai.faces.cli.demo import accounts

    _say("")
    for label, path in ((_("公开网站"), "/"), (_("工作台"), "/desk/"), (_("接口"), "/api/v1/openapi.json")):
        _say(f"{label}{' ' * (10 - cell_len(label))}{base}{path}", "bold")
    rows = accounts()
    if rows:
        _say("\n" + _("演示账号（密码均为 gongkai-demo）"))
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in (_("账号"), _("姓名"), _("角色"), _("机关")):
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    _say("\n" + _("按 Ctrl+C 停止。"))


def _commands(host: str, port: int) -> dict[str, list[str]]:
    server = [
        sys.executable, "-m", "granian",
        "--interface", "wsgi",
        "--host", host,
        "--port", str(port),
        "--workers", "1",
        "--blocking-threads", "8",  # most wait: for the disk, for a slow reader
        "--backpressure", "256",
        "--no-ws",
        "--log-level", "error",
        "--workers-kill-timeout", "5",
        "gongkai.faces.cli.served:application",
    ]  # fmt: skip
    workers = {
        f"worker-{n}": [sys.executable, "-m", "gongkai.faces.cli", "worker", "--name", f"worker-{n}"]
        for n in range(1, int(environment.read("GONGKAI_WORKERS")) + 1)
    }
    return {"server": server, **workers}


def worker(name: str = typer.Option("worker", help="Name shown by doctor.")) -> None:
    """Work through the job rows: render, index, scheduled publications, clock acts."""
    from gongkai.foundation.jobs.worker import work

    # the same after a restart, so that what a killed worker held is taken up at once
    work(worker=f"{socket.gethostname()}/{name}")


def doctor(as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """Look for what would stop the work: migrations, workers, jobs, calendar, site tree, ledger heads, signing key, disk.

    Exit 1 when something is wrong.
    """
    from gongkai.faces.health import examine

    findings = examine(at=timezone.now())
    if as_json:
        typer.echo(json.dumps([f.as_dict() for f in findings], ensure_ascii=False))
    else:
        table = Table(_("检查"), _("结果"))
        table.add_column(_("说明"), overflow="fold")
        for finding in findings:
            table.add_row(
                finding.name,
                f"[green]{_('正常')}[/]" if finding.good else f"[red]{_('异常')}[/]",
                finding.text,
            )
        console.print(table)
    connection.close()
    raise typer.Exit(0 if all(f.good for f in findings) else 1)


def show_settings(
    markdown: bool = typer.Option(False, help="As the table of the operations page."),
) -> None:
    """Every environment setting with its default and meaning."""
    if markdown:
        typer.echo(environment.as_markdown())
        return
    table = Table(_("设置"), _("当前值"), _("说明"))
    for setting in environment.SETTINGS:
        secret = setting.name in {"GONGKAI_SECRET", "GONGKAI_DATABASE"}
        table.add_row(
            setting.name,
            "•••" if secret and environment.read(setting.name) else environment.read(setting.name),
            setting.help,
        )
    console.print(table)
