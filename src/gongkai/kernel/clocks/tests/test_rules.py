from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.foundation.calendar.package import package_days
from gongkai.foundation.calendar.rules import build
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.clocks.rules import Due, Kind, Light, Limit, Period, Unit, due, light, strokes, used

DAYS = {day: working for day, working, _name in package_days()}
CALENDAR = build(DAYS, version=1)
ANSWER = Limit(
    "foi-answer", 20, Unit.WORKDAY, "政府信息公开条例第三十三条", date(2019, 5, 15), begins="收到日"
)
TODAY = date(2026, 11, 20)
DISPLAY = Limit("display", 30, Unit.DAY, "土地管理法第四十七条", date(2020, 1, 1))
REPLY = Limit("reply", 24, Unit.HOUR, "国办发〔2016〕61号", date(2016, 7, 30))


def paused(start, end=None, reason="征求第三方意见"):
    return Period(Kind.PAUSED, start, end, reason)


def workdays(n: int) -> Limit:
    return Limit("x", n, Unit.WORKDAY, "法", date(2004, 1, 1))


@pytest.mark.parametrize(
    ("received", "n", "expected"),
    [
        (date(2009, 9, 25), 15, date(2009, 10, 22)),
        (date(2017, 9, 25), 15, date(2017, 10, 20)),
        (date(2020, 1, 20), 20, date(2020, 2, 25)),
        (date(2021, 9, 24), 20, date(2021, 10, 27)),
        (date(2025, 1, 20), 20, date(2025, 2, 21)),
        (date(2026, 2, 10), 20, date(2026, 3, 16)),
        (date(2026, 9, 20), 20, date(2026, 10, 23)),
    ],
)
def test_replayed_due_dates(received, n, expected):
    found = due(workdays(n), received, [], CALENDAR)
    assert (found.date, found.provisional, found.state) == (expected, False, "running")


def test_a_history_with_correction_consultation_and_extension():
    """The clock restarts on the corrected request (条例 第三十条); the consultation is not counted
    (第三十三条).
    """
    history = [
        paused(date(2020, 6, 29), reason="要求补正"),
        Period(Kind.RESTARTED, date(2020, 7, 13), reason="收到补正"),
        paused(date(2020, 7, 14), date(2020, 7, 31)),
        Period(Kind.EXTENDED, date(2020, 8, 3), reason="经批准", n=10),
    ]
    found = due(ANSWER, date(2020, 6, 22), history, CALENDAR)
    assert found.date == CALENDAR.add_working_days(date(2020, 7, 31), 29).date == date(2020, 9, 10)


def test_simultaneous_pauses_count_once():
    start = date(2026, 3, 2)
    both = [paused(date(2026, 3, 4), date(2026, 3, 13)), paused(date(2026, 3, 9), date(2026, 3, 20))]
    one = [paused(date(2026, 3, 4), date(2026, 3, 20))]
    assert due(ANSWER, start, both, CALENDAR).date == due(ANSWER, start, one, CALENDAR).date
    assert any("只扣除一次" in line for line in due(ANSWER, start, both, CALENDAR).explain)
    assert not any("只扣除一次" in line for line in due(ANSWER, start, one, CALENDAR).explain)


def test_an_open_pause_leaves_the_due_date_unknown():
    found = due(ANSWER, date(2026, 3, 2), [paused(date(2026, 3, 4))], CALENDAR)
    assert (found.state, found.date, found.earliest) == ("paused", None, None)
    assert light(found, date(2026, 6, 1), 3) is Light.PAUSED


def test_a_pause_after_the_limit_ran_out_saves_nothing():
    late = due(ANSWER, date(2026, 3, 2), [paused(date(2026, 6, 1))], CALENDAR)
    assert late.date == due(ANSWER, date(2026, 3, 2), [], CALENDAR).date
    assert light(late, date(2026, 6, 2), 3) is Light.RED


def test_an_answer_during_a_consultation_keeps_a_due_date():
    found = due(ANSWER, date(2026, 3, 2), [paused(date(2026, 3, 4))], CALENDAR, stopped=date(2026, 3, 6))
    assert found.state == "stopped"
    assert found.date == CALENDAR.add_working_days(date(2026, 3, 6), 18).date
    assert light(found, date(2027, 1, 1), 3) is Light.DONE


def test_a_clock_stopped_late_stays_red():
    found = due(ANSWER, date(2026, 3, 2), [], CALENDAR, stopped=date(2026, 5, 6))
    assert light(found, date(2026, 5, 6), 3) is Light.RED


def test_calendar_days_and_clock_hours_are_other_units():
    assert due(DISPLAY, date(2026, 9, 20), [], CALENDAR).date == date(2026, 10, 20)
    rang = datetime(2026, 9, 30, 17, 30, tzinfo=SHANGHAI)
    wait = paused(rang + timedelta(hours=2), rang + timedelta(hours=5))
    found = due(REPLY, rang, [wait], CALENDAR)
    assert found.moment == rang + timedelta(hours=27)
    assert found.date == date(2026, 10, 1)
    assert light(found, rang + timedelta(hours=25), 3) is Light.YELLOW
    assert light(found, rang + timedelta(hours=28), 3) is Light.RED
    assert used(REPLY, rang, [wait], CALENDAR, rang + timedelta(hours=6)) == 3


def test_months_end_on_the_day_of_the_same_number_and_a_last_day_off_rolls():
    suit = Limit("suit", 6, Unit.MONTH, "行政诉讼法第四十六条", date(2015, 5, 1), rolls=True)
    assert due(suit, date(2025, 8, 31), [], CALENDAR).date == date(2026, 2, 28)  # a Saturday that is worked
    assert due(suit, date(2025, 12, 20), [], CALENDAR).date == date(2026, 6, 22)  # the 20th is a Saturday
    stood_still = [paused(date(2026, 1, 5), date(2026, 1, 15), reason="不可抗力")]
    found = due(suit, date(2025, 12, 20), stood_still, CALENDAR)
    assert found.date == date(2026, 6, 30)
    assert "因不可抗力（2026-01-05 的次日至 2026-01-15）不计 10 日" in found.explain
    assert found.explain[-1].startswith("最后一日逢休息日")
    review = Limit("review", 60, Unit.DAY, "行政复议法第二十条", date(2024, 1, 1), rolls=True)
    assert due(review, date(2026, 8, 4), [], CALENDAR).date == date(2026, 10, 8)  # 3 October is off
    late = due(review, date(2026, 11, 3), [], CALENDAR)
    assert (late.date, late.provisional) == (date(2027, 1, 4), True)  # its own year has no notice yet
    assert used(suit, date(2025, 12, 20), stood_still, CALENDAR, date(2026, 1, 20)) == 21


def test_what_began_by_what_is_told():
    found = due(ANSWER, date(2026, 9, 20), [], CALENDAR, basis="当面提交，窗口回执 0920-3")
    assert found.explain[1] == "收到日 2026-09-20（当面提交，窗口回执 0920-3），当日不计入"


def test_the_clock_strikes_when_the_day_is_over():
    found = due(ANSWER, date(2026, 9, 18), [], CALENDAR)
    warned, ended = strokes(ANSWER, found, date(2026, 9, 18))
    assert (warned.kind, warned.on, ended.kind, ended.on) == (
        "warned",
        date(2026, 10, 19),
        "ran_out",
        date(2026, 10, 22),
    )
    assert ended.at == datetime(2026, 10, 23, tzinfo=SHANGHAI)
    asked = Limit("co-maker", 15, Unit.WORKDAY, "条例第三十四条", date(2019, 5, 15), silence="视为同意公开")
    assert strokes(asked, found, date(2026, 9, 18))[1].kind == "silence"
    assert strokes(ANSWER, due(ANSWER, date(2026, 3, 2), [paused(date(2026, 3, 4))], CALENDAR), TODAY) == ()
    rang = datetime(2026, 9, 30, 17, 30, tzinfo=SHANGHAI)
    assert [s.at for s in strokes(REPLY, due(REPLY, rang, [], CALENDAR), rang.date())] == [
        rang + timedelta(hours=21),
        rang + timedelta(hours=24),
    ]


def test_the_light_warns_from_the_earlier_bound():
    found = Due("running", date(2027, 1, 20), True, date(2027, 1, 15), date(2027, 1, 22))
    assert light(found, date(2027, 1, 11), 3) is Light.GREEN
    assert light(found, date(2027, 1, 12), 3) is Light.YELLOW
    assert light(found, date(2027, 1, 20), 3) is Light.YELLOW
    assert light(found, date(2027, 1, 21), 3) is Light.RED


def test_the_explanation_can_be_checked_by_hand():
    assert due(
        ANSWER, date(2026, 9, 20), [paused(date(2026, 9, 22), date(2026, 9, 29))], CALENDAR
    ).explain == (
        "依据政府信息公开条例第三十三条，时限 20 个工作日",
        "收到日 2026-09-20（不计入）",
        "因征求第三方意见（2026-09-22 的次日至 2026-09-29）不计 4 个工作日",
        "第 1 个工作日 = 2026-09-21",
        "其间周末和节假日 12 天不计",
        "第 20 个工作日 = 2026-10-29",
    )


def test_past_the_last_notice_the_date_is_provisional_and_bounded():
    found = due(ANSWER, date(2026, 12, 10), [], CALENDAR)
    assert found.provisional and found.earliest <= found.date <= found.latest
    assert "2027 年放假通知尚未公布，暂定" in found.explain[-1]


# --- properties ---

STARTS = st.dates(date(2008, 5, 1), date(2026, 6, 1))


@st.composite
def histories(draw):
    """A start and periods in the order in which they happened: pauses that may overlap, restarts,
    extensions.
    """
    start = draw(STARTS)
    periods, floor = [], start
    for _n in range(draw(st.integers(0, 5))):
        begin = floor + timedelta(days=draw(st.integers(0, 25)))
        kind = draw(st.sampled_from([Kind.PAUSED, Kind.PAUSED, Kind.PAUSED, Kind.RESTARTED, Kind.EXTENDED]))
        end = begin + timedelta(days=draw(st.integers(0, 30))) if kind == Kind.PAUSED else None
        n = draw(st.integers(1, 20)) if kind == Kind.EXTENDED else 0
        periods.append(Period(kind, begin, end, "事由", "", n))
        floor = begin
    return start, periods


def walked(n: int, start: date, periods: list[Period], is_working) -> date:
    """The slow oracle: day by day."""
    day = start
    pauses = []
    for period in periods:
        if period.kind == Kind.RESTARTED:
            day, pauses = period.start, []
        elif period.kind == Kind.PAUSED:
            pauses.append(period)
        else:
            n += period.n
    while n:
        day += timedelta(days=1)
        if is_working(day) and not any(p.start < day <= p.end for p in pauses):
            n -= 1
    return day


@settings(max_examples=400, deadline=None)
@given(histories(), st.integers(1, 40))
def test_the_due_date_equals_a_walk_day_by_day(history, n):
    start, periods = history
    found = due(workdays(n), start, periods, CALENDAR)
    assert found.date == walked(n, start, periods, CALENDAR.is_working)


@settings(max_examples=200, deadline=None)
@given(histories(), st.integers(1, 40), st.integers(0, 4))
def test_units_used_reach_the_limit_on_the_due_date(history, n, before):
    start, periods = history
    limit, found = workdays(n), due(workdays(n), start, periods, CALENDAR)
    total = n + sum(p.n for p in periods)
    last = max([found.date, *(p.start for p in periods)])
    assert used(limit, start, [p for p in periods if p.start <= found.date], CALENDAR, found.date) <= total
    assert used(limit, start, periods, CALENDAR, last) >= 0
    if all(p.start <= found.date for p in periods):
        assert used(limit, start, periods, CALENDAR, found.date) == total


@settings(max_examples=200, deadline=None)
@given(histories(), st.integers(1, 30), st.integers(1, 10))
def test_a_longer_pause_or_limit_never_makes_the_date_earlier(history, n, more):
    start, periods = history
    first = due(workdays(n), start, periods, CALENDAR).date
    longer = [
        Period(p.kind, p.start, p.end + timedelta(days=more), p.reason) if p.kind == Kind.PAUSED else p
        for p in periods
    ]
    assert due(workdays(n), start, longer, CALENDAR).date >= first
    assert due(workdays(n + more), start, periods, CALENDAR).date > first


@settings(max_examples=150, deadline=None)
@given(st.integers(2015, 2025), st.integers(1, 70), histories(), st.integers(1, 40))
def test_the_bounds_hold_whatever_the_next_notice_said(year, before, history, n):
    """Computed before the notice of the next year was out, the bounds contain what it turned out to be."""
    if year == 2019:
        return  # 2020 was changed by an extraordinary act after the notice
    known = build({d: w for d, w in DAYS.items() if d.year <= year}, version=1)
    shift = date(year, 12, 31) - timedelta(days=before) - history[0]
    start = history[0] + shift
    periods = [
        Period(p.kind, p.start + shift, p.end + shift if p.end else None, p.reason, "", p.n)
        for p in history[1]
    ]
    expected = walked(n, start, periods, CALENDAR.is_working)
    if expected > date(year + 1, 12, 31):
        return
    found = due(workdays(n), start, periods, known)
    assert found.earliest <= expected <= found.latest
    assert found.earliest <= found.date <= found.latest
    assert found.provisional or found.date == expected
