"""`gongkai report briefing`: the monthly briefing of an organ."""

import sys
from enum import StrEnum
from pathlib import Path

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.faces.cli.asking import ORGAN, organ_of, writable
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.figures.rules.spans import Span
from gongkai.oversight.overview.briefing import FORMATS, compose
from gongkai.oversight.overview.scope import Scope

Format = StrEnum("Format", list(FORMATS))


def _month(text: str) -> Span:
    """ValueError becomes a wrong call."""
    try:
        span = Span(text)
    except ValueError:
        span = None
    if span is None or not span.is_month:
        raise typer.BadParameter(_("月份写作 2026-10。"))
    return span


def briefing(
    organ: str = ORGAN,
    month: str = typer.Option(..., help="The month reported on, e.g. 2026-10."),
    form_at: Format = typer.Option(Format.docx, "--format", help="What to write."),
    out: Path = typer.Option(None, callback=writable, help="File; otherwise standard output."),
    below: bool = typer.Option(False, "--below", help="Count the organs below with it."),
) -> None:
    """Write the monthly briefing of an organ, every number counted. Exit codes: 0 written, 2 wrong call."""
    scope = Scope(None, shanghai_date(timezone.now()), organ_of(organ), below, _month(month))
    data = FORMATS[form_at](compose(scope))
    if out:
        out.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)
