"""A register as a book: a wide table with a head that is repeated on every page. Pure; knows no business."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in millimetres; 0: shares what is left of the page. `align`: left or center."""

    label: str
    width: int = 0
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Book:
    """`rows`: one text for each column, a line feed parts lines of a cell. `period`: what the book covers.

    `notes` stand under the title, such as when it was printed and what is masked.
    """

    title: str
    organ: str
    period: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> Iterable[str]:
        yield from (self.title, self.organ, self.period, *self.notes)
        yield from (column.label for column in self.columns)
        for row in self.rows:
            yield from row

    def told(self, signs: Iterable[str]) -> "Book":
        """The same book with each of these signs written as its code: never an empty box, never left out."""
        names = {ord(sign): f"〔U+{ord(sign):04X}〕" for sign in signs}
        if not names:
            return self
        said = [text.translate(names) for text in (self.title, self.organ, self.period)]
        rows = tuple(tuple(cell.translate(names) for cell in row) for row in self.rows)
        notes = tuple(note.translate(names) for note in self.notes)
        return replace(self, title=said[0], organ=said[1], period=said[2], notes=notes, rows=rows)
