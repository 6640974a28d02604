"""Letters beside the answer: the third party that is overruled, the organ that should have been asked."""

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.knowing import known_facts
from gongkai.domains.foi.models import Consultation, Request
from gongkai.domains.foi.rules.answering import Facts, ThirdParty
from gongkai.domains.foi.rules.kinds import Party, Reply
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.tests.factories import DAY, NOW, fresh, handled, issue
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def objected(where, reply=Reply.REFUSES, **who) -> Request:
    """A request about which a third party was heard."""
    request = handled(where)
    party = who or {"organisation": "河湾县砂石有限公司"}
    made = services.consult(
        request=request, party=Party.THIRD_PARTY, matter="出让合同价款。", by=where.officer, at=NOW, **party
    )
    issue(where, made.letter, NOW)
    services.record_reply(
        request=fresh(request), ref=made.ref, reply=reply, reason="涉及商业秘密。", on=TODAY, by=where.officer, at=NOW
    )  # fmt: skip
    return fresh(request)


def told(where, request: Request):
    return services.tell_party(
        request=request,
        ref="c1",
        outcome="公开合同的价款、付款期限两项。",
        reason="涉及国有资源出让收入，不公开会对公共利益造成重大影响。",
        by=where.officer,
        at=NOW,
    )


GIVEN = {
    "kind": AnswerKind.A2,
    "third_parties": (ThirdParty.OBJECTED,),
    "public_interest": "涉及国有资源出让收入。",
    "address": "本机关档案室",
    "available_on": TODAY + 5 * DAY,
    "told_third_parties": True,
}


def draft(where, request: Request):
    return services.draft_answer(
        request=fresh(request), facts=Facts(today=TODAY, **GIVEN), text="予以公开。", by=where.officer, at=NOW
    )


def test_who_is_overruled_is_told_by_a_letter_not_by_a_tick(where):
    """第三十二条."""
    request = objected(where)
    with pytest.raises(NotAllowed) as refusal:
        draft(where, request)
    assert codes(refusal) == {"third_party_not_told"}
    letter = told(where, request)
    with pytest.raises(NotAllowed):
        draft(where, request)
    issue(where, letter, NOW)
    made = draft(where, request)
    assert made.facts["told_third_parties"] is True
    assert Consultation.objects.get().told_on == TODAY
    assert request.acts.filter(kind=ActKind.TELL_PARTY, letter=letter).exists()
    assert "60 日" in letter.fields["remedy"] and letter.fields["party"] == "河湾县砂石有限公司"


def test_the_page_of_the_answer_knows_it_from_the_letter(where):
    request = objected(where)

    def known() -> bool:
        return known_facts(fresh(request), AnswerKind.A2, [], TODAY)["told_third_parties"]

    assert known() is False
    letter = issue(where, told(where, request), NOW)
    assert known() is True
    letters.return_undelivered(letter=letter, reason="收件人不在", by=where.clerk, at=NOW)
    letters.resend(letter=letter, channel="counter", by=where.clerk, at=NOW + DAY)
    assert Consultation.objects.get().told_on == TODAY


def test_a_person_is_named_in_the_letter_and_the_seal_is_in_the_ledger(where):
    request = objected(where, name="司马试样")
    letter = told(where, request)
    assert letter.fields["party"] == "司马试样"
    assert Entry.objects.filter(verb="vault.use", detail__purpose="letter").exists()
    assert verify() == []


def test_nobody_is_told_twice_and_who_agreed_not_at_all(where):
    request = objected(where)
    letter = told(where, request)
    with pytest.raises(NotAllowed) as refusal:
        told(where, request)
    assert codes(refusal) == {"nobody_to_tell"}
    letters.cancel(letter=letter, reason="写错了要重写", by=where.office, at=NOW)
    other = issue(where, told(where, request), NOW)
    assert Consultation.objects.get().result_letter_id == other.pk
    with pytest.raises(NotAllowed) as refusal:
        told(where, objected(where, Reply.AGREES))
    assert codes(refusal) == {"nobody_to_tell"}


def test_a_letter_that_replaces_it_tells_nothing_anew(where):
    request = objected(where)
    letter = issue(where, told(where, request), NOW)
    other = letters.replace(letter=letter, fields=letter.fields, by=where.officer, at=NOW + DAY)
    issue(where, other, NOW + DAY)
    made = Consultation.objects.get()
    assert (made.result_letter_id, made.told_on) == (other.pk, TODAY)


def test_advice_where_to_ask_is_a_letter_and_no_answer(where):
    request = handled(where)
    with pytest.raises(NotAllowed) as refusal:
        services.advise_transfer(request=request, right_organ="", notice="", by=where.officer, at=NOW)
    assert codes(refusal) == {"right_organ", "notice"}
    letter = services.advise_transfer(
        request=request,
        right_organ="河湾县人民政府",
        notice="请向该机关的政府信息公开工作机构提出，电话 0000-0000000。",
        by=where.officer,
        at=NOW,
    )
    issue(where, letter, NOW)
    assert fresh(request).stage == Stage.HANDLING
    assert letter.fields["right_organ"] == "河湾县人民政府"


@pytest.mark.parametrize(
    "verb, typed",
    [
        ("tell_party", {"ref": "c1", "outcome": "公开合同价款。", "reason": "涉及公共利益。"}),
        ("advise_transfer", {"right_organ": "河湾县人民政府", "notice": "请向该机关提出。"}),
    ],
)
def test_both_are_acts_of_the_desk(client, monkeypatch, where, verb, typed):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    request = objected(where)
    client.force_login(where.officer)
    address = reverse("requests:act", args=[request.pk, verb])
    assert address in client.get(reverse("requests:detail", args=[request.pk])).content.decode()
    assert "河湾县" in client.get(address).content.decode() or verb == "advise_transfer"
    before = letters_of("request", str(request.pk)).count()
    assert client.post(address, typed).status_code == 302
    assert letters_of("request", str(request.pk)).count() == before + 1


def test_renewing_is_an_act_of_the_desk(client, monkeypatch, where):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    request = handled(where)
    facts = Facts(kind=AnswerKind.A6, today=TODAY, search_record="检索档案系统，无结果。")
    services.draft_answer(request=request, facts=facts, text="没有。", by=where.officer, at=NOW)
    services.submit_answer(request=fresh(request), by=where.officer, at=NOW)
    for signer in (where.head, where.office, where.leader):
        services.sign_answer(request=fresh(request), agree=True, by=signer, at=NOW)
    client.force_login(where.officer)
    address = reverse("requests:act", args=[request.pk, "renew_answer"])
    assert address in client.get(reverse("requests:detail", args=[request.pk])).content.decode()
    assert client.post(address).status_code == 302
    assert (fresh(request).stage, request.answers.count()) == (Stage.SIGNING, 2)
