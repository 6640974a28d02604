"""Organs and people for tests of every floor. Names are invented; organs are called as real ones are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.orgs import services
from gongkai.foundation.orgs.models import Division, Organ, Person, Post, Region
from gongkai.foundation.orgs.rules import Level, Role

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
ACT = {"by": SYSTEM, "at": NOW}


@dataclass(frozen=True)
class Tree:
    """Province > Changsha > Wangcheng, with Zhuzhou beside Changsha; two divisions in each organ."""

    province: Organ
    city: Organ
    county: Organ
    beside: Organ

    def divisions(self, organ: Organ) -> list[Division]:
        return list(organ.divisions.order_by("position"))


def region(code: str, name: str, level: str, parent: Region | None = None) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent": parent})[
        0
    ]


def organ(code: str, name: str, place: Region, parent: Organ | None = None) -> Organ:
    made = services.create_organ(code=code, name=name, level=place.level, region=place, parent=parent, **ACT)
    for position, title in enumerate(["办公室", "耕地保护监督科"]):
        services.create_division(organ=made, name=title, position=position, **ACT)
    return made


def tree() -> Tree:
    hunan = region("430000", "湖南省", Level.PROVINCE)
    changsha = region("430100", "长沙市", Level.CITY, hunan)
    wangcheng = region("430112", "望城区", Level.COUNTY, changsha)
    zhuzhou = region("430200", "株洲市", Level.CITY, hunan)
    province = organ("430S00", "湖南省自然资源厅", hunan)
    city = organ("430100S00", "长沙市自然资源和规划局", changsha, province)
    county = organ("430112S00", "长沙市望城区自然资源局", wangcheng, city)
    return Tree(province, city, county, organ("430200S00", "株洲市自然资源和规划局", zhuzhou, province))


def person(username: str, place: Organ, division: Division | None = None, name: str = "周文博") -> Person:
    return services.create_person(username=username, name=name, organ=place, division=division, **ACT)


def post(who: Person, role: str = Role.INFORMATION_OFFICER, **fields) -> Post:
    return services.give_post(person=who, role=role, **{**ACT, **fields})


def holder(role: str, place: Organ, division: Division | None = None, username: str = "") -> Person:
    """A new person of the organ who holds the role."""
    who = person(username or f"{role}-{place.code}", place, division or place.divisions.first())
    post(who, role)
    return who
