"""Words and tables of a report as the desk shows them: every number opens its rows, what fails is marked."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.oversight.reporting.rendering.layout import Box, Line, lay_out
from gongkai.oversight.reporting.rendering.page import scope_of
from gongkai.oversight.reporting.rules.checks import Finding
from gongkai.oversight.reporting.rules.drafting import Piece, pieces
from gongkai.oversight.reporting.rules.equations import LAST
from gongkai.oversight.reporting.rules.readiness import Standing
from gongkai.oversight.reporting.rules.versions import SECTIONS, TITLES


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell of a table. `look`: failing, blank or empty."""

    box: Box
    scope: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`paragraphs`: each a list of pieces; `table`: its lines, for the three that have one."""

    number: str
    heading: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    caption: str = ""
    table: tuple[tuple[Drawn, ...], ...] = ()


def sections_of(standing: Standing, *, with_tables: bool = True) -> list[Section]:
    shown = pieces(standing.filled, standing.findings, standing.typed)
    drawn = tables_of(standing) if with_tables else {}
    return [
        Section(
            number,
            heading,
            tuple(_paragraphs(shown.get(number, []))),
            TITLES.get(f"table{number}", ""),
            drawn.get(f"table{number}", ()),
        )
        for number, heading in SECTIONS.items()
    ]


def _paragraphs(found: Iterable[Piece]) -> list[tuple[Piece, ...]]:
    lines: list[list[Piece]] = [[]]
    for piece in found:
        if piece.part.text == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    return [tuple(line) for line in lines if line]


def tables_of(standing: Standing) -> dict[str, tuple[tuple[Drawn, ...], ...]]:
    """Table code -> its lines."""
    failing, blank = failing_cells(standing.failing), set(standing.blank)
    return {
        code: tuple(tuple(_drawn(box, line, failing, blank) for box in line) for line in lines)
        for code, lines in lay_out(standing.form, standing.values).items()
    }


def _drawn(box: Box, line: Line, failing: set[str], blank: set[str]) -> Drawn:
    look = "failing" if box.cell in failing else "blank" if box.cell in blank else ""
    return Drawn(box, scope_of(box, line) if box.head else "", look)


def failing_cells(findings: Iterable[Finding]) -> set[str]:
    """Cells of this year's report that take part in a check that fails."""
    return {cell for finding in findings for cell in finding.check.cells if not cell.startswith(LAST)}
