"""Values of a report as they are kept with a version, and what has changed since. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gongkai.kernel.figures.rules.values import BLANK, Nothing, Value

_NOTHING = {kind.value: kind for kind in Nothing}


def to_stored(values: Mapping[str, Value]) -> dict[str, str]:
    """Numbers in plain digits, each kind of nothing by its word, so that none is taken for another."""
    return {
        cell: str(value.value) if isinstance(value, Nothing) else format(value.normalize(), "f")
        for cell, value in values.items()
    }


def from_stored(stored: Mapping[str, str]) -> dict[str, Value]:
    return {cell: _NOTHING[told] if told in _NOTHING else Decimal(told) for cell, told in stored.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell or figure that is not what it was."""

    cell: str
    before: Value
    now: Value


def differences(before: Mapping[str, Value], now: Mapping[str, Value]) -> Iterator[Difference]:
    """In the order of the form; what is on one side only is blank on the other."""
    for cell in {**now, **before}:
        old, new = before.get(cell, BLANK), now.get(cell, BLANK)
        if old != new:
            yield Difference(cell, old, new)
