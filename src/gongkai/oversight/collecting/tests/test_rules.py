"""Due days, sums that keep their gaps, recognising, years that may be compared."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE, NOT_APPLICABLE
from gongkai.oversight.collecting.rules.recognising import Known, contradicts, recognised, year_in
from gongkai.oversight.collecting.rules.series import change, lines
from gongkai.oversight.collecting.rules.standing import State, standing
from gongkai.oversight.collecting.rules.summing import alone, checkable, joined, joined_sums, summed
from gongkai.oversight.collecting.tests.factories import numbers
from gongkai.oversight.reporting.rules.due import due
from gongkai.oversight.reporting.rules.frozen import from_stored, to_stored
from gongkai.oversight.reporting.rules.versions import FORM_2019, FORM_2021, FORMS

# --- due days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2009, date(2010, 3, 31)),
        (2018, date(2019, 3, 31)),
        (2019, date(2020, 1, 31)),
        (2025, date(2026, 1, 31)),
    ],
)
def test_the_rule_of_the_year_of_the_report_decides(year, day):
    assert due(year).day == day


def test_a_government_has_longer_since_2019():
    assert due(2025, government=True).day == date(2026, 3, 31)
    assert due(2018, government=True) == due(2018)


def test_the_report_of_zhuzhou_for_2009_came_nineteen_days_late():
    """C17 of the seeds: the page is dated 2010-04-19."""
    found = standing(due(2009), there=True, published_on=date(2010, 4, 19), today=date(2026, 2, 1))
    assert (found.state, found.days) == (State.LATE, 19)


@pytest.mark.parametrize(
    ("published", "today", "state", "days"),
    [
        (None, date(2026, 1, 31), State.WAITING, 0),
        (None, date(2026, 2, 1), State.MISSING, 1),
        (date(2026, 1, 31), date(2026, 3, 1), State.IN_TIME, 0),
        (date(2026, 2, 1), date(2026, 3, 1), State.LATE, 1),
    ],
)
def test_the_due_day_is_in_time_and_the_next_is_late(published, today, state, days):
    found = standing(due(2025), there=published is not None, published_on=published, today=today)
    assert (found.state, found.days) == (state, days)


def test_a_report_without_a_day_is_neither_late_nor_in_time():
    assert standing(due(2025), there=True, published_on=None, today=date(2027, 1, 1)).state is State.UNDATED


# --- sums -------------------------------------------------------------------------------------------------------

CELLS = ("a", "b")
values = st.one_of(st.integers(-5, 10_000).map(Decimal), st.sampled_from([BLANK, NOT_APPLICABLE, NO_TABLE]))
reports = st.dictionaries(
    st.integers(1, 40), st.none() | st.dictionaries(st.sampled_from(CELLS), values), max_size=12
)


@given(reports, st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_the_sum_of_sums_is_the_sum(found, places):
    groups = [
        {organ: said for at, (organ, said) in enumerate(found.items()) if places[at] == group}
        for group in range(4)
    ]
    assert joined_sums(summed(CELLS, group) for group in groups) == summed(CELLS, found)


@given(reports)
def test_what_is_missing_never_becomes_zero(found):
    for cell, total in summed(CELLS, found).items():
        given_by = [said[cell] for said in found.values() if said and isinstance(said.get(cell), Decimal)]
        assert isinstance(total.value, Decimal) == bool(given_by)
        assert total.value == sum(given_by) if given_by else total.value in (BLANK, NOT_APPLICABLE)
        assert total.of == len(found)
        lacking = {
            organ for organ, said in found.items() if not said or said.get(cell, BLANK) in (BLANK, NO_TABLE)
        }
        assert set(total.lacking) == lacking


def test_zero_is_a_number_and_none_such_is_none():
    assert joined([alone(1, Decimal(0)), alone(2, NOT_APPLICABLE)]).value == Decimal(0)
    assert joined([alone(1, NOT_APPLICABLE), alone(2, BLANK)]).value is NOT_APPLICABLE
    assert joined([alone(1, BLANK)]).value is BLANK
    assert joined([]).value is BLANK


def test_a_cell_that_a_report_leaves_open_is_not_checked_a_missing_report_does_no_harm():
    sums = summed(CELLS, {1: {"a": Decimal(3), "b": BLANK}, 2: {"a": Decimal(4), "b": Decimal(1)}, 3: None})
    assert checkable(sums, {1, 2}) == {"a": Decimal(7), "b": BLANK}


@given(st.dictionaries(st.sampled_from(["x", "y", "z"]), values))
def test_keeping_loses_nothing(found):
    assert from_stored(to_stored(found)) == found


# --- whose ------------------------------------------------------------------------------------------------------

QING = Known(1, "430121", ("清溪县自然资源局", "清溪县局", "清溪县国土资源局"))
BAI = Known(2, "430181", ("白石县自然资源局", "白石县局"))
DONG = Known(3, "430182", ("东清溪县自然资源局", "东清溪县局"))
ALL = [QING, BAI, DONG]


@pytest.mark.parametrize(
    ("said", "name", "organs"),
    [
        ("清溪县自然资源局", "x.html", [1]),
        ("清溪縣自然資源局", "x.html", [1]),
        ("清溪县国土资源局", "x.html", [1]),
        ("云岭省林江市清溪县自然资源局", "x.html", [1]),
        ("东清溪县自然资源局", "x.html", [3]),
        ("430181", "x.json", [2]),
        ("自然资源局", "x.html", [1, 2, 3]),
        ("外省某县自然资源局", "清溪县自然资源局.html", []),
        ("", "430121-2025.xlsx", [1]),
        ("", "清溪县自然资源局2025年.xlsx", [1]),
        ("", "1430121.xlsx", []),
        ("", "报告.xlsx", []),
    ],
)
def test_recognised(said, name, organs):
    assert recognised(said, name, ALL) == organs


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("", False),
        ("清溪县自然资源局（本级）", False),
        ("东清溪县自然资源局", True),
        ("清溪县自然资源局白石分局", True),
    ],
)
def test_contradicting(said, other):
    assert contradicts(said, QING, ALL) is other


def test_the_year_of_a_file_name():
    assert year_in("清溪县2025年年报.html") == 2025
    assert year_in("清溪县2024-2025.html") is None
    assert year_in("4301212025099.html") is None


# --- years ------------------------------------------------------------------------------------------------------


def test_only_safe_joins_are_made():
    """Rows of the forms of 2019 and 2021: all of table three and four join, nothing of table two."""
    new, old = FORM_2021.code, FORM_2019.code
    for line in lines({new, old}):
        joins = {new, old} <= set(line.cells)
        assert joins == ("主动公开" not in line.title), line.key
        for form in FORMS.values():
            assert set(line.cells.get(form.code, ())) <= set(form.labels)


def test_the_lists_before_2019_join_only_in_what_was_received_and_answered():
    """Norms 2.9: not given is grouped otherwise, reviews and suits lack what was pending."""
    joining = {line.key for line in lines(set(FORMS)) if len(line.cells) > 1 and "2014" in line.cells}
    assert joining == {"table3.r1", "table3.r24"}
    own = [line for line in lines(set(FORMS)) if list(line.cells) == ["2014"]]
    assert "requests.withheld.count" in {cell for line in own for cell in line.cells["2014"]}


def test_the_three_rows_of_other_handling_are_the_one_row_before():
    line = next(one for one in lines({"2021"}) if one.key == "table3.otherwise")
    found = numbers(FORM_2021) | {f"table3.r{row}.total": Decimal(row) for row in (21, 22, 23)}
    assert line.value("2021", found) == Decimal(66)
    assert line.value("2021", found | {"table3.r22.total": BLANK}) is BLANK
    assert line.value("2009", found) is None


amounts = st.integers(0, 5000).map(Decimal)


@given(amounts, amounts)
def test_a_change_is_a_difference_and_never_a_percentage_of_zero(before, now):
    found = change(before, now)
    assert before + found.difference == now
    assert (found.percent is None) == (before == 0)
    if found.percent is not None:
        assert (
            abs(found.percent * before / 100 - found.difference)
            <= Decimal("0.0005") * before + Decimal("0.05") * before / 100
        )
    assert not (found.stands_out and abs(found.difference) < 20)


def test_what_is_missing_does_not_change():
    assert change(BLANK, Decimal(3)) is None
    assert change(Decimal(3), None) is None


@pytest.mark.parametrize(
    ("before", "now", "stands_out"),
    [(10, 30, True), (30, 10, True), (20, 39, False), (100, 130, False), (0, 20, True)],
)
def test_the_rule_of_what_stands_out(before, now, stands_out):
    assert change(Decimal(before), Decimal(now)).stands_out is stands_out


def test_days_count_from_the_day_after():
    for days in range(1, 400, 37):
        published = due(2025).day + timedelta(days)
        assert standing(due(2025), there=True, published_on=published, today=published).days == days
