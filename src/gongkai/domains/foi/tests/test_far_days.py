"""Mistyped years: a day far beyond anything meant is refused where it is set, before a letter is sealed with it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.receipt import Facts
from gongkai.domains.foi.tests.factories import CITIZEN, DAY, NOW, application, fresh, handled, issue
from gongkai.domains.foi.tests.test_desk import intake
from gongkai.foundation.calendar.rules import NotCovered
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import SHANGHAI, shanghai_date
from gongkai.kernel.clocks import services as clocks
from gongkai.kernel.clocks.rules import OwnLimit, Unit
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)
YEAR = timedelta(days=366)
FAR = [date(2206, 12, 31), date(9999, 12, 31), TODAY + YEAR + DAY]


def refused(act, **given) -> set[tuple[str, str]]:
    with pytest.raises(NotAllowed) as refusal:
        act(**given)
    return {(reason.code, reason.where) for reason in refusal.value.reasons}


@pytest.mark.parametrize("until", FAR)
def test_the_period_of_a_correction(where, until):
    request = handled(where)
    given = {"request": request, "items": "请写明哪一批次。", "by": where.officer, "at": NOW}
    assert refused(services.request_correction, until=until, **given) == {("too_far", "until")}
    made = services.request_correction(until=TODAY + YEAR, **given)
    issue(where, made.letter, NOW)
    assert fresh(request).stage == "correcting"


def test_the_period_that_the_letter_was_changed_to(where):
    request = handled(where)
    until = TODAY + timedelta(days=15)
    made = services.request_correction(
        request=request, items="请写明哪一批次。", until=until, by=where.officer, at=NOW
    )
    far = made.letter.fields | {"until": "9999-12-31"}
    letters.revise(letter=made.letter, fields=far, by=where.officer, at=NOW)
    assert refused(letters.approve, letter=made.letter, by=where.office, at=NOW) == {("too_far", "until")}


@pytest.mark.parametrize("until", FAR)
def test_the_later_day_of_article_35(where, until):
    request = handled(where)
    services.ask_reasons(request=request, found="本月已提出四十件申请。", by=where.office, at=NOW)
    issue(where, letters_of("request", str(request.pk))[0], NOW)
    services.receive_reasons(request=request, content="逐户核对补偿需要。", on=TODAY, by=CITIZEN, at=NOW)
    given = {"request": request, "judged": "涉及三十个村的档案。", "by": where.office, "at": NOW}
    assert refused(services.set_delay, until=until, **given) == {("too_far", "until")}
    issue(where, services.set_delay(until=TODAY + YEAR, **given).letter, NOW)


def test_a_hearing_and_what_has_happened(where):
    made = services.file_appeal(
        request=handled(where), kind="review", body="云岭省人民政府", filed_on=TODAY, by=where.legal, at=NOW
    )
    given = {"appeal": made, "by": where.legal, "at": NOW}
    for far in (date(9999, 12, 31), TODAY + 2 * YEAR + DAY):
        assert refused(services.note_appeal, stage="hearing", on=far, **given) == {("too_far", "on")}
    assert refused(services.note_appeal, stage="replied", on=TODAY + DAY, **given) == {("in_future", "on")}
    services.note_appeal(stage="hearing", on=TODAY + YEAR, **given)


@pytest.mark.parametrize("arrived", ["2007-05-01", "2008-04-30"])
def test_what_came_before_there_was_a_law_is_not_taken_in(client, where, arrived):
    moment = datetime.combine(date.fromisoformat(arrived), time(9), SHANGHAI)
    given = {"organ": where.organ, "application": application(), "submitted_at": moment}
    assert ("before_law", "submitted_on") in refused(services.submit, **given, by=where.clerk, at=NOW)
    client.force_login(where.clerk)
    said = client.post(reverse("requests:new"), intake(submitted_on=arrived))
    assert said.status_code == 422 and "2008 年 5 月 1 日以前" in said.content.decode()
    assert not Request.objects.exists()


def test_a_letter_of_april_2008_that_was_confirmed_in_may(where):
    at = datetime(2008, 4, 29, 9, tzinfo=SHANGHAI)
    facts = Facts(asked_on=date(2008, 5, 4), applicant_confirmed_on=date(2008, 5, 4))
    made = services.submit(
        organ=where.organ,
        application=application(channel="ordinary_post"),
        submitted_at=at,
        receipt=facts,
        by=where.clerk,
        at=NOW,
    )
    assert made.request.received_on == date(2008, 5, 4)


def test_the_page_says_it_at_the_field(client, where):
    request = handled(where)
    client.force_login(where.officer)
    address = reverse("requests:act", args=[request.pk, "request_correction"])
    said = client.post(address, {"items": "请写明哪一批次。", "until": "9999-12-31"})
    assert said.status_code == 422 and "请核对年份" in said.content.decode()


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WORKDAY, Unit.MONTH])
def test_a_clock_that_ends_beyond_the_calendar_is_refused_and_not_an_error(where, unit):
    with pytest.raises(NotAllowed) as refusal:
        clocks.start_clock(
            subject_type="request",
            subject_id="1",
            limit_code="correction-period",
            start=TODAY,
            own=OwnLimit(3_000_000, unit, "试"),
            organ=where.organ,
            by=where.office,
            at=NOW,
        )
    assert [reason.code for reason in refusal.value.reasons] == ["calendar_not_covered"]
    assert isinstance(refusal.value, NotCovered) and "2100" in str(refusal.value)
