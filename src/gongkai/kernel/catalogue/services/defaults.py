"""Shipped defaults: what a department starts from and then edits. Every loader may run again and leaves alone
what is already there; one ledger entry tells how many rows were added."""

from datetime import datetime

from django.db import transaction

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue import events, rules
from gongkai.kernel.catalogue.models import Column, DutyEntry, NegativeEntry, ServiceClass, Site, Subject
from gongkai.kernel.catalogue.rules import shipped
from gongkai.kernel.catalogue.services._common import tell


@transaction.atomic
def load_classifications(*, by: Actor, at: datetime) -> int:
    """Subject classes (the second level is a start, to be completed from the annex) and service classes.

    They belong to no organ, so no chain names them. Names become the shipped ones. Returns the rows.
    """
    return _load_classes(Subject, "subjects") + _load_classes(ServiceClass, "service_classes")


def _load_classes(model: type[Subject] | type[ServiceClass], name: str) -> int:
    rows = [
        model(code=row["code"], name=row["name"], parent_id=row["parent"] or None, position=position)
        for position, row in enumerate(shipped(name), 1)
    ]
    fields = ["name", "parent", "position"]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
    return len(rows)


@transaction.atomic
def load_duties(*, organ: Organ, by: Actor, at: datetime) -> int:
    """Lines of the shipped duty catalogue for the organ's level, given to divisions by their names.

    Lines that rest on general knowledge come unconfirmed. Returns how many were added.
    """
    known = set(organ.duties.values_list("code", flat=True))
    divisions = list(organ.divisions.all())
    wanted = [
        (position, row)
        for position, row in enumerate(shipped("duties"), 1)
        if organ.level in row["levels"].split() and row["code"] not in known
    ]
    added = [_duty(organ, row, position, divisions) for position, row in wanted]
    DutyEntry.objects.bulk_create(added)
    _enter_load(organ, "duty.load", len(added), by, at)
    return len(added)


def _duty(organ: Organ, row: dict[str, str], position: int, divisions: list) -> DutyEntry:
    plain = ("code", "article", "name", "content", "source", "limit_unit", "refresh", "refresh_by", "channel")
    return DutyEntry(
        **{name: row[name] for name in plain},
        organ=organ,
        division=next((division for division in divisions if row["division"] in division.name), None),
        limit_number=int(row["limit_number"]) if row["limit_number"] else None,
        refresh_number=int(row["refresh_number"]) if row["refresh_number"] else None,
        audience=row["audience"],
        on_request=row["on_request"] == "y",
        level=organ.level,
        confirmed=row["confirmed"] == "y",
        position=position,
    )


@transaction.atomic
def load_columns(*, site: Site, by: Actor, at: datetime) -> int:
    """The usual columns of a provincial site, or those meant for a city's channel. Returns how many are new.

    A column points to the duty of the site's organ where that is loaded: load the duties first.
    """
    known = {column.path: column for column in site.columns.all()}
    duties = {entry.code: entry for entry in site.organ.duties.all()}
    before = len(known)
    for level in range(rules.DEPTH):
        added = [
            _column(site, row, position, known, duties)
            for position, row in enumerate(shipped("columns"), 1)
            if row["path"].count("/") == level
            and f"{row['path']}/" not in known
            and (site.parent_id is None or row["channel"])
        ]
        for column in Column.objects.bulk_create(added):
            known[column.path] = column
    count = len(known) - before
    _enter_load(site.organ, "column.load", count, by, at)
    if count:
        tell(events.SITE_CHANGED, site, site=site.pk)
    return count


def _column(site: Site, row: dict[str, str], position: int, known: dict[str, Column], duties: dict) -> Column:
    above, _, slug = row["path"].rpartition("/")
    return Column(
        site=site,
        parent=known[f"{above}/"] if above else None,
        slug=slug,
        path=f"{row['path']}/",
        name=row["name"],
        kind=row["kind"],
        type=row["type"],
        description=row["description"],
        keywords=row["keywords"],
        freshness_days=int(row["freshness_days"]) if row["freshness_days"] else None,
        duty=duties.get(row["duty"]),
        position=position,
    )


@transaction.atomic
def load_negative_list(*, organ: Organ, by: Actor, at: datetime) -> int:
    """A first negative list, to be extended by the organ. Returns how many entries were added."""
    known = set(organ.negative_entries.values_list("name", flat=True))
    added = [
        NegativeEntry(organ=organ, name=row["name"], patterns=row["patterns"].split("|"), basis=row["basis"])
        for row in shipped("negative")
        if row["name"] not in known
    ]
    NegativeEntry.objects.bulk_create(added)
    _enter_load(organ, "negative_entry.load", len(added), by, at)
    return len(added)


def _enter_load(organ: Organ, verb: str, count: int, by: Actor, at: datetime) -> None:
    """Loading again is no act: nothing is entered when nothing was added."""
    if count:
        kind = verb.split(".")[0]
        append(
            organ=organ.code,
            verb=verb,
            subject_type=kind,
            subject_id=organ.code,
            by=by,
            at=at,
            detail={"added": count},
        )
