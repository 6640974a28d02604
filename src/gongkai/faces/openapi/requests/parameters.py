"""Query parameters of these endpoints: read and described by one table each."""

import re
from datetime import date

from gongkai.domains.foi.rules.stages import Stage
from gongkai.faces.openapi.parameters import MOST, USUAL, Parameter, one_of, page_size
from gongkai.faces.openapi.selectors import Cursor


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _words(most: int):
    def read(text: str) -> str:
        if not text or len(text) > most or "\0" in text:
            raise ValueError(text)
        return text

    return read


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


_DAY = {"type": "string", "format": "date"}
_LIMIT = Parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    "Rows a page.",
    page_size,
)
LIST: tuple[Parameter, ...] = (
    Parameter("stage", {"type": "string", "enum": Stage.values}, "Where it stands.", one_of(*Stage.values)),
    Parameter(
        "number", {"type": "string", "minLength": 1, "maxLength": 60}, "Registration number.", _words(60)
    ),
    Parameter(
        "key",
        {"type": "string", "minLength": 1, "maxLength": 120},
        "Key given when it was handed in.",
        _words(120),
    ),
    Parameter("received_since", _DAY, "Received on this day or later.", _day),
    Parameter("received_until", _DAY, "Received on this day or earlier.", _day),
    Parameter("cursor", {"type": "string", "maxLength": 200}, "`next` of the page before.", Cursor.parse),
    _LIMIT,
)
EVENTS: tuple[Parameter, ...] = (
    Parameter(
        "after",
        {"type": "integer", "minimum": 0, "default": 0},
        "`next` of the answer before; 0: from the beginning.",
        _number,
    ),
    _LIMIT,
)
