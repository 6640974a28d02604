"""What arrives as text in an address or a form: numbers and places in a list. Anything else is None, never an error."""

from datetime import datetime

MOST_DIGITS = 18  # of an id that a database takes
YEARS = range(1900, 2101)  # moments that every database and every zone can hold


def whole_number(text: str) -> int | None:
    """The number that the text spells in plain digits. `²`, signs, blanks and what no id could be are none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def place_in_list(text: str) -> tuple[datetime, int] | None:
    """The moment and id of `2026-11-21T08:00:00+00:00~17`, by which lists are paged."""
    at, _tilde, number = text.partition("~")
    pk = whole_number(number)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, pk) if pk is not None and moment.tzinfo and moment.year in YEARS[1:-1] else None
