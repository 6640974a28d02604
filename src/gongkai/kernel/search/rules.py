"""What may be asked of the search, and by which names it can be narrowed."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason
from gongkai.kernel.records.rules.validity import State

LONGEST_TEXT = 200
LARGEST_PAGE = 50
DEEPEST = 1000
"""Results beyond this are not paged through: a narrower question is asked instead."""


VALIDITIES = (State.IN_FORCE, State.AMENDED, State.EXPIRED, State.REPEALED, State.NOT_YET)
"""The states of `records.rules.validity` that can be asked for, in the order in which they are shown."""

FILTER_FIELDS: Mapping[str, str] = {
    "organ": "organ",
    "under": "organ_path",
    "region": "region_path",
    "column": "columns",
    "kind": "kind",
    "subject": "subject",
    "year": "year",
    "flag": "flags",
}
"""Name of a filter -> indexed field. `under` is an organ with all below it; `flag`: normative, attachment."""
FILTERS = frozenset({*FILTER_FIELDS, "validity"})

FACET_FIELDS: Mapping[str, str] = {**FILTER_FIELDS, "region": "region"}
"""Counted by the organ's own region, filtered by a region with all below it."""
FACETS = ("organ", "region", "column", "kind", "subject", "year", "validity")


def reasons_against_searching(
    *,
    text: str,
    filters: Mapping[str, tuple[str, ...]],
    date_from: date | None = None,
    date_to: date | None = None,
    offset: int = 0,
    limit: int = 10,
) -> list[Reason]:
    """Why a query cannot be answered as asked; each sentence says what to do instead."""
    reasons = []
    if len(text) > LONGEST_TEXT:
        reasons.append(
            Reason(
                "text_too_long",
                _("检索词不能超过%(most)d个字，请缩短后再试。") % {"most": LONGEST_TEXT},
                "",
                "q",
            )
        )
    for name in filters:
        if name not in FILTERS:
            reasons.append(
                Reason("unknown_filter", _("没有“%(name)s”这个筛选条件。") % {"name": name}, "", name)
            )
    for state in filters.get("validity", ()):
        if state not in State.values:
            reasons.append(
                Reason("unknown_validity", _("没有“%(name)s”这种有效性。") % {"name": state}, "", "validity")
            )
    if date_from and date_to and date_from > date_to:
        reasons.append(Reason("dates_reversed", _("起始日期晚于截止日期，请检查。"), "", "from"))
    if not 1 <= limit <= LARGEST_PAGE:
        reasons.append(
            Reason("page_size", _("每页条数须在1到%(most)d之间。") % {"most": LARGEST_PAGE}, "", "limit")
        )
    if offset < 0 or offset + limit > DEEPEST:
        reasons.append(
            Reason(
                "too_deep",
                _("只能翻看前%(most)d条结果，请增加检索词或筛选条件。") % {"most": DEEPEST},
                "",
                "page",
            )
        )
    return reasons
