"""Ways round the gate and the sign-off that somebody could try, and ends that must not stay open."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.models import Person, Post, Region
from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Publication, Record, Schedule
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.rules.vocabulary import Interpretation, Outcome, RelationKind
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
IDENTITY = "11010519491231002X"  # the worked example of GB 11643


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def against(record: Record, at: datetime = LATER) -> set[str]:
    return {reason.code for reason in reasons_against_publishing(gate_snapshot(fresh(record), at=at))}


def review(record: Record, by: Person, at: datetime = LATER):
    return services.review(
        version=fresh(record).current,
        outcome=Outcome.PASSED,
        opinion="不涉密，可以公开。",
        opened_at=at,
        act=uuid.uuid4(),
        by=by,
        at=at,
    )


def signed_again(office, record: Record, at: datetime, **changes) -> Record:
    """A further version, through the whole chain."""
    now = fresh(record).current
    services.save(
        record=record, content=replace(now.content(), **changes), base=now.number, by=office.officer, at=at
    )
    services.submit(record=fresh(record), by=office.officer, at=at)
    return walked(office, record, at)


def walked(office, record: Record, at: datetime, *others: Record) -> Record:
    services.sign(record=record, opinion="同意。", by=office.head, at=at)
    for one in (record, *others):
        pass_review(office, one, at)
    services.sign(record=record, opinion="同意公开。", by=office.leader, at=at + timedelta(minutes=2))
    return fresh(record)


# --- who reviews --------------------------------------------------------------------------------------------


def test_nobody_reviews_in_the_place_of_the_drafter(office):
    stand_in = orgs.create_person(
        username="stand-in", name="代班人员乙", organ=office.organ, division=office.division,
        password="a-long-password", by=SYSTEM, at=NOW,
    )  # fmt: skip
    orgs.substitute(
        absent=office.secrecy, substitute=stand_in, since=date(2026, 11, 1), until=date(2026, 12, 1),
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    record = services.draft(
        organ=office.organ, division=office.division, content=content(office), by=office.secrecy, at=NOW
    )
    services.submit(record=record, by=office.officer, at=NOW)
    services.sign(record=record, by=office.head, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        review(record, stand_in)
    assert codes(refusal) == {"reviewer_drafted"}


def test_an_added_signer_does_not_review_without_the_role(office):
    record = at_review(office)
    services.add_signer(
        record=record, person=office.office, placement="parallel", by=office.secrecy, at=LATER
    )
    with pytest.raises(NotAllowed) as refusal:
        review(record, office.office)
    assert codes(refusal) == {"not_reviewer"}


def test_whoever_could_not_sign_is_not_asked(office):
    record = submitted(office)
    with pytest.raises(NotAllowed) as refusal:
        services.add_signer(record=record, person=office.admin, by=office.head, at=LATER)
    assert codes(refusal) == {"holds_no_post"}


# --- rounds -------------------------------------------------------------------------------------------------


def policy_and_material(office) -> tuple[Record, Record]:
    plan = {"interpretation": Interpretation.REQUIRED, "interpretation_plan": "公开后三个工作日内解读。"}
    policy = drafted(office, **plan)
    act = RelationFact(RelationKind.INTERPRETS, policy.pk)
    return policy, drafted(office, title="《通知》政策解读", relations=(act,))


def signed_together(office, at: datetime = NOW) -> tuple[Record, Record]:
    policy, material = policy_and_material(office)
    services.submit(record=policy, together=[material], by=office.officer, at=at)
    walked(office, policy, at, material)
    return fresh(policy), fresh(material)


def sent_back(office) -> tuple[Record, Record]:
    """Sent back to the drafter; the policy alone is handed in again."""
    policy, material = policy_and_material(office)
    services.submit(record=policy, together=[material], by=office.officer, at=NOW)
    services.send_back(record=policy, reason="解读请重写。", by=office.head, at=NOW)
    services.submit(record=policy, by=office.officer, at=NOW)
    return policy, material


def test_a_round_that_was_sent_back_does_not_count_as_signed_together(office):
    policy, _material = sent_back(office)
    walked(office, policy, NOW)
    assert against(policy) == {"interpretation_not_together"}


def test_what_was_left_out_of_the_round_is_not_reviewed_in_it_and_goes_its_own_way(office):
    policy, material = sent_back(office)
    services.sign(record=policy, by=office.head, at=NOW)
    with pytest.raises(NotAllowed) as refusal:
        review(material, office.secrecy)
    assert codes(refusal) == {"not_signing"}
    opened = services.submit(record=fresh(material), by=office.officer, at=LATER)
    assert opened.case.subject_id == str(material.pk)


@pytest.mark.parametrize("change", ["cancelled", "edited"])
def test_signed_material_that_no_longer_stands_does_not_count(office, change):
    policy, material = signed_together(office)
    if change == "cancelled":
        services.cancel(record=material, reason="不再发布。", by=office.officer, at=LATER)
    else:
        text = replace(material.current.content(), body="<p>另一种说法。</p>")
        services.save(record=material, content=text, base=1, by=office.officer, at=LATER)
    assert against(policy) & {"interpretation_missing", "interpretation_not_together"}


def test_a_policy_with_its_interpretation_is_corrected_alone(office):
    policy, material = signed_together(office)
    services.publish(record=policy, by=office.office, at=LATER)
    services.publish(record=material, by=office.office, at=LATER)
    signed_again(office, policy, LATER, title="关于切实做好征地信息公开工作的通知（更正）")
    assert against(policy, LATER + timedelta(hours=1)) == set()


# --- out of the gate and back -------------------------------------------------------------------------------


def test_what_was_signed_before_a_withdrawal_does_not_slip_out_after_it(office):
    record = published(office)
    signed_again(office, record, LATER, title="关于切实做好征地信息公开工作的通知（更正）")
    at = LATER + timedelta(hours=1)
    services.withdraw(record=record, reason="内容有误。", by=office.office, at=at)
    with pytest.raises(NotAllowed) as refusal:
        services.publish(record=record, by=office.office, at=at)
    assert codes(refusal) == {"chain_incomplete"}
    services.submit(record=fresh(record), by=office.officer, at=at)
    walked(office, record, at)
    services.publish(record=record, by=office.office, at=at + timedelta(hours=1))


@pytest.mark.parametrize("text", [f"户主身份证号 {IDENTITY} 写错了。", "绝密★30年"])
def test_the_reason_of_a_withdrawal_carries_no_personal_data_and_no_mark(office, text):
    record = published(office)
    with pytest.raises(NotAllowed):
        services.withdraw(record=record, reason=text, by=office.office, at=LATER)
    assert record.publication.version.number == 1


def test_a_plan_does_not_outlive_the_right_of_who_made_it(office):
    record = signed(office)
    due = datetime(2026, 11, 23, 8, 30, tzinfo=NOW.tzinfo)
    services.schedule(record=record, publish_at=due, by=office.office, at=LATER)
    Post.objects.filter(person=office.office).update(until=date(2026, 11, 21))
    assert services.publish_scheduled(record_id=record.pk, at=due) is None
    assert not Publication.objects.exists()
    assert Schedule.objects.get().refusals[0]["code"] == "may_not_publish"


def test_a_plan_is_for_the_version_that_was_planned(office):
    record = signed(office)
    due = datetime(2026, 11, 23, 8, 30, tzinfo=NOW.tzinfo)
    services.schedule(record=record, publish_at=due, by=office.office, at=NOW + timedelta(minutes=30))
    signed_again(office, record, LATER, title="另一份通知")
    assert services.publish_scheduled(record_id=record.pk, at=due) is None
    assert not Publication.objects.exists()
    assert Schedule.objects.get().refusals[0]["code"] == "changed_since_planned"


def test_what_is_given_up_is_planned_no_more_and_its_reason_names_nobody(office):
    record = signed(office)
    due = datetime(2026, 11, 23, 8, 30, tzinfo=NOW.tzinfo)
    services.schedule(record=record, publish_at=due, by=office.office, at=LATER)
    with pytest.raises(NotAllowed) as refusal:
        services.cancel(record=record, reason="机主 13873112345 来电要求。", by=office.office, at=LATER)
    assert codes(refusal) == {"personal_data"}
    services.cancel(record=record, reason="事项已取消。", by=office.office, at=LATER)
    assert not Schedule.objects.exists()


def test_what_a_correction_no_longer_names_is_told(office):
    old = published(office)
    act = RelationFact(RelationKind.REPEALS, old.pk, date(2026, 11, 20))
    new = published(office, LATER, title="关于废止部分文件的通知", relations=(act,))
    Job.objects.all().delete()
    at = LATER + timedelta(hours=1)
    signed_again(office, new, at, relations=())
    services.publish(record=new, by=office.office, at=at + timedelta(hours=1))
    assert old.pk in {job.payload.get("record") for job in Job.objects.all()}


def county_draft(office, *relations: RelationFact) -> Record:
    """A draft of a county organ below the office."""
    county = orgs.create_organ(
        code="430121A", name="清溪县自然资源局", short_name="清溪县局", level="county",
        region=Region.objects.create(code="430121", name="清溪县", level="county", parent=office.organ.region),
        parent=office.organ, by=SYSTEM, at=NOW,
    )  # fmt: skip
    text = replace(content(office), relations=relations)
    return services.draft(organ=county, division=None, content=text, by=office.office, at=NOW)


def test_nobody_ends_the_documents_of_an_organ_above(office):
    law = published(office)
    record = county_draft(office, RelationFact(RelationKind.REPEALS, law.pk, date(2026, 11, 20)))
    assert "relation_foreign" in against(record)
    own = drafted(office, relations=(RelationFact(RelationKind.REPEALS, record.pk),))
    assert "relation_foreign" not in against(own), "who stands above may"


def test_explaining_a_document_of_another_organ_is_open_to_all(office):
    law = published(office)
    assert "relation_foreign" not in against(
        county_draft(office, RelationFact(RelationKind.INTERPRETS, law.pk))
    )


def test_relations_lead_somewhere_else(office):
    assert "relation_not_found" in against(
        drafted(office, relations=(RelationFact(RelationKind.REPEALS, 0),))
    )
    record = drafted(office)
    itself = content(office, relations=(RelationFact(RelationKind.REPEALS, record.pk),))
    services.save(record=record, content=itself, base=1, by=office.officer, at=NOW)
    assert "relation_not_found" in against(record)


# --- what waits ---------------------------------------------------------------------------------------------


def running(record: Record, limit: str) -> bool:
    return Clock.objects.filter(subject_id=str(record.pk), limit_code=limit, state="running").exists()


def test_giving_up_ends_the_clock_and_the_waiting(office):
    record = submitted(office)
    services.send_back(record=record, reason="请补充依据。", by=office.head, at=LATER)
    assert running(record, "proactive")
    assert WorkItem.objects.filter(state="open").exists()
    services.cancel(record=record, reason="与另一件重复。", by=office.officer, at=LATER)
    assert not running(record, "proactive")
    assert not WorkItem.objects.filter(state="open").exists()


def test_the_interpretation_is_due_only_while_its_policy_stands(office):
    policy, _material = signed_together(office)
    services.publish(record=policy, by=office.office, at=LATER)
    assert running(policy, "interpretation")
    services.withdraw(record=policy, reason="内容有误。", by=office.office, at=LATER)
    assert not running(policy, "interpretation")
