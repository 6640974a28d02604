"""A letter that is given up, by somebody or because the request ends or goes another way."""

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, Matter
from gongkai.domains.foi.tests.factories import (
    CITIZEN,
    DAY,
    NOW,
    fresh,
    handled,
    issue,
    scan,
    submitted,
)
from gongkai.domains.foi.tests.letters_out import (
    ALL,
    TODAY,
    asked,
    charged,
    codes,
    consulted,
    corrected,
    delayed,
    draft,
    extended,
    letter_of,
    routed,
    sign,
    signed,
)
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import State

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


# --- given up ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("way", ALL)
def test_given_up_a_letter_leaves_the_way_open_as_before(where, way, sealed):
    request = handled(where)
    letter = way(where, request)
    if sealed:
        letters.approve(letter=letter, by=where.office, at=NOW)
        letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    letters.cancel(letter=letter, reason="写错了要重写", by=where.office, at=NOW)
    request = fresh(request)
    assert (request.stage, request.matter) == (Stage.HANDLING, Matter.REQUEST)
    assert kinds_of(request)[-1] == ActKind.DROP_LETTER
    if way is signed:
        draft(where, request)
        services.submit_answer(request=request, by=where.officer, at=NOW)
        again = sign(where, request, NOW)
    else:
        again = way(where, request)
    issue(where, again, NOW)
    assert verify() == []


def kinds_of(request: Request) -> list[str]:
    return list(request.acts.order_by("id").values_list("kind", flat=True))


ONCE = {corrected: "asked_before", extended: "extended_before", charged: "fee_before", delayed: "set_before"}
"""Way -> why it is not gone a second time, once its letter was sent."""


@pytest.mark.parametrize("way", ONCE)
def test_what_was_given_up_does_not_use_up_the_right_and_what_was_sent_does(where, way):
    request = handled(where)
    for _given_up in range(2):
        letters.cancel(letter=way(where, request), reason="写错了要重写", by=where.office, at=NOW)
        request = fresh(request)
    issue(where, way(where, request), NOW)
    if way is corrected:
        services.receive_correction(
            request=fresh(request), content="第三批次。", on=TODAY, by=where.clerk, at=NOW
        )
    if way is charged:
        services.record_payment(
            request=fresh(request), on=TODAY, receipt_number="收字001", by=where.clerk, at=NOW
        )
    with pytest.raises(NotAllowed) as refusal:
        way(where, fresh(request))
    assert ONCE[way] in codes(refusal)


def test_reasons_asked_for_in_a_letter_that_was_given_up_were_never_asked_for(client, where, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    request = handled(where)
    client.force_login(where.office)
    page = reverse("requests:detail", args=[request.pk])
    never = "没有要求申请人说明过理由。"
    letter = asked(where, request)
    assert never not in client.get(page).content.decode()
    letters.cancel(letter=letter, reason="写错了要重写", by=where.office, at=NOW)
    assert never in client.get(page).content.decode()


def test_a_correction_given_up_before_it_was_assigned_goes_back_to_the_office(where):
    request = submitted(where)
    letters.cancel(letter=corrected(where, request), reason="不用补正了", by=where.office, at=NOW)
    assert fresh(request).stage == Stage.RECEIVED


def test_a_consultation_given_up_blocks_no_answer_and_its_name_is_not_used_again(where):
    request = handled(where)
    letters.cancel(letter=consulted(where, request), reason="不涉及第三方", by=where.office, at=NOW)
    consulted(where, request)
    assert request.consultations.get().ref == "c2"
    letters.cancel(letter=letter_of(request), reason="不涉及第三方", by=where.office, at=NOW)
    draft(where, request)
    services.submit_answer(request=fresh(request), by=where.officer, at=NOW)
    assert fresh(request).stage == Stage.SIGNING


def test_what_is_no_request_leaves_the_statistics_when_it_is_told_not_before(where):
    request = handled(where)
    letter = routed(where, request)
    assert fresh(request).matter == Matter.REQUEST
    with pytest.raises(NotAllowed) as refusal:
        routed(where, request)
    assert codes(refusal) == {"routed_before"}
    issue(where, letter, NOW)
    assert (fresh(request).stage, fresh(request).matter) == (Stage.ROUTED, Matter.COMPLAINT)


# --- the stage --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ALL)
def test_what_was_not_sent_is_given_up_when_the_applicant_takes_it_back(where, way):
    request = handled(where)
    letter = way(where, request)
    services.withdraw(request=fresh(request), reason="不要了", by=CITIZEN, at=NOW + DAY)
    assert (fresh(request).stage, fresh(request).matter) == (Stage.ANSWERED, Matter.REQUEST)
    assert Letter.objects.get(pk=letter.pk).state == State.CANCELLED
    services.archive(request=fresh(request), by=where.officer, at=NOW + DAY)


def test_a_sealed_answer_is_given_up_too(where):
    request = handled(where)
    letter = signed(where, request)
    letters.approve(letter=letter, by=where.office, at=NOW)
    letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    services.withdraw(request=fresh(request), reason="不要了", by=CITIZEN, at=NOW + DAY)
    assert (fresh(request).stage, fresh(request).answer_kind) == (Stage.ANSWERED, AnswerKind.A17)


def test_a_void_request_keeps_no_letter(where):
    request = submitted(where)
    letter = routed(where, request)
    services.void(request=fresh(request), reason="重复录入", by=where.office, at=NOW)
    assert Letter.objects.get(pk=letter.pk).state == State.CANCELLED
    assert (fresh(request).stage, fresh(request).matter) == (Stage.VOID, Matter.REQUEST)


def test_routing_gives_up_what_else_was_drafted(where):
    request = handled(where)
    other = charged(where, request)
    issue(where, routed(where, request), NOW)
    assert Letter.objects.get(pk=other.pk).state == State.CANCELLED
    assert fresh(request).stage == Stage.ROUTED


@pytest.mark.parametrize("way", [consulted, charged, routed, corrected])
def test_a_letter_that_comes_too_late_stays_in_the_house(where, way):
    """As an older release left it: a request in sign-off with a letter that was not sent."""
    request = handled(where)
    letter = way(where, request)
    Request.objects.filter(pk=request.pk).update(stage=Stage.SIGNING)
    with pytest.raises(NotAllowed) as refusal:
        issue(where, letter, NOW)
    assert codes(refusal) == {"stage"}
    assert fresh(request).stage == Stage.SIGNING


def test_an_answer_is_not_submitted_beside_letters_that_wait(where):
    request = handled(where)
    charged(where, request)
    draft(where, request)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_answer(request=fresh(request), by=where.officer, at=NOW)
    assert codes(refusal) == {"letter_open"}
