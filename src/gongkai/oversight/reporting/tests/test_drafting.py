"""The words of a report: marks filled from figures, numbers that are linked to nothing, places of what is wrong."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.figures.rules.values import NOT_APPLICABLE
from gongkai.oversight.reporting.rules.checks import blank_report
from gongkai.oversight.reporting.rules.drafting import (
    FIGURE,
    FIGURES,
    Filling,
    fill,
    first_words,
    marks_of,
    pieces,
    text_of,
    typed_numbers,
)
from gongkai.oversight.reporting.rules.due import is_government
from gongkai.oversight.reporting.rules.older import FORM_2009, FORM_2014
from gongkai.oversight.reporting.rules.prose import check_text
from gongkai.oversight.reporting.rules.versions import FORM_2019, FORM_2021

FORMS = pytest.mark.parametrize("form", [FORM_2019, FORM_2021])


def filling(form=FORM_2021, **values):
    marks = marks_of(form)
    known = {cell: Decimal(7) for cell in form.labels} | {
        FIGURE + code: Decimal(0) for code in FIGURES.values()
    }
    for name, value in values.items():
        known |= dict.fromkeys(marks[name].cells, value)
    return Filling(marks, known, {"年度": "2025", "机关": "云岭省自然资源厅"})


@FORMS
def test_every_mark_of_the_first_words_is_known_and_has_a_number(form):
    words = first_words(form, government=False, figures=FIGURES.values())
    parts = [part for some in fill(words, filling(form)).values() for part in some]
    assert [part for part in parts if part.fault] == []
    assert len([part for part in parts if part.cells]) > 15


@FORMS
def test_the_first_words_pass_their_own_checks_whatever_the_numbers(form):
    """The sentences of the draft are ones that T3-5 understands, with the cells it expects."""
    cells = {cell: Decimal(number) for number, cell in enumerate(form.labels, start=1)}
    known = Filling(marks_of(form), cells, {"年度": "2025"})
    words = text_of(fill(first_words(form, government=True, figures=()), known))
    findings = check_text(form, cells, "\n".join(words.values()))
    assert len(findings) >= 10
    assert {finding.verdict.value for finding in findings} == {"pass"}


@pytest.mark.parametrize("form", [FORM_2009, FORM_2014])
def test_a_list_has_a_mark_for_each_indicator(form):
    """Forms before 2019 have no three tables."""
    marks = marks_of(form)
    cells = [cell for mark in marks.values() for cell in mark.cells if not cell.startswith(FIGURE)]
    assert sorted(cells) == sorted(form.labels)
    words = fill({"1": f"收到申请{{{next(iter(marks))}}}件。"}, filling(form))
    assert text_of(words)["1"] == "收到申请7件。"


def test_governments_report_on_accountability_too():
    of_a_government = first_words(FORM_2021, government=True, figures=())["1"]
    of_a_department = first_words(FORM_2021, government=False, figures=())["1"]
    assert "责任追究" in of_a_government
    assert "责任追究" not in of_a_department
    assert not is_government("云岭省人民政府办公厅"), "it reports for itself as a department"
    assert is_government("清溪县人民政府")
    assert not is_government("云岭省自然资源厅")


@given(st.text(alphabet="申请{}件新收\n 12，", max_size=60))
def test_filling_loses_nothing_and_knows_every_place(words):
    parts = fill({"1": words}, filling()).get("1", [])
    whole = "".join(part.text for part in parts)
    at = 0
    for part in parts:
        assert part.at == at
        assert part.line == whole[:at].count("\n") + 1
        at += len(part.text)
    if "{" not in words:
        assert whole == words.strip()


def test_marks_without_a_number_say_so():
    known = filling(行政许可本年处理决定数量=NOT_APPLICABLE)
    parts = fill({"1": "受理{申请数}件。\n许可{行政许可本年处理决定数量}件。"}, known)["1"]
    assert [(part.name, part.fault, part.line) for part in parts if part.fault] == [
        ("申请数", "unknown", 1),
        ("行政许可本年处理决定数量", "empty", 2),
    ]


def test_a_blank_cell_in_a_sum_gives_no_number():
    known = filling()
    blank = Filling(known.marks, dict(known.values) | blank_report(FORM_2021), known.words)
    assert known.marks["不予公开"].value(known.values) == 8 * 7
    assert blank.marks["不予公开"].value(blank.values) is None


def test_a_typed_number_is_named_with_what_comes_to_the_same():
    known = filling(新收申请=Decimal(12))
    found = typed_numbers(fill({"1": "新收{新收申请}件。\n收到12件，培训３次，2025年。"}, known), known)
    assert [(one.words, one.line) for one in found] == [("12件", 2), ("3次", 2)]
    assert found[0].same == ("新收申请",)
    assert found[1].same == ()


def test_words_that_contradict_the_table_are_marked_where_they_stand():
    known = filling(新收申请=Decimal(12))
    sections = {"1": "概况。\n本年新收政府信息公开申请15件。", "6": "共收到信息公开申请{新收申请}件。"}
    filled = fill(sections, known)
    findings = check_text(FORM_2021, known.values, "\n".join(text_of(filled).values()))
    shown = pieces(filled, findings, typed_numbers(filled, known))
    assert "".join(one.part.text for one in shown["1"] if one.failing) == "新收政府信息公开申请15件"
    assert not any(one.failing for one in shown["6"])
    assert "".join(one.part.text for one in shown["1"]) == sections["1"]
    assert [one.part.text for one in shown["1"] if one.typed] == ["15件"]
