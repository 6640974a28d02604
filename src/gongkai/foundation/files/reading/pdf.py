"""PDF: opened with qpdf (pikepdf), words by pypdf, a copy without properties, scripts and attachments."""

import logging
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pypdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from pypdf.errors import PyPdfError

from gongkai.foundation.files.reading import limits
from gongkai.foundation.files.reading.images import strip_jpeg
from gongkai.foundation.files.reading.results import Reading, Unacceptable

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# what pypdf raises on odd but displayable documents; a page it cannot read is left out
_ODD = (
    PyPdfError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError,
    NotImplementedError, AssertionError, struct.error, zlib.error, OSError, StopIteration,
)  # fmt: skip
_ACTIVE = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE", "/RichMediaExecute"}
)
_PERSONAL = ("/Author", "/Company", "/Manager")
_ATTACHED = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"})
_MARKUP = frozenset(
    f"/{name}"
    for name in (
        *("Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline"),
        *("Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup", "Redact"),
    )
)


def read(data: bytes) -> Reading:
    """Raises Unacceptable for a password or a document without readable pages."""
    reading = Reading("pdf")
    try:
        with Pdf.open(BytesIO(data)) as pdf:
            if not len(pdf.pages):
                raise Unacceptable("broken")
            reading.hidden = "\n".join(_said(pdf))
            signed, locked = _is_signed(pdf), pdf.is_encrypted
            removed = _clean(pdf)
            reading.note(
                *removed, *(["signed"] if signed else []), *(["comments"] if _has_comments(pdf) else [])
            )
            target = BytesIO()
            pdf.save(target, deterministic_id=True, encryption=False)
    except pikepdf.PasswordError as error:
        raise Unacceptable("encrypted") from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, UnicodeDecodeError, RecursionError) as error:
        raise Unacceptable("broken") from error
    reading.public = target.getvalue()
    if locked:
        reading.note("restrictions_removed")
    _read_text(reading)
    if signed:
        _keep_signature(reading, removed)
    return reading


def _keep_signature(reading: Reading, removed: list[str]) -> None:
    """Any change breaks a signature: without traces the original is public, else somebody decides."""
    reading.notes = [note for note in reading.notes if note not in removed and note != "restrictions_removed"]
    reading.public = None
    if removed:
        reading.keep_original("signed")


def _said(pdf: Pdf) -> Iterator[str]:
    """Properties and comments: on no page, but looked through for marks."""
    info = pdf.trailer.get("/Info")
    for key in (*_PERSONAL, "/Title", "/Subject", "/Keywords", "/Comments"):
        yield _plain(info.get(key)) if isinstance(info, Dictionary) else ""
    metadata = pdf.Root.get("/Metadata")
    yield metadata.read_bytes().decode("utf-8", "ignore") if isinstance(metadata, Stream) else ""
    for _page, annotation in _annotations(pdf):
        yield _plain(annotation.get("/Contents"))


def _plain(value) -> str:
    """A name or a text of the file; names in an old code page, as some producers write them, are none."""
    try:
        return "" if value is None else str(value)
    except UnicodeDecodeError:
        return ""


def _dictionaries(pdf: Pdf) -> Iterator:
    for item in pdf.objects:
        if isinstance(item, (Dictionary, Stream)):
            yield item


def _annotations(pdf: Pdf) -> Iterator:
    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if isinstance(annotations, Array):
            for annotation in list(annotations):
                if isinstance(annotation, Dictionary):
                    yield page, annotation


def _is_signed(pdf: Pdf) -> bool:
    return any("/ByteRange" in item and "/Contents" in item for item in _dictionaries(pdf))


def _has_comments(pdf: Pdf) -> bool:
    return any(
        _plain(a.get("/Subtype")) in _MARKUP and _plain(a.get("/Contents")) for _page, a in _annotations(pdf)
    )


def _clean(pdf: Pdf) -> list[str]:
    """Take out what tells of the authors or acts by itself; the codes of what it was."""
    removed = []
    if _clean_properties(pdf):
        removed.append("author_removed")
    if _clean_attachments(pdf):
        removed.append("attachments_removed")
    if _clean_actions(pdf):
        removed.append("scripts_removed")
    if _clean_pictures(pdf):
        removed.append("location_removed")
    return removed


def _clean_properties(pdf: Pdf) -> bool:
    """Document properties, XMP wherever it hangs, editors' private data, names on comments."""
    info = pdf.trailer.get("/Info")
    personal = isinstance(info, Dictionary) and any(_plain(info.get(key)).strip() for key in _PERSONAL)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for item in _dictionaries(pdf):
        metadata = item.get("/Metadata")
        if isinstance(metadata, Stream):
            personal = personal or b"creator" in metadata.read_bytes().lower()
        for key in ("/Metadata", "/PieceInfo"):
            if key in item and item.get("/Type") != Name.Metadata:
                del item[key]
    for _page, annotation in _annotations(pdf):
        if _plain(annotation.get("/Subtype")) in _MARKUP:
            personal = personal or bool(_plain(annotation.get("/T")))
            for key in ("/T", "/CreationDate", "/M", "/RC"):
                if key in annotation:
                    del annotation[key]
    return personal


def _clean_attachments(pdf: Pdf) -> bool:
    removed = False
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary) and "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]
        removed = True
    for item in _dictionaries(pdf):
        if "/AF" in item:
            del item["/AF"]
            removed = True
    for page, annotation in list(_annotations(pdf)):
        if _plain(annotation.get("/Subtype")) in _ATTACHED:
            kept = [a for a in page.obj.Annots if a != annotation]
            page.obj.Annots = Array(kept)
            removed = True
    return removed


def _clean_actions(pdf: Pdf) -> bool:
    removed = False
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary) and "/JavaScript" in names:
        del names["/JavaScript"]
        removed = True
    for item in _dictionaries(pdf):
        for key in ("/OpenAction", "/A", "/AA", "/PA"):
            if key in item and _acts(item[key], always=key == "/AA"):
                del item[key]
                removed = True
    return removed


def _acts(action, *, always: bool) -> bool:
    """Whether an action does more than turn to a page or open a web address; chains count as acting."""
    if not isinstance(action, Dictionary):
        return False
    return always or _plain(action.get("/S")) in _ACTIVE or "/Next" in action


def _clean_pictures(pdf: Pdf) -> bool:
    """EXIF inside JPEG pictures: cameras write the place of a site visit there."""
    removed = False
    for item in _dictionaries(pdf):
        if not isinstance(item, Stream) or item.get("/Filter") not in (
            Name.DCTDecode,
            Array([Name.DCTDecode]),
        ):
            continue
        raw = item.read_raw_bytes()
        if b"Exif\0" not in raw[:65_536] and b"http://ns.adobe.com/xap" not in raw[:65_536]:
            continue
        try:
            item.write(strip_jpeg(raw), filter=Name.DCTDecode)
            removed = True
        except (ValueError, IndexError):
            continue
    return removed


def _read_text(reading: Reading) -> None:
    """The words of the first pages, within time; a document whose pages give none is a scan."""
    texts, complete, failed = [], True, 0
    try:
        pages = pypdf.PdfReader(BytesIO(reading.public)).pages
        for number, page in enumerate(pages):
            if number >= limits.PAGES or not limits.text_time_left():
                complete = False
                break
            try:
                texts.append(page.extract_text())
                complete = complete and not _is_scanned(page, texts[-1])
            except _ODD:
                failed += 1
    except _ODD:
        failed += 1
    reading.found("\n".join(texts), complete=complete and not failed)
    if failed and not reading.text.strip():
        reading.text_state = "failed"


def _is_scanned(page: pypdf.PageObject, text: str) -> bool:
    """A page without words that draws something: most likely the picture of a page."""
    return not text.strip() and bool((page.get("/Resources") or {}).get("/XObject"))
