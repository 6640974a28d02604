"""Reading the report as `report annual --format csv` writes it: a row a cell, known by its address."""

import csv
import io
from collections.abc import Mapping

from gongkai.kernel.figures.rules.values import BLANK, Nothing, Value
from gongkai.oversight.reporting.reading.grids import NotReadable
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.interchange import CSV_COLUMNS, Reading, Report, Trouble
from gongkai.oversight.reporting.rules.numerals import Unreadable, read_value
from gongkai.oversight.reporting.rules.versions import FORMS

_HEAD = ",".join(CSV_COLUMNS)


def is_cells(text: str) -> bool:
    return text.lstrip("\ufeff").partition("\n")[0].strip() == _HEAD


def from_cells(text: str) -> Reading:
    """Such a file says neither whose report it is nor of which year. A cell that stands twice is read once and told."""
    try:
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    except csv.Error as error:
        raise NotReadable("csv") from error
    form = _form_of({row["cell"] or "" for row in rows})
    troubles: list[Trouble] = []
    values: dict[str, Value] = {}
    for row in rows:
        cell = (row["cell"] or "").strip()
        if cell not in form.labels or cell in values:
            troubles.append(Trouble("twice" if cell in values else "unknown-row", cell, row["value"] or ""))
        else:
            values[cell] = _value(cell, row, troubles)
    return Reading(Report(form, dict.fromkeys(form.labels, BLANK) | values), tuple(troubles))


def _form_of(cells: set[str]) -> Form:
    """The one that shares most of them; of equal ones the newest."""
    return max(FORMS.values(), key=lambda form: (len(cells & form.labels.keys()), -len(form.labels)))


def _value(cell: str, row: Mapping[str, str | None], troubles: list[Trouble]) -> Value:
    said, state = row["value"] or "", row["state"] or ""
    if not said.strip() and state in set(Nothing):
        return Nothing(state)
    try:
        return read_value(said)
    except Unreadable:
        troubles.append(Trouble("unreadable", cell, said))
        return BLANK
