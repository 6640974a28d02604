"""One report in every format: the same words and numbers."""

import csv
import io
from decimal import Decimal

import pypdf
import pytest

from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE
from gongkai.oversight.reporting.placing import placed, width_of
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rendering.layout import lay_out
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import FORM_2021, FORMS
from gongkai.oversight.reporting.tests.test_rules import lawful


@pytest.fixture
def report():
    counts = iter(range(10_000))
    values = lawful(FORM_2021, lambda: next(counts) % 7)
    values["table2.rules.made"], values["table2.rules.repealed"] = BLANK, NOT_APPLICABLE
    return Report(
        FORM_2021, values, 2024, "清溪县自然资源局", {"1": "依法公开。", "6": "没有收取信息处理费 <无>。"}
    )


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_cell_is_printed_once_and_tables_have_no_holes(form):
    drawn = lay_out(form, lawful(form, lambda: 1))
    printed = [one.box.cell for lines in drawn.values() for one in placed(lines) if one.box.cell]
    assert sorted(printed) == sorted(form.labels)
    for lines in drawn.values():
        covered = [
            (one.row + dy, one.column + dx)
            for one in placed(lines)
            for dy in range(one.box.high)
            for dx in range(one.box.wide)
        ]
        assert len(covered) == len(set(covered)) == len(lines) * width_of(lines)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_report_gives_the_same_words(report, kind):
    if kind in ("html", "json", "csv", "pdf", "docx"):
        assert FORMATS[kind](report) == FORMATS[kind](report)


def test_the_pdf_can_be_searched_and_copied(report):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(FORMATS["pdf"](report))).pages)
    text = "".join(text.split())
    for words in (
        "清溪县自然资源局2024年政府信息公开工作年度报告",
        "四、结转下年度继续办理",
        "没有收取信息处理费<无>",
    ):
        assert words in text


def test_the_csv_tells_the_kinds_of_nothing_apart(report):
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](report).decode("utf-8-sig"))))
    told = {row["cell"]: (row["value"], row["state"]) for row in rows}
    assert told["table2.rules.made"] == ("", "blank")
    assert told["table2.rules.repealed"] == ("", "not_applicable")
    assert told["table3.r1.total"] == (str(report.values["table3.r1.total"]), "number")
    assert len(rows) == 200


def test_words_are_escaped_on_the_page(report):
    text = FORMATS["html"](report).decode()
    assert "&lt;无&gt;" in text and "<无>" not in text
    assert text.count("<caption>") == 3
    assert "http" not in text


def test_numbers_of_the_sheet_are_numbers(report):
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"](report)))["table4"]
    assert [cell.value for cell in sheet[5]] == [
        int(report.values[cell]) for cell in FORM_2021.table4.addresses()
    ]
    assert all(isinstance(cell.value, int) for cell in sheet[5])
    assert Decimal(sheet["A5"].value) == report.values["table4.review.upheld"]
