"""Requests by matter, by person or organisation, by the days that the applicant waited: each against a plain loop."""

from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest

from gongkai.domains.foi.models import Applicant, Request
from gongkai.domains.foi.rules.spent import band_of
from gongkai.domains.foi.rules.vocabulary import ApplicantKind, Matter
from gongkai.domains.foi.tests.factories import office
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import month, year
from gongkai.kernel.figures.selectors import closing_of, rows, shares, value
from gongkai.kernel.figures.services import close_period
from gongkai.kernel.records.tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
WAITS = [0, 5, 6, 10, 11, 20, 21, 40, 41, 200]
MOMENT = datetime(2025, 1, 2, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(shared_rows):
    found = office()
    for number in range(60):
        day = date(2025, 1, 6) + timedelta(number)
        wait = WAITS[number % len(WAITS)] if number % 7 else None
        _request(found, number, day, wait)
    return found


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def _request(where, number, received, wait):
    answered = None if wait is None else received + timedelta(wait)
    kind = list(ApplicantKind.values)[number % len(ApplicantKind.values)]
    request = Request.objects.create(
        organ=where.organ,
        division=where.division if number % 2 else None,
        number=f"{where.organ.code}-T-{number:05d}",
        channel="counter",
        stage="closed" if answered else "handling",
        matter=list(Matter.values)[number % len(Matter.values)],
        subject="下湾村征地补偿安置方案",
        description="下湾村征地补偿安置方案",
        submitted_at=MOMENT,
        touched_at=MOMENT,
        received_on=received,
        answer_kind="A1" if answered else "",
        answered_on=answered,
        used_days=wait if answered and number % 3 else None,
        applicant_kind=kind,
    )
    group = "" if kind == "natural_person" else "林江市某某组织"
    Applicant.objects.create(
        request=request, code=f"c{number}", kind=kind, organisation=group, identity_kind="resident_id"
    )


def band(days: int) -> str:
    if days > 40:
        return "41-"
    return next(key for last, key in ((5, "0-5"), (10, "6-10"), (20, "11-20"), (40, "21-40")) if days <= last)


def test_how_long_applicants_waited(where):
    told = Counter()
    for request in Request.objects.all():
        if request.answered_on and request.answered_on in year(2025):
            told[band((request.answered_on - request.received_on).days)] += 1
    found = shares(metric("requests.answered"), year(2025), [where.organ], ["days"])
    assert {part.keys[0]: part.value for part in found} == told
    assert len(told) == 5


def test_answers_by_the_working_days_they_used(where):
    """One band each; answers whose days nobody knows are a part of their own."""
    rows_ = Request.objects.filter(answered_on__year=2025)
    told = Counter(None if one.used_days is None else band_of(one.used_days) for one in rows_)
    found = shares(metric("requests.answered"), year(2025), [where.organ], ["used"])
    assert {part.keys[0]: part.value for part in found} == told
    assert None in told and len(told) > 5
    assert set(told) <= set(metric("requests.answered").dimensions["used"].labels())


@pytest.mark.parametrize("code", ["requests.received", "requests.answered", "requests.carried_out"])
def test_every_part_opens_its_rows_and_all_make_the_whole(where, code):
    figure, period = metric(code), month(2025, 2)
    whole = value(figure, period, [where.organ])
    assert whole > 0
    for name in figure.dimensions:
        parts = shares(figure, period, [where.organ], [name])
        assert sum(part.value for part in parts) == whole, name
        for part in parts:
            assert rows(figure, period, [where.organ], {name: part.keys[0]}).count() == part.value, name


def test_people_and_organisations(where):
    told = Counter()
    for request in Request.objects.select_related("applicant"):
        told["person" if request.applicant.kind == "natural_person" else "organisation"] += 1
    found = shares(metric("requests.received"), year(2025), [where.organ], ["person"])
    assert {part.keys[0]: part.value for part in found} == told


def test_a_closing_holds_the_requests_by_division(where):
    figure, period = metric("requests.received"), month(2025, 1)
    close_period(organ=where.organ, period=period, by=where.people["office"], at=NOW)
    parts = closing_of(where.organ, period).values["parts"]
    kept = {
        part["keys"]["division"]: int(part["value"])
        for part in parts
        if part["metric"] == "requests.received"
    }
    counted = {part.keys[0]: part.value for part in shares(figure, period, [where.organ], ["division"])}
    assert kept == counted and set(kept) == {None, where.division.pk}
