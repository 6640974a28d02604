"""A small office with people in every role of the sign-off, and records at any point of their way."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Division, Organ, Person, Region
from gongkai.foundation.orgs.rules import Level, Role
from gongkai.kernel.casework.models import Definition
from gongkai.kernel.catalogue import services as catalogue
from gongkai.kernel.catalogue.models import Column, Site
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Record
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.rules.vocabulary import Attribute, Outcome

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
STEPS = [
    {"key": "division_head", "name": "处室负责人审核", "role": "division_head", "reach": "division"},
    {"key": "secrecy_review", "name": "保密审查", "role": "secrecy_reviewer", "per_item": True},
    {"key": "leader", "name": "分管领导签发", "role": "leader"},
]
ROLES = {
    "officer": Role.INFORMATION_OFFICER,
    "head": Role.DIVISION_HEAD,
    "secrecy": Role.SECRECY_REVIEWER,
    "leader": Role.LEADER,
    "office": Role.OPEN_GOVERNMENT_OFFICE,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
}


@dataclass(frozen=True)
class Bureau:
    """An organ with one division, a site with a column, and a person for each role: `bureau.officer` …"""

    organ: Organ
    division: Division
    site: Site
    column: Column
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        if name.startswith("__"):  # of a copy in the making
            raise AttributeError(name)
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def bureau(code: str = "430S00", name: str = "云岭省自然资源厅", parent: Organ | None = None) -> Bureau:
    """Build the office; a second one needs another code and name."""
    Definition.objects.get_or_create(
        code="sign_off",
        organ=None,
        version=1,
        defaults={"name": "公文公开审签", "steps": STEPS, "made_at": NOW},
    )
    level = Level.COUNTY if parent else Level.PROVINCE
    upper = parent.region if parent else None
    region, _made = Region.objects.get_or_create(
        code="430121" if parent else "430000",
        defaults={"name": "清溪县" if parent else "云岭省", "level": level, "parent": upper},
    )
    organ = orgs.create_organ(
        code=code,
        name=name,
        short_name=name[-6:],
        level=level,
        region=region,
        parent=parent,
        by=SYSTEM,
        at=NOW,
    )
    division = orgs.create_division(organ=organ, name="国土空间用途管制处", by=SYSTEM, at=NOW)
    people = {}
    for key, role in ROLES.items():
        person = orgs.create_person(
            username=f"{code}-{key}",
            name=f"{role.label}甲",
            organ=organ,
            division=division,
            password="a-long-password",
            by=SYSTEM,
            at=NOW,
        )
        orgs.give_post(
            person=person, role=role, organ=organ, division=division if key in {"officer", "head"} else None,
            since=date(2019, 1, 1), by=SYSTEM, at=NOW,
        )  # fmt: skip
        people[key] = person
    site = catalogue.create_site(
        organ=organ,
        code=f"site-{code.lower()}",
        name=f"{name}网站",
        address="http://www.example.org",
        by=SYSTEM,
        at=NOW,
    )
    column = Column.objects.create(site=site, slug="notices", path="notices/", name="通知公告", kind="notice")
    return Bureau(organ, division, site, column, people)


def content(office: Bureau, **changes) -> Content:
    """A complete proactive notice of the office."""
    plain = Content(
        title="关于切实做好征地信息公开工作的通知",
        abstract="明确征地批前、批准、批后信息公开的内容和时限。",
        body="<p>各市、县自然资源局：</p><p>现就有关事项通知如下。</p>",
        document_number="云自然资规〔2026〕3号",
        made_on=date(2026, 11, 10),
        issued_on=date(2026, 11, 12),
        kind="notice",
        subject="05-01",
        columns=(office.column.pk,),
        attribute=Attribute.PROACTIVE,
    )
    return replace(plain, **changes)


def drafted(office: Bureau, at: datetime = NOW, **changes) -> Record:
    return services.draft(
        organ=office.organ,
        division=office.division,
        content=content(office, **changes),
        by=office.officer,
        at=at,
    )


def submitted(office: Bureau, at: datetime = NOW, together=(), **changes) -> Record:
    record = drafted(office, at, **changes)
    services.submit(record=record, together=together, by=office.officer, at=at + timedelta(minutes=1))
    return fresh(record)


def at_review(office: Bureau, at: datetime = NOW, **changes) -> Record:
    record = submitted(office, at, **changes)
    services.sign(record=record, opinion="同意。", by=office.head, at=at + timedelta(minutes=2))
    return fresh(record)


def pass_review(
    office: Bureau,
    record: Record,
    at: datetime,
    accepted=(),
    outcome: str = Outcome.PASSED,
    legal_basis: str = "",
):
    return services.review(
        version=fresh(record).current,
        outcome=outcome,
        legal_basis=legal_basis,
        opinion="不涉密，可以公开。",
        accepted=accepted,
        opened_at=at,
        act=uuid.uuid4(),
        by=office.secrecy,
        at=at + timedelta(minutes=1),
    )


def signed(office: Bureau, at: datetime = NOW, accepted=(), **changes) -> Record:
    record = at_review(office, at, **changes)
    pass_review(office, record, at + timedelta(minutes=3), accepted)
    services.sign(record=record, opinion="同意公开。", by=office.leader, at=at + timedelta(minutes=5))
    return fresh(record)


def published(office: Bureau, at: datetime = NOW, **changes) -> Record:
    record = signed(office, at, **changes)
    services.publish(record=record, by=office.office, at=at + timedelta(minutes=6))
    return fresh(record)


def fresh(record: Record) -> Record:
    """The record as the database has it now."""
    return Record.objects.select_related("organ", "current").get(pk=record.pk)
