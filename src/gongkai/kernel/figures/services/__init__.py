"""Writes: acts and stated figures are entered, periods closed, corrections named."""

from gongkai.kernel.figures.services.closing import close_period, name_correction, reasons_against_close
from gongkai.kernel.figures.services.entering import record_act, state_figure, void_act

__all__ = [
    "close_period",
    "name_correction",
    "reasons_against_close",
    "record_act",
    "state_figure",
    "void_act",
]
