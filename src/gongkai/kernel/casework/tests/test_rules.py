from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.casework.rules import (
    DRAFTER,
    Act,
    Outcome,
    Placement,
    Situation,
    Verb,
    decide,
    earlier_steps,
    parse,
    reasons_against_definition,
    returnable,
)

SIGN_OFF = [
    {"key": "division_head", "name": "处室负责人审核", "role": "division_head", "reach": "division"},
    {"key": "secrecy_review", "name": "保密审查", "role": "secrecy_reviewer", "per_item": True},
    {"key": "leader", "name": "分管领导签发", "role": "leader"},
]
JOINT = [
    {
        "key": "opinions",
        "name": "会签",
        "parallel": [{"role": "legal"}, {"role": "open_government_office"}, {"role": "division_head"}],
        "decides": False,
    },
    {"key": "leader", "name": "分管领导签发", "role": "leader"},
]
CHAIN, OPINIONS = parse(SIGN_OFF), parse(JOINT)
DRAFTING, HEAD, REVIEWER, LEADER, HELPER = 1, 2, 3, 4, 5


def numbered(situation: Situation, last: int) -> Situation:
    """As the database gives ids to what is new."""
    items = []
    for item in situation.items:
        last += item.id is None
        items.append(item if item.id else replace(item, id=last))
    return replace(situation, items=tuple(items))


class Case:
    """A case in memory: every act is decided and kept, ids are given as the database does."""

    def __init__(self, definition=CHAIN, drafter: int | None = DRAFTING):
        self.definition, self.last, self.now, self.past = definition, 0, Situation(), []
        self.do(Verb.OPEN, actor=drafter)

    def do(self, verb, actor=None, **fields):
        decision = decide(self.definition, self.now, Act(verb, actor, **fields))
        if decision.ended is not None:
            self.past.append(decision.ended)
        self.now = numbered(decision.after, self.last)
        self.last = max([self.last, *(item.id for item in self.now.items)])
        return decision

    def waiting(self):
        return [item.id for item in self.now.open_items()]

    def sign(self, actor, outcome=Outcome.AGREE, which=0):
        return self.do(Verb.ACT, actor, item=self.waiting()[which], outcome=outcome, opinion="同意")

    def look(self):
        self.now = replace(
            self.now,
            items=tuple(replace(i, opened=True) if i.state == "open" else i for i in self.now.items),
        )

    def states(self):
        return {node.key: node.state for node in self.now.nodes}


def refusals(call) -> list[str]:
    with pytest.raises(NotAllowed) as refused:
        call()
    return [reason.code for reason in refused.value.reasons]


# --- the walk ---


def test_a_case_goes_through_its_steps_and_is_concluded():
    case = Case()
    assert [case.sign(who).active_step for who in (HEAD, REVIEWER)] == ["secrecy_review", "leader"]
    last = case.sign(LEADER)
    assert last.agreed and last.active_step == "" and case.waiting() == []
    assert set(case.states().values()) == {"done"}


@pytest.mark.parametrize("outcome", [Outcome.REFUSE, Outcome.REFER])
def test_a_refusal_ends_the_case(outcome):
    case = Case()
    decision = case.sign(HEAD, outcome)
    assert (decision.concluded, decision.agreed, decision.outcome) == (True, False, outcome)
    assert case.states()["leader"] == "removed"


def test_parallel_opinions_join_once_and_a_refusal_there_is_an_opinion():
    case = Case(OPINIONS)
    assert len(case.waiting()) == 3
    assert case.sign(5, Outcome.REFUSE).active_step == "opinions"
    assert case.sign(6).active_step == "opinions"
    assert case.sign(7).active_step == "leader"
    assert len(case.waiting()) == 1


def test_sending_back_to_the_drafter_begins_a_round_in_which_all_is_signed_again():
    case = Case()
    case.sign(HEAD)
    decision = case.do(Verb.SEND_BACK, REVIEWER, item=case.waiting()[0], to=DRAFTER, opinion="附件有个人信息")
    assert decision.waits_for_drafter and case.now.round == 2
    ended = {node.key: node.state for node in case.past[0].nodes}
    assert ended == {
        DRAFTER: "done",
        "division_head": "done",
        "secrecy_review": "sent_back",
        "leader": "removed",
    }
    assert case.do(Verb.RESUBMIT, DRAFTING, item=case.waiting()[0]).active_step == "division_head"


def test_sending_back_to_an_earlier_step_stays_in_the_round():
    case = Case()
    case.sign(HEAD)
    case.sign(REVIEWER)
    assert [node.key for node in earlier_steps(case.now)] == [DRAFTER, "division_head", "secrecy_review"]
    case.do(Verb.SEND_BACK, LEADER, item=case.waiting()[0], to="division_head", opinion="请处室补充说明")
    assert case.now.round == 1
    assert case.sign(HEAD).active_step == "secrecy_review"
    assert case.sign(REVIEWER).active_step == "leader"
    assert case.sign(LEADER).agreed


def test_a_case_without_an_official_drafter_cannot_go_back_to_one():
    case = Case(drafter=None)
    assert case.now.active().key == "division_head"
    back = {"item": case.waiting()[0], "to": DRAFTER, "opinion": "退回"}
    assert refusals(lambda: case.do(Verb.SEND_BACK, HEAD, **back)) == ["no_such_step"]


# --- taking back ---


def test_taking_back_while_nobody_has_looked():
    case = Case()
    case.sign(HEAD)
    assert case.do(Verb.TAKE_BACK, HEAD).active_step == "division_head"
    assert case.states()["secrecy_review"] == "waiting"
    assert case.sign(HEAD).active_step == "secrecy_review"
    case.look()
    assert refusals(lambda: case.do(Verb.TAKE_BACK, HEAD)) == ["not_returnable"]


def test_the_drafter_takes_back_a_submission():
    case = Case()
    assert case.do(Verb.TAKE_BACK, DRAFTING).waits_for_drafter
    assert refusals(lambda: case.do(Verb.TAKE_BACK, DRAFTING)) == ["not_returnable"]
    assert case.do(Verb.RESUBMIT, DRAFTING, item=case.waiting()[0]).active_step == "division_head"


def test_only_ones_own_last_opinion_can_be_taken_back():
    case = Case()
    case.sign(HEAD)
    assert returnable(case.now, DRAFTING) is None
    case.sign(REVIEWER)
    assert returnable(case.now, HEAD) is None


def test_one_of_the_parallel_opinions_is_taken_back():
    case = Case(OPINIONS)
    case.sign(5)
    case.look()
    case.do(Verb.TAKE_BACK, 5)
    assert len(case.waiting()) == 3
    for who in (6, 7):
        assert case.sign(who).active_step == "opinions"
    case.sign(5)
    assert case.now.active().key == "leader"
    assert case.do(Verb.TAKE_BACK, 7).active_step == "opinions"  # the other two opinions stand
    assert len(case.waiting()) == 1


# --- added signers ---


def added(case, placement, by=HEAD, person=HELPER):
    return case.do(Verb.ADD_SIGNER, by, placement=placement, person=person)


def test_a_signer_before_holds_the_step_up():
    case = Case()
    assert added(case, Placement.BEFORE).active_step == "added_1"
    assert case.sign(HELPER).active_step == "division_head"


def test_a_signer_before_parallel_opinions_keeps_those_already_given():
    case = Case(OPINIONS)
    case.sign(6)
    added(case, Placement.BEFORE)
    case.sign(HELPER)
    assert len(case.waiting()) == 2


def test_a_signer_beside_must_act_too():
    case = Case()
    added(case, Placement.PARALLEL)
    assert case.sign(HEAD).active_step == "division_head"
    assert case.sign(HELPER).active_step == "secrecy_review"


def test_a_signer_after_comes_next():
    case = Case()
    assert added(case, Placement.AFTER).active_step == "division_head"
    assert case.sign(HEAD).active_step == "added_1"
    assert case.sign(HELPER).active_step == "secrecy_review"


def test_added_signers_are_taken_out_again():
    case = Case()
    added(case, Placement.PARALLEL)
    case.sign(HEAD)
    assert case.do(Verb.REMOVE_SIGNER, HEAD, item=case.waiting()[0]).active_step == "secrecy_review"
    added(case, Placement.AFTER)
    case.do(Verb.REMOVE_SIGNER, HEAD, to="added_1")
    assert case.sign(REVIEWER).active_step == "leader"
    added(case, Placement.BEFORE)
    assert case.do(Verb.REMOVE_SIGNER, HEAD, item=case.waiting()[0]).active_step == "leader"
    assert case.states()["added_2"] == "removed"


def test_what_adding_and_removing_may_not_do():
    case = Case()
    item = case.waiting()[0]
    assert refusals(lambda: added(case, "sideways", person=None)) == ["placement", "person_missing"]
    assert refusals(lambda: case.do(Verb.REMOVE_SIGNER, HEAD, item=item)) == ["not_added"]
    assert refusals(lambda: case.do(Verb.REMOVE_SIGNER, HEAD, to="leader")) == ["not_added"]
    added(case, Placement.PARALLEL)
    assert refusals(lambda: added(case, Placement.PARALLEL)) == ["asked_already"]


# --- refusals ---


def test_acts_that_come_too_late():
    case = Case()
    item = case.waiting()[0]
    case.sign(HEAD)
    again = {"item": item, "outcome": Outcome.AGREE, "opinion": "同意"}
    assert refusals(lambda: case.do(Verb.ACT, HEAD, **again)) == ["already_done"]
    assert refusals(lambda: case.do(Verb.RESUBMIT, HEAD, item=item)) == ["already_done", "not_sent_back"]
    case.do(Verb.ABANDON, DRAFTING, opinion="不再公开")
    assert (case.now.state, case.waiting()) == ("abandoned", [])
    assert refusals(lambda: case.do(Verb.TAKE_BACK, HEAD)) == ["case_closed"]


def test_while_the_drafter_is_waited_for_nobody_signs():
    case = Case()
    case.do(Verb.SEND_BACK, HEAD, item=case.waiting()[0], to=DRAFTER, opinion="请修改标题")
    assert refusals(lambda: case.sign(DRAFTING)) == ["waits_for_drafter"]
    assert refusals(lambda: added(case, Placement.BEFORE)) == ["waits_for_drafter"]


def test_an_opinion_and_an_outcome_are_needed():
    case = Case()
    empty = {"item": case.waiting()[0], "outcome": Outcome.SUBMIT, "opinion": " "}
    assert refusals(lambda: case.do(Verb.ACT, HEAD, **empty)) == ["outcome", "opinion_missing"]


# --- definitions ---


def test_good_definitions_have_no_reasons_against_them():
    assert reasons_against_definition(SIGN_OFF) == reasons_against_definition(JOINT) == []
    assert [step.kind for step in (*CHAIN, *OPINIONS)] == ["sign", "review", "sign", "parallel", "sign"]


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ([], ["no_steps"]),
        ("leader", ["no_steps"]),
        ([SIGN_OFF[2], SIGN_OFF[2]], ["key_twice"]),
        ([{"key": "drafter", "name": "起草", "role": "leader"}], ["key"]),
        ([{"key": "added_1", "name": "加签", "role": "leader"}], ["key"]),
        ([{"key": "leader", "name": " ", "role": "chief"}], ["name", "role"]),
        ([{"key": "leader", "name": "签发", "role": "leader", "reach": "world"}], ["reach"]),
        ([{"key": "leader", "name": "签发", "role": "leader", "per_item": "yes"}], ["flag"]),
        ([{"key": "leader", "name": "签发", "role": "leader", "day": 3}], ["unknown_field"]),
        ([{"key": "joint", "name": "会签", "parallel": [{"role": "legal"}]}], ["parallel"]),
        ([{"key": "joint", "name": "会签", "parallel": [{"role": "legal"}] * 2}], ["seat_twice"]),
        ([{**JOINT[0], "role": "leader"}], ["role_and_parallel"]),
    ],
)
def test_faulty_definitions(steps, codes):
    assert [reason.code for reason in reasons_against_definition(steps)] == codes


# --- properties ---


PEOPLE = st.integers(1, 6)


def random_act(case: Case, data) -> Act:
    """Any act by anybody, sensible or not."""
    items = [item.id for item in case.now.items]
    keys = [node.key for node in case.now.nodes]
    weights = [Verb.ACT] * 8 + [Verb.RESUBMIT] * 3 + [Verb.SEND_BACK, Verb.TAKE_BACK, Verb.ADD_SIGNER] * 2
    verb = data.draw(st.sampled_from([*weights, Verb.REMOVE_SIGNER, Verb.ABANDON]))
    return Act(
        verb,
        data.draw(PEOPLE),
        item=data.draw(st.sampled_from([*case.waiting() * 3, *items]) if items else st.none()),
        outcome=data.draw(st.sampled_from([Outcome.AGREE] * 9 + [Outcome.REFUSE, Outcome.REFER])),
        opinion="意见",
        to=data.draw(st.sampled_from(["", *keys])) if verb in (Verb.REMOVE_SIGNER, Verb.SEND_BACK) else "",
        placement=data.draw(st.sampled_from(Placement.values)),
        person=data.draw(PEOPLE),
    )


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from([CHAIN, OPINIONS]), st.sampled_from([DRAFTING, None]))
def test_a_case_never_gets_stuck(data, definition, drafter):
    case = Case(definition, drafter)
    for _n in range(data.draw(st.integers(1, 25))):
        act = random_act(case, data)
        before = case.now
        try:
            case.do(act.verb, act.actor, **{k: getattr(act, k) for k in Act.__slots__[2:]})
        except NotAllowed as refused:
            assert refused.reasons and case.now == before
            continue
        if data.draw(st.booleans()):
            case.look()
        assert_sound(case, definition)


def assert_sound(case: Case, definition):
    now, active = case.now, case.now.active()
    waiting = now.open_items()
    assert sum(node.state == "active" for node in now.nodes) == (now.state == "open")
    assert bool(waiting) == (now.state == "open")
    assert all(item.step == active.key and item.visit == active.visit for item in waiting)
    # its own definition, whatever was added
    keys = {step.key for step in definition}
    assert [node.key for node in now.nodes if node.key in keys] == [step.key for step in definition]
    if now.state == "concluded" and now.outcome == Outcome.AGREE:
        for step in definition:
            agreed = [i for i in now.items if i.step == step.key and i.state == "done"]
            assert len({item.seat for item in agreed} & set(step.seats)) == len(step.seats)
    else:
        assert now.outcome in ("", Outcome.REFUSE, Outcome.REFER)


@settings(max_examples=100, deadline=None)
@given(
    st.permutations([0, 1, 2]),
    st.lists(st.sampled_from([Outcome.AGREE, Outcome.REFUSE]), min_size=3, max_size=3),
)
def test_parallel_opinions_in_any_order_join_exactly_once(order, outcomes):
    case = Case(OPINIONS)
    items = case.waiting()
    reached = []
    for place, outcome in zip(order, outcomes, strict=True):
        decision = case.do(Verb.ACT, 5 + place, item=items[place], outcome=outcome, opinion="意见")
        reached.append(decision.active_step)
    assert reached == ["opinions", "opinions", "leader"]
    assert [item.step for item in case.now.items].count("leader") == 1
