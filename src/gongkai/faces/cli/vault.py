"""`gongkai vault …`: keys of personal data: which are in use, change them, examine every sealed value."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table

from gongkai.faces.cli.asking import BY, dump, person_of, refusals, say
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.files.papers import seal_papers
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.selectors import may
from gongkai.foundation.vault import selectors, services
from gongkai.foundation.vault.keys import KeyMissing
from gongkai.foundation.vault.rules.envelope import CIPHERS

app = typer.Typer(
    no_args_is_help=True,
    help="Keys that seal personal data. Exit codes: 0 in order, 1 something was found or refused, 2 wrong call.",
)
AS_JSON = typer.Option(False, "--json", help="Print JSON.")


@contextmanager
def _bar(quiet: bool) -> Iterator[Callable[[int, int], None]]:
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _administrator(username: str) -> Person:
    person = person_of(username)
    if not may(person, "vault.operate", organ=person.organ, today=shanghai_date(timezone.now())):
        refuse([Reason("not_permitted", _("%s没有办理此事的权限。") % person.name, "", "by")])
    return person


@app.command()
def status(as_json: bool = AS_JSON) -> None:
    """Show the keys and how many values need each. Exit 1 when a key is missing or readable by others."""
    with _bar(as_json) as progress:
        found, problems = selectors.status(progress), selectors.problems()
    if as_json:
        dump(
            {
                "current": found.current,
                "keys": found.keys,
                "uses": found.uses,
                "missing": found.missing,
                "unfinished": found.unfinished,
                "problems": problems,
            }
        )
    else:
        table = Table(_("密钥"), _("封存的数据"), _("说明"))
        for name in sorted({*found.keys, *found.uses}):
            table.add_row(name or "-", str(found.uses.get(name, 0)), _said_of(name, found))
        Console().print(table)
        for file, problem in problems:
            say(f"{file}: {problem}", "red")
    raise typer.Exit(1 if problems or found.missing else 0)


def _said_of(name: str, found: selectors.Status) -> str:
    if not name:
        return _("已清除的数据")
    if name not in found.keys:
        return _("密钥缺失，这些数据无法读取；请从密钥备份恢复")
    if name == found.current:
        return _("正在使用") if not found.unfinished else _("正在使用，轮换尚未完成")
    return _("旧密钥，无人使用，可以移除") if name in found.idle else _("旧密钥")


@app.command()
def rotate(
    by: str = BY,
    cipher: str = typer.Option(
        "", "--cipher", help="aes-256-gcm or sm4-gcm; without it GONGKAI_VAULT_CIPHER."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Make a new key and seal everything with it. May be stopped at any time; run again it goes on."""
    cipher = cipher or settings.VAULT_CIPHER
    if cipher not in CIPHERS:
        raise typer.BadParameter(", ".join(CIPHERS), param_hint="--cipher")
    with refusals(as_json):
        person, now = _administrator(by), timezone.now()
        rotation = services.begin_rotation(cipher=cipher, organ=person.organ, by=person, at=now)
    with _bar(as_json) as progress:
        changed = services.reseal(rotation=rotation, at=timezone.now(), progress=progress)
    if as_json:
        dump({"key": rotation.generation, "changed": changed})
        return
    say(_("新密钥 %(key)s，重新封存 %(n)d 项。") % {"key": rotation.generation, "n": changed}, "green")
    say(_("请立即备份密钥文件夹（与数据库分开存放）。旧密钥在备份过期后可用 gongkai vault remove 移除。"))


@app.command()
def verify(as_json: bool = AS_JSON) -> None:
    """Open every sealed value once. Exit 1 when one was changed, moved, or lacks its key."""
    with _bar(as_json) as progress:
        findings = services.verify(progress=progress)
    if as_json:
        dump([finding.as_dict() for finding in findings])
    for finding in findings if not as_json else []:
        say(str(finding), "red")
    if not findings and not as_json:
        say(_("全部封存数据均可读取，没有改动。"), "green")
    raise typer.Exit(1 if findings else 0)


@app.command("seal-files")
def seal_files(by: str = BY, as_json: bool = AS_JSON) -> None:
    """Seal papers of applicants that came before their kind was sealed. May be stopped at any time; run again it goes
    on. Exit 1 when the bytes of one are gone or cannot be read."""
    with refusals(as_json):
        person = _administrator(by)
    with _bar(as_json) as progress:
        done, unread = seal_papers(by=person, at=timezone.now(), progress=progress)
    if as_json:
        dump({"sealed": done, "unread": unread})
    else:
        say(_("封存了 %d 份申请人材料；原来的明文由后台任务覆盖删除。") % done, "green")
        for number in unread:
            say(_("文件 %d 读不出来，没有封存；请运行 gongkai files check。") % number, "red")
    raise typer.Exit(1 if unread else 0)


@app.command()
def remove(
    key: str = typer.Argument(..., help="Name of an old key, as `status` shows it."),
    by: str = BY,
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = AS_JSON,
) -> None:
    """Destroy an old key that nothing uses. Backups of the database from its time become unreadable."""
    if not yes:
        typer.confirm(_("移除后，当时的数据库备份中的个人信息将永远无法读取。继续？"), abort=True)
    with refusals(as_json):
        person = _administrator(by)
        try:
            services.remove_key(name=key, organ=person.organ, by=person, at=timezone.now())
        except KeyMissing as error:
            raise typer.BadParameter(_("没有密钥“%s”。") % key) from error
    if not as_json:
        say(_("密钥 %s 已移除。") % key)
