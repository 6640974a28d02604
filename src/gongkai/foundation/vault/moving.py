"""Plain columns that become sealed ones, in a migration: row by row, in small transactions, safe to be killed."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import models, transaction
from django.views.decorators.debug import sensitive_variables

BATCH = 500


@sensitive_variables()
def seal_rows(
    model: type[models.Model],
    columns: Mapping[str, str],
    *,
    using: str,
    also: Callable[[models.Model], dict[str, Any]] = lambda row: {},
    batch: int = BATCH,
) -> int:
    """Give every row without a `vault_id` one, and seal its plain columns (plain -> sealed) into their new places.

    `also`: what else is written with a row. Run again after a kill it goes on with the rows that are left. How many.
    """
    rows, done, reached = model._base_manager.using(using).filter(vault_id=None).order_by("pk"), 0, None
    while True:
        with transaction.atomic(using=using):
            found = list((rows if reached is None else rows.filter(pk__gt=reached))[:batch])
            for row in found:
                changes = _sealed(row, columns) | also(row)
                model._base_manager.using(using).filter(pk=row.pk).update(**changes)
        if not found:
            return done
        done, reached = done + len(found), found[-1].pk


@sensitive_variables()
def _sealed(row: models.Model, columns: Mapping[str, str]) -> dict[str, Any]:
    row.vault_id = uuid.uuid4()
    changes: dict[str, Any] = {"vault_id": row.vault_id}
    for plain, sealed in columns.items():
        value, field = getattr(row, plain), row._meta.get_field(sealed)
        changes[sealed] = None if field.is_blank(value) else field.sealed(row, value)
    return changes
