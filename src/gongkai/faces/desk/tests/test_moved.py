"""A new calendar moves due dates: who works on them reads it on the first page, the applicant on the progress page."""

import html
from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.domains.foi import services as foi
from gongkai.domains.foi.tests.factories import DAY, NOW, handled
from gongkai.domains.foi.tests.factories import office as asking_office
from gongkai.domains.foi.tests.test_portal_progress import enter, page_of, received
from gongkai.kernel.clocks import tasks
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.tests.test_services import new_calendar

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LATER = NOW + 2 * DAY


@pytest.fixture(scope="module")
def made(shared_rows):
    return asking_office()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def at(monkeypatch, when):
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)


def move() -> int:
    version = new_calendar(date(2026, 12, 1), date(2026, 12, 2))
    tasks.recompute({"version": version}, LATER)
    return version


def home(client, person) -> str:
    client.force_login(person)
    page = html.unescape(client.get(reverse("desk:home")).content.decode())
    return page.split('id="moved"')[1].split("</section>")[0] if 'id="moved"' in page else ""


def test_who_works_on_it_reads_of_the_new_date_with_the_reason(where, client, monkeypatch):
    request = handled(where)
    clock = Clock.objects.get(subject_type="request", limit_code="foi-answer")
    before = clock.due_on
    at(monkeypatch, LATER)
    assert home(client, where.officer) == ""
    version = move()
    clock.refresh_from_db()
    assert clock.due_on > before
    for person in (where.officer, where.office, where.clerk, where.legal):
        block = home(client, person)
        assert request.number in block and f"{before} 改为 {clock.due_on}" in block, person.name
        assert f"按工作日历第 {version} 版重算" in block
        assert reverse("clocks:detail", args=[clock.pk]) in block
    assert home(client, where.auditor) == "" == home(client, where.admin), "who only reads has nothing to do"
    at(monkeypatch, LATER + 15 * DAY)
    assert home(client, where.officer) == ""


def test_what_is_over_since_is_no_news(where, client, monkeypatch):
    request = handled(where)
    at(monkeypatch, LATER)
    move()
    assert request.number in home(client, where.officer)
    foi.withdraw(request=request, reason="已经取得。", by=where.clerk, at=LATER)
    assert home(client, where.officer) == ""


def test_another_organ_hears_nothing(where, client, monkeypatch):
    handled(where)
    other = asking_office("431281", "河湾县自然资源局")
    at(monkeypatch, LATER)
    move()
    assert home(client, other.office) == ""


def test_the_limit_of_a_reply_is_told_too_and_the_block_costs_the_same(where, client, monkeypatch):
    request = handled(where)
    foi.file_appeal(
        request=request, kind="review", body="云岭省人民政府", filed_on=NOW.date(), by=where.legal, at=NOW
    )
    at(monkeypatch, LATER)
    move()
    assert "提出行政复议答复" in home(client, where.legal)
    counts = []
    for n in range(2):
        home(client, where.legal)
        with CaptureQueriesContext(connection) as queries:
            home(client, where.legal)
        counts.append(len(queries))
        for m in range(4 * (1 - n)):
            handled(where, description=f"申请公开第{m}批次征地公告全文和补偿安置方案。")
        new = new_calendar(date(2026, 12, 3))
        tasks.recompute({"version": new}, LATER)
    assert counts[0] == counts[1]


def test_the_applicant_is_told_on_the_progress_page(where, client, monkeypatch, settings, tmp_path):
    settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path / "files", tmp_path / "index"
    made = received(where, NOW)
    before = Clock.objects.get(limit_code="foi-answer").due_on
    at(monkeypatch, LATER)
    enter(client, made)
    assert "节假日安排" not in page_of(client)
    move()
    due = Clock.objects.get(limit_code="foi-answer").due_on
    assert f"答复期限由 {before} 改为 {due}。" in page_of(client)
