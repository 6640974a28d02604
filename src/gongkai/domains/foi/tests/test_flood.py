"""Ten thousand applications of one person in an hour, at the size it would have: held, told, nothing lost, and the
village behind the same address is not locked out."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.floods import floods
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.portal import guarding
from gongkai.domains.foi.rules.pacing import LONG_PAUSE, Scope
from gongkai.domains.foi.rules.receipt import Facts
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.rules.vocabulary import Channel
from gongkai.domains.foi.services import pacing
from gongkai.domains.foi.tests.factories import CITIZEN, ID_NUMBERS, NOW, application, office
from gongkai.domains.foi.tests.test_portal_apply import TYPED, address, form, send, solved
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
BEGIN = NOW.replace(minute=0, second=0, microsecond=0)
TRIES = 10_000
VILLAGE = 60
TODAY = shanghai_date(NOW)


@pytest.fixture
def where(settings, tmp_path):
    settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path / "files", tmp_path / "index"
    return office()


@pytest.fixture
def clock(monkeypatch):
    """The hour of the test; set `at` to move in it."""

    class Hand:
        at = BEGIN

    monkeypatch.setattr("django.utils.timezone.now", lambda: Hand.at)
    return Hand


def villager(number: int) -> str:
    """A made-up identity number with a right check sign."""
    stem = f"1101011970{number % 12 + 1:02d}{number % 28 + 1:02d}{number + 100:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return stem + "10X98765432"[sum(int(sign) * w for sign, w in zip(stem, weights, strict=True)) % 11]


def try_once(where, at) -> int:
    """One more try as the form makes it, without rendering: seconds that the applicant is told to wait, 0: taken."""
    if guarding.reasons_against_pace(ID_NUMBERS[0], at):
        found = pacing.counted(scope=Scope.IDENTITY, plain=ID_NUMBERS[0], at=at)
        since = (at - found.last_at).total_seconds()
        return guarding.seconds_to_wait(found.count, settings.APPLY_PER_IDENTITY, since)
    made = services.submit(
        organ=where.organ,
        application=application(channel=Channel.INTERNET),
        receipt=Facts(applicant_confirmed_on=TODAY),
        by=CITIZEN,
        at=at,
    )
    pacing.count(scope=Scope.IDENTITY, plain=ID_NUMBERS[0], at=at)
    assert made.request.pk
    return 0


def test_ten_thousand_of_one_person_are_held_and_a_village_gets_through(where, clock):
    free, per_address = settings.APPLY_PER_IDENTITY, settings.APPLY_PER_ADDRESS
    assert (free, per_address) == (20, 120), "as it is shipped"
    flooder = Client()
    for _time in range(free):
        send(flooder, where)
    page = send(flooder, where, 429)
    assert "秒后再点" in page and TYPED["description"] in page, "told how to go on, and all is still there"
    entry = Entry.objects.get(verb="request.flood")
    assert entry.detail["count"] == free and "第三十五条" in entry.detail["law"]

    waits = [try_once(where, BEGIN + timedelta(seconds=0.359 * n)) for n in range(1, TRIES - free)]
    taken = waits.count(0)
    assert len(waits) + free + 1 == TRIES and Request.objects.count() == free + taken, "nothing is lost"
    assert max(waits) <= LONG_PAUSE and 0 < taken <= free * 5, "some hundred of ten thousand"
    assert Entry.objects.filter(verb="request.flood").count() == 1, "noted once an hour"

    clock.at = BEGIN + timedelta(minutes=59)
    asked = 0
    for number in range(VILLAGE):
        home = Client()
        mine = form(home, where) | {"identity": villager(number), "name": "司马试样", "phone": "13900001234"}
        answer = home.post(address(where), mine)
        if answer.status_code == 422:
            asked += 1
            answer = home.post(address(where), mine | solved(answer.content.decode()))
        assert answer.status_code == 200, answer.content.decode()
    assert Request.objects.count() == free + taken + VILLAGE, (
        "all of the village got through in the same hour"
    )
    assert asked < VILLAGE, "and most of them were not even asked the simple question"
    _on_the_desk(where, clock, free + taken)


def _on_the_desk(where, clock, count: int) -> None:
    """One group with its figure and law; reasons are asked for once, for all of it."""
    clock.at = BEGIN + timedelta(hours=2)
    (group,) = floods(where.office, TODAY)
    assert (group.count, group.since, group.asked) == (count, TODAY, None)
    desk = Client()
    desk.force_login(where.office)
    shown = desk.get(reverse("requests:boards")).content.decode()
    assert (
        f"在办 {count} 件" in shown
        and "第三十五条" in shown.split("大量申请")[1]
        and ID_NUMBERS[0] not in shown
    )
    newest = group.request
    services.confirm_receipt(request=newest, on=TODAY, by=where.office, at=clock.at)
    place = reverse("requests:act", args=[newest.pk, ActKind.ASK_REASONS])
    assert place in shown and f"共提出 {count} 件" in desk.get(place).content.decode()
    assert desk.post(place, {"found": f"一小时内提出 {count} 件相同申请。"}).status_code == 302
    shown = desk.get(reverse("requests:boards")).content.decode()
    newest.refresh_from_db()
    assert f"已在 {newest.number} 要求说明理由" in shown and place not in shown
    rows = desk.get(reverse("requests:list"), {"same": newest.pk, "stage": "open"}).content.decode()
    assert rows.count('class="title-link"') == 20 and "只列同一申请人的申请" in rows


def test_few_requests_are_no_group_and_who_may_not_see_sees_none(where):
    for _time in range(10):
        services.submit(organ=where.organ, application=application(), by=where.clerk, at=NOW)
    assert floods(where.office, TODAY) == []
    services.submit(organ=where.organ, application=application(), by=where.clerk, at=NOW)
    assert [one.count for one in floods(where.office, TODAY)] == [11]
    assert floods(where.office, TODAY + timedelta(days=40)) == []
    assert floods(office("430S01", "青岭市自然资源局").office, TODAY) == []
