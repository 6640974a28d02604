"""The little Markdown that texts of law are kept in, as HTML of the register. Pure.

Known: headings, paragraphs, pipe tables, comments. Everything else is the text it is: a line that begins with
a number is a numbered clause of the law, whose number must not be counted anew.
"""

import re
from collections.abc import Iterator
from html import escape

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_RULER = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
_SPACES = re.compile(r"[ \t]{2,}")
_COMMENT = re.compile(r"<!--.*?-->", re.S)


def to_html(text: str) -> str:
    """Paragraphs, headings (one level below the page's own title) and tables."""
    return "".join(_blocks(_COMMENT.sub("", text).split("\n")))


def _blocks(lines: list[str]) -> Iterator[str]:
    table: list[str] = []
    for line in [*lines, ""]:
        line = _SPACES.sub(" ", line.strip())
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            yield _table(table)
            table = []
        if found := _HEADING.fullmatch(line):
            level = min(max(len(found[1]), 2), 6)
            yield f"<h{level}>{escape(found[2].strip(), quote=False)}</h{level}>"
        elif line:
            yield f"<p>{escape(line, quote=False)}</p>"


def _table(lines: list[str]) -> str:
    rows = [_cells(line) for line in lines if not _RULER.fullmatch(line)]
    head = rows[:1] if len(lines) > 1 and _RULER.fullmatch(lines[1]) else []
    width = max((len(row) for row in rows), default=0)
    top = "".join(f"<thead>{_row(row, width, 'th')}</thead>" for row in head)
    rest = "".join(_row(row, width, "td") for row in rows[len(head) :])
    return f"<table>{top}<tbody>{rest}</tbody></table>"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _row(cells: list[str], width: int, tag: str) -> str:
    filled = [*cells, *[""] * (width - len(cells))]
    return "<tr>" + "".join(f"<{tag}>{escape(cell, quote=False)}</{tag}>" for cell in filled) + "</tr>"
