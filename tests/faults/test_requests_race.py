"""Ten officials act on one request at the same instant: one act wins, the others hear why, nothing is lost."""

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.postgresql, pytest.mark.xdist_group("ten officials")]
TEN = [f"official{n}" for n in range(10)]


@pytest.fixture
def office(officials):
    yield officials
    assert officials.ask("whole")["faults"] == []  # the ledger's chain has every act once, in order


def same(act: str, pk: int, people=TEN) -> list:
    return [(act, pk, who) for who in people]


def one_won(outcomes: list, code: str) -> None:
    """One won; each of the others was refused for that reason, among others."""
    assert len(outcomes) == 10
    assert outcomes.count("won") == 1, outcomes
    refused = [said for said in outcomes if said != "won"]
    assert all(isinstance(said, list) and code in said for said in refused), outcomes


def numbers(office) -> list[str]:
    return [number for number in office.ask("whole")["numbers"] if number.startswith("430S00")]


def test_of_ten_that_do_the_same_one_wins(office):
    pk = office.ask("handled_request")
    one_won(office.at_once(same("request_correction", pk), pk=pk), "asked_before")
    found = office.ask("seen", pk)
    assert (found["stage"], found["acts"]["request_correction"], found["letters"]) == ("correcting", 1, 1)

    pk = office.ask("new_request", "internet")
    one_won(office.at_once(same("confirm_receipt", pk), pk=pk), "stage")
    found = office.ask("seen", pk)
    assert (found["stage"], found["acts"]["register"], found["clocks"]) == ("received", 1, 2)

    one_won(office.at_once(same("withdraw", pk), pk=pk), "stage")
    found = office.ask("seen", pk)
    assert (found["stage"], found["acts"]["withdraw"]) == ("answered", 1)

    pk = office.ask("consulted_request")
    one_won(office.at_once(same("record_reply", pk), pk=pk), "consultation_closed")
    found = office.ask("seen", pk)
    assert (found["acts"]["record_reply"], found["ledger"]["clock.resume"]) == (1, 1)


def test_an_extension_asked_for_at_once_is_one(office):
    pk = office.ask("handled_request")
    one_won(office.at_once(same("propose_extension", pk), pk=pk), "extended_before")
    assert len(office.ask("seen", pk)["extensions"]) == 1
    outcomes = office.at_once(same("decide_extension", pk), pk=pk)
    assert outcomes.count("won") == 1, outcomes
    reasons = {code for said in outcomes if said != "won" for code in said}
    assert "not_proposed" in reasons and reasons <= {"not_proposed", "own_proposal"}
    found = office.ask("seen", pk)
    assert len(found["extensions"]) == 1 and found["extensions"][0][1] is not None
    assert found["letters"] == (1 if found["extensions"][0][1] else 0)


def test_a_letter_leaves_the_house_once(office):
    pk = office.ask("extended_request")
    one_won(office.at_once(same("send_letter", pk), pk=pk), "wrong_state")
    found = office.ask("seen", pk)
    assert (found["acts"]["tell_extension"], found["periods"]) == (1, {"extended": 1})


def test_ten_signatures_are_joined_once(office):
    pk = office.ask("answered_request", -1)
    one_won(office.at_once(same("submit_answer", pk), pk=pk), "stage")
    assert office.ask("seen", pk)["cases"] == 1

    pk = office.ask("answered_request", 10)
    heads = [f"head{n}" for n in range(10)]
    before = office.ask("seen", pk)
    assert len(before["waiting"]) == 10 and len(set(before["waiting"])) == 1
    assert office.at_once(same("sign_answer", pk, heads), pk=pk) == ["won"] * 10
    found = office.ask("seen", pk)
    assert found["waiting"] == ["division_head"]
    heard = before["waiting"][0]
    assert found["waits_in"] == [heard] * 9 + ["division_head"]  # nine waited for the tenth, who moved it on

    for who, waits_in in (("head", "office"), ("official3", "leader")):
        one_won(office.at_once(same("sign_answer", pk, [who] * 10), pk=pk), "not_your_turn")
        assert office.ask("seen", pk)["waiting"] == [waits_in]
    one_won(office.at_once(same("sign_answer", pk, ["leader"] * 10), pk=pk), "not_your_turn")
    found = office.ask("seen", pk)
    assert (found["stage"], found["acts"]["answer_signed"], found["letters"]) == ("issuing", 1, 1)


def test_ten_different_acts_leave_one_history(office):
    """Some may follow one another; what was done is written once, and who came too late heard why."""
    pk = office.ask("handled_request")
    before = office.ask("seen", pk)["acts"]
    acts = ["assign", "request_correction", "route", "withdraw", "propose_extension"] * 2
    outcomes = office.at_once([(act, pk, who) for act, who in zip(acts, TEN, strict=True)], pk=pk)
    assert all(said == "won" or isinstance(said, list) and said for said in outcomes), outcomes
    won = [act for act, said in zip(acts, outcomes, strict=True) if said == "won"]
    found = office.ask("seen", pk)
    assert {act: found["acts"].get(act, 0) - before.get(act, 0) for act in acts} == {
        act: won.count(act) for act in acts
    }
    assert {f"request.{act}": won.count(act) + before.get(act, 0) for act in won} == {
        f"request.{act}": found["ledger"][f"request.{act}"] for act in won
    }
    assert won.count("request_correction") <= 1 and won.count("propose_extension") <= 1
    assert won.count("withdraw") == 1 and found["stage"] == "answered"


def test_ten_intakes_get_ten_numbers_without_a_gap(office):
    """One more had a number and took it back with its transaction."""
    last = office.ask("last_serial")
    outcomes = office.at_once([("submit", None, who) for who in TEN], held="numbers")
    assert outcomes == ["won"] * 10
    assert numbers(office) == [f"430S00-2026-{n:05d}" for n in range(1, last + 11)]


def test_an_import_and_intakes_number_one_after_the_other(office):
    last = office.ask("last_serial")
    wishes = [(("submit", "import")[n % 2], None, who) for n, who in enumerate(TEN)]
    assert office.at_once(wishes, held="numbers") == ["won"] * 10
    assert numbers(office) == [f"430S00-2026-{n:05d}" for n in range(1, last + 16)]


def test_a_message_becomes_one_thing(office):
    pk = office.ask("new_request")
    before = len(office.ask("whole")["numbers"])
    office.ask("kept_message")
    wishes = [(("join_message", "make_request")[n % 2], pk, who) for n, who in enumerate(TEN)]
    outcomes = office.at_once(wishes, pk=pk)
    one_won(outcomes, "handled")
    found = office.ask("whole")
    made = sum(said == "won" for said in outcomes[1::2])
    assert (found["messages"], len(found["numbers"]) - before) == (["joined"], made)


def test_letters_delegation_and_acts_do_not_wait_for_one_another_for_ever(office):
    """A letter is sent and an opinion asked for while others act on the request that they are about."""
    pk = office.ask("extended_request")
    wishes = [(("send_letter", "assign")[n % 2], pk, who) for n, who in enumerate(TEN)]
    outcomes = office.at_once(wishes, held="ledger")
    assert all(isinstance(said, list) or said == "won" for said in outcomes), outcomes
    assert outcomes[::2].count("won") == 1 and outcomes[1::2] == ["won"] * 5

    pk = office.ask("answered_request")
    wishes = [("delegate", pk, "head"), ("withdraw", pk, "official1")] * 5
    outcomes = office.at_once(wishes, held="ledger")
    assert all(isinstance(said, list) or said == "won" for said in outcomes), outcomes
    assert outcomes[1::2].count("won") == 1


def test_the_daily_job_and_officials_do_not_wait_for_one_another_for_ever(office):
    pks = [office.ask("handled_request") for _n in range(9)]
    wishes = [("daily", None, "office")] + [("withdraw_late", pk, "office") for pk in pks]
    outcomes = office.at_once(wishes, held="ledger")
    assert outcomes == ["won"] * 10
    for pk in pks:
        found = office.ask("seen", pk)
        assert (found["stage"], found["acts"]["withdraw"]) == ("answered", 1)
        assert found["acts"].get("limit_ran_out", 0) <= 1
