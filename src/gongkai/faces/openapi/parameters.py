"""Query parameters of the list: one table that reads them and describes them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from gongkai.faces.openapi.answers import Stop
from gongkai.faces.openapi.selectors import Cursor, Filters, column_named
from gongkai.foundation.common.reasons import Reason
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.catalogue.rules import DocumentKind

MOST = 100
USUAL = 20


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter: schema, description, and a reader that raises ValueError."""

    name: str
    schema: dict
    description: str
    read: Callable[[str], object]


def _code(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z-]{1,30}", text, re.ASCII):
        raise ValueError(text)
    return text


def _organ(text: str) -> str:
    if not Organ.objects.filter(code=_code(text)).exists():
        raise ValueError(text)
    return text


def _column(text: str) -> int:
    found = column_named(text) if re.fullmatch(r"[0-9A-Za-z:/_-]{1,240}", text, re.ASCII) else None
    if found is None:
        raise ValueError(text)
    return found


def _year(text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not 1900 <= int(text) <= 2100:
        raise ValueError(text)
    return int(text)


def moment(text: str) -> datetime:
    """A day (in China) or a moment with its zone. A blank is a plus sign that was not escaped."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return datetime.combine(date.fromisoformat(text), time(), SHANGHAI)
    found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    if found.tzinfo is None or not 1900 <= found.year <= 2100:
        raise ValueError(text)
    return found


def page_size(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= MOST:
        raise ValueError(text)
    return int(text)


def one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(text)
        return text

    return read


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "scope",
        {"type": "string", "enum": ["public", "visible"], "default": "public"},
        "public: what is public. visible: every state, as far as the person of the token may see.",
        one_of("public", "visible"),
    ),
    Parameter("organ", {"type": "string", "pattern": "^[0-9A-Za-z-]{1,30}$"}, "Code of the organ.", _organ),
    Parameter(
        "column",
        {"type": "string", "pattern": "^[0-9A-Za-z:/_-]{1,240}$"},
        "Address of a column below its site (policy/documents), or site:address.",
        _column,
    ),
    Parameter(
        "kind",
        {"type": "string", "enum": DocumentKind.values},
        "Document kind.",
        one_of(*DocumentKind.values),
    ),
    Parameter(
        "subject",
        {"type": "string", "pattern": "^[0-9A-Za-z-]{1,30}$"},
        "Code of a subject class; classes below it are included.",
        _code,
    ),
    Parameter("year", {"type": "integer", "minimum": 1900, "maximum": 2100}, "Year of making.", _year),
    Parameter(
        "updated_since",
        {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
        "Only what was published or corrected since then: a day in China, or a moment with its zone.",
        moment,
    ),
    Parameter("cursor", {"type": "string", "maxLength": 200}, "`next` of the page before.", Cursor.parse),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        "Records a page.",
        page_size,
    ),
)


@dataclass(frozen=True, slots=True)
class Query:
    """The question of a list request."""

    filters: Filters
    cursor: Cursor | None
    limit: int
    scope: str


def read_query(given: QueryDict) -> Query:
    """The question of the list of records, or a stop."""
    values = read_parameters(given, PARAMETERS)
    cursor, limit = values.pop("cursor", None), values.pop("limit", USUAL)
    scope = values.pop("scope", "public")
    return Query(Filters(**values), cursor, limit, scope)


def read_parameters(given: QueryDict, parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    """The values by name, or a stop with 400 and every fault among them."""
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    faults = []
    for name, texts in given.lists():
        if name not in known:
            faults.append(Reason("unknown_parameter", _("没有名为“%s”的参数。") % name[:40], "", name[:40]))
            continue
        if len(texts) > 1:
            faults.append(Reason("repeated_parameter", _("参数 %s 只能给出一次。") % name, "", name))
            continue
        try:
            values[name] = known[name].read(texts[-1])
        except (ValueError, OverflowError):
            text = _("参数 %(name)s 的值“%(value)s”不可用。") % {"name": name, "value": texts[-1][:60]}
            faults.append(Reason("bad_parameter", text, "", name))
    if faults:
        raise Stop(400, *faults)
    return values
