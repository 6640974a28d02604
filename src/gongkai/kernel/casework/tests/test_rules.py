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


# --- delegating ---


def delegated(case, by=HEAD, person=HELPER, which=0):
    return case.do(Verb.DELEGATE, by, item=case.waiting()[which], person=person)


def test_what_was_delegated_comes_back_with_an_opinion():
    case = Case()
    item = case.waiting()[0]
    assert delegated(case).active_step == "division_head"
    assert refusals(lambda: case.do(Verb.ACT, HEAD, item=item, outcome="agree", opinion="同意")) == ["lent"]
    assert case.sign(HELPER, Outcome.REFUSE).active_step == "division_head"
    assert case.waiting() == [item]
    assert case.sign(HEAD).active_step == "secrecy_review"
    assert case.do(Verb.TAKE_BACK, HEAD).active_step == "division_head"


def test_a_delegate_may_delegate_on_and_all_is_recalled_at_once():
    case = Case()
    first = case.waiting()[0]
    delegated(case)
    second = case.waiting()[0]
    delegated(case, HELPER, 6)
    case.do(Verb.RETURN, HEAD, item=second, opinion="情况有变，收回")
    assert case.waiting() == [first]
    assert [item.state for item in case.now.items if item.step == "division_head"] == ["open", "void", "void"]


def test_a_delegate_gives_back_but_neither_sends_back_nor_is_taken_out():
    case = Case()
    delegated(case)
    item = case.waiting()[0]
    back = {"item": item, "to": DRAFTER, "opinion": "退回"}
    assert refusals(lambda: case.do(Verb.SEND_BACK, HELPER, **back)) == ["opinion_only"]
    assert refusals(lambda: case.do(Verb.REMOVE_SIGNER, HEAD, item=item)) == ["not_added"]
    assert refusals(lambda: case.do(Verb.DELEGATE, HELPER, item=item, person=HELPER)) == ["to_oneself"]
    assert refusals(lambda: case.do(Verb.RETURN, HELPER, item=item)) == ["opinion_missing"]
    case.do(Verb.RETURN, HELPER, item=item, opinion="不熟悉此事")
    assert refusals(lambda: case.do(Verb.RETURN, HELPER, item=item, opinion="再交回")) == ["not_delegated"]
    assert case.sign(HEAD).active_step == "secrecy_review"


def test_sending_back_in_parallel_ends_what_was_delegated():
    case = Case(OPINIONS)
    delegated(case)
    case.do(Verb.SEND_BACK, 6, item=case.waiting()[0], to=DRAFTER, opinion="材料不全")
    assert [item.state for item in case.past[0].items[1:]] == ["void", "done", "void", "void"]


# --- divisions ---


def with_divisions(case, placement, divisions=(21, 22, 23)):
    return case.do(Verb.ADD_DIVISIONS, HEAD, placement=placement, divisions=divisions, role="division_head")


def test_divisions_are_asked_at_once_and_join_before_the_step_goes_on():
    case = Case()
    assert with_divisions(case, Placement.BEFORE).active_step == "added_1"
    assert [item.seat.division for item in case.now.open_items()] == [21, 22, 23]
    walk = [case.sign(30 + n, Outcome.REFUSE if n == 1 else Outcome.AGREE).active_step for n in range(3)]
    assert walk == ["added_1", "added_1", "division_head"]


def test_divisions_beside_and_after():
    case = Case()
    with_divisions(case, Placement.PARALLEL)
    assert len(case.waiting()) == 4
    for n in range(3):
        assert case.sign(30 + n).active_step == "division_head"
    assert case.sign(33).active_step == "secrecy_review"
    with_divisions(case, Placement.AFTER, (24,))
    assert case.sign(REVIEWER).active_step == "added_1"


def test_what_adding_divisions_may_not_do():
    case = Case()
    assert refusals(lambda: with_divisions(case, "sideways", ())) == ["placement", "divisions_missing"]
    with_divisions(case, Placement.PARALLEL)
    assert refusals(lambda: with_divisions(case, Placement.PARALLEL, (21, 24, 24))) == [
        "division_twice",
        "asked_already",
    ]


def test_a_withdrawn_signer_may_be_asked_again():
    case = Case()
    for _again in range(2):
        added(case, Placement.PARALLEL)
        case.do(Verb.REMOVE_SIGNER, HEAD, item=case.waiting()[-1])
    added(case, Placement.AFTER)
    case.do(Verb.REMOVE_SIGNER, HEAD, to="added_1")
    added(case, Placement.AFTER)
    assert case.states() | {"added_1": "removed", "added_2": "waiting"} == case.states()
    assert [case.sign(who).active_step for who in (HEAD, HELPER)] == ["added_2", "secrecy_review"]


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
    assert reasons_against_definition(SIGN_OFF) == []
    assert reasons_against_definition(JOINT, item_by_item=False) == []
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
    assert [reason.code for reason in reasons_against_definition(steps, item_by_item=False)] == codes


def test_a_chain_without_review_would_be_a_dead_end():
    """Art. 17: nothing becomes public without a review of each item, so a sign-off chain needs that step."""
    assert [reason.code for reason in reasons_against_definition(JOINT)] == ["no_review"]
    assert [reason.code for reason in reasons_against_definition([SIGN_OFF[0], SIGN_OFF[2]])] == ["no_review"]


# --- properties ---


PEOPLE = st.integers(1, 6)


def random_act(case: Case, data) -> Act:
    """Any act by anybody, sensible or not."""
    items = [item.id for item in case.now.items]
    keys = [node.key for node in case.now.nodes]
    weights = [Verb.ACT] * 8 + [Verb.RESUBMIT, Verb.DELEGATE] * 3
    weights += [Verb.SEND_BACK, Verb.TAKE_BACK, Verb.ADD_SIGNER, Verb.RETURN, Verb.ADD_DIVISIONS] * 2
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
        divisions=tuple(data.draw(st.lists(st.integers(21, 26), max_size=4))),
        role="division_head",
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
    lent = [item for item in now.items if item.state == "lent"]
    assert all(sum(other.returns_to == item.id for other in now.pending_items()) == 1 for item in lent)
    assert all(now.item(item.returns_to).state == "lent" for item in waiting if item.returns_to)
    # its own definition, whatever was added
    keys = {step.key for step in definition}
    assert [node.key for node in now.nodes if node.key in keys] == [step.key for step in definition]
    if now.state == "concluded" and now.outcome == Outcome.AGREE:
        for step in definition:
            agreed = [
                i for i in now.items if i.step == step.key and i.state == "done" and i.returns_to is None
            ]
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
