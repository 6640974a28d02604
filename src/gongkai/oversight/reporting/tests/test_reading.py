"""Reports of other organs are read from pages, documents and sheets: right, or refused with the cell named."""

import io
import json
import zipfile
import zlib
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE, NOT_APPLICABLE
from gongkai.oversight.reporting.reading import read_report
from gongkai.oversight.reporting.reading.grids import MOST_UNPACKED
from gongkai.oversight.reporting.rendering import FORMATS
from gongkai.oversight.reporting.rendering.page import page
from gongkai.oversight.reporting.rules.checks import Verdict, check
from gongkai.oversight.reporting.rules.interchange import Report, to_json
from gongkai.oversight.reporting.rules.versions import FORM_2019, FORM_2021, FORMS
from gongkai.oversight.reporting.tests.test_rules import lawful

ORGAN = "清溪县自然资源局"


@pytest.fixture(params=list(FORMS))
def report(request):
    form = FORMS[request.param]
    counts = iter(range(10_000))
    values = lawful(form, lambda: next(counts) % 7)
    text = {"1": "共收到政府信息公开申请。", "6": "本年度没有收取信息处理费。"}
    return Report(form, values, form.since, ORGAN, text)


WRITERS = {
    **{kind: FORMATS[kind] for kind in ("html", "docx", "pdf", "xlsx", "json")},
    "gbk": lambda report: page(report).replace("utf-8", "gb2312").encode("gb18030"),
    "utf16": lambda report: page(report).encode("utf-16"),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_cell_comes_back(report, kind):
    reading = read_report(WRITERS[kind](report))
    assert reading.troubles == ()
    assert reading.report.form is report.form
    assert dict(reading.report.values) == dict(report.values)


@pytest.mark.parametrize("kind", ["html", "gbk", "docx", "pdf", "json"])
def test_year_organ_and_words_come_back(report, kind):
    found = read_report(WRITERS[kind](report)).report
    assert (found.year, found.organ) == (report.year, ORGAN)
    assert found.text["6"] == report.text["6"]


# --- broken tables: right or refused ----------------------------------------------------------------------------


@pytest.fixture
def modern():
    counts = iter(range(10_000))
    return Report(FORM_2021, lawful(FORM_2021, lambda: next(counts) % 7), 2024, ORGAN)


def changed(report, cell, text):
    """The page with other words in one cell."""
    values = {**report.values, cell: Decimal("987654")}
    return page(Report(report.form, values, report.year, report.organ)).replace("987654", text).encode()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１２", Decimal(12)),
        ("1,234", Decimal(1234)),
        ("/", NOT_APPLICABLE),
        ("", BLANK),
        ("&nbsp;", BLANK),
        ("<p><span>3</span></p>", Decimal(3)),
        ("12<!-- 3 -->", Decimal(12)),
    ],
)
def test_a_cell_in_other_writing_is_read(modern, text, value):
    reading = read_report(changed(modern, "table3.r5.enterprise", text))
    assert reading.troubles == ()
    assert reading.report.values["table3.r5.enterprise"] == value


@pytest.mark.parametrize("text", ["约12", "12②", "1O", "�", "3 4"])
def test_a_cell_that_cannot_be_read_is_named_and_its_checks_are_not_assessable(modern, text):
    cell = "table3.r5.enterprise"
    reading = read_report(changed(modern, cell, text))
    assert [(t.code, t.where, t.said) for t in reading.troubles] == [("unreadable", cell, text)]
    assert reading.report.values[cell] == BLANK
    held = [f for f in check(FORM_2021, reading.report.values) if cell in f.check.cells]
    assert {f.verdict for f in held} == {Verdict.NOT_ASSESSABLE}


def test_a_number_merged_over_two_columns_is_refused(modern):
    values = {**modern.values, "table3.r1.enterprise": Decimal(987654), "table3.r1.research": Decimal(987655)}
    text = page(Report(FORM_2021, values, 2024, ORGAN))
    text = text.replace("<td>987654</td><td>987655</td>", '<td colspan="2">9</td>')
    troubles = read_report(text.encode()).troubles
    assert [(t.code, t.where) for t in troubles] == [
        ("merged", "table3.r1.enterprise"),
        ("merged", "table3.r1.research"),
    ]


def test_results_of_reviews_a_row_above_those_of_lawsuits_are_read(modern):
    """As most organs draw table four: reviews beside the names of the two ways, in one cell of two rows or with a
    blank one below."""
    names = "".join(f"<td>{name}</td>" for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))
    numbers = "".join(
        f"<td>{n}</td>" for n in (376, 97, 196, 121, 790, 16, 1, 12, 27, 56, 74, 1, 30, 51, 156)
    )
    ways = '<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td>'
    text = page(modern)
    start = text.index("<table", text.index("<h2>四、"))
    end = text.index("</table>", start)
    for above, below in ((names, "<td></td>" * 5), (names.replace("<td>", '<td rowspan="2">'), "")):
        drawn = (
            '<table><tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>'
            f"<tr>{above}{ways}</tr><tr>{below}{names * 2}</tr><tr>{numbers}</tr>"
        )
        read = read_report((text[:start] + drawn + text[end:]).encode())
        found = [read.report.values[cell] for cell in FORM_2021.table4.addresses()]
        assert (found[0], found[4], found[9], found[14], read.troubles) == (376, 790, 56, 156, ())


def test_as_many_wide_cells_as_the_form_has_are_read_in_their_order():
    values = lawful(FORM_2019, lambda: 2)
    text = page(Report(FORM_2019, values, 2019, ORGAN))
    row = text.index("规章")
    cut = text.index("</td>", row)
    first = text.index("<td", cut)
    text = text[:first] + '<td colspan="2"' + text[first + len("<td") :]
    read = read_report(text.encode())
    assert (dict(read.report.values), read.troubles) == (dict(values), ())


def test_blank_totals_stay_blank(modern):
    """A general office's report of 2019 leaves the totals of the result rows empty: not assessable, not wrong."""
    values = {**modern.values, **{f"table3.r{i}.total": BLANK for i in range(3, 24)}}
    found = read_report(page(Report(FORM_2021, values, 2024, ORGAN)).encode()).report.values
    verdicts = {f.check.where: f.verdict for f in check(FORM_2021, found) if f.check.code == "T3-3"}
    assert verdicts["r1"] is Verdict.PASS and verdicts["r7"] is Verdict.NOT_ASSESSABLE


def test_traditional_characters_are_understood(modern):
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert(page(modern))
    reading = read_report(traditional.encode())
    assert reading.troubles == ()
    assert dict(reading.report.values) == dict(modern.values)


def test_damaged_words_are_matched_between_their_neighbours_and_no_number_is_invented(modern):
    """C60: headings as they come out of a wrong decoding; the digits are whole."""
    text = (
        page(modern)
        .replace("（一）予以公开", "?。ㄒ唬┯枰怨_")
        .replace("保护第三方合法权益", "保护第�方合法�益")
    )
    reading = read_report(text.encode())
    lost = {c for c, v in reading.report.values.items() if v != modern.values[c]}
    assert lost == {
        f"table3.r3.{c}"
        for c in (
            "natural_person",
            "enterprise",
            "research",
            "public_interest",
            "legal_service",
            "other",
            "total",
        )
    }
    assert [t.code for t in reading.troubles] == ["unknown-row"]


def test_bytes_that_fit_no_encoding_lose_only_what_they_touch(modern):
    data = page(modern).encode().replace("年度报告".encode(), "年度报".encode() + b"\xff\xfe\xff", 1)
    reading = read_report(data)
    assert dict(reading.report.values) == dict(modern.values)


def test_a_row_that_the_form_does_not_know_is_told(modern):
    extra = "<tr><th colspan=3>（八）本局自设项目</th>" + "<td>1</td>" * 7 + "</tr>"
    text = page(modern).replace(
        '<tr><th scope="row" colspan="3">四、结转', extra + '<tr><th scope="row" colspan="3">四、结转'
    )
    reading = read_report(text.encode())
    assert [(t.code, t.said) for t in reading.troubles] == [("unknown-row", "（八）本局自设项目")]


def test_a_table_split_over_two_pages_is_read_as_one(modern):
    lines = page(modern).split("\n")
    at = next(i for i, line in enumerate(lines) if "属于行政执法案卷" in line)
    text = "\n".join([*lines[:at], "</tbody></table><p>第 2 页</p><table><tbody>", *lines[at:]])
    # the group headings above stretch over the cut; a second page repeats them
    text = text.replace(
        '<table><tbody>\n<tr><th scope="row">7.',
        '<table><tbody>\n<tr><th rowspan="14"></th><th rowspan="2">（三）不予公开</th><th>7.',
    )
    found = read_report(text.encode()).report.values
    assert {c: v for c, v in found.items() if c.startswith("table3")} == {
        c: v for c, v in modern.values.items() if c.startswith("table3")
    }


def test_a_page_without_its_tables_says_so_and_has_no_zeros():
    """As the report of 2020 was captured: words, no tables (C55)."""
    page_of_words = (
        "<html><body><h1>清溪县2020年政府信息公开工作年度报告</h1><p>一、总体情况</p></body></html>"
    )
    reading = read_report(page_of_words.encode())
    assert (reading.report.form, reading.report.year) == (FORM_2019, 2020)
    assert set(reading.report.values.values()) == {NO_TABLE}
    assert [t.code for t in reading.troubles] == ["no-table"]


def test_a_page_that_is_no_report_is_none():
    reading = read_report("<html><body><p>关于召开会议的通知</p></body></html>".encode())
    assert reading.report is None
    assert [t.code for t in reading.troubles] == ["no-table"]


def test_one_lacking_table_is_no_table_of_zeros(modern):
    text = page(modern)
    start, end = text.index("<h2>四、"), text.index("<h2>五、")
    values = read_report((text[:start] + text[end:]).encode()).report.values
    assert {values[c] for c in FORM_2021.table4.addresses()} == {NO_TABLE}


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"PK\x03\x04broken", b"%PDF-1.7", b"{", b"[1]", b"<table><tr>", b"\xd0\xcf\x11\xe0"],
)
def test_what_is_no_report_is_refused_with_a_reason(data):
    reading = read_report(data)
    assert reading.report is None
    assert reading.troubles


def packed(report: Report, kind: str, member: str, change) -> bytes:
    """The report as a packed file with one member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FORMATS[kind](report))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:  # fmt: skip
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "member"), [("xlsx", "xl/worksheets/sheet1.xml"), ("docx", "word/document.xml")]
)
@pytest.mark.parametrize(
    ("change", "code"),
    [(lambda xml: xml[:200], "not-readable"), (lambda xml: xml + b" " * MOST_UNPACKED, "too-large")],
    ids=["torn", "bomb"],
)
def test_damaged_packages_are_refused_before_they_cost_anything(modern, kind, member, change, code):
    reading = read_report(packed(modern, kind, member, change))
    assert (reading.report, [one.code for one in reading.troubles]) == (None, [code])


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_csv_by_cells_keeps_the_kinds_of_nothing_apart(form):
    cells = list(form.labels)
    values = lawful(form, lambda: 3) | {cells[0]: BLANK, cells[1]: NOT_APPLICABLE}
    data = FORMATS["csv"](Report(form, values, 2024, ORGAN))
    read = read_report(data.decode("utf-8-sig").encode("gb18030"))
    assert (read.report.form, dict(read.report.values), read.troubles) == (form, values, ())
    broken = read_report(data.replace(b",3,number", ",约3,number".encode(), 1) + b"x.y,,1,number\n")
    assert sorted(one.code for one in broken.troubles) == ["unknown-row", "unreadable"]


# --- PDF --------------------------------------------------------------------------------------------------------


def test_words_that_run_over_lines_and_cells_that_a_page_cuts_are_read_whole(modern):
    words = "本年度共收到政府信息公开申请，其中涉及征地补偿安置方案、建设用地批复和勘测定界图的申请占大多数，均在法定期限内答复。"
    report = replace(modern, text={"1": "\n".join([words] * 9), "6": "没有。"})
    read = read_report(FORMATS["pdf"](report))
    assert (dict(read.report.values), read.troubles) == (dict(report.values), ())
    assert read.report.text["1"] == report.text["1"]


def drawn(change) -> bytes:
    """A PDF of one page, changed."""
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        change(paper)
        paper.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def _bomb(paper) -> None:
    paper.pages[0].Contents = paper.make_stream(b"q Q " * (MOST_UNPACKED // 4 + 1))


def _packed_twice(paper) -> None:
    names = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    stream = paper.make_stream(b"")
    stream.write(zlib.compress(zlib.compress(b"q Q")), filter=names)
    paper.pages[0].Contents = stream


def _form(paper, words: bytes, **parts):
    box = pikepdf.Array([0, 0, 9, 9])
    kind = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form, "BBox": box}
    return paper.make_stream(words, Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(**parts)), **kind)


def _drawn_again_and_again(paper) -> None:
    paper.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=_form(paper, b"q Q " * 2000)))
    paper.pages[0].Contents = paper.make_stream(b"/A Do " * 2000)


def _form_in_form(paper) -> None:
    inner = _form(paper, b"q Q")
    outer = paper.make_indirect(_form(paper, b"/B Do " * 10, B=inner))
    paper.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=outer))
    paper.pages[0].Contents = paper.make_stream(b"/A Do " * 10)


HOSTILE = [_bomb, _packed_twice, _drawn_again_and_again, _form_in_form]


@pytest.mark.parametrize(
    ("change", "code"), [(lambda _paper: None, "no-words"), *((change, "too-large") for change in HOSTILE)]
)
def test_a_pdf_without_words_or_without_end_is_refused(change, code):
    reading = read_report(drawn(change))
    assert (reading.report, [one.code for one in reading.troubles]) == (None, [code])


@pytest.mark.parametrize("end", [300, 4000, 60_000])
def test_a_torn_pdf_is_told(modern, end):
    reading = read_report(FORMATS["pdf"](modern)[:end])
    assert reading.report is None
    assert [one.code for one in reading.troubles] in (["not-readable"], ["no-words"])


def test_a_workbook_says_whose_report_it_is(modern):
    read = read_report(FORMATS["xlsx"](modern)).report
    assert (read.organ, read.year) == (modern.organ, modern.year)


@pytest.mark.parametrize("span", ["99999999", "-1", "abc", "0"])
def test_absurd_spans_do_no_harm(modern, span):
    assert read_report(page(modern).replace('colspan="7"', f'colspan="{span}"').encode()) is not None


def test_json_with_chinese_columns_in_another_order_is_read(modern):
    told = to_json(modern)
    names = ["总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    told["table3"]["columns"] = names
    for row in told["table3"]["rows"]:
        row["values"] = [row["values"][-1], *row["values"][:-1]]
    del told["form"]
    reading = read_report(json.dumps(told).encode())
    assert reading.troubles == ()
    assert dict(reading.report.values) == dict(modern.values)


def test_the_shape_of_json_is_the_contract(modern):
    told = to_json(modern)
    assert set(told["table2"]) == {"rules", "normative", "licences", "penalties", "coercion", "fees_wan"}
    assert set(told["table2"]["rules"]) == {"made", "repealed", "in_force"}
    assert [row["key"] for row in told["table3"]["rows"]] == [f"r{i}" for i in range(1, 26)]
    assert len(told["table3"]["columns"]) == 7 and len(told["table4"]) == 15


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (lambda t: t["table3"]["rows"][3]["values"].pop(), "not-a-row", "table3.rows[3]"),
        (lambda t: t["table3"]["rows"][3].update(key="r99"), "not-a-row", "table3.rows[3]"),
        (lambda t: t["table3"]["rows"][0]["values"].__setitem__(2, True), "unreadable", "table3.r1.research"),
        (
            lambda t: t["table3"]["rows"][0]["values"].__setitem__(2, "many"),
            "unreadable",
            "table3.r1.research",
        ),
        (lambda t: t.update(table4=[1, 2]), "not-a-table", "table4"),
        (lambda t: t.update(form="1999"), "unknown-form", "form"),
        (lambda t: t["table2"].update(rules=7), "not-a-row", "table2.rules"),
    ],
)
def test_a_wrong_place_in_json_is_named(modern, change, code, where):
    told = to_json(modern)
    change(told)
    assert [(t.code, t.where) for t in read_report(json.dumps(told).encode()).troubles] == [(code, where)]


def test_not_applicable_goes_through_json(modern):
    cell = "table4.review.upheld"
    report = Report(FORM_2021, {**modern.values, cell: NOT_APPLICABLE}, 2024, ORGAN)
    assert read_report(json.dumps(to_json(report)).encode()).report.values[cell] is NOT_APPLICABLE


def test_the_form_is_told_by_its_words():
    for form in (FORM_2019, FORM_2021):
        report = Report(form, lawful(form, lambda: 1), None, "")
        assert read_report(page(report).encode()).report.form is form
