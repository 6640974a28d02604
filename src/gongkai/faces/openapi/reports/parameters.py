"""Query parameters of the list of reports."""

import re

from gongkai.faces.openapi.parameters import MOST, USUAL, Parameter, page_size
from gongkai.faces.openapi.parameters import PARAMETERS as OF_RECORDS

_ORGAN = next(one for one in OF_RECORDS if one.name == "organ")


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not 1900 <= int(text) <= 2100:
        raise ValueError(text)
    return int(text)


def _cursor(text: str) -> tuple[int, str]:
    found = re.fullmatch(r"([0-9]{4})~([0-9A-Za-z-]{1,30})", text, re.ASCII)
    if found is None:
        raise ValueError(text)
    return int(found[1]), found[2]


PARAMETERS: tuple[Parameter, ...] = (
    _ORGAN,
    Parameter("year", {"type": "integer", "minimum": 1900, "maximum": 2100}, "The year reported on.", _year),
    Parameter(
        "cursor",
        {"type": "string", "pattern": "^[0-9]{4}~[0-9A-Za-z-]{1,30}$"},
        "`next` of the page before.",
        _cursor,
    ),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        "Reports a page.",
        page_size,
    ),
)
