"""A clock with everything that explains its date: sentences, the days laid out, its acts and changes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects

from gongkai.foundation.calendar.selectors import calendar, day_names
from gongkai.kernel.clocks import deriving, rules
from gongkai.kernel.clocks.models import Clock, ClockAct
from gongkai.kernel.clocks.rules import Limit, Month, Unit
from gongkai.kernel.clocks.selectors import ClockLine, line_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the page shows. `used` counts units of the limit (of months: days) up to the day of looking."""

    line: ClockLine
    limit: Limit
    months: tuple[Month, ...]
    weekdays: tuple[str, ...]
    used: float
    acts: list[ClockAct]

    @property
    def unit(self) -> str:
        return str(Unit(self.limit.unit).label)

    @property
    def used_unit(self) -> str:
        return str(Unit.DAY.label) if self.limit.unit == Unit.MONTH else self.unit

    @property
    def limit_text(self) -> str:
        return f"{self.limit.n} {self.unit}"

    def as_text(self) -> str:
        """The explanation for a letter, a file or a terminal: a heading and one sentence a line."""
        return "\n".join([f"{self.line.label} · {self.line.light_label}", *self.line.explain, ""])


def explain(clock: Clock, today: date, *, now: datetime | None = None) -> Explanation:
    """Everything about one clock. At most four queries, with its organ at hand."""
    prefetch_related_objects([clock], "periods", "acts")
    current = calendar(clock.organ.region_id)
    line = line_of(clock, current, today, now=now)
    limit = deriving.limit_of(clock)
    periods = [deriving.period_of(row) for row in clock.periods.all()]
    start, found = deriving.start_of(clock), deriving.derive(clock, clock.periods.all(), current)
    last = max(found.date or today, clock.start_on)
    names = day_names(clock.start_on, date(last.year, 12, 31), clock.organ.region_id)
    day = now if clock.start_at and now else clock.stopped_on or today
    return Explanation(
        line=line,
        limit=limit,
        months=rules.lay_out(limit, start, periods, current, found, names, today),
        weekdays=rules.weekday_names(),
        used=0 if clock.start_at and now is None else rules.used(limit, start, periods, current, day),
        acts=list(clock.acts.all()),
    )
