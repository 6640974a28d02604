from datetime import date, timedelta

import pytest

from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, holder, person
from gongkai.kernel.casework import selectors, services
from gongkai.kernel.casework.models import Case, Copy, Step, WorkItem
from gongkai.kernel.casework.tests.factories import agree, office, opened, waiting
from gongkai.kernel.casework.tests.test_services import race, refusals, verbs
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.services import extend, start_clock, stop
from gongkai.kernel.clocks.subjects import seen_by

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

DIVISIONS = (
    "国土空间规划处",
    "自然资源确权登记局",
    "自然资源所有者权益处",
    "自然资源开发利用处",
    "矿业权管理处",
    "矿产资源保护监督处",
    "测绘地理信息管理处",
    "执法监督处",
    "财务与资金运用处",
    "科技与对外合作处",
)


def divisions(place, n=3):
    """Further divisions of the organ, each with its head."""
    made = [
        orgs.create_division(organ=place.organ, name=name, position=10 + k, **ACT)
        for k, name in enumerate(DIVISIONS[:n])
    ]
    return [(d, holder(Role.DIVISION_HEAD, place.organ, d, f"head-{d.pk}")) for d in made]


# --- delegating ---


def test_delegating_and_coming_back():
    place = office()
    case = opened(place)
    item, helper = waiting(case), person("wangliu", place.organ, name="王六")
    give = {"item": item, "to": helper, "at": NOW}
    assert refusals(lambda: services.delegate(instruction="请拟意见", by=place.leader, **give)) == [
        "not_yours"
    ]
    assert refusals(lambda: services.delegate(instruction=" ", by=place.head, **give)) == ["opinion_missing"]
    stranger = person("zhuzhou", place.beside)
    far = {**give, "to": stranger, "instruction": "请拟意见"}
    assert refusals(lambda: services.delegate(by=place.head, **far)) == ["not_a_colleague"]
    services.delegate(instruction="请先核对附件再拟意见", by=place.head, **give)
    assert selectors.count_inbox(place.head, TODAY) == 0
    (row,) = selectors.inbox(helper, TODAY)
    assert row.item.returns_to == item
    agree(case, helper, opinion="附件第三页有误，其余可公开")
    assert [row.item for row in selectors.inbox(place.head, TODAY)] == [item]
    later = NOW + timedelta(hours=1)
    assert agree(case, place.head, at=later).active_step == "secrecy_review"
    assert [row.person for row in selectors.trail(case)][-2:] == ["王六", place.head.name]
    assert verbs(case) == ["case.open", "case.delegate", "case.act", "case.act"]


def test_who_delegated_may_recall_and_others_may_not():
    place = office()
    case = opened(place)
    item, helper = waiting(case), person("wangliu", place.organ)
    services.delegate(item=item, to=helper, instruction="请拟意见", by=place.head, at=NOW)
    lent = WorkItem.objects.get(person=helper)
    back = {"item": lent, "at": NOW}
    assert refusals(lambda: services.give_back(reason="误送", by=place.officer, **back)) == ["not_yours"]
    services.give_back(reason="本人已返岗", by=place.head, **back)
    lent.refresh_from_db()
    assert (lent.state, lent.outcome) == ("done", "return")
    assert agree(case, place.head).active_step == "secrecy_review"


# --- divisions ---


def test_divisions_chosen_while_the_case_runs_are_each_asked():
    place = office()
    case = opened(place)
    asked = divisions(place)
    chosen = [division for division, _head in asked]
    add = {"case": case, "at": NOW}
    assert refusals(lambda: services.add_divisions(divisions=chosen, by=place.officer, **add)) == [
        "not_yours"
    ]
    empty = orgs.create_division(organ=place.organ, name="总督察办公室", position=30, **ACT)
    wrong = [place.division, empty, place.beside.divisions.first()]
    assert refusals(lambda: services.add_divisions(divisions=wrong, by=place.head, **add)) == [
        "own_division",
        "nobody_holds",
        "other_organ",
    ]
    services.add_divisions(divisions=chosen, by=place.head, **add)
    for division, head in asked:
        (row,) = selectors.inbox(head, TODAY)
        assert (row.item.division, row.step.kind, row.step.label) == (division, "joint", "会办")
        decision = services.act(item=row.item, outcome="refuse", opinion="建议缓办", by=head, at=NOW)
    assert decision.active_step == "division_head"  # an opinion, not the end
    assert agree(case, place.head).active_step == "secrecy_review"


def test_a_division_is_withdrawn_and_asked_again():
    place = office()
    case = opened(place)
    ((division, head),) = divisions(place, 1)
    add = {"case": case, "divisions": [division], "by": place.head, "at": NOW}
    services.add_divisions(placement="parallel", **add)
    assert refusals(lambda: services.add_divisions(placement="parallel", **add)) == ["asked_already"]
    item = WorkItem.objects.get(division=division)
    services.remove_signer(case=case, item=item, by=place.head, at=NOW)
    assert selectors.inbox(head, TODAY) == []
    services.add_divisions(placement="parallel", **add)
    assert len(selectors.inbox(head, TODAY)) == 1


@pytest.mark.django_db(transaction=True)
def test_ten_divisions_that_act_at_the_same_instant_join_exactly_once():
    place = office()
    asked = divisions(place, 10)
    case = opened(place)
    services.add_divisions(case=case, divisions=[d for d, _head in asked], by=place.head, at=NOW)
    items = {item.division_id: item for item in WorkItem.objects.filter(case=case, state="open")}

    def say(division, head):
        return lambda: services.act(item=items[division.pk], outcome="agree", opinion="同意", by=head, at=NOW)

    results = race([say(division, head) for division, head in asked])
    assert sorted(decision.active_step for decision in results) == ["added_1"] * 9 + ["division_head"]
    opened_again = WorkItem.objects.filter(case=case, step__key="division_head", state="open")
    assert opened_again.count() == 1
    assert WorkItem.objects.filter(case=case, step__key="added_1", state="done").count() == 10
    assert Step.objects.filter(case=case, state="active").count() == 1


# --- posts ---


def test_reassigning_to_a_post():
    place = office()
    case = opened(place)
    item = waiting(case)
    ((division, head),) = divisions(place, 1)
    give = {"item": item, "by": place.office, "at": NOW}
    nowhere = place.organ.divisions.first()
    assert refusals(lambda: services.reassign_to_post(reason="误送", division=nowhere, **give)) == [
        "holds_no_post"
    ]
    assert refusals(lambda: services.reassign_to_post(reason="误送", **give)) == ["asked_already"]
    assert refusals(lambda: services.reassign_to_post(reason="误送", role="leader", **give)) == ["other_role"]
    services.reassign_to_post(reason="业务归口已调整", division=division, **give)
    assert refusals(lambda: agree(case, place.head)) == ["not_yours"]
    assert agree(case, head).active_step == "secrecy_review"


def test_a_named_person_gives_way_to_the_post_again():
    place = office()
    case = opened(place)
    second = holder(Role.DIVISION_HEAD, place.organ, place.division, "second-head")
    services.reassign(item=waiting(case), to=second, reason="出差", by=place.office, at=NOW)
    services.reassign_to_post(item=waiting(case), reason="已返岗", by=second, at=NOW)
    assert agree(case, place.head).active_step == "secrecy_review"


# --- supervision ---


def test_an_order_has_a_clock_and_a_reply():
    place = office()
    case = opened(place)
    order = {"case": case, "text": "群众反映强烈，请抓紧办理", "days": 3, "at": NOW}
    assert refusals(lambda: services.supervise(by=place.officer, **order)) == ["not_yours"]
    assert refusals(lambda: services.supervise(by=place.leader, **{**order, "days": 4})) == ["days"]
    made = services.supervise(by=place.leader, **order)
    clock = Clock.objects.get(subject_type="supervision", subject_id=str(made.pk))
    assert clock.due_on == date(2026, 11, 25)
    assert refusals(lambda: services.report(supervision=made, reply="已办", by=place.reviewer, at=NOW)) == [
        "not_yours"
    ]
    services.report(supervision=made, reply="已核实，今日报签", by=place.head, at=NOW)
    clock.refresh_from_db()
    assert clock.state == "stopped"
    again = {"supervision": made, "reply": "补充", "by": place.head, "at": NOW}
    assert refusals(lambda: services.report(**again)) == ["replied_already"]
    assert verbs(case) == ["case.open", "case.supervise", "case.report"]
    assert seen_by(place.head, "supervision", str(made.pk), TODAY).title == case.title
    assert seen_by(holder(Role.LEADER, place.beside), "supervision", str(made.pk), TODAY) is None


# --- copies ---


def test_a_copy_is_read_and_holds_nothing_up():
    place = office()
    case = opened(place)
    reader = person("chenyi", place.organ, name="陈一")
    send = {"case": case, "at": NOW, "note": "请知悉"}
    assert refusals(lambda: services.circulate(to=[reader], by=reader, **send)) == ["not_yours"]
    assert not selectors.visible_cases(reader, TODAY).exists()
    services.circulate(to=[reader, place.leader], by=place.officer, **send)
    assert services.circulate(to=[reader], by=place.officer, **send) == []
    (copy,) = selectors.unread_copies(reader)
    assert list(selectors.visible_cases(reader, TODAY)) == [case]
    assert services.mark_read(copy=copy, by=place.leader, at=NOW) is False
    assert services.mark_read(copy=copy, by=reader, at=NOW) is True
    assert services.mark_read(copy=copy, by=reader, at=NOW) is False
    assert selectors.unread_copies(reader) == []
    assert Copy.objects.filter(read_at=None).count() == 1
    assert agree(case, place.head).active_step == "secrecy_review"


def test_only_colleagues_get_copies():
    place = office()
    case = opened(place)
    far = person("zhuzhou", place.beside)
    send = {"case": case, "by": place.head, "at": NOW}
    assert refusals(lambda: services.circulate(to=[far], **send)) == ["not_a_colleague"]
    assert refusals(lambda: services.circulate(to=[], **send)) == ["person_missing"]


# --- the copy of the due date ---


def due(case: Case):
    case.refresh_from_db()
    return case.due_on


def test_a_case_keeps_the_nearest_due_date_of_its_clocks():
    place = office()
    subject = {"subject_type": "record", "subject_id": "17"}
    clock = {**subject, "organ": place.organ, **ACT}
    start_clock(**clock, limit_code="proactive", start=date(2026, 11, 10))
    case = opened(place)
    assert due(case) == date(2026, 12, 8)
    start_clock(**clock, limit_code="interpretation", start=TODAY)
    assert due(case) == date(2026, 11, 25)
    first = Clock.objects.get(limit_code="interpretation")
    extend(clock=first, n=2, reason="经同意", **ACT)
    assert due(case) == date(2026, 11, 27)
    stop(**subject, limit_code="interpretation", **ACT)
    assert due(case) == date(2026, 12, 8)
