"""The organ of a replay: people in every role, a site with its columns, one organ below it. Names are invented."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from gongkai.domains.foi import services as requests
from gongkai.faces.cli.replay.plan import Setting
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Division, Organ, Person, Region
from gongkai.foundation.orgs.regions import load_regions
from gongkai.foundation.orgs.rules import Level, Role
from gongkai.foundation.orgs.selectors import keep_posts
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.models import Column, Site
from gongkai.kernel.letters.services import load_texts

POSTS = (
    ("officer", "文静样", Role.INFORMATION_OFFICER, 0),
    ("head", "建平样", Role.DIVISION_HEAD, 0),
    ("secrecy", "晓岚样", Role.SECRECY_REVIEWER, None),
    ("leader", "志远样", Role.LEADER, None),
    ("office", "秋实样", Role.OPEN_GOVERNMENT_OFFICE, None),
    ("clerk", "思源样", Role.WINDOW_CLERK, None),
    ("legal", "明理样", Role.LEGAL, None),
)
"""Account, name, role, division. Every person of a replay ends in 样 (sample)."""
OFFICE = {
    "review_organ": "上一级机关（重演）",
    "court": "有管辖权的人民法院（重演）",
    "office_address": "示范路1号政务公开窗口",
    "office_phone": "000-00000000",
    "office_hours": "工作日 9:00—12:00，13:30—17:00",
}


@dataclass(slots=True)
class Office:
    """An organ with its people by account, divisions, columns by path, and the working days of the year told."""

    organ: Organ
    below: Organ
    divisions: list[Division]
    people: dict[str, Person]
    columns: dict[str, int]
    days: list[date]
    known: dict[str, object] = field(default_factory=dict)

    def on(self, day: date) -> None:
        """A new day: everybody's posts are read once for all that is done on it."""
        for person in self.people.values():
            keep_posts(person, day)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def found(setting: Setting, year: int) -> Office:
    """Make everything that must be there before the first working day of the year."""
    at = moment(date(year - 1, 12, 1), 9)
    load_regions(by=SYSTEM, at=at)
    catalogue.load_classifications(by=SYSTEM, at=at)
    organ, below = _organs(setting, at)
    load_texts(by=SYSTEM, at=at)
    divisions = [
        orgs.create_division(organ=organ, name=name, position=place, by=SYSTEM, at=at)
        for place, name in enumerate(setting.divisions)
    ]
    people = {
        account: _person(organ, divisions, account, name, role, division, at)
        for account, name, role, division in POSTS
    }
    orgs.share_password(organs=[organ], password=None, by=SYSTEM, at=at)
    catalogue.load_duties(organ=organ, by=SYSTEM, at=at)
    requests.set_office(organ=organ, values=OFFICE, by=people["office"], at=at)
    return Office(organ, below, divisions, people, _columns(organ, setting, at), working_days(year))


def working_days(year: int, region: str = "") -> list[date]:
    known = calendar(region)
    return [
        day
        for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        if known.is_working(day := date.fromordinal(n))
    ]


def _organs(setting: Setting, at: datetime) -> tuple[Organ, Organ]:
    region = Region.objects.get(pk=setting.region)
    organ = orgs.create_organ(
        code=setting.code,
        name=setting.name,
        short_name=setting.short_name,
        level=setting.level,
        region=region,
        by=SYSTEM,
        at=at,
    )
    inside = Region.objects.filter(parent=region).order_by("code").first()
    below = orgs.create_organ(
        code=f"{setting.code[:6]}99",
        name=f"{inside.name}自然资源主管部门（重演）",
        short_name=inside.name,
        level=Level.CITY if setting.level == Level.PROVINCE else Level.COUNTY,
        region=inside,
        parent=organ,
        by=SYSTEM,
        at=at,
    )
    return organ, below


def _person(
    organ, divisions, account: str, name: str, role: Role, division: int | None, at: datetime
) -> Person:
    own = divisions[division or 0]
    person = orgs.create_person(username=account, name=name, organ=organ, division=own, by=SYSTEM, at=at)
    orgs.give_post(
        person=person,
        organ=organ,
        division=None if division is None else own,
        role=role,
        since=at.date(),
        by=SYSTEM,
        at=at,
    )
    return person


def _columns(organ: Organ, setting: Setting, at: datetime) -> dict[str, int]:
    """The shipped columns of a site, and those that the recipe adds below them."""
    site = catalogue.create_site(
        organ=organ,
        code="replay",
        name=f"{organ.name}网站",
        address="https://www.example.org",
        is_demonstration=True,
        by=SYSTEM,
        at=at,
    )
    catalogue.load_columns(site=site, by=SYSTEM, at=at)
    for path, name in setting.columns:
        _add_column(site, path, name, at)
    return dict(Column.objects.filter(site=site).values_list("path", "pk"))


def _add_column(site: Site, path: str, name: str, at: datetime) -> None:
    above, _slash, slug = path.strip("/").rpartition("/")
    parent = Column.objects.filter(site=site, path=f"{above}/").first()
    kind = parent.kind if parent else "disclosure"
    catalogue.create_column(
        site=site, slug=slug, name=name, kind=kind, type="", parent=parent, by=SYSTEM, at=at
    )
