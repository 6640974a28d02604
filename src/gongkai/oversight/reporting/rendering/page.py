"""The tables of a report as HTML: real tables, headings marked as such, nothing loaded from elsewhere."""

from collections.abc import Mapping
from html import escape

from gongkai.kernel.figures.rules.values import Value
from gongkai.oversight.reporting.rendering.layout import TITLES, Box, Line, lay_out
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import Form

SECTIONS = {
    "1": "一、总体情况",
    "2": TITLES["table2"],
    "3": TITLES["table3"],
    "4": TITLES["table4"],
    "5": "五、存在的主要问题及改进情况",
    "6": "六、其他需要报告的事项",
}


def tables(form: Form, values: Mapping[str, Value]) -> dict[str, str]:
    """Table code -> `<table>` with a caption for who hears the page."""
    return {code: table(TITLES[code], lines) for code, lines in lay_out(form, values).items()}


def table(caption: str, lines: list[Line]) -> str:
    rows = "\n".join(f"<tr>{''.join(_box(box) for box in line)}</tr>" for line in lines)
    return f"<table><caption>{escape(caption)}</caption>\n<tbody>\n{rows}\n</tbody></table>"


def _box(box: Box) -> str:
    tag = "th" if box.head else "td"
    wide = f' colspan="{box.wide}"' if box.wide > 1 else ""
    high = f' rowspan="{box.high}"' if box.high > 1 else ""
    return f"<{tag}{wide}{high}>{escape(box.text)}</{tag}>"


def body(report: Report) -> str:
    """The six sections in order, words before the table of their number."""
    drawn = tables(report.form, report.values)
    parts = []
    for number, heading in SECTIONS.items():
        words = "\n".join(
            f"<p>{escape(line)}</p>" for line in report.text.get(number, "").splitlines() if line.strip()
        )
        parts.append(
            "\n".join(
                part for part in (f"<h2>{heading}</h2>", words, drawn.get(f"table{number}", "")) if part
            )
        )
    return "\n".join(parts)


def title_of(report: Report) -> str:
    return f"{report.organ}{report.year or ''}年政府信息公开工作年度报告"


def page(report: Report) -> str:
    """A page of its own, readable without a style sheet and printable on A4."""
    title = escape(title_of(report))
    style = "table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.3em;text-align:center}"
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body(report)}\n</body>\n</html>\n"
    )
