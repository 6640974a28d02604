"""Query parameters of a figure: read and described by one table."""

import re
from datetime import date

from gongkai.faces.openapi.parameters import Parameter
from gongkai.foundation.orgs.models import Organ

YEARS = range(1900, 2101)


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(text)
    found = date.fromisoformat(text)
    if found.year not in YEARS:
        raise ValueError(text)
    return found


def _organ(text: str) -> Organ:
    found = Organ.objects.filter(code=text).first() if re.fullmatch(r"[0-9A-Za-z-]{1,30}", text) else None
    if found is None:
        raise ValueError(text)
    return found


def _names(text: str) -> list[str]:
    if not re.fullmatch(r"[a-z_]+(,[a-z_]+){0,2}", text, re.ASCII):
        raise ValueError(text)
    return list(dict.fromkeys(text.split(",")))


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


_DAY = {"type": "string", "format": "date"}
ONE: tuple[Parameter, ...] = (
    Parameter("from", _DAY, "First day; otherwise 1 January of the year of the last day.", _day),
    Parameter("to", _DAY, "Last day; otherwise today.", _day),
    Parameter(
        "by",
        {"type": "string", "pattern": "^[a-z_]+(,[a-z_]+){0,2}$"},
        "Dimensions to divide by, at most three, with commas between them.",
        _names,
    ),
    Parameter(
        "organ",
        {"type": "string", "pattern": "^[0-9A-Za-z-]{1,30}$"},
        "Code of an organ at or below that of the token; otherwise that of the token.",
        _organ,
    ),
    Parameter(
        "below", {"type": "boolean", "default": False}, "Count the organs below with it, in reach.", _flag
    ),
)
