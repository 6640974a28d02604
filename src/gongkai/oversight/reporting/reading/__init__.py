"""Reading a report of any organ from a file: JSON, .csv by cells, web page, text, Word, Excel, PDF.

Step one makes plain grids of whatever came (`grids`), step two finds the statutory tables in them (`tables`) or the
lists of the older forms (`lists`). Nothing is guessed: a cell that cannot be read is named, and what depends on it
is not assessable. A report of words alone has no tables; that is no report of zeros.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from gongkai.foundation.files.reading.plain import decode
from gongkai.foundation.files.reading.results import Unacceptable
from gongkai.kernel.figures.rules.values import NO_TABLE
from gongkai.oversight.reporting.reading.cells import from_cells, is_cells
from gongkai.oversight.reporting.reading.grids import (
    Document,
    Grid,
    NotReadable,
    bounded,
    from_docx,
    from_html,
    from_text,
    from_xlsx,
    text_of,
)
from gongkai.oversight.reporting.reading.lists import flattened
from gongkai.oversight.reporting.reading.paper import from_pdf
from gongkai.oversight.reporting.reading.tables import read_tables
from gongkai.oversight.reporting.reading.words import mended, words_of
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.interchange import NO_WORDS, Reading, Report, Trouble, from_json
from gongkai.oversight.reporting.rules.versions import form_of
from gongkai.oversight.reporting.rules.words import Words

MOST_BYTES = 30 * 1024 * 1024
_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"
_TAG = re.compile(r"<(?:!doctype|html|head|body|meta|table|div|p|h[1-6]|span|br|tr)\b", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def read_report(data: bytes) -> Reading:
    """The report in a file, its kind told by the content. Never raises for what is in the file."""
    if len(data) > MOST_BYTES:
        return _failed("too-large")
    try:
        return _read(data)
    except NotReadable as error:
        return _failed(error.code, str(error))


def _read(data: bytes) -> Reading:
    if not data.strip():
        return _failed("empty")
    if data.startswith(_ZIP):
        bounded(data)
        return _from_sheets(from_xlsx(data)) if b"xl/workbook" in data else _from_document(from_docx(data))
    if _PDF in data[:1024]:
        return _from_document(from_pdf(data))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _from_json(data)
    text = text_of(data)
    if is_cells(text):
        return from_cells(text)
    if _TAG.search(text[:8192]):
        return _from_document(from_html(data))
    if len(_CHINESE.findall(text)) * 5 >= len(text.split()) and _CHINESE.search(text) and "\0" not in text:
        return _from_document(from_text(text))
    return _failed("unknown-kind")


def _failed(code: str, said: str = "") -> Reading:
    return Reading(None, (Trouble(code, "", said),))


def _from_json(data: bytes) -> Reading:
    try:
        return from_json(json.loads(decode(data)[0]))
    except (Unacceptable, ValueError, RecursionError) as error:
        return _failed("not-readable", str(error)[:200])


def _from_sheets(document: Document) -> Reading:
    """The lines of sheets are their cells: no list is looked for in them, and they are not proof-read."""
    return replace(_from_grids(document.grids, document.lines), words=NO_WORDS)


def _from_document(document: Document) -> Reading:
    return _from_grids([*document.grids, *flattened(document.lines)], document.lines)


def _from_grids(grids: list[Grid], lines: list[str]) -> Reading:
    words = words_of("\n".join(lines))
    form, found = read_tables(grids)
    year, organ = title_of_words(words)
    if not found.troubles and all(value is NO_TABLE for value in found.values.values()):
        return _of_words_alone(words, year, organ)
    text = _sections(form, mended("\n".join(lines)).split("\n"))
    report = Report(form, found.values, year, organ, text)
    return Reading(report, tuple(found.troubles), words)


def _of_words_alone(words: Words, year: int | None, organ: str) -> Reading:
    """A report that says what it is, whose tables are lacking; other words are kept for proof-reading."""
    lacking = Trouble("no-table", "")
    form = form_of(year) if year else None
    if form is None or not _SECTION.search(words.text):
        return Reading(None, (lacking,), words)
    lines = words.text.split("\n")
    report = Report(form, dict.fromkeys(form.labels, NO_TABLE), year, organ, _sections(form, lines))
    return Reading(report, (lacking,), words)


_SECTION = re.compile(r"^\s*[一二三四五六七八九]、\s*\S", re.MULTILINE)
_REPORT = r"(?:政府)?信息公开(?:工作)?(?:年度?)?(?:工作)?(?:情况)?报告(?!的?(?:通知|格式|要求|相关|编制))"
_TITLES = (
    re.compile(rf"(?P<organ>[^,。:;《》>]{{0,60}}?)(?P<year>20\d\d)年?度?{_REPORT}"),
    re.compile(rf"^\s*(?P<year>20\d\d)\s*年?度?\s*(?P<organ>\S{{2,40}}?){_REPORT}"),
    re.compile(r"(?P<organ>[^,。:;《》>]{2,60}?)政府信息公开工作(?P<year>20\d\d)年?度?报告"),
)
_BEFORE_ORGAN = re.compile(r"^.*(?:现(?:予以?)?(?:公布|发布|将)|由|为)|(?:编制)?的$|(?:有关)?规定$")
_PERIOD = re.compile(r"(20\d\d)年1月1日起?[至到—-]+(?:\1年)?12月31日")
_BEGINS = re.compile(r"(20\d\d)年度?,\s*(?:我[厅局部委办]|全[省市县])")
_ANSWERS = re.compile(r"^\s*[一二三四五六七八九]、\S{0,8}(?:依申请公开|主动公开)", re.MULTILINE)
_SIGNED = re.compile(r"^\s*(\S{4,40}?)(?:办公室)?\n\s*20\d\d年\d{1,2}月\d{1,2}日\s*$", re.MULTILINE)


def title_of_words(words: Words) -> tuple[int | None, str]:
    """Year and organ from the title of an annual report; without one from its beginning and signature."""
    for _at, line in words.lines:
        for pattern in _TITLES:
            if found := pattern.search(line):
                return int(found["year"]), _BEFORE_ORGAN.sub("", found["organ"]).strip(" -—_|")
    begins = _PERIOD.search(words.text) or _BEGINS.search(words.text)
    if begins is None or not _ANSWERS.search(words.text):
        return None, ""
    signed = _SIGNED.search(words.text)
    return int(begins[1]), signed[1] if signed else ""


_NUMBERS = "一二三四五六七八九"
_HEADING = re.compile(r"^\s*([一二三四五六七八九])、\s*(\S.{1,30})$")


def _sections(form: Form, lines: Iterable[str]) -> dict[str, str]:
    """The words under each heading of the form, in the order they come; what stands before the first is left out."""
    found: dict[str, list[str]] = {}
    here = None
    for line in lines:
        heading = _HEADING.match(line)
        number = str(_NUMBERS.index(heading[1]) + 1) if heading and len(line) < 40 else ""
        if number in form.sections:
            here = number
        elif here:
            found.setdefault(here, []).append(line)
    return {key: "\n".join(words) for key, words in found.items()}
