"""`gongkai token …`: tokens for other systems, given and revoked by an administrator."""

from datetime import datetime, timedelta

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from gongkai.faces.cli.asking import AS_JSON, BY, ORGAN, dump, organ_of, person_of, refusals, say
from gongkai.faces.openapi import services
from gongkai.faces.openapi.models import ApiToken
from gongkai.faces.openapi.vocabulary import Scope
from gongkai.foundation.common.times import shanghai_date

app = typer.Typer(
    no_args_is_help=True, help="Tokens of the API. Exit codes: 0 done, 1 refused or not found, 2 wrong call."
)
SCOPE = typer.Option(..., "--scope", help=f"May be repeated: {', '.join(Scope.values)}.")


@app.command()
def create(
    name: str = typer.Argument(..., help="Name of the system that uses it."),
    person: str = typer.Option(
        ..., "--person", help="Account as which it acts, within that person's rights."
    ),
    scope: list[str] = SCOPE,
    by: str = BY,
    until: datetime = typer.Option(
        None, formats=["%Y-%m-%d"], help="Last day; a year from now unless given."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Give a token. It is shown this once; only its digest is kept."""
    now = timezone.now()
    holder = person_of(person)
    expires_on = until.date() if until else shanghai_date(now) + timedelta(days=365)
    with refusals(as_json):
        token, secret = services.create_token(
            name=name,
            person=holder,
            organ=holder.organ,
            scopes=scope,
            expires_on=expires_on,
            by=person_of(by),
            at=now,
        )
    if as_json:
        dump({**_as_dict(token), "token": secret})
        return
    say(_("令牌（只显示这一次，请立即交给对方系统保管）："), "green")
    typer.echo(secret)
    text = _("编号 %(id)d，有效期至 %(day)s。停用：gongkai token revoke %(id)d --by 账号")
    say(text % {"id": token.pk, "day": expires_on})


@app.command()
def revoke(
    number: int = typer.Argument(..., help="Number of the token."), by: str = BY, as_json: bool = AS_JSON
) -> None:
    """Stop a token at once."""
    token = ApiToken.objects.select_related("organ").filter(pk=number).first()
    if token is None:
        raise typer.BadParameter(_("没有编号为 %d 的令牌。") % number)
    with refusals(as_json):
        token = services.revoke_token(token=token, by=person_of(by), at=timezone.now())
    if as_json:
        dump(_as_dict(token))
    else:
        say(_("令牌“%s”已停用。") % token.name, "green")


@app.command("list")
def list_tokens(organ: str = ORGAN, as_json: bool = AS_JSON) -> None:
    """The tokens of an organ."""
    tokens = ApiToken.objects.filter(organ=organ_of(organ)).select_related("person", "organ").order_by("pk")
    if as_json:
        dump([_as_dict(token) for token in tokens])
        return
    table = Table(_("编号"), _("系统"), _("代表"), _("用途"), _("有效期至"), _("状态"))
    for token in tokens:
        state = _("已停用") if token.revoked_at else ""
        scopes = "、".join(token.scopes)
        table.add_row(
            str(token.pk), token.name, token.person.name, scopes, token.expires_on.isoformat(), state
        )
    Console().print(table)


def _as_dict(token: ApiToken) -> dict:
    return {
        "id": token.pk,
        "name": token.name,
        "organ": token.organ.code,
        "person": token.person.username,
        "scopes": token.scopes,
        "expires_on": token.expires_on,
        "revoked_at": token.revoked_at,
    }
