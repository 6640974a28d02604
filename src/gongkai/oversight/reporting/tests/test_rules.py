"""Checks of the annual report: 国办公开办函〔2021〕30号 and 〔2019〕60号, with figures of reports that were published."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE, NOT_APPLICABLE, plain, shown
from gongkai.oversight.reporting.rules.checks import (
    BadCell,
    Verdict,
    bad_cells,
    blank_report,
    check,
    checks_of,
    stands,
    without_tables,
)
from gongkai.oversight.reporting.rules.numerals import Unreadable, read_value
from gongkai.oversight.reporting.rules.prose import check_text, shares, stated
from gongkai.oversight.reporting.rules.versions import (
    APPLICANTS,
    COLUMNS,
    FORM_2019,
    FORM_2021,
    RESULTS,
    STATUTORY,
    TOTAL,
    WAYS,
    form_of,
)

COUNTS = st.integers(0, 3)


def lawful(form, draw_count):
    """A report in which everything adds up, from the free cells; `draw_count()` gives each of them."""
    if form.is_list:
        return lawful_list(form, draw_count)
    values = {cell: Decimal(draw_count()) for table in form.tables for cell in table.addresses()}
    roles, t3 = form.roles, form.table3
    for column in APPLICANTS:
        cell = {row.key: t3.cell(row.key, column) for row in t3.rows}
        values[cell[roles.answered]] = sum(values[cell[row]] for row in roles.groups)
        came = values[cell[roles.answered]] + values[cell[roles.carried_out]]
        values[cell[roles.carried_in]] = Decimal(min(int(came), draw_count()))
        values[cell[roles.received]] = came - values[cell[roles.carried_in]]
    for row in t3.rows:
        values[t3.cell(row.key, TOTAL)] = sum(values[t3.cell(row.key, c)] for c in APPLICANTS)
    for way in WAYS:
        parts = [values[form.table4.cell(way, r)] for r in RESULTS if r != TOTAL]
        values[form.table4.cell(way, TOTAL)] = sum(parts)
    return values


def lawful_list(form, draw_count):
    """Totals from their parts, the innermost first; no more of a kind, and no more answers, than there are."""
    values = {cell: Decimal(draw_count()) for cell in form.labels}
    for equation in reversed([e for e in form.equations if e.code == "L-1"]):
        values[equation.left[0]] = sum(values[cell] for cell in equation.right)
    for equation in form.equations:
        if equation.code == "L-2":
            values[equation.left[0]] = min(values[cell] for cell in (*equation.left, *equation.right))
    values["requests.received.count"] += values["requests.answered.count"]
    values["requests.counter.count"] += values["requests.answered.count"]
    return values


@st.composite
def reports(draw):
    form = draw(st.sampled_from(STATUTORY))
    return form, lawful(form, lambda: draw(COUNTS))


def inner(findings):
    """Without the checks that need last year's report."""
    return [f for f in findings if not any(c.startswith("last.") for c in f.check.cells)]


@pytest.fixture
def values():
    return lawful(FORM_2021, lambda: 2)


# --- the forms --------------------------------------------------------------------------------------------------


def test_the_forms_have_the_cells_of_their_notices():
    """30号: ten cells in four blocks, 25 rows of seven, fifteen; 60号: 23 rows of seven (norms 2.3 to 2.6)."""
    cells = [[len(list(table.addresses())) for table in form.tables] for form in (FORM_2021, FORM_2019)]
    assert cells[0] == [10, 25 * 7, 15]
    assert cells[1][1:] == [23 * 7, 15]
    assert len({row.heads for row in FORM_2021.table2.rows}) == 4


@pytest.mark.parametrize(
    ("year", "code"),
    [
        (2007, None),
        (2008, "2009"),
        (2013, "2009"),
        (2014, "2014"),
        (2018, "2014"),
        (2019, "2019"),
        (2020, "2019"),
        (2021, "2021"),
        (2026, "2021"),
    ],
)
def test_a_year_has_one_form(year, code):
    found = form_of(year)
    assert (found.code if found else None) == code


# --- the checks -------------------------------------------------------------------------------------------------


@given(reports())
def test_a_report_that_adds_up_stands(report):
    form, values = report
    findings = inner(check(form, values))
    assert {f.verdict for f in findings} == {Verdict.PASS}
    assert len([f for f in findings if f.check.code == "T3-1"]) == 7
    assert len([f for f in findings if f.check.code == "T3-3"]) == len(form.table3.rows)


@given(reports(), st.data())
def test_one_wrong_cell_is_found_by_every_check_that_holds_it_and_by_no_other(report, data):
    form, values = report
    summed = [c for c in values if not c.startswith("table2")]
    cell = data.draw(st.sampled_from(summed))
    wrong = {**values, cell: values[cell] + 1}
    found = {(f.check.code, f.check.where) for f in inner(check(form, wrong)) if f.verdict is Verdict.FAIL}
    holding = {
        (e.code, e.where)
        for e in checks_of(form)
        if cell in e.cells and not any("last." in c for c in e.cells)
    }
    assert found == holding != set()


@given(reports(), st.data())
def test_blank_is_no_zero(report, data):
    """T3-6: what lacks a value is not assessable; nothing else changes."""
    form, values = report
    cell = data.draw(st.sampled_from(sorted(values)))
    findings = inner(check(form, {**values, cell: BLANK}))
    assert stands(findings)
    for finding in findings:
        assert (finding.verdict is Verdict.NOT_ASSESSABLE) == (cell in finding.check.cells)
        assert finding.missing == ((cell,) if cell in finding.check.cells else ())


@given(reports(), st.data())
def test_what_fails_in_spite_of_blanks_fails_whatever_they_hold(report, data):
    """Counts are not below zero: no number in the blank cells mends a sum that is too large without them."""
    form, values = report
    cells = sorted(values)
    blank = set(data.draw(st.lists(st.sampled_from(cells), min_size=1, max_size=40)))
    raised = data.draw(st.sampled_from(cells))
    known = {**values, raised: values[raised] + 50, **dict.fromkeys(blank, BLANK)}
    failed = {f.check for f in check(form, known) if f.verdict is Verdict.FAIL and f.missing}
    filled = {cell: Decimal(data.draw(st.integers(0, 99))) for cell in blank}
    after = {f.check: f.verdict for f in check(form, known | filled)}
    assert {after[one] for one in failed} <= {Verdict.FAIL}


def test_a_total_smaller_than_what_stands_beside_blank_cells_is_wrong(values):
    known = values | dict.fromkeys(("table3.r5.natural_person", "table3.r6.natural_person"), BLANK)
    found = {
        (f.check.code, f.check.where): f
        for f in check(FORM_2021, known | {"table3.r24.natural_person": Decimal(0)})
    }
    wrong = found["T3-1", "natural_person"]
    assert (wrong.verdict, len(wrong.missing)) == (Verdict.FAIL, 2)
    assert wrong.difference < 0


def test_a_report_whose_tables_were_lost_is_not_assessable(values):
    """As the page of the report of 2020 was captured: three tables missing (C55), never zeros."""
    lost = without_tables(values, FORM_2021.tables)
    assert {f.verdict for f in check(FORM_2021, lost)} == {Verdict.NOT_ASSESSABLE}
    assert set(lost.values()) == {NO_TABLE}


def test_what_does_not_apply_counts_as_none(values):
    cell = FORM_2021.table4.cell("review", "upheld")
    there = {**values, cell: NOT_APPLICABLE, FORM_2021.table4.cell("review", TOTAL): Decimal(6)}
    assert stands(inner(check(FORM_2021, there)))


def test_normative_documents_in_force_follow_from_last_year():
    """Suqian 2023 to 2024: 11 + 2 - 1 = 12 rules, 597 + 50 - 227 = 420 normative documents."""
    last = blank_report(FORM_2021) | {
        "table2.rules.in_force": Decimal(11),
        "table2.normative.in_force": Decimal(597),
    }
    told = {"rules": (2, 1, 12), "normative": (50, 227, 420)}
    now = blank_report(FORM_2021)
    for row, numbers in told.items():
        for column, number in zip(("made", "repealed", "in_force"), numbers, strict=True):
            now[f"table2.{row}.{column}"] = Decimal(number)
    assert [f.verdict for f in check(FORM_2021, now, last=last) if f.check.code == "T2-1"] == [
        Verdict.PASS
    ] * 2
    now["table2.normative.in_force"] = Decimal(421)
    wrong = next(f for f in check(FORM_2021, now, last=last) if f.verdict is Verdict.FAIL)
    assert (wrong.check.where, wrong.difference) == ("normative", 1)


def test_carried_over_is_what_the_last_year_left_whatever_its_form():
    """T3-4 over the change of forms: row 23 of 2020 is row 25 of 2021."""
    last, now = lawful(FORM_2019, lambda: 2), lawful(FORM_2021, lambda: 2)
    for column in COLUMNS:
        last[f"table3.r23.{column}"] = now[f"table3.r2.{column}"]
    findings = [f for f in check(FORM_2021, now, last=last, last_form=FORM_2019) if f.check.code == "T3-4"]
    assert [f.verdict for f in findings] == [Verdict.PASS] * 7
    last["table3.r23.enterprise"] += 1
    findings = check(FORM_2021, now, last=last, last_form=FORM_2019)
    assert [f.check.where for f in findings if f.verdict is Verdict.FAIL] == ["enterprise"]


def test_counts_are_whole_and_not_below_zero_but_money_has_decimals(values):
    values |= {
        "table3.r1.other": Decimal("-1"),
        "table4.review.other": Decimal("1.5"),
        "table2.fees.wan": Decimal("59237.2449"),
    }
    assert bad_cells(FORM_2021, values) == [
        BadCell("table3.r1.other", Decimal("-1"), "negative"),
        BadCell("table4.review.other", Decimal("1.5"), "broken"),
    ]


def test_a_change_may_be_negative_in_the_form_of_2019():
    assert bad_cells(FORM_2019, {"table2.licences.change": Decimal(-3)}) == []


# --- text against table -----------------------------------------------------------------------------------------

GENERAL_OFFICE = {
    "table3.r1.total": Decimal(797),
    "table3.r2.total": Decimal(14),
    "table3.r3.total": Decimal(272),
    "table3.r4.total": Decimal(3),
    "table3.r13.total": Decimal(265),
    "table3.r14.total": Decimal(47),
    "table3.r15.total": Decimal(25),
    "table3.r22.total": Decimal(804),
}
"""Totals like those of a general office's report of 2019, whose text says other numbers than its tables."""


def verdicts(text, values=GENERAL_OFFICE, form=FORM_2019):
    return {(f.check.code, f.check.where): f.verdict for f in check_text(form, values, text)}


def test_the_text_says_other_numbers_than_the_tables():
    text = "全年予以公开及部分公开258件，占33.9%；无法提供265件；不予公开件数见表。"
    assert verdicts(text) == {
        ("T3-5", "予以公开及部分公开258件"): Verdict.FAIL,
        ("T3-5", "无法提供265件"): Verdict.FAIL,
        ("T3-7", "258件,占33.9%"): Verdict.FAIL,
    }


def test_a_text_that_agrees_passes_with_full_width_digits_too():
    text = "共收到政府信息公开申请７９７件，上年结转14件。予以公开和部分公开275件，占34.2%，无法提供337件。"
    assert set(verdicts(text).values()) == {Verdict.PASS}
    assert len(verdicts(text)) == 5


def test_reviews_and_lawsuits_of_the_text_are_those_of_table_four():
    """Suqian 2024: the text says 134 and 57, the table 170 and 77."""
    values = {
        "table4.review.total": Decimal(170),
        "table4.direct.total": Decimal(70),
        "table4.after_review.total": Decimal(7),
    }
    found = verdicts("全年因政府信息公开引发行政复议134件、行政诉讼77件。", values, FORM_2021)
    assert found == {("T3-5", "行政复议134件"): Verdict.FAIL, ("T3-5", "行政诉讼77件"): Verdict.PASS}


def test_other_numbers_of_the_text_raise_no_alarm():
    text = (
        "召开行政复议工作会议2次，主动公开政府信息1844条，公开行政许可7907件，办理建议提案33件，办结率100%。"
    )
    assert verdicts(text) == {}


def test_list_marks_are_no_numbers():
    """C60: ⒅ and ⒐ would become 18 and 9 under compatibility forms."""
    assert stated(FORM_2021, "行政诉讼⒐件") == []
    assert shares("⒅件,占5%") == []


# --- numerals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Decimal(0)),
        ("１２３", Decimal(123)),
        ("1,234", Decimal(1234)),
        ("１，２３４", Decimal(1234)),
        ("1 234", Decimal(1234)),
        ("59237.2449", Decimal("59237.2449")),
        ("-3", Decimal(-3)),
        (" 12件 ", Decimal(12)),
        ("3.5万元", Decimal("3.5")),
        ("", BLANK),
        ("\u3000\u00a0", BLANK),
        ("/", NOT_APPLICABLE),
        ("／", NOT_APPLICABLE),
        ("—", NOT_APPLICABLE),
        ("无", NOT_APPLICABLE),
    ],
)
def test_a_cell_is_read(text, value):
    assert read_value(text) == value


@pytest.mark.parametrize(
    "text", ["1,23", "12 3", "1.2.3", "5②", "⒅", "约50", "5O", "1/2", "٣", "50余", "500元", "�3", "1e3"]
)
def test_a_cell_that_is_no_number_is_refused_never_guessed(text):
    with pytest.raises(Unreadable):
        read_value(text)


@given(
    st.one_of(
        st.integers(-(10**9), 10**9),
        st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6),
    )
)
def test_what_is_shown_is_read_again(number):
    assert read_value(shown(Decimal(number))) == Decimal(number)
    assert plain(Decimal(number)) == float(number)
