"""The tables of a report as HTML: real tables, headings marked as such, nothing loaded from elsewhere."""

from collections.abc import Mapping
from html import escape

from gongkai.kernel.figures.rules.values import Value
from gongkai.oversight.reporting.rendering.layout import Box, Line, lay_out, title_of_table
from gongkai.oversight.reporting.rules.form import Form
from gongkai.oversight.reporting.rules.interchange import Report


def tables(form: Form, values: Mapping[str, Value]) -> dict[str, str]:
    """Table code -> `<table>` with a caption for who hears the page."""
    drawn = lay_out(form, values)
    return {code: table(title_of_table(form, code), lines) for code, lines in drawn.items()}


def table(caption: str, lines: list[Line]) -> str:
    rows = "\n".join(f"<tr>{''.join(_box(box, line) for box in line)}</tr>" for line in lines)
    return f"<table><caption>{escape(caption)}</caption>\n<tbody>\n{rows}\n</tbody></table>"


def scope_of(box: Box, line: Line) -> str:
    """What a heading stands for: in a line with numbers the row, elsewhere the column; or several of them."""
    if any(other.cell for other in line):
        return "rowgroup" if box.high > 1 else "row"
    return "colgroup" if box.wide > 1 else "col"


def _box(box: Box, line: Line) -> str:
    tag = f'th scope="{scope_of(box, line)}"' if box.head else "td"
    wide = f' colspan="{box.wide}"' if box.wide > 1 else ""
    high = f' rowspan="{box.high}"' if box.high > 1 else ""
    return f"<{tag}{wide}{high}>{escape(box.text)}</{tag[:2]}>"


def body(report: Report) -> str:
    """The sections in order, words before the table that belongs there."""
    drawn, codes = tables(report.form, report.values), table_of_section(report.form)
    parts = []
    for number, heading in report.form.sections.items():
        words = "\n".join(
            f"<p>{escape(line)}</p>" for line in report.text.get(number, "").splitlines() if line.strip()
        )
        parts.append(
            "\n".join(
                part for part in (f"<h2>{heading}</h2>", words, drawn.get(codes.get(number, ""), "")) if part
            )
        )
    return "\n".join(parts)


def table_of_section(form: Form) -> dict[str, str]:
    """Number of a section -> code of the table in it."""
    return {number: code for code, number in form.printed_in.items()}


def title_of(report: Report) -> str:
    return title(report.organ, report.year)


def title(organ: str, year: int | None) -> str:
    return f"{organ}{year or ''}年政府信息公开工作年度报告"


def page(report: Report) -> str:
    """A page of its own, readable without a style sheet and printable on A4."""
    title = escape(title_of(report))
    style = "table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.3em;text-align:center}"
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body(report)}\n</main>\n</body>\n</html>\n"
    )
