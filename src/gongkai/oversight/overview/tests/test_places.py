"""Squares and boundaries: what a file may hold, where everything stands, whose number is printed."""

import json
from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.regions import shipped_regions
from gongkai.kernel.records.tests.factories import NOW
from gongkai.kernel.ui.charts import Mark, Outlined, outline_map, steps_of
from gongkai.oversight.overview import services
from gongkai.oversight.overview.models import BaseMap, RegionOutline, RegionTile
from gongkai.oversight.overview.rules.outlines import read_outlines, reasons_against_number
from gongkai.oversight.overview.rules.tiles import MOST_COLUMNS, arranged, read_tiles
from gongkai.oversight.overview.tests.province import province

PARENTS = {"430000": None, "430100": "430000", "430200": "430000", "430112": "430100", "430211": "430200"}
SHIPPED = (files("gongkai.oversight.overview") / "data" / "tiles_430000.csv").read_text("utf-8")
NUMBER = "GS（2024）0650号"
COORDINATE = st.tuples(st.floats(108, 114), st.floats(24, 30)).map(list)
RING = st.lists(COORDINATE, min_size=4, max_size=30)


def feature(code, ring, kind="Polygon"):
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def packed(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def square(x, y, side=1.0):
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


@given(
    st.lists(st.integers(0, 150).map(str), unique=True),
    st.dictionaries(st.integers(0, 150).map(str), st.tuples(st.integers(0, 39), st.integers(0, 8))),
)
def test_everybody_has_a_place_of_their_own(names, known):
    places = arranged(names, known)
    assert set(places) == set(names)
    assert len(set(places.values())) == len(names)
    assert all(column < MOST_COLUMNS for _row, column in places.values())
    firsts = {known[name]: name for name in reversed(names) if name in known}
    assert all(places[name] == place for place, name in firsts.items())


def test_the_shipped_squares_are_those_of_the_cities():
    regions = {row["code"]: row["parent_id"] for row in shipped_regions()}
    tiles, reasons = read_tiles(SHIPPED, regions)
    assert reasons == []
    assert {tile.region for tile in tiles} == {code for code, parent in regions.items() if parent == "430000"}


@pytest.mark.parametrize(
    "text",
    [
        "", "a,b\n1,2", "region,row,column\n430100,0,9", "region,row,column\n430100,-1,0", "region,row,column\n430999,0,0",
        "region,row,column\n430100,0,0\n430200,0,0", "region,row,column\n430100,0,0\n430100,0,1",
        "region,row,column\n430100,²,0",
    ],
)  # fmt: skip
def test_squares_that_cannot_be_are_named(text):
    assert read_tiles(text, PARENTS)[1]


def test_the_same_place_under_another_region_is_another():
    assert read_tiles("\ufeffregion,row,column\n430112,0,0\n430211,0,0\n", PARENTS)[1] == []


@given(st.dictionaries(st.sampled_from(sorted(PARENTS)), RING, min_size=1))
def test_a_drawn_map_keeps_its_frame_and_every_region(shapes):
    outlines, reasons = read_outlines(packed(*(feature(*shape) for shape in shapes.items())), PARENTS)
    assert reasons == [] and set(outlines) == set(shapes)
    marks = {code: Mark(code, n) for n, code in enumerate(outlines)}
    regions = [Outlined(marks[code], rings) for code, rings in outlines.items()]
    drawing = outline_map(regions, steps_of(range(5)))
    assert [group.mark for group in drawing.groups] == list(marks.values())
    for group in drawing.groups:
        numbers = [
            pair.split() for pair in group.outline.replace("Z", "").replace("M", "L").split("L") if pair
        ]
        assert numbers
        assert all(0 <= float(x) <= drawing.width and 0 <= float(y) <= drawing.height for x, y in numbers)
    for text in drawing.all_texts:
        assert text.left >= -1e-6 and text.left + text.width <= drawing.width + 1e-6


def test_fewer_points_stay_near_the_line():
    ring = [[110 + n / 1000, 26.0] for n in range(1000)] + [[111, 27], [110, 27]]
    (found,) = read_outlines(packed(feature("430100", ring)), PARENTS)[0]["430100"]
    assert len(found) < 8 and {(110.0, 26.0), (111.0, 27.0), (110.0, 27.0)} <= set(found)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{}", b'{"features": []}', b'{"features": [1]}', b"\xff\xfe",
        packed(feature("999999", square(110, 26))), packed({"properties": {"code": "430100"}, "geometry": None}),
        packed(feature("430100", square(500_000, 3_000_000))), packed(feature("430100", [[110, 26], [111, 26]])),
        packed(feature("430100", square(110, 26)), feature("430100", square(111, 26))),
        packed({"properties": {"code": "430100"}, "geometry": {"type": "Point", "coordinates": [110, 26]}}),
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused_with_its_reason(data):
    outlines, reasons = read_outlines(data, PARENTS)
    assert outlines == {} and reasons


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        (NUMBER, True),
        ("湘S（2025）012号", True),
        ("湘S(2025)012号", True),
        ("", False),
        ("2024", False),
        ("无", False),
    ],
)
def test_a_map_without_an_approval_is_none(number, fits):
    assert (reasons_against_number(number) == []) is fits


@pytest.mark.django_db
@pytest.mark.postgresql
def test_squares_and_maps_are_drawn_where_they_were_loaded():
    where = province()
    organ, act = where.top.organ, {"by": where.people["admin"], "at": NOW}

    def late_map():
        panels = where.client("inspector").get("/desk/overview/").context["panels"]
        return next(panel for panel in panels if panel.code == "map-late").chart

    assert "方格示意图" in late_map().note
    services.load_tiles(organ=organ, text="region,row,column\n430100,2,1\n", **act)
    services.load_tiles(organ=organ, text="region,row,column\n430100,3,2\n", **act)
    assert list(RegionTile.objects.values_list("row", "column")) == [(3, 2)]
    (group,) = late_map().drawing.groups
    assert group.shapes[0].y == pytest.approx(3 * 82 + 1.5)
    for number in ("GS（2020）0001号", NUMBER):
        data = packed(feature("430100", square(112, 28)))
        services.load_base_map(
            organ=organ, data=data, file_name="林江.geojson", approval_number=number, **act
        )
    shown = late_map()
    assert NUMBER in shown.note and "0001" not in shown.note
    assert shown.drawing.groups[0].outline.startswith("M")
    assert NUMBER in where.client("inspector").get("/desk/overview/").content.decode()
    verbs = list(Entry.objects.filter(verb__startswith="map.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["map.tiles", "map.tiles", "map.load", "map.load"]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_the_administrator_loads_a_map_on_the_desk_and_what_it_replaces_stays():
    where = province()
    admin, office, page = where.client("admin"), where.client("office"), "/desk/overview/maps/"

    def sent(client, number, data):
        return client.post(page, {"approval": number, "file": SimpleUploadedFile("林江.geojson", data)})

    data = packed(feature("430100", square(112, 28)))
    assert sent(office, NUMBER, data).status_code == 403
    refused = sent(admin, "无", data)
    assert refused.status_code == 422 and "没有审图号的地图不得使用" in refused.content.decode()
    for number in ("GS（2020）0001号", NUMBER):
        assert sent(admin, number, data).status_code == 302
    seen = office.get(page).content.decode()
    assert "已被替换" in seen and "正在画 1 个" in seen and "只有系统管理员可以载入地图" in seen
    old = BaseMap.objects.get(approval_number="GS（2020）0001号")
    assert b"".join(office.get(f"{page}{old.pk}/file/").streaming_content) == data
    with pytest.raises(NotAllowed):
        services.load_tiles(organ=where.top.organ, text=SHIPPED, by=where.people["office"], at=NOW)


@pytest.mark.django_db
@pytest.mark.postgresql
def test_nothing_of_a_refused_map_is_kept():
    where = province()
    data = packed(feature("430100", square(112, 28)))
    with pytest.raises(NotAllowed):
        services.load_base_map(
            organ=where.top.organ,
            data=data,
            file_name="x",
            approval_number="",
            by=where.people["admin"],
            at=NOW,
        )
    assert not BaseMap.objects.exists() and not RegionOutline.objects.exists()
