"""The calendar against years that have happened: the package, a slow walk, and the notices of 2008-2026 as
surprises.
"""

from datetime import date, timedelta

import pytest

from gongkai.foundation.calendar import package, rules

DAYS = {day: working for day, working, _name in package.package_days()}
CALENDAR = rules.build(DAYS, version=1)
EXTRAORDINARY = {2015: (date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6)), 2020: (date(2020, 1, 31),)}


@pytest.mark.parametrize("year", range(2008, 2027))
def test_no_notice_ever_left_the_bounds(year):
    """Each year is taken as not yet announced; then the real year must lie within the bounds for every
    start and length.
    """
    real = {day: working for day, working in DAYS.items() if day.year <= year}
    for day in EXTRAORDINARY.get(year, ()):
        real[day] = day.weekday() < 5
    then = rules.build(real, version=1)
    before = rules.build({d: w for d, w in DAYS.items() if d.year < year}, version=1)
    for start in (date(year, 1, 1) + timedelta(days=n) for n in range(-40, 300)):
        for n in (1, 3, 5, 10, 20, 40):
            reach = before.add_working_days(start, n)
            truth = then.add_working_days(start, n).date
            assert reach.earliest <= reach.date <= reach.latest
            assert reach.earliest <= truth <= reach.latest, (start, n, reach, truth)
            if not reach.provisional:
                assert reach.date == truth or truth.year == year


def test_bounds_of_a_start_amid_the_surroundings_of_a_holiday():
    """After Sunday 2027-02-14 the notice can still turn one weekday (02-15) off and one Saturday (02-20) to
    work; what lies before the start no longer counts.
    """
    start = date(2027, 2, 14)
    five, six = CALENDAR.add_working_days(start, 5), CALENDAR.add_working_days(start, 6)
    assert (five.earliest, five.date, five.latest) == (
        date(2027, 2, 19),
        date(2027, 2, 19),
        date(2027, 2, 22),
    )
    assert (six.earliest, six.date, six.latest) == (date(2027, 2, 20), date(2027, 2, 22), date(2027, 2, 23))
