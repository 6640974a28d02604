"""GET /records: what is public, for everybody."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.faces.openapi.tests.caller import codes
from gongkai.foundation.orgs.tests.factories import NOW
from gongkai.kernel.publishing.tests.factories import published_otherwise
from gongkai.kernel.records import services as records
from gongkai.kernel.records.models import Publication, Record
from gongkai.kernel.records.rules.content import Content
from gongkai.kernel.records.tests.importing_world import cells, world

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def made(shared_rows):
    """Five public records, their publications a minute apart, and one draft."""
    place = world()
    place.take(*(cells(n) for n in range(1, 6)), plan=place.public())
    for number, publication in enumerate(Publication.objects.order_by("pk")):
        at = NOW + timedelta(minutes=number)
        published_otherwise(publication, published_at=at, changed_at=at)
    place.take(cells(9, title="尚未公开的草稿"))
    return place


@pytest.fixture
def place(made, db):
    return deepcopy(made)


@pytest.fixture
def public(place):
    return place


def get(path, **headers):
    return Client().get(f"/api/v1{path}", **headers)


def titles(response):
    assert response.status_code == 200, response.content.decode()
    return [record["title"] for record in response.json()["records"]]


def test_the_public_list_newest_first(public):
    response = get("/records")
    assert titles(response) == [cells(n)["title"] for n in (5, 4, 3, 2, 1)]
    assert "尚未公开" not in response.content.decode()
    first = response.json()["records"][0]
    assert first["index_number"] == "430S00/2026-00005"
    assert first["address"].endswith("/records/430S00/2026-00005.html")
    assert first["columns"] == ["province:notices"]
    assert first["organ"] == {"code": "430S00", "name": "湖南省自然资源厅"}
    assert "body" not in first


def test_pages_by_cursor_show_everything_once(public):
    seen, cursor = [], ""
    while cursor is not None:
        page = get("/records?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [record["index_number"] for record in page["records"]]
        cursor = page["next"]
        if len(seen) == 2:
            public.take(cells(7), plan=public.public())  # published meanwhile: no page is shifted
            later = Publication.objects.get(record__source_key="oa:2026:00007")
            published_otherwise(later, published_at=NOW + timedelta(hours=1))
    assert seen == [f"430S00/2026-0000{n}" for n in (5, 4, 3, 2, 1)]


def test_pages_within_one_moment(public):
    for publication in Publication.objects.all():
        published_otherwise(publication, published_at=NOW)
    first = get("/records?limit=3").json()
    second = get(f"/records?limit=3&cursor={first['next']}").json()
    assert second["next"] is None
    assert len({r["index_number"] for r in first["records"] + second["records"]}) == 5


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("organ=430S00", 5),
        ("organ=430100S00", 0),
        ("column=notices", 5),
        ("column=province:notices", 5),
        ("column=policy/documents", 0),
        ("kind=announcement", 5),
        ("kind=notice", 0),
        ("subject=05", 5),
        ("subject=02", 0),
        ("year=2026", 5),
        ("year=2025", 0),
        ("updated_since=2026-11-20", 5),
        ("updated_since=2026-11-20T09:33:00%2B08:00", 2),
        ("updated_since=2026-11-20T09:33:00+08:00", 2),
        ("updated_since=2026-11-21", 0),
        ("organ=430S00&kind=announcement&limit=3", 3),
    ],
)
def test_filters(public, query, count):
    assert len(titles(get(f"/records?{query}"))) == count


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=101", "limit=x", "limit=²", "year=99", "year=20260", "kind=通知", "cursor=x", "cursor=%00",
        "cursor=MjAyNi0xMS0yMH4x", "updated_since=yesterday", "updated_since=2026-13-01", "column=nowhere",
        "updated_since=0001-01-01T00:00:00%2B14:00", "organ=%27", "organ=NOPE", "limit=2&limit=3", "subject=%00", "colour=red", "scope=all",
    ],
)  # fmt: skip
def test_bad_parameters(public, query):
    response = get(f"/records?{query}")
    assert response.status_code == 400
    assert codes(response)[0] in {"bad_parameter", "unknown_parameter", "repeated_parameter"}
    assert response.json()["reasons"][0]["where"] == query.partition("=")[0]


def test_the_list_takes_few_queries(public, django_assert_max_num_queries, office):
    with django_assert_max_num_queries(6):
        get("/records?organ=430S00&column=notices&year=2026&limit=100")
    with django_assert_max_num_queries(6):
        office.get("/records?scope=visible&limit=100")


def test_an_unchanged_list_is_304(public):
    first = get("/records")
    again = get("/records", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    public.take(cells(8), plan=public.public())
    assert get("/records", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_one_record(public, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        response = get("/records/430S00/2026-00003")
    record = response.json()
    assert record["body"].startswith("<p>经专家论证")
    assert (record["stage"], record["version"]) == ("public", 1)
    assert get("/records/430S00/2026-00003", HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
    weak = f'"other", W/{response["ETag"]}'  # what a proxy that compresses makes of it
    assert get("/records/430S00/2026-00003", HTTP_IF_NONE_MATCH=weak).status_code == 304


@pytest.mark.parametrize("number", ["430S00/2026-00099", "x", "a/b/c", "%00", "x" * 90])
def test_no_such_record(public, number):
    response = get(f"/records/{number}")
    assert (response.status_code, codes(response)) == (404, ["not_found"])


def test_relations_name_public_records_only(public):
    public.take(cells(11, relations="代替=oa:2026:00001；修改=oa:2026:00009"), plan=public.public())
    number = Record.objects.get(source_key="oa:2026:00011").index_number
    (relation,) = get(f"/records/{number}").json()["relations"]
    assert (relation["direction"], relation["kind"], relation["index_number"]) == (
        "out",
        "replaces",
        "430S00/2026-00001",
    )
    (back,) = get("/records/430S00/2026-00001").json()["relations"]
    assert (back["direction"], back["index_number"]) == ("in", number)


def test_only_the_published_version_is_shown(public, office):
    record = Record.objects.get(index_number="430S00/2026-00001")
    content = Content(title="修改中的标题", attribute="proactive")
    records.save(record=record, content=content, base=1, by=public.office, at=NOW)
    shown = get("/records/430S00/2026-00001").json()
    assert (shown["title"], shown["version"]) == (cells(1)["title"], 1)
    assert "修改中" not in get("/records").content.decode()
    working = {r["index_number"]: r for r in office.get("/records?scope=visible").json()["records"]}
    assert working["430S00/2026-00001"]["title"] == "修改中的标题"
    assert working["430S00/2026-00001"]["stage"] == "draft"


def test_a_withdrawn_record_is_gone_but_its_notice(public):
    record = Record.objects.get(index_number="430S00/2026-00001")
    records.withdraw(record=record, reason="附件有误", kind="error", by=public.office, at=timezone.now())
    response = get("/records/430S00/2026-00001")
    assert (response.status_code, codes(response)) == (410, ["withdrawn"])
    assert "内容有误，正在核实" in response.json()["reasons"][0]["text"]
    assert "附件有误" not in response.content.decode(), "nobody else has read the words yet"
    assert "title" not in response.json()
    assert cells(1)["title"] not in titles(get("/records"))


def test_other_methods_and_addresses(place):
    response = Client().post("/api/v1/records")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert codes(response) == ["method_not_allowed"]
    assert get("/nothing").status_code == 404
    assert codes(Client().delete("/api/v1/")) == ["not_found"]
    assert Client().head("/api/v1/records").status_code == 200
