"""Organs on drawings: the squares of their regions, or the boundaries of an approved map where one was loaded."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.foundation.orgs.models import Organ
from gongkai.kernel.ui.charts import Drawing, Mark, Outlined, Placed, Step, outline_map, tile_map
from gongkai.oversight.overview.models import RegionOutline, RegionTile
from gongkai.oversight.overview.rules.tiles import arranged


@dataclass(frozen=True, slots=True)
class Place:
    """An organ with its number."""

    organ: Organ
    mark: Mark


@dataclass(frozen=True, slots=True)
class Mapped:
    """A drawing and the approval numbers of the maps it is taken from; none for squares."""

    drawing: Drawing
    approvals: tuple[str, ...] = ()


def mapped(places: Sequence[Place], steps: Sequence[Step]) -> Mapped:
    """Boundaries when an approved map has every region once, else squares. Two queries at most."""
    codes = [place.organ.region_id for place in places]
    outlines = _outlines(codes) if len(set(codes)) == len(codes) else {}
    if places and set(outlines) == set(codes):
        regions = [Outlined(place.mark, outlines[place.organ.region_id].rings) for place in places]
        numbers = sorted({outlines[code].base_map.approval_number for code in codes})
        return Mapped(outline_map(regions, steps), tuple(numbers))
    return Mapped(tile_map(_squares(places), steps))


def _outlines(codes: Sequence[str]) -> dict[str, RegionOutline]:
    """The newest of each region."""
    rows = RegionOutline.objects.filter(region__in=codes).select_related("base_map").order_by("base_map_id")
    return {row.region_id: row for row in rows}


def _squares(places: Sequence[Place]) -> list[Placed]:
    regions = {place.organ.region_id for place in places}
    known = {row.region_id: (row.row, row.column) for row in RegionTile.objects.filter(region__in=regions)}
    of_organs = {
        place.organ.code: known[place.organ.region_id] for place in places if place.organ.region_id in known
    }
    found = arranged([place.organ.code for place in places], of_organs)
    return [Placed(place.mark, *found[place.organ.code]) for place in places]
