"""The five questions reach exactly the seventeen answers; each answer says what it lacks."""

from datetime import date

import pytest

from gongkai.domains.foi.rules.answering import DEMANDS, Facts, ThirdParty, reasons_against_answering
from gongkai.domains.foi.rules.questions import NODES, START, First, follow, paths
from gongkai.domains.foi.rules.vocabulary import AnswerKind

TODAY = date(2026, 3, 2)
GIVEN = {"files": 1}
REFUSED = {"reasons": "公开会损害其合法权益", "grounds": ("N15-1",), "third_parties": (ThirdParty.OBJECTED,)}
SERVED = {"served": True, "limit_over": True}
COMPLETE = {
    "A1": {"address": "厅门户网站规划计划栏目"},
    "A2": GIVEN,
    "A3": {**REFUSED, **GIVEN, "redactions_verified": True, "public_interest": "涉及公共安全", "told_third_parties": True},
    "A4": REFUSED,
    "A5": {"access_law": "不动产登记暂行条例"},
    "A6": {"search_record": "检索档案室2001年至2020年卷宗，未见"},
    "A7": {"reasons": "由县人民政府制作", "right_organ": "浏阳市人民政府"},
    "A8": {"reasons": "需汇总各县数据"},
    "A9": {"reasons": "补正后仍无法确定所指文件", "corrected_on": date(2026, 2, 20)},
    "A10": {"channel": "厅信访室"},
    "A11": {"earlier_answer": "2025年第12号"},
    "A12": {"address": "省图书馆"},
    "A13": {"reasons": "明显超过合理范围", "reasons_asked_on": date(2026, 2, 3), "reasons_judged": "未说明理由"},
    "A14": {"earlier_answer": "2025年第12号"},
    "A15": SERVED,
    "A16": SERVED,
    "A17": {"reasons": "申请人撤回"},
}  # fmt: skip


def codes(kind, **facts):
    return [reason.code for reason in reasons_against_answering(Facts(AnswerKind(kind), TODAY, **facts))]


def test_the_leaves_are_exactly_the_answers():
    goals = {goal for _choices, goal in paths()}
    assert {goal for goal in goals if isinstance(goal, AnswerKind)} == set(AnswerKind)
    assert goals - set(AnswerKind) == set(First)


def test_every_question_is_reached_and_five_are_asked():
    reached = {START} | {choice.to for node in NODES.values() for choice in node.choices}
    assert NODES.keys() <= reached
    assert {node.number for node in NODES.values()} == {1, 2, 3, 4, 5}
    assert max(len(choices) for choices, _goal in paths()) == 5


def test_following_the_questions():
    assert follow(("yes", "yes", "yes", "in_part", "as_asked")) == AnswerKind.A3
    assert follow(("yes", "yes")) == "exists"
    assert follow(("unclear",)) == First.REQUEST_CORRECTION
    for wrong in [("perhaps",), ("petition", "yes"), ("yes",) * 6]:
        with pytest.raises(ValueError):
            follow(wrong)


@pytest.mark.parametrize("kind", AnswerKind.values)
def test_each_answer_has_demands_and_can_be_given(kind):
    assert codes(kind, **COMPLETE[kind]) == []
    assert codes(kind) != []
    assert all(
        reason.law or kind in ("A14", "A17")
        for reason in reasons_against_answering(Facts(AnswerKind(kind), TODAY))
    )


def test_each_demand_is_made_by_some_facts():
    """No demand that nothing can bring about: every code below, together with the bare facts, covers them."""
    made = {code for kind in AnswerKind.values for code in codes(kind)}
    made |= {code for kind, facts, code in LACKING if code in codes(kind, **{**COMPLETE[kind], **facts})}
    assert {demand.code for demands in DEMANDS.values() for demand in demands} == made


LACKING = [
    ("A4", {"grounds": ("N14-2",)}, "law_not_named"),
    ("A4", {"grounds": ("N14-3b",)}, "harm_missing"),
    ("A4", {"grounds": ("Q36-7",)}, "wrong_ground"),
    ("A4", {"grounds": ("N99",)}, "wrong_ground"),
    ("A4", {"third_parties": ()}, "third_party_not_heard"),
    ("A4", {"third_parties": (ThirdParty.CONSENTED,)}, "third_party_consents"),
    ("A4", {"third_parties": (ThirdParty.WAITING,)}, "third_party_open"),
    ("A4", {"waiting_for_organs": 1}, "organs_open"),
    ("A2", {"third_parties": (ThirdParty.OBJECTED,)}, "public_interest_missing"),
    ("A2", {"third_parties": (ThirdParty.OBJECTED,), "public_interest": "是"}, "third_party_not_told"),
    ("A2", {"third_parties": (ThirdParty.NOT_ASKED,)}, "third_party_open"),
    ("A2", {"files": 0}, "nothing_given"),
    ("A2", {"open_fee": True}, "fee_open"),
    ("A2", {"other_form": True}, "form_reason_missing"),
    ("A3", {"redactions_verified": False}, "redaction_unverified"),
    ("A3", {"grounds": ()}, "ground_missing"),
    ("A3", {"original_beside": True}, "original_beside"),
    ("A2", {"original_beside": True}, "original_beside"),
    ("A7", {"right_organ": ""}, "organ_missing"),
    ("A9", {"corrected_on": None}, "never_corrected"),
    ("A13", {"reasons_asked_on": None}, "reasons_not_asked"),
    ("A15", {"corrected_on": date(2026, 2, 20)}, "was_corrected"),
    ("A15", {"limit_over": False}, "limit_not_over"),
    ("A16", {"served": False}, "notice_not_served"),
]


@pytest.mark.parametrize(("kind", "facts", "code"), LACKING)
def test_what_is_lacking_is_named(kind, facts, code):
    assert codes(kind, **{**COMPLETE[kind], **facts}) == [code] or code == "public_interest_missing"
    assert code in codes(kind, **{**COMPLETE[kind], **facts})


def test_silence_of_a_third_party_lets_the_organ_decide():
    silent = {"third_parties": (ThirdParty.SILENT,)}
    assert codes("A2", **GIVEN, **silent) == []
    assert codes("A4", **{**REFUSED, **silent}) == []


def test_who_keeps_back_what_a_third_party_objected_to_overrules_nobody():
    partly = {**COMPLETE["A3"], "public_interest": "", "told_third_parties": False}
    assert codes("A3", **partly) == ["public_interest_missing", "third_party_not_told"]
    assert codes("A3", **partly, objections_kept=True) == []
    whole = {**GIVEN, "third_parties": (ThirdParty.OBJECTED,), "objections_kept": True}
    assert codes("A2", **whole) == ["public_interest_missing", "third_party_not_told"]


def test_where_and_when_may_stand_for_a_file():
    assert codes("A2", address="政务大厅", available_on=date(2026, 3, 9)) == []
    assert codes("A2", address="政务大厅") == ["nothing_given"]


def test_the_right_organ_may_be_unknown():
    assert codes("A7", reasons="非本机关制作", right_organ_unknown=True) == []


def test_the_questions_must_lead_to_the_answer():
    assert codes("A6", **COMPLETE["A6"], path=("yes", "yes", "not_found")) == []
    assert codes("A6", **COMPLETE["A6"], path=("yes", "no")) == ["path_differs"]
