"""The older forms: lists of indicators, read from grids, and from text whose column breaks were lost.

An indicator is known by its words; words that stand twice in a form (被依法纠错数, of reviews and of lawsuits) by
the order. A list that stands on a page twice is read once, and told.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from gongkai.kernel.figures.rules.values import BLANK
from gongkai.oversight.reporting.reading.grids import Cell, Grid
from gongkai.oversight.reporting.reading.matching import Found, plain_words
from gongkai.oversight.reporting.rules.form import Form, Row, Table
from gongkai.oversight.reporting.rules.interchange import Trouble
from gongkai.oversight.reporting.rules.numerals import narrow
from gongkai.oversight.reporting.rules.older import FORM_2009, FORM_2014

LISTS = (FORM_2009, FORM_2014)
FEWEST = 3
"""So many indicators of a form make a list; single ones stand in other tables as well."""
ALIKE = 0.85
_HEADS = (
    frozenset({"指标", "统计指标", "指标名称", "项目"}),
    frozenset({"单位", "计量单位"}),
    frozenset({"数量", "统计数", "统计数字", "数值", "统计数据"}),
)
_UNITS = frozenset({"条", "件", "次", "人次", "人", "篇", "个", "元", "万元", "宗", "起", "名"})
_EXPLAINED = re.compile(r"[(][^()]{6,}[)]")
_LED = re.compile(r"^(?:\s|其中|[:：]|[(]?[一二三四五六七八九十\d]{1,3}[)、.])+")


def indicator_words(text: str) -> str:
    """Words to compare: without 其中, numbering and the explanation in brackets."""
    said = narrow(text)
    return plain_words(_EXPLAINED.sub("", _LED.sub("", said)) or said)


# --- which form, which indicators -------------------------------------------------------------------------------


@cache
def _names(form: Form) -> list[tuple[Table, Row, frozenset[str]]]:
    return [
        (table, row, frozenset(indicator_words(label) for label in (row.label, *row.alias)))
        for table in form.tables
        for row in table.rows
    ]


def list_form_of(grids: Iterable[Grid]) -> Form | None:
    """The form of whose indicators most are there; None when these are other tables."""
    said = {indicator_words(cell.text) for grid in grids for row in grid.rows for cell in row if cell.text}
    counted = [(sum(bool(names & said) for _t, _r, names in _names(form)), form) for form in LISTS]
    most, form = max(counted, key=lambda one: one[0])
    return form if most >= FEWEST else None


@dataclass
class _Walk:
    """Where in the form the reading stands: what was taken, and which tables came a second time."""

    form: Form
    at: int = -1
    taken: set[int] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)

    def find(self, label: str) -> tuple[Table, Row] | None:
        names, words = _names(self.form), indicator_words(label)
        fitting = [i for i, (_t, _r, known) in enumerate(names) if words in known] or self._damaged(words)
        if not fitting:
            return None
        free = [i for i in fitting if i not in self.taken]
        self.at = next((i for i in free if i > self.at), (free or fitting)[0])
        table, row, _known = names[self.at]
        if not free:
            self.doubled.add(table.code)
        self.taken.add(self.at)
        return table, row

    def _damaged(self, words: str) -> list[int]:
        """Damaged words are those of one of the next indicators, if they are much like it."""
        if len(words) < 4:
            return []
        near = range(self.at + 1, min(self.at + 4, len(_names(self.form))))
        return [i for i in near if i not in self.taken and _likeness(words, _names(self.form)[i][2]) >= ALIKE]


def _likeness(words: str, names: Iterable[str]) -> float:
    return max(SequenceMatcher(None, words, name, autojunk=False).ratio() for name in names)


def read_lists(form: Form, grids: Iterable[Grid]) -> Found:
    """The cells that were there; `doubled` names a table whose second copy was left out."""
    found, walk = Found(), _Walk(form)
    for grid in grids:
        column = _value_column(grid)
        for y, row in enumerate(grid.rows):
            label = next((cell.text for cell in row[:column] if _is_label(cell.text)), "")
            if label and any(cell.text not in ("", label) for cell in row):  # alone it is a title
                _read_row(walk, found, grid, (y, column), label)
    found.troubles += [Trouble("doubled-table", form.table(code).title) for code in sorted(walk.doubled)]
    return found


def _read_row(walk: _Walk, found: Found, grid: Grid, place: tuple[int, int], label: str) -> None:
    known = walk.find(label)
    text = grid.rows[place[0]][place[1]].text
    if known is not None:
        table, row = known
        found.read(grid, place, table.cell(row.key, row.cells[0][0]))
    elif any(sign.isdigit() for sign in narrow(text)):
        found.troubles.append(Trouble("unknown-row", "", label))


def _value_column(grid: Grid) -> int:
    """Under the heading 数量, otherwise the last one."""
    for row in grid.rows[:5]:
        for x, cell in enumerate(row):
            if x and plain_words(cell.text) in _HEADS[2]:
                return x
    return len(grid.rows[0]) - 1 if grid.rows else 0


def _is_label(text: str) -> bool:
    """Neither a number, a unit nor a heading."""
    words = plain_words(text)
    return (
        bool(re.search(r"[\u4e00-\u9fff]{2}", words))
        and words not in _UNITS | _HEADS[0] | _HEADS[1] | _HEADS[2]
    )


def values_of(form: Form, found: Found) -> dict:
    """With blanks for what a table that is there leaves out."""
    there = {cell.split(".")[0] for cell in found.values}
    blank = {cell: BLANK for table in form.tables if table.code in there for cell in table.addresses()}
    return blank | found.values


# --- text that was a table --------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?|/|／|无")
_JOINED = re.compile(rf"^(.*?)({'|'.join(sorted(_UNITS, key=len, reverse=True))})?(\d[\d,]*(?:\.\d+)?)$")
_RUN_ON = re.compile(rf"^(.*?)(?:{'|'.join(_UNITS)})(\d+[.、][^\d].*)$")
_LONGEST = 80
"""A label is never longer; then the list is over and other words have begun."""


def flattened(lines: Iterable[str]) -> list[Grid]:
    """Lists whose cells came as words in a row, or each on a line: 指标 单位 数量 主动公开信息数 条 1808 …

    Spaces are the only column breaks left, so none is dropped before this.
    """
    words = [word for line in lines for word in narrow(line).split()]
    starts = [i for i in range(len(words) - 2) if _is_heading(words[i : i + 3])]
    ends = [*starts[1:], len(words)]
    grids = [
        _grid(_rows(words[start + 3 : end])) for start, end in zip(starts, ends, strict=False) if start < end
    ]
    return [grid for grid in grids if grid.rows]


def _is_heading(three: list[str]) -> bool:
    return all(word in names for word, names in zip(three, _HEADS, strict=True))


def _grid(rows: Iterable[tuple[str, str, str]]) -> Grid:
    return Grid(tuple(tuple(Cell(text, (y, x)) for x, text in enumerate(row)) for y, row in enumerate(rows)))


def _rows(words: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(label, unit, value); what cannot be parted is given as value and will be refused with its words."""
    label: list[str] = []
    for word in words:
        joined = _JOINED.match(word)
        if run_on := _RUN_ON.match(word):
            yield " ".join([*label, run_on[1]]), "", run_on[2]
            label = []
        elif _NUMBER.fullmatch(word) and label:
            unit = label.pop() if label[-1] in _UNITS and len(label) > 1 else ""
            yield " ".join(label), unit, word
            label = []
        elif joined and joined[2] and (joined[1] or label):
            yield " ".join([*label, joined[1]]).strip(), joined[2], joined[3]
            label = []
        else:
            label.append(word)
        if sum(map(len, label)) > _LONGEST:
            return
