"""What stands in a cell: a number, or one of three kinds of nothing that are never taken for one another."""

from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _


class Nothing(StrEnum):
    """Blank: not filled in. Not applicable: the organ says that it has none such. No table: the report lacks it."""

    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    NO_TABLE = "no_table"


Value = Decimal | Nothing

BLANK, NOT_APPLICABLE, NO_TABLE = Nothing.BLANK, Nothing.NOT_APPLICABLE, Nothing.NO_TABLE


def plain(value: Value) -> int | float | None:
    """As JSON holds it: a whole number where it is one; null for every kind of nothing."""
    if not isinstance(value, Decimal):
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def shown(value: Value) -> str:
    """As a form prints it: nothing for a blank cell, a stroke for what does not apply."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "/" if value is NOT_APPLICABLE else ""


def in_words(value: Value) -> str:
    """For a page that has room: a number, or which kind of nothing it is."""
    if isinstance(value, Decimal):
        return shown(value)
    return _("不适用") if value is NOT_APPLICABLE else _("没有填报")


def written(value: Value) -> str:
    """As a closing keeps it: `12`, `3.5`, or the name of a nothing. `read_written` reads it back."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value.value


def read_written(text: str) -> Value:
    """What `written` wrote. ValueError for other text."""
    if text in set(Nothing):
        return Nothing(text)
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise ValueError(text) from error
