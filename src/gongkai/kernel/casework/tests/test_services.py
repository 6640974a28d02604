import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from gongkai.foundation.common.actors import NamedActor
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.jobs.models import Job
from gongkai.foundation.jobs.registry import subscribers
from gongkai.foundation.ledger.models import Entry
from gongkai.foundation.orgs import services as orgs
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, NOW, TODAY, holder, person
from gongkai.kernel.casework import events, selectors, services
from gongkai.kernel.casework.models import Case, Step, WorkItem
from gongkai.kernel.casework.tests.factories import CODE, SIGN_OFF, agree, office, opened, sign_off, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

JOINT = [
    {"key": "joint", "name": "会签", "parallel": [{"role": "leader"}, {"role": "open_government_office"}]},
    {"key": "leader", "name": "分管领导签发", "role": "leader"},
]


def refusals(call) -> list[str]:
    with pytest.raises(NotAllowed) as refused, transaction.atomic():
        call()
    return [reason.code for reason in refused.value.reasons]


def verbs(case: Case) -> list[str]:
    entries = Entry.objects.filter(subject_type="case", subject_id=case.pk)
    return list(entries.order_by("id").values_list("verb", flat=True))


def test_a_case_from_submission_to_signature(monkeypatch):
    monkeypatch.setitem(subscribers, events.ACTED, ["notify.case"])
    place = office()
    case = opened(place)
    assert waiting(case).division == place.division
    agree(case, place.head)
    assert waiting(case).division is None
    agree(case, place.reviewer, opinion="经逐项审查，不涉密", basis="保守国家秘密法第三十五条")
    decision = agree(case, place.leader, at=NOW + timedelta(hours=2))
    case.refresh_from_db()
    assert decision.agreed
    assert (case.state, case.outcome, case.concluded_at) == ("concluded", "agree", NOW + timedelta(hours=2))
    assert verbs(case) == ["case.open", "case.act", "case.act", "case.act"]
    assert Job.objects.filter(kind="notify.case").count() == 1  # one waits until it ran


def test_the_ledger_holds_a_digest_instead_of_the_opinion():
    place = office()
    case = opened(place)
    agree(case, place.head, opinion="同意，联系人王五")
    entry = Entry.objects.get(verb="case.act")
    assert "王五" not in str(entry.detail) and len(entry.detail["signed"]) == 64
    assert (entry.detail["subject"], entry.detail["waits_in"]) == ("record:17", "secrecy_review")


def test_only_who_is_asked_may_act():
    place = office()
    case = opened(place)
    other = holder(Role.DIVISION_HEAD, place.organ, place.organ.divisions.first(), "other-head")
    abroad = holder(Role.DIVISION_HEAD, place.beside)
    for stranger in (place.officer, place.leader, other, abroad):
        assert refusals(lambda stranger=stranger: agree(case, stranger)) == ["not_yours"]
    assert verbs(case) == ["case.open"]


def test_a_substitute_signs_and_both_names_are_kept():
    place = office()
    stand_in = person("chenyi", place.organ, place.division, "陈一")
    case = opened(place)
    orgs.substitute(absent=place.head, substitute=stand_in, since=TODAY, until=TODAY, **ACT)
    tomorrow = NOW + timedelta(days=1)
    assert refusals(lambda: agree(case, stand_in, at=tomorrow)) == ["not_yours"]
    item = waiting(case)
    agree(case, stand_in)
    item.refresh_from_db()
    assert (item.acted_by, item.acted_for) == (stand_in, place.head)
    assert services.take_back(case=case, by=place.head, at=NOW).active_step == "division_head"


def test_a_chain_nobody_could_walk_is_refused_at_the_start():
    place = office()
    orgs.deactivate_person(person=place.leader, **ACT)
    definition = sign_off()
    assert refusals(lambda: opened(place, definition)) == ["nobody_holds"]
    assert refusals(lambda: opened(place, definition, division=None)) == ["no_division", "nobody_holds"]
    assert not Case.objects.exists()


def test_send_back_begins_a_round_and_keeps_what_was_said():
    place = office()
    case = opened(place)
    agree(case, place.head)
    decision = services.send_back(item=waiting(case), reason="附件含身份证号", by=place.reviewer, at=NOW)
    assert decision.waits_for_drafter
    assert refusals(lambda: services.resubmit(case=case, by=place.head, at=NOW)) == ["not_yours"]
    assert services.resubmit(case=case, by=place.officer, at=NOW).active_step == "division_head"
    assert refusals(lambda: services.resubmit(case=case, by=place.officer, at=NOW)) == [
        "not_waiting",
        "not_sent_back",
    ]
    rows = [(row.round, row.outcome, row.opinion) for row in selectors.trail(case)]
    assert rows == [
        (1, "submit", ""),
        (1, "agree", "同意"),
        (1, "send_back", "附件含身份证号"),
        (2, "submit", ""),
    ]
    assert list(Step.objects.filter(case=case, round=1).values_list("state", flat=True)) == [
        "done",
        "done",
        "sent_back",
        "removed",
    ]


def test_send_back_to_an_earlier_step():
    place = office()
    case = opened(place)
    agree(case, place.head)
    back = {"item": waiting(case), "reason": "请处室核实", "by": place.reviewer, "at": NOW}
    assert refusals(lambda: services.send_back(to="leader", **back)) == ["no_such_step"]
    assert services.send_back(to="division_head", **back).active_step == "division_head"
    assert agree(case, place.head).active_step == "secrecy_review"


def test_take_back_ends_when_the_next_has_opened_it():
    place = office()
    case = opened(place)
    agree(case, place.head)
    assert services.take_back(case=case, by=place.head, at=NOW).active_step == "division_head"
    agree(case, place.head)
    item = waiting(case)
    assert services.mark_opened(item=item, by=place.leader, at=NOW) is False
    assert services.mark_opened(item=item, by=place.reviewer, at=NOW) is True
    assert services.mark_opened(item=item, by=place.reviewer, at=NOW) is False
    assert refusals(lambda: services.take_back(case=case, by=place.head, at=NOW)) == ["not_returnable"]
    assert [row.taken_back for row in selectors.trail(case)] == [False, True, False]


@pytest.mark.parametrize(
    ("placement", "walk"),
    [
        ("before", ["added_1", "division_head", "secrecy_review"]),
        ("parallel", ["division_head", "division_head", "secrecy_review"]),
        ("after", ["division_head", "added_1", "secrecy_review"]),
    ],
)
def test_an_added_signer_signs_in_his_place(placement, walk):
    place = office()
    case = opened(place)
    helper = person("wangliu", place.organ, name="王六")
    add = {"case": case, "person": helper, "placement": placement, "at": NOW}
    assert refusals(lambda: services.add_signer(by=place.officer, **add)) == ["not_yours"]
    steps = [services.add_signer(by=place.head, **add).active_step]
    while steps[-1] != "secrecy_review":
        item = waiting(case)
        steps.append(agree(case, item.person or place.head).active_step)
    assert steps == walk
    assert WorkItem.objects.get(person=helper, state="done").added_by == place.head


def test_a_signer_is_a_colleague_and_can_be_taken_out():
    place = office()
    case = opened(place)
    stranger, helper = person("zhuzhou", place.beside), person("wangliu", place.organ)
    add = {"case": case, "placement": "parallel", "by": place.head, "at": NOW}
    assert refusals(lambda: services.add_signer(person=stranger, **add)) == ["not_a_colleague"]
    services.add_signer(person=helper, **add)
    item = WorkItem.objects.get(person=helper)
    remove = {"case": case, "item": item, "at": NOW}
    assert refusals(lambda: services.remove_signer(by=helper, **remove)) == ["not_yours"]
    assert services.remove_signer(by=place.office, **remove).active_step == "division_head"
    assert agree(case, place.head).active_step == "secrecy_review"


def test_reminding_is_counted_and_not_a_hail():
    place = office()
    item = waiting(opened(place))
    assert refusals(lambda: services.remind(item=item, by=place.reviewer, at=NOW)) == ["not_concerned"]
    services.remind(item=item, by=place.officer, at=NOW)
    soon, later = NOW + timedelta(minutes=59), NOW + timedelta(hours=1)
    assert refusals(lambda: services.remind(item=item, by=place.office, at=soon)) == ["reminded_recently"]
    assert services.remind(item=item, by=place.office, at=later).reminded_count == 2
    agree(item.case, place.head)
    assert "already_done" in refusals(lambda: services.remind(item=item, by=place.officer, at=later))


def test_reassigning_needs_the_right_post():
    place = office()
    case = opened(place)
    item = waiting(case)
    second = holder(Role.DIVISION_HEAD, place.organ, place.division, "second-head")
    give = {"item": item, "reason": "出差", "at": NOW}
    assert refusals(lambda: services.reassign(to=place.leader, by=place.head, **give)) == ["holds_no_post"]
    assert refusals(lambda: services.reassign(to=second, by=place.officer, **give)) == ["not_yours"]
    services.reassign(to=second, by=place.office, **give)
    assert refusals(lambda: agree(case, place.head)) == ["not_yours"]
    assert agree(case, second).active_step == "secrecy_review"


def test_abandoning():
    place = office()
    case = opened(place)
    end = {"case": case, "at": NOW}
    assert refusals(lambda: services.abandon(by=place.reviewer, reason="不再公开", **end)) == ["not_yours"]
    assert refusals(lambda: services.abandon(by=place.officer, reason=" ", **end)) == ["opinion_missing"]
    assert services.abandon(by=place.officer, reason="不再公开", **end).case_state == "abandoned"
    assert refusals(lambda: agree_closed(case, place)) == ["case_closed"]


def agree_closed(case, place):
    item = WorkItem.objects.filter(case=case, state="void").first()
    services.act(item=item, outcome="agree", opinion="同意", by=place.head, at=NOW)


def test_a_case_opened_by_a_citizen_has_no_drafter():
    place = office()
    case = opened(place, by=NamedActor("citizen", "申请人"))
    assert case.opened_by is None
    back = {"item": waiting(case), "reason": "退回", "by": place.head, "at": NOW}
    assert refusals(lambda: services.send_back(**back)) == ["no_such_step"]
    assert services.abandon(case=case, reason="申请人撤回", by=NamedActor("citizen", "申请人"), at=NOW)


def test_a_running_case_finishes_on_its_own_version():
    place = office()
    case = opened(place)
    second = sign_off([SIGN_OFF[2]])
    assert second.version == 2
    assert selectors.definition_in_force(CODE, place.organ) == second
    services.send_back(item=waiting(case), reason="请修改", by=place.head, at=NOW)
    services.resubmit(case=case, by=place.officer, at=NOW)
    assert [node.key for node in selectors.flow(case)][1:] == ["division_head", "secrecy_review", "leader"]


def test_an_organ_may_have_its_own_chain():
    place = office()
    common, own = sign_off(), sign_off([SIGN_OFF[2]], place.organ)
    assert selectors.definition_in_force(CODE, place.organ) == own
    assert selectors.definition_in_force(CODE, place.beside) == common
    assert refusals(lambda: sign_off([{"key": "leader"}])) == ["name", "role"]


def test_the_database_refuses_two_active_steps():
    case = opened(office())
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(case=case, key="leader").update(state="active")


# --- at the same instant ---


def race(calls) -> list[object]:
    """Run the calls in threads that start together; each gives its result or its refusal."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            gate.wait(timeout=20)
            results[place] = call()
        except NotAllowed as refused:
            results[place] = [reason.code for reason in refused.reasons]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_sign_one_item_at_once_one_wins():
    place = office()
    heads = [holder(Role.DIVISION_HEAD, place.organ, place.division, f"head-{n}") for n in range(10)]
    case = opened(place)
    item = waiting(case)
    calls = [
        lambda head=head: services.act(item=item, outcome="agree", opinion="同意", by=head, at=NOW)
        for head in heads
    ]
    results = race(calls)
    assert results.count(["already_done"]) == 9
    assert WorkItem.objects.filter(case=case, outcome="agree").count() == 1
    assert WorkItem.objects.filter(case=case, state="open").count() == 1
    assert verbs(case) == ["case.open", "case.act"]


@pytest.mark.django_db(transaction=True)
def test_parallel_opinions_at_once_join_exactly_once():
    place = office()
    case = opened(place, sign_off(JOINT))
    leader, public = WorkItem.objects.filter(case=case, state="open").order_by("id")
    say = {"outcome": "agree", "opinion": "同意", "at": NOW}
    results = race(
        [
            lambda: services.act(item=leader, by=place.leader, **say),
            lambda: services.act(item=public, by=place.office, **say),
        ]
    )
    assert sorted(decision.active_step for decision in results) == ["joint", "leader"]
    assert WorkItem.objects.filter(case=case, step__key="leader").count() == 1


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_opening_at_once_agree_on_one_story():
    place = office()
    case = opened(place)
    agree(case, place.head)
    item = waiting(case)
    back, seen = race(
        [
            lambda: services.take_back(case=case, by=place.head, at=NOW),
            lambda: services.mark_opened(item=item, by=place.reviewer, at=NOW),
        ]
    )
    assert (back == ["not_returnable"]) is (seen is True)
    assert WorkItem.objects.filter(case=case, state="open").count() == 1
