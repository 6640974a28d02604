"""Squares and base maps are taken in whole or not at all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.foundation.common.actors import Actor
from gongkai.foundation.common.digests import sm3
from gongkai.foundation.common.reasons import Reason, refuse
from gongkai.foundation.files.rules.keeping import reasons_against_marks
from gongkai.foundation.files.services import keep_made
from gongkai.foundation.ledger.services import append
from gongkai.foundation.orgs.models import Organ, Region
from gongkai.foundation.orgs.selectors import lets
from gongkai.oversight.overview.models import BaseMap, RegionOutline, RegionTile
from gongkai.oversight.overview.rules.outlines import read_outlines, reasons_against_number
from gongkai.oversight.overview.rules.tiles import read_tiles

OPERATES = "site.operate"


def reasons_against_role(organ: Organ, by: Actor, at: datetime) -> list[Reason]:
    """The page asks the same."""
    if lets(by, OPERATES, organ=organ, at=at):
        return []
    return [Reason("not_operator", _("只有系统管理员可以载入地图。"))]


@transaction.atomic
def load_tiles(*, organ: Organ, text: str, by: Actor, at: datetime) -> int:
    """Put the regions of a CSV file into their squares; others stay where they are. Returns the rows.

    NotAllowed with every line that cannot be read. Ledger: map.tiles.
    """
    refuse(reasons_against_role(organ, by, at))
    tiles, reasons = read_tiles(text, dict(Region.objects.values_list("code", "parent_id")))
    refuse(reasons)
    RegionTile.objects.bulk_create(
        [RegionTile(region_id=tile.region, row=tile.row, column=tile.column) for tile in tiles],
        update_conflicts=True,
        unique_fields=["region"],
        update_fields=["row", "column"],
    )
    append(
        organ=organ.code, verb="map.tiles", subject_type="organ", subject_id=organ.code, by=by, at=at,
        detail={"regions": len(tiles)},
    )  # fmt: skip
    return len(tiles)


@transaction.atomic
def load_base_map(
    *, organ: Organ, data: bytes, file_name: str, approval_number: str, by: Actor, at: datetime
) -> BaseMap:
    """Take in boundaries from an approved map; the newest outline of a region is drawn, the file and what it replaces
    are kept. Ledger: map.load.

    NotAllowed without the number of the approval, for shapes that are no polygons in degrees, for unknown regions.
    """
    refuse(reasons_against_role(organ, by, at))
    outlines, reasons = read_outlines(data, set(Region.objects.values_list("code", flat=True)))
    words = {_("审图号"): approval_number, _("文件"): file_name}
    refuse(reasons_against_number(approval_number) + reasons + reasons_against_marks(words))
    made = BaseMap.objects.create(
        approval_number=approval_number.strip(),
        file_name=file_name[:120],
        digest=sm3(data),
        file=keep_made(data=data, name=file_name, kind="json", organ=organ, at=at),
        loaded_by=by.actor_name,
        loaded_at=at,
    )
    RegionOutline.objects.bulk_create(
        RegionOutline(base_map=made, region_id=code, rings=rings) for code, rings in sorted(outlines.items())
    )
    detail = {"approval": made.approval_number, "digest": made.digest, "regions": sorted(outlines)}
    append(
        organ=organ.code,
        verb="map.load",
        subject_type="base_map",
        subject_id=str(made.pk),
        by=by,
        at=at,
        detail=detail,
    )
    return made
