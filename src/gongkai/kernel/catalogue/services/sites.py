"""Sites and the channels of cities."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import events, rules
from gongkai.kernel.catalogue.models import Site
from gongkai.kernel.catalogue.services._common import enter, set_fields, tell

EDITABLE = frozenset(
    {"name", "address", "id_code", "icp", "police_record", "contact", "is_demonstration", "names_editor"}
)


def _reasons_against(site: Site) -> list[Reason]:
    return rules.reasons_against_site(
        level=site.organ.level,
        address=site.address,
        id_code=site.id_code,
        is_channel=site.parent_id is not None,
    )


@transaction.atomic
def create_site(
    *,
    organ: Organ,
    code: str,
    name: str,
    address: str = "",
    parent: Site | None = None,
    id_code: str = "",
    icp: str = "",
    police_record: str = "",
    contact: str = "",
    is_demonstration: bool = False,
    names_editor: bool = True,
    by: Actor,
    at: datetime,
) -> Site:
    """The site of an organ or, with `parent`, its channel on that site.

    NotAllowed: an organ that opens no site, a second one, a channel of an organ that is not below the site's.
    """
    site = Site(
        organ=organ,
        code=code,
        name=name,
        address=address,
        parent=parent,
        id_code=id_code,
        icp=icp,
        police_record=police_record,
        contact=contact,
        is_demonstration=is_demonstration,
        names_editor=names_editor,
    )
    refuse(_reasons_against(site) + _reasons_against_place(site))
    site.save()
    enter(site, "site.create", organ, by, at, code=code, parent=parent.code if parent else "")
    tell(events.SITE_CHANGED, site, site=site.pk)
    return site


def _reasons_against_place(site: Site) -> list[Reason]:
    reasons = []
    if Site.objects.filter(organ=site.organ).exists():
        reasons.append(Reason("site_second", _("一个单位最多开设一个网站。"), "国办发〔2017〕47号", "organ"))
    if Site.objects.filter(code=site.code).exists():
        reasons.append(Reason("site_code_taken", _("网站代码已被使用。"), where="code"))
    if site.parent and not site.organ.path.startswith(site.parent.organ.path):
        reasons.append(
            Reason("channel_organ", _("频道的主办单位须是网站主办单位的下级机关。"), where="parent")
        )
    if site.parent and site.parent.parent_id:
        reasons.append(Reason("channel_depth", _("频道之下不能再设频道。"), where="parent"))
    return reasons


@transaction.atomic
def change_site(*, site: Site, changes: dict[str, Any], by: Actor, at: datetime) -> Site:
    """`changes`: field -> new value (see EDITABLE; ValueError for others)."""
    site = Site.objects.select_for_update(of=("self",)).select_related("organ").get(pk=site.pk)
    differences = set_fields(site, changes, EDITABLE)
    refuse(_reasons_against(site))
    if differences:
        site.save()
        enter(site, "site.change", site.organ, by, at, changes=differences)
        tell(events.SITE_CHANGED, site, site=site.pk)
    return site
