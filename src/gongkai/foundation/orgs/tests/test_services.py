from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.orgs import regions, selectors, services
from gongkai.foundation.orgs.models import Organ, Person, Region, Substitution
from gongkai.foundation.orgs.rules import Level, Role
from gongkai.foundation.orgs.tests.factories import ACT, TODAY, holder, organ, person, post, region, tree

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
WEEK = {"since": TODAY, "until": TODAY + timedelta(days=6)}


def refused(call, *args, **kwargs) -> list[str]:
    with pytest.raises(NotAllowed) as caught:
        call(*args, **kwargs)
    return [reason.code for reason in caught.value.reasons]


# --- regions


def test_hunan_has_14_cities_and_122_counties():
    assert services.load_regions(**ACT) == 137
    assert Region.objects.filter(level=Level.CITY).count() == 14
    counties = selectors.counties_of(Region.objects.get(code="430000"))
    assert counties.count() == 122
    assert all(county.parent_id == county.code[:4] + "00" for county in counties)


def test_loading_regions_again_corrects_them_and_leaves_villages_alone():
    services.load_regions(**ACT)
    Region.objects.filter(code="430112").update(name="望城县")
    village = Region.objects.create(
        code="430112103204", name="某某村", level=Level.VILLAGE, parent_id="430112"
    )
    services.load_regions(**ACT)
    wangcheng = Region.objects.get(code="430112")
    assert (wangcheng.name, wangcheng.former_names) == ("望城区", ["望城县"])
    assert Region.objects.count() == 138 and village in wangcheng.children.all()


def test_the_shipped_names_are_unique_within_a_city():
    rows = [(row["parent_id"], row["name"]) for row in regions.shipped_regions()]
    assert len(set(rows)) == len(rows) == 137


# --- organs


def test_the_path_of_an_organ_is_that_of_its_parent_and_itself():
    place = tree()
    assert place.county.path == f"{place.province.pk}/{place.city.pk}/{place.county.pk}/"
    assert list(selectors.organs_below(place.city)) == [place.city, place.county]


def test_an_organ_above_or_beside_its_parents_region_is_refused():
    place = tree()
    zhuzhou = region("430200", "株洲市", Level.CITY)
    lusong = region("430203", "芦淞区", Level.COUNTY, zhuzhou)
    assert refused(organ, "430203S00", "株洲市自然资源局芦淞分局", lusong, place.city) == ["organ_region"]
    assert refused(organ, "430000S01", "另一省厅", place.province.region, place.city) == [
        "organ_level",
        "organ_region",
    ]
    assert refused(organ, "43湘00", "某局", zhuzhou, place.province) == ["organ_code"]
    assert refused(organ, "430S00", "某局", zhuzhou, place.province) == ["organ_code_taken"]


def test_a_renamed_organ_keeps_its_former_name_with_the_day():
    province = tree().province
    Organ.objects.filter(pk=province.pk).update(name="湖南省国土资源厅")
    renamed = services.rename_organ(organ=province, name="湖南省自然资源厅", **ACT)
    assert renamed.former_names == [{"name": "湖南省国土资源厅", "until": "2026-11-20"}]


def test_a_division_stands_once_in_its_organ():
    place = tree()
    twice = {"organ": place.city, "name": "办公室", **ACT}
    assert refused(services.create_division, **twice) == ["division_name_taken"]


# --- people and posts


def test_an_account_without_password_cannot_sign_in_and_an_inactive_one_neither():
    place = tree()
    made = services.create_person(
        username="zhouwenbo", name="周文博", organ=place.city, password="耕地保护-2026", **ACT
    )
    person("nopassword", place.city)
    assert authenticate(username="zhouwenbo", password="耕地保护-2026") == made
    assert authenticate(username="nopassword", password="") is None
    services.deactivate_person(person=made, **ACT)
    assert authenticate(username="zhouwenbo", password="耕地保护-2026") is None
    services.activate_person(person=made, **ACT)
    assert authenticate(username="zhouwenbo", password="耕地保护-2026") == made


def test_a_person_belongs_to_a_division_of_the_own_organ_and_has_an_own_name():
    place = tree()
    foreign = place.province.divisions.first()
    assert refused(person, "liuyi", place.city, foreign) == ["division_of_other_organ"]
    person("liuyi", place.city)
    assert refused(person, "liuyi", place.city) == ["username_taken"]


def test_a_role_bound_to_a_division_takes_the_holders_own_or_is_refused():
    place = tree()
    office = place.city.divisions.first()
    assert post(person("liuyi", place.city, office)).division == office
    assert refused(post, person("chenyi", place.city)) == ["division_needed"]
    assert post(person("dinger", place.city), Role.LEADER).division is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Role.AUDITOR, Role.LEADER, ["auditor_alone"]),
        (Role.INFORMATION_OFFICER, Role.AUDITOR, ["auditor_alone"]),
        (Role.ADMINISTRATOR, Role.SECRECY_REVIEWER, ["administrator_reviews"]),
        (Role.SECRECY_REVIEWER, Role.ADMINISTRATOR, ["administrator_reviews"]),
    ],
)
def test_roles_that_exclude_each_other_are_not_held_on_the_same_day(first, second, expected):
    place = tree()
    who = person("liuyi", place.city, place.city.divisions.first())
    held = post(who, first)
    assert refused(post, who, second) == expected
    services.end_post(post=held, until=TODAY, **ACT)
    assert post(who, second, since=TODAY + timedelta(days=1)).pk


def test_roles_that_go_together_are_held_together():
    place = tree()
    who = holder(Role.OPEN_GOVERNMENT_OFFICE, place.city)
    assert post(who, Role.SECRECY_REVIEWER).pk and post(who, Role.INFORMATION_OFFICER).pk


def test_the_same_post_is_not_given_twice_but_again_after_its_end():
    place = tree()
    who = person("liuyi", place.city)
    post(who, Role.LEADER, **WEEK)
    assert refused(post, who, Role.LEADER, since=TODAY + timedelta(days=6)) == ["post_held"]
    assert post(who, Role.LEADER, since=TODAY + timedelta(days=7)).pk


def test_a_post_ends_no_sooner_than_it_began():
    held = post(person("liuyi", tree().city), Role.LEADER)
    yesterday = TODAY - timedelta(days=1)
    assert refused(services.end_post, post=held, until=yesterday, **ACT) == ["period"]


# --- substitutes


def test_a_substitute_is_of_the_same_organ_active_and_another_person():
    place = tree()
    leader, other, away = (person(name, place.city) for name in ("a1", "b2", "c3"))
    foreign = person("d4", place.beside)
    services.deactivate_person(person=away, **ACT)
    assert refused(services.substitute, absent=leader, substitute=foreign, **WEEK, **ACT) == [
        "substitute_organ"
    ]
    assert refused(services.substitute, absent=leader, substitute=leader, **WEEK, **ACT) == [
        "substitute_self"
    ]
    assert refused(services.substitute, absent=leader, substitute=away, **WEEK, **ACT) == [
        "substitute_inactive"
    ]
    assert services.substitute(absent=leader, substitute=other, **WEEK, **ACT).pk


def test_substitution_is_not_handed_on():
    place = tree()
    first, second, third = (person(name, place.city) for name in ("a1", "b2", "c3"))
    services.substitute(absent=first, substitute=second, **WEEK, **ACT)
    assert refused(services.substitute, absent=first, substitute=third, **WEEK, **ACT) == ["substitute_twice"]
    assert refused(services.substitute, absent=second, substitute=third, **WEEK, **ACT) == [
        "absent_substitutes"
    ]
    assert refused(services.substitute, absent=third, substitute=first, **WEEK, **ACT) == [
        "substitute_absent"
    ]


def test_roles_do_not_come_together_by_substitution_either():
    place = tree()
    reviewer, administrator = (
        holder(Role.SECRECY_REVIEWER, place.city),
        holder(Role.ADMINISTRATOR, place.city),
    )
    wrong = {"absent": reviewer, "substitute": administrator, **WEEK, **ACT}
    assert refused(services.substitute, **wrong) == ["administrator_reviews"]
    clerk = holder(Role.WINDOW_CLERK, place.city)
    services.substitute(absent=reviewer, substitute=clerk, **WEEK, **ACT)
    assert refused(post, clerk, Role.ADMINISTRATOR) == ["administrator_reviews"]
    assert refused(post, reviewer, Role.AUDITOR) == ["auditor_alone"]


def test_the_absent_come_back_before_the_planned_day():
    place = tree()
    leader, other = holder(Role.LEADER, place.city), person("b2", place.city)
    row = services.substitute(absent=leader, substitute=other, **WEEK, **ACT)
    services.end_substitution(substitution=row, until=TODAY, **ACT)
    assert selectors.acting_for(other, TODAY) == [leader]
    assert selectors.acting_for(other, TODAY + timedelta(days=1)) == []


def test_the_database_refuses_a_substitute_of_oneself():
    who = person("liuyi", tree().city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Substitution.objects.create(absent=who, substitute=who, since=TODAY, until=TODAY)
    assert Person.objects.filter(pk=who.pk).exists()
