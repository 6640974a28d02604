"""Files as offices send them: encodings, headings, damage. A bad row costs that row only."""

import gzip
import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.spreadsheets import guarded, unguarded
from gongkai.kernel.records.tabular.fields import FIELDS, headings
from gongkai.kernel.records.tabular.layouts import LONGEST_CELL
from gongkai.kernel.records.tabular.reading import CSV, JSONL, XLSX, open_rows
from gongkai.kernel.records.tabular.values import Lookups, read_row
from gongkai.kernel.records.tabular.writing import WRITERS

TABLE = (
    "标题,文号,成文日期\n关于汛期地质灾害防治的通知,湘自然资发〔2026〕12号,2026-05-20\n关于耕地保护的通知,,\n"
)


def rows_of(path, **options):
    with open_rows(path, **options) as source:
        return source.format, list(source.rows)


def written(tmp_path, data, name="rows.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_tables_in_every_usual_encoding(tmp_path, encoding):
    kind, rows = rows_of(written(tmp_path, TABLE.encode(encoding)))
    assert kind == CSV
    assert rows[0].cells == {
        "title": "关于汛期地质灾害防治的通知",
        "document_number": "湘自然资发〔2026〕12号",
        "made_on": "2026-05-20",
    }
    assert [row.line for row in rows] == [2, 3]


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_other_separators_and_quoted_line_ends(tmp_path, mark):
    text = f'标题{mark}正文\r\n"关于{mark}的通知"{mark}"第一段\r\n第二段"\r\n下一件{mark}短\r\n'
    _kind, rows = rows_of(written(tmp_path, text))
    assert rows[0].cells == {"title": f"关于{mark}的通知", "body": "第一段\r\n第二段"}
    assert [row.line for row in rows] == [2, 4]


def test_one_line_in_a_wrong_encoding_costs_that_line(tmp_path):
    data = "标题,文号\n甲的通知,1\n".encode() + "乙的通知,2\n".encode("gbk") + "丙的通知,3\n".encode()
    _kind, rows = rows_of(written(tmp_path, data))
    assert [row.problem.code if row.problem else row.cells["title"] for row in rows] == [
        "甲的通知",
        "encoding",
        "丙的通知",
    ]


def test_a_shifted_row_is_refused(tmp_path):
    _kind, rows = rows_of(written(tmp_path, "标题,文号,正文\n甲的通知,1,文\n乙的通知,2,文,多余\n丙,3\n"))
    assert [row.problem and row.problem.code for row in rows] == [None, "cell_count", "cell_count"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \n\n", "file_empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file_kind"),
        (b"PK\x03\x04 cut off", "file_broken"),
        (b"\x1f\x8b\x08\x00broken", "file_broken"),
        ("名称,红头\n甲,乙\n".encode(), "unknown_heading"),
        ("标题,标题\n甲,乙\n".encode(), "heading_twice"),
        ("文号,正文\n甲,乙\n".encode(), "no_title_heading"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "file_kind"),
    ],
)
def test_files_that_cannot_be_read_as_a_whole(tmp_path, data, code):
    with pytest.raises(NotAllowed) as refusal:
        rows_of(written(tmp_path, data))
    assert code in codes(refusal)


def test_json_lines(tmp_path):
    lines = [
        '{"标题": "甲的通知", "key": "1"}',
        "{bad",
        "[1]",
        '{"title": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"title": 1' + "0" * 5000 + "}",
        "",
        '{"title": "乙的通知"}',
    ]
    path = written(tmp_path, gzip.compress("\n".join(lines).encode()), "rows.jsonl.gz")
    kind, rows = rows_of(path)
    assert kind == JSONL
    assert rows[0].cells == {"title": "甲的通知", "key": "1"}
    assert [row.problem.code for row in rows[1:-1]] == ["bad_json"] * 4
    assert rows[-1].cells == {"title": "乙的通知"}
    assert [row.line for row in rows] == [1, 2, 3, 4, 5, 7]


def workbook(*lines) -> bytes:
    book = openpyxl.Workbook()
    for cells in lines:
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_worksheets(tmp_path):
    day = datetime(2026, 5, 20)  # noqa: DTZ001  a worksheet knows no zones
    data = workbook(["标 题*", "成文日期", "文号"], ["甲的通知", day, 12.0], [None, None, None])
    kind, rows = rows_of(written(tmp_path, data, "rows.xlsx"))
    assert kind == XLSX
    row, reasons = read_row(rows[0].cells, Lookups())
    assert not reasons
    assert (row.content.made_on.isoformat(), row.content.document_number) == ("2026-05-20", "12")
    assert len(rows) == 1


def test_a_worksheet_cut_in_the_middle(tmp_path):
    data = workbook(["标题", "正文"], *[[f"第{n}号通知", "正文" * 50] for n in range(2000)])
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        parts = {name: pack.read(name) for name in pack.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet[: len(sheet) // 2]
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as pack:
        for name, part in parts.items():
            pack.writestr(name, part)
    _kind, rows = rows_of(written(tmp_path, broken.getvalue(), "rows.xlsx"))
    assert rows[-1].problem.code == "file_broken"
    assert rows[0].cells["title"] == "第0号通知"
    assert len(rows) > 100


def test_a_worksheet_that_unpacks_too_large(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/sharedStrings.xml", b"0" * (257 * 1024 * 1024))
    with pytest.raises(NotAllowed) as refusal:
        rows_of(written(tmp_path, stream.getvalue(), "rows.xlsx"))
    assert codes(refusal) == ["file_too_large"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"title": ""}, "title_empty"),
        ({"title": "甲" * 301}, "too_long"),
        ({"title": "锟斤拷锟斤拷"}, "garbled"),
        ({"title": "甲\x07乙"}, "control_characters"),
        ({"title": "甲\ud800乙"}, "garbled"),
        ({"title": {"text": "甲"}}, "wrong_type"),
        ({"title": "甲", "made_on": "2026-02-30"}, "not_a_date"),
        ({"title": "甲", "made_on": 45000}, "not_a_date"),
        ({"title": "甲", "kind": "红头文件"}, "not_a_choice"),
        ({"title": "甲", "attribute": "公开"}, "not_a_choice"),
        ({"title": "甲", "scope": "机密★10年 13812345678"}, "not_a_choice"),
        ({"title": "甲", "mode": "身份证430102199001011238"}, "not_a_choice"),
        ({"title": "甲", "normative": "也许"}, "not_a_flag"),
        ({"title": "甲", "subject": "99"}, "not_found"),
        ({"title": "甲", "columns": ["nowhere"]}, "not_found"),
        ({"title": "甲", "index_number": "430S00/2026-None"}, "index_number"),
        ({"title": "甲", "relations": "代替"}, "relation"),
        ({"title": "甲", "relations": [{"kind": "amends"}]}, "relation"),
        ({"title": "甲", "disclosures": ["decision"] * 51}, "too_many"),
        ({"title": "甲", "colour": "红"}, "unknown_field"),
    ],
)
def test_cells_that_are_refused(cells, code):
    row, reasons = read_row(cells, Lookups())
    assert row is None
    assert [reason.code for reason in reasons] == [code]
    assert reasons[0].text


def test_every_fault_of_a_row_is_told():
    _row, reasons = read_row({"title": "", "kind": "红头", "made_on": "昨天"}, Lookups())
    assert {reason.where for reason in reasons} == {"kind", "made_on"}


def test_words_of_officials_and_codes_mean_the_same():
    lookups = Lookups(subject={"05": "05", "国土资源、能源": "05"}, columns={"notices": 7})
    spoken = {
        "title": "甲", "kind": "通知", "attribute": "主动公开", "made_on": "2026年5月20日", "normative": "是",
        "subject": "国土资源、能源", "columns": "notices", "disclosures": "决策公开；管理公开",
        "relations": "代替=oa:1@2026-01-01；amends=430S00/2020-00001",
    }  # fmt: skip
    coded = {
        "title": "甲", "kind": "notice", "attribute": "proactive", "made_on": "2026-05-20", "normative": True,
        "subject": "05", "columns": ["notices"], "disclosures": ["decision", "management"],
        "relations": [
            {"kind": "replaces", "key": "oa:1", "on": "2026-01-01"},
            {"kind": "amends", "index_number": "430S00/2020-00001"},
        ],
    }  # fmt: skip
    assert read_row(spoken, lookups) == read_row(coded, lookups)


def test_other_words_for_the_same_are_read_as_the_word_of_the_list():
    for strict in (False, True):
        row, _reasons = read_row(
            {"title": "甲", "scope": "全社会", "mode": "门户网站"}, Lookups(), strict=strict
        )
        assert (row.content.scope, row.content.mode) == ("面向社会", "政府网站")


_plain_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffd"),
    max_size=40,
)


@given(text=_plain_text | st.builds("{}{}".format, st.sampled_from("'=+-@"), _plain_text))
def test_a_guarded_cell_comes_back_and_is_no_formula(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_what_is_written_can_be_read(tmp_path, kind):
    row = {
        "key": "oa:1", "title": "=关于“某某”的通知, 第一号", "kind": "notice", "attribute": "proactive",
        "body": "<p>" + "长文。" * 30_000 + "</p>", "columns": ["province:notices"], "normative": True,
        "made_on": "2026-05-20", "disclosures": ["decision", "result"],
        "relations": [{"kind": "replaces", "key": "oa:0", "on": "2026-01-01"}],
        "evidence": {"issuer": "厅", "address": "https://a.invalid/", "date": "2026-05-21"},
    }  # fmt: skip
    path = tmp_path / f"rows.{kind}"
    with open(path, "wb") as stream:
        writer = WRITERS[kind](stream)
        writer.write(row)
        writer.close()
    _kind, rows = rows_of(path)
    lookups = Lookups(columns={"province:notices": 7})
    assert len(row["body"]) > 2 * LONGEST_CELL
    assert read_row(rows[0].cells, lookups) == read_row(row, lookups)


def test_a_worksheet_cell_is_never_a_formula(tmp_path):
    stream = io.BytesIO()
    writer = WRITERS["xlsx"](stream)
    writer.write({"title": '=HYPERLINK("https://evil.invalid")'})
    writer.close()
    sheet = openpyxl.load_workbook(stream).active
    assert {cell.data_type for cell in sheet[2] if cell.value} == {"s"}


def test_headings_are_told_apart():
    known = headings()
    for field in FIELDS:
        assert known[field.name] == field.name
        assert known[str(field.label)] == field.name
