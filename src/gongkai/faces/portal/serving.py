"""Answering requests from the site tree: one answer for the WSGI server in front and for Django behind it.

Any web server can serve the tree; this is what `gongkai run` uses. No path leaves the tree, hidden names
do not exist.
"""

import mimetypes
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

from gongkai.kernel.publishing import assets
from gongkai.kernel.publishing.rules import paths

BLOCK = 1 << 18
SMALL = 1 << 20  # files up to this size are answered from memory
WITHDRAWN = b'data-status="410"'
HEAD = 120  # bytes in which a page says that it is a notice
LONGEST = 255  # bytes of a name that file systems take
INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")

_TYPES = {".html": "text/html", ".xml": "application/xml", ".json": "application/json",
          ".js": "text/javascript",
          ".css": "text/css", ".txt": "text/plain", ".ofd": "application/ofd"}  # fmt: skip

CONTENT_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Official texts carry their indents and alignments as inline styles; scripts come from the site only."""

SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Content-Security-Policy", CONTENT_POLICY),
)


@dataclass
class Answer:
    """Status, headers and body of an answer; `file` instead of `body` for large files."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    file: Path | None = None

    def blocks(self) -> Iterator[bytes]:
        if self.file is None:
            yield self.body
            return
        with self.file.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def is_dynamic(path: str) -> bool:
    """Whether the application answers this path, not the tree."""
    return any(path == part or path.startswith(f"{part}/") for part in paths.DYNAMIC)


def answer(root: Path, path: str, conditions: Mapping[str, str]) -> Answer | None:
    """The tree's answer to GET; None when it has no such file. `conditions`: If-None-Match,
    If-Modified-Since.
    """
    place = locate(root, path)
    if place is None:
        return None
    if path.startswith(f"{paths.ASSETS}/") and not place.exists():
        return _asset_answer(path)
    try:
        status = place.stat()
        if stat.S_ISDIR(status.st_mode):
            index = path.endswith("/") or not (place / "index.html").is_file()
            return None if index else Answer(301, [("Location", f"{quote(path)}/"), *SECURITY])
        return _file_answer(place, path, status, conditions)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None


def _asset_answer(path: str) -> Answer | None:
    """An asset of this version that the tree, made by an earlier one, does not hold: /search and new pages name it."""
    body = assets.content_of(path)
    if body is None:
        return None
    headers = [("Cache-Control", _caching(path)), *SECURITY, *_content_headers(Path(path), path)]
    return Answer(200, [*headers, ("Content-Length", str(len(body)))], body)


def not_found(root: Path) -> Answer:
    """The tree's own 404 page; a plain line before the first build."""
    try:
        body = (root / paths.NOT_FOUND.lstrip("/")).read_bytes()
        kind = "text/html; charset=utf-8"
    except OSError:
        body, kind = "没有找到这个页面。\n".encode(), "text/plain; charset=utf-8"
    return Answer(404, [("Content-Type", kind), ("Cache-Control", "no-cache"), *SECURITY], body)


def locate(root: Path, path: str) -> Path | None:
    """The file behind a decoded request path; None for anything that is hidden or would leave the tree."""
    if not path.startswith("/") or "\x00" in path or "\\" in path or len(path) > 1000:
        return None
    parts = paths.file_of(path).split("/")[1:]
    if any(not 0 < len(part.encode(errors="replace")) <= LONGEST or part.startswith(".") for part in parts):
        return None
    place = root.joinpath(*parts)
    real = os.path.realpath(place)
    return (
        place if real == os.path.realpath(root) or real.startswith(os.path.realpath(root) + os.sep) else None
    )


def _file_answer(place: Path, path: str, status: os.stat_result, conditions: Mapping[str, str]) -> Answer:
    tag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    headers = [
        ("ETag", tag),
        ("Last-Modified", formatdate(status.st_mtime, usegmt=True)),
        ("Cache-Control", _caching(path)),
        *SECURITY,
    ]
    if _unchanged(tag, status.st_mtime, conditions):
        return Answer(304, headers)
    headers += [*_content_headers(place, path), ("Content-Length", str(status.st_size))]
    if status.st_size > SMALL:
        return Answer(200, headers, file=place)
    body = place.read_bytes()
    # the file may have been replaced since it was looked at: length and body must agree
    headers[-1] = ("Content-Length", str(len(body)))
    return Answer(410 if WITHDRAWN in body[:HEAD] else 200, headers, body)


def _caching(path: str) -> str:
    """Assets carry their digest in the name; everything else is asked for again, which costs a 304."""
    return "public, max-age=31536000, immutable" if path.startswith(f"{paths.ASSETS}/") else "no-cache"


def _content_headers(place: Path, path: str) -> list[tuple[str, str]]:
    ending = place.suffix.lower()
    kind = _TYPES.get(ending) or mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    is_file = path.startswith(f"{paths.FILES}/")
    if is_file and kind not in INLINE:
        return [
            ("Content-Type", "application/octet-stream" if kind.startswith("text/html") else kind),
            ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(place.name)}"),
        ]
    charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("xml", "json")) else ""
    return [("Content-Type", f"{kind}{charset}")]


def _unchanged(tag: str, changed: float, conditions: Mapping[str, str]) -> bool:
    wanted = conditions.get("If-None-Match")
    if wanted:
        return any(given.strip().removeprefix("W/") in {tag, "*"} for given in wanted.split(","))
    since = conditions.get("If-Modified-Since")
    if not since:
        return False
    try:
        return int(changed) <= parsedate_to_datetime(since).timestamp()
    except (TypeError, ValueError):
        return False  # not a date: the condition does not count
