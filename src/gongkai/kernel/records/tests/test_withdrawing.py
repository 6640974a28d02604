"""A policy leaves the site and its interpretation stays, or goes with it; and the other way round."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.records import services
from gongkai.kernel.records.companions import companions
from gongkai.kernel.records.desk.duties import duty_summary
from gongkai.kernel.records.models import Publication, Record, Withdrawal
from gongkai.kernel.records.register import LEFT_ALONE, Filters, register_page
from gongkai.kernel.records.rules.content import RelationFact
from gongkai.kernel.records.rules.vocabulary import Interpretation, RelationKind, WithdrawalKind
from gongkai.kernel.records.tests.factories import (
    NOW,
    Bureau,
    bureau,
    content,
    drafted,
    fresh,
    pass_review,
    published,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + timedelta(hours=2)
DAY = timedelta(days=1)
POLICY = "云岭省征地信息公开办法"
READING = "《云岭省征地信息公开办法》解读"


def pair(office: Bureau) -> tuple[Record, Record]:
    """A public policy that needs an interpretation, and that interpretation, public too."""
    policy = drafted(
        office, title=POLICY, interpretation=Interpretation.REQUIRED, interpretation_plan="文字解读"
    )
    reading = drafted(
        office, title=READING, kind="other", relations=(RelationFact(RelationKind.INTERPRETS, policy.pk),)
    )
    services.submit(record=policy, together=[reading], by=office.officer, at=NOW + timedelta(minutes=1))
    sign(office, policy, reading, at=NOW + timedelta(minutes=2))
    for record in (policy, reading):
        services.publish(record=record, by=office.office, at=LATER)
    return fresh(policy), fresh(reading)


def sign(office: Bureau, lead: Record, *others: Record, at) -> None:
    services.sign(record=lead, by=office.head, at=at)
    for number, record in enumerate((lead, *others)):
        pass_review(office, record, at + timedelta(minutes=2 * number))
    services.sign(record=lead, by=office.leader, at=at + timedelta(minutes=9))


def withdraw(office: Bureau, record: Record, at=LATER + DAY, **extra) -> Withdrawal:
    words = {"reason": "附表数据有误。", "kind": WithdrawalKind.ERROR} | extra
    return services.withdraw(record=record, **words, by=office.office, at=at)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def clocks(policy: Record) -> list[tuple[str, str]]:
    """Start and state of the policy's clocks of interpretation, in their order."""
    rows = Clock.objects.filter(subject_id=str(policy.pk), limit_code="interpretation").order_by("id")
    return [(clock.start_on.isoformat(), clock.state) for clock in rows]


# --- together ---------------------------------------------------------------------------------------------------


def test_each_is_withdrawn_for_its_own_reason_and_has_its_own_entry(office):
    policy, reading = pair(office)
    along = services.Along(reading, "所解读的文件已撤回。", WithdrawalKind.REPLACED)
    withdraw(office, policy, along=[along])
    assert not Publication.objects.exists()
    said = {row.record_id: (row.kind, row.reason) for row in Withdrawal.objects.all()}
    assert said == {
        policy.pk: ("error", "附表数据有误。"),
        reading.pk: ("replaced", "所解读的文件已撤回。"),
    }
    entries = Entry.objects.filter(verb="record.withdraw").values_list("subject_id", flat=True)
    assert sorted(entries) == sorted([str(policy.pk), str(reading.pk)])
    assert verify() == []


def test_one_without_a_reason_keeps_all_of_them_public(office):
    policy, reading = pair(office)
    with pytest.raises(NotAllowed) as refusal:
        withdraw(office, policy, along=[services.Along(reading, " ")])
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.where) == ("reason_missing", f"reason-{reading.pk}")
    assert READING in reason.text
    assert Publication.objects.count() == 2


def test_what_has_nothing_to_do_with_it_is_not_withdrawn_with_it(office):
    policy, _reading = pair(office)
    other = published(office, title="关于节假日值班的通知")
    with pytest.raises(NotAllowed) as refusal:
        withdraw(office, policy, along=[services.Along(other, "一并撤回。")])
    assert {reason.code for reason in refusal.value.reasons} == {"not_connected"}
    assert Publication.objects.count() == 3


def test_interpretations_come_before_others_and_only_public_ones(office):
    policy, reading = pair(office)
    relations = (RelationFact(RelationKind.AMENDS, policy.pk),)
    change = published(office, title="关于修改征地信息公开办法的决定", relations=relations)
    drafted(office, title="未公开的解读", relations=(RelationFact(RelationKind.INTERPRETS, policy.pk),))
    assert [(one.record, one.interprets) for one in companions(policy)] == [(reading, True), (change, False)]


# --- left alone -------------------------------------------------------------------------------------------------


def test_what_stays_public_is_found_on_the_desk_until_it_goes_or_the_policy_is_back(office):
    policy, reading = pair(office)
    left = Filters(stage=LEFT_ALONE)
    day = (LATER + DAY).date()
    assert register_page(office.office, day, left).rows == []
    withdraw(office, policy)
    assert [line.pk for line in register_page(office.office, day, left).rows] == [reading.pk]
    assert duty_summary(office.office, day)["left_alone"] == 1
    withdraw(office, reading)
    assert register_page(office.office, day, left).rows == []
    assert duty_summary(office.office, day)["left_alone"] == 0


def test_the_page_names_what_is_linked_before_and_after(office):
    policy, reading = pair(office)
    page = reverse("records:detail", args=[policy.pk])
    client = signed_in(office.office)
    before = client.get(page).content.decode()
    assert READING in before
    assert f'name="along-{reading.pk}"' in before
    answer = client.post(
        reverse("records:withdraw", args=[policy.pk]), {"kind": "error", "reason": "附表有误。"}, follow=True
    )
    after = answer.content.decode()
    assert "仍然公开、与它相连的信息：《" + READING + "》" in after
    assert 'id="beside"' in after
    of_reading = client.get(reverse("records:detail", args=[reading.pk])).content.decode()
    assert 'id="gone-policies"' in of_reading
    assert POLICY in of_reading
    assert Publication.objects.get().record == reading


def test_ticked_on_the_page_it_goes_too(office):
    policy, reading = pair(office)
    posted = {
        "kind": "error",
        "reason": "附表有误。",
        f"along-{reading.pk}": "on",
        f"kind-{reading.pk}": "",
        f"reason-{reading.pk}": "所解读的文件已撤回。",
    }
    answer = signed_in(office.office).post(reverse("records:withdraw", args=[policy.pk]), posted, follow=True)
    assert "已撤回 2 件" in answer.content.decode()
    assert set(Withdrawal.objects.values_list("record", "kind")) == {
        (policy.pk, "error"),
        (reading.pk, "error"),
    }


def test_another_organs_interpretation_is_named_but_not_withdrawn_from_here(office):
    policy, reading = pair(office)
    forestry = bureau("430S07", "云岭省林业局")
    published(
        forestry, title="省林业局对征地信息公开办法的解读", relations=(RelationFact(RelationKind.INTERPRETS, policy.pk),)
    )  # fmt: skip
    theirs = Record.objects.get(organ=forestry.organ)
    client = signed_in(office.office)
    text = client.get(reverse("records:detail", args=[policy.pk])).content.decode()
    assert theirs.title in text
    assert f'name="along-{theirs.pk}"' not in text
    client.post(
        reverse("records:withdraw", args=[policy.pk]),
        {
            "kind": "error",
            "reason": "附表有误。",
            f"along-{theirs.pk}": "on",
            f"reason-{theirs.pk}": "一并。",
        },
    )
    assert set(Publication.objects.values_list("record", flat=True)) == {reading.pk, theirs.pk}


def test_who_erases_a_secret_is_told_what_else_speaks_of_it(office):
    policy, reading = pair(office)
    address = reverse("records:erase", args=[policy.pk])
    assert READING in signed_in(office.secrecy).get(address).content.decode()


# --- the clock of the policy ------------------------------------------------------------------------------------


def test_a_policy_whose_interpretation_left_is_due_for_another(office):
    policy, reading = pair(office)
    assert [state for _start, state in clocks(policy)] == ["stopped"]
    withdraw(office, reading)
    assert clocks(policy)[1:] == [("2026-11-21", "running")]
    assert Clock.objects.latest("id").basis == "解读材料撤回"
    text = signed_in(office.office).get(reverse("records:detail", args=[policy.pk])).content.decode()
    assert "政策解读" in text
    again(office, reading, LATER + 3 * DAY)
    assert [state for _start, state in clocks(policy)] == ["stopped", "stopped"]


def test_while_one_interpretation_is_left_nothing_is_due(office):
    policy, reading = pair(office)
    published(office, LATER, title="一图读懂", relations=(RelationFact(RelationKind.INTERPRETS, policy.pk),))
    withdraw(office, reading)
    assert [state for _start, state in clocks(policy)] == ["stopped"]


def test_both_withdrawn_nothing_is_due(office):
    policy, reading = pair(office)
    withdraw(office, policy, along=[services.Along(reading, "所解读的文件已撤回。")])
    assert [state for _start, state in clocks(policy)] == ["stopped"]


def test_an_interpretation_corrected_to_speak_of_nothing_is_none_any_more(office):
    policy, reading = pair(office)
    again(office, reading, LATER + DAY, title=READING, kind="other")
    assert [state for _start, state in clocks(policy)] == ["stopped", "running"]


def again(office: Bureau, record: Record, at, **changes) -> None:
    """Published again: as it was, or with other content."""
    record = fresh(record)
    plain = content(office, **changes) if changes else record.current.content()
    if changes or Publication.objects.filter(record=record).exists():
        services.save(record=record, content=plain, base=record.current.number, by=office.officer, at=at)
    services.submit(record=fresh(record), by=office.officer, at=at)
    sign(office, fresh(record), at=at + timedelta(minutes=1))
    services.publish(record=fresh(record), by=office.office, at=at + timedelta(hours=1))
