"""The public copy: nothing of the official who made it, all of the content, the same bytes each time."""

import zipfile
from io import BytesIO

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image

from gongkai.foundation.files.reading import documents
from gongkai.foundation.files.tests import samples
from gongkai.foundation.files.tests.samples import NOTICE, OFFICIAL

MAKERS = {
    "docx": lambda: samples.word(tracked=True),
    "xlsx": samples.sheet,
    "pptx": samples.slides,
    "ofd": samples.ofd,
    "pdf": lambda: samples.pdf(scripts=True),
    "jpg": samples.photo,
    "png": lambda: samples.photo("png"),
    "webp": lambda: samples.photo("webp"),
    "tif": lambda: samples.photo("tiff"),
    "gif": lambda: samples.photo("gif"),
}


def copy_of(data: bytes, name: str = "x") -> bytes:
    return documents.read(data, name).public


def everything_in(data: bytes) -> bytes:
    """All bytes that a curious reader of the file could come by, unpacked."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as package:
            return b"\n".join(everything_in(package.read(name)) for name in package.namelist())
    if data.startswith(b"%PDF"):
        target = BytesIO()
        with pikepdf.open(BytesIO(data)) as document:
            plain = pikepdf.StreamDecodeLevel.generalized
            document.save(target, compress_streams=False, stream_decode_level=plain)
        return target.getvalue()
    return data


def traces(name: str) -> list[bytes]:
    return [
        name.encode(),
        name.encode("utf-16-le"),
        name.encode("utf-16-be"),
        name.encode("utf-16-be").hex().encode(),
    ]


@pytest.mark.parametrize("kind", MAKERS)
def test_the_official_is_in_the_original_and_not_in_the_copy(kind):
    original = MAKERS[kind]()
    assert any(trace in everything_in(original) for trace in traces(OFFICIAL))
    copy = copy_of(original)
    assert not any(trace in everything_in(copy) for trace in traces(OFFICIAL))


@pytest.mark.parametrize("kind", MAKERS)
def test_the_same_file_gives_the_same_copy_and_a_copy_is_its_own(kind):
    original = MAKERS[kind]()
    first = copy_of(original)
    assert first == copy_of(original)
    again = documents.read(first, "x")
    assert again.kind == kind and again.public in (None, first)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "ofd", "pdf"])
def test_the_copy_says_what_the_original_says(kind):
    original = MAKERS[kind]()
    assert documents.read(copy_of(original), "x").text == documents.read(original, "x").text


def test_office_programs_open_the_copies():
    document = docx.Document(BytesIO(copy_of(samples.word())))
    assert document.core_properties.author == "" and document.paragraphs[0].text == NOTICE
    book = openpyxl.load_workbook(BytesIO(copy_of(samples.sheet())))
    assert book.active["A2"].value == "靖港镇一组" and book.active["A1"].comment.author == "作者1"


def test_threads_of_comments_stay_readable():
    document = docx.Document(BytesIO(copy_of(samples.word(tracked=True))))
    (comment,) = list(document.comments)
    assert (comment.author, comment.text) == ("作者1", "金额再核对")
    assert b'w:author="\xe4\xbd\x9c\xe8\x80\x851"' in everything_in(copy_of(samples.word(tracked=True)))


def test_a_pdf_loses_scripts_attachments_and_properties():
    with pikepdf.open(BytesIO(copy_of(samples.pdf(scripts=True)))) as document:
        assert "/OpenAction" not in document.Root and "/Metadata" not in document.Root
        assert len(document.attachments) == 0 and "/Info" not in document.trailer
        (annotation,) = document.pages[0].Annots
        assert "/T" not in annotation and str(annotation.Contents) == "金额再核对"
    data = samples.pdf(scripts=True)
    assert "随页底稿".encode() in everything_in(data)
    assert "底稿".encode() not in everything_in(copy_of(data))
    notes = documents.read(data, "x").notes
    assert {"author_removed", "attachments_removed", "scripts_removed", "comments"} <= set(notes)


def test_links_and_jumps_of_a_pdf_stay():
    with pikepdf.open(BytesIO(samples.pdf())) as document:
        page = document.pages[0].obj
        web = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/")
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=web
        )
        page.Annots.append(document.make_indirect(link))
        document.Root.OpenAction = pikepdf.Array([page, pikepdf.Name.Fit])
        data = samples._saved(document.save)
    with pikepdf.open(BytesIO(copy_of(data))) as document:
        assert str(document.pages[0].Annots[1].A.URI) == "https://example.org/"
        assert "/OpenAction" in document.Root


def test_a_photograph_inside_a_pdf_loses_its_place():
    with pikepdf.open(BytesIO(samples.pdf())) as document:
        picture = document.make_stream(samples.photo())
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 64, 48, 8
        picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        document.pages[0].Resources.XObject = pikepdf.Dictionary(Im0=picture)
        data = samples._saved(document.save)
    assert b"Exif\0" in data
    copy = copy_of(data)
    assert b"Exif\0" not in copy
    with pikepdf.open(BytesIO(copy)) as document:
        shown = pikepdf.PdfImage(document.pages[0].Resources.XObject.Im0).as_pil_image()
    assert shown.size == (64, 48)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_pictures_keep_every_pixel_and_stand_upright(kind):
    original = samples.photo(kind)
    copy = copy_of(original)
    with Image.open(BytesIO(original)) as before, Image.open(BytesIO(copy)) as after:
        assert before.tobytes() == after.tobytes()
        assert dict(after.getexif()) == {0x0112: 6}


def test_a_tiff_is_turned_upright_and_keeps_its_pages():
    pages = [Image.new("1", (40, 30), number % 2) for number in range(3)]
    data = samples._saved(
        lambda t: pages[0].save(t, "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    )
    reading = documents.read(data, "x")
    with Image.open(BytesIO(reading.public or data)) as after:
        assert (after.n_frames, after.info["compression"]) == (3, "group4")
    with Image.open(BytesIO(copy_of(samples.photo("tiff")))) as after:
        assert after.size == (48, 64)


def test_what_hangs_behind_the_end_of_a_picture_is_gone():
    for kind in ("jpeg", "png", "gif", "webp"):
        assert b"<script>" not in copy_of(samples.photo(kind) + b"<script>alert(1)</script>")


def test_signed_documents_stay_as_they_are_and_wait_for_somebody():
    for data in (samples.pdf(signed=True), samples.ofd(signed=True)):
        reading = documents.read(data, "x")
        assert (reading.public, reading.public_state, reading.public_problem) == (
            None,
            "needs_acceptance",
            "signed",
        )
        assert "signed" in reading.notes and "author_removed" not in reading.notes


def test_a_sealed_ofd_without_traces_goes_out_with_its_seal():
    reading = documents.read(samples.ofd(signed=True, author=""), "x")
    assert (reading.public, reading.public_state) == (None, "ready")


def test_old_formats_wait_for_somebody():
    reading = documents.read(samples.old_word(), "x.doc")
    assert (reading.public, reading.public_state, reading.public_problem) == (
        None,
        "needs_acceptance",
        "legacy",
    )
    assert reading.text_state == "not_supported"


def test_an_archive_holds_the_copies_of_its_members():
    data = samples.archive(
        {"公告.docx": samples.word(), "__MACOSX/._公告.docx": b"x", "图.jpg": samples.photo()}
    )
    reading = documents.read(data, "x")
    assert not any(trace in everything_in(reading.public) for trace in traces(OFFICIAL))
    with zipfile.ZipFile(BytesIO(reading.public)) as package:
        assert package.namelist() == ["公告.docx", "图.jpg"]
    assert {"author_removed", "location_removed", "system_files_removed"} <= set(reading.notes)


def test_an_archive_is_as_public_as_its_least_public_member():
    reading = documents.read(
        samples.archive({"公告.docx": samples.word(), "旧.doc": samples.old_word()}), "x"
    )
    assert (reading.public_state, reading.public_problem) == ("needs_acceptance", "legacy")
    with zipfile.ZipFile(BytesIO(reading.public)) as package:
        assert package.read("旧.doc") == samples.old_word()
