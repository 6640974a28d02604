"""A whole province for benchmarks: organs by the table of regions, a division and the people who sign in each."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Division, Organ, Person, Region
from gongkai.foundation.orgs.regions import load_regions
from gongkai.foundation.orgs.rules import Level, Role
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.models import Column, Site

ROLES = {
    "officer": Role.INFORMATION_OFFICER,
    "head": Role.DIVISION_HEAD,
    "secrecy": Role.SECRECY_REVIEWER,
    "leader": Role.LEADER,
    "office": Role.OPEN_GOVERNMENT_OFFICE,
    "inspector": Role.INSPECTOR,
}
DIVISIONS = ("国土空间用途管制处", "执法监督处", "矿业权管理处")
OF_DIVISION = {"officer", "head"}
OPENED = date(2018, 1, 1)
_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)


@dataclass(frozen=True, slots=True)
class Office:
    """An organ with its people by role, and the ids of the columns its records go to, by path."""

    organ: Organ
    divisions: list[Division]
    people: dict[str, Person]
    columns: dict[str, int]


def build(count: int, *, at: datetime) -> None:
    """Make the first `count` organs of the province, from above: with sites for the province and the cities."""
    load_regions(by=SYSTEM, at=at)
    catalogue.load_classifications(by=SYSTEM, at=at)
    made: dict[str, Organ] = {}
    for level in _LEVELS:
        for region in Region.objects.filter(level=level).order_by("code"):
            if len(made) < count:
                made[region.code] = _organ(region, made.get(region.parent_id or ""), at)
    orgs.share_password(organs=made.values(), password=None, by=SYSTEM, at=at)
    first, *cities = [organ for organ in made.values() if organ.level != Level.COUNTY]
    main = _site(first, None, at)
    for city in cities:
        _site(city, main, at)


def _organ(region: Region, parent: Organ | None, at: datetime) -> Organ:
    name = f"{region.name}自然资源{'厅' if region.level == Level.PROVINCE else '局'}"
    with transaction.atomic():
        organ = orgs.create_organ(
            code=f"{region.code}S",
            name=name,
            level=region.level,
            region=region,
            parent=parent,
            by=SYSTEM,
            at=at,
        )
        divisions = [
            orgs.create_division(organ=organ, name=title, position=place, by=SYSTEM, at=at)
            for place, title in enumerate(DIVISIONS)
        ]
        for key, role in ROLES.items():
            _person(organ, divisions[0], key, role, at)
    return organ


def _person(organ: Organ, division: Division, key: str, role: Role, at: datetime) -> None:
    person = orgs.create_person(
        username=f"{organ.code}-{key}",
        name=f"{role.label}甲",
        organ=organ,
        division=division,
        by=SYSTEM,
        at=at,
    )
    orgs.give_post(
        person=person,
        role=role,
        organ=organ,
        division=division if key in OF_DIVISION else None,
        since=OPENED,
        by=SYSTEM,
        at=at,
    )


def _site(organ: Organ, main: Site | None, at: datetime) -> Site:
    site = catalogue.create_site(
        organ=organ,
        code=organ.code.lower(),
        name=f"{organ.name}网站",
        parent=main,
        address="" if main else "https://www.example.org",
        is_demonstration=True,
        by=SYSTEM,
        at=at,
    )
    catalogue.load_columns(site=site, by=SYSTEM, at=at)
    return site


def offices() -> list[Office]:
    """All organs, from above. A county publishes on the site of its city, a city without the column on the main one."""
    organs = list(Organ.objects.order_by("path"))
    divisions, people, columns = _divisions(), _people(), _columns()
    return [
        Office(
            organ,
            divisions[organ.pk],
            people[organ.pk],
            {path: pk for above in _lineage(organ) for path, pk in columns.get(above, {}).items()},
        )
        for organ in organs
    ]


def _lineage(organ: Organ) -> list[int]:
    return [int(pk) for pk in organ.path.strip("/").split("/")]


def _divisions() -> dict[int, list[Division]]:
    found: dict[int, list[Division]] = {}
    for division in Division.objects.order_by("organ_id", "position"):
        found.setdefault(division.organ_id, []).append(division)
    return found


def _people() -> dict[int, dict[str, Person]]:
    found: dict[int, dict[str, Person]] = {}
    for person in Person.objects.select_related("organ").order_by("id"):
        found.setdefault(person.organ_id, {})[person.username.rpartition("-")[2]] = person
    return found


def _columns() -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for organ, path, pk in Column.objects.order_by("id").values_list("site__organ_id", "path", "pk"):
        found.setdefault(organ, {})[path] = pk
    return found
