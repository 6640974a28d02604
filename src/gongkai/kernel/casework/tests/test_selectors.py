from datetime import timedelta

import pytest

from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.selectors import keep_posts
from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, holder, person, post
from gongkai.kernel.casework import selectors, services
from gongkai.kernel.casework.models import WorkItem
from gongkai.kernel.casework.tests.factories import agree, office, opened, sign_off, waiting
from gongkai.kernel.clocks.services import start_clock

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def clock(place, subject_id, days_ago):
    return start_clock(
        subject_type="record",
        subject_id=subject_id,
        limit_code="proactive",
        start=TODAY - timedelta(days=days_ago),
        organ=place.organ,
        **ACT,
    )


def test_the_inbox_shows_the_most_urgent_first(django_assert_max_num_queries):
    place = office()
    definition = sign_off()
    for subject_id, days_ago in [("1", 3), ("2", 60), ("3", None), ("4", 25)]:
        opened(place, definition, subject_id)
        if days_ago is not None:
            clock(place, subject_id, days_ago)
    with django_assert_max_num_queries(3):
        rows = selectors.inbox(place.head, TODAY)
        assert [(row.case.subject_id, row.light, row.step.name, row.case.division.name) for row in rows] == [
            ("2", "red", "处室负责人审核", "耕地保护监督科"),
            ("4", "yellow", "处室负责人审核", "耕地保护监督科"),
            ("1", "green", "处室负责人审核", "耕地保护监督科"),
            ("3", None, "处室负责人审核", "耕地保护监督科"),
        ]
    assert rows[0].due_on < rows[1].due_on and rows[3].due_on is None
    with django_assert_max_num_queries(2):
        assert selectors.count_inbox(place.head, TODAY) == 4
    keep_posts(place.head, TODAY)
    with django_assert_max_num_queries(1):
        assert selectors.count_inbox(place.head, TODAY) == 4


def test_a_limit_for_what_may_never_be_needed_makes_nothing_late():
    """The seven days to ask for a correction are over and nobody needed one: the answer alone is due."""
    place = office()
    case = opened(place, sign_off(), "1")
    start = TODAY - timedelta(days=15)
    for code in ("correction-notice", "foi-answer"):
        start_clock(
            subject_type="record", subject_id="1", limit_code=code, start=start, organ=place.organ, **ACT
        )
    (row,) = selectors.inbox(place.head, TODAY)
    assert (row.clock.limit_code, row.light) == ("foi-answer", "green")
    case.refresh_from_db()
    assert case.due_on == row.due_on > TODAY


def test_the_inbox_holds_what_waits_by_name_post_and_substitution_only():
    place = office()
    case = opened(place)
    helper = person("wangliu", place.organ)
    stand_in = person("chenyi", place.organ)
    services.add_signer(case=case, person=helper, placement="parallel", by=place.head, at=NOW)
    orgs.substitute(absent=place.head, substitute=stand_in, since=TODAY, until=TODAY, **ACT)
    counts = {who: selectors.count_inbox(who, TODAY) for who in (place.head, helper, stand_in, place.leader)}
    assert list(counts.values()) == [1, 1, 1, 0]
    assert selectors.count_inbox(stand_in, TODAY + timedelta(days=1)) == 0
    orgs.deactivate_person(person=helper, **ACT)
    helper.refresh_from_db()
    assert selectors.inbox(helper, TODAY) == []


def test_the_drafter_finds_what_was_sent_back():
    place = office()
    case = opened(place)
    services.send_back(item=waiting(case), reason="请修改标题", by=place.head, at=NOW)
    (row,) = selectors.inbox(place.officer, TODAY)
    assert row.sent_back and row.case == case


def test_inbox_and_standing_agree_for_everybody():
    """One rule in two forms: as a query and as a check."""
    place = office()
    office_division = place.organ.divisions.first()
    opened(place)
    head_elsewhere = holder(Role.DIVISION_HEAD, place.organ, office_division, "office-head")
    both = person("zhaoqi", place.organ, place.division)
    post(both, Role.DIVISION_HEAD)
    post(both, Role.LEADER)
    stand_in = person("chenyi", place.organ)
    orgs.substitute(absent=both, substitute=stand_in, since=TODAY, until=TODAY, **ACT)
    opened(place, sign_off([{"key": "leader", "name": "签发", "role": "leader", "reach": "division"}]), "19")
    people = [place.officer, place.head, place.leader, place.office, head_elsewhere, both, stand_in]
    for who in people:
        listed = {row.item.pk for row in selectors.inbox(who, TODAY)}
        items = WorkItem.objects.filter(state="open").select_related("person")
        assert listed == {item.pk for item in items if selectors.standing(item, who, TODAY).allowed}, who


def test_who_is_waited_for():
    place = office()
    case = opened(place)
    (row,) = selectors.waiting_for(case, TODAY)
    assert (row.role, row.people) == ("处室负责人", (place.head.name,))


def test_the_flow_shows_done_now_and_next():
    place = office()
    case = opened(place)
    agree(case, place.head)
    services.add_signer(
        case=case, person=person("wangliu", place.organ), placement="before", by=place.reviewer, at=NOW
    )
    shown = [(node.key, node.label, node.mark) for node in selectors.flow(case)]
    assert shown == [
        ("drafter", "起草", "done"),
        ("division_head", "处室负责人审核", "done"),
        ("added_1", "加签", "now"),
        ("secrecy_review", "保密审查", "next"),
        ("leader", "分管领导签发", "next"),
    ]
    assert selectors.flow(case)[1].people == (place.head.name,)


def test_cases_are_seen_by_post():
    place = office()
    case = opened(place)
    assert list(selectors.visible_cases(place.office, TODAY)) == [case]
    assert not selectors.visible_cases(holder(Role.OPEN_GOVERNMENT_OFFICE, place.beside), TODAY).exists()
    assert list(selectors.cases_of("record", "17")) == [case]


def test_items_of_one_case_for_one_person():
    place = office()
    case = opened(place)
    opened(place, case.definition, "18")
    assert [item.case for item in selectors.items_for(place.head, case, TODAY)] == [case]
    assert selectors.items_for(place.leader, case, TODAY) == []
