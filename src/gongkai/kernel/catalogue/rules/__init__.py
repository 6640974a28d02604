"""What the catalogue knows without a table: kinds, the duty to publish, the negative list, reasons. Pure."""

from gongkai.kernel.catalogue.rules.classes import class_codes, shipped
from gongkai.kernel.catalogue.rules.columns import (
    DEPTH,
    FRESHNESS,
    STATUTORY_PARTS,
    ColumnKind,
    ColumnState,
    Freshness,
    column_type,
    freshness,
    reasons_against_closing,
    reasons_against_column,
    reasons_against_site,
)
from gongkai.kernel.catalogue.rules.duty import (
    Article,
    DutyState,
    DutyStatus,
    LimitUnit,
    Refresh,
    Rhythm,
    WorkingDays,
    duty_state,
    reasons_against_duty,
)
from gongkai.kernel.catalogue.rules.kinds import DocumentKind, kind_from_title
from gongkai.kernel.catalogue.rules.negative import (
    NegativeMatch,
    NegativeRule,
    match_negative_list,
    reasons_against_negative_entry,
)

__all__ = [
    "DEPTH",
    "FRESHNESS",
    "STATUTORY_PARTS",
    "Article",
    "ColumnKind",
    "ColumnState",
    "DocumentKind",
    "DutyState",
    "DutyStatus",
    "Freshness",
    "LimitUnit",
    "NegativeMatch",
    "NegativeRule",
    "Refresh",
    "Rhythm",
    "WorkingDays",
    "class_codes",
    "column_type",
    "duty_state",
    "freshness",
    "kind_from_title",
    "match_negative_list",
    "reasons_against_closing",
    "reasons_against_column",
    "reasons_against_duty",
    "reasons_against_negative_entry",
    "reasons_against_site",
    "shipped",
]
