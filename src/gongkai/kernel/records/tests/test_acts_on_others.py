"""What a record does to others lasts as long as its act does in law, wherever its text stands."""

from datetime import date, timedelta

import pytest

from gongkai.foundation.jobs.models import Job
from gongkai.kernel.records import services
from gongkai.kernel.records.in_force import validity_facts
from gongkai.kernel.records.models import Publication, Record, Relation
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.validity import State, validity
from gongkai.kernel.records.rules.vocabulary import RelationKind, WithdrawalKind
from gongkai.kernel.records.tests.factories import (
    NOW,
    Bureau,
    content,
    fresh,
    pass_review,
    published,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

LATER = NOW + timedelta(hours=2)
REPEALED_ON = date(2026, 11, 15)


def state(record: Record, day: date = date(2026, 12, 1)) -> str:
    publication = Publication.objects.select_related("version").get(record=record)
    return validity(day, validity_facts([publication])[record.pk]).state


def repeal(office: Bureau, *targets: Record, kind: str = RelationKind.REPEALS) -> Record:
    facts = tuple(RelationFact(kind, target.pk, REPEALED_ON) for target in targets)
    return published(office, LATER, title="关于废止部分文件的决定", relations=facts)


def withdraw(office: Bureau, record: Record) -> None:
    services.withdraw(
        record=record, reason="网页排版有误。", kind=WithdrawalKind.ERROR, by=office.office, at=LATER + timedelta(hours=1)
    )  # fmt: skip


def publish_again(office: Bureau, record: Record, **changes) -> None:
    at = LATER + timedelta(hours=2)
    record = fresh(record)
    services.save(
        record=record,
        content=content(office, title="关于废止部分文件的决定", abstract="更正后的概述。", **changes),
        base=record.current.number,
        by=office.officer,
        at=at,
    )
    services.submit(record=record, by=office.officer, at=at)
    services.sign(record=record, by=office.head, at=at)
    pass_review(office, record, at)
    services.sign(record=record, by=office.leader, at=at + timedelta(minutes=2))
    services.publish(record=record, by=office.office, at=at + timedelta(minutes=3))


def test_what_was_repealed_stays_so_when_the_decision_is_withdrawn(office):
    old = published(office, title="征地补偿旧办法")
    decision = repeal(office, old)
    assert state(old) == State.REPEALED
    Job.objects.all().delete()
    withdraw(office, decision)
    assert state(old) == State.REPEALED
    assert Job.objects.filter(key=str(old.pk)).exists(), "its page must say that the decision was withdrawn"


def test_published_again_without_the_act_it_repeals_no_more(office):
    old = published(office, title="征地补偿旧办法")
    decision = repeal(office, old)
    withdraw(office, decision)
    publish_again(office, decision)
    assert state(old) == State.IN_FORCE


def test_published_again_with_the_act_it_counts_once(office):
    old = published(office, title="征地补偿旧办法")
    decision = repeal(office, old)
    withdraw(office, decision)
    publish_again(office, decision, relations=(RelationFact(RelationKind.REPEALS, old.pk, REPEALED_ON),))
    assert state(old) == State.REPEALED
    assert Relation.objects.filter(target=old).count() == 1


def test_cancelled_it_does_nothing_to_others(office):
    old = published(office, title="征地补偿旧办法")
    decision = repeal(office, old)
    withdraw(office, decision)
    Job.objects.all().delete()
    services.cancel(
        record=decision, reason="误发，该决定没有作出。", by=office.officer, at=LATER + timedelta(hours=2)
    )
    assert state(old) == State.IN_FORCE
    assert Job.objects.filter(key=str(old.pk)).exists()


def test_erased_it_does_nothing_to_others(office):
    old = published(office, title="征地补偿旧办法")
    decision = repeal(office, old)
    at = LATER + timedelta(hours=1)
    services.order_erasure(record=decision, by=office.secrecy, at=at)
    assert state(old) == State.REPEALED, "not confirmed yet"
    Job.objects.all().delete()
    services.confirm_erasure(record=decision, by=office.leader, at=at)
    assert state(old) == State.IN_FORCE
    assert Job.objects.filter(key=str(old.pk)).exists()


def test_a_withdrawn_interpretation_is_none_any_more(office):
    policy = published(office, title="征地公开办法")
    material = repeal(office, policy, kind=RelationKind.INTERPRETS)
    withdraw(office, material)
    assert not Relation.objects.exists()
