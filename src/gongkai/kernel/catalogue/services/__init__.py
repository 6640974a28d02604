"""Writes of the catalogue. Every act is one transaction with one ledger entry in the chain of the organ.

Whether the actor may do it (capabilities column.edit, duty.edit) is asked by the caller, who has the person.
"""

from gongkai.kernel.catalogue.services.columns import (
    change_column,
    close_column,
    create_column,
    move_column,
    reopen_column,
)
from gongkai.kernel.catalogue.services.defaults import (
    load_classifications,
    load_columns,
    load_duties,
    load_negative_list,
)
from gongkai.kernel.catalogue.services.duty import change_duty, create_duty, retire_duty
from gongkai.kernel.catalogue.services.negative import (
    change_negative_entry,
    create_negative_entry,
    require_registration,
    retire_negative_entry,
    set_validity_years,
)
from gongkai.kernel.catalogue.services.sites import change_site, create_site

__all__ = [
    "change_column",
    "change_duty",
    "change_negative_entry",
    "change_site",
    "close_column",
    "create_column",
    "create_duty",
    "create_negative_entry",
    "create_site",
    "load_classifications",
    "load_columns",
    "load_duties",
    "load_negative_list",
    "move_column",
    "reopen_column",
    "require_registration",
    "set_validity_years",
    "retire_duty",
    "retire_negative_entry",
]
