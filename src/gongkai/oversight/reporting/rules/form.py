"""What a form of the annual report is: tables of cells, and the equations that its numbers must fulfil.

A cell has an address such as `table3.r1.enterprise`, under which values, checks and readers know it. The statutory
tables since 2019 have columns (`versions`); the older forms are lists of indicators with one number each (`older`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Relation(StrEnum):
    EQUAL = "="
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Equation:
    """The cells on the left add up to those on the right; `minus` are taken off the right. `where`: row or column.

    With AT_MOST they may be less. A cell of last year's report has `last.` before its address.
    """

    code: str
    where: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    minus: tuple[str, ...] = ()
    relation: Relation = Relation.EQUAL

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.left, *self.right, *self.minus)


@dataclass(frozen=True, slots=True)
class Row:
    """`heads`: the words left of the label, outer ones first; `cells`: (column key, column label).

    `alias`: other words under which organs print the row.
    """

    key: str
    label: str
    cells: tuple[tuple[str, str], ...]
    heads: tuple[str, ...] = ()
    unit: str = "件"
    alias: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a form. `code` is the first part of its cells' addresses."""

    code: str
    title: str
    rows: tuple[Row, ...]

    def cell(self, row: str, column: str) -> str:
        return f"{self.code}.{row}.{column}"

    def addresses(self) -> Iterator[str]:
        return (self.cell(row.key, column) for row in self.rows for column, _label in row.cells)


@dataclass(frozen=True)
class Roles:
    """Which rows of table three play which part in the arithmetic; `groups`: the rows that sum up to `answered`."""

    received: str
    carried_in: str
    groups: tuple[str, ...]
    answered: str
    carried_out: str
    given: str = "r3"
    partly_given: str = "r4"


@dataclass(frozen=True, eq=False)
class Form:
    """One version of the report, equal to itself only. `until` None: still in force. `roles` None: a list.

    `sections`: number -> heading; a table is printed under the section of its number (`printed_in`).
    """

    code: str
    since: int
    until: int | None
    source: str
    tables: tuple[Table, ...]
    equations: tuple[Equation, ...]
    sections: dict[str, str]
    printed_in: dict[str, str]
    roles: Roles | None = None

    @property
    def is_list(self) -> bool:
        return self.roles is None

    def table(self, code: str) -> Table:
        """KeyError when the form has no such table."""
        return self._tables[code]

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {table.code: table for table in self.tables}

    @property
    def table2(self) -> Table:
        return self.table("table2")

    @property
    def table3(self) -> Table:
        return self.table("table3")

    @property
    def table4(self) -> Table:
        return self.table("table4")

    @cached_property
    def labels(self) -> dict[str, str]:
        """Address of every cell -> its name in words, as refusals give it: 表三 第1行“…”，自然人."""
        return dict(_named(self))

    def covers(self, year: int) -> bool:
        return self.since <= year and (self.until is None or year <= self.until)


def _named(form: Form) -> Iterator[tuple[str, str]]:
    for table in form.tables:
        for row in table.rows:
            for column, label in row.cells:
                said = f"{table.title} {row.label}"
                yield table.cell(row.key, column), f"{said} · {label}" if label else said
