"""The duty catalogue of an organ."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import events, rules
from gongkai.kernel.catalogue.models import DutyEntry
from gongkai.kernel.catalogue.services._common import enter, set_fields, tell

_FIELDS = "article name content source division limit_number limit_unit refresh refresh_number refresh_by"
EDITABLE = frozenset(f"{_FIELDS} channel audience on_request level confirmed position".split())


def _reasons_against(entry: DutyEntry) -> list[Reason]:
    reasons = rules.reasons_against_duty(
        name=entry.name,
        limit_number=entry.limit_number,
        limit_unit=entry.limit_unit,
        rhythm=rules.Rhythm(entry.refresh, entry.refresh_number, entry.refresh_by),
        source=entry.source,
    )
    if entry.article not in rules.Article.values:
        reasons.append(Reason("duty_article", _("请选择条例条款。"), where="article"))
    if entry.division and entry.division.organ_id != entry.organ_id:
        reasons.append(Reason("duty_division", _("责任处室不属于本机关。"), where="division"))
    return reasons


@transaction.atomic
def create_duty(*, organ: Organ, code: str, values: dict[str, Any], by: Actor, at: datetime) -> DutyEntry:
    """A new line; `values`: editable fields (article, name, source at least). NotAllowed with reasons."""
    entry = DutyEntry(organ=organ, code=code, level=organ.level)
    set_fields(entry, values, EDITABLE)
    reasons = _reasons_against(entry)
    if not code.strip() or organ.duties.filter(code=code).exists():
        reasons.append(Reason("duty_code", _("编号为空或已被使用。"), where="code"))
    refuse(reasons)
    entry.save()
    enter(entry, "duty.create", organ, by, at, code=code, name=entry.name)
    tell(events.DUTY_CHANGED, entry, organ=organ.pk, duty=entry.pk)
    return entry


def _locked(entry: DutyEntry) -> DutyEntry:
    rows = DutyEntry.objects.select_for_update(of=("self",)).select_related("organ", "division")
    return rows.get(pk=entry.pk)


@transaction.atomic
def change_duty(*, entry: DutyEntry, changes: dict[str, Any], by: Actor, at: datetime) -> DutyEntry:
    """`changes`: field -> new value. Comparing a shipped line with the local directory sets `confirmed`."""
    entry = _locked(entry)
    differences = set_fields(entry, changes, EDITABLE)
    refuse(_reasons_against(entry))
    if differences:
        entry.save()
        enter(entry, "duty.change", entry.organ, by, at, changes=differences)
        tell(events.DUTY_CHANGED, entry, organ=entry.organ_id, duty=entry.pk)
    return entry


@transaction.atomic
def retire_duty(*, entry: DutyEntry, reason: str, by: Actor, at: datetime) -> DutyEntry:
    """The line is no longer part of the directory; records and columns that point to it keep it."""
    entry = _locked(entry)
    if not reason.strip():
        refuse([Reason("duty_retire_reason", _("请说明停用的理由。"), where="reason")])
    entry.retired_on = shanghai_date(at)
    entry.save(update_fields=["retired_on"])
    enter(entry, "duty.retire", entry.organ, by, at, code=entry.code, reason=reason)
    tell(events.DUTY_CHANGED, entry, organ=entry.organ_id, duty=entry.pk)
    return entry
