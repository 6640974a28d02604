"""A register as a book: every page has the head and its number, every row is there, nothing prints as a box."""

import io

import docx
import pypdf
from docx.oxml.ns import qn

from gongkai.kernel.letters.rendering.book import book_docx, book_pdf, widths_of
from gongkai.kernel.letters.rules.books import Book, Column

TITLE = "林江市河湾县柳树镇下湾村2025年第三批次建设用地征收土地公告、补偿安置方案、勘测定界图和社会稳定风险评估报告"
COLUMNS = (Column("序号", 12, "center"), Column("事由"), Column("经过", 60))


def book(count: int = 60, **changes) -> Book:
    rows = tuple(
        (str(n), TITLE, f"2026-03-{n % 28 + 1:02d} 告知补正\n第{n}行完") for n in range(1, count + 1)
    )
    given = {"notes": ("2026年11月26日印制", f"共 {count} 件"), "rows": rows} | changes
    return Book(title="登记簿", organ="云岭省自然资源厅", period="2026年收到", columns=COLUMNS, **given)


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_every_page_has_the_head_and_its_number():
    found = pages(book_pdf(book()))
    assert len(found) > 2
    for number, text in enumerate(found, 1):
        assert "序号事由经过" in text
        assert f"第{number}页，共{len(found)}页" in text
        assert "云岭省自然资源厅登记簿" in text and "2026年收到" in text


def test_every_row_is_there_once_and_whole_on_its_page():
    found = pages(book_pdf(book()))
    for n in range(1, 61):
        [page] = [text for text in found if f"第{n}行完" in text]
        assert page.count(f"第{n}行完") == 1
    assert sum(page.count(TITLE) for page in found) == 60  # no row is parted between two pages


def test_a_row_longer_than_a_page_goes_on_on_the_next():
    long = "\n".join(f"2026-01-05 征求第三方意见之{n}" for n in range(120))
    found = pages(book_pdf(book(rows=(("1", TITLE, long),))))
    assert len(found) > 1
    assert all(any(f"意见之{n}" in page for page in found) for n in range(120))


def test_it_lies_across_and_every_font_is_inside():
    reader = pypdf.PdfReader(io.BytesIO(book_pdf(book(3))))
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        [inner] = font["/DescendantFonts"]
        assert inner.get_object()["/FontDescriptor"].get_object().keys() & {"/FontFile2", "/FontFile3"}


def test_what_no_font_has_is_named_by_its_code():
    rare = chr(0x3ABF3)
    text = "".join(pages(book_pdf(book(rows=(("1", f"{rare}家村", "——"),)))))
    assert "〔U+3ABF3〕家村" in text


def test_nothing_in_the_words_is_read_as_markup():
    text = "".join(pages(book_pdf(book(rows=(("1", '*甲* #import "x" $乙$ <b>丙</b>', "——"),)))))
    assert '*甲*#import"x"$乙$<b>丙</b>' in text


def test_the_docx_says_the_same_and_repeats_its_head():
    made = book(rows=(("1", TITLE + "\x0b", "甲\n乙"),))
    sheet = docx.Document(io.BytesIO(book_docx(made)))
    [table] = sheet.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "事由", "经过"],
        ["1", TITLE, "甲\n乙"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    section = sheet.sections[0]
    assert section.page_width > section.page_height
    fields = [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "第 1 页，共 1 页" in "".join(part.text for part in section.footer._element.iter(qn("w:t")))


def test_the_same_input_gives_the_same_bytes():
    assert book_pdf(book(2)) == book_pdf(book(2))
    assert book_docx(book(2)) == book_docx(book(2))


def test_columns_without_a_width_share_the_rest():
    assert sum(widths_of(COLUMNS)) == 264
    assert widths_of((Column("甲", 64), Column("乙"), Column("丙"))) == [64, 100, 100]
