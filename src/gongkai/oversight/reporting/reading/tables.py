"""Find the statutory tables among the grids of a report and read their cells: exactly, or told which could not be.

Rows are known by their words, not by their place: organs leave rows out, add lines of their own, split a table over
two pages. Columns are known by the heading. What is merged over several counted cells is refused, for nobody can
say which of them the number belongs to.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

from gongkai.kernel.figures.rules.values import BLANK, NO_TABLE
from gongkai.oversight.reporting.reading.grids import Grid
from gongkai.oversight.reporting.reading.lists import list_form_of, read_lists, values_of
from gongkai.oversight.reporting.reading.matching import Found, plain_words
from gongkai.oversight.reporting.rules.form import Form, Row, Table
from gongkai.oversight.reporting.rules.interchange import Trouble
from gongkai.oversight.reporting.rules.numerals import narrow
from gongkai.oversight.reporting.rules.versions import (
    COLUMN_NAMES,
    COLUMNS,
    FORM_2019,
    FORM_2021,
    RESULT_LABELS,
    WAYS,
)

ALIKE = 0.72
"""From which likeness on damaged words are taken for those of the form."""


def read_tables(grids: list[Grid]) -> tuple[Form, Found]:
    """The form and the values of its cells; cells of a table that no grid holds are NO_TABLE."""
    older = None if any(_applicant_columns(grid) for grid in grids) else list_form_of(grids)
    if older is not None:
        part = read_lists(older, grids)
        return older, Found(dict.fromkeys(older.labels, NO_TABLE) | values_of(older, part), part.troubles)
    form = _form_of(grids)
    found = Found(dict.fromkeys(form.labels, NO_TABLE))
    for table, read in ((form.table2, _table_two), (form.table3, _table_three), (form.table4, _table_four)):
        part = Found()
        read(table, grids, part)
        if part.values or part.troubles:
            found.values |= dict.fromkeys(table.addresses(), BLANK) | part.values
        found.troubles += part.troubles
    return form, found


def _form_of(grids: list[Grid]) -> Form:
    """By words that only one of the forms has."""
    said = {plain_words(cell.text) for grid in grids for row in grid.rows for cell in row}
    older = {"本年新公开数量", "对外公开总数量", "其他对外管理服务事项", "采购项目数量"}
    newer = {"本年制发件数", "现行有效件数"}
    one_row = "其他处理" in said and not any("逾期不补正" in words for words in said)
    return FORM_2019 if not newer & said and (older & said or one_row) else FORM_2021


# --- table three ------------------------------------------------------------------------------------------------


def _table_three(table: Table, grids: list[Grid], found: Found) -> None:
    """A table split over pages goes on without a heading in the next grid of the same width."""
    columns: dict[str, int] = {}
    width = 0
    for grid in grids:
        own = _applicant_columns(grid)
        if own:
            columns, width = own, len(grid.rows[0])
        elif not columns or not grid.rows or len(grid.rows[0]) != width:
            continue
        _rows_of_three(table, grid, columns, found)


def _applicant_columns(grid: Grid) -> dict[str, int]:
    """Column key -> column, from the rows of the heading; empty when this is another table."""
    keys = {plain_words(name): key for name, key in COLUMN_NAMES.items()}
    columns: dict[str, int] = {}
    for row in grid.rows[:8]:
        for x, cell in enumerate(row):
            key = keys.get(plain_words(cell.text))
            if key and key not in columns:
                columns[key] = x
    return columns if set(columns) == set(COLUMNS) else {}


def _rows_of_three(table: Table, grid: Grid, columns: dict[str, int], found: Found) -> None:
    first = min(columns.values())
    matched = _matched(table, grid, first)
    for y, row in matched.items():
        for column, x in columns.items():
            found.read(grid, (y, x), table.cell(row.key, column))
    for y in _unknown_rows(grid, matched, columns):
        label = " ".join(dict.fromkeys(cell.text for cell in grid.rows[y][:first] if cell.text))
        found.troubles.append(Trouble("unknown-row", f"{table.code} [{y + 1}]", label))


def _matched(table: Table, grid: Grid, first: int) -> dict[int, Row]:
    """Row of the grid -> row of the form: exact words first, then damaged words that lie between their neighbours."""
    labels = {y: _label(grid, y, first) for y in range(len(grid.rows))}
    by_words = {plain_words(row.label): row for row in table.rows}
    exact = {y: by_words[words] for y, words in labels.items() if words in by_words}
    exact = _once(exact)
    taken = {row.key for row in exact.values()}
    for y, words in labels.items():
        if y in exact or not words:
            continue
        low, high = _between(table, exact, y)
        open_rows = [row for row in table.rows[low:high] if row.key not in taken]
        best = max(open_rows, key=lambda row: _alike(words, row.label), default=None)
        if best is not None and _alike(words, best.label) >= ALIKE:
            exact[y] = best
            taken.add(best.key)
    return exact


def _once(matched: dict[int, Row]) -> dict[int, Row]:
    """A heading may hold the words of a row (其他, 总计); the last row so called is the row."""
    last = {row.key: y for y, row in matched.items()}
    return {y: row for y, row in matched.items() if last[row.key] == y}


def _label(grid: Grid, y: int, first: int) -> str:
    """The words next to the first counted column: those of the row itself, not of its group."""
    texts = [cell.text for cell in grid.rows[y][:first] if cell.text.strip()]
    return plain_words(texts[-1]) if texts else ""


def _between(table: Table, matched: dict[int, Row], y: int) -> tuple[int, int]:
    """The stretch of the form in which a row at this place can lie, given the rows known above and below."""
    order = {row.key: i for i, row in enumerate(table.rows)}
    above = [order[row.key] for at, row in matched.items() if at < y]
    below = [order[row.key] for at, row in matched.items() if at > y]
    return (max(above) + 1 if above else 0), (min(below) if below else len(table.rows))


def _alike(words: str, label: str) -> float:
    wanted = plain_words(label)
    if len(words) >= 4 and (wanted.startswith(words) or words.startswith(wanted)):
        return 1.0
    return SequenceMatcher(None, words, wanted, autojunk=False).ratio()


def _unknown_rows(grid: Grid, matched: dict[int, Row], columns: dict[str, int]) -> Iterator[int]:
    """Rows between the known ones in which something is counted that the form does not know."""
    if not matched:
        return
    for y in range(min(matched), max(matched) + 1):
        cells = [grid.rows[y][x].text for x in columns.values()]
        if y not in matched and any(any(sign.isdigit() for sign in narrow(text)) for text in cells):
            yield y


# --- table four -------------------------------------------------------------------------------------------------


def _table_four(table: Table, grids: list[Grid], found: Found) -> None:
    """Fifteen numbers in the row under the results, three times five, in the order of the form."""
    for grid in grids:
        if heading := _results_heading(grid):
            y, places = heading
            for cell, x in zip(table.addresses(), places, strict=True):
                found.read(grid, (y + 1, x), cell)
            return


def _results_heading(grid: Grid) -> tuple[int, list[int]] | None:
    """Its last row, and the column of each result: those of reviews often stand a row higher than those of lawsuits,
    beside the names of the two ways."""
    results = [plain_words(label) for label in RESULT_LABELS.values()]
    said: dict[int, str] = {}
    for y, row in enumerate(grid.rows[:-1]):
        told = {x: plain_words(cell.text) for x, cell in enumerate(row) if cell.origin[1] == x}
        said |= {x: words for x, words in told.items() if words in results}
        places = sorted(said)
        if [said[x] for x in places] == results * len(WAYS):
            return y, places
    return None


# --- table two --------------------------------------------------------------------------------------------------


def _table_two(table: Table, grids: list[Grid], found: Found) -> None:
    for grid in grids:
        if _names_of_two(table) <= {plain_words(cell.text) for row in grid.rows for cell in row}:
            _rows_of_two(table, grid, found)
            return


def _names_of_two(table: Table) -> set[str]:
    return {plain_words(row.label) for row in table.rows if row.key in ("licences", "penalties", "coercion")}


def _rows_of_two(table: Table, grid: Grid, found: Found) -> None:
    by_words = {plain_words(row.label): row for row in table.rows} | {
        "规范性文件": next(row for row in table.rows if row.key == "normative"),
        "行政规范性文件": next(row for row in table.rows if row.key == "normative"),
    }
    for y, cells in enumerate(grid.rows):
        x, row = next(
            ((x, by_words[w]) for x, cell in enumerate(cells) if (w := plain_words(cell.text)) in by_words),
            (0, None),
        )
        if row is None:
            continue
        places = [right for right in range(x + 1, len(cells)) if grid.starts(y, right)]
        if len(places) < len(row.cells):
            found.troubles.append(Trouble("merged", f"{table.code}.{row.key}", cells[-1].text))
            continue
        for (column, _words), place in zip(row.cells, places, strict=False):
            # as many numbers as the form has here: which is which is no question, however wide they are drawn
            found.read(
                grid,
                (y, place),
                table.cell(row.key, column),
                merged=len(row.cells) < 3 or len(places) == len(row.cells),
            )
