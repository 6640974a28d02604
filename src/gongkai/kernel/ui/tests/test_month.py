"""A month as diaries show it."""

from datetime import date

import pytest

from gongkai.kernel.ui.month import Mark, lay_out, month_asked

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize("junk", ["", "2026-13", "2026-1", "1999-05", "２０２６-05", "2026-05-01", "x" * 999])
def test_what_is_no_month_is_this_one(junk):
    assert month_asked(junk, TODAY) == (date(2026, 11, 1), date(2026, 11, 30))


def test_the_last_day_of_february():
    assert month_asked("2028-02", TODAY) == (date(2028, 2, 1), date(2028, 2, 29))


def test_every_day_stands_once_under_its_weekday():
    mark = Mark("due", "到期", "关于征地的申请", "甲", "/desk/")
    day = date(2026, 5, 6)
    month = lay_out(
        date(2026, 5, 1),
        today=TODAY,
        is_working=lambda d: d.weekday() < 5,
        marks={day: [mark]},
        more={day: 3},
    )
    cells = [cell for week in month.weeks for cell in week if cell]
    assert [cell.day.day for cell in cells] == list(range(1, 32))
    assert all(week[n] is None or week[n].day.weekday() == n for week in month.weeks for n in range(7))
    (marked,) = [cell for cell in cells if cell.marks]
    assert (marked.day, marked.more, marked.working) == (day, 3, True)
    assert (month.before, month.after, month.empty) == (date(2026, 4, 30), date(2026, 6, 1), False)
