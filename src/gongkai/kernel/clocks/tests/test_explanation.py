from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, person, tree
from gongkai.kernel.clocks import services, subjects
from gongkai.kernel.clocks.explanation import explain
from gongkai.kernel.clocks.rules import Limit, Unit, due, lay_out
from gongkai.kernel.clocks.subjects import Subject
from gongkai.kernel.clocks.tests.test_rules import CALENDAR, histories, workdays

RECEIVED = date(2026, 9, 18)


def cells(months):
    return {cell.day: cell for month in months for week in month.weeks for cell in week if cell}


@pytest.fixture
def clock():
    made = services.start_clock(
        subject_type="request",
        subject_id="17",
        limit_code="foi-answer",
        start=RECEIVED,
        organ=tree().province,
        basis="当面提交",
        **ACT,
    )
    services.pause(clock=made, reason="征求第三方意见", on=date(2026, 9, 22), **ACT)
    return services.resume(clock=made, on=date(2026, 9, 30), **ACT)


@pytest.fixture
def look(monkeypatch):
    monkeypatch.setattr(subjects, "_looks", {})
    subjects.register(
        "request", lambda who, pk, today: Subject("申请 17", "/r/17") if who.username == "may" else None
    )


@pytest.mark.django_db
@pytest.mark.postgresql
def test_every_day_says_whether_it_counted(clock, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        found = explain(clock, TODAY, now=NOW)
    days = cells(found.months)
    assert [(month.year, month.month) for month in found.months] == [(2026, 9), (2026, 10)]
    told = {day: (cell.mark, cell.number, cell.note) for day, cell in days.items()}
    assert told[RECEIVED] == ("start", 0, "起算日，不计入")
    assert told[date(2026, 9, 19)] == ("off", 0, "星期六")
    assert told[date(2026, 9, 20)] == ("counted", 1, "第 1 日，调休上班（国庆节）")
    assert told[date(2026, 9, 25)][::2] == ("paused", "中止：征求第三方意见")
    assert told[date(2026, 10, 1)] == ("off", 0, "国庆节")
    assert (found.line.due, told[found.line.due][0], told[found.line.due][1]) == (
        date(2026, 10, 29),
        "due",
        20,
    )
    assert "收到申请之日 2026-09-18（当面提交），当日不计入" in found.as_text()


@pytest.mark.django_db
def test_the_page_is_for_who_may_see_the_subject(clock, look):
    place = clock.organ
    for username, status in [("may", 200), ("not", 404)]:
        client = Client()
        client.force_login(person(username, place), backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("clocks:detail", args=[clock.pk]))
        assert page.status_code == status
        assert client.get(reverse("clocks:text", args=[clock.pk])).status_code == status
    assert Client().get(reverse("clocks:detail", args=[clock.pk])).status_code == 302


@pytest.mark.django_db
def test_the_page_and_the_text_say_the_same(clock, look):
    client = Client()
    client.force_login(person("may", clock.organ), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("clocks:detail", args=[clock.pk])).content.decode()
    text = client.get(reverse("clocks:text", args=[clock.pk])).content.decode()
    assert text.startswith("申请 17\n依申请公开答复")
    for line in text.splitlines()[2:]:
        assert line in page
    assert "国庆节" in page and 'href="/r/17"' in page


@pytest.mark.django_db
def test_a_subject_nobody_registered_has_no_page(clock, monkeypatch):
    monkeypatch.setattr(subjects, "_looks", {})
    client = Client()
    client.force_login(person("may", clock.organ), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("clocks:detail", args=[clock.pk])).status_code == 404


def test_limits_in_hours_are_told_in_words_only():
    reply = Limit("reply", 24, Unit.HOUR, "国办发〔2016〕61号", date(2016, 7, 30))
    rang = datetime(2026, 9, 30, 17, 30, tzinfo=SHANGHAI)
    assert lay_out(reply, rang, [], CALENDAR, due(reply, rang, [], CALENDAR), {}, TODAY) == ()


@settings(max_examples=150, deadline=None)
@given(histories(), st.integers(1, 40))
def test_the_days_laid_out_number_up_to_the_limit(history, n):
    """The grid and the due date come from one course: the due day carries the last number."""
    start, periods = history
    limit = workdays(n)
    found = due(limit, start, periods, CALENDAR)
    months = lay_out(limit, start, periods, CALENDAR, found, {}, TODAY)
    if not months:
        assert found.date - start > timedelta(days=366)
        return
    numbered = [cell for cell in cells(months).values() if cell.number]
    assert [cell.number for cell in numbered] == list(range(1, len(numbered) + 1))
    last = [cell for cell in numbered if cell.mark == "due"]
    if all(period.start <= found.date for period in periods):
        assert [cell.day for cell in last] == [found.date]
        assert last[0].number == n + sum(period.n for period in periods)
