"""Values of a report as JSON that keeps every number exactly and the three kinds of nothing apart."""

from collections.abc import Mapping
from decimal import Decimal

from gongkai.kernel.figures.rules.values import Nothing, Value
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.versions import FORMS

_NOTHING = {one.value: one for one in Nothing}


def pack(values: Mapping[str, Value]) -> dict[str, str]:
    return {cell: str(value) for cell, value in values.items()}


def unpack(packed: Mapping[str, str]) -> dict[str, Value]:
    """ValueError for what `pack` did not write."""
    return {cell: _NOTHING.get(said) or _number(said) for cell, said in packed.items()}


def _number(said: str) -> Decimal:
    number = Decimal(said)
    if not number.is_finite():
        raise ValueError(said)
    return number


def form_named(code: str) -> Form:
    """KeyError for a form that is not known any more."""
    return FORMS[code]
