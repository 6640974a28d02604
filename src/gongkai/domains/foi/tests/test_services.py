"""Acts on a request from intake to archive, each with its law; on both databases."""

from datetime import date, timedelta

import pytest

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Consultation, Request, RequestAct
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.fees import Basis
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.receipt import Facts as Arrival
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, Channel, Matter
from gongkai.domains.foi.selectors import answer_clock, by_code, of_identity, of_same_applicant
from gongkai.domains.foi.tests.factories import (
    BEYOND,
    CITIZEN,
    DAY,
    ID_NUMBERS,
    NOW,
    application,
    deliver,
    fresh,
    handled,
    issue,
    submitted,
    villager,
)
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.clocks.rules import State
from gongkai.kernel.clocks.striking import strike
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def due_of(request: Request) -> date | None:
    return answer_clock(request).due_on


def kinds(request: Request) -> list[str]:
    return list(RequestAct.objects.filter(request=request).order_by("id").values_list("kind", flat=True))


# --- intake -----------------------------------------------------------------------------------------------------


def test_at_the_counter_the_day_of_handing_in_counts(where):
    """第三十一条第一项."""
    request = submitted(where)
    assert (request.stage, request.received_on) == (Stage.RECEIVED, TODAY)
    assert request.number == "430S00-2026-00001"
    assert due_of(request) == date(2026, 12, 18)


def test_a_web_form_is_received_when_both_sides_confirmed(where):
    """第三十一条第三项: the click is not the receipt."""
    request = submitted(where, channel=Channel.INTERNET)
    assert (request.stage, request.received_on, answer_clock(request)) == (Stage.UNCONFIRMED, None, None)
    later = NOW + 3 * DAY
    request = services.confirm_receipt(request=request, on=shanghai_date(later), by=where.clerk, at=later)
    assert (request.stage, request.received_on) == (Stage.RECEIVED, date(2026, 11, 23))


def test_signed_post_counts_from_the_day_it_was_signed_for(where):
    """第三十一条第二项: the mail room counts."""
    arrival = Arrival(signed_for_on=TODAY - 2 * DAY)
    made = services.submit(
        organ=where.organ,
        application=application(channel=Channel.SIGNED_POST),
        receipt=arrival,
        by=where.clerk,
        at=NOW,
    )
    assert made.request.received_on == date(2026, 11, 18)


def test_number_and_code_find_the_request_and_nothing_less_does(where):
    made = services.submit(organ=where.organ, application=application(), by=CITIZEN, at=NOW)
    number = made.request.number
    assert by_code(number, f" {made.code[:4]}-{made.code[4:].lower()} ") == made.request
    assert by_code(number, "AAAAAAAAAA") is None
    assert by_code("430S00-2026-99999", made.code) is None
    assert made.code not in repr(made)


def test_a_new_code_voids_the_old_one(where):
    made = services.submit(organ=where.organ, application=application(), by=CITIZEN, at=NOW)
    code = services.new_code(request=made.request, by=where.clerk, at=NOW)
    assert by_code(made.request.number, made.code) is None
    assert by_code(made.request.number, code) == made.request


def test_no_personal_data_in_clear_in_row_act_or_ledger(where):
    request = submitted(where)
    applicant = request.applicant
    assert str(applicant) == "欧阳**"
    assert applicant.identity.masked() == "110***********0011"
    told = str(list(Entry.objects.values_list("detail", flat=True)))
    assert "欧阳试样" not in told and ID_NUMBERS[0] not in told and "13800001234" not in told


def test_every_fault_of_an_application_is_listed_at_once(where):
    wrong = application(
        description="补", applicant=villager(name="", identity="110101199003070012", phone="", address="")
    )
    with pytest.raises(NotAllowed) as refusal:
        services.submit(organ=where.organ, application=wrong, by=CITIZEN, at=NOW)
    assert {"name", "description", "contact"} <= codes(refusal)
    assert "identity" in {reason.where for reason in refusal.value.reasons}
    assert not Request.objects.exists()


def test_requests_of_one_person_are_found_without_opening_a_seal(where):
    first = submitted(where)
    second = submitted(where, NOW + DAY)
    other = submitted(where, applicant=villager(name="司马试样", identity=ID_NUMBERS[1]))
    assert list(of_identity(where.organ, ID_NUMBERS[0].lower())) == [second, first]
    assert list(of_same_applicant(fresh(second))) == [first]
    assert list(of_same_applicant(fresh(other))) == []


# --- correction -------------------------------------------------------------------------------------------------


def asked_to_correct(where, at=NOW + DAY):
    request = handled(where)
    made = services.request_correction(
        request=request, items="请明确所指批次。", until=date(2026, 12, 15), by=where.officer, at=at
    )
    issue(where, made.letter, at)
    return fresh(request)


def test_the_clock_restarts_when_the_correction_comes(where):
    """第三十条: it does not go on where it stopped."""
    request = asked_to_correct(where)
    assert answer_clock(request).state == State.PAUSED
    back = NOW + 10 * DAY
    request = services.receive_correction(
        request=request, content="2025年第三批次。", on=shanghai_date(back), by=where.clerk, at=back
    )
    assert request.stage == Stage.HANDLING
    assert due_of(request) == date(2026, 12, 28)


def test_correction_is_asked_for_once(where):
    request = asked_to_correct(where)
    back = NOW + 4 * DAY
    services.receive_correction(
        request=request, content="第三批次。", on=shanghai_date(back), by=where.clerk, at=back
    )
    with pytest.raises(NotAllowed) as refusal:
        services.request_correction(
            request=fresh(request), items="再补一次。", until=date(2026, 12, 30), by=where.officer, at=back
        )
    assert codes(refusal) == {"asked_before"}


def test_a_period_that_ended_without_correction_goes_back_to_the_desk(where):
    request = asked_to_correct(where)
    with pytest.raises(NotAllowed) as refusal:
        services.correction_lapsed(request=request, by=where.officer, at=NOW + 5 * DAY)
    assert codes(refusal) == {"not_over"}
    request = services.correction_lapsed(request=request, by=where.officer, at=NOW + 30 * DAY)
    assert request.stage == Stage.HANDLING


# --- consultation -----------------------------------------------------------------------------------------------


def consulted(where, party=Party.THIRD_PARTY, at=NOW + DAY) -> Consultation:
    request = handled(where)
    asked = services.consult(
        request=request,
        party=party,
        organisation="河湾县砂石有限公司",
        matter="采矿权出让合同中的价款条款。",
        by=where.officer,
        at=at,
    )
    issue(where, asked.letter, at)
    deliver(where, asked.letter, shanghai_date(at + 2 * DAY), at + 2 * DAY)
    return Consultation.objects.select_related("request").get(pk=asked.pk)


def test_days_of_asking_are_not_counted(where):
    """第三十三条第三款."""
    asked = consulted(where)
    assert answer_clock(asked.request).state == State.PAUSED
    back = NOW + 10 * DAY
    services.record_reply(
        request=asked.request,
        ref=asked.ref,
        reply=Reply.REFUSES,
        reason="涉及商业秘密。",
        on=shanghai_date(back),
        by=where.officer,
        at=back,
    )
    assert due_of(asked.request) == date(2026, 12, 28)


def test_a_refusal_needs_its_reason(where):
    asked = consulted(where)
    with pytest.raises(NotAllowed) as refusal:
        services.record_reply(
            request=asked.request,
            ref=asked.ref,
            reply=Reply.REFUSES,
            on=TODAY + 4 * DAY,
            by=where.officer,
            at=NOW + 4 * DAY,
        )
    assert codes(refusal) == {"reason"}


@pytest.mark.parametrize(
    "party, counts_as", [(Party.THIRD_PARTY, Reply.SILENT), (Party.CO_MAKER, Reply.AGREES)]
)
def test_silence_means_what_the_law_says(where, party, counts_as):
    """第三十二条 against 第三十四条."""
    asked = consulted(where, party)
    strike(by=SYSTEM, at=NOW + 60 * DAY)
    asked.refresh_from_db()
    assert asked.reply == counts_as
    assert answer_clock(asked.request).state == State.RUNNING
    assert ActKind.CONSULTATION_LAPSED in kinds(asked.request)


# --- extension --------------------------------------------------------------------------------------------------


def extended(where, at=NOW + 5 * DAY):
    request = handled(where)
    services.propose_extension(request=request, days=20, reason="需要查阅馆藏档案。", by=where.officer, at=at)
    made = services.decide_extension(request=request, approved=True, by=where.office, at=at)
    issue(where, made.letter, at)
    return fresh(request)


def test_an_extension_counts_when_it_is_told(where):
    """第三十三条第二款."""
    request = extended(where)
    assert due_of(request) > date(2027, 1, 1)
    with pytest.raises(NotAllowed) as refusal:
        services.propose_extension(
            request=request, days=5, reason="再延长。", by=where.officer, at=NOW + 6 * DAY
        )
    assert codes(refusal) == {"extended_before"}


def test_nobody_consents_to_his_own_extension(where):
    request = handled(where)
    services.propose_extension(request=request, days=10, reason="情况复杂。", by=where.office, at=NOW + DAY)
    with pytest.raises(NotAllowed) as refusal:
        services.decide_extension(request=request, approved=True, by=where.office, at=NOW + DAY)
    assert codes(refusal) == {"own_proposal"}


def test_an_extension_after_the_limit_is_none(where):
    request = handled(where)
    with pytest.raises(NotAllowed) as refusal:
        services.propose_extension(
            request=request, days=10, reason="忘记了。", by=where.officer, at=NOW + 60 * DAY
        )
    assert codes(refusal) == {"expired"}


# --- fee --------------------------------------------------------------------------------------------------------


def test_a_fee_stops_the_clock_and_payment_restarts_it(where):
    """国办函〔2020〕109号."""
    request = handled(where)
    fee = services.notify_fee(
        request=request, basis=Basis.PAGE, count=109, determination=BEYOND, by=where.officer, at=NOW + DAY
    )
    assert fee.amount == 880
    issue(where, fee.letter, NOW + DAY)
    assert fresh(request).stage == Stage.AWAITING_PAYMENT
    deliver(where, fee.letter, TODAY + 2 * DAY, NOW + 2 * DAY)
    services.record_payment(
        request=fresh(request),
        on=TODAY + 10 * DAY,
        receipt_number="云财票0001",
        by=where.clerk,
        at=NOW + 10 * DAY,
    )
    assert due_of(request) == date(2026, 12, 28)


def test_nothing_is_charged_within_what_is_free(where):
    with pytest.raises(NotAllowed) as refusal:
        services.notify_fee(
            request=handled(where), basis=Basis.PIECE, count=1, determination=BEYOND, by=where.officer, at=NOW
        )
    assert codes(refusal) == {"nothing_due"}


# --- answer -----------------------------------------------------------------------------------------------------


def answered(where, request, at, facts=None, text="经检索，未制作上述文件。"):
    facts = facts or Facts(
        kind=AnswerKind.A6, today=shanghai_date(at), search_record="检索档案系统与局室台账，无结果。"
    )
    services.draft_answer(request=request, facts=facts, text=text, by=where.officer, at=at)
    services.submit_answer(request=fresh(request), by=where.officer, at=at)
    for signer in (where.head, where.office, where.leader):
        services.sign_answer(request=fresh(request), agree=True, by=signer, at=at)
    answer = request.answers.get()
    issue(where, answer.letter, at)
    return fresh(request)


def test_an_answer_is_signed_step_by_step_and_counts_when_it_leaves(where):
    request = answered(where, handled(where), NOW + 5 * DAY)
    assert (request.stage, request.answer_kind, request.answered_on) == ("answered", "A6", TODAY + 5 * DAY)
    assert answer_clock(request) is None
    request = services.archive(request=request, by=where.office, at=NOW + 6 * DAY)
    assert request.stage == Stage.CLOSED
    assert verify() == []


def test_an_answer_waits_for_open_consultations(where):
    asked = consulted(where)
    facts = Facts(kind=AnswerKind.A6, today=TODAY, search_record="检索档案系统，无结果。")
    services.draft_answer(request=asked.request, facts=facts, text="不存在。", by=where.officer, at=NOW + DAY)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_answer(request=asked.request, by=where.officer, at=NOW + DAY)
    assert "consultation_open" in codes(refusal)


def test_what_lacks_its_reasons_is_no_answer(where):
    with pytest.raises(NotAllowed) as refusal:
        services.draft_answer(
            request=handled(where),
            facts=Facts(kind=AnswerKind.A4, today=TODAY),
            text="不予公开。",
            by=where.officer,
            at=NOW,
        )
    assert {"ground_missing", "reasons_missing"} <= codes(refusal)


def test_a_refusal_names_review_first(where):
    """行政复议法第二十三条: one remedy text for all is unlawful."""
    facts = Facts(kind=AnswerKind.A4, today=TODAY, grounds=("N16-2b",), reasons="系内部讨论过程稿。")
    request = answered(where, handled(where), NOW + 3 * DAY, facts, "不予公开。")
    said = str(request.answers.get().letter.fields["remedy"])
    assert "先向" in said and "行政复议" in said


def test_what_is_no_request_is_told_so_and_leaves_the_statistics(where):
    """第三十九条."""
    request = submitted(where, description="反映邻居违法建房，请予查处并给予答复。", subject="反映违法建房")
    request = services.route(
        request=request,
        matter=Matter.COMPLAINT,
        notice="请向河湾县综合行政执法局投诉举报。",
        by=where.office,
        at=NOW,
    )
    letter = request.acts.get(kind=ActKind.ROUTE)
    assert letter
    issue(where, letters_of("request", str(request.pk))[0], NOW + DAY)
    request = fresh(request)
    assert (request.stage, request.matter, request.answer_kind) == (Stage.ROUTED, Matter.COMPLAINT, "")
    assert answer_clock(request) is None


def test_the_applicant_takes_it_back(where):
    request = services.withdraw(request=handled(where), reason="已从村委会取得。", by=CITIZEN, at=NOW + DAY)
    assert (request.stage, request.answer_kind) == (Stage.ANSWERED, AnswerKind.A17)


def test_who_has_no_post_for_it_is_refused(where):
    with pytest.raises(NotAllowed) as refusal:
        services.assign(request=submitted(where), division=where.division, by=where.auditor, at=NOW)
    assert codes(refusal) == {"not_permitted"}


def test_every_act_is_in_the_ledger_and_the_chain_holds(where):
    request = answered(where, extended(where), NOW + 8 * DAY)
    services.rate(request=request, stars=5, by=CITIZEN, at=NOW + 9 * DAY)
    verbs = set(
        Entry.objects.filter(subject_type="request", subject_id=str(request.pk)).values_list(
            "verb", flat=True
        )
    )
    assert {f"request.{kind}" for kind in kinds(request)} <= verbs
    assert verify() == []


def test_an_extension_told_too_late_does_not_leave_the_house(where):
    request = handled(where)
    at = NOW + 5 * DAY
    services.propose_extension(request=request, days=20, reason="需要查阅馆藏档案。", by=where.officer, at=at)
    made = services.decide_extension(request=request, approved=True, by=where.office, at=at)
    with pytest.raises(NotAllowed) as refusal:
        issue(where, made.letter, NOW + timedelta(days=60))
    assert "expired" in codes(refusal)
