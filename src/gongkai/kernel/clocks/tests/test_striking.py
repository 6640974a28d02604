from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.registry import subscribers
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.tests.factories import ACT, NOW, tree
from gongkai.kernel.clocks import events, following, services, tasks
from gongkai.kernel.clocks.models import Clock, ClockAct
from gongkai.kernel.clocks.striking import Struck, strike

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

ASKED = date(2026, 9, 18)
"""A Friday: 15 working days end on 15 October, 20 on 22 October."""


@pytest.fixture
def organ():
    return tree().province


@pytest.fixture(autouse=True)
def expiries(monkeypatch):
    """No domain listens, whichever are installed."""
    monkeypatch.setattr(following, "_expiries", {})


def started(organ, code="foi-answer", subject_id="17", start=ASKED):
    return services.start_clock(
        subject_type="request", subject_id=subject_id, limit_code=code, start=start, organ=organ, **ACT
    )


def midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), SHANGHAI)


def struck(at: datetime, **fields) -> Struck:
    return strike(by=SYSTEM, at=at, **fields)


def acts() -> list[tuple]:
    return list(ClockAct.objects.order_by("id").values_list("kind", "on"))


def test_nothing_happens_before_its_day_and_everything_once(organ):
    started(organ)
    assert struck(midnight(date(2026, 10, 18))) == Struck(0, 0)
    assert struck(midnight(date(2026, 10, 19))) == Struck(1, 1)
    assert struck(midnight(date(2026, 10, 22)) + timedelta(hours=23)) == Struck(0, 0)
    assert struck(midnight(date(2026, 10, 23))) == Struck(1, 1)
    assert struck(midnight(date(2026, 10, 30))) == Struck(0, 0)
    assert acts() == [("warned", date(2026, 10, 19)), ("ran_out", date(2026, 10, 22))]
    verbs = list(Entry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["clock.start", "clock.warned", "clock.ran_out"]
    assert Entry.objects.order_by("id").last().detail["on"] == "2026-10-22"


def test_missed_days_are_caught_up_on_their_legal_day(organ, monkeypatch):
    monkeypatch.setitem(subscribers, events.RAN_OUT, ["notify.late"])
    started(organ)
    tasks.daily({}, NOW)
    assert acts() == [("warned", date(2026, 10, 19)), ("ran_out", date(2026, 10, 22))]
    assert set(ClockAct.objects.values_list("at", flat=True)) == {NOW}
    assert Job.objects.filter(kind="notify.late").count() == 1


def test_what_silence_means_says_the_domain(organ, expiries):
    """A co-maker who stays silent agrees (第三十四条); a third party does not (第三十二条)."""
    said = []
    following.on_expiry("co-maker", lambda *, clock, act, by, at: said.append((clock.subject_id, act.on)))
    started(organ, "co-maker", "a")
    started(organ, "third-party", "b")
    struck(NOW)
    assert said == [("a", date(2026, 10, 15))]
    assert [kind for kind, _on in acts()] == ["warned", "silence"] * 2
    with pytest.raises(ValueError):
        following.on_expiry("co-maker", lambda **given: None)


def test_a_service_may_stop_the_clock_whose_end_it_hears_of(organ, expiries):
    def agree(*, clock, act, by, at):
        subject = {"subject_type": clock.subject_type, "subject_id": clock.subject_id}
        services.stop(**subject, limit_code=clock.limit_code, on=act.on, by=by, at=at)

    following.on_expiry("co-maker", agree)
    clock = started(organ, "co-maker")
    assert struck(NOW) == Struck(1, 2)
    clock.refresh_from_db()
    assert (clock.state, clock.stopped_on, clock.strikes_at) == ("stopped", date(2026, 10, 15), None)
    assert struck(NOW) == Struck(0, 0)


def test_a_refusal_is_kept_and_holds_nobody_up(organ, expiries):
    def refused(*, clock, act, by, at):
        Clock.objects.filter(pk=clock.pk).update(basis="half-done")
        raise NotAllowed([Reason("case_closed", "该办件已经办结。")])

    following.on_expiry("co-maker", refused)
    first, second = started(organ, "co-maker", "a"), started(organ, "co-maker", "b")
    assert struck(NOW) == Struck(2, 4)
    told = Entry.objects.filter(verb="clock.expiry_refused")
    assert [entry.detail["codes"] for entry in told] == [["case_closed"]] * 2
    first.refresh_from_db()
    assert first.basis == "" and ClockAct.objects.filter(clock=second, kind="silence").exists()


def test_a_paused_or_stopped_clock_is_silent(organ):
    waits, over = started(organ, subject_id="a"), started(organ, subject_id="b")
    services.pause(clock=waits, reason="征求第三方意见", on=date(2026, 9, 21), **ACT)
    subject = {"subject_type": "request", "subject_id": "b", "limit_code": "foi-answer"}
    services.stop(**subject, on=date(2026, 10, 9), **ACT)
    assert struck(NOW) == Struck(0, 0)
    assert not Clock.objects.exclude(strikes_at=None).exists() and over.pk


def test_a_new_due_date_is_warned_of_anew(organ):
    clock = started(organ)
    struck(midnight(date(2026, 10, 20)))
    services.extend(clock=clock, n=10, reason="经负责人同意", on=date(2026, 10, 21), **ACT)
    struck(NOW)
    assert acts() == [
        ("warned", date(2026, 10, 19)),
        ("warned", date(2026, 11, 2)),
        ("ran_out", date(2026, 11, 5)),
    ]


def test_a_late_answer_before_the_job_came_by_has_run_out_too(organ):
    started(organ, subject_id="late")
    started(organ, subject_id="in-time")
    for subject_id, day in [("late", 23), ("in-time", 22)]:
        subject = {"subject_type": "request", "subject_id": subject_id, "limit_code": "foi-answer"}
        services.stop(**subject, on=date(2026, 10, day), **ACT)
    late = ClockAct.objects.filter(kind="ran_out").values_list("clock__subject_id", flat=True)
    assert list(late) == ["late"]


def test_hours_strike_at_their_hour(organ):
    rang = datetime(2026, 11, 19, 20, 0, tzinfo=SHANGHAI)
    clock = started(organ, "event-facts", start=rang)
    job = Job.objects.get(kind=services.HOURLY)
    assert job.run_after == clock.strikes_at == rang + timedelta(hours=3)
    assert struck(rang + timedelta(hours=5)) == Struck(1, 2)
    assert acts() == [("warned", rang.date()), ("ran_out", date(2026, 11, 20))]


def test_many_are_done_in_batches_and_the_earliest_come_first(organ):
    for n in range(7):
        started(organ, subject_id=str(n), start=date(2026, 9, 1 + n))
    assert struck(NOW, batch=3) == Struck(7, 14)


def test_a_batch_asks_little(organ, django_assert_max_num_queries):
    """Nothing due: one look at one index."""
    started(organ, start=date(2026, 11, 18))
    with django_assert_max_num_queries(1):
        struck(NOW)


def test_the_look_for_what_is_due_uses_the_index(organ):
    question = Clock.objects.filter(strikes_at__lte=NOW).order_by("strikes_at", "id").values_list("pk")[:500]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "clock_strikes" in question.explain()


def test_the_database_refuses_the_same_act_twice(organ):
    started(organ)
    struck(NOW)
    act = ClockAct.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockAct.objects.create(clock=act.clock, kind=act.kind, on=act.on, due_on=act.due_on, at=NOW)
