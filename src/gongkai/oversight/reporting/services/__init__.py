"""Acts on annual reports, one function per act. This package is the whole of what others may call to change a report."""

from gongkai.oversight.reporting.services.earlier import read_earlier
from gongkai.oversight.reporting.services.sending import submit_report
from gongkai.oversight.reporting.services.timing import open_due, stop_clock
from gongkai.oversight.reporting.services.writing import (
    draft_report,
    open_report,
    save_words,
    take_over_figures,
)

__all__ = [
    "draft_report",
    "open_due",
    "open_report",
    "read_earlier",
    "save_words",
    "stop_clock",
    "submit_report",
    "take_over_figures",
]
