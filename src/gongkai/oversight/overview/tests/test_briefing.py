"""The briefing read back from paper says the figures, of whom its reader may see."""

import io
import re
from copy import deepcopy

import docx
import pypdf
import pytest
from django.utils.translation import override

from gongkai.kernel.figures.registry import metric
from gongkai.kernel.figures.rules.periods import month
from gongkai.kernel.figures.rules.spans import Span
from gongkai.kernel.figures.selectors import shares, value
from gongkai.kernel.records.tests.factories import published
from gongkai.oversight.overview.briefing import FORMATS, compose
from gongkai.oversight.overview.scope import Scope
from gongkai.oversight.overview.tests.province import province

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PAGE = "/desk/overview/briefing/"
OCTOBER = (month(2026, 10), month(2026, 9), month(2025, 10))
NOVEMBER = (month(2026, 11), month(2026, 10), month(2025, 11))
FIGURES = (
    "requests.received", "requests.answered", "requests.carried_out", "records.published", "requests.appeals",
    "letters.sent",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(shared_rows):
    return province()


@pytest.fixture
def where(made, db):
    return deepcopy(made)


def counted(where, periods) -> list[list[str]]:
    return [[str(value(metric(code), period, [where.top.organ])) for period in periods] for code in FIGURES]


def read(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def rows_of(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_word_file_says_the_figures(where):
    published(where.top.bureau)
    found = compose(Scope(None, NOVEMBER[0].until, where.top.organ, False, Span("2026-11")))
    sheet = read(FORMATS["docx"](found))
    first, divisions, *_more = sheet.tables
    assert [row[1:] for row in rows_of(first)[1:]] == counted(where, NOVEMBER)
    assert counted(where, NOVEMBER)[3][0] == "1"
    received = {
        str(part.keys[0]): part.value
        for part in shares(metric("requests.received"), NOVEMBER[0], [where.top.organ], ["division"])
    }
    assert sum(int(row[1]) for row in rows_of(divisions)[1:]) == sum(received.values())
    words = "\n".join(paragraph.text for paragraph in sheet.paragraphs)
    for number, name in zip(counted(where, NOVEMBER), ("收到政府信息公开申请", "办结申请"), strict=False):
        assert f"{name}{number[0]}件" in words
    assert len(sheet.inline_shapes) == 1


def test_the_pdf_says_the_same_and_the_bytes_do_not_change(where):
    found = compose(Scope(None, OCTOBER[0].until, where.top.organ, False, Span("2026-10")))
    for format in FORMATS:
        assert FORMATS[format](found) == FORMATS[format](found)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(FORMATS["pdf"](found))).pages)
    text = re.sub(r"\s", "", text)
    for section in found.sections:
        for line in (section.heading, *section.lines):
            assert re.sub(r"\s", "", line) in text


def test_sentences_compare_in_words(where):
    (line,) = (
        compose(Scope(None, OCTOBER[0].until, where.top.organ, False, Span("2026-10"))).sections[0].lines
    )
    assert "收到政府信息公开申请4件，比上月增加4件，比去年同月增加2件" in line
    assert "主动公开政府信息0条，与上月持平，与去年同月持平" in line


def test_a_head_reads_of_the_own_division_and_in_chinese(where):
    head = where.client("head")
    with override("en"):
        shown = head.get(f"{PAGE}?period=2026-10", HTTP_ACCEPT_LANGUAGE="en").context["briefing"]
    assert shown.sections[0].grid.rows[0][1] == "3"
    assert {row[0] for row in shown.sections[1].grid.rows} == {where.top.division.name}
    assert not any("文书" in section.heading for section in shown.sections)
    whole = where.client("office").get(f"{PAGE}?period=2026-10").context["briefing"]
    assert whole.sections[0].grid.rows[0][1] == "4"
    assert any("文书" in section.heading for section in whole.sections)


@pytest.mark.parametrize(("format", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_page_hands_out_the_file(where, format, begins):
    answer = where.client("leader").get(f"{PAGE}?period=2026-10&format={format}")
    data = b"".join(answer.streaming_content)
    assert data.startswith(begins)
    assert f".{format}" in answer["Content-Disposition"]


def test_the_page_costs_a_bounded_number_of_queries(where, django_assert_max_num_queries):
    client = where.client("inspector")
    with django_assert_max_num_queries(40):
        answer = client.get(f"{PAGE}?organ=430S00&below=1&period=2026")
    assert answer.context["scope"].span.is_month
