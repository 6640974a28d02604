"""The demonstration province: organs at three levels and an official in every role. Names are invented."""

from dataclasses import dataclass
from datetime import date, datetime

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Division, Organ, Person, Region
from gongkai.foundation.orgs.rules import Level, Role

PASSWORD = "gongkai-demo"
FIRST_DAY = date(2019, 1, 1)

ORGANS = (
    # account prefix, code, region, name, short name, level, parent's prefix
    ("sheng", "430S00", "430000", "演示省自然资源厅", "省厅", Level.PROVINCE, None),
    ("jiang", "430101", "430100", "演示省望江市自然资源局", "望江市局", Level.CITY, "sheng"),
    ("ling", "430301", "430300", "演示省云岭市自然资源局", "云岭市局", Level.CITY, "sheng"),
    ("xi", "430121S", "430121", "演示省清溪县自然资源局", "清溪县局", Level.COUNTY, "jiang"),
    ("shan", "430181S", "430181", "演示省白石县自然资源局", "白石县局", Level.COUNTY, "jiang"),
    ("tian", "430321S", "430321", "演示省长田县自然资源局", "长田县局", Level.COUNTY, "ling"),
)
PREFIXES = {"sheng": "p", "jiang": "c1", "ling": "c2", "xi": "x1", "shan": "x2", "tian": "x3"}
DIVISIONS = (
    "办公室",
    "自然资源调查监测处",
    "自然资源确权登记局",
    "国土空间用途管制处",
    "矿业权管理处",
    "执法监督处",
)

POSTS = (
    # account suffix, role, division index or None
    ("officer", Role.INFORMATION_OFFICER, 3),
    ("officer2", Role.INFORMATION_OFFICER, 4),
    ("head", Role.DIVISION_HEAD, 3),
    ("head2", Role.DIVISION_HEAD, 4),
    ("secrecy", Role.SECRECY_REVIEWER, None),
    ("leader", Role.LEADER, None),
    ("office", Role.OPEN_GOVERNMENT_OFFICE, None),
    ("chief", Role.DIVISION_HEAD, 0),  # of the division that the open-government office belongs to
    ("clerk", Role.WINDOW_CLERK, None),
    ("legal", Role.LEGAL, None),
    ("inspector", Role.INSPECTOR, None),
    ("auditor", Role.AUDITOR, None),
    ("admin", Role.ADMINISTRATOR, None),
)
SURNAMES = "陈李王张刘杨黄周吴徐孙朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = ("文静", "建平", "晓岚", "志远", "秋实", "思源", "明理", "清扬", "若谷", "怀瑾", "知行", "致和")


@dataclass(frozen=True, slots=True)
class Office:
    """An organ of the demonstration with its people by account suffix and its divisions in order."""

    organ: Organ
    divisions: list[Division]
    people: dict[str, Person]


def build(*, at: datetime) -> dict[str, Office]:
    """All organs, divisions, people and posts, by account prefix."""
    offices: dict[str, Office] = {}
    for number, (key, code, region, name, short, level, parent) in enumerate(ORGANS):
        organ = orgs.create_organ(
            code=code,
            name=name,
            short_name=short,
            level=level,
            region=Region.objects.get(pk=region),
            parent=offices[parent].organ if parent else None,
            contact=_contact(number),
            by=SYSTEM,
            at=at,
        )
        _entry(organ, "organ.create", at)
        divisions = [
            orgs.create_division(organ=organ, name=title, position=place, by=SYSTEM, at=at)
            for place, title in enumerate(DIVISIONS)
        ]
        offices[key] = Office(organ, divisions, _people(number, PREFIXES[key], organ, divisions, at))
    organs = [office.organ for office in offices.values()]
    orgs.share_password(organs=organs, password=PASSWORD, by=SYSTEM, at=at)  # printed on the terminal anyway
    return offices


def _people(
    number: int, prefix: str, organ: Organ, divisions: list[Division], at: datetime
) -> dict[str, Person]:
    people = {}
    for place, (suffix, role, division) in enumerate(POSTS):
        person = orgs.create_person(
            username=f"{prefix}-{suffix}",
            name=_name(number * len(POSTS) + place),
            organ=organ,
            division=divisions[division] if division is not None else divisions[0],
            by=SYSTEM,
            at=at,
        )
        orgs.give_post(
            person=person,
            organ=organ,
            division=divisions[division] if division is not None else None,
            role=role,
            since=FIRST_DAY,
            by=SYSTEM,
            at=at,
        )
        people[suffix] = person
    _entry(organ, "people.create", at)
    return people


def _name(n: int) -> str:
    return SURNAMES[n % len(SURNAMES)] + GIVEN[(n * 5 + n // len(SURNAMES)) % len(GIVEN)]


def _contact(number: int) -> dict[str, str]:
    return {
        "office": "政务公开办公室",
        "address": f"演示省望江市示范路{number + 1}号",
        "hours": "工作日 9:00—12:00，13:30—17:30",
        "phone": f"0000-8000{number:03d}",
        "fax": f"0000-8100{number:03d}",
        "email": f"public{number}@example.org",
        "postcode": "000000",
    }


def _entry(organ: Organ, verb: str, at: datetime) -> None:
    append(
        organ=organ.code, verb=verb, subject_type="organ", subject_id=organ.code, by=SYSTEM, at=at, detail={}
    )
