"""HTML read as text: a paragraph or a table row is a line, cells stand under one another by tabs."""

import re
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote

_BLOCKS_NAMES = """
    p div h1 h2 h3 h4 h5 h6 li ol ul dl dt dd blockquote pre table caption tr thead tbody tfoot
    figure figcaption hr br section article
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_SILENT = frozenset({"script", "style", "title", "template"})
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0\u2028\u2029\u0085\x1c-\x1e]+")
_IMAGE = re.compile(r"<img", re.I)
_LINK = re.compile(r"<a\s", re.I)
_SPAN_LIMIT = 60  # columns; beyond that a merged cell is no longer worth filling up


@lru_cache(maxsize=4)  # one act asks several checks about one body: it is read once
def text_of(html: str, *, marks: bool = False) -> str:
    """Readable text of cleaned HTML, for search and checks.

    Cells covered by a merged cell are empty, so that a column stays a column. With `marks` also what has no
    text of its own but would be public: images and the addresses of links (for comparing two versions).
    """
    reader = _Reader(marks)
    reader.feed(html)
    reader.close()
    return reader.text()


def paragraphs(html: str) -> list[str]:
    """The paragraphs and table rows that hold text, in order."""
    return [line.strip() for line in text_of(html).split("\n") if line.strip()]


def image_texts(html: str) -> str:
    """What stands for the images of cleaned HTML where they are not seen, a line each: readers hear it, too."""
    if not _IMAGE.search(html):
        return ""
    reader = _Images()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.texts)


def link_addresses(html: str) -> str:
    """Where the links of cleaned HTML lead, a line each, as a browser shows it: readers see that, too."""
    if not _LINK.search(html):
        return ""
    reader = _Links()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.addresses)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (address := dict(attrs).get("href")):
            self.addresses.append(unquote(address))


class _Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and (alt := dict(attrs).get("alt")):
            self.texts.append(alt)


class _Row:
    """Cells of the row being read, and how many rows below each column is still covered from above."""

    def __init__(self, covered: list[int]) -> None:
        self.cells: list[str] = []
        self.covered = covered
        self.spans: list[int] = []

    def start_cell(self, columns: int, rows: int) -> None:
        self._fill()
        self.cells += [""] * columns
        self.spans += [rows - 1] * columns
        self.place = len(self.cells) - columns

    def add(self, text: str) -> None:
        if self.cells:
            self.cells[self.place] += text

    def end(self) -> tuple[str, list[int]]:
        self._fill()
        below = [
            max(self.covered[i] - 1 if i < len(self.covered) else 0, s) for i, s in enumerate(self.spans)
        ]
        below += [max(0, n - 1) for n in self.covered[len(self.spans) :]]
        cells = (_SPACE.sub(" ", cell).strip() for cell in self.cells)
        return "\t".join(cells).rstrip("\t"), below

    def _fill(self) -> None:
        while len(self.cells) < len(self.covered) and self.covered[len(self.cells)]:
            self.cells.append("")
            self.spans.append(0)


class _Reader(HTMLParser):
    def __init__(self, marks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = marks
        self.lines: list[str] = []
        self.line: list[str] = []
        self.rows: list[_Row | None] = []  # open tables, innermost last; None between rows
        self.covered: list[list[int]] = []
        self.links: list[str] = []
        self.silent = ""

    def text(self) -> str:
        self._break()
        return "\n".join(self.lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent = tag
        elif tag == "table":
            self._break()
            self.rows.append(None)
            self.covered.append([])
        elif tag == "tr" and self.rows:
            self._end_row()
            self.rows[-1] = _Row(self.covered[-1])
        elif tag in _CELLS and self.rows and self.rows[-1]:
            given = dict(attrs)
            self.rows[-1].start_cell(_span(given.get("colspan")), _span(given.get("rowspan")))
        elif tag in _BLOCKS:
            self._break()
        elif tag == "del":
            self._add(" ")
        elif self.marks:
            self._mark(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        elif tag == "table" and self.rows:
            self._end_row()
            self.rows.pop()
            self.covered.pop()
        elif tag == "tr" and self.rows:
            self._end_row()
        elif tag in _BLOCKS:
            self._break()
        elif tag == "del":
            self._add(" ")
        elif tag == "a" and self.links:
            self._add(self.links.pop())

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._add(data)

    def _mark(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "img":
            self._add(f"［图：{given.get('alt') or ''} {given.get('src') or ''}］")
        elif tag == "a":
            self.links.append(f"〔链接：{given.get('href') or ''}〕")

    def _open_row(self) -> _Row | None:
        return self.rows[-1] if self.rows else None

    def _add(self, text: str) -> None:
        row = self._open_row()
        if row is not None and row.cells:
            row.add(text)
        else:
            self.line.append(text)

    def _break(self) -> None:
        """End the line; inside a cell a blank, since a row is one line."""
        row = self._open_row()
        if row is not None:
            row.add(" ")
            return
        line = _SPACE.sub(" ", "".join(self.line)).strip()
        self.line = []
        if line:
            self.lines.append(line)

    def _end_row(self) -> None:
        row = self._open_row()
        if row is None:
            return
        line, self.covered[-1] = row.end()
        self.rows[-1] = None
        outer = self.rows[-2] if len(self.rows) > 1 else None
        if outer is not None:
            outer.add(f" {line} ".replace("\t", " "))
        elif line.strip():
            self.lines.append(line)


def _span(value: str | None) -> int:
    return (
        min(_SPAN_LIMIT, int(value)) if value and value.isdecimal() and len(value) < 6 and int(value) else 1
    )
