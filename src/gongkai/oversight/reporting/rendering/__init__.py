"""A report in every format it goes out in, all from one layout."""

import json
from collections.abc import Callable

from gongkai.oversight.reporting.rendering.page import page
from gongkai.oversight.reporting.rendering.print import to_docx, to_pdf
from gongkai.oversight.reporting.rendering.sheets import to_csv, to_xlsx
from gongkai.oversight.reporting.rules.interchange import Report, to_json


def _json(report: Report) -> bytes:
    return (json.dumps(to_json(report), ensure_ascii=False, indent=1) + "\n").encode()


FORMATS: dict[str, Callable[[Report], bytes]] = {
    "json": _json,
    "html": lambda report: page(report).encode(),
    "docx": to_docx,
    "pdf": to_pdf,
    "xlsx": to_xlsx,
    "csv": to_csv,
}
"""Format -> its bytes. The same report gives the same words and numbers in each."""
