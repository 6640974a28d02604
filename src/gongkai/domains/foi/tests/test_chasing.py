"""Letters to others that nobody answers: other organs have a day of their own, and no silence stays unseen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi import services
from gongkai.domains.foi.models import OfficeSetting
from gongkai.domains.foi.register import Waits, board
from gongkai.domains.foi.rules.chasing import Chase, chased
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.tests.factories import BEYOND, DAY, NOW, deliver, fresh, handled, issue
from gongkai.domains.foi.waiting import waiting_for
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.selectors import clock_lines
from gongkai.kernel.clocks.striking import strike
from gongkai.kernel.letters import services as letters

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)


def at(monkeypatch, when):
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)


def asked(where, request, party=Party.OTHER_ORGAN, when=NOW, **more):
    return services.consult(
        request=request,
        party=party,
        organisation="林江市水利局",
        matter="河道管理范围线的划定成果是否可以公开。",
        by=where.officer,
        at=when,
        **more,
    )


def line_of(made, on):
    return next(iter(clock_lines([("consultation", str(made.pk))], on)), None)


def waits(where, on) -> int:
    return next(t.count for t in board(where.office, on).waits if t.code == Waits.CHASING)


def shown(client, where, request) -> str:
    client.force_login(where.officer)
    return client.get(reverse("requests:detail", args=[request.pk])).content.decode()


# --- other organs -----------------------------------------------------------------------------------------------


def test_another_organ_has_the_day_of_its_letter_with_a_light(where):
    request, until = handled(where), TODAY + 10 * DAY
    made = asked(where, request, until=until)
    letter = issue(where, made.letter, NOW)
    assert letter.text.code == "foi_consultation_other" and letter.fields["until"] == until.isoformat()
    body = letter.text.body
    assert "同意公开" not in body.replace("不同意公开", "") and "第十一条" in body, (
        "silence is no consent here"
    )
    assert (line_of(made, TODAY).due, line_of(made, TODAY).light) == (until, "green")
    assert line_of(made, until - DAY).light == "yellow" and line_of(made, until + DAY).light == "red"


def test_the_day_is_as_the_organ_has_set_it(where):
    OfficeSetting.objects.create(organ=where.organ, review_organ="云岭省人民政府", reply_days=3)
    made = asked(where, handled(where))
    assert made.reply_by == calendar(where.organ.region_id).add_working_days(TODAY, 3).date
    assert asked(where, handled(where), Party.THIRD_PARTY).reply_by is None, "the law gives that one its days"


def test_a_day_that_is_over_is_neither_set_nor_sent(where):
    with pytest.raises(NotAllowed) as refusal:
        asked(where, handled(where), until=TODAY)
    assert {one.code for one in refusal.value.reasons} == {"until_past"}
    made = asked(where, handled(where), until=TODAY + DAY)
    with pytest.raises(NotAllowed) as refusal:
        issue(where, made.letter, NOW + 2 * DAY)
    assert {one.code for one in refusal.value.reasons} == {"until_past"}
    words = made.letter.fields | {"until": TODAY + 9 * DAY}
    letters.revise(letter=made.letter, fields=words, by=where.officer, at=NOW + 2 * DAY)
    issue(where, made.letter, NOW + 2 * DAY)
    made.refresh_from_db()
    assert made.reply_by == TODAY + 9 * DAY == line_of(made, TODAY).due


def test_its_end_decides_nothing_and_somebody_is_told(client, where, monkeypatch):
    request, until = handled(where), TODAY + 5 * DAY
    made = asked(where, request, until=until)
    issue(where, made.letter, NOW)
    late = NOW + 6 * DAY
    strike(by=SYSTEM, at=late)
    made.refresh_from_db()
    assert (made.replied_on, made.reply) == (None, "") and answer_clock(request).state == "paused"
    assert waits(where, TODAY + 5 * DAY) == 0 and waits(where, TODAY + 6 * DAY) == 1
    assert [one.light for one in waiting_for(where.officer, TODAY + 6 * DAY)] == ["red"]
    assert [one.request for one in waiting_for(where.office, TODAY + 6 * DAY)] == [request]
    at(monkeypatch, late)
    assert "没有答复不等于同意" in shown(client, where, request)
    found = client.get(reverse("requests:list"), {"waits": Waits.CHASING}).content.decode()
    assert request.number in found
    services.record_reply(
        request=fresh(request),
        ref=made.ref,
        reply=Reply.AGREES,
        on=TODAY + 6 * DAY,
        by=where.officer,
        at=late,
    )
    assert waits(where, TODAY + 6 * DAY) == 0 and "没有答复不等于同意" not in shown(client, where, request)
    assert line_of(made, TODAY + 9 * DAY).clock.stopped_on == TODAY + 6 * DAY


# --- sent and never served --------------------------------------------------------------------------------------


@pytest.mark.parametrize("party", [Party.THIRD_PARTY, Party.CO_MAKER])
def test_a_letter_without_service_does_not_stop_the_clock_unseen(client, where, monkeypatch, party):
    request = handled(where)
    made = asked(where, request, party)
    letter = issue(where, made.letter, NOW)
    assert waits(where, TODAY + 7 * DAY) == 0 and waits(where, TODAY + 8 * DAY) == 1
    at(monkeypatch, NOW + 8 * DAY)
    page = shown(client, where, request)
    assert "发出已 8 天，没有登记送达" in page
    client.force_login(where.office)
    first = client.get("/desk/").content.decode()
    assert str(Waits.CHASING.label) in first and request.subject in first
    assert str(Waits.CHASING.label) in client.get(reverse("requests:boards")).content.decode()
    deliver(where, letter, TODAY + 8 * DAY, NOW + 8 * DAY)
    made.refresh_from_db()
    assert waits(where, TODAY + 8 * DAY) == 0 and made.reply == "", "nothing was decided"
    assert "没有登记送达" not in shown(client, where, request)


def test_the_days_are_as_the_organ_has_set_them(where):
    OfficeSetting.objects.create(organ=where.organ, review_organ="云岭省人民政府", unserved_days=2)
    issue(where, asked(where, handled(where), Party.THIRD_PARTY).letter, NOW)
    assert waits(where, TODAY + 2 * DAY) == 0 and waits(where, TODAY + 3 * DAY) == 1


def test_a_fee_notice_without_service_is_seen_too(client, where, monkeypatch):
    request = handled(where)
    fee = services.notify_fee(
        request=request, basis="page", count=119, determination=BEYOND, by=where.officer, at=NOW
    )
    letter = issue(where, fee.letter, NOW)
    assert waits(where, TODAY + 8 * DAY) == 1
    at(monkeypatch, NOW + 8 * DAY)
    assert "发出已 8 天，没有登记送达" in shown(client, where, request)
    deliver(where, letter, TODAY + 8 * DAY, NOW + 8 * DAY)
    assert waits(where, TODAY + 8 * DAY) == 0


def test_every_open_request_waits_for_one_only(where):
    issue(where, asked(where, handled(where), Party.THIRD_PARTY).letter, NOW)
    issue(where, asked(where, handled(where)).letter, NOW)
    handled(where)
    for days in (0, 8, 30):
        found = board(where.office, TODAY + days * DAY)
        assert sum(tile.count for tile in found.waits) == found.open == 3


# --- the rule ---------------------------------------------------------------------------------------------------

days = st.integers(0, 400)


@given(days, days, days, st.booleans(), st.booleans())
def test_nobody_is_chased_early_after_a_reply_or_for_a_served_letter(now, reply, serve, served, answered):
    ahead = [TODAY + timedelta(days=n) for n in (now, reply, serve)]
    found = chased(
        sent_on=TODAY, today=ahead[0], reply_by=ahead[1], serve_by=ahead[2], served=served, answered=answered
    )
    late, unserved = now > reply, now > serve and not served
    expected = None if answered else Chase.LATE if late else Chase.UNSERVED if unserved else None
    assert (found.kind if found else None) == expected
    assert found is None or found.days > 0
