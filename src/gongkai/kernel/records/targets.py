"""Other documents as officials name them: by index number, document number or title."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.records.models import Record

_UNNUMBERED = re.compile(r"#[0-9]{1,18}")
NEAR = 5
"""Most titles that are offered for one that was not found."""


@dataclass(frozen=True, slots=True)
class Target:
    """The record that was meant, or why none was found."""

    record: int | None = None
    problem: str = ""


def find_targets(names: Iterable[str], organ: Organ) -> dict[str, Target]:
    """Name -> record. A number finds any record; a title only what is public or the organ's own.

    Three queries, and one more for each name that finds nothing or several.
    """
    wanted = {name.strip() for name in names if name.strip()}
    found = {name: {int(name[1:])} for name in wanted if _UNNUMBERED.fullmatch(name)}
    found |= {number: {pk} for number, pk in _by(Record.objects.all(), "index_number", wanted)}
    for field in ("current__document_number", "title"):
        for value, pk in _by(_known(organ), field, wanted - set(found)):
            found.setdefault(value, set()).add(pk)
    return {name: _target(name, found.get(name, set()), organ) for name in wanted}


def _by(rows: QuerySet[Record], field: str, names: set[str]) -> list[tuple[str, int]]:
    return (
        list(rows.filter(**{f"{field}__in": names}).order_by("pk").values_list(field, "pk")) if names else []
    )


def _known(organ: Organ) -> QuerySet[Record]:
    return Record.objects.filter(Q(publication__isnull=False) | Q(organ=organ), index_number__isnull=False)


def _target(name: str, found: set[int], organ: Organ) -> Target:
    if len(found) == 1:
        return Target(next(iter(found)))
    near = _known(organ).filter(pk__in=found) if found else _near(name)
    listed = "；".join(
        f"{number} {title}" for number, title in near.values_list("index_number", "title")[:NEAR]
    )
    if found:
        return Target(problem=_("有 %(n)d 件同名，请写索引号：%(list)s") % {"n": len(found), "list": listed})
    if listed:
        return Target(problem=_("没有找到“%(name)s”。相近的有：%(list)s") % {"name": name, "list": listed})
    return Target(problem=_("没有索引号、文号或标题为“%s”的信息，请核对。") % name)


def _near(name: str) -> QuerySet[Record]:
    public = Record.objects.filter(publication__isnull=False, title__icontains=name)
    return (public if len(name) > 1 else public.none()).order_by("-touched_at", "-id")


def names_of(ids: Iterable[int], organ: Organ) -> dict[int, tuple[str, str]]:
    """Record id -> (index number, or # and its id, as `find_targets` takes them; title); no title of what is neither public nor the organ's own. One query."""
    wanted = list(ids)
    shown = set(_known(organ).filter(pk__in=wanted).values_list("pk", flat=True))
    rows = Record.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "index_number", "title")
    return {pk: (number or f"#{pk}", title if pk in shown else "") for pk, number, title in rows}
