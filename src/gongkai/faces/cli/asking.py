"""What the commands about records and tokens share: finding people and organs, showing reasons."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rich.console import Console

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.orgs.models import Organ, Person
from gongkai.foundation.orgs.selectors import organs_below

AS_JSON = typer.Option(False, "--json", help="Print JSON lines.")
BY = typer.Option(..., "--by", help="Account of the person who acts.")
ORGAN = typer.Option(..., "--organ", help="Code of the organ.")


def dump(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def say(text: str, style: str = "", *, to_stderr: bool = False) -> None:
    Console(highlight=False, soft_wrap=True, stderr=to_stderr).print(text, style=style, markup=False)


def person_of(username: str) -> Person:
    found = Person.objects.select_related("organ").filter(username=username, is_active=True).first()
    if found is None:
        raise typer.BadParameter(_("没有账号“%s”，或已停用。") % username)
    return found


def organ_of(code: str) -> Organ:
    found = Organ.objects.filter(code=code).first()
    if found is None:
        raise typer.BadParameter(_("没有代码为“%s”的机关。") % code)
    return found


def organs_of(code: str, below: bool) -> QuerySet[Organ]:
    """The organ of that code, with `below` all under it too."""
    found = organ_of(code)
    return organs_below(found) if below else Organ.objects.filter(pk=found.pk)


def writable(path: Path | None) -> Path | None:
    """Callback of options that name a file to write: asked before any work is done, so that none is lost."""
    if path is None:
        return None
    if path.is_dir():
        raise typer.BadParameter(_("%s 是文件夹，请给出文件名。") % path)
    if not path.parent.is_dir():
        raise typer.BadParameter(_("没有文件夹 %s，请先建立。") % path.parent)
    if not os.access(path.parent, os.W_OK):
        raise typer.BadParameter(_("没有权限写入文件夹 %s。") % path.parent)
    return path


@contextmanager
def refusals(as_json: bool, exit_code: int = 1) -> Iterator[None]:
    """Show the reasons of a refusal, all of them, and end with `exit_code`."""
    try:
        yield
    except NotAllowed as refused:
        show_reasons(refused.reasons, as_json)
        raise typer.Exit(exit_code) from refused


def show_reasons(reasons: list[Reason], as_json: bool) -> None:
    if as_json:
        dump({"refused": [reason.as_dict() for reason in reasons]})
        return
    say(_("未办理，原因如下（%d 条）：") % len(reasons), "red", to_stderr=True)
    for reason in reasons:
        say(reason_line(reason), to_stderr=True)


def reason_line(reason: Reason) -> str:
    law = f"〔{reason.law}〕" if reason.law else ""
    where = f"{reason.where}：" if reason.where else ""
    return f"- {where}{reason.text}{law}"
