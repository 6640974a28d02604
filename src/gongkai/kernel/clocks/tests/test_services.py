from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from gongkai.foundation.calendar.models import CalendarDay, CalendarVersion
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.registry import subscribers
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, tree
from gongkai.kernel.clocks import events, limits, selectors, services, tasks
from gongkai.kernel.clocks.models import Clock, ClockPeriod
from gongkai.kernel.clocks.rules import Limit, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MADE = date(2026, 9, 18)


@pytest.fixture
def organ():
    return tree().province


@pytest.fixture
def hours(monkeypatch):
    monkeypatch.setattr(limits, "_LIMITS", dict(limits._LIMITS))
    limits.register(Limit("reply", 24, Unit.HOUR, "国办发〔2016〕61号", date(2016, 7, 30)))


def started(organ, start=MADE, limit_code="proactive", subject_id="17"):
    return services.start_clock(
        subject_type="record", subject_id=subject_id, limit_code=limit_code, start=start, organ=organ, **ACT
    )


def stopped(**fields):
    subject = {"subject_type": "record", "subject_id": "17", "limit_code": "proactive"}
    return services.stop(**subject, **{**ACT, **fields})


def refusals(call) -> list[str]:
    with pytest.raises(NotAllowed) as refused, transaction.atomic():
        call()
    return [reason.code for reason in refused.value.reasons]


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def test_a_started_clock_caches_its_derived_due_date(organ):
    clock = started(organ)
    assert clock.due_on == date(2026, 10, 22) == selectors.due_of(clock).date
    assert clock.calendar_version == calendar().version
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject_type, entry.subject_id) == ("clock.start", "record", "17")
    assert entry.detail == {
        "clock": clock.pk,
        "limit": "proactive",
        "due": "2026-10-22",
        "start": "2026-09-18",
    }


def test_what_began_before_any_rule_has_no_clock(organ):
    assert started(organ, date(2007, 3, 1)) is None
    assert not Clock.objects.exists() and not Entry.objects.exists()


def test_a_limit_runs_once_and_not_from_the_future(organ):
    started(organ)
    assert refusals(lambda: started(organ)) == ["clock_runs"]
    assert refusals(lambda: started(organ, TODAY + timedelta(days=1), subject_id="18")) == ["in_future"]
    stopped()
    assert started(organ, TODAY).state == "running"


def test_the_database_refuses_a_second_open_clock(organ):
    clock = started(organ)
    clock.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        clock.save(force_insert=True)


def test_pauses_run_side_by_side_and_end_by_their_reference(organ):
    clock = started(organ)
    services.pause(clock=clock, reason="征求第三方意见", ref="a", on=date(2026, 9, 22), **ACT)
    clock = services.pause(clock=clock, reason="征求其他机关意见", ref="b", on=date(2026, 9, 24), **ACT)
    assert (clock.state, clock.due_on, selectors.light_of(clock, TODAY)) == ("paused", None, "paused")
    clock = services.resume(clock=clock, ref="a", on=date(2026, 9, 29), **ACT)
    assert clock.state == "paused"
    clock = services.resume(clock=clock, ref="b", on=date(2026, 9, 30), **ACT)
    assert (clock.state, clock.due_on) == ("running", date(2026, 10, 29))
    assert verbs() == ["clock.start", "clock.pause", "clock.pause", "clock.resume", "clock.resume"]


def test_what_a_pause_may_not_do(organ):
    clock = services.pause(clock=started(organ), reason="征求第三方意见", on=date(2026, 9, 22), **ACT)

    def resume(**fields):
        return lambda: services.resume(clock=clock, **fields, **ACT)

    assert refusals(lambda: services.pause(clock=clock, reason="再次征求", **ACT)) == ["paused_already"]
    assert refusals(lambda: services.pause(clock=clock, reason=" ", ref="x", **ACT)) == ["reason_missing"]
    assert refusals(resume(on=date(2026, 9, 21))) == ["ends_before_start"]
    assert refusals(resume(ref="unknown")) == ["not_paused"]
    assert refusals(resume(on=TODAY + timedelta(days=1))) == ["in_future"]
    assert ClockPeriod.objects.count() == 1


def test_a_restart_ends_the_pauses_before_it(organ):
    clock = services.pause(clock=started(organ), reason="要求补正", on=date(2026, 9, 22), **ACT)
    clock = services.restart(clock=clock, reason="收到补正", on=date(2026, 10, 12), **ACT)
    assert (clock.state, clock.due_on) == (
        "running",
        calendar().add_working_days(date(2026, 10, 12), 20).date,
    )
    assert ClockPeriod.objects.get(kind="paused").end_on == date(2026, 10, 12)


def test_an_extension_adds_units(organ):
    clock = services.extend(clock=started(organ), n=10, reason="经负责人同意", **ACT)
    assert clock.due_on == calendar().add_working_days(MADE, 30).date
    assert refusals(lambda: services.extend(clock=clock, n=0, reason="经负责人同意", **ACT)) == [
        "extension_empty"
    ]


def test_a_stopped_clock_is_over(organ):
    clock = started(organ)
    clock = stopped(on=date(2026, 10, 22))
    assert (clock.state, selectors.light_of(clock, TODAY)) == ("stopped", "done")
    assert stopped() is None
    assert refusals(lambda: services.pause(clock=clock, reason="征求意见", **ACT)) == ["clock_stopped"]
    assert refusals(lambda: services.resume(clock=clock, **ACT)) == ["clock_stopped", "not_paused"]
    assert verbs() == ["clock.start", "clock.stop"]


def test_a_clock_stopped_late_stays_red(organ):
    started(organ)
    assert selectors.light_of(stopped(on=date(2026, 10, 23)), TODAY) == "red"


def test_hours_run_by_the_moment(organ, hours):
    rang = datetime(2026, 11, 19, 20, 0, tzinfo=SHANGHAI)
    clock = started(organ, rang, "reply")
    assert clock.due_at == rang + timedelta(hours=24)
    assert selectors.light_of(clock, TODAY) == "yellow"
    assert selectors.light_of(clock, TODAY, now=rang + timedelta(hours=25)) == "red"
    services.pause(clock=clock, reason="系统故障", on=rang + timedelta(hours=1), **ACT)
    clock = services.resume(clock=clock, on=rang + timedelta(hours=3), **ACT)
    assert clock.due_at == rang + timedelta(hours=26)
    with pytest.raises(TypeError):
        services.pause(clock=clock, reason="系统故障", ref="2", on=TODAY, **ACT)


def new_calendar(*days_off: date) -> int:
    """A further version in which the days are off."""
    last = CalendarVersion.objects.order_by("-number").first()
    made = CalendarVersion.objects.create(
        number=last.number + 1, source="notice", note="补充通知", made_at=NOW
    )
    for day in days_off:
        CalendarDay.objects.create(date=day, is_working=False, source="notice", version=made)
    return made.number


def test_a_new_calendar_moves_open_clocks_only(organ, monkeypatch):
    monkeypatch.setitem(subscribers, events.MOVED, ["notify.moved"])
    moving = started(organ, date(2026, 11, 10))
    early = started(organ, date(2026, 10, 9), subject_id="18")
    started(organ, date(2026, 11, 10), subject_id="19")
    services.stop(subject_type="record", subject_id="19", limit_code="proactive", **ACT)
    before = len(verbs())
    version = new_calendar(date(2026, 12, 1))
    tasks.recompute({"version": version}, NOW)
    moving.refresh_from_db()
    early.refresh_from_db()
    over = Clock.objects.get(subject_id="19")
    assert moving.due_on == date(2026, 12, 9)
    assert early.calendar_version == version
    assert (over.due_on, over.calendar_version) == (date(2026, 12, 8), version - 1)
    assert verbs()[before:] == ["clock.recompute"]
    assert Entry.objects.order_by("id").last().detail["before"] == "2026-12-08"
    assert [job.payload for job in Job.objects.filter(kind="notify.moved")] == [{"clock": moving.pk}]


def test_recomputing_again_does_nothing(organ):
    started(organ)
    version = new_calendar(date(2026, 10, 20))
    assert services.recompute_open(calendar_version=version, **ACT) == 1
    assert services.recompute_open(calendar_version=version, **ACT) == 0
    assert services.recompute_open(calendar_version=version + 7, **ACT) == 0  # a version that is not there


def test_due_before_lists_open_clocks_of_the_organs(organ, django_assert_num_queries):
    first = started(organ, date(2026, 9, 18))
    second = started(organ, date(2026, 9, 21), subject_id="18")
    started(organ, date(2026, 11, 10), subject_id="19")
    with django_assert_num_queries(1):
        assert list(selectors.due_before([organ.pk], TODAY)) == [first, second]
    assert not selectors.due_before([organ.pk + 1], TODAY).exists()


def test_the_list_of_what_is_due_uses_the_index_of_open_clocks(organ):
    started(organ)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # one row in the table: every index costs the same, only the one in the asked order needs no sorting
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    assert "clock_open_due" in selectors.due_before([organ.pk], TODAY).explain()


def test_clocks_of_many_subjects_take_one_query(organ, django_assert_num_queries):
    started(organ)
    services.stop(subject_type="record", subject_id="17", limit_code="proactive", **ACT)
    running = started(organ, subject_id="18")
    with django_assert_num_queries(1):
        found = selectors.clocks_for("record", ["17", "18"])
    assert [clock.state for clock in found] == ["running", "stopped"]
    assert found[0] == running and selectors.clocks_for("case", "17") == []


def test_used_days_are_counted_to_a_day(organ):
    clock = started(organ)
    services.pause(clock=clock, reason="征求第三方意见", on=date(2026, 9, 21), **ACT)
    services.resume(clock=clock, on=date(2026, 9, 23), **ACT)
    assert selectors.used_of(clock, date(2026, 9, 18)) == 0
    assert selectors.used_of(clock, date(2026, 9, 24)) == 3  # 20 (a Sunday worked), 21, 24
