"""Publishing at a time: a policy and its interpretation together, a refusal at the time, and the page that shows it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.models import Job
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Publication, Record
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.vocabulary import RelationKind
from gongkai.kernel.records.tests.factories import (
    NOW,
    Bureau,
    content,
    drafted,
    fresh,
    pass_review,
    published,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + timedelta(hours=1)
WHEN = NOW + timedelta(days=1)


def signed_together(office: Bureau) -> tuple[Record, Record]:
    """A policy and its interpretation, signed in one round."""
    policy = drafted(
        office, title="征地信息公开办法", interpretation="required", interpretation_plan="同步解读。"
    )
    interprets = (RelationFact(RelationKind.INTERPRETS, policy.pk),)
    reading = drafted(office, title="《征地信息公开办法》解读", relations=interprets)
    services.submit(record=policy, together=[reading], by=office.officer, at=NOW + timedelta(minutes=1))
    services.sign(record=policy, by=office.head, at=NOW + timedelta(minutes=2))
    pass_review(office, policy, NOW + timedelta(minutes=3))
    pass_review(office, reading, NOW + timedelta(minutes=5))
    services.sign(record=policy, by=office.leader, at=NOW + timedelta(minutes=7))
    return fresh(policy), fresh(reading)


def plan(office: Bureau, record: Record, when=WHEN) -> None:
    services.schedule(record=record, publish_at=when, by=office.office, at=LATER)


def public() -> set[int]:
    return set(Publication.objects.values_list("pk", flat=True))


def test_a_policy_and_its_interpretation_are_planned_for_the_same_time(office):
    policy, reading = signed_together(office)
    with pytest.raises(NotAllowed) as refusal:
        plan(office, reading)
    assert [reason.code for reason in refusal.value.reasons] == ["policy_not_public"]
    plan(office, policy)
    plan(office, reading)
    assert services.publish_scheduled(record_id=reading.pk, at=WHEN), "the policy goes first by itself"
    assert public() == {policy.pk, reading.pk}
    assert services.publish_scheduled(record_id=policy.pk, at=WHEN) is None, "its own job finds it done"


def test_the_interpretation_cannot_be_planned_before_the_policy(office):
    policy, reading = signed_together(office)
    plan(office, policy)
    with pytest.raises(NotAllowed):
        plan(office, reading, WHEN - timedelta(minutes=1))


def test_refused_with_the_policy_it_is_tried_again_when_the_policy_is_out(office):
    policy, reading = signed_together(office)
    plan(office, policy)
    plan(office, reading)
    services.unschedule(record=policy, by=office.office, at=LATER)
    assert services.publish_scheduled(record_id=reading.pk, at=WHEN) is None
    assert [r["code"] for r in fresh(reading).schedule.refusals] == ["policy_not_public"]
    out = WHEN + timedelta(hours=1)
    services.publish(record=policy, by=office.office, at=out)
    job = Job.objects.get(kind="records.publish_scheduled", key=f"{reading.pk}@{out.isoformat()}")
    services.publish_scheduled(record_id=job.payload["record"], at=out)
    assert public() == {policy.pk, reading.pk}


def test_what_was_refused_at_its_time_stands_on_the_calendar_with_the_reason(office):
    record = signed(office, title="关于公布年度计划的通知")
    plan(office, record)
    client = Client()
    client.force_login(office.office, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("records:calendar")
    month = {"month": f"{WHEN:%Y-%m}"}
    before = client.get(address, month).content.decode()
    assert "关于公布年度计划的通知" in before and "到时未能公开" not in before
    services.save(
        record=record, content=content(office, abstract="又改了。"), base=1, by=office.officer, at=LATER
    )
    assert services.publish_scheduled(record_id=record.pk, at=WHEN) is None
    after = client.get(address, month).content.decode()
    assert "到时未能公开" in after and "须重新审查" in after


def test_the_calendar_counts_what_does_not_fit_into_a_day(office, django_assert_max_num_queries):
    for n in range(5):
        published(office, title=f"关于第{n}批次用地的公告")
    client = Client()
    client.force_login(office.office, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(13):
        page = client.get(reverse("records:calendar"), {"month": f"{NOW:%Y-%m}"}).content.decode()
    assert page.count("批次用地的公告") == 3 and "还有 2 件" in page
    assert (
        "这个月没有公开信息" in client.get(reverse("records:calendar"), {"month": "2020-01"}).content.decode()
    )
