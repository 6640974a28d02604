"""Reading notice files: spellings, encodings, and every bad line by its number."""

import io
from datetime import date

import pytest

from gongkai.foundation.calendar import rules, tabular
from gongkai.foundation.calendar.tests.notices import DOCUMENT, GOOD, upload, workbook
from gongkai.foundation.common.reasons import NotAllowed


def read(file, year=2027):
    return rules.parse_rows(tabular.read_lines(file), year)


def against(rows, **changed):
    fields = {"year": 2027, "document_number": DOCUMENT, "supplement": False, "covered": False}
    return rules.reasons_against_notice(rows, **{**fields, **changed})


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_good_file_in_every_encoding(encoding):
    rows, reasons = read(upload(encoding=encoding))
    assert reasons == []
    days = {row.date: row.is_working for row in rows}
    assert len(rows) == len(days) == 33
    assert [d.isoformat() for d, working in sorted(days.items()) if working] == [
        "2027-01-30",
        "2027-02-20",
        "2027-05-08",
        "2027-09-26",
        "2027-10-09",
    ]
    assert against(rows) == []


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_other_separators(separator):
    rows, reasons = read(upload(GOOD.replace(",", separator)))
    assert (len(rows), reasons) == (33, [])


def test_workbook_with_dates_and_two_date_columns():
    rows, reasons = read(
        workbook(
            [
                ["附件：2027年放假安排"],
                [],
                ["名称", "开始日期", "结束日期", "是否工作日"],
                ["元旦", date(2027, 1, 1), date(2027, 1, 3), "否"],
                ["春节", date(2027, 1, 30), None, "是"],
                ["春节", 46443, "2027-02-27", 1],
            ]
        )
    )
    assert reasons == []
    assert [(r.line, r.date.isoformat(), r.is_working, r.name) for r in rows] == [
        (4, "2027-01-01", False, "元旦"),
        (4, "2027-01-02", False, "元旦"),
        (4, "2027-01-03", False, "元旦"),
        (5, "2027-01-30", True, "春节"),
        (6, "2027-02-25", True, "春节"),
        (6, "2027-02-26", True, "春节"),
        (6, "2027-02-27", True, "春节"),
    ]


def test_column_whether_off_is_the_opposite():
    rows, reasons = read(upload("日期,是否放假\n2027-01-01,是\n2027-02-20,否\n"))
    assert reasons == []
    assert [row.is_working for row in rows] == [False, True]


def test_every_bad_line_is_named():
    text = (
        "日期,类型\n2027-02-30,休\n2027-01-01,也许\n\n某日,没有\n2027-03-05至2027-03-01,休\n2027-01-02,休\n"
    )
    rows, reasons = read(upload(text))
    assert [row.date for row in rows] == [date(2027, 1, 2)]
    assert [reason.where for reason in reasons] == ["2:日期", "3:类型", "5:日期", "5:类型", "6:日期"]
    assert "第 2 行" in reasons[0].text
    assert "2027-02-30" in reasons[0].text


def test_header_is_needed():
    _rows, reasons = read(upload("2027-01-01,休\n2027-01-02,休\n"))
    assert codes(reasons) == ["header_missing"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \n ", "file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel", "file_kind"),
        (b"PK\x03\x04 this was cut off", "file_broken"),
        (b"\xff\xff\xff\x81\xff", "file_encoding"),
        (b"x" * (tabular.LARGEST + 1), "file_too_large"),
        ("日期,类型\n".encode() + b"2027-01-01,\xe4\xbc\x91\n" * 2100, "file_too_long"),
    ],
)
def test_files_that_are_no_table(data, code):
    with pytest.raises(NotAllowed) as refused:
        tabular.read_lines(io.BytesIO(data))
    assert codes(refused.value.reasons) == [code]


def test_a_workbook_cut_in_the_middle_is_broken():
    data = workbook([["日期", "类型"]]).read()
    with pytest.raises(NotAllowed) as refused:
        tabular.read_lines(io.BytesIO(data[: len(data) // 2]))
    assert codes(refused.value.reasons) == ["file_broken"]


def good_rows():
    return read(upload())[0]


@pytest.mark.parametrize(
    ("day", "working", "code"),
    [
        (date(2026, 6, 1), False, "year_mismatch"),
        (date(2028, 1, 1), False, "year_mismatch"),
        (date(2027, 2, 24), True, "make_up_on_weekday"),
        (date(2027, 2, 6), True, "statutory_day_working"),
        (date(2027, 1, 3), True, "day_twice"),
    ],
)
def test_a_row_that_cannot_be(day, working, code):
    rows = [*good_rows(), rules.Row(99, day, working, "")]
    assert code in codes(against(rows))
    assert all(reason.where.startswith("99:") for reason in against(rows))


def test_the_last_days_of_december_may_be_moved():
    assert against([*good_rows(), rules.Row(99, date(2026, 12, 27), True, "元旦")]) == []


def test_a_forgotten_statutory_day_is_named():
    rows = [row for row in good_rows() if row.date != date(2027, 6, 9)]
    reasons = against(rows)
    assert codes(reasons) == ["statutory_day_missing"]
    assert "端午节 2027-06-09" in reasons[0].text


def test_other_refusals():
    assert codes(against([], document_number=" ")) == ["document_number_missing", "no_rows"]
    assert codes(against(good_rows(), year=1998)) == ["year_out_of_range"]
    assert codes(against(good_rows(), supplement=True)) == ["supplement_without_notice"]


def warnings(rows, **changed):
    fields = {"year": 2027, "document_number": DOCUMENT, "supplement": False}
    return codes(rules.warnings_about_notice(rows, **{**fields, **changed}))


def test_warnings():
    rows = good_rows()
    assert warnings(rows) == []
    assert warnings(rows, document_number="11号") == ["document_number_unusual"]
    assert warnings([*rows, rules.Row(99, date(2027, 3, 1), False, "")]) == ["not_balanced"]
    assert warnings([*rows, rows[0]]) == ["day_repeated"]


@pytest.mark.parametrize("year", range(2014, 2027))
def test_a_file_made_from_the_template_is_accepted(year):
    lines = [",".join(row) for row in rules.template_rows(year)]
    rows, reasons = read(upload("\n".join(lines)), year)
    assert reasons == []
    assert against(rows, year=year) == []
    assert warnings(rows, year=year) == ["no_make_up"]
