"""Letters of a request that are sent again, given up, replaced or sent too late: what they tell, they tell once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Correction, Request
from gongkai.domains.foi.register import Waits, board
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.fees import Basis
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, Matter
from gongkai.domains.foi.selectors import answer_clock, standing
from gongkai.domains.foi.tests.factories import (
    CITIZEN,
    DAY,
    NOW,
    deliver,
    fresh,
    handled,
    issue,
    office,
    scan,
    submitted,
)
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.clocks.models import OPEN_STATES, Clock
from gongkai.kernel.clocks.rules import State as ClockState
from gongkai.kernel.clocks.striking import strike
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import Channel as Post
from gongkai.kernel.letters.rules.vocabulary import State
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)


@pytest.fixture
def where():
    return office()


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def letter_of(request: Request) -> Letter:
    return letters_of("request", str(request.pk)).last()


def sign(where, request: Request, at) -> Letter:
    for signer in (where.head, where.office, where.leader):
        services.sign_answer(request=fresh(request), agree=True, by=signer, at=at)
    return request.answers.order_by("-version").first().letter


def draft(where, request: Request, at=NOW, **facts) -> None:
    known = {"kind": AnswerKind.A6, "search_record": "检索档案系统，无结果。"} | facts
    services.draft_answer(
        request=request,
        facts=Facts(today=shanghai_date(at), **known),
        text="经检索，没有。",
        by=where.officer,
        at=at,
    )


def signed(where, request: Request, at=NOW, **facts) -> Letter:
    draft(where, request, at, **facts)
    services.submit_answer(request=fresh(request), by=where.officer, at=at)
    return sign(where, request, at)


def corrected(where, request: Request) -> Letter:
    by = where.officer if request.division_id else where.office
    return services.request_correction(
        request=request, items="请明确所指批次。", until=TODAY + 20 * DAY, by=by, at=NOW
    ).letter


def consulted(where, request: Request, party=Party.THIRD_PARTY) -> Letter:
    return services.consult(
        request=request,
        party=party,
        organisation="河湾县砂石有限公司",
        matter="采矿权出让合同中的价款条款。",
        by=where.officer,
        at=NOW,
    ).letter


def co_maker(where, request: Request) -> Letter:
    return consulted(where, request, Party.CO_MAKER)


def extended(where, request: Request) -> Letter:
    services.propose_extension(
        request=request, days=20, reason="需要查阅馆藏档案。", by=where.officer, at=NOW
    )
    return services.decide_extension(request=request, approved=True, by=where.office, at=NOW).letter


def charged(where, request: Request) -> Letter:
    return services.notify_fee(request=request, basis=Basis.PAGE, count=109, by=where.officer, at=NOW).letter


def asked(where, request: Request) -> Letter:
    services.ask_reasons(request=request, found="一个月内申请 120 件。", by=where.office, at=NOW)
    return letter_of(request)


def routed(where, request: Request) -> Letter:
    services.route(
        request=request,
        matter=Matter.COMPLAINT,
        notice="请向河湾县综合行政执法局投诉举报。",
        by=where.office,
        at=NOW,
    )
    return letter_of(request)


def delayed(where, request: Request) -> Letter:
    if not request.acts.filter(kind=ActKind.RECEIVE_REASONS).exists():
        issue(where, asked(where, request), NOW)
        services.receive_reasons(
            request=fresh(request), content="逐户核对补偿需要。", on=TODAY, by=CITIZEN, at=NOW
        )
    later = TODAY + 60 * DAY
    act = services.set_delay(
        request=fresh(request), until=later, judged="需要逐件核对。", by=where.office, at=NOW
    )
    return act.letter


ALL = [corrected, consulted, co_maker, extended, charged, asked, delayed, routed, signed]
"""Every way to a letter of a request, whose text tells something."""


def facts(request: Request) -> tuple:
    """All that a letter can move."""
    request, clock = fresh(request), answer_clock(request)
    rows = [
        list(getattr(request, name).order_by("pk").values_list(*columns))
        for name, columns in {
            "corrections": ("asked_on", "until"),
            "consultations": ("asked_on", "delivered_on"),
            "extensions": ("told_on",),
            "answers": ("version", "signed_at"),
        }.items()
    ]
    fee = getattr(request, "fee", None)
    return (
        request.stage,
        request.answered_on,
        request.matter,
        clock and (clock.state, clock.due_on, clock.periods.count()),
        rows,
        fee and (fee.noticed_on, fee.delivered_on),
        request.acts.count(),
    )


def resend(where, letter: Letter, at) -> Letter:
    return letters.resend(
        letter=letter, channel=Post.POST, tracking_number="1234567890124", by=where.clerk, at=at
    )


# --- C1: sent again ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ALL)
def test_sent_again_a_letter_tells_nothing_anew(where, way):
    request = handled(where)
    letter = issue(where, way(where, request), NOW)
    letter = letters.return_undelivered(letter=letter, reason="收件人不在", by=where.clerk, at=NOW + DAY)
    before = facts(request)
    letter = resend(where, letter, NOW + 4 * DAY)
    assert facts(request) == before
    deliver(where, letter, TODAY + 5 * DAY, NOW + 5 * DAY)
    assert letter_of(request).state == State.SERVED
    assert verify() == []


def test_a_correction_sent_again_after_it_came_back_does_not_pause_the_clock(where):
    request = handled(where)
    letter = issue(where, corrected(where, request), NOW)
    letter = letters.return_undelivered(letter=letter, reason="收件人不在", by=where.clerk, at=NOW + DAY)
    services.receive_correction(
        request=fresh(request), content="第三批次。", on=TODAY + 3 * DAY, by=where.clerk, at=NOW + 3 * DAY
    )
    resend(where, letter, NOW + 4 * DAY)
    assert answer_clock(request).state == ClockState.RUNNING


# --- C2: given up -----------------------------------------------------------------------------------------------


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


# --- C3: clocks at an end ---------------------------------------------------------------------------------------


def open_clocks() -> list[str]:
    found = Clock.objects.filter(subject_type__in=["request", "consultation"], state__in=OPEN_STATES)
    return list(found.values_list("limit_code", flat=True))


def test_a_withdrawn_request_is_not_moved_by_its_fee(where):
    request = handled(where)
    letter = issue(where, charged(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    services.withdraw(request=fresh(request), reason="不要了", by=CITIZEN, at=NOW + 2 * DAY)
    assert open_clocks() == []
    services.archive(request=fresh(request), by=where.officer, at=NOW + 2 * DAY)
    strike(by=SYSTEM, at=NOW + 60 * DAY)
    assert (fresh(request).stage, fresh(request).answer_kind) == (Stage.CLOSED, AnswerKind.A17)


def test_a_payment_that_never_came_moves_only_who_waits_for_it(where):
    """Even if a clock was left running by an older release."""
    request = handled(where)
    letter = issue(where, charged(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    Request.objects.filter(pk=request.pk).update(stage=Stage.CLOSED)
    strike(by=SYSTEM, at=NOW + 60 * DAY)
    assert fresh(request).stage == Stage.CLOSED


@pytest.mark.parametrize("on", [TODAY + 2 * DAY, TODAY])
def test_those_who_were_asked_are_not_waited_for_after_the_end(where, on):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    services.withdraw(request=fresh(request), reason="不要了", on=on, by=CITIZEN, at=NOW + 2 * DAY)
    assert open_clocks() == []
    acts = request.acts.count()
    strike(by=SYSTEM, at=NOW + 60 * DAY)
    assert request.acts.count() == acts


def test_a_letter_delivered_after_the_end_starts_no_clock(where):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    services.withdraw(request=fresh(request), reason="不要了", by=CITIZEN, at=NOW + DAY)
    deliver(where, letter, TODAY + 2 * DAY, NOW + 2 * DAY)
    assert open_clocks() == []


# --- C4: the stage ----------------------------------------------------------------------------------------------


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


# --- C5: one that replaces another ------------------------------------------------------------------------------


def again(where, letter: Letter, at, **changes) -> Letter:
    return letters.replace(letter=letter, fields=letter.fields | changes, by=where.officer, at=at)


@pytest.mark.parametrize("way", [corrected, consulted, co_maker, extended, charged, asked, delayed])
def test_a_letter_that_replaces_one_outside_tells_nothing_anew(where, way):
    request = handled(where)
    letter = issue(where, way(where, request), NOW)
    before = facts(request)
    other = issue(where, again(where, letter, NOW + 2 * DAY), NOW + 2 * DAY)
    assert facts(request) == before
    deliver(where, other, TODAY + 3 * DAY, NOW + 3 * DAY)
    assert verify() == []


@pytest.mark.parametrize("way", ALL)
def test_a_letter_that_replaces_one_never_sent_tells_what_that_would_have(where, way):
    first, second = handled(where), handled(where)
    issue(where, way(where, first), NOW)
    letter = way(where, second)
    letters.approve(letter=letter, by=where.office, at=NOW)
    letter = letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    other = again(where, letter, NOW)
    with pytest.raises(NotAllowed) as refusal:
        letters.send(letter=letter, channel=Post.COUNTER, by=where.clerk, at=NOW)
    assert codes(refusal) == {"replaced"}
    issue(where, other, NOW)
    assert facts(second)[:4] == facts(first)[:4]
    assert standing(fresh(second), TODAY).letters_open == ()


def test_the_party_is_waited_for_from_the_letter_that_reached_it(where):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    other = issue(where, again(where, letter, NOW + DAY), NOW + DAY)
    deliver(where, other, TODAY + 2 * DAY, NOW + 2 * DAY)
    made = request.consultations.get()
    assert (made.letter_id, made.delivered_on) == (other.pk, TODAY + 2 * DAY)
    assert "third-party" in open_clocks()


# --- C6: the period of a correction -----------------------------------------------------------------------------


def test_a_notice_is_not_sent_after_its_own_period(where):
    request = handled(where)
    letter = corrected(where, request)
    late = NOW + 20 * DAY
    with pytest.raises(NotAllowed) as refusal:
        issue(where, letter, late)
    assert codes(refusal) == {"until_past"}
    new = TODAY + 40 * DAY
    letters.revise(letter=letter, fields=letter.fields | {"until": new}, by=where.officer, at=late)
    issue(where, letter, late)
    assert Correction.objects.get().until == new


def test_a_sealed_notice_after_its_own_period_is_given_up_and_asked_anew(where):
    request = handled(where)
    letter = corrected(where, request)
    letters.approve(letter=letter, by=where.office, at=NOW)
    letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    late = NOW + 20 * DAY
    with pytest.raises(NotAllowed) as refusal:
        letters.send(letter=letter, channel=Post.COUNTER, by=where.clerk, at=late)
    assert codes(refusal) == {"until_past"}
    letters.cancel(letter=letter, reason="另定期限", by=where.office, at=late)
    services.request_correction(
        request=fresh(request), items="请明确批次。", until=TODAY + 40 * DAY, by=where.officer, at=late
    )
    issue(where, letter_of(request), late)
    assert fresh(request).stage == Stage.CORRECTING


# --- C8, C13b: what was signed ----------------------------------------------------------------------------------


def test_what_was_signed_is_not_changed_in_the_letter(where):
    request = handled(where)
    letter = signed(where, request)
    for name in ("answer", "remedy", "search_record"):
        with pytest.raises(NotAllowed) as refusal:
            words = letter.fields | {name: "换了的文字，没有人签过。"}
            letters.revise(letter=letter, fields=words, by=where.officer, at=NOW)
        assert [(reason.code, reason.where) for reason in refusal.value.reasons] == [("settled", name)]
    words = letter.fields | {"applicant": "欧阳试样（代理人司马试样）"}
    letters.revise(letter=letter, fields=words, by=where.officer, at=NOW)
    letters.approve(letter=letter, by=where.office, at=NOW)
    sealed = letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        again(where, sealed, NOW, answer="换了的文字，没有人签过。")
    assert codes(refusal) == {"settled"}


SETTLED = [
    (extended, "days", "15"),
    (extended, "reason", "馆藏档案已经查完，改以人手不足为由。"),
    (charged, "amount", "1"),
    (delayed, "until", "2027-06-30"),
    (delayed, "judged", "换了的理由，没有人同意过。"),
    (asked, "found", "换了的数量情况。"),
    (consulted, "party", "河湾县另一家公司"),
    (co_maker, "party", "林江市水利局"),
    (routed, "kind_of_matter", "信访事项"),
]
FACTS = [(way, "request_number", "430S00-2026-99999") for way in (corrected, consulted, extended, charged)]
FACTS += [(way, "received_on", "2026-10-01") for way in (corrected, extended, charged, delayed, asked)]


@pytest.mark.parametrize("way, name, value", SETTLED + FACTS)
def test_what_was_decided_is_not_changed_in_the_letter(where, way, name, value):
    letter = way(where, handled(where))
    assert name in letter.fields
    with pytest.raises(NotAllowed) as refusal:
        letters.revise(letter=letter, fields=letter.fields | {name: value}, by=where.officer, at=NOW)
    assert codes(refusal) == {"settled"}


TOLD = [
    (delayed, "until", "2027-06-30"),
    (extended, "days", "15"),
    (corrected, "until", "2027-06-30"),
    (corrected, "items", "换了的补正事项。"),
    (consulted, "matter", "换了的内容。"),
]


@pytest.mark.parametrize("way, name, value", TOLD)
def test_a_letter_that_replaces_one_outside_says_no_other_period(where, way, name, value):
    letter = issue(where, way(where, handled(where)), NOW)
    with pytest.raises(NotAllowed) as refusal:
        again(where, letter, NOW + DAY, **{name: value})
    assert codes(refusal) == {"settled"}
    other = again(where, letter, NOW + DAY)
    with pytest.raises(NotAllowed) as refusal:
        letters.revise(letter=other, fields=other.fields | {name: value}, by=where.officer, at=NOW + DAY)
    assert codes(refusal) == {"settled"}


@pytest.mark.parametrize(
    "way, name, rows", [(corrected, "items", "corrections"), (consulted, "matter", "consultations")]
)
def test_what_was_asked_is_what_the_letter_said(where, way, name, rows):
    request = handled(where)
    letter, words = way(where, request), "请写明是哪一个批次、哪一份公告。"
    letters.revise(letter=letter, fields=letter.fields | {name: words}, by=where.officer, at=NOW)
    issue(where, letter, NOW)
    assert getattr(getattr(request, rows).get(), name) == words


def test_a_signed_version_goes_to_the_signers_once(where):
    request = handled(where)
    letters.cancel(letter=signed(where, request), reason="要改文字", by=where.office, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_answer(request=fresh(request), by=where.officer, at=NOW)
    assert codes(refusal) == {"signed_before"}
    services.renew_answer(request=fresh(request), by=where.officer, at=NOW)
    issue(where, sign(where, request, NOW), NOW)
    assert fresh(request).stage == Stage.ANSWERED


def test_the_remedy_is_that_of_the_day_of_sending(where):
    """行政复议法 2023 is in force from 2024-01-01: signed before and sent after, the letter would name the old way."""
    old, new = NOW.replace(year=2023, month=12, day=29), NOW.replace(year=2024, month=1, day=2)
    request = handled(where, old)
    why = {"kind": AnswerKind.A4, "grounds": ("N16-2b",), "reasons": "系内部讨论过程稿。"}
    letter = signed(where, request, old, **why)
    assert "先向" not in str(letter.fields["remedy"])
    letters.approve(letter=letter, by=where.office, at=old)
    for step in (
        lambda: letters.seal(letter=letter, scan=scan(where, new), by=where.clerk, at=new),
        lambda: services.submit_answer(request=fresh(request), by=where.officer, at=new),
    ):
        with pytest.raises(NotAllowed):
            step()
    letters.seal(letter=letter, scan=scan(where, old), by=where.clerk, at=old)
    with pytest.raises(NotAllowed) as refusal:
        letters.send(letter=letter, channel=Post.COUNTER, by=where.clerk, at=new)
    assert codes(refusal) == {"remedy_outdated"}
    services.renew_answer(request=fresh(request), by=where.officer, at=new)
    assert fresh(request).stage == Stage.SIGNING
    other = sign(where, request, new)
    assert "先向" in str(other.fields["remedy"])
    issue(where, other, new)
    assert fresh(request).answered_on == date(2024, 1, 2)


# --- a6: the end of the period ----------------------------------------------------------------------------------


def test_the_end_of_the_period_is_noted_and_decides_nothing(where):
    """第三十条: whether there was a good reason, an official judges."""
    request = handled(where)
    issue(where, corrected(where, request), NOW)
    clock = Clock.objects.get(limit_code="correction-period")
    assert clock.due_on == TODAY + 20 * DAY
    strike(by=SYSTEM, at=NOW + timedelta(days=90))
    act = request.acts.get(kind=ActKind.CORRECTION_OVERDUE)
    assert (act.on, fresh(request).stage) == (TODAY + 20 * DAY, Stage.CORRECTING)
    assert waits(where, TODAY + 20 * DAY) == {Waits.APPLICANT}
    assert waits(where, TODAY + 21 * DAY) == {Waits.DECISION}
    services.correction_lapsed(request=fresh(request), by=where.officer, at=NOW + timedelta(days=91))
    assert open_clocks() == ["foi-answer"]


def waits(where, today: date) -> set[str]:
    return {tile.code for tile in board(where.office, today).waits if tile.count}


def test_a_correction_that_comes_ends_its_period(where):
    request = handled(where)
    issue(where, corrected(where, request), NOW)
    services.receive_correction(
        request=fresh(request), content="第三批次。", on=TODAY + 3 * DAY, by=where.clerk, at=NOW + 3 * DAY
    )
    assert open_clocks() == ["foi-answer"]


def test_silence_of_a_party_means_nothing_after_the_reply(where):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    made = request.consultations.get()
    services.record_reply(
        request=fresh(request), ref=made.ref, reply=Reply.AGREES, on=TODAY + 2 * DAY, by=where.officer, at=NOW + 2 * DAY
    )  # fmt: skip
    strike(by=SYSTEM, at=NOW + timedelta(days=60))
    made.refresh_from_db()
    assert made.reply == Reply.AGREES
