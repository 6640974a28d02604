"""Clocks that ended and are due, against a plain recount."""

from collections import Counter
from datetime import date, timedelta

import pytest

from gongkai.foundation.orgs.tests.factories import ACT, tree
from gongkai.kernel.clocks import services
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import months_of, year
from gongkai.kernel.figures.selectors import rows, shares, value

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
LIMITS = ["proactive", "foi-answer", "land-notice"]


@pytest.fixture
def clocks():
    """Sixty clocks over a year; two of three stopped, some late, one paused to its end."""
    here = tree()
    for number in range(60):
        subject = {"subject_type": "record", "subject_id": str(number), "limit_code": LIMITS[number % 3]}
        start = date(2025, 11, 3) + timedelta(number * 4)
        organ = here.city if number % 5 == 0 else here.province
        services.start_clock(**subject, start=start, organ=organ, **ACT)
        if number % 3 != 2:
            services.stop(**subject, on=start + timedelta(number % 50), **ACT)
    return here


def test_ended_and_due_are_those_of_a_plain_loop(clocks):
    organs = [clocks.province, clocks.city]
    ended, due = metric("clocks.ended"), metric("clocks.due")
    for period in months_of(year(2026)):
        outcomes, last_days = Counter(), 0
        for clock in Clock.objects.all():
            if clock.stopped_on and clock.stopped_on in period:
                late = clock.due_on is not None and clock.stopped_on > clock.due_on
                outcomes[clock.limit_code, "late" if late else "in_time"] += 1
            last_days += clock.due_on is not None and clock.due_on in period
        parts = shares(ended, period, organs, ["limit", "outcome"])
        assert {part.keys: part.value for part in parts} == outcomes
        assert value(due, period, organs) == last_days
    everything = shares(ended, year(2026), organs, ["outcome"])
    assert {part.keys[0] for part in everything} == {"in_time", "late"}


def test_every_part_opens_its_rows(clocks):
    organs = [clocks.province]
    for code in ("clocks.ended", "clocks.due"):
        figure = metric(code)
        for name in figure.dimensions:
            parts = shares(figure, year(2026), organs, [name])
            assert sum(part.value for part in parts) == value(figure, year(2026), organs) > 0
            for part in parts:
                assert rows(figure, year(2026), organs, {name: part.keys[0]}).count() == part.value
