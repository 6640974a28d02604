"""Figures that an organ states for table two of its annual report, because no work in the platform shows them (yet)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from gongkai.kernel.figures.registry import StatedFigure, declare_stated
from gongkai.oversight.reporting.rules.checks import MONEY, SIGNED
from gongkai.oversight.reporting.rules.versions import STATUTORY
from gongkai.oversight.reporting.stating import code_of


def _of_every_form() -> Iterator[StatedFigure]:
    """A cell that two forms have is one figure, under the name that the newer form gives it."""
    seen: set[str] = set()
    for form in sorted(STATUTORY, key=lambda one: -one.since):
        for row in form.table2.rows:
            for column, label in row.cells:
                code = code_of(form.table2.cell(row.key, column))
                if code in seen:
                    continue
                seen.add(code)
                yield StatedFigure(
                    code,
                    f"{row.label}{label}",
                    "万元" if column in MONEY else row.unit,
                    _("年度报告表二填报的数字"),
                    f"政府信息公开条例{row.heads[0]}",
                    whole=column not in MONEY,
                    signed=column in SIGNED,
                )


declare_stated(*_of_every_form())
