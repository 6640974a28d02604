"""Words of tables to compare, and what was read of them."""

import re
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC

from gongkai.kernel.figures.rules.values import BLANK, Value
from gongkai.oversight.reporting.reading.grids import Grid
from gongkai.oversight.reporting.rules.interchange import Trouble
from gongkai.oversight.reporting.rules.numerals import Unreadable, narrow, read_value


@cache
def simplified() -> OpenCC:
    return OpenCC("t2s")


def plain_words(text: str) -> str:
    """Words to compare: simplified, narrow, without numbering, brackets, signs and spaces."""
    text = narrow(simplified().convert(text))
    text = re.sub(r"^\s*(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]\s*)+", "", text)
    return re.sub(r"[^\w]|_", "", text)


@dataclass
class Found:
    """Values of the cells that were read, and what could not be."""

    values: dict[str, Value] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    def read(self, grid: Grid, place: tuple[int, int], cell: str, *, merged: bool = False) -> None:
        """One cell of the grid into one of the form. `merged`: a merge is how this form prints the cell."""
        text = grid.rows[place[0]][place[1]].text
        if text and not merged and grid.is_merged(*place):
            self.troubles.append(Trouble("merged", cell, text))
            return
        try:
            value = read_value(text)
        except Unreadable:
            self.troubles.append(Trouble("unreadable", cell, text))
            return
        if self.values.get(cell, BLANK) not in (BLANK, value):
            self.troubles.append(Trouble("twice", cell, text))
            return
        self.values[cell] = value
