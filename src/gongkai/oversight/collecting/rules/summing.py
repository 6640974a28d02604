"""Sums of reports that never take what is missing for zero: every total knows how many gave a number and who did not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE, Value

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Total:
    """`value`: BLANK when nobody gave a number, NOT_APPLICABLE when all who spoke say that there is none.

    `having`: how many organs gave the cell; `lacking`: the organs (ids) that did not, in order.
    """

    value: Value
    having: int
    lacking: tuple[int, ...] = ()

    @property
    def of(self) -> int:
        return self.having + len(self.lacking)

    @property
    def whole(self) -> bool:
        return not self.lacking


NONE = Total(BLANK, 0)


def alone(organ: int, value: Value) -> Total:
    """The total of one organ."""
    if isinstance(value, Decimal) or value is NOT_APPLICABLE:
        return Total(value, 1)
    return Total(BLANK, 0, (organ,))


def joined(totals: Iterable[Total]) -> Total:
    """The sum of sums. However the organs are grouped, it is the same."""
    parts = list(totals)
    numbers = [part.value for part in parts if isinstance(part.value, Decimal)]
    nothing = NOT_APPLICABLE if any(part.value is NOT_APPLICABLE for part in parts) else BLANK
    lacking = sorted(organ for part in parts for organ in part.lacking)
    value = sum(numbers, Decimal(0)) if numbers else nothing
    return Total(value, sum(part.having for part in parts), tuple(lacking))


def summed(cells: Iterable[str], reports: Mapping[int, Values | None]) -> dict[str, Total]:
    """Cell -> total. `reports`: organ -> its values; None for an organ whose report is not there."""
    return {
        cell: joined(
            alone(organ, BLANK if values is None else values.get(cell, BLANK))
            for organ, values in reports.items()
        )
        for cell in cells
    }


def joined_sums(sums: Iterable[Mapping[str, Total]]) -> dict[str, Total]:
    """Groups of organs together, cell by cell."""
    parts = list(sums)
    cells = dict.fromkeys(cell for part in parts for cell in part)
    return {cell: joined(part.get(cell, NONE) for part in parts) for cell in cells}


def values_of(sums: Mapping[str, Total]) -> dict[str, Value]:
    return {cell: total.value for cell, total in sums.items()}


def checkable(sums: Mapping[str, Total], there: Collection[int]) -> dict[str, Value]:
    """The values on which sums can be checked: a cell that a report at hand leaves open cannot be.

    An organ whose whole report is missing is missing on both sides of every equation, so it does no harm.
    """
    present = set(there)
    return {
        cell: BLANK if present.intersection(total.lacking) else total.value for cell, total in sums.items()
    }
