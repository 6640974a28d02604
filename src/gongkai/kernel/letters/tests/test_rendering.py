"""Both renderings say what the letter says, carry their fonts and are the same bytes every time."""

import io

import docx
import pypdf
import pytest

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.letters.rendering import NotALetterheadError, open_letterhead, render, to_pictures
from gongkai.kernel.letters.rules import FieldSpec, Text, compose
from gongkai.kernel.letters.tests.factories import TEXT, VALUES
from gongkai.kernel.letters.tests.test_rules import FRAME

LONG = "经检索，本机关在制作或者获取、记录、保存政府信息的范围内，未发现您申请公开的信息。" * 40


def letter(**values):
    return compose(TEXT, VALUES | {"fee": 40} | values, FRAME)


def words(lines) -> str:
    """Without gaps and line ends, which are layout."""
    return "".join("".join(lines).split())


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text_of_pdf(pdf: bytes) -> str:
    """Every page without its number, as one string."""
    found = []
    for number, page in enumerate(pages(pdf), 1):
        assert f"— {number} —" in page
        found.append(page.replace(f"— {number} —", ""))
    return words(found)


def test_the_pdf_reads_as_the_letter():
    made = letter()
    assert text_of_pdf(render(made).pdf) == words([made.red_head, made.number, *made.lines])


def test_so_it_does_over_several_pages_and_the_signature_never_stands_alone():
    made = letter(remedy=LONG)
    pdf = render(made).pdf
    assert len(pages(pdf)) >= 2
    assert text_of_pdf(pdf) == words([made.red_head, made.number, *made.lines])
    for length in range(1, 16):
        last = pages(render(letter(remedy="\n".join(["如不服本答复，可以依法申请行政复议。"] * length))).pdf)[
            -1
        ]
        assert "行政复议" in last or "特此告知" in last


def test_every_font_is_inside_the_pdf():
    reader = pypdf.PdfReader(io.BytesIO(render(letter()).pdf))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "NotoSerifSC" in font["/BaseFont"]
    assert "pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_the_word_file_opens_and_reads_as_the_letter():
    made = letter()
    sheet = docx.Document(io.BytesIO(render(made).docx))
    assert words(p.text for p in sheet.paragraphs) == words([made.red_head, made.number, *made.lines])
    body = next(p for p in sheet.paragraphs if p.text.startswith("本机关"))
    assert body.paragraph_format.line_spacing.pt == pytest.approx(28.9, abs=0.05)
    assert sheet.core_properties.author == "云岭省自然资源厅"


def test_a_table_is_a_table_in_both():
    sample = Text("t", "样例", "标题：清单\n\n| 收件人 | {{who}} |\n| 页数 | 3 |", (FieldSpec("who", "谁"),))
    made = compose(sample, {"who": "株洲市某村民小组"}, FRAME)
    files = render(made)
    (table,) = docx.Document(io.BytesIO(files.docx)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["收件人", "株洲市某村民小组"],
        ["页数", "3"],
    ]
    assert text_of_pdf(files.pdf) == words([made.red_head, made.number, *made.lines])


def test_the_same_letter_is_the_same_bytes():
    assert render(letter()) == render(letter())
    assert render(letter(), letterhead=letterhead()) == render(letter(), letterhead=letterhead())
    assert render(letter()).pdf != render(letter(fee=41)).pdf


def letterhead() -> bytes:
    sheet = docx.Document()
    sheet.sections[0].header.paragraphs[0].text = "云岭省自然资源厅公用笺"
    sheet.sections[0].footer.paragraphs[0].text = "地址：云岭市韶山中路一段 2 号"
    sheet.add_paragraph("（信笺原有的一行）")
    sheet.styles.add_style("机关正文", 1)
    file = io.BytesIO()
    sheet.save(file)
    return file.getvalue()


def test_a_letterhead_keeps_what_it_has_and_the_letter_follows():
    made = letter()
    sheet = docx.Document(io.BytesIO(render(made, letterhead=letterhead()).docx))
    assert sheet.sections[0].header.paragraphs[0].text == "云岭省自然资源厅公用笺"
    assert "韶山中路" in sheet.sections[0].footer.paragraphs[0].text
    assert "机关正文" in [style.name for style in sheet.styles]
    assert words(p.text for p in sheet.paragraphs) == words(["（信笺原有的一行）", made.number, *made.lines])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a document", letterhead()[:900]])
def test_what_is_no_letterhead_is_said_so(data):
    with pytest.raises(NotALetterheadError):
        open_letterhead(data)


@pytest.mark.parametrize("name", ["㛃", "䶮", "𬭎", "𫖯", "𬀩", "龘", "㐂", "鿍"])
def test_rare_characters_of_names_are_printed(name):
    made = letter(applicant=f"李{name}")
    assert f"李{name}：" in text_of_pdf(render(made).pdf)


def test_a_character_that_no_font_has_is_refused_by_name():
    with pytest.raises(NotAllowed) as refusal:
        render(letter(applicant="李𰻞"))
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.where) == ("glyph_missing", "𰻞")
    assert "U+30EDE" in reason.text


def test_a_font_laid_into_the_folder_is_used(settings, tmp_path):
    """Without the shipped regular weight its character set comes from the folder alone."""
    bold, regular = reversed(settings.LETTER_FONTS)
    settings.LETTER_FONTS_MORE = tmp_path
    (tmp_path / "own.ttf").symlink_to(bold)
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    settings.LETTER_FONTS = [regular]
    assert "欧阳㛃𬭎" in text_of_pdf(render(letter()).pdf)


def test_pages_are_pictures_too():
    made = to_pictures(letter(remedy=LONG))
    assert len(made) == len(pages(render(letter(remedy=LONG)).pdf))
    assert all(picture.startswith(b"\x89PNG") for picture in made)
