from datetime import UTC, datetime, time, timedelta

import pytest

from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.models import DailyRun, Job
from gongkai.foundation.jobs.rules import is_overdue
from gongkai.foundation.jobs.selectors import overdue_daily
from gongkai.foundation.jobs.services import plan_daily, run_due

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

AFTER = time(0, 5)
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning in China
TURN = datetime(2026, 3, 1, 16, 5, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def daily(handlers, monkeypatch):
    monkeypatch.setattr(registry, "daily", {})
    handlers.handler("clocks.daily")(lambda payload, at: None)
    handlers.every_day("clocks.daily", after=AFTER)
    return handlers


@pytest.mark.parametrize(
    ("last", "overdue"),
    [
        (None, True),
        (TURN, False),
        (TURN - timedelta(minutes=1), True),
        (TURN - DAY, True),
        (NOW, False),
    ],
)
def test_who_missed_the_turn_of_today(last, overdue):
    assert is_overdue(AFTER, last, NOW) is overdue


def test_an_hour_of_grace_after_midnight():
    soon = TURN + timedelta(minutes=40)
    assert not is_overdue(AFTER, TURN - DAY, soon)
    assert is_overdue(AFTER, TURN - DAY - timedelta(minutes=1), soon)
    assert is_overdue(AFTER, TURN - DAY, TURN + timedelta(minutes=61))


def test_it_runs_when_a_worker_starts_and_then_each_day(daily):
    assert overdue_daily(at=NOW) == {"clocks.daily": None}
    plan_daily(at=NOW, at_once=True)
    plan_daily(at=NOW)  # the earlier time stays
    assert run_due(at=NOW, limit=5, worker="host/1").done == 1
    assert DailyRun.objects.get().at == NOW
    assert overdue_daily(at=NOW) == {}
    plan_daily(at=NOW)
    plan_daily(at=NOW)
    assert Job.objects.get(state="waiting").run_after == TURN + DAY
    assert overdue_daily(at=NOW + DAY) == {"clocks.daily": NOW}


def test_a_run_that_failed_is_no_heartbeat(daily):
    def broken(payload, at):
        raise ValueError("disk full")

    daily.handlers.clear()
    daily.handler("clocks.daily")(broken)
    plan_daily(at=NOW, at_once=True)
    assert run_due(at=NOW, limit=1, worker="host/1").failed == 1
    assert overdue_daily(at=NOW) == {"clocks.daily": None}
