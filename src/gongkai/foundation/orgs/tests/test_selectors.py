from datetime import date, timedelta

import pytest

from gongkai.foundation.orgs import selectors, services
from gongkai.foundation.orgs.models import Division, Organ, Person, Substitution
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, holder, person, post, tree

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_an_officer_sees_the_own_division_only():
    province = tree().province
    office, land = province.divisions.all()
    officer = holder(Role.INFORMATION_OFFICER, province, land)
    assert selectors.may(officer, "record.view", organ=province, division=land, today=TODAY)
    assert not selectors.may(officer, "record.view", organ=province, division=office, today=TODAY)
    assert not selectors.may(officer, "record.view", organ=province, today=TODAY)


def test_an_inspector_sees_the_organ_and_all_below_but_none_beside():
    place = tree()
    inspector = holder(Role.INSPECTOR, place.city)
    seen = selectors.organs_in_reach(inspector, "record.view", TODAY)
    assert set(seen) == {place.city, place.county}


def test_a_list_is_cut_to_the_reach_without_joins():
    place = tree()
    inspector = holder(Role.INSPECTOR, place.city)
    rows = selectors.restrict(Division.objects.all(), inspector, "record.view", TODAY, division_field="pk")
    assert set(rows.values_list("organ_id", flat=True)) == {place.city.pk, place.county.pk}
    assert "JOIN" not in str(rows.query)


def test_rows_of_an_organ_whose_path_shares_digits_stay_hidden():
    place = tree()
    Organ.objects.filter(pk=place.city.pk).update(path="9001/")
    Organ.objects.filter(pk=place.county.pk).update(path="9001/7/")
    Organ.objects.filter(pk=place.beside.pk).update(path="90017/")
    inspector = holder(Role.INSPECTOR, place.city)
    seen = selectors.organs_in_reach(inspector, "record.view", TODAY)
    assert place.beside not in seen and place.county in seen
    Organ.objects.filter(pk=place.beside.pk).update(path="19001/")
    assert place.beside not in selectors.organs_in_reach(inspector, "record.view", TODAY)


def test_a_capability_outside_the_matrix_is_an_error_not_a_permission():
    officer = holder(Role.INFORMATION_OFFICER, tree().province)
    with pytest.raises(KeyError):
        selectors.may_somewhere(officer, "record.shred", TODAY)


def test_a_person_without_posts_sees_nothing():
    place = tree()
    nobody = person("liuyi", place.province)
    assert not selectors.restrict(Division.objects.all(), nobody, "record.view", TODAY).exists()
    assert not selectors.may_somewhere(nobody, "calendar.view", TODAY)


@pytest.mark.parametrize(("shift", "held"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_post_holds_from_its_first_to_its_last_day(shift, held):
    who = person("liuyi", tree().province)
    post(who, Role.LEADER, since=TODAY, until=TODAY + timedelta(days=9))
    assert bool(selectors.posts_of(who, TODAY + timedelta(days=shift))) is held


def test_an_inactive_person_holds_nothing_and_leaves_nothing_to_the_substitute():
    place = tree()
    leader = holder(Role.LEADER, place.province)
    other = person("chenyi", place.province)
    services.substitute(absent=leader, substitute=other, since=TODAY, until=TODAY, **ACT)
    assert selectors.acting_for(other, TODAY) == [leader]
    services.deactivate_person(person=leader, **ACT)
    assert selectors.posts_of(leader, TODAY) == []
    assert selectors.posts_of(other, TODAY) == []
    assert selectors.acting_for(other, TODAY) == []


def test_a_substitute_holds_the_posts_of_the_absent_during_the_period_only():
    place = tree()
    office, land = place.province.divisions.all()
    head = holder(Role.DIVISION_HEAD, place.province, land)
    other = person("chenyi", place.province, office)
    services.substitute(absent=head, substitute=other, since=TODAY, until=TODAY + timedelta(days=2), **ACT)
    (held,) = selectors.posts_of(other, TODAY)
    assert (held.role, held.division_id, held.holder_id) == (Role.DIVISION_HEAD, land.pk, head.pk)
    assert selectors.posts_of(other, TODAY + timedelta(days=3)) == []


def test_substitution_does_not_chain():
    place = tree()
    leader = holder(Role.LEADER, place.province)
    second, third = person("chenyi", place.province), person("dinger", place.province)
    for absent, stand_in in [
        (leader, second),
        (second, third),
    ]:  # the service refuses this; the selector must hold
        Substitution.objects.create(absent=absent, substitute=stand_in, since=TODAY, until=TODAY)
    assert [held.role for held in selectors.posts_of(second, TODAY)] == [Role.LEADER]
    assert selectors.posts_of(third, TODAY) == []


def test_holders_are_found_with_their_substitutes_and_nobody_twice():
    place = tree()
    office, land = place.province.divisions.all()
    land_head = holder(Role.DIVISION_HEAD, place.province, land, "head-land")
    office_head = holder(Role.DIVISION_HEAD, place.province, office, "head-office")
    holder(Role.DIVISION_HEAD, place.city, username="head-city")
    services.substitute(absent=land_head, substitute=office_head, since=TODAY, until=TODAY, **ACT)
    of_land = selectors.holders(organ=place.province, role=Role.DIVISION_HEAD, division=land, today=TODAY)
    of_all = selectors.holders(organ=place.province, role=Role.DIVISION_HEAD, today=TODAY)
    assert of_land == [land_head, office_head]
    assert of_all == [land_head, office_head]


def test_an_organ_wide_reviewer_serves_every_division():
    place = tree()
    office, land = place.province.divisions.all()
    reviewer = holder(Role.SECRECY_REVIEWER, place.province, office)
    found = selectors.holders(organ=place.province, role=Role.SECRECY_REVIEWER, division=land, today=TODAY)
    assert found == [reviewer]


def test_kept_posts_answer_without_a_query_and_only_for_their_day(django_assert_num_queries):
    place = tree()
    leader = holder(Role.LEADER, place.province)
    with django_assert_num_queries(1):
        selectors.keep_posts(leader, TODAY)
    with django_assert_num_queries(0):
        assert selectors.may(leader, "record.sign", organ=place.province, today=TODAY)
        assert not selectors.may(leader, "record.sign", organ=place.city, today=TODAY)
    with django_assert_num_queries(1):
        assert not selectors.may_somewhere(leader, "record.sign", date(2020, 1, 2))


def test_a_restricted_list_costs_two_queries(django_assert_num_queries):
    place = tree()
    auditor = Person.objects.get(pk=holder(Role.AUDITOR, place.province).pk)
    with django_assert_num_queries(2):
        rows = selectors.restrict(Division.objects.all(), auditor, "record.view", TODAY, division_field="pk")
        assert len(rows) == 8


def test_regions_above_a_village_come_province_first():
    services.load_regions(**ACT)
    above = selectors.regions_above("430112103204")
    assert [region.name for region in above] == ["湖南省", "长沙市", "望城区"]
    assert NOW.tzinfo is not None
