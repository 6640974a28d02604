"""Words beside a text: an erratum is reviewed with its version, the reason of a withdrawal by a second person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Erratum, Version, Withdrawal
from gongkai.kernel.records.preview import render_preview
from gongkai.kernel.records.rules.content import AttachedFile, Content
from gongkai.kernel.records.rules.gate import reasons_against_publishing
from gongkai.kernel.records.selectors import gate_snapshot
from gongkai.kernel.records.tests.factories import (
    NOW,
    content,
    fresh,
    pass_review,
    published,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + timedelta(hours=1)
WORDS = "附表二中第三行的补偿标准有误，应为每亩九万六千元。"


def codes(refusal) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def corrected(office, record, at=LATER, **changes):
    """A further version of a public record, signed by all, not yet out."""
    number = fresh(record).current.number
    services.save(record=record, content=content(office, **changes), base=number, by=office.officer, at=at)
    services.submit(record=fresh(record), by=office.officer, at=at)
    services.sign(record=fresh(record), by=office.head, at=at + timedelta(minutes=1))
    pass_review(office, record, at + timedelta(minutes=2))
    services.sign(record=fresh(record), by=office.leader, at=at + timedelta(minutes=4))
    return fresh(record)


def withdrawn(office, **more) -> Withdrawal:
    record = published(office)
    return services.withdraw(record=record, reason=WORDS, by=office.office, at=LATER, **more)


# --- errata -------------------------------------------------------------------------------------------------


def test_a_changed_erratum_voids_the_review(office):
    """Art. 17: what the public reads was reviewed, the erratum as well."""
    record = corrected(office, published(office), abstract="改过的概述。", erratum=WORDS)
    services.save(
        record=record, content=content(office, abstract="改过的概述。", erratum="另一种说法。"), base=2,
        by=office.officer, at=LATER + timedelta(minutes=5),
    )  # fmt: skip
    found = reasons_against_publishing(gate_snapshot(fresh(record), at=LATER))
    assert "review_missing" in {reason.code for reason in found}


def test_personal_data_in_an_erratum_is_found_by_the_gate(office):
    record = corrected(office, published(office), erratum="联系人李建平，电话 13812345678。")
    found = reasons_against_publishing(gate_snapshot(record, at=LATER))
    assert {reason.code for reason in found} == {"personal_data"}


def test_the_same_words_are_told_once(office):
    record = corrected(office, published(office), abstract="改过的概述。", erratum=WORDS)
    services.publish(record=record, by=office.office, at=LATER + timedelta(minutes=5))
    again = corrected(office, record, LATER + timedelta(hours=1), abstract="再改的概述。", erratum=WORDS)
    services.publish(record=again, by=office.office, at=LATER + timedelta(hours=2))
    assert [erratum.text for erratum in again.errata.all()] == [WORDS]


def test_the_reviewer_sees_the_erratum_as_the_public_will(office):
    record = corrected(office, published(office), erratum=WORDS)
    assert WORDS in render_preview(record.current, at=LATER)


def test_digests_of_versions_without_an_erratum_stay_what_they_were():
    known = "beb0fc149dbe3b8e72d1bb78c0ed19a2d830720b9b2a4eb6db3c33a7620d0caf"
    assert Content(title="某通知").digest() == known
    assert Content(title="某通知", erratum="更正").digest() != Content(title="某通知").digest()


def test_digests_of_versions_from_before_they_covered_public_copies_stay_what_they_were():
    known = "a5bdc41f0289927569b5a2f0f63497e255cbb4be5a45d9fc79ce1b483df5f3ae"
    before = Content(title="某通知", attachments=(AttachedFile(7, "d" * 64, "附表.txt"),))
    assert before.digest() == known
    covered = replace(before, attachments=(replace(before.attachments[0], copy="c" * 64),))
    assert covered.digest() != before.digest()
    assert covered.is_of(before.digest()) and covered.is_of(covered.digest())
    assert not covered.is_of(replace(before, title="另一件").digest())


def test_a_review_covers_what_the_public_gets_of_an_attachment(office):
    file = StoredFile.objects.create(
        organ=office.organ, digest="a" * 64, name="附表.txt", kind="txt", media_type="text/plain", size=9,
        stored_at=NOW, text="补偿", text_state="extracted", public_state="ready", public_digest="c" * 64, public_size=9,
    )  # fmt: skip
    record = published(office, attachments=(AttachedFile(file.pk, file.digest, file.name),))
    (attached,) = record.current.content().attachments
    assert attached.copy == "c" * 64
    assert record.current.content().digest() == record.current.digest
    same = replace(record.current.content(), attachments=(AttachedFile(file.pk, file.digest, file.name),))
    saved = services.save(record=fresh(record), content=same, base=1, by=office.officer, at=LATER)
    assert saved.number == 1, "the same content makes no new version"


@pytest.mark.parametrize("change", ["other_words", "unreviewed_version", "other_record"])
def test_the_database_takes_no_other_erratum(office, change):
    record = corrected(office, published(office), erratum=WORDS)
    row = {"record": record, "before": record.versions.get(number=1), "after": record.current, "text": WORDS}
    if change == "other_words":
        row["text"] = "没有审查过的说法。"
    elif change == "unreviewed_version":
        services.save(
            record=record, content=content(office, erratum="未审查。"), base=2, by=office.officer, at=LATER
        )
        row |= {"after": fresh(record).current, "text": "未审查。"}
    else:
        row["record"] = published(office, title="另一件通知")
    with pytest.raises(DatabaseError), transaction.atomic():
        Erratum.objects.create(at=LATER, **row)
    if change == "other_words":
        kept = Erratum.objects.create(at=LATER, **row | {"text": WORDS})
        with pytest.raises(DatabaseError), transaction.atomic():
            Erratum.objects.filter(pk=kept.pk).update(text="事后改写。")


# --- withdrawals --------------------------------------------------------------------------------------------


def test_a_withdrawal_is_immediate_and_its_words_stay_inside(office):
    row = withdrawn(office, kind="error")
    assert (row.get_kind_display(), row.public_reason) == ("内容有误，正在核实", "")
    assert WORDS not in str([entry.detail for entry in Entry.objects.all()])


def test_only_a_kind_of_the_list(office):
    with pytest.raises(ValueError, match="rumour"):
        withdrawn(office, kind="rumour")


def test_a_reviewer_who_did_not_write_them_releases_the_words(office):
    row = withdrawn(office)
    with pytest.raises(NotAllowed) as refusal:
        services.release_reason(withdrawal=row, by=office.office, at=LATER)
    assert codes(refusal) == {"own_words", "not_reviewer"}
    with pytest.raises(NotAllowed) as refusal:
        services.release_reason(withdrawal=row, by=office.leader, at=LATER)
    assert codes(refusal) == {"not_reviewer"}
    released = services.release_reason(withdrawal=row, by=office.secrecy, at=LATER)
    assert released.public_reason == WORDS
    with pytest.raises(NotAllowed) as refusal:
        services.release_reason(withdrawal=row, by=office.secrecy, at=LATER)
    assert codes(refusal) == {"released"}


def test_the_database_keeps_the_promise_of_the_second_person(office):
    row = withdrawn(office)
    mine = Withdrawal.objects.filter(pk=row.pk)
    for change in ({"released_by": office.office, "released_at": LATER}, {"released_at": LATER}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**change)
    services.release_reason(withdrawal=row, by=office.secrecy, at=LATER)
    for change in ({"reason": "事后改写。"}, {"by": office.leader}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**change)


# --- pages --------------------------------------------------------------------------------------------------


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_pages_ask_for_a_kind_and_offer_the_release_to_another(office):
    record = published(office)
    address = reverse("records:withdraw", args=[record.pk])
    browser(office.office).post(address, {"reason": WORDS})
    assert not Withdrawal.objects.exists(), "without a kind nothing happens, and the page says so"
    browser(office.office).post(address, {"reason": WORDS, "kind": "error"})
    page = reverse("records:detail", args=[record.pk])
    release = reverse("records:release-reason", args=[record.pk])
    assert release not in browser(office.office).get(page).content.decode()
    assert release in browser(office.secrecy).get(page).content.decode()
    form = {"withdrawal": Withdrawal.objects.get().pk}
    assert browser(office.office).post(release, form).status_code == 403
    browser(office.secrecy).post(release, form)
    assert Withdrawal.objects.get().released_by == office.secrecy


def test_the_editor_keeps_the_erratum_of_a_correction(office):
    record = published(office)
    client = browser(office.officer)
    address = reverse("records:edit", args=[record.pk])
    assert 'name="erratum"' in client.get(address).content.decode()
    fields = {"title": "改过的标题", "attribute": "proactive", "interpretation": "not_needed", "base": 1}
    client.post(address, fields | {"erratum": WORDS})
    assert Version.objects.get(record=record, number=2).erratum == WORDS
