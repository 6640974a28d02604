"""`gongkai setup`: the first organ of an empty installation, its site, columns and duties, and an administrator."""

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.services import append, mark_production
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Organ, Region
from gongkai.foundation.orgs.regions import load_regions
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.letters.services import load_texts


def setup(
    code: str = typer.Option(..., help="Code of the organ; index numbers begin with it, e.g. 430S00."),
    name: str = typer.Option(..., help="Full name of the organ."),
    short_name: str = typer.Option("", help="Short name shown on the desk."),
    region: str = typer.Option("430000", help="GB/T 2260 code of its region; also decides the level."),
    address: str = typer.Option(..., help="Address of its public site, e.g. https://zrzyt.example.gov.cn"),
    site_code: str = typer.Option("", help="Identification code of the site (网站标识码), ten digits; a tag on every page."),
    administrator: str = typer.Option("admin", help="Account of the first administrator."),
    password: str = typer.Option(
        ..., prompt=True, hide_input=True, confirmation_prompt=True, envvar="GONGKAI_ADMIN_PASSWORD",
        help="At least ten characters; asked for when not given.",
    ),
) -> None:  # fmt: skip
    """Prepare an empty database for real work. Exit 1 when it already has an organ or something is refused."""
    console, at = Console(), timezone.now()
    call_command("migrate", verbosity=0, interactive=False)
    if Organ.objects.exists():
        console.print(_("数据库里已有机关，没有改动。"), style="yellow")
        raise typer.Exit(1)
    if len(password) < 10:
        console.print(_("密码至少十个字符。"), style="red")
        raise typer.Exit(2)
    try:
        with transaction.atomic():
            _establish(code, name, short_name, region, (address, site_code), administrator, password, at)
    except (NotAllowed, Region.DoesNotExist) as refusal:
        console.print(str(refusal), style="red")
        raise typer.Exit(1) from refusal
    console.print(
        _("完成。请用账号 %(name)s 登录工作台，建立处室、人员和岗位。") % {"name": administrator},
        style="green",
    )


def _establish(code, name, short_name, region, site, administrator, password, at) -> None:
    if settings.MODE == "production":
        mark_production(by=SYSTEM, at=at)
    load_regions(province=f"{region[:2]}0000", by=SYSTEM, at=at)
    place = Region.objects.get(pk=region)
    organ = orgs.create_organ(
        code=code, name=name, short_name=short_name or name, level=place.level, region=place, by=SYSTEM, at=at
    )
    person = orgs.create_person(
        username=administrator, name=_("系统管理员"), organ=organ, password=password, by=SYSTEM, at=at
    )
    orgs.give_post(person=person, role=Role.ADMINISTRATOR, organ=organ, by=SYSTEM, at=at)
    append(
        organ=code, verb="organ.create", subject_type="organ", subject_id=code, by=SYSTEM, at=at, detail={}
    )
    catalogue.load_classifications(by=SYSTEM, at=at)
    catalogue.load_duties(organ=organ, by=SYSTEM, at=at)
    catalogue.load_negative_list(organ=organ, by=SYSTEM, at=at)
    address, id_code = site
    site = catalogue.create_site(
        organ=organ, code="portal", name=name, address=address, id_code=id_code, by=SYSTEM, at=at
    )
    catalogue.load_columns(site=site, by=SYSTEM, at=at)
    load_texts(by=SYSTEM, at=at)
