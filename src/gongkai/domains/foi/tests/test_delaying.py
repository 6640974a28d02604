"""Art 35: a reasonable later date, fixed after reasonable reasons, told before the limit runs out."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.rules.stages import ActKind
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.tests.factories import CITIZEN, DAY, NOW, fresh, handled, issue
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.selectors import clock_lines
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)
DUE, UNTIL = date(2026, 12, 18), date(2026, 12, 27)
"""The day told is a Sunday: the last working day before it is the 25th."""
JUDGED = "申请涉及三十个村的档案，需要逐件核对。"


@pytest.fixture
def explained(where):
    """A request whose applicant was asked for reasons and gave them."""
    request = handled(where)
    services.ask_reasons(request=request, found="本月已提出四十件申请。", by=where.office, at=NOW)
    issue(where, letters_of("request", str(request.pk))[0], NOW)
    return services.receive_reasons(
        request=request, content="逐户核对补偿需要。", on=TODAY, by=CITIZEN, at=NOW
    )


def delayed(where, request, at=NOW + DAY, **changes):
    return services.set_delay(
        request=request, **({"until": UNTIL, "judged": JUDGED} | changes), by=where.office, at=at
    )


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def test_the_clock_runs_to_the_later_date_from_the_day_it_was_told(where, explained):
    act = delayed(where, explained)
    assert answer_clock(explained).due_on == DUE, "what was told to nobody changes nothing"
    issue(where, act.letter, NOW + DAY)
    clock = answer_clock(explained)
    assert clock.due_on == date(2026, 12, 25)
    line = clock_lines([("request", str(explained.pk))], DUE + timedelta(days=1))
    assert next(one for one in line if one.clock.pk == clock.pk).light != "red"
    assert "第三十五条" in clock.periods.get(kind="extended").reason


def test_only_after_reasons_once_later_and_in_time(where, explained):
    with pytest.raises(NotAllowed) as refusal:
        delayed(where, handled(where))
    assert codes(refusal) == {"no_reasons"}
    for wrong, code in (
        ({"until": DUE}, "not_later"),
        ({"judged": " "}, "judged"),
        ({"at": NOW + 40 * DAY}, "expired"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            delayed(where, explained, **wrong)
        assert code in codes(refusal)
    delayed(where, explained)
    with pytest.raises(NotAllowed) as refusal:
        delayed(where, explained)
    assert codes(refusal) == {"set_before"}


def test_told_too_late_it_does_not_leave_the_house(where, explained):
    act = delayed(where, explained)
    with pytest.raises(NotAllowed) as refusal:
        issue(where, act.letter, NOW + 40 * DAY)
    assert "expired" in codes(refusal)


def test_the_extension_of_article_33_stays_possible(where, explained):
    issue(where, delayed(where, explained).letter, NOW + DAY)
    at = NOW + 2 * DAY
    services.propose_extension(
        request=fresh(explained), days=5, reason="需要查阅馆藏档案。", by=where.officer, at=at
    )
    made = services.decide_extension(request=fresh(explained), approved=True, by=where.office, at=at)
    issue(where, made.letter, at)
    assert answer_clock(explained).due_on > date(2026, 12, 25)


def test_who_consents_to_extensions_fixes_it_on_the_desk(client, where, explained, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)
    client.force_login(where.office)
    place = reverse("requests:act", args=[explained.pk, ActKind.SET_DELAY])
    assert "延迟到何日答复" in client.get(place).content.decode()
    assert client.post(place, {"until": "2026-12-27", "judged": JUDGED}).status_code == 302
    assert "延迟答复告知书" in client.get(reverse("requests:detail", args=[explained.pk])).content.decode()
    client.force_login(where.officer)
    assert client.post(place, {"until": "2026-12-27", "judged": JUDGED}).status_code == 403
