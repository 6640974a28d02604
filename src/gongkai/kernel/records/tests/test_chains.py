"""The chain and the columns: what would dead-end, whoever would sign twice, where a record may stand."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.orgs import services as orgs
from gongkai.kernel.casework.models import Definition
from gongkai.kernel.catalogue.models import Column
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Review
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.tests.factories import (
    NOW,
    at_review,
    bureau,
    drafted,
    fresh,
    pass_review,
    signed,
    submitted,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + timedelta(hours=1)
EVIDENCE = {
    "issuer": "国务院", "address": "https://www.example.org/1", "date": "2019-04-03", "evidence": "公报",
}  # fmt: skip


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


# --- chains -------------------------------------------------------------------------------------------------


def test_a_chain_without_review_takes_nothing_in(office):
    Definition.objects.update(steps=[{"key": "leader", "name": "签发", "role": "leader"}])
    with pytest.raises(NotAllowed) as refusal:
        services.submit(record=drafted(office), by=office.officer, at=LATER)
    assert codes(refusal) == {"no_review_step"}


def test_what_is_being_signed_is_not_reviewed_beside_it(office):
    record = submitted(office)
    services.send_back(record=record, reason="请补充依据。", by=office.head, at=LATER)
    asked = {
        "evidence": EVIDENCE,
        "opened_at": LATER,
        "opinion": "已公开。",
        "by": office.secrecy,
        "at": LATER,
    }
    with pytest.raises(NotAllowed) as refusal:
        services.review_already_public(version=fresh(record).current, act=uuid.uuid4(), **asked)
    assert codes(refusal) == {"in_sign_off"}
    services.review_already_public(version=drafted(office).current, act=uuid.uuid4(), **asked)


def test_a_review_decides_one_of_the_list(office):
    """Said by the database; raw SQL and other services included."""
    version = at_review(office).current
    fields = {
        "version": version, "record": version.record, "digest": version.digest, "drafter": version.drafter,
        "attribute": version.attribute, "reviewer": office.secrecy, "opened_at": LATER, "reviewed_at": LATER,
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.create(outcome="perhaps", act=uuid.uuid4(), **fields)
    Review.objects.create(outcome="passed", act=uuid.uuid4(), **fields)


def substituted(office, absent, by) -> None:
    orgs.substitute(
        absent=absent, substitute=by, since=date(2026, 11, 1), until=date(2026, 12, 31), by=SYSTEM, at=NOW
    )


def through_review(office):
    record = at_review(office)
    pass_review(office, record, NOW + timedelta(minutes=3))
    return fresh(record)


def test_nobody_is_head_and_leader_of_one_case_by_substitution(office):
    substituted(office, office.leader, office.head)
    record = through_review(office)
    with pytest.raises(NotAllowed) as refusal:
        services.sign(record=record, by=office.head, at=LATER)
    assert codes(refusal) == {"signed_another_step"}
    services.sign(record=record, by=office.leader, at=LATER)


def test_a_chain_may_say_otherwise(office):
    Definition.objects.update(distinct_persons=False)
    substituted(office, office.leader, office.head)
    record = through_review(office)
    services.sign(record=record, by=office.head, at=LATER)


# --- columns ------------------------------------------------------------------------------------------------


def test_a_record_stands_only_where_its_organ_may_publish(office):
    foreign = bureau("430L00", "云岭省林业局").column
    for columns in ((foreign.pk,), (office.column.pk, foreign.pk)):
        record = signed(office, columns=columns)
        found = {reason.code for reason in reasons_against_publishing(gate_snapshot(record, at=LATER))}
        assert found == {"column_foreign"}


def test_a_column_of_another_organ_on_the_same_site_is_not_ours(office):
    theirs = Column.objects.create(
        site=office.site, slug="forest", path="forest/", name="林业动态", kind="notice",
        organ=bureau("430L00", "云岭省林业局").organ,
    )  # fmt: skip
    found = reasons_against_publishing(gate_snapshot(signed(office, columns=(theirs.pk,)), at=LATER))
    assert {reason.code for reason in found} == {"column_foreign"}


# --- the review page ----------------------------------------------------------------------------------------


def test_the_note_of_another_record_is_refused_cleanly(office):
    one, other = at_review(office), at_review(office, title="另一件通知")
    client = Client()
    client.force_login(office.secrecy, backend="django.contrib.auth.backends.ModelBackend")
    pages = [reverse("records:review", args=[record.pk]) for record in (one, other)]
    opened = client.get(pages[1]).context["form"].initial["opened"]
    fields = {"outcome": "passed", "opinion": "可以公开。", "opened": opened, "act": str(uuid.uuid4())}
    response = client.post(pages[0], fields)
    assert (response.status_code, response.url) == (302, pages[0])
    assert not Review.objects.exists()
