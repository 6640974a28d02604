"""The 20 working days of Art. 26: from making, from changing, from a day to come; and what a withdrawal leaves."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.foundation.jobs.models import Job
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.catalogue.tests.factories import duty
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.records import services
from gongkai.kernel.records.rules.vocabulary import Interpretation
from gongkai.kernel.records.selectors import gate_snapshot, open_again_since
from gongkai.kernel.records.tasks import start_clock
from gongkai.kernel.records.tests.factories import (
    NOW,
    content,
    drafted,
    fresh,
    pass_review,
    published,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
MONTH = NOW + timedelta(days=31)  # 2026-12-21
MONTH_DAY = date(2026, 12, 21)


def clocks(record) -> list[tuple[date, str]]:
    """Start and state of the record's disclosure clocks, in their order."""
    found = Clock.objects.filter(subject_id=str(record.pk), limit_code="proactive").order_by("id")
    return [(clock.start_on, clock.state) for clock in found]


def saved(office, record, at, **changes):
    base = fresh(record).current.number
    services.save(record=record, content=content(office, **changes), base=base, by=office.officer, at=at)
    return fresh(record)


def released(office, record, at):
    services.submit(record=fresh(record), by=office.officer, at=at)
    services.sign(record=fresh(record), by=office.head, at=at)
    pass_review(office, record, at)
    services.sign(record=fresh(record), by=office.leader, at=at + timedelta(minutes=2))
    services.publish(record=fresh(record), by=office.office, at=at + timedelta(minutes=3))


MADE = (date(2026, 11, 10), "stopped")


def test_a_change_of_a_public_record_is_due_anew_and_ends_with_its_publication(office):
    record = published(office)
    assert clocks(record) == [MADE]
    saved(office, record, MONTH, abstract="改过的概述。")
    assert clocks(record) == [MADE, (MONTH_DAY, "running")]
    saved(office, record, MONTH + timedelta(days=3), abstract="再改的概述。")
    assert clocks(record) == [MADE, (MONTH_DAY, "running")], "the first change counts, not the latest draft"
    released(office, record, MONTH + timedelta(days=4))
    assert clocks(record) == [MADE, (MONTH_DAY, "stopped")]


def test_a_change_that_is_taken_back_is_not_due(office):
    record = published(office)
    saved(office, record, MONTH, abstract="改过的概述。")
    saved(office, record, MONTH + timedelta(days=1))
    assert clocks(record) == [MADE, (MONTH_DAY, "stopped")]


def test_after_a_withdrawal_nothing_is_overdue_since_years_but_open_since_that_day(office):
    record = published(office, made_on=date(2020, 3, 2))
    saved(office, record, MONTH, made_on=date(2020, 3, 2), abstract="改过的概述。")
    services.withdraw(record=record, reason="附表有误。", by=office.office, at=MONTH)
    saved(office, record, MONTH + timedelta(days=2), made_on=date(2020, 3, 2), abstract="核实后的概述。")
    assert [state for _start, state in clocks(record)] == ["stopped", "stopped"]
    assert open_again_since(fresh(record)) == MONTH_DAY
    released(office, record, MONTH + timedelta(days=3))
    assert open_again_since(fresh(record)) is None


def test_what_is_made_anew_after_a_withdrawal_is_due(office):
    record = published(office)
    services.withdraw(record=record, reason="附表有误。", by=office.office, at=MONTH)
    made = MONTH_DAY + timedelta(days=1)
    saved(office, record, MONTH + timedelta(days=1), made_on=made, document_number="云自然资规〔2026〕9号")
    assert clocks(record) == [MADE, (made, "running")]


def test_a_day_of_making_to_come_starts_the_clock_when_it_comes(office):
    record = drafted(office, made_on=date(2026, 11, 25))
    assert clocks(record) == []
    (job,) = Job.objects.filter(kind="records.start_clock")
    assert job.run_after.astimezone(NOW.tzinfo).date() == date(2026, 11, 25)
    start_clock(job.payload, NOW)
    assert clocks(record) == [], "not before its day"
    for _twice in range(2):
        start_clock(job.payload, job.run_after)
    assert clocks(record) == [(date(2026, 11, 25), "running")]


def test_a_day_that_was_moved_or_given_up_starts_nothing(office):
    moved = drafted(office, made_on=date(2026, 11, 25))
    saved(office, moved, NOW, made_on=date(2026, 11, 30))
    given_up = drafted(office, made_on=date(2026, 11, 25))
    services.cancel(record=given_up, reason="事项已取消。", by=office.officer, at=NOW)
    for record in (moved, given_up):
        start_clock({"record": record.pk}, NOW + timedelta(days=5))
        assert clocks(record) == []


@pytest.mark.parametrize(
    ("issuer", "due"),
    [
        ("云岭省自然资源厅、云岭省财政厅", True),
        ("云岭省自然资源厅 ", True),
        ("省自然资源厅", True),
        ("云岭省财政厅、云岭省自然资源厅", False),
        ("自然资源部", False),
    ],
)
def test_a_joint_document_is_due_from_who_leads(office, issuer, due):
    record = drafted(office, issuer=issuer, normative=True, interpretation=Interpretation.REQUIRED)
    assert clocks(record) == ([(date(2026, 11, 10), "running")] if due else [])
    snapshot = gate_snapshot(record, at=NOW)
    assert snapshot.led_by_own_organ is due
    assert snapshot.issued_by_own_organ is (issuer != "自然资源部")


# --- the limit of a special rule ----------------------------------------------------------------------------


def own_clock(record) -> Clock:
    return Clock.objects.get(subject_id=str(record.pk), limit_code="proactive")


def test_the_limit_of_the_duty_takes_the_place_of_the_twenty_days(office):
    """条例 第二十六条: 法律、法规对政府信息公开的期限另有规定的，从其规定."""
    special = duty(
        office.organ,
        source="双公示管理规定 第五条",
        name="行政许可双公示",
        limit_number=7,
        limit_unit="workday",
    )
    record = drafted(office)
    general = own_clock(record).due_on
    services.file_under(record=record, duty=special, by=office.officer, at=NOW)
    clock = own_clock(record)
    assert (clock.start_on, clock.due_on) == (date(2026, 11, 10), date(2026, 11, 19))
    page = Client()
    page.force_login(office.officer, backend="django.contrib.auth.backends.ModelBackend")
    shown = page.get(reverse("clocks:detail", args=[clock.pk])).content.decode()
    assert "双公示管理规定 第五条（公开事项“行政许可双公示”）" in shown and "7 个工作日" in shown
    services.file_under(record=fresh(record), duty=None, by=office.officer, at=NOW)
    assert own_clock(record).due_on == general
    acts = Entry.objects.filter(verb="clock.relimit").order_by("number")
    assert [act.detail.get("n") for act in acts] == [7, None]


def test_a_draft_that_names_its_duty_begins_with_its_limit(office):
    days = duty(office.organ, limit_number=30, limit_unit="day")
    record = services.draft(
        organ=office.organ, division=office.division, content=content(office), duty=days,
        by=office.officer, at=NOW,
    )  # fmt: skip
    assert own_clock(record).due_on == date(2026, 12, 10)
    saved(office, record, NOW, made_on=date(2026, 11, 11))
    assert Clock.objects.get(state="running").due_on == date(2026, 12, 11)
