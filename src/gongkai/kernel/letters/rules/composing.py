"""`compose`: a text and its values become a Document, a row of plain blocks that every rendering reads alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.kernel.letters.rules.checking import faults
from gongkai.kernel.letters.rules.syntax import MERGE, Part, PartKind, cells, parse
from gongkai.kernel.letters.rules.values import Value, chinese_date, read, shown
from gongkai.kernel.letters.rules.vocabulary import FieldKind, Frame, Text

SEAL_PLACE = "（印章）"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """As printed: several items are numbered, a single one is not."""
        if len(self.items) < 2:
            return list(self.items)
        return [f"{number}. {item}" for number, item in enumerate(self.items, 1)]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of two cells."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Remedy:
    """The paragraphs that tell the reader what can be done against the letter."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    text: str


Block = Paragraph | Items | Table | Remedy | Closing


@dataclass(frozen=True, slots=True)
class Document:
    """A letter as it is printed, whatever the format. `signed` False: a form, without head and signature."""

    title: str
    addressee: str
    blocks: tuple[Block, ...]
    attachments: tuple[str, ...]
    copies: tuple[str, ...]
    organ: str
    red_head: str
    number: str
    dated_on: date | None
    signed: bool = True

    @property
    def body_lines(self) -> list[str]:
        """Every line between addressee and signature, in order."""
        return [line for block in self.blocks for line in _lines(block)]

    @property
    def lines(self) -> list[str]:
        """Every line of the letter from title to copies, without red head and number."""
        tail = [self.organ, SEAL_PLACE, chinese_date(self.dated_on)] if self.signed else []
        head = [self.title, *([self.addressee] if self.addressee else [])]
        copies = ["抄送：" + "，".join(self.copies) + "。"] if self.copies else []
        return head + self.body_lines + self.attachment_lines + tail + copies

    @property
    def attachment_lines(self) -> list[str]:
        """附件：a single one without a number, several numbered (GB/T 9704—2012, 7.3.4)."""
        if len(self.attachments) < 2:
            return [f"附件：{name}" for name in self.attachments]
        return [
            f"{'附件：' if number == 1 else ''}{number}. {name}"
            for number, name in enumerate(self.attachments, 1)
        ]


def _lines(block: Block) -> list[str]:
    match block:
        case Items():
            return block.lines
        case Table(rows):
            return [cell for row in rows for cell in row]
        case Remedy(paragraphs):
            return list(paragraphs)
        case _:
            return [block.text]


def reasons_against_composing(text: Text, fields: Mapping[str, Any]) -> list[Reason]:
    """Faults of the text itself, then of the values given for its fields."""
    wrong = faults(text)
    values, reasons = read(text, fields)
    return wrong + reasons + ([] if wrong or reasons else _line_breaks(text, values))


def compose(text: Text, fields: Mapping[str, Any], frame: Frame | None = None) -> Document:
    """The letter. `fields`: name -> str, date, number, list of str. NotAllowed with every reason against it."""
    refuse(reasons_against_composing(text, fields))
    return _Composer(text, read(text, fields)[0], frame or Frame()).document()


def _line_breaks(text: Text, values: Mapping[str, Value]) -> list[Reason]:
    """A value of several lines fits a paragraph only: there each line becomes one."""
    placed = [
        (name, line)
        for part in parse(text.body)
        if part.kind is not PartKind.PARAGRAPH
        for name, line in part.names
    ]
    return [
        Reason("line_break", _("第 %(line)d 行的“%(name)s”不能换行。") % {"line": line, "name": name}, where=name)
        for name, line in placed
        if "\n" in values.get(name, "")
    ]  # fmt: skip


class _Composer:
    """Fills the parts of one text, in order."""

    def __init__(self, text: Text, values: dict[str, Value], frame: Frame):
        self.text, self.values, self.frame = text, values, frame
        self.kinds = {spec.name: spec.kind for spec in text.fields}
        self.shown = {spec.name: shown(spec, values[spec.name]) for spec in text.fields}
        self.shown |= {"organ": frame.organ, "date": chinese_date(frame.dated_on)}
        self.parts = [part for part in parse(text.body) if self._printed(part)]

    def _printed(self, part: Part) -> bool:
        return part.condition is None or part.condition.met(self.shown[part.condition.field])

    def _fill(self, line: str) -> str:
        return MERGE.sub(lambda found: self.shown[found[1]], line).strip()

    def document(self) -> Document:
        return Document(
            title=self._first(PartKind.TITLE),
            addressee=self._first(PartKind.ADDRESSEE),
            blocks=tuple(block for part in self.parts for block in self._blocks(part)),
            attachments=self._all(PartKind.ATTACHMENT),
            copies=self._all(PartKind.COPY),
            organ=self.frame.organ,
            red_head=self.frame.red_head or self.frame.organ,
            number=self.frame.number,
            dated_on=self.frame.dated_on,
        )

    def _all(self, kind: PartKind) -> tuple[str, ...]:
        lines = [line for part in self.parts if part.kind is kind for line in self._expanded(part)]
        return tuple(line for line in lines if line)

    def _first(self, kind: PartKind) -> str:
        return next(iter(self._all(kind)), "")

    def _blocks(self, part: Part) -> list[Block]:
        makers: dict[PartKind, Callable[[Part], list[Block]]] = {
            PartKind.PARAGRAPH: self._paragraphs,
            PartKind.ITEMS: self._items,
            PartKind.TABLE: self._table,
            PartKind.CLOSING: lambda part: [Closing(line) for line in self._expanded(part) if line],
        }
        return makers[part.kind](part) if part.kind in makers else []

    def _paragraphs(self, part: Part) -> list[Block]:
        lines = tuple(line.strip() for line in self._fill(part.joined).split("\n") if line.strip())
        if self._alone(part.joined, FieldKind.REMEDY):
            return [Remedy(lines)]
        return [Paragraph(line) for line in lines]

    def _items(self, part: Part) -> list[Block]:
        items = tuple(line for line in self._expanded(part) if line)
        return [Items(items)] if items else []

    def _table(self, part: Part) -> list[Block]:
        rows = [[self._fill(cell) for cell in cells(row)] for row in part.lines]
        return [Table(tuple((left, right) for left, right in rows))]

    def _alone(self, line: str, kind: FieldKind) -> str:
        """The field that is all there is in the line, if it is of the kind; else ""."""
        found = MERGE.fullmatch(line)
        return found[1] if found and self.kinds.get(found[1]) == kind else ""

    def _expanded(self, part: Part) -> list[str]:
        """The filled lines; a list field alone in its line gives one line for each of its items."""
        lines: list[str] = []
        for line in part.lines:
            name = self._alone(line, FieldKind.LIST)
            lines += list(self.values[name]) if name else [self._fill(line)]
        return lines
