"""The equations of the statutory tables since 2019, as data of their forms (norms 2.3 to 2.5)."""

from collections.abc import Iterator

from gongkai.oversight.reporting.rules.form import Equation, Roles, Table

LAST = "last."
"""Before the address of a cell of the year before."""
CARRIED_OUT = "carried_out"
"""Row of last year's report under which `with_last_year` gives what it left: forms number their rows differently."""


def statutory(
    tables: tuple[Table, Table, Table], roles: Roles, columns: tuple[str, ...], total: str
) -> tuple[Equation, ...]:
    """All that one report must fulfil by itself, and what ties it to the report of the year before.

    `columns`: those of table three, the last one being their sum.
    """
    two, three, four = tables
    return (
        *_in_force(two),
        *_results_add_up(three, roles, columns),
        *_nothing_lost(three, roles, columns),
        *_rows_add_up(three, total),
        *_carried_over(three, roles, columns),
        *_groups_add_up(four, total),
    )


def _in_force(table: Table) -> Iterator[Equation]:
    """T2-1: in force now = in force last year + made − repealed (norms 2.3)."""
    for row in table.rows:
        if {"made", "repealed", "in_force"} <= {key for key, _label in row.cells}:
            now, made, gone = (table.cell(row.key, key) for key in ("in_force", "made", "repealed"))
            yield Equation("T2-1", row.key, (now,), (LAST + now, made), (gone,))


def _results_add_up(table: Table, roles: Roles, columns: tuple[str, ...]) -> Iterator[Equation]:
    """T3-1, each of seven columns: the total of the results is the sum of them."""
    for column in columns:
        parts = tuple(table.cell(row, column) for row in roles.groups)
        yield Equation("T3-1", column, (table.cell(roles.answered, column),), parts)


def _nothing_lost(table: Table, roles: Roles, columns: tuple[str, ...]) -> Iterator[Equation]:
    """T3-2, printed on the form: 第一项加第二项之和，等于第三项加第四项之和."""
    for column in columns:
        came = tuple(table.cell(row, column) for row in (roles.received, roles.carried_in))
        went = tuple(table.cell(row, column) for row in (roles.answered, roles.carried_out))
        yield Equation("T3-2", column, came, went)


def _rows_add_up(table: Table, total: str) -> Iterator[Equation]:
    """T3-3, each row: the last column is the sum of the others."""
    for row in table.rows:
        parts = tuple(table.cell(row.key, column) for column, _label in row.cells if column != total)
        yield Equation("T3-3", row.key, (table.cell(row.key, total),), parts)


def _carried_over(table: Table, roles: Roles, columns: tuple[str, ...]) -> Iterator[Equation]:
    """T3-4: what this year took over is what last year left, in all and for each kind of applicant."""
    for column in columns:
        left = LAST + table.cell(CARRIED_OUT, column)
        yield Equation("T3-4", column, (table.cell(roles.carried_in, column),), (left,))


def _groups_add_up(table: Table, total: str) -> Iterator[Equation]:
    """T4-1 to T4-3: the total of each group is the sum of its four results."""
    for number, row in enumerate(table.rows, start=1):
        parts = tuple(table.cell(row.key, result) for result, _label in row.cells if result != total)
        yield Equation(f"T4-{number}", row.key, (table.cell(row.key, total),), parts)
