"""The opening process: one JSON job a line on standard input, one JSON answer a line on standard output.

{"path", "name", "folder"} -> {"problem": {"code", "where", "values"}} | {"members": [{"path", "name"}]} |
{"kind", "report": {...} or null, "troubles": [...]}. Exit status 3 when memory ran out. Faults are told by type and
place only, never by a message that might quote the file.
"""

import json
import sys
import traceback
from pathlib import Path

from gongkai.foundation.files.reading import documents, limits
from gongkai.foundation.files.reading.containers import Package
from gongkai.foundation.files.reading.plain import decode
from gongkai.foundation.files.reading.results import Unacceptable
from gongkai.foundation.files.rules.marks import classification_marks
from gongkai.oversight.reporting.reading import MOST_BYTES, read_report, title_of_words
from gongkai.oversight.reporting.reading.grids import NotReadable, from_html
from gongkai.oversight.reporting.rules.frozen import to_stored
from gongkai.oversight.reporting.rules.interchange import Reading

ZIP = b"PK\x03\x04"
OFFICE = "[Content_Types].xml"
READ = frozenset({"docx", "xlsx", "pdf"})
MOST_MEMBERS = 500
BINARY = (
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
)


def answer(job: dict) -> dict:
    try:
        data = Path(job["path"]).read_bytes()
        if data.startswith(ZIP) and (package := _archive(data)):
            return {"members": _unpacked(package, job.get("folder", ""))}
        if len(data) > MOST_BYTES:
            raise Unacceptable("too_large", limit=MOST_BYTES // 1024**2)
        return _read(data, job["name"])
    except Unacceptable as verdict:
        return {"problem": {"code": verdict.code, "where": verdict.where, "values": verdict.values}}


# --- archives ---------------------------------------------------------------------------------------------------


def _archive(data: bytes) -> Package | None:
    """The archive, or None for a document that is only packed as one."""
    package = Package(data, limits.PACKAGE_ENTRIES)
    return None if OFFICE in package or "OFD.xml" in package else package


def _unpacked(package: Package, folder: str) -> list[dict]:
    """Every member under a number of its own; what the packer's system left behind is passed over."""
    if not folder:
        raise Unacceptable("zip_depth", limit=1)
    names = [name for name in package.names if not _is_left_over(name)]
    if not names:
        raise Unacceptable("zip_nothing")
    if len(names) > MOST_MEMBERS:
        raise Unacceptable("zip_entries", limit=MOST_MEMBERS)
    found = []
    for number, name in enumerate(names):
        path = Path(folder, str(number))
        path.write_bytes(package.read(name))
        found.append({"path": str(path), "name": name})
    return found


def _is_left_over(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return (
        name.startswith("__MACOSX/") or last in {".DS_Store", "Thumbs.db", "desktop.ini"} or last[:2] == "~$"
    )


# --- one report -------------------------------------------------------------------------------------------------


def _read(data: bytes, name: str) -> dict:
    if not data:
        raise Unacceptable("empty")
    kind, words = _looked_through(data, name)
    if classification_marks(words):
        raise Unacceptable("classification_mark")
    return {"kind": kind, **_told(read_report(data))}


def _looked_through(data: bytes, name: str) -> tuple[str, str]:
    """What kind of file it is kept as, and all its words. A page or a data file is kept as text: nobody opens it here."""
    if data.startswith((ZIP, *BINARY)):
        reading = documents.read(data, name)
        if reading.kind not in READ:
            raise Unacceptable("not_a_report", kind=reading.kind)
        return reading.kind, f"{reading.text}\n\n{reading.hidden}"
    if b"<" in data[:4096] and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return "txt", _words_of_page(data)
    return "txt", decode(data)[0]


def _words_of_page(data: bytes) -> str:
    try:
        document = from_html(data)
    except NotReadable as error:
        raise Unacceptable("broken") from error
    cells = (cell.text for grid in document.grids for row in grid.rows for cell in row)
    return "\n".join([*document.lines, *cells])


def _told(reading: Reading) -> dict:
    """`lacking`: the words are a report's, its tables are not in the file."""
    report = reading.report
    troubles = [{"code": one.code, "where": one.where, "said": one.said} for one in reading.troubles]
    lacking = any(one.code == "no-table" for one in reading.troubles)
    if report is None:
        year, organ = title_of_words(reading.words)
        said = {"form": "", "values": {}, "year": year, "organ": organ, "lacking": True}
        return {"report": said if lacking and year else None, "troubles": troubles}
    told = {"form": report.form.code, "year": report.year, "organ": report.organ, "lacking": lacking}
    return {
        "report": told | {"values": to_stored(report.values), "text": dict(report.text)},
        "troubles": troubles,
    }


def _tell(kind, _error, trace) -> None:
    sys.stderr.write("".join(traceback.format_tb(trace)) + kind.__name__ + "\n")


if __name__ == "__main__":
    sys.excepthook = _tell
    limits.apply()
    try:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line)), ensure_ascii=True), flush=True)  # noqa: T201
    except MemoryError:
        sys.exit(3)
