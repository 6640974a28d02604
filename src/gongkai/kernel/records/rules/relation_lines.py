"""Relations written one to a line, as a clean-up list is: 废止 430S00/2019-00012 2026-12-01. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.kernel.records.rules.vocabulary import RelationKind

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_GAP = re.compile(r"[\s,\u3000]+")
MOST = 500
"""Most lines at once: more than any clean-up list known."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number`: of the line in the text, from 1. `error`: what is wrong with it; then the rest says nothing."""

    number: int
    kind: str = ""
    target: str = ""
    on: date | None = None
    error: str = ""


def parse(text: str, kind: str = "") -> list[Line]:
    """Each line: the relation (left out: `kind`), the other document, from which day (may be left out).

    Blank lines are skipped. The parts stand apart by blanks or commas; quotation marks of a title are taken off.
    """
    return list(_lines(text, kind))


def _lines(text: str, kind: str) -> Iterator[Line]:
    filled = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in filled[:MOST]:
        yield _line(number, line, kind)
    if len(filled) > MOST:
        yield Line(filled[MOST][0], error=_("一次最多 %d 行，其余请另存一次。") % MOST)


def _line(number: int, line: str, kind: str) -> Line:
    parts = _GAP.split(line)
    named = {str(one.label): one.value for one in RelationKind} | {
        one.value: one.value for one in RelationKind
    }
    if parts[0] in named:
        kind, parts = named[parts[0]], parts[1:]
    written = _DAY.fullmatch(parts[-1]) if parts else None
    try:
        on = date(*map(int, written.groups())) if written else None
    except ValueError:
        return Line(number, error=_("没有“%s”这一天。") % parts[-1])
    target = " ".join(parts[:-1] if written else parts).strip("《》")
    if not kind:
        return Line(number, error=_("没有写明关系，如“废止”。"))
    if not target:
        return Line(number, error=_("没有写明对方文件。"))
    return Line(number, kind, target, on)
