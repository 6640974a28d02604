"""The syntax in which a letter text is written: plain lines, one kind of mark at the beginning of a line.

    标题：政府信息公开申请答复书          the title; once
    主送：{{applicant}}：                 to whom; at most once
    (blank line)                         ends a paragraph; lines of one paragraph are joined
    - {{documents}}                      an item of a list; alone in an item, a list field gives one item each
    | 收件人 | {{applicant}} |           a row of a table with two columns
    [fee] 本次……                          only when the field has a value; [!fee] only when it has none,
                                         [form=纸质] only when it reads so; before a paragraph, list or table
    {{remedy}}                           alone in its paragraph: the place of the remedy paragraph
    结语：特此告知。                      the closing; at most once
    附件：……   抄送：……                    one attachment, one organ that gets a copy

`{{name}}` is replaced by the value of the field; {{organ}} and {{date}} are always there. Nothing else is
read in a line, and a value is never read again: there is no code and no HTML.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum

MERGE = re.compile(r"\{\{\s*([^{}\s]*)\s*\}\}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
CONDITION = re.compile(r"\[(!?)([A-Za-z0-9_]+)(?:=([^\]\n]+))?\]\s*")
BUILT_IN = frozenset({"organ", "date"})


class PartKind(Enum):
    TITLE = "标题："
    ADDRESSEE = "主送："
    CLOSING = "结语："
    ATTACHMENT = "附件："
    COPY = "抄送："
    PARAGRAPH = ""
    ITEMS = "- "
    TABLE = "|"


SINGLE = frozenset({PartKind.TITLE, PartKind.ADDRESSEE, PartKind.CLOSING})
"""Kinds that stand at most once."""
_MARKED = tuple(kind for kind in PartKind if kind.value)
_JOINED = frozenset({PartKind.PARAGRAPH, PartKind.ITEMS, PartKind.TABLE})


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether a part is printed: the field has a value, has none, or reads `equals`."""

    field: str
    negated: bool = False
    equals: str = ""

    def met(self, shown: str) -> bool:
        """`shown` is the value as it would be printed, "" for none."""
        return (shown == self.equals if self.equals else bool(shown)) != self.negated


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a text. `lines` are items, rows or the lines of a paragraph; other kinds have one. `line` counts from 1."""

    kind: PartKind
    line: int
    lines: tuple[str, ...]
    condition: Condition | None = None

    @property
    def names(self) -> list[tuple[str, int]]:
        """(field, line) of every merge field, the condition's included."""
        asked = [(self.condition.field, self.line)] if self.condition else []
        lines = enumerate(self.lines, self.line)
        return asked + [(name, number) for number, text in lines for name in MERGE.findall(text)]

    @property
    def joined(self) -> str:
        """The lines as one: Chinese without a gap, foreign words with one."""
        whole = ""
        for line in self.lines:
            gap = " " if whole[-1:].isascii() and line[:1].isascii() and whole and line else ""
            whole += gap + line
        return whole


def parse(body: str) -> tuple[Part, ...]:
    """The parts of a text in their order. Never fails: what is wrong in them, `rules.checking` says."""
    parts: list[Part] = []
    open_part = False
    for number, raw in enumerate(body.splitlines(), 1):
        line = raw.strip()
        if not line:
            open_part = False
            continue
        condition, rest = _condition(line)
        kind, text = _kind(rest)
        if open_part and condition is None and kind in _JOINED and parts[-1].kind is kind:
            parts[-1] = replace(parts[-1], lines=(*parts[-1].lines, text))
        else:
            parts.append(Part(kind, number, (text,), condition))
        open_part = True
    return tuple(parts)


def _condition(line: str) -> tuple[Condition | None, str]:
    found = CONDITION.match(line)
    if found is None:
        return None, line
    return Condition(found[2], bool(found[1]), (found[3] or "").strip()), line[found.end() :]


def _kind(line: str) -> tuple[PartKind, str]:
    for kind in _MARKED:
        if line.startswith(kind.value) or line == kind.value.strip():
            return kind, line if kind is PartKind.TABLE else line[len(kind.value) :].strip()
    return PartKind.PARAGRAPH, line


def cells(row: str) -> list[str]:
    """The cells of a row as written between its bars."""
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
