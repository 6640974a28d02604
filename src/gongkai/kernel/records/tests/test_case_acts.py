"""The acts of every case on the page of a record: delegated, given back and signed; added, taken out, and signed."""

import pytest
from django.urls import reverse

from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.casework.selectors import cases_of
from gongkai.kernel.records import services
from gongkai.kernel.records.rules.vocabulary import Stage
from gongkai.kernel.records.tests.factories import NOW, at_review, fresh, pass_review, submitted
from gongkai.kernel.records.tests.test_doors import browser

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def page(reader, record) -> str:
    return browser(reader).get(reverse("records:detail", args=[record.pk])).content.decode()


def press(reader, record, verb, **data) -> str:
    case = cases_of("record", str(record.pk)).first()
    found = browser(reader).post(reverse("cases:act", args=[case.pk, verb]), data, follow=True)
    assert found.redirect_chain == [(reverse("records:detail", args=[record.pk]), 302)]
    return found.content.decode()


def open_item(record) -> WorkItem:
    return WorkItem.objects.get(case__subject_id=str(record.pk), case__subject_type="record", state="open")


def test_a_delegated_record_comes_back_and_is_signed(office):
    record = submitted(office)
    item = open_item(record)
    press(office.head, record, "delegate", item=item.pk, to=office.officer.pk, instruction="请核对附件")
    shown = page(office.officer, record)
    assert "这是交办给您的" in shown and reverse("records:sign", args=[record.pk]) not in shown
    press(office.officer, record, "opinion", item=open_item(record).pk, outcome="agree", opinion="已核对")
    assert fresh(record).stage == Stage.SIGNING
    shown = page(office.head, record)
    assert reverse("records:sign", args=[record.pk]) in shown and "已核对" in shown
    browser(office.head).post(reverse("records:sign", args=[record.pk]), {"opinion": "同意"})
    assert open_item(record).step.key != item.step.key


def test_only_who_may_sign_records_is_asked_to_sign(office):
    record = submitted(office)
    case = cases_of("record", str(record.pk)).get()
    address = reverse("cases:act", args=[case.pk, "add-signer"])
    shown = browser(office.head).post(address, {"to": office.auditor.pk, "placement": "before"})
    assert "没有保存" in shown.content.decode()
    assert "已请" in press(office.head, record, "add-signer", to=office.leader.pk, placement="before")
    assert open_item(record).person == office.leader


def test_a_record_is_signed_when_the_last_added_signer_is_taken_out(office):
    record = at_review(office)
    pass_review(office, record, NOW)
    press(office.leader, record, "add-signer", to=office.head.pk, placement="after")
    services.sign(record=fresh(record), by=office.leader, at=NOW)
    assert fresh(record).stage == Stage.SIGNING
    press(office.leader, record, "remove-signer", item=open_item(record).pk)
    assert fresh(record).stage == Stage.SIGNED


def test_the_page_reminds_and_says_why_not_now(office):
    record = submitted(office)
    case = cases_of("record", str(record.pk)).get()
    shown = page(office.officer, record)
    assert reverse("cases:remind", args=[case.pk]) in shown and "现在不能办的 3 项和原因" in shown
    found = browser(office.officer).post(reverse("cases:remind", args=[case.pk]))
    assert found["Location"] == reverse("records:detail", args=[record.pk])
    assert open_item(record).reminded_count == 1
    assert "现在不能办的 4 项和原因" in page(office.officer, record)
    assert "case-acts" not in page(office.auditor, record)
