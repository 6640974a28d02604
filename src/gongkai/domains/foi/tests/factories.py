"""An office that answers requests, and requests at any point of their way. Nobody here is real."""

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.resources import files

from django.apps import apps
from PIL import Image

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.application import ApplicantFacts, Application
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Channel, Form, IdentityKind
from gongkai.foundation.common.actors import SYSTEM, NamedActor
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.files.services import keep_made
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Person
from gongkai.foundation.orgs.rules import Role
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import Channel as Post
from gongkai.kernel.letters.tests.factories import shelve
from gongkai.kernel.records.tests.factories import NOW, Bureau, bureau

CITIZEN = NamedActor("applicant", "申请人")
ID_NUMBERS = ["110101199003070011", "110101198505125217"]
"""Made up, with right checksums."""
DAY = timedelta(days=1)
BEYOND = "近三个月内申请四十件，涉及三十个村的全部征地档案，明显超过合理范围。"
"""Why an official found a quantity beyond reason."""


@dataclass(frozen=True)
class Office:
    """A bureau with a window clerk and a legal officer besides the people who sign records."""

    bureau: Bureau
    clerk: Person
    legal: Person

    def __getattr__(self, name: str):
        if name.startswith("__"):  # of a copy in the making
            raise AttributeError(name)
        return getattr(self.bureau, name)


def office(code: str = "430S00", name: str = "云岭省自然资源厅") -> Office:
    base = bureau(code, name)
    define_chain()
    shelve(files("gongkai.domains.foi") / "texts")
    clerk = _person(base, "窗口甲", Role.WINDOW_CLERK)
    legal = _person(base, "法制甲", Role.LEGAL)
    return Office(base, clerk, legal)


def define_chain() -> None:
    """The chain of answers, which a flush between tests takes away."""
    migration = import_module("gongkai.domains.foi.migrations.0002_structure")
    migration.define(apps, None)
    import_module("gongkai.domains.foi.migrations.0011_hearing").define(apps, None)


def _person(base: Bureau, name: str, role: str) -> Person:
    person = orgs.create_person(
        username=f"{base.organ.code}-{role}".lower(),
        name=name,
        organ=base.organ,
        division=base.division,
        by=SYSTEM,
        at=NOW,
    )
    orgs.give_post(person=person, role=role, organ=base.organ, since=date(2019, 1, 1), by=SYSTEM, at=NOW)
    return person


def villager(**changes) -> ApplicantFacts:
    facts = ApplicantFacts(
        kind=ApplicantKind.NATURAL_PERSON,
        name="欧阳试样",
        identity_kind=IdentityKind.RESIDENT_ID,
        identity=ID_NUMBERS[0],
        phone="13800001234",
        address="云岭省林江市河湾县柳树镇下湾村3组",
    )
    return replace(facts, **changes)


def application(**changes) -> Application:
    asked = Application(
        channel=Channel.COUNTER,
        applicant=villager(),
        description="柳树镇下湾村2025年第三批次建设用地征收土地公告及补偿安置方案，附勘测定界图。",
        subject="下湾村2025年第三批次征地公告和补偿安置方案",
        place="林江市河湾县柳树镇下湾村",
        form=Form.PAPER,
    )
    return replace(asked, **changes)


def submitted(where: Office, at: datetime = NOW, **changes) -> Request:
    """Handed in at the counter unless told otherwise: received on that day."""
    made = services.submit(organ=where.organ, application=application(**changes), by=where.clerk, at=at)
    return made.request


def handled(where: Office, at: datetime = NOW, **changes) -> Request:
    request = submitted(where, at, **changes)
    return services.assign(
        request=request, division=where.division, handler=where.officer, by=where.office, at=at
    )


def fresh(request: Request) -> Request:
    return Request.objects.select_related("organ", "division", "applicant").get(pk=request.pk)


def scan(where: Office, at: datetime = NOW) -> StoredFile:
    """The scan of a sealed letter, as a picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (200, 280), "white").save(buffer, "PNG")
    return keep_made(data=buffer.getvalue(), name="用印扫描件.png", kind="png", organ=where.organ, at=at)


def issue(where: Office, letter: Letter, at: datetime) -> Letter:
    """Approve, print, seal and send a letter by signed post."""
    letters.approve(letter=letter, by=where.office, at=at)
    letters.mark_printed(letter=letter, by=where.clerk, at=at)
    letters.seal(letter=letter, scan=scan(where, at), by=where.clerk, at=at)
    return letters.send(
        letter=letter, channel=Post.POST, tracking_number="1234567890123", by=where.clerk, at=at
    )


def deliver(where: Office, letter: Letter, on: date, at: datetime) -> Letter:
    return letters.record_service(
        letter=letter, served_on=on, evidence="courier_signature", by=where.clerk, at=at
    )
