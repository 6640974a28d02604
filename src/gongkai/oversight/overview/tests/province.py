"""A province with a city below: requests of every state in two divisions, on days of two years. Nobody is real."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.test import Client

from gongkai.domains.foi.models import Appeal, Applicant, Request
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.tests.factories import Office, office, submitted
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Division, Organ, Person, Region
from gongkai.foundation.orgs.rules import Level, Role
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.records.tests.factories import NOW

ANSWERS = ("A1", "A1", "A6", "A3", "A7", "A1", "A12")
DAYS = (3, 12, 19, 26, 40, 5, 70)
"""Calendar days that each answer took."""
YEAR = 2026


@dataclass(frozen=True)
class Province:
    top: Office
    city: Organ
    of_city: Division
    second: Division
    people: dict[str, Person]

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(self.people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client


def province() -> Province:
    top = office()
    region = Region.objects.create(code="430100", name="林江市", level=Level.CITY, parent=top.organ.region)
    city = orgs.create_organ(
        code="430100S00", name="云岭省林江市自然资源局", short_name="林江市局", level=Level.CITY, region=region,
        parent=top.organ, by=SYSTEM, at=NOW,
    )  # fmt: skip
    of_city = orgs.create_division(organ=city, name="耕地保护监督科", position=1, by=SYSTEM, at=NOW)
    second = orgs.create_division(organ=top.organ, name="矿业权管理处", position=2, by=SYSTEM, at=NOW)
    inspector = orgs.create_person(
        username="inspector", name="检查甲", organ=top.organ, division=top.division, by=SYSTEM, at=NOW
    )
    orgs.give_post(
        person=inspector, role=Role.INSPECTOR, organ=top.organ, since=date(2019, 1, 1), by=SYSTEM, at=NOW
    )
    made = Province(top, city, of_city, second, {**top.bureau.people, "inspector": inspector})
    _fill(made)
    return made


def _fill(where: Province) -> None:
    """Through the services what is on hand; what is long over as rows, for no service goes back a year."""
    organ, city = where.top.organ, where.city
    for number in range(4):
        submitted(where.top, NOW - timedelta(days=number), subject=f"下湾村第{number}批次建设用地批复")
    serial = 0
    for year, month, count in ((YEAR, 10, 5), (YEAR, 10, 2), (YEAR, 11, 3), (YEAR - 1, 10, 4)):
        for n in range(count):
            serial += 1
            place = (organ, where.top.division) if n % 3 else (city, where.of_city)
            place = (organ, where.second) if n == 4 else place
            _answered(serial, *place, date(year, month, 1 + n))
    for number, stage in enumerate((Stage.ROUTED, Stage.VOID)):
        row(f"X{number}", organ, where.top.division, date(YEAR, 10, 9), stage)
    appealed = Request.objects.filter(organ=organ, stage=Stage.ANSWERED).order_by("pk").first()
    Appeal.objects.create(
        request=appealed,
        kind="review",
        body="云岭省人民政府",
        stage="filed",
        filed_on=date(YEAR, 10, 20),
        touched_at=NOW,
    )


def _answered(serial: int, organ: Organ, division: Division, received: date) -> None:
    answered = received + timedelta(days=DAYS[serial % len(DAYS)])
    kind = ANSWERS[serial % len(ANSWERS)]
    made = row(
        f"{serial:04d}", organ, division, received, Stage.ANSWERED, answer_kind=kind, answered_on=answered
    )
    if serial % 4:  # every fourth came from an old register without its clock
        made.used_days = calendar().count_working_days(received, answered)
        made.save(update_fields=["used_days"])
        Clock.objects.create(
            subject_type="request", subject_id=str(made.pk), limit_code="foi-answer", organ=organ, start_on=received,
            state="stopped", stopped_on=answered, due_on=received + timedelta(days=28), calendar_version=0,
        )  # fmt: skip


def row(number: str, organ: Organ, division: Division, received: date, stage: str, **more) -> Request:
    moment = datetime(received.year, received.month, received.day, 10, tzinfo=SHANGHAI)
    made = Request.objects.create(
        organ=organ, division=division, number=f"{organ.code}-{received.year}-{number}", channel="counter", stage=stage,
        subject="柳树镇国土空间规划（2021—2035年）批复文件", description="规划批复", submitted_at=moment,
        touched_at=moment, received_on=received, **more,
    )  # fmt: skip
    Applicant.objects.create(
        request=made, code=f"q{number}", kind="natural_person", identity_kind="resident_id"
    )
    return made
