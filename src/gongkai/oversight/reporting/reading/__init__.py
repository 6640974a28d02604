"""Reading a report of any organ from a file: JSON, web page, Word, Excel.

Step one makes plain grids of whatever came (`grids`), step two finds the statutory tables in them (`tables`).
Nothing is guessed: a cell that cannot be read is named, and what depends on it is not assessable.
"""

import json
import re
from collections.abc import Iterable

from gongkai.foundation.files.reading.plain import decode
from gongkai.foundation.files.reading.results import Unacceptable
from gongkai.kernel.figures.rules.values import NO_TABLE
from gongkai.oversight.reporting.reading.grids import Document, NotReadable, from_docx, from_html, from_xlsx
from gongkai.oversight.reporting.reading.tables import read_tables
from gongkai.oversight.reporting.rules.interchange import Reading, Report, Trouble, from_json
from gongkai.oversight.reporting.rules.numerals import narrow

MOST_BYTES = 30 * 1024 * 1024
_ZIP = b"PK\x03\x04"


def read_report(data: bytes) -> Reading:
    """The report in a file, its kind told by the content. Never raises for what is in the file."""
    if len(data) > MOST_BYTES:
        return _failed("too-large")
    try:
        return _read(data)
    except NotReadable as error:
        return _failed("not-readable", str(error))


def _read(data: bytes) -> Reading:
    if data.startswith(_ZIP):
        return _from_document(from_xlsx(data) if b"xl/workbook" in data else from_docx(data))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _from_json(data)
    if b"<" in data[:4096]:
        return _from_document(from_html(data))
    return _failed("unknown-kind")


def _failed(code: str, said: str = "") -> Reading:
    return Reading(None, (Trouble(code, "", said),))


def _from_json(data: bytes) -> Reading:
    try:
        return from_json(json.loads(decode(data)[0]))
    except (Unacceptable, ValueError, RecursionError) as error:
        return _failed("not-readable", str(error)[:200])


def _from_document(document: Document) -> Reading:
    form, found = read_tables(document.grids)
    if not found.troubles and all(value is NO_TABLE for value in found.values.values()):
        return _failed("no-table")
    year, organ = _title(document.lines)
    report = Report(form, found.values, year, organ, _sections(document.lines))
    return Reading(report, tuple(found.troubles))


_TITLE = re.compile(r"^(.{0,60}?)(20\d\d)年?度?(?:政府)?信息公开(?:工作)?年度?报告")


def _title(lines: Iterable[str]) -> tuple[int | None, str]:
    """Year and organ from the first line that is the title of an annual report."""
    for line in lines:
        found = _TITLE.search(narrow(line))
        if found:
            return int(found[2]), found[1].strip(" -—_|")
    return None, ""


_NUMBERS = "一二三四五六"
_HEADING = re.compile(r"^([一二三四五六])、\s*(\S.{1,30})$")


def _sections(lines: Iterable[str]) -> dict[str, str]:
    """The words under each of the six headings, in the order they come; what stands before the first is left out."""
    found: dict[str, list[str]] = {}
    here = None
    for line in lines:
        heading = _HEADING.match(narrow(line))
        if heading and len(line) < 40:
            here = str(_NUMBERS.index(heading[1]) + 1)
        elif here:
            found.setdefault(here, []).append(line)
    return {key: "\n".join(words) for key, words in found.items()}
