"""Columns of a site. The address of a column never changes, since pages stand under it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import events, rules
from gongkai.kernel.catalogue.models import Column, DutyEntry, Site
from gongkai.kernel.catalogue.services._common import enter, set_fields, tell

EDITABLE = frozenset(
    {"name", "kind", "type", "description", "keywords", "freshness_days", "duty", "organ", "position"}
)


def _reasons_against(column: Column) -> list[Reason]:
    parent = column.parent
    reasons = rules.reasons_against_column(
        slug=column.slug,
        name=column.name,
        kind=column.kind,
        parent_path=parent.path if parent else "",
        freshness_days=column.freshness_days,
    )
    if parent and parent.site_id != column.site_id:
        reasons.append(Reason("column_site", _("上级栏目属于另一个网站。"), where="parent"))
    if parent and parent.closed_on:
        reasons.append(Reason("column_parent_closed", _("上级栏目已停用。"), where="parent"))
    beside = Column.objects.filter(site=column.site, parent=parent, closed_on=None).exclude(pk=column.pk)
    if beside.filter(name=column.name).exists():
        reasons.append(Reason("column_name_taken", _("同级已有同名栏目。"), where="name"))
    return reasons + _reasons_against_bindings(column)


def _reasons_against_bindings(column: Column) -> list[Reason]:
    """The duty and the organ named must be those of the site's organ or of one below it."""
    reasons = []
    root = column.site.organ.path
    if column.duty and not column.duty.organ.path.startswith(root):
        reasons.append(Reason("column_duty", _("公开事项不属于本网站的机关。"), where="duty"))
    if column.organ and not column.organ.path.startswith(root):
        reasons.append(Reason("column_organ", _("该机关不在本网站发布信息。"), where="organ"))
    return reasons


@transaction.atomic
def create_column(
    *,
    site: Site,
    slug: str,
    name: str,
    kind: str,
    parent: Column | None = None,
    type: str = "",
    description: str = "",
    keywords: str = "",
    freshness_days: int | None = None,
    duty: DutyEntry | None = None,
    organ: Organ | None = None,
    position: int = 0,
    by: Actor,
    at: datetime,
) -> Column:
    """A new open column. NotAllowed: bad or taken address, name taken beside it, too deep, foreign duty."""
    column = Column(
        site=site, parent=parent, slug=slug, name=name, kind=kind, type=type, duty=duty, organ=organ
    )
    column.description, column.keywords = description, keywords
    column.freshness_days, column.position = freshness_days, position
    column.path = f"{parent.path if parent else ''}{slug}/"
    reasons = _reasons_against(column)
    if site.columns.filter(path=column.path).exists():
        reasons.append(Reason("slug_taken", _("该栏目地址已被使用。"), where="slug"))
    refuse(reasons)
    column.save()
    enter(column, "column.create", site.organ, by, at, site=site.code, path=column.path)
    tell(events.COLUMN_CHANGED, column, site=site.pk, column=column.pk)
    return column


def _locked(column: Column) -> Column:
    related = ("site__organ", "parent", "duty__organ", "organ")
    return Column.objects.select_for_update(of=("self",)).select_related(*related).get(pk=column.pk)


@transaction.atomic
def change_column(*, column: Column, changes: dict[str, Any], by: Actor, at: datetime) -> Column:
    """`changes`: field -> new value (see EDITABLE; ValueError for others, as for the address)."""
    column = _locked(column)
    differences = set_fields(column, changes, EDITABLE)
    refuse(_reasons_against(column))
    if differences:
        column.save()
        enter(column, "column.change", column.site.organ, by, at, changes=differences)
        tell(events.COLUMN_CHANGED, column, site=column.site_id, column=column.pk)
    return column


@transaction.atomic
def move_column(*, column: Column, before: Column | None, by: Actor, at: datetime) -> Column:
    """Place a column before one of its neighbours, or (None) last. Positions are dense afterwards."""
    column = _locked(column)
    beside = list(Column.objects.filter(site=column.site_id, parent=column.parent_id).exclude(pk=column.pk))
    place = next((n for n, other in enumerate(beside) if before and other.pk == before.pk), len(beside))
    order = [*beside[:place], column, *beside[place:]]
    for position, other in enumerate(order, 1):
        other.position = position
    Column.objects.bulk_update(order, ["position"])
    enter(column, "column.move", column.site.organ, by, at, position=place + 1)
    tell(events.COLUMN_CHANGED, column, site=column.site_id, column=column.pk)
    return column


@transaction.atomic
def close_column(*, column: Column, by: Actor, at: datetime) -> Column:
    """No new records from now on; the pages stay. NotAllowed: see rules.reasons_against_closing."""
    column = _locked(column)
    refuse(rules.reasons_against_closing(column_state(column)))
    column.closed_on = shanghai_date(at)
    column.save(update_fields=["closed_on"])
    enter(column, "column.close", column.site.organ, by, at, path=column.path)
    tell(events.COLUMN_CHANGED, column, site=column.site_id, column=column.pk)
    return column


def column_state(column: Column) -> rules.ColumnState:
    """The facts that closing depends on."""
    duty = column.duty if column.duty and column.duty.retired_on is None else None
    served_elsewhere = duty is None or duty.columns.filter(closed_on=None).exclude(pk=column.pk).exists()
    return rules.ColumnState(
        path=column.path,
        is_open=column.closed_on is None,
        open_children=column.children.filter(closed_on=None).count(),
        only_column_of_duty="" if served_elsewhere else duty.name,
    )


@transaction.atomic
def reopen_column(*, column: Column, by: Actor, at: datetime) -> Column:
    """NotAllowed when a column beside it has taken the name, or the column above is closed."""
    column = _locked(column)
    refuse(_reasons_against(column))
    column.closed_on = None
    column.save(update_fields=["closed_on"])
    enter(column, "column.reopen", column.site.organ, by, at, path=column.path)
    tell(events.COLUMN_CHANGED, column, site=column.site_id, column=column.pk)
    return column
