"""The way of a record: drafted, refused with reasons, reviewed, signed, published, corrected, withdrawn, cancelled."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.numbering.services import raise_to
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Publication, Record, Relation, Review, Version, Withdrawal
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.vocabulary import Interpretation, Outcome, RelationKind, Stage
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.tests.factories import (
    NOW,
    at_review,
    content,
    drafted,
    fresh,
    pass_review,
    published,
    signed,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + timedelta(hours=1)


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def against(record: Record) -> set[str]:
    return {reason.code for reason in reasons_against_publishing(gate_snapshot(fresh(record), at=LATER))}


def test_a_draft_is_refused_with_every_reason(office):
    record = services.draft(
        organ=office.organ,
        division=office.division,
        content=content(office, made_on=None, abstract="", attribute=""),
        by=office.officer,
        at=NOW,
    )
    assert {
        "attribute_missing",
        "undated",
        "abstract_empty",
        "review_missing",
        "chain_incomplete",
    } <= against(record)
    with pytest.raises(NotAllowed) as refusal:
        services.publish(record=record, by=office.office, at=LATER)
    assert codes(refusal) == against(record)
    assert not Publication.objects.exists()


def test_signed_by_all_it_goes_out_with_its_number_and_ledger(office):
    record = published(office)
    assert record.index_number == "430S00/2026-00001"
    assert record.publication.address == "/records/430S00/2026-00001.html"
    assert record.publication.version == record.current
    assert record.stage == Stage.SIGNED
    verbs = Entry.objects.filter(subject_type="record", subject_id=str(record.pk)).values_list(
        "verb", flat=True
    )
    assert {"record.draft", "record.submit", "record.review", "record.publish"} <= set(verbs)


def test_every_save_is_a_version_and_the_same_text_is_none(office):
    record = drafted(office)
    services.save(
        record=record,
        content=content(office, title="关于征地信息公开的补充通知"),
        base=1,
        by=office.officer,
        at=LATER,
    )
    again = services.save(
        record=record,
        content=content(office, title="关于征地信息公开的补充通知"),
        base=2,
        by=office.officer,
        at=LATER,
    )
    assert again.number == 2
    assert fresh(record).title == "关于征地信息公开的补充通知"


def test_a_stale_save_overwrites_nothing(office):
    record = drafted(office)
    services.save(
        record=record, content=content(office, abstract="甲的修改"), base=1, by=office.officer, at=LATER
    )
    with pytest.raises(NotAllowed) as refusal:
        services.save(
            record=record, content=content(office, abstract="乙的修改"), base=1, by=office.office, at=LATER
        )
    assert codes(refusal) == {"edited_by_other"}
    assert fresh(record).current.abstract == "甲的修改"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "关于切实做好征地信息公开工作的通知（修订）"},
        {"body": "<p>改了一个字。</p>"},
        {"document_number": "云自然资规〔2026〕4号"},
        {"made_on": date(2026, 11, 9)},
        {"expires_on": date(2031, 11, 9)},
        {"keywords": "征地"},
    ],
)
def test_any_change_voids_the_review(office, changes):
    """Art. 17: what was reviewed is exactly what goes out."""
    record = signed(office)
    assert against(record) == set()
    services.save(record=record, content=content(office, **changes), base=1, by=office.officer, at=LATER)
    assert {"review_missing", "chain_incomplete"} <= against(record)


def test_one_does_not_review_what_one_drafted(office):
    record = at_review(office)
    Version.objects.filter(pk=record.current_id)  # the reviewer once saved a version of it
    services.send_back(record=record, reason="补充附表", by=office.secrecy, at=NOW + timedelta(minutes=3))
    services.save(
        record=fresh(record),
        content=content(office, abstract="审查员代改"),
        base=1,
        by=office.secrecy,
        at=NOW + timedelta(minutes=4),
    )
    services.submit(record=fresh(record), by=office.officer, at=NOW + timedelta(minutes=5))
    services.sign(record=fresh(record), by=office.head, at=NOW + timedelta(minutes=6))
    with pytest.raises(NotAllowed) as refusal:
        pass_review(office, record, NOW + timedelta(minutes=7))
    assert "reviewer_drafted" in codes(refusal)


def test_one_act_reviews_one_item(office):
    """保密法实施条例 Art. 42: item by item."""
    first, second = at_review(office), at_review(office, title="关于地质灾害防治工作的通知")
    act = uuid.uuid4()
    common = {
        "outcome": Outcome.PASSED,
        "opinion": "可以",
        "opened_at": LATER,
        "act": act,
        "by": office.secrecy,
        "at": LATER,
    }
    services.review(version=first.current, **common)
    with pytest.raises(NotAllowed) as refusal:
        services.review(version=second.current, **common)
    assert codes(refusal) == {"reviewed_in_bulk"}


def test_a_refusal_ends_the_round_and_a_referral_waits(office):
    record = at_review(office)
    pass_review(office, record, LATER, outcome=Outcome.REFER)
    assert fresh(record).stage == Stage.SIGNING
    assert "review_referred" in against(record)
    with pytest.raises(NotAllowed) as refusal:
        pass_review(office, record, LATER)
    assert codes(refusal) == {"reply_missing"}, "Art. 17: the authority decides, and its answer is cited"
    answer = "云保函〔2026〕7号，2026年11月20日"
    pass_review(office, record, LATER, outcome=Outcome.REFUSED, legal_basis=answer)
    assert fresh(record).stage == Stage.DRAFT
    assert "review_refused" in against(record)


def test_personal_data_goes_out_only_when_accepted_one_by_one(office):
    """Art. 15: a mobile number in the text."""
    body = "<p>联系人：李建平，电话 13812345678。</p>"
    record = at_review(office, body=body)
    finding = gate_snapshot(record, at=LATER).findings[0]
    pass_review(office, record, LATER)
    services.sign(record=record, by=office.leader, at=LATER + timedelta(minutes=5))
    assert "personal_data" in against(record)
    other = signed(office, body=body, title="关于公布联系方式的通知", accepted=[finding.key])
    assert against(other) == set()


def test_policy_and_interpretation_are_signed_together(office):
    """三同步: the plan and the material go through the policy's own round."""
    policy = drafted(office, interpretation=Interpretation.REQUIRED, interpretation_plan="文字解读")
    assert "interpretation_missing" in against(policy)
    reading = services.draft(
        organ=office.organ,
        division=office.division,
        content=content(
            office,
            title="政策解读",
            kind="other",
            relations=(RelationFact(RelationKind.INTERPRETS, policy.pk),),
        ),
        by=office.officer,
        at=NOW,
    )
    assert "interpretation_not_together" in against(policy)
    services.submit(record=policy, together=[reading], by=office.officer, at=NOW + timedelta(minutes=1))
    services.sign(record=policy, by=office.head, at=NOW + timedelta(minutes=2))
    pass_review(office, policy, NOW + timedelta(minutes=3))
    assert fresh(policy).stage == Stage.SIGNING, "the second item of the round is not reviewed yet"
    pass_review(office, reading, NOW + timedelta(minutes=5))
    services.sign(record=policy, by=office.leader, at=NOW + timedelta(minutes=7))
    assert against(policy) == set()
    assert against(reading) == {"policy_not_public"}
    services.publish(record=policy, by=office.office, at=LATER)
    services.publish(record=reading, by=office.office, at=LATER)
    assert Relation.objects.get().target == policy


def test_withdrawn_leaves_a_notice_and_tells_everybody(office):
    record = published(office)
    with pytest.raises(NotAllowed):
        services.withdraw(record=record, reason=" ", by=office.office, at=LATER)
    services.withdraw(record=record, reason="附表有误。", by=office.office, at=LATER)
    assert not Publication.objects.exists()
    assert Withdrawal.objects.get().address == "/records/430S00/2026-00001.html"
    assert Job.objects.filter(key=str(record.pk)).exists()


def test_a_corrected_version_replaces_the_public_one_with_an_erratum(office):
    record = published(office)
    services.save(
        record=record,
        content=content(office, abstract="更正后的概述。", erratum="概述更正。"),
        base=1,
        by=office.officer,
        at=LATER,
    )
    services.submit(record=fresh(record), by=office.officer, at=LATER)
    assert Publication.objects.get().version.number == 1, "the old text stays public meanwhile"
    services.sign(record=fresh(record), by=office.head, at=LATER + timedelta(minutes=1))
    pass_review(office, record, LATER + timedelta(minutes=2))
    services.sign(record=fresh(record), by=office.leader, at=LATER + timedelta(minutes=4))
    services.publish(record=record, by=office.office, at=LATER + timedelta(minutes=5))
    assert Publication.objects.get().version.number == 2
    assert fresh(record).errata.get().text == "概述更正。"


def test_sent_back_it_returns_in_a_new_round_and_keeps_its_number(office):
    record = submitted(office)
    services.send_back(
        record=record, reason="请补充联系电话。", by=office.head, at=NOW + timedelta(minutes=2)
    )
    assert fresh(record).stage == Stage.DRAFT
    services.save(
        record=record, content=content(office, abstract="补充后"), base=1, by=office.officer, at=LATER
    )
    services.submit(record=fresh(record), by=office.officer, at=LATER)
    assert fresh(record).index_number == "430S00/2026-00001"
    assert record.rounds.count() == 2


def test_taken_back_while_unopened(office):
    record = submitted(office)
    services.take_back(record=record, by=office.officer, at=NOW + timedelta(minutes=2))
    assert fresh(record).stage == Stage.DRAFT
    services.save(
        record=record, content=content(office, abstract="补充后"), base=1, by=office.officer, at=LATER
    )
    services.submit(record=fresh(record), by=office.officer, at=LATER)
    assert fresh(record).stage == Stage.SIGNING


def test_a_cancelled_number_is_never_given_again(office):
    record = submitted(office)
    services.take_back(record=record, by=office.officer, at=NOW + timedelta(minutes=2))
    services.cancel(record=fresh(record), reason="与已公开信息重复。", by=office.officer, at=LATER)
    assert fresh(record).stage == Stage.CANCELLED
    assert submitted(office, title="另一件").index_number == "430S00/2026-00002"


def test_planned_publication_passes_the_gate_again_at_its_time(office):
    record = signed(office)
    when = LATER + timedelta(days=1)
    services.schedule(record=record, publish_at=when, by=office.office, at=LATER)
    assert services.publish_scheduled(record_id=record.pk, at=LATER) is None, "not yet"
    services.save(
        record=record, content=content(office, abstract="又改了"), base=1, by=office.officer, at=LATER
    )
    assert services.publish_scheduled(record_id=record.pk, at=when) is None
    assert {r["code"] for r in fresh(record).schedule.refusals} >= {"review_missing"}
    assert not Publication.objects.exists()


def test_planned_publication_goes_out_at_its_time(office):
    record = signed(office)
    when = LATER + timedelta(days=1)
    services.schedule(record=record, publish_at=when, by=office.office, at=LATER)
    assert services.publish_scheduled(record_id=record.pk, at=when).published_at == when


def test_classified_text_is_refused_before_anything_is_stored(office):
    """保密法 Art. 30: not even a draft; the refusal is in the ledger without the content."""
    with pytest.raises(NotAllowed) as refusal:
        services.draft(
            organ=office.organ,
            division=None,
            content=content(office, body="<p>机密★10年</p><p>兵要地志资料</p>"),
            by=office.officer,
            at=NOW,
        )
    assert codes(refusal) == {"classification_mark"}
    assert not Record.objects.exists()
    entry = Entry.objects.get(verb="record.refuse_classified")
    assert "兵要地志" not in str(entry.detail)


def test_a_state_secret_leaves_only_a_stub(office):
    """N14-1: no title, text or file is kept."""
    record = services.draft(
        organ=office.organ,
        division=None,
        content=replace(content(office), attribute="withheld", ground="N14-1"),
        by=office.officer,
        at=NOW,
    )
    assert record.current.body == ""
    assert "征地" not in fresh(record).title


def test_already_public_text_needs_evidence_and_another_person(office):
    record = drafted(office, issuer="全国人民代表大会常务委员会")
    evidence = {
        "issuer": "全国人大常委会",
        "address": "http://www.npc.gov.cn/",
        "date": "2019-08-26",
        "evidence": "公报",
    }
    common = {"version": record.current, "opinion": "已公开", "at": LATER}
    with pytest.raises(NotAllowed) as refusal:
        services.review_already_public(evidence=evidence, act=uuid.uuid4(), by=office.officer, **common)
    assert "reviewer_drafted" in codes(refusal)
    with pytest.raises(NotAllowed) as refusal:
        services.review_already_public(
            evidence={**evidence, "address": ""}, act=uuid.uuid4(), by=office.secrecy, **common
        )
    assert "evidence_missing" in codes(refusal)
    services.review_already_public(evidence=evidence, act=uuid.uuid4(), by=office.secrecy, **common)
    assert against(record) == set()
    assert Review.objects.get().basis == "already_public"


def test_withheld_items_are_looked_at_again_with_a_reason(office):
    """Art. 18."""
    record = drafted(office, attribute="withheld", ground="N16-2d", ground_text="内部请示。")
    with pytest.raises(NotAllowed) as refusal:
        services.reassess(record=record, keep_withheld=True, reason="", by=office.officer, at=LATER)
    assert codes(refusal) == {"reason_missing"}
    services.reassess(record=record, keep_withheld=False, reason="事项已办结。", by=office.officer, at=LATER)
    assert record.reassessments.get().keep_withheld is False
    with pytest.raises(NotAllowed):
        services.reassess(record=drafted(office), keep_withheld=True, reason="x", by=office.officer, at=LATER)


def test_what_was_withdrawn_goes_the_whole_way_again(office):
    record = published(office)
    services.withdraw(record=record, reason="附表有误。", by=office.office, at=LATER)
    assert fresh(record).stage == Stage.DRAFT
    assert "withdrawn_since" in against(record)
    again = LATER + timedelta(minutes=1)
    services.submit(record=fresh(record), by=office.officer, at=again)
    services.sign(record=fresh(record), by=office.head, at=again)
    pass_review(office, record, again)
    services.sign(record=fresh(record), by=office.leader, at=again + timedelta(minutes=2))
    services.publish(record=record, by=office.office, at=again + timedelta(minutes=3))
    assert Publication.objects.get().version.number == 1


def test_only_a_secrecy_reviewer_vouches_for_text_that_is_already_public(office):
    record = drafted(office, issuer="全国人民代表大会常务委员会")
    evidence = {
        "issuer": "全国人大常委会",
        "address": "http://www.npc.gov.cn/",
        "date": "2019-08-26",
        "evidence": "公报",
    }
    with pytest.raises(NotAllowed) as refusal:
        services.review_already_public(
            version=record.current,
            evidence=evidence,
            opinion="可",
            act=uuid.uuid4(),
            by=office.leader,
            at=LATER,
        )
    assert codes(refusal) == {"not_reviewer"}


def test_a_public_record_is_not_edited_into_a_secret(office):
    record = published(office)
    with pytest.raises(NotAllowed) as refusal:
        services.save(
            record=record,
            content=content(office, attribute="withheld", ground="N14-1"),
            base=1,
            by=office.officer,
            at=LATER,
        )
    assert "secret_but_public" in codes(refusal)


def test_a_year_whose_numbers_are_used_up_is_told_and_nothing_is_lost(office):
    record = drafted(office)
    with transaction.atomic():
        raise_to(series=office.organ.code, year=NOW.year, serial=9_999_999)
    with pytest.raises(NotAllowed) as refusal:
        services.submit(record=record, by=office.officer, at=NOW)
    assert codes(refusal) == {"no_index_number"}
    assert fresh(record).stage == Stage.DRAFT
