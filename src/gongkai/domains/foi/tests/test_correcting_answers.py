"""An answer that was told is put right by what was signed as it was: drafted, signed, sent, and until then it stays."""

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.exchange.register import batches, row_of
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.portal.story import story_of
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.selectors import answer_that_counts
from gongkai.domains.foi.tests.factories import DAY, NOW, deliver, fresh, handled, issue, scan
from gongkai.domains.foi.tests.letters_out import codes, draft, letter_of, sign, signed
from gongkai.domains.foi.waiting import waiting_for
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.selectors import used_of
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.models import Letter
from gongkai.kernel.letters.rules.vocabulary import Channel as Post
from gongkai.kernel.letters.rules.vocabulary import State

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY, LATER = shanghai_date(NOW), NOW + 3 * DAY
WHY = "附件名称写错，检索范围漏了馆藏档案。"
OTHER = {"kind": AnswerKind.A4, "search_record": "", "grounds": ("N16-2b",), "reasons": "系内部讨论过程稿。"}


@pytest.fixture
def told(where):
    """A request whose answer (A6) was sent."""
    request = handled(where)
    issue(where, signed(where, request), NOW)
    return fresh(request)


def begun(where, request: Request) -> Request:
    return services.correct_answer(request=fresh(request), reason=WHY, by=where.officer, at=LATER)


def resigned(where, request: Request, **facts) -> Letter:
    draft(where, fresh(request), LATER, **(facts or OTHER))
    services.submit_answer(request=fresh(request), by=where.officer, at=LATER)
    return sign(where, request, LATER)


def test_a_letter_that_was_sent_is_not_replaced_past_the_signers(where, told):
    letter = letter_of(told)
    with pytest.raises(NotAllowed) as refusal:
        letters.replace(letter=letter, fields=letter.fields, by=where.office, at=LATER)
    assert codes(refusal) == {"answer_told"}


def test_one_drafted_by_an_older_release_stays_in_the_house(where, told):
    old = letter_of(told)
    words = {
        "text_code": old.text.code,
        "subject_type": "request",
        "subject_id": str(told.pk),
        "organ": told.organ,
    }
    made = letters.draft_letter(**words, fields=old.fields, replaces=old, by=where.office, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        letters.approve(letter=made, by=where.office, at=LATER)
    assert codes(refusal) == {"answer_told"}
    with pytest.raises(NotAllowed) as refusal:
        begun(where, told)
    assert codes(refusal) == {"letter_open"}


def test_the_corrected_answer_takes_the_way_of_every_answer(where, told):
    old = letter_of(told)
    request = begun(where, told)
    assert (request.stage, request.correcting) == (Stage.ANSWERED, Stage.HANDLING)
    with pytest.raises(NotAllowed) as refusal:
        services.submit_answer(request=request, by=where.officer, at=LATER)
    assert codes(refusal) == {"signed_before"}
    draft(where, request, LATER, **OTHER)
    services.submit_answer(request=fresh(request), by=where.officer, at=LATER)
    assert (fresh(request).stage, fresh(request).correcting) == (Stage.ANSWERED, Stage.SIGNING)
    with pytest.raises(NotAllowed):
        draft(where, fresh(request), LATER, **OTHER)
    for signer in (where.head, where.office):
        services.sign_answer(request=fresh(request), agree=True, by=signer, at=LATER)
        assert letter_of(request) == old, "no letter before the last has signed"
    services.sign_answer(request=fresh(request), agree=True, by=where.leader, at=LATER)
    new = letter_of(request)
    assert (new.replaces_id, new.text.code) == (old.pk, "foi_answer_a4")
    assert new.fields["answer"].startswith("本机关") and old.number in new.fields["answer"]
    assert (fresh(request).answer_kind, fresh(request).report_row) == (AnswerKind.A6, 13), (
        "until it is sent the old one stands"
    )
    issue(where, new, LATER)
    request = fresh(request)
    assert (request.stage, request.correcting, request.answer_kind) == (Stage.ANSWERED, None, AnswerKind.A4)
    assert request.answered_on == TODAY, "the limit was kept by the first letter"
    clock = Clock.objects.get(subject_type="request", subject_id=str(request.pk), limit_code="foi-answer")
    assert request.used_days == used_of(clock, clock.stopped_on)
    assert request.report_row == 10, "counted by what was told last"
    assert request.acts.last().kind == ActKind.ANSWER_CORRECTED
    deliver(where, new, TODAY + 4 * DAY, NOW + 4 * DAY)
    services.archive(request=request, by=where.officer, at=NOW + 4 * DAY)
    assert verify() == []


def test_what_the_signers_send_back_is_drafted_again(where, told):
    request = begun(where, told)
    draft(where, request, LATER, **OTHER)
    services.submit_answer(request=fresh(request), by=where.officer, at=LATER)
    services.send_back_answer(request=fresh(request), reason="理由写得不够。", by=where.head, at=LATER)
    assert (fresh(request).stage, fresh(request).correcting) == (Stage.ANSWERED, Stage.HANDLING)
    issue(where, resigned(where, request), LATER)
    assert fresh(request).correcting is None


def test_the_letter_given_up_goes_back_to_the_draft_and_is_signed_again(where, told):
    request = begun(where, told)
    letters.cancel(letter=resigned(where, request), reason="又写错了", by=where.office, at=LATER)
    assert fresh(request).correcting == Stage.HANDLING
    services.renew_answer(request=fresh(request), by=where.officer, at=LATER)
    issue(where, sign(where, request, LATER), LATER)
    assert fresh(request).answer_kind == AnswerKind.A4


@pytest.mark.parametrize("far", ["drafted", "submitted", "issuing"])
def test_given_up_the_answer_stays_what_was_told(where, told, far):
    request, old = begun(where, told), letter_of(told)
    if far == "issuing":
        resigned(where, request)
    else:
        draft(where, request, LATER, **OTHER)
    if far == "submitted":
        services.submit_answer(request=fresh(request), by=where.officer, at=LATER)
    services.drop_correction(request=fresh(request), reason="核对后原答复无误。", by=where.officer, at=LATER)
    request = fresh(request)
    assert (request.stage, request.correcting, request.answer_kind) == (Stage.ANSWERED, None, AnswerKind.A6)
    assert not Letter.objects.filter(replaces=old).exclude(state=State.CANCELLED).exists()
    assert answer_that_counts(request.answers.all()).kind == AnswerKind.A6
    ((told,),) = batches(Request.objects.filter(pk=request.pk))
    assert row_of(told)["grounds"] == []
    begun(where, request)
    issue(where, resigned(where, request), LATER)
    assert fresh(request).answer_kind == AnswerKind.A4
    assert verify() == []


def test_only_what_was_told_is_corrected_once_at_a_time_and_with_a_reason(where, told):
    with pytest.raises(NotAllowed) as refusal:
        begun(where, handled(where))
    assert codes(refusal) == {"stage"}
    withdrawn = handled(where)
    services.withdraw(request=withdrawn, reason="不要了", by=where.clerk, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        begun(where, withdrawn)
    assert codes(refusal) == {"not_told"}
    with pytest.raises(NotAllowed) as refusal:
        services.correct_answer(request=told, reason=" ", by=where.officer, at=LATER)
    assert codes(refusal) == {"reason"}
    begun(where, told)
    for again, code in ((begun, "correcting"), (_archived, "correcting")):
        with pytest.raises(NotAllowed) as refusal:
            again(where, told)
        assert code in codes(refusal)


def _archived(where, request: Request) -> Request:
    return services.archive(request=fresh(request), by=where.officer, at=LATER)


def test_an_archived_answer_is_taken_out_and_corrected(where, told):
    deliver(where, letter_of(told), TODAY, NOW)
    _archived(where, told)
    request = begun(where, told)
    assert (request.stage, request.closed_at) == (Stage.ANSWERED, None)


def test_a_corrected_letter_that_is_sealed_wrongly_is_replaced_before_it_leaves(where, told):
    request = begun(where, told)
    letter = resigned(where, request)
    letters.approve(letter=letter, by=where.office, at=LATER)
    sealed = letters.seal(letter=letter, scan=scan(where, LATER), by=where.clerk, at=LATER)
    other = letters.replace(letter=sealed, fields=sealed.fields, by=where.office, at=LATER)
    issue(where, other, LATER)
    assert fresh(request).correcting is None


def test_the_applicant_sees_the_corrected_answer_first_and_is_told(where, told):
    request = begun(where, told)
    before = story_of(fresh(request), TODAY + 3 * DAY)
    assert len(before.letters) == 1 and before.may_rate
    issue(where, resigned(where, request), LATER)
    after = story_of(fresh(request), TODAY + 3 * DAY)
    assert [letter.text.code for letter, _files in after.papers] == ["foi_answer_a4", "foi_answer_a6"]
    assert any("更正了答复" in said for _on, said in after.told)
    assert "先向" in str(after.remedy), "a refusal names review first"


def test_the_desk_leads_through_it_and_says_why_not(client, where, told, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client.force_login(where.officer)
    page = reverse("requests:detail", args=[told.pk])
    place = reverse("requests:act", args=[told.pk, ActKind.CORRECT_ANSWER])
    assert place in client.get(page).content.decode()
    assert client.post(place, {"reason": ""}).status_code == 422
    assert client.post(place, {"reason": WHY}).status_code == 302
    shown = client.get(page).content.decode()
    assert "正在更正已经发出的答复" in shown and "已经在更正这份答复。" in shown
    assert [one.step for one in waiting_for(where.officer, TODAY + 3 * DAY)] == ["更正答复"]
    assert client.get(reverse("requests:answer", args=[told.pk])).status_code == 200
    letter = letter_of(told)
    client.force_login(where.office)
    shown = client.get(reverse("letters:detail", args=[letter.pk])).content.decode()
    assert "须经同样的审签" in shown
    typed = letter.fields | {"dated_on": ""}
    answered = client.post(reverse("letters:replace", args=[letter.pk]), typed)
    assert answered.status_code == 422 and "须经同样的审签" in answered.content.decode()
    resigned(where, told)
    assert [one.step for one in waiting_for(where.office, TODAY + 3 * DAY)] == ["更正答复"]
    letters.approve(letter=letter_of(told), by=where.office, at=LATER)
    letters.seal(letter=letter_of(told), scan=scan(where, LATER), by=where.clerk, at=LATER)
    letters.send(letter=letter_of(told), channel=Post.COUNTER, by=where.clerk, at=LATER)
    assert client.get(page).status_code == 200
