"""Tables of cells: headings to fields."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import NotAllowed, Reason
from gongkai.kernel.records.tabular.fields import fold
from gongkai.kernel.records.tabular.layouts import RECORDS, Layout


def heading_of(cells: Iterable[str], layout: Layout = RECORDS) -> list[str]:
    """The column of each heading. NotAllowed: one is unknown or stands twice, or the needed one is missing."""
    known = layout.headings()
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
    if layout.needed not in found:
        text = _("第一行应是表头，其中须有“%s”。") % layout.heading(layout.needed)
        reasons.append(Reason(f"no_{layout.needed}_heading", text, "", layout.needed))
    if reasons:
        raise NotAllowed(reasons)
    return found


def cells_of(heading: Sequence[str], cells: Sequence[object], layout: Layout = RECORDS) -> dict[str, object]:
    """Cells by field. Blank cells are left out."""
    given = {name: cell for name, cell in zip(heading, cells, strict=False) if cell not in (None, "")}
    return layout.joined(given)


def named(cells: dict[str, object], layout: Layout = RECORDS) -> dict[str, object]:
    """A JSON row by field, its names in either language; unknown names stay, to be reported with the row."""
    known = layout.headings()
    return {known.get(fold(name), name): cell for name, cell in cells.items()}
