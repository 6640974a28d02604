"""Tables of cells: headings to fields, columns that belong together, cells that would be run."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.kernel.records.tabular.fields import BODY_PARTS, EVIDENCE_PARTS, fold, headings
from gongkai.kernel.records.tabular.values import text_of_cell

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def heading_of(cells: Iterable[str]) -> list[str]:
    """The column of each heading. NotAllowed: one is unknown or stands twice, or no title is among them."""
    known = headings()
    given = [str(cell or "") for cell in cells]
    while given and not given[-1].strip():
        given.pop()
    reasons = []
    found: list[str] = []
    for heading in given:
        name = known.get(fold(heading), "")
        if not name:
            text = _("不认识的表头“%s”。请按手册改名，或删去这一列。") % heading.strip()[:60]
            reasons.append(Reason("unknown_heading", text, "", heading.strip()[:60]))
        elif name in found:
            text = _("表头“%s”出现了两次。") % heading.strip()[:60]
            reasons.append(Reason("heading_twice", text, "", name))
        found.append(name)
    if "title" not in found:
        reasons.append(Reason("no_title_heading", _("第一行应是表头，其中须有“标题”。"), "", "title"))
    if reasons:
        raise NotAllowed(reasons)
    return found


def cells_of(heading: Sequence[str], cells: Sequence[object]) -> dict[str, object]:
    """Cells by field; parts of a long body and of the evidence are put together. Blank cells are left out."""
    given = {name: cell for name, cell in zip(heading, cells, strict=False) if cell not in (None, "")}
    evidence = {part: given.pop(f"evidence_{part}") for part in EVIDENCE_PARTS if f"evidence_{part}" in given}
    if evidence:
        given["evidence"] = {part: text_of_cell(cell) for part, cell in evidence.items()}
    more = [given.pop(f"body_{number}", "") for number in range(2, BODY_PARTS + 1)]
    if any(more):
        given["body"] = "".join(text_of_cell(part) for part in (given.get("body", ""), *more))
    return given


def named(cells: dict[str, object]) -> dict[str, object]:
    """A JSON row by field, its names in either language; unknown names stay, to be reported with the row."""
    known = headings()
    return {known.get(fold(name), name): cell for name, cell in cells.items()}


def guarded(text: str) -> str:
    """Text that a spreadsheet would take for a formula, made harmless by an apostrophe."""
    risky = text.startswith(_RUNS) or (text.startswith("'") and text[1:].startswith((*_RUNS, "'")))
    return f"'{text}" if risky else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith((*_RUNS, "'")) else text
