"""The due date and the sentences that let anybody check it by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from gongkai.foundation.calendar.rules import Calendar, Reach
from gongkai.foundation.common.sentences import Sentences, Spoken
from gongkai.foundation.common.times import SHANGHAI
from gongkai.kernel.clocks.rules.counting import (
    Counter,
    Course,
    counter_of,
    course_of,
    date_of,
    reach_of,
    units,
)
from gongkai.kernel.clocks.rules.vocabulary import Day, Due, Kind, Limit, Period, State, Unit

_SENTENCES = Sentences(
    {
        "limit": _("依据%(source)s，时限 %(n)d %(unit)s"),
        "begin_by": _("%(begins)s %(day)s（%(basis)s），当日不计入"),
        "begin": _("%(begins)s %(day)s（不计入）"),
        "simultaneous": _("同时中止的时间只扣除一次"),
        "stopped": _("%(day)s 停止计时"),
        "restarted": _("%(day)s 因%(reason)s重新起算，当日不计入，此前经过的时间不再计算"),
        "extended": _("%(day)s 因%(reason)s延长 %(n)d %(unit)s"),
        "superseded": _("%(day)s 起因%(reason)s中止，已由重新起算取代"),
        "open": _("%(day)s 起因%(reason)s中止，尚未恢复"),
        "lost_hours": _("因%(reason)s（%(day)s 至 %(end)s）不计 %(lost)s %(unit)s"),
        "lost": _("因%(reason)s（%(day)s 的次日至 %(end)s）不计 %(lost)s %(unit)s"),
        "unknown": _("中止期间无法确定到期日，恢复后再计算"),
        "rolls": _("最后一日逢休息日的，顺延至其后第一个工作日（民事诉讼法第八十五条）"),
        "provisional": _("%(year)d 年放假通知尚未公布，暂定；最早 %(earliest)s，最晚 %(latest)s"),
        "days_off": _("其间周末和节假日 %(n)d 天不计"),
        "nth_workday": _("第 %(n)d 个工作日 = %(day)s"),
        "nth_day": _("第 %(n)d 日 = %(day)s"),
        "nth_month": _("满 %(n)d 个月 = %(day)s"),
        "nth_hour": _("满 %(n)d 小时 = %(day)s"),
        **{unit.value: unit.label for unit in Unit},
    }
)


def due(
    limit: Limit,
    start: Day,
    periods: Sequence[Period],
    calendar: Calendar,
    *,
    stopped: Day | None = None,
    basis: str = "",
) -> Due:
    """When the limit runs out, how sure that is, and why.

    `start` and the periods (in the order in which they happened) hold dates; for limits in hours aware
    moments. An open pause that began before the due date leaves the date unknown (state `paused`);
    `stopped` closes open pauses and keeps the due date; `basis` says by what it began, for the explanation
    (received at the counter, by registered post). NotCovered for days of which no calendar is known.
    """
    counter = counter_of(limit, calendar)
    course = course_of(limit, start, periods, stopped)
    reach = reach_of(course, counter)
    story = _Story(
        limit, start, tuple(periods), calendar, stopped, counter, course, reach, basis, _SENTENCES.here()
    )
    explain = tuple(story.lines())
    if reach is None:
        return Due(State.PAUSED, None, False, None, None, explain=explain)
    return Due(
        State.RUNNING if stopped is None else State.STOPPED,
        date_of(reach.date),
        reach.provisional,
        date_of(reach.earliest),
        date_of(reach.latest),
        moment=reach.date if limit.unit == Unit.HOUR else None,
        stopped=stopped,
        explain=explain,
    )


@dataclass(frozen=True, slots=True)
class _Story:
    limit: Limit
    start: Day
    periods: tuple[Period, ...]
    calendar: Calendar
    stopped: Day | None
    counter: Counter
    course: Course
    reach: Reach | None
    basis: str
    text: Spoken

    def lines(self) -> Iterator[str]:
        yield self.text["limit"] % self._words(source=self.limit.source, n=self.limit.n)
        begun = self._words(
            begins=self.text.plain(self.limit.begins),
            day=show(self.start),
            basis=self.basis,
        )
        if self.basis:
            yield self.text["begin_by"] % begun
        else:
            yield self.text["begin"] % begun
        yield from map(self._about, range(len(self.periods)))
        if self._simultaneous():
            yield self.text["simultaneous"]
        first = reach_of(Course(self.course.base, 1, self.course.pauses), self.counter)
        if first is not None and self.course.n > 1 and self._walked_by_day():
            yield self._nth(1, first.date)
        yield from self._days_off()
        yield from self._end()
        if self.limit.silence:
            yield str(self.limit.silence)
        if self.stopped is not None:
            yield self.text["stopped"] % {"day": show(self.stopped)}

    def _about(self, index: int) -> str:
        period = self.periods[index]
        words = self._words(day=show(period.start), reason=period.reason, n=period.n)
        if period.kind == Kind.RESTARTED:
            return self.text["restarted"] % words
        if period.kind == Kind.EXTENDED:
            return self.text["extended"] % words
        if any(later.kind == Kind.RESTARTED for later in self.periods[index + 1 :]):
            return self.text["superseded"] % words
        end = period.end or self.stopped
        if end is None:
            return self.text["open"] % words
        begin = max(period.start, self.course.base)
        lost = units(self.counter.count(begin, max(begin, end)), self.counter)
        words |= {"end": show(end), "lost": f"{lost:g}"}
        if self.limit.unit == Unit.MONTH:
            words["unit"] = self.text[Unit.DAY.value]
        if self.limit.unit == Unit.HOUR:
            return self.text["lost_hours"] % words
        return self.text["lost"] % words

    def _simultaneous(self) -> bool:
        single = [
            course_of(self.limit, self.course.base, [period], self.stopped).pauses
            for period in self._current()
            if period.kind == Kind.PAUSED
        ]
        return sum(map(len, single)) > len(self.course.pauses)

    def _current(self) -> tuple[Period, ...]:
        restarts = [n for n, period in enumerate(self.periods) if period.kind == Kind.RESTARTED]
        return self.periods[restarts[-1] + 1 :] if restarts else self.periods

    def _end(self) -> Iterator[str]:
        if self.reach is None:
            yield self.text["unknown"]
            return
        yield self._nth(self.course.n, self.reach.date)
        if self.limit.rolls:
            yield self.text["rolls"]
        if self.reach.provisional:
            year = (self.calendar.covered_until + timedelta(days=1)).year
            bounds = {"earliest": show(self.reach.earliest), "latest": show(self.reach.latest)}
            yield self.text["provisional"] % {"year": year, **bounds}

    def _walked_by_day(self) -> bool:
        return self.limit.unit == Unit.WORKDAY or (self.limit.unit == Unit.DAY and not self.limit.rolls)

    def _days_off(self) -> Iterator[str]:
        """Weekends and holidays on the way, those inside pauses left out: the reader can count them."""
        if self.reach is None or self.limit.unit != Unit.WORKDAY:
            return
        off = _off(self.calendar, self.course.base, self.reach.date)
        for begin, end in self.course.pauses:
            if begin < self.reach.date:
                off -= _off(self.calendar, begin, min(end or self.reach.date, self.reach.date))
        if off:
            yield self.text["days_off"] % {"n": off}

    def _nth(self, n: int, day: Day) -> str:
        return self.text[f"nth_{Unit(self.limit.unit).value}"] % {"n": n, "day": show(day)}

    def _words(self, **more) -> dict:
        return {"unit": self.text[Unit(self.limit.unit).value], **more}


def _off(calendar: Calendar, a: date, b: date) -> int:
    """Days after `a` up to and including `b` that are no working days."""
    return (b - a).days - calendar.count_working_days(a, b)


def show(day: Day) -> str:
    """A day or a moment as it is written in an explanation, in China's time."""
    if isinstance(day, datetime):
        return day.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return day.isoformat()
