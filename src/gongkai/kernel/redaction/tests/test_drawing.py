"""Burning and its examination on real documents: rotated, cropped, hidden, split, long; and sabotage that must show."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from PIL import Image

from gongkai.kernel.redaction.drawing.burning import _FONTS, burn
from gongkai.kernel.redaction.drawing.examining import Fault, examine
from gongkai.kernel.redaction.drawing.places import lines
from gongkai.kernel.redaction.drawing.sources import PdfSource, Unreadable, opened
from gongkai.kernel.redaction.drawing_process import DrawingFailed, ask
from gongkai.kernel.redaction.rules.boxes import spans_of
from gongkai.kernel.redaction.tests.papers import LINES, MOBILE, NAME, NUMBER, TITLE, paper, scan

LABEL = "个人隐私"
chinese = pytest.mark.skipif(
    not any(Path(path).exists() for path in _FONTS), reason="needs a Chinese font to draw (fonts-noto-cjk)"
)


def source_of(tmp_path, content: bytes, kind: str = "pdf"):
    path = tmp_path / f"source.{kind}"
    path.write_bytes(content)
    return opened(str(path), kind)


def boxes_over(source, *words: str) -> dict[int, list]:
    found: dict[int, list] = {}
    for number in range(len(source)):
        signs = source.signs(number)
        text = "".join(sign.text for sign in signs)
        for word in words:
            for start, end in spans_of(text, word):
                places = lines(s.place for s in signs[start:end] if not s.text.isspace())
                found.setdefault(number, []).extend((place, LABEL) for place in places)
    return found


def burnt(tmp_path, source, boxes, *, keep_text=True) -> Path:
    target = tmp_path / "result.pdf"
    burn(source, target, boxes, keep_text=keep_text)
    return target


def faults(source, path, boxes) -> list[Fault]:
    return examine(source, PdfSource(str(path)), str(path), boxes)[0]


def text_of(path) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


@chinese
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_words_go_and_the_rest_stays_readable(tmp_path, rotate):
    source = source_of(tmp_path, paper(rotate=rotate))
    boxes = boxes_over(source, NAME, NUMBER, MOBILE)
    path = burnt(tmp_path, source, boxes)
    assert faults(source, path, boxes) == []
    text = text_of(path)
    assert TITLE in text and "补偿标准按照" in text
    assert not any(word in text for word in (NAME, NUMBER, MOBILE, NUMBER[6:14]))
    assert all(word.encode() not in path.read_bytes() for word in (NUMBER, NAME))


@chinese
def test_the_picture_shows_black_where_the_box_is_and_the_rest_as_before(tmp_path):
    source = source_of(tmp_path, paper())
    boxes = boxes_over(source, NUMBER)
    result = PdfSource(str(burnt(tmp_path, source, boxes)))
    (x, y, w, h) = boxes[0][0][0]
    before, after = source.draw(0, 150).convert("L"), result.draw(0, 150).convert("L")
    width, height = after.size
    inside = after.crop(
        [
            round(v)
            for v in ((x + 0.005) * width, (y + 0.002) * height, (x + 0.03) * width, (y + h - 0.002) * height)
        ]
    )
    assert inside.getextrema()[1] < 40
    title = [round(v) for v in (0.1 * width, 0.07 * height, 0.9 * width, 0.11 * height)]
    assert before.crop(title).getextrema()[0] < 80 and after.crop(title).getextrema()[0] < 80


def test_without_its_words_the_result_has_none(tmp_path):
    source = source_of(tmp_path, paper())
    boxes = boxes_over(source, NUMBER)
    path = burnt(tmp_path, source, boxes, keep_text=False)
    assert faults(source, path, boxes) == [] and text_of(path) == ""


def test_a_cropped_page_shows_and_keeps_only_what_is_seen(tmp_path):
    source = source_of(tmp_path, paper(crop=(0, 700, 595, 842)))
    assert source.size(0) == (595, 142)
    boxes = boxes_over(source, NUMBER)
    path = burnt(tmp_path, source, boxes)
    assert faults(source, path, boxes) == []
    assert "补偿标准" not in text_of(path) and MOBILE not in text_of(path)


@chinese
@pytest.mark.parametrize("mode", [3, 7])
def test_hidden_words_do_not_travel(tmp_path, mode):
    """Under a box they go like all others; elsewhere they are not seen, so they are not taken along."""
    source = source_of(tmp_path, paper(hidden="内部底稿不公开", hidden_mode=mode))
    boxes = boxes_over(source, NUMBER)
    path = burnt(tmp_path, source, boxes)
    assert faults(source, path, boxes) == []
    assert TITLE in text_of(path) and "内部底稿" not in text_of(path)


@chinese
def test_a_text_split_by_boxes_leaves_only_what_is_seen(tmp_path):
    source = source_of(tmp_path, paper())
    boxes = boxes_over(source, NUMBER[:6], NUMBER[10:])
    path = burnt(tmp_path, source, boxes)
    assert faults(source, path, boxes) == []
    text = text_of(path)
    assert NUMBER not in text and NUMBER[:6] not in text and NUMBER[10:] not in text
    assert NUMBER[7:9] in text  # the middle, which stays visible; its neighbours touch the boxes


def test_a_number_over_two_lines_is_found_and_covered(tmp_path):
    source = source_of(tmp_path, paper((f"公民身份号码{NUMBER[:10]}", f"{NUMBER[10:]}，其余公开")))
    boxes = boxes_over(source, NUMBER)
    assert len(boxes[0]) == 2
    path = burnt(tmp_path, source, boxes)
    assert faults(source, path, boxes) == [] and NUMBER[:8] not in text_of(path)


def test_nothing_but_pictures_and_words_is_inside(tmp_path):
    source = source_of(tmp_path, paper(extras=True))
    boxes = boxes_over(source, NUMBER)
    path = burnt(tmp_path, source, boxes)
    assert faults(source, path, boxes) == []
    with pikepdf.open(path) as pdf:
        assert "/Info" not in pdf.trailer and set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert not pdf.attachments and "/Annots" not in pdf.pages[0].obj
    content = path.read_bytes()
    assert NAME.encode() not in content and NAME.encode("utf-16-be") not in content


def test_what_stands_uncovered_elsewhere_is_hinted_at(tmp_path):
    source = source_of(tmp_path, paper(LINES, LINES))
    boxes = {0: boxes_over(source, NUMBER)[0]}
    path = burnt(tmp_path, source, boxes)
    found, hints = examine(source, PdfSource(str(path)), str(path), boxes)
    assert found == [] and [h.code for h in hints] == (["elsewhere"] if NUMBER in text_of(path) else [])


class TestSabotage:
    """Whatever is left out of the burning, the examination says so."""

    def test_no_burning_at_all(self, tmp_path):
        source = source_of(tmp_path, paper())
        boxes = boxes_over(source, NUMBER, NAME)
        found = {fault.code for fault in faults(source, tmp_path / "source.pdf", boxes)}
        assert found == {"inside", "words", "pixels"}

    def test_one_box_forgotten(self, tmp_path):
        source = source_of(tmp_path, paper())
        boxes = boxes_over(source, NUMBER, MOBILE)
        path = burnt(tmp_path, source, {0: boxes[0][:1]}, keep_text=False)
        assert faults(source, path, boxes) == [Fault("pixels", 1, 2)]

    def test_words_laid_under_a_box(self, tmp_path):
        source = source_of(tmp_path, paper())
        boxes = boxes_over(source, NUMBER)
        path = burnt(tmp_path, source, boxes)
        whole = burnt(tmp_path, source, {}).rename(tmp_path / "whole.pdf")
        burn(source, path, boxes, keep_text=True)
        with pikepdf.open(path, allow_overwriting_input=True) as pdf, pikepdf.open(whole) as other:
            page = pdf.pages[0]
            words = pdf.copy_foreign(other.pages[0].obj)
            page.obj.Contents, page.obj.Resources.Font = words.Contents, words.Resources.Font
            pdf.save(path)
        assert Fault("words", 1, 1) in faults(source, path, boxes)

    @pytest.mark.parametrize("add", ["author", "script", "attachment", "annotation", "metadata"])
    def test_something_added_inside(self, tmp_path, add):
        source = source_of(tmp_path, paper())
        boxes = boxes_over(source, NUMBER)
        path = burnt(tmp_path, source, boxes)
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            if add == "author":
                pdf.docinfo["/Author"] = NAME
            elif add == "script":
                pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")
            elif add == "attachment":
                pdf.attachments["a.txt"] = b"x"
            elif add == "metadata":
                with pdf.open_metadata() as metadata:
                    metadata["dc:creator"] = [NAME]
            else:
                pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot)])
            pdf.save(path)
        assert Fault("inside") in faults(source, path, boxes)

    def test_a_page_lost(self, tmp_path):
        source = source_of(tmp_path, paper(LINES, LINES))
        path = burnt(tmp_path, source, {})
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            del pdf.pages[1]
            pdf.save(path)
        assert faults(source, path, {}) == [Fault("pages")]

    def test_half_transparent_boxes(self, tmp_path):
        source = source_of(tmp_path, paper())
        boxes = boxes_over(source, NUMBER)
        path = burnt(tmp_path, source, boxes, keep_text=False)
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            image = pdf.pages[0].Resources.XObject.P
            picture = Image.open(BytesIO(image.read_raw_bytes()))
            lighter = BytesIO()
            Image.blend(picture, source.draw(0, 150).convert(picture.mode), 0.5).save(lighter, "JPEG")
            image.write(lighter.getvalue(), filter=pikepdf.Name.DCTDecode)
            pdf.save(path)
        assert faults(source, path, boxes) == [Fault("pixels", 1, 1)]


@pytest.mark.parametrize(("kind", "form"), [("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF")])
def test_scans_are_pages_too(tmp_path, kind, form):
    source = source_of(tmp_path, scan(form), kind)
    boxes = {0: [((0.15, 0.16, 0.6, 0.05), LABEL)]}
    path = burnt(tmp_path, source, boxes)
    assert faults(source, path, boxes) == []
    assert faults(source, burnt(tmp_path, source, {}), boxes) == [Fault("pixels", 1, 1)]


def test_what_cannot_be_shown_is_refused(tmp_path):
    locked = paper(encryption=pikepdf.Encryption(owner="a", user="b"))
    for content, code in ((locked, "encrypted"), (b"%PDF-1.7 nothing", "broken")):
        with pytest.raises(Unreadable) as refused:
            source_of(tmp_path, content)
        assert refused.value.code == code
    with pytest.raises(Unreadable):
        source_of(tmp_path, b"no picture", "png")


def test_the_process_answers_and_refuses(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(paper())
    job = {"source": str(path), "kind": "pdf"}
    assert ask({"do": "describe", **job}) == {"pages": [[595, 842]]}
    path.write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(DrawingFailed) as failed:
        ask({"do": "describe", **job})
    assert failed.value.code == "broken"


def test_memory_stays_flat_over_three_hundred_pages(tmp_path):
    """The peak of the process for 300 pages is little above that for 20."""

    def peak(pages: int) -> int:
        path = tmp_path / f"{pages}.pdf"
        path.write_bytes(paper(*[("公告", f"第{n}页 {NUMBER}") for n in range(pages)]))
        boxes = {n: [[[0.1, 0.1, 0.5, 0.05], LABEL]] for n in range(pages)}
        job = {
            "do": "burn",
            "source": str(path),
            "kind": "pdf",
            "target": str(tmp_path / "o.pdf"),
            "boxes": boxes,
            "keep_text": True,
        }
        code = (
            "import resource, runpy\n"
            "runpy.run_module('gongkai.kernel.redaction.drawing', run_name='__main__')\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ},
        )
        return int(done.stdout.splitlines()[-1])

    small, large = peak(20), peak(300)
    assert large < small + 60_000, (small, large)  # kilobytes
