"""The briefing on paper: PDF/A with its fonts inside, and .docx for further work. The same briefing, the same bytes."""

import io
import json
from importlib.resources import files

import typst
from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from gongkai.kernel.letters.rendering import fonts
from gongkai.kernel.letters.rendering.pdf import STANDARD
from gongkai.kernel.letters.rendering.word import dressed, new_sheet, same_bytes, stamped
from gongkai.kernel.ui.charts import Drawing
from gongkai.kernel.ui.charts.printing import to_svg
from gongkai.oversight.overview.briefing.composing import Briefing, Grid, Section

HEAD, BODY = "黑体", "仿宋_GB2312"
CHART = "各月收到的政府信息公开申请（虚线框为上年同月）"
WIDE, USUAL = 3.0, 1.0
"""A column of long words beside one of numbers."""
PAPER = 158
"""Millimetres between the margins."""
POINTS = 220
"""Of the chart's picture to an inch."""


# --- PDF ----------------------------------------------------------------------------------------------------------


def to_pdf(briefing: Briefing) -> bytes:
    """PDF/A-2u."""
    source = (files("gongkai.oversight.overview.briefing") / "briefing.typ").read_bytes()
    return _compiler(source, briefing=json.dumps(_data(briefing), ensure_ascii=False)).compile(
        format="pdf", pdf_standards=[STANDARD], timestamp=0
    )


def _compiler(source: bytes, **inputs: str) -> typst.Compiler:
    return typst.Compiler(source, font_paths=fonts.loaded(), ignore_system_fonts=True, sys_inputs=inputs)


def _data(briefing: Briefing) -> dict:
    return {
        "title": briefing.title,
        "organ": briefing.organ,
        "as_of": briefing.as_of,
        "chart_title": CHART,
        "fonts": fonts.families(),
        "sections": [_section(one) for one in briefing.sections],
    }


def _section(one: Section) -> dict:
    chart = to_svg(one.chart, fonts.families()[0]) if one.chart else ""
    return {"heading": one.heading, "lines": one.lines, "grid": _grid(one.grid), "chart": chart}


def _grid(grid: Grid | None) -> dict | None:
    if grid is None:
        return None
    return {"head": grid.head, "rows": grid.rows, "words": [0, *grid.wide], "widths": widths_of(grid)}


def widths_of(grid: Grid) -> list[float]:
    return [WIDE if column in grid.wide else USUAL for column in range(len(grid.head))]


# --- .docx --------------------------------------------------------------------------------------------------------


def to_docx(briefing: Briefing) -> bytes:
    """Real headings, real tables, the chart as a picture."""
    sheet = new_sheet()
    dressed(sheet.add_paragraph(), briefing.title, size=20, face=HEAD).alignment = WD_ALIGN_PARAGRAPH.CENTER
    below = dressed(sheet.add_paragraph(), f"{briefing.organ}　{briefing.as_of}", size=12, exactly=22)
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for section in briefing.sections:
        dressed(sheet.add_heading(level=1), section.heading, size=15, face=HEAD)
        for line in section.lines:
            dressed(sheet.add_paragraph(), "　　" + line, size=14)
        if section.grid:
            _word_table(sheet, section.grid)
        if section.chart:
            _picture(sheet, section.chart)
    stamped(sheet, organ=briefing.organ, title=briefing.title, day=None)
    return same_bytes(sheet)


def _word_table(sheet: Sheet, grid: Grid) -> None:
    table = sheet.add_table(rows=0, cols=len(grid.head), style="Table Grid")
    for number, words in enumerate((grid.head, *grid.rows)):
        for column, (cell, text) in enumerate(zip(table.add_row().cells, words, strict=True)):
            paragraph = dressed(
                cell.paragraphs[0], text, size=10.5, face=BODY if number else HEAD, exactly=16
            )
            if not number or column not in (0, *grid.wide):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    table.autofit = False
    widths = widths_of(grid)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(PAPER * width / sum(widths))


def _picture(sheet: Sheet, chart: Drawing) -> None:
    title = dressed(sheet.add_paragraph(), CHART, size=10.5, exactly=20)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    place: Paragraph = sheet.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = place.add_run().add_picture(io.BytesIO(picture_of(chart)), width=Mm(120))
    shape._inline.docPr.set("descr", CHART)


def picture_of(chart: Drawing) -> bytes:
    """The chart as PNG, drawn by the typesetter with the fonts of letters."""
    source = (
        b'#set page(width: auto, height: auto, margin: 2pt)\n#image(bytes(sys.inputs.chart), format: "svg")\n'
    )
    return _compiler(source, chart=to_svg(chart, fonts.families()[0])).compile(format="png", ppi=POINTS)


FORMATS = {"docx": to_docx, "pdf": to_pdf}
"""Format -> its bytes."""
