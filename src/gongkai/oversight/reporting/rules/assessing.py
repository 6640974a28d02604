"""A whole report assessed: sums, bounds, years, words. One list, the same for page, command and service."""

from gongkai.oversight.reporting.rules.checks import Equation, Finding, Verdict, bad_cells, check
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.prose import check_text

BOUNDS = {"negative": "T0-1", "broken": "T0-2"}


def assess_report(report: Report, last: Report | None = None) -> list[Finding]:
    """Every check with its verdict. `last`: the report of the year before, without which T2-1 and T3-4 stay open."""
    before = {} if last is None else {"last": last.values, "last_form": last.form}
    return [
        *_bounds(report),
        *check(report.form, report.values, **before),
        *check_text(report.form, report.values, "\n".join(report.text.values())),
    ]


def _bounds(report: Report) -> list[Finding]:
    """Only what is wrong: that a count is a count is no news."""
    bad = bad_cells(report.form, report.values)
    return [
        Finding(Equation(BOUNDS[one.code], one.cell, (one.cell,), ()), Verdict.FAIL, one.value) for one in bad
    ]
