"""The annual report counted from the work: every cell with the figure and the query of the rows behind it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.figures.registry import known_metrics, metric
from gongkai.kernel.figures.rules.periods import Period, year
from gongkai.kernel.figures.rules.values import BLANK, Value
from gongkai.kernel.figures.selectors import Organs, rows, shares, value, value_or_nothing
from gongkai.oversight.reporting.older_sources import SOURCES, Source
from gongkai.oversight.reporting.rules.drafting import FIGURE, FIGURES
from gongkai.oversight.reporting.rules.form import Form, Roles
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import APPLICANTS, TOTAL
from gongkai.oversight.reporting.stating import counted_by, table_two


def count_report(form: Form, of_year: int, organs: Organs, *, organ: str = "") -> Report:
    """All cells that are counted or stated, of these organs together; the others are blank. About ten queries."""
    organs = list(organs)
    period = year(of_year)
    values: dict[str, Value] = dict.fromkeys(form.labels, BLANK)
    if form.is_list:
        values |= _indicators(form, period, organs)
    else:
        values |= table_two(form, of_year, organs)
        values |= _table_three(form, period, organs)
        values |= _table_four(form, period, organs)
    return Report(form, values, of_year, organ)


def count_all(form: Form, of_year: int, organs: Organs) -> dict[str, Value]:
    """The cells, and the figures that stand in the words only, under `metric.` and their code."""
    organs = list(organs)
    counted = dict(count_report(form, of_year, organs).values)
    period = year(of_year)
    for code in countable():
        counted[FIGURE + code] = value(metric(code), period, organs)
    return counted


def countable() -> list[str]:
    """Codes of the figures in the words that some app declares."""
    known = {one.code for one in known_metrics()}
    return [code for code in FIGURES.values() if code in known]


def rows_behind(form: Form, cell: str, of_year: int, organs: Organs):
    """The rows that a cell counts, not evaluated yet; None where the platform does not count the cell."""
    sources = sources_of(form, cell)
    if not sources:
        return None
    found = [rows(metric(one.metric), year(of_year), organs, dict(one.where)) for one in sources]
    whole = found[0]
    for more in found[1:]:
        whole = whole | more
    return whole


# --- table three ------------------------------------------------------------------------------------------------


def sources_of(form: Form, cell: str) -> list[Source]:
    """What a cell or a figure in the words counts; empty for those that the platform does not count."""
    if cell.startswith(FIGURE):
        return [Source(cell.removeprefix(FIGURE))]
    if form.is_list:
        return list(SOURCES[form.code].get(cell, ()))
    if cell.startswith(form.table2.code):
        return [Source(code)] if (code := counted_by(form, cell)) else []
    table, row, column = cell.split(".")
    if table == form.table3.code:
        return _sources_of_three(form, row, column)
    return [_source_of_four(row, column)] if table == form.table4.code else []


def _sources_of_three(form: Form, row: str, column: str) -> list[Source]:
    applicant = () if column == TOTAL else (("applicant", column),)
    code = _moving(form.roles).get(row)
    if code is not None:
        return [Source(code, applicant)]
    return [Source("requests.answered", (("row", number), *applicant)) for number in counted_in(form, row)]


def _moving(roles: Roles) -> dict[str, str]:
    return {
        roles.received: "requests.received",
        roles.carried_in: "requests.carried_in",
        roles.answered: "requests.answered",
        roles.carried_out: "requests.carried_out",
    }


OTHERWISE = range(21, 24)
"""Rows under （六）其他处理 since 2021; the form before has one row for them."""


def counted_in(form: Form, row: str) -> list[int]:
    """The numbers of a result, as `row_of` gives them for the form of 2021, that a row of this form takes in."""
    number = int(row.removeprefix("r"))
    return list(OTHERWISE) if form.code == "2019" and number == OTHERWISE.start else [number]


def _table_three(form: Form, period: Period, organs: Iterable[Organ]) -> dict[str, Decimal]:
    table, roles = form.table3, form.roles
    found = dict.fromkeys(table.addresses(), Decimal(0))
    for row, code in _moving(roles).items():
        for share in shares(metric(code), period, organs, ["applicant"]):
            found[table.cell(row, str(share.keys[0]))] += share.value
    results = {number: row for row in roles.groups for number in counted_in(form, row)}
    for share in shares(metric("requests.answered"), period, organs, ["row", "applicant"]):
        number, applicant = share.keys
        found[table.cell(results[number], str(applicant))] += share.value
    for row in table.rows:
        found[table.cell(row.key, TOTAL)] = sum(
            (found[table.cell(row.key, column)] for column in APPLICANTS), Decimal(0)
        )
    return found


# --- table four -------------------------------------------------------------------------------------------------


def _source_of_four(way: str, result: str) -> Source:
    where = (("way", way),) if result == TOTAL else (("way", way), ("result", result))
    return Source("requests.appeals", where)


def _table_four(form: Form, period: Period, organs: Iterable[Organ]) -> dict[str, Decimal]:
    table = form.table4
    found = dict.fromkeys(table.addresses(), Decimal(0))
    for share in shares(metric("requests.appeals"), period, organs, ["way", "result"]):
        way, result = share.keys
        found[table.cell(str(way), str(result))] += share.value
        found[table.cell(str(way), TOTAL)] += share.value
    return found


# --- lists of indicators (before 2019) --------------------------------------------------------------------------


def _indicators(form: Form, period: Period, organs: Iterable[Organ]) -> dict[str, Value]:
    """One query for each metric, divided by all that its indicators ask for; a sum lacks nothing that was not stated."""
    wanted = [(cell, one) for cell, sources in SOURCES[form.code].items() for one in sources]
    found: dict[str, Value] = {cell: Decimal(0) for cell, _one in wanted}
    for code in dict.fromkeys(one.metric for _cell, one in wanted):
        of_metric = [(cell, one) for cell, one in wanted if one.metric == code]
        names = sorted({name for _cell, one in of_metric for name, _key in one.where})
        for keys, number in _divided(code, period, organs, names):
            for cell, one in of_metric:
                if set(one.where) <= keys:
                    found[cell] = _plus(found[cell], number, one.times)
    return found


def _divided(
    code: str, period: Period, organs: Organs, names: list[str]
) -> Iterator[tuple[set[tuple[str, object]], Value]]:
    """Keys by dimension, and the number; what organs state themselves may be nothing."""
    if not names:
        yield set(), value_or_nothing(metric(code), period, organs)
        return
    for share in shares(metric(code), period, organs, names):
        yield set(zip(names, share.keys, strict=True)), share.value


def _plus(sum_so_far: Value, number: Value, times: Decimal) -> Value:
    """Blank as soon as one part is; what does not apply counts as none."""
    if sum_so_far is BLANK or number is BLANK:
        return BLANK
    if not isinstance(number, Decimal):
        return sum_so_far
    return (sum_so_far if isinstance(sum_so_far, Decimal) else Decimal(0)) + number * times
