"""Boundaries from a GeoJSON file: what is wrong with it, and its rings with as many points as a drawing shows. Pure."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from math import hypot

from django.utils.translation import gettext as _

from gongkai.foundation.common.reasons import Reason

Point = tuple[float, float]
Ring = list[Point]
"""Points of [longitude, latitude] in degrees, the first one not repeated at the end."""

MOST_BYTES = 30 * 1024 * 1024
LONGITUDES, LATITUDES = (73.0, 136.0), (3.0, 54.0)
FINE = 600
"""A drawing shows about so many steps across; what is smaller is left out."""
CODES = ("code", "adcode", "region", "XZQDM")
"""Properties of a feature that may hold the code of its region; the first that is there counts."""
APPROVAL = re.compile(r"\S{1,20}[（(〔\[]?\d{4}[）)〕\]]?\S{0,20}号")


def reasons_against_number(number: str) -> list[Reason]:
    """The number of the approval as it stands on the map, e.g. GS（2024）0650号, 湘S（2025）012号."""
    if APPROVAL.fullmatch(number.strip()):
        return []
    words = _("请填写地图上印的审图号，如“GS（2024）0650号”。没有审图号的地图不得使用。")
    return [Reason("approval_number", words, law=_("地图管理条例第二十一条、第二十二条"), where="approval")]


def read_outlines(data: bytes, known: Collection[str]) -> tuple[dict[str, list[Ring]], list[Reason]]:
    """Region code -> its simplified rings, and every reason why the file cannot be taken."""
    if len(data) > MOST_BYTES:
        return {}, [_wrong(_("文件超过 30 MB，请先按省或市拆分。"))]
    try:
        content = json.loads(data)
    except ValueError:
        return {}, [_wrong(_("文件不是 GeoJSON。"))]
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        return {}, [_wrong(_("文件里没有区划（FeatureCollection）。"))]
    found: dict[str, list[Ring]] = {}
    reasons: list[Reason] = []
    for number, feature in enumerate(features, 1):
        code, rings = _code(feature), _rings(feature)
        if code not in known or code in found:
            reasons.append(
                _wrong(_("第%(n)d个区划的代码“%(code)s”不认识，或者重复。") % {"n": number, "code": code})
            )
        elif rings is None:
            reasons.append(
                _wrong(_("第%(n)d个区划（%(code)s）不是经纬度表示的多边形。") % {"n": number, "code": code})
            )
        else:
            found[code] = rings
    return ({}, reasons) if reasons else (simplified(found), [])


def _wrong(words: str) -> Reason:
    return Reason("outline_file", words, where="file")


def _code(feature: object) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return ""
    return next((str(properties[name]) for name in CODES if properties.get(name)), "")


def _rings(feature: object) -> list[Ring] | None:
    """Every ring of the feature, None for what is no polygon in degrees."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        return None
    parts = geometry.get("coordinates")
    polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(str(geometry.get("type")))
    if not isinstance(polygons, list):
        return None
    rings = [ring for polygon in polygons for ring in (polygon if isinstance(polygon, list) else [None])]
    read = [_ring(ring) for ring in rings]
    return None if not read or None in read else [ring for ring in read if ring]


def _ring(points: object) -> Ring | None:
    if not isinstance(points, list) or len(points) < 4 or not all(map(_is_point, points)):
        return None
    ring = [(float(point[0]), float(point[1])) for point in points]
    return ring[:-1] if ring[0] == ring[-1] else ring


def _is_point(point: object) -> bool:
    if not isinstance(point, list) or len(point) < 2:
        return False
    x, y = point[:2]
    numbers = all(isinstance(part, int | float) and not isinstance(part, bool) for part in (x, y))
    return numbers and LONGITUDES[0] <= x <= LONGITUDES[1] and LATITUDES[0] <= y <= LATITUDES[1]


# --- fewer points -------------------------------------------------------------------------------------------------


def simplified(outlines: dict[str, list[Ring]]) -> dict[str, list[Ring]]:
    """The same with the points that a drawing of all of them shows. Each region keeps its largest ring."""
    step = _extent(ring for rings in outlines.values() for ring in rings) / FINE
    return {code: list(_fewer(rings, step)) for code, rings in outlines.items()}


def _extent(rings: Iterable[Ring]) -> float:
    points = [point for ring in rings for point in ring]
    if not points:
        return 0.0
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _fewer(rings: list[Ring], step: float) -> Iterator[Ring]:
    largest = max(rings, key=lambda ring: _extent([ring]), default=[])
    for ring in rings:
        small = _thinned(ring, step)
        if ring is largest and len(small) < 3:
            small = ring
        if ring is largest or (len(small) >= 3 and _extent([ring]) > 2 * step):
            yield [(round(x, 4), round(y, 4)) for x, y in small]


def _thinned(ring: Ring, step: float) -> Ring:
    """Douglas and Peucker: what lies within a step of the line between two kept points is left out."""
    keep = {0, len(ring) - 1}
    spans = [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        far, place = max(
            ((_away(ring[n], ring[first], ring[last]), n) for n in range(first + 1, last)), default=(0.0, 0)
        )
        if far > step:
            keep.add(place)
            spans += [(first, place), (place, last)]
    return [ring[n] for n in sorted(keep)]


def _away(point: Point, begin: Point, end: Point) -> float:
    """How far the point lies from the line between the two."""
    (x, y), (x1, y1), (x2, y2) = point, begin, end
    length = hypot(x2 - x1, y2 - y1)
    if not length:
        return hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
