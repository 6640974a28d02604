"""The sheet of a period that goes to the leader: every figure with its parts by division, as a page and as a file."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from gongkai.kernel.figures.closings import DIVISION, Place
from gongkai.kernel.figures.registry import Metric, division_names, known_metrics
from gongkai.kernel.figures.rules.values import Value, in_words, shown


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`parts`: one text for each division of the sheet, empty where it has none."""

    figure: Metric
    whole: str
    parts: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`divisions`: names of the columns; figures that know no division have a whole only."""

    divisions: list[str]
    rows: list[SheetRow]

    def lines(self) -> Iterator[list[str]]:
        """As a file: the heading, then one line a figure."""
        yield [_("指标"), _("单位"), _("合计"), *self.divisions]
        for row in self.rows:
            yield [str(row.figure.name), str(row.figure.unit), row.whole, *row.parts]


def sheet_of(numbers: Mapping[Place, Value], visible: Collection[str]) -> Sheet:
    """`numbers`: of a closing or as they stand; `visible`: codes of the figures that the reader sees."""
    known, names = {one.code: one for one in known_metrics() if one.code in visible}, division_names()
    grouped: dict[str, dict[object, Value]] = {}
    for (code, keys), number in numbers.items():
        if code in known:
            grouped.setdefault(code, {})[dict(keys).get(DIVISION, WHOLE)] = number
    order = sorted({key for parts in grouped.values() for key in parts} - {WHOLE}, key=_position(names))
    rows = [_row(known[code], grouped[code], order) for code in sorted(grouped)]
    return Sheet([names.get(key) or _("未分处室") for key in order], rows)


WHOLE = ""
"""As a key: of a figure that knows no division."""


def _position(names: Mapping[object, str]):
    """Divisions in their order; what is of none comes last."""
    order = {key: place for place, key in enumerate(names)}
    return lambda key: order.get(key, len(order))


def _row(figure: Metric, parts: Mapping[object, Value], order: list[object]) -> SheetRow:
    whole = parts[WHOLE] if WHOLE in parts else sum(parts.values(), Decimal(0))
    return SheetRow(figure, in_words(whole), [shown(parts[key]) if key in parts else "" for key in order])
