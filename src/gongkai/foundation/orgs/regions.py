"""The administrative divisions shipped with the house: one CSV per province, by GB/T 2260 code."""

import csv
from datetime import datetime
from importlib.resources import files

from django.db import transaction

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.orgs.models import Region


def shipped_regions(province: str = "430000") -> list[dict]:
    """Rows of the file as fields of Region, parents first. FileNotFoundError for another province."""
    path = files("gongkai.foundation.orgs") / "data" / f"regions_{province}.csv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "level": row["level"],
            "parent_id": row["parent"] or None,
            "former_names": row["former_names"].split("|") if row["former_names"] else [],
        }
        for row in rows
    ]


@transaction.atomic
def load_regions(*, province: str = "430000", by: Actor, at: datetime) -> int:
    """Create or correct the regions of a province; twice: nothing changes. Returns the rows in the file.

    One statement whatever the number of rows. Regions outside the file (villages, added by hand) stay.
    """
    rows = [Region(**row) for row in shipped_regions(province)]
    Region.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "former_names"],
    )
    return len(rows)
