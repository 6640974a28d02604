import pytest

from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs.rules import Level
from gongkai.foundation.orgs.tests.factories import ACT, tree
from gongkai.kernel.catalogue import rules, services
from gongkai.kernel.catalogue.models import Column, DutyEntry, Subject
from gongkai.kernel.catalogue.services.defaults import shipped
from gongkai.kernel.catalogue.tests.factories import site


@pytest.mark.parametrize("row", list(shipped("columns")), ids=lambda row: row["path"])
def test_every_shipped_column_could_be_made_by_hand(row):
    above, _, slug = row["path"].rpartition("/")
    reasons = rules.reasons_against_column(
        slug=slug,
        name=row["name"],
        kind=row["kind"],
        parent_path=f"{above}/" if above else "",
        freshness_days=int(row["freshness_days"]) if row["freshness_days"] else None,
    )
    assert reasons == []
    assert not row["duty"] or row["duty"] in {duty["code"] for duty in shipped("duties")}


@pytest.mark.parametrize("row", list(shipped("duties")), ids=lambda row: row["code"])
def test_every_shipped_duty_could_be_made_by_hand(row):
    number = row["refresh_number"]
    reasons = rules.reasons_against_duty(
        name=row["name"],
        limit_number=int(row["limit_number"]) if row["limit_number"] else None,
        limit_unit=row["limit_unit"],
        rhythm=rules.Rhythm(row["refresh"], int(number) if number else None, row["refresh_by"]),
        source=row["source"],
    )
    assert reasons == []
    assert row["article"] in rules.Article.values
    assert set(row["levels"].split()) <= set(Level.values)


@pytest.mark.parametrize("row", list(shipped("negative")), ids=lambda row: row["name"])
def test_every_shipped_negative_entry_could_be_made_by_hand(row):
    found = rules.reasons_against_negative_entry(
        name=row["name"], patterns=row["patterns"].split("|"), basis=row["basis"]
    )
    assert found == []


def test_the_four_uniform_parts_are_shipped():
    paths = {row["path"] for row in shipped("columns")}
    assert {f"disclosure/{part}" for part in rules.STATUTORY_PARTS} <= paths


@pytest.mark.django_db
@pytest.mark.postgresql
def test_loading_twice_changes_nothing_and_enters_nothing():
    place = tree()
    top = site(place.province)
    assert services.load_duties(organ=place.province, **ACT) > 25
    assert services.load_columns(site=top, **ACT) == 41
    assert services.load_negative_list(organ=place.province, **ACT) == 6
    services.load_classifications(**ACT)
    Column.objects.filter(site=top, path="notices/").update(name="公告公示")
    counts = (
        Column.objects.count(),
        DutyEntry.objects.count(),
        Subject.objects.count(),
        Entry.objects.count(),
    )
    assert services.load_duties(organ=place.province, **ACT) == 0
    assert services.load_columns(site=top, **ACT) == 0
    assert services.load_negative_list(organ=place.province, **ACT) == 0
    services.load_classifications(**ACT)
    now = (Column.objects.count(), DutyEntry.objects.count(), Subject.objects.count(), Entry.objects.count())
    assert now == counts
    assert top.columns.get(path="notices/").name == "公告公示"  # what the organ edited stays


@pytest.mark.django_db
@pytest.mark.postgresql
def test_duties_go_to_the_level_and_the_division_they_belong_to():
    place = tree()
    services.load_duties(organ=place.province, **ACT)
    services.load_duties(organ=place.county, **ACT)
    assert not place.province.duties.filter(code="21-2").exists()  # acquisition: city and county, Art. 21
    notice = place.county.duties.get(code="21-2")
    assert (notice.limit_number, notice.limit_unit) == (10, "workday")
    assert notice.division.name == "耕地保护监督科"
    assert not place.county.duties.get(code="21-8").confirmed  # general knowledge, to be compared


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_citys_channel_gets_the_columns_meant_for_it_bound_to_its_own_duties():
    place = tree()
    channel = site(place.city, code="changsha", address="", parent=site(place.province))
    services.load_duties(organ=place.city, **ACT)
    services.load_columns(site=channel, **ACT)
    paths = set(channel.columns.values_list("path", flat=True))
    assert "disclosure/statutory/land-acquisition/" in paths and "news/cities/" not in paths
    assert all(
        column.duty.organ == place.city
        for column in channel.columns.exclude(duty=None).select_related("duty")
    )
