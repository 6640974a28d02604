"""What was counted, linked or decided wrongly once: pieces of a month, links too late, results registered twice."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Fee
from gongkai.domains.foi.rules.fees import Basis
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult
from gongkai.domains.foi.rules.stages import BEFORE_SIGNING, OPEN, ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import Matter
from gongkai.domains.foi.services.charging import count_in_month
from gongkai.domains.foi.tests.factories import (
    BEYOND,
    DAY,
    ID_NUMBERS,
    NOW,
    fresh,
    handled,
    issue,
    submitted,
    villager,
)
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


# --- pieces of a month (国办函〔2020〕109号第三条) ------------------------------------------------------------------


def charged(where, basis, count, at=NOW):
    """A request with a fee, as the official set it."""
    request = handled(where, at)
    Fee.objects.create(request=request, basis=basis, count=count, amount=500)
    return request


def voided(where):
    return services.void(request=submitted(where), reason="重复录入。", by=where.office, at=NOW)


def routed(where):
    request = submitted(where, description="举报邻居违法建房，请予查处。", subject="举报违法建房")
    services.route(
        request=request, matter=Matter.COMPLAINT, notice="请向县综合行政执法局举报。", by=where.office, at=NOW
    )
    issue(where, letters_of("request", str(request.pk))[0], NOW)
    return fresh(request)


def test_pieces_are_counted_not_requests_and_void_ones_are_none(where):
    voided(where)
    charged(where, Basis.PIECE, 15)
    last = handled(where, NOW + DAY)
    assert count_in_month(last) == 15
    made = services.notify_fee(
        request=last, basis=Basis.PIECE, count=1, determination=BEYOND, by=where.officer, at=NOW + DAY
    )
    assert (made.month_before, made.amount) == (15, 100)


def test_pages_count_as_one_piece_and_what_is_no_request_as_none(where):
    charged(where, Basis.PAGE, 119)
    assert routed(where).stage == Stage.ROUTED
    assert count_in_month(handled(where, NOW + DAY)) == 1


def test_a_withdrawn_request_was_a_piece_and_another_month_or_person_was_not(where):
    services.withdraw(request=handled(where), reason="已经取得。", by=where.clerk, at=NOW)
    submitted(where, applicant=villager(name="司马试样", identity=ID_NUMBERS[1]))
    assert count_in_month(handled(where, NOW + DAY)) == 1
    assert count_in_month(handled(where, NOW + 20 * DAY)) == 0


# --- the same asked before ----------------------------------------------------------------------------------------


def test_a_link_is_noted_while_it_can_bear_on_the_answer(where):
    first, second = submitted(where), handled(where, NOW + DAY)
    services.link_duplicate(request=second, earlier=first, by=where.officer, at=NOW + DAY)
    second = services.withdraw(request=second, reason="已经取得。", by=where.clerk, at=NOW + 2 * DAY)
    with pytest.raises(NotAllowed) as refusal:
        services.link_duplicate(request=second, earlier=first, by=where.officer, at=NOW + 2 * DAY)
    assert codes(refusal) == {"stage"}
    assert set(OPEN) - set(BEFORE_SIGNING) == {Stage.SIGNING, Stage.ISSUING}


def test_a_void_entry_is_no_earlier_request(where):
    nothing = voided(where)
    with pytest.raises(NotAllowed) as refusal:
        services.link_duplicate(
            request=handled(where, NOW + DAY), earlier=nothing, by=where.officer, at=NOW + DAY
        )
    assert codes(refusal) == {"void"}


def test_the_page_says_why_nothing_can_be_linked_any_more(where, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)
    done = services.withdraw(request=handled(where), reason="已经取得。", by=where.clerk, at=NOW)
    client.force_login(where.officer)
    said = client.get(reverse("requests:act", args=[done.pk, ActKind.LINK_DUPLICATE])).content.decode()
    assert "不能办理此事" in said.split("现在还不能办理")[1]


# --- the result of an appeal ----------------------------------------------------------------------------------------


@pytest.fixture
def decided(where):
    filed = services.file_appeal(
        request=handled(where),
        kind=AppealKind.REVIEW,
        body="云岭省人民政府",
        filed_on=TODAY,
        by=where.legal,
        at=NOW,
    )
    at = NOW + 30 * DAY
    return services.decide_appeal(
        appeal=filed,
        result=AppealResult.UPHELD,
        on=date(2026, 12, 18),
        lesson="写明检索范围。",
        by=where.legal,
        at=at,
    )


def test_a_result_is_registered_once(where, decided):
    with pytest.raises(NotAllowed) as refusal:
        services.decide_appeal(
            appeal=decided,
            result=AppealResult.CORRECTED,
            on=date(2026, 12, 19),
            by=where.legal,
            at=NOW + 31 * DAY,
        )
    assert codes(refusal) == {"decided"}
    decided.refresh_from_db()
    assert (decided.result, decided.lesson) == (AppealResult.UPHELD, "写明检索范围。")


def test_a_wrong_result_is_put_right_with_a_reason_and_stays_in_the_story(where, decided):
    wrong = {"appeal": decided, "by": where.legal, "at": NOW + 31 * DAY}
    right = {"result": AppealResult.CORRECTED, "on": date(2026, 12, 18)}
    with pytest.raises(NotAllowed) as refusal:
        services.correct_decision(**wrong, **right, reason="")
    assert codes(refusal) == {"reason"}
    done = services.correct_decision(**wrong, **right, reason="录入时选错。")
    assert (done.result, done.lesson) == (AppealResult.CORRECTED, "写明检索范围。")
    told = done.events.order_by("id").last()
    assert "结果维持" in told.note and "录入时选错" in told.note
    act = done.request.acts.filter(kind=ActKind.APPEAL).order_by("id").last()
    assert (act.detail["was"], act.detail["result"]) == ("upheld", "corrected")


def test_nothing_is_corrected_before_it_was_registered(where):
    filed = services.file_appeal(
        request=handled(where),
        kind=AppealKind.LAWSUIT,
        body="林江市中级人民法院",
        filed_on=TODAY,
        by=where.legal,
        at=NOW,
    )
    with pytest.raises(NotAllowed) as refusal:
        services.correct_decision(
            appeal=filed, result=AppealResult.OTHER, on=TODAY, reason="误录。", by=where.legal, at=NOW
        )
    assert codes(refusal) == {"pending"}


def test_the_page_offers_the_correction_and_a_second_result_changes_nothing(
    where, decided, client, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + 31 * DAY)
    client.force_login(where.legal)
    address = reverse("requests:appeal", args=[decided.pk])
    page = client.get(address).content.decode()
    assert "更正结果" in page and "登记结果" not in page
    again = {"which": "decide", "result": "corrected", "on": "2026-12-19"}
    refused = client.post(address, again)
    assert refused.status_code == 422 and "已经登记过审理结果" in refused.content.decode()
    mended = {"which": "correct", "result": "corrected", "on": "2026-12-18", "reason": "录入时选错。"}
    assert client.post(address, mended).status_code == 302
    decided.refresh_from_db()
    assert decided.result == AppealResult.CORRECTED
