"""The contract of `gongkai deadline`: golden lines, refusals, and a decision for every corner."""

from datetime import date, timedelta

import pytest

from gongkai.domains.foi.rules.deadline import RULES, answer
from gongkai.domains.foi.tests.walking import WORKING
from gongkai.foundation.calendar.rules import build

CALENDAR = build(WORKING, version=1)


def ask(received, *events, rule="foi-answer"):
    return answer({"id": "c1", "rule": rule, "received": received, "events": list(events)}, CALENDAR)


def on(day, kind, **more):
    return {"kind": kind, "on": day, **more}


def sent(day, ref="p0", party="third_party"):
    return on(day, "consult_sent", ref=ref, **{"with": party})


def replied(day, ref="p0"):
    return on(day, "consult_replied", ref=ref)


def says(found, words):
    return any(words in sentence for sentence in found["explain"])


CORRECTED = (on("2020-06-29", "correction_requested"), on("2020-07-13", "correction_received"))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2009-09-25", "2009-10-22"),
        ("2017-09-25", "2017-10-20"),
        ("2020-01-20", "2020-02-25"),
        ("2021-09-24", "2021-10-27"),
        ("2025-01-20", "2025-02-21"),
        ("2026-02-10", "2026-03-16"),
        ("2026-09-20", "2026-10-23"),
    ],
)
def test_golden_dates(received, due):
    found = ask(received)
    assert (found["due"], found["earliest"], found["latest"]) == (due, due, due)
    assert (found["state"], found["provisional"], found["id"]) == ("running", False, "c1")


def test_the_line_of_the_contract():
    found = ask(
        "2020-06-22",
        *CORRECTED,
        sent("2020-07-14"),
        replied("2020-07-31"),
        on("2020-08-03", "extended", days=10),
    )
    assert (found["due"], found["state"]) == ("2020-09-10", "running")
    assert found["explain"] == [
        "依据政府信息公开条例第三十三条，时限 20 个工作日",
        "收到申请之日 2020-06-22（不计入）",
        "2020-06-29 起因要求补正中止，已由重新起算取代",
        "2020-07-13 因收到补正的申请重新起算，当日不计入，此前经过的时间不再计算",
        "因征求第三方意见（2020-07-14 的次日至 2020-07-31）不计 13 个工作日",
        "2020-08-03 因经批准延长 10 个工作日",
        "第 1 个工作日 = 2020-07-14",
        "其间周末和节假日 12 天不计",
        "第 30 个工作日 = 2020-09-10",
    ]


def test_without_an_answer_there_is_no_date():
    found = ask("2026-03-02", sent("2026-03-04"))
    assert (found["state"], found["due"], found["earliest"], found["latest"]) == (
        "suspended",
        None,
        None,
        None,
    )
    found = ask("2026-03-02", on("2026-03-04", "correction_requested"))
    assert (found["state"], found["due"], found["provisional"]) == ("awaiting_correction", None, False)


def test_silence_ends_a_pause_like_a_reply():
    lapsed = on("2026-04-02", "consult_lapsed", ref="p0")
    assert (
        ask("2026-03-02", sent("2026-03-04"), lapsed)["due"]
        == ask("2026-03-02", sent("2026-03-04"), replied("2026-04-02"))["due"]
    )


def test_a_third_party_is_not_silent_before_its_fifteen_days():
    early = ask("2026-03-02", sent("2026-03-04"), on("2026-03-12", "consult_lapsed", ref="p0"))
    assert early["due"] and says(early, "第三方最早到 2026-03-25 才满十五个工作日")


def test_under_2007_only_third_parties_pause():
    organ = ask("2018-03-05", sent("2018-03-06", party="other_organ"))
    assert (organ["state"], organ["due"]) == ("running", ask("2018-03-05")["due"])
    assert says(organ, "2007 年条例只扣除征求第三方意见的时间")
    assert ask("2018-03-05", sent("2018-03-06"))["state"] == "suspended"
    assert ask("2020-03-05", sent("2020-03-06", party="other_organ"))["state"] == "suspended"


def test_a_late_correction_is_computed_and_noted():
    late = ask(
        "2026-03-02", on("2026-03-12", "correction_requested"), on("2026-03-20", "correction_received")
    )
    assert late["due"] == ask("2026-03-20")["due"]
    assert says(late, "要求补正应在 2026-03-11 前（含当日）作出，2026-03-12 已超过七个工作日")
    assert not any(
        "注意" in s for s in ask("2026-03-02", on("2026-03-11", "correction_requested"))["explain"]
    )
    assert not says(ask("2018-03-05", on("2018-03-20", "correction_requested")), "七个工作日")


def test_a_correction_after_the_limit_still_restarts():
    waiting = ask("2026-03-02", on("2026-05-06", "correction_requested"))
    assert (waiting["state"], waiting["due"]) == ("awaiting_correction", None)
    assert says(waiting, "期限已于 2026-03-30 届满")
    again = ask(
        "2026-03-02", on("2026-05-06", "correction_requested"), on("2026-05-11", "correction_received")
    )
    assert (again["state"], again["due"]) == ("running", ask("2026-05-11")["due"])


def test_a_second_correction_is_noted():
    twice = (*CORRECTED, on("2020-07-15", "correction_requested"), on("2020-07-20", "correction_received"))
    found = ask("2020-06-22", *twice)
    assert found["due"] == ask("2020-07-20")["due"]
    assert says(found, "2020-07-15 再次要求补正，而补正应当一次性告知")


def test_a_restart_clears_pauses_and_keeps_the_extension():
    extended = on("2020-06-24", "extended", days=5)
    found = ask("2020-06-22", sent("2020-06-23"), extended, *CORRECTED)
    assert found["state"] == "running"
    assert found["due"] == CALENDAR.add_working_days(date(2020, 7, 13), 25).date.isoformat()
    late = ask("2020-06-22", sent("2020-06-23"), extended, *CORRECTED, replied("2020-07-20"))
    assert late["due"] == found["due"] and says(late, "征求意见 p0 已由重新起算取代")


def test_events_of_one_day_keep_their_order():
    day = "2020-07-13"
    before = ask("2020-06-22", CORRECTED[0], sent(day), CORRECTED[1])
    after = ask("2020-06-22", *CORRECTED, sent(day))
    assert (before["state"], after["state"]) == ("running", "suspended")


def test_events_are_taken_by_day_whatever_their_place():
    events = [*CORRECTED, sent("2020-07-14"), replied("2020-07-31")]
    assert ask("2020-06-22", *events[::-1]) == ask("2020-06-22", *events)


def test_a_consultation_sent_too_late_saves_nothing():
    open_ = ask("2026-03-02", sent("2026-05-06"))
    assert (open_["state"], open_["due"]) == ("suspended", None) and says(open_, "期限已于 2026-03-30 届满")
    closed = ask("2026-03-02", sent("2026-05-06"), replied("2026-05-13"))
    assert closed["due"] == ask("2026-03-02")["due"]
    last_day = ask("2026-03-02", sent("2026-03-30"), replied("2026-05-13"))
    assert last_day["due"] == "2026-03-30"


def test_a_ref_may_be_used_again_once_it_is_closed():
    again = ask(
        "2026-03-02", sent("2026-03-04"), replied("2026-03-06"), sent("2026-03-09"), replied("2026-03-11")
    )
    assert again["due"] == CALENDAR.add_working_days(date(2026, 3, 2), 24).date.isoformat()


def test_paying_the_fee_restarts_the_clock():
    notice = on("2026-03-10", "fee_notice")
    assert ask("2026-03-02", notice)["state"] == "suspended"
    paid = ask("2026-03-02", notice, on("2026-03-20", "fee_paid"))
    assert (paid["state"], paid["due"]) == ("running", ask("2026-03-20")["due"])
    late = ask("2026-03-02", notice, on("2026-05-20", "fee_paid"))
    assert late["due"] == ask("2026-05-20")["due"] and says(late, "缴费应在收到通知次日起二十个工作日内")
    assert says(ask("2026-03-02", on("2026-04-10", "fee_notice")), "而期限已于 2026-03-30 届满")
    assert says(ask("2020-03-02", on("2020-03-10", "fee_notice")), "尚无收费办法")


def test_payment_does_not_end_a_consultation():
    """条例 第三十三条: the time of asking is not counted; only a corrected request clears what was before it."""
    before = [sent("2026-03-03"), on("2026-03-10", "fee_notice"), on("2026-03-20", "fee_paid")]
    assert ask("2026-03-02", *before)["state"] == "suspended"
    assert ask("2026-03-02", *before, replied("2026-03-25"))["due"] == ask("2026-03-25")["due"]
    assert ask("2026-03-02", *before, replied("2026-03-20"))["due"] == ask("2026-03-20")["due"]


def test_a_fee_while_a_correction_is_awaited():
    asked, notice = on("2026-03-04", "correction_requested"), on("2026-03-06", "fee_notice")
    paid, came = on("2026-03-10", "fee_paid"), on("2026-03-12", "correction_received")
    assert ask("2026-03-02", asked, notice)["state"] == "awaiting_correction"
    assert ask("2026-03-02", asked, notice, paid)["state"] == "awaiting_correction"
    assert ask("2026-03-02", asked, notice, came)["due"] == ask("2026-03-12")["due"]
    owed = ask("2026-03-02", asked, notice, came, on("2026-03-17", "fee_paid"))
    assert owed["due"] == ask("2026-03-17")["due"]


def test_an_extension_during_a_pause():
    pause, extended = sent("2026-03-04"), on("2026-05-20", "extended", days=20)
    assert ask("2026-03-02", pause, extended)["state"] == "suspended"
    found = ask("2026-03-02", pause, extended, replied("2026-05-21"))
    assert found["due"] == CALENDAR.add_working_days(date(2026, 5, 21), 38).date.isoformat()
    assert "error" in ask("2026-03-02", sent("2026-05-06"), extended)


def test_the_last_day_is_not_too_late_for_an_extension():
    assert ask("2026-03-02", on("2026-03-30", "extended", days=20))["due"] == "2026-04-28"
    assert "error" in ask("2026-03-02", on("2026-03-31", "extended", days=1))


def test_what_means_nothing_here_is_told_and_does_no_harm():
    line = {"rule": "foi-answer", "received": "2026-03-02", "note": "甲", "events": None}
    found = answer(line, CALENDAR)
    assert found["due"] == ask("2026-03-02")["due"] and says(found, "没有用到字段“note”")
    event = on("2026-03-05", "extended", days=10.0) | {"approved_by": "厅长"}
    found = ask("2026-03-02", event)
    assert found["due"] == ask("2026-03-02", on("2026-03-05", "extended", days=10))["due"]
    assert says(found, "没有用到字段“extended.approved_by”")
    for days in (10.5, float("inf"), float("nan"), True, "10"):
        assert "error" in ask("2026-03-02", on("2026-03-05", "extended", days=days))


def test_an_answer_changes_the_state_only():
    answered = on("2026-04-13", "answered")
    found, plain = ask("2026-03-02", answered), ask("2026-03-02")
    assert {**found, "explain": 0, "state": 0} == {**plain, "explain": 0, "state": 0}
    assert found["state"] == "answered" and says(found, "2026-04-13 的答复已超过期限")
    during = ask("2026-03-02", sent("2026-03-04"), answered)
    assert during["due"] == ask("2026-03-02", sent("2026-03-04"), replied("2026-04-13"))["due"]
    assert ask("2026-03-02", on("2026-03-04", "correction_requested"), answered)["state"] == "answered"


def test_requests_pending_on_the_change_show_both_limits():
    found = ask("2019-05-13")
    assert found["due"] == CALENDAR.add_working_days(date(2019, 5, 13), 15).date.isoformat()
    both = CALENDAR.add_working_days(date(2019, 5, 13), 20).date
    assert says(found, f"按 2019 年条例，时限 20 个工作日，到期日为 {both}")
    assert not says(ask("2019-05-13", on("2019-05-14", "answered")), "按 2019 年条例")
    assert not says(ask("2012-05-14"), "按 2019 年条例")
    assert not says(ask("2019-05-15"), "按 2019 年条例")
    organ = ask("2019-05-06", sent("2019-05-07", party="other_organ"))
    assert organ["state"] == "running" and says(organ, "到期日待定")


REFUSED = [
    (
        "2026-03-02",
        [on("2026-03-05", "extended", days=5), on("2026-03-06", "extended", days=5)],
        "只能延长一次",
    ),
    ("2026-03-02", [on("2026-03-05", "extended", days=21)], "不得超过 20 个工作日"),
    ("2018-03-05", [on("2018-03-06", "extended", days=16)], "不得超过 15 个工作日"),
    ("2019-05-13", [on("2019-05-20", "extended", days=16)], "不得超过 15 个工作日"),
    ("2026-03-02", [on("2026-04-05", "extended", days=5)], "期限已于 2026-03-30 届满"),
    ("2026-03-02", [on("2026-03-05", "extended", days=0)], "不小于 1 的整数"),
    ("2026-03-02", [on("2026-03-05", "extended", days=True)], "不小于 1 的整数"),
    ("2026-03-02", [on("2026-03-05", "extended", days="5")], "不小于 1 的整数"),
    ("2026-03-02", [on("2026-03-05", "extended")], "不小于 1 的整数"),
    ("2026-03-02", [sent("2026-03-01")], "早于收到申请之日"),
    ("2026-03-02", [replied("2026-03-05")], "没有发出过征求意见 p0"),
    ("2026-03-02", [sent("2026-03-05"), replied("2026-03-04")], "没有发出过征求意见 p0"),
    ("2026-03-02", [sent("2026-03-03"), sent("2026-03-04")], "尚未结束"),
    ("2026-03-02", [sent("2026-03-03"), replied("2026-03-04"), replied("2026-03-05")], "已经结束"),
    (
        "2026-03-02",
        [sent("2026-03-03"), on("2026-03-04", "consult_replied", ref="p0", **{"with": "other_organ"})],
        "前后不一致",
    ),
    ("2026-03-02", [on("2026-03-05", "correction_received")], "没有要求过补正"),
    ("2026-03-02", [on("2026-03-05", "correction_requested")] * 2, "已在等待申请人补正"),
    ("2026-03-02", [on("2026-03-05", "fee_paid")], "没有待缴的收费通知"),
    ("2026-03-02", [on("2026-03-05", "fee_notice")] * 2, "已有收费通知"),
    ("2026-03-02", [on("2026-03-05", "answered"), on("2026-03-05", "extended", days=5)], "已经答复"),
    ("2026-03-02", [on("2026-03-05", "answered")] * 2, "已经答复"),
    ("2026-03-02", [on("2026-03-05", "withdrawn")], "不认识的事件"),
    ("2026-03-02", [on("2026-03-05", "consult_sent", ref="p0")], "with"),
    ("2026-03-02", [on("2026-03-05", "consult_sent", **{"with": "third_party"})], "缺少编号 ref"),
    ("2026-03-02", [on("20260305", "answered")], "YYYY-MM-DD"),
    ("2026-03-02", [on("2026-02-30", "answered")], "YYYY-MM-DD"),
    ("2026-03-02", ["answered"], "JSON 对象"),
    ("2008-04-30", [], "尚无“foi-answer”的法定时限（自 2008-05-01 起）"),
    ("2101-01-01", [], "没有 2101-01-01 的工作日历"),
    ("2026/03/02", [], "字段 received"),
    (None, [], "字段 received"),
]


@pytest.mark.parametrize(("received", "events", "words"), REFUSED)
def test_what_the_law_does_not_allow(received, events, words):
    found = ask(received, *events)
    assert found.keys() == {"id", "error"} and found["id"] == "c1"
    assert words in found["error"] and found["error"].endswith("。")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([1], "JSON 对象"),
        ({"id": float("inf"), "rule": "foi-answer", "received": "2026-03-02"}, "字段 id"),
        ({"rule": "foi-reply", "received": "2026-03-02"}, "不认识的时限规则“foi-reply”"),
        ({"received": "2026-03-02"}, "缺少字段 rule"),
        ({"rule": "foi-answer", "received": "2026-03-02", "events": {}}, "events 应为数组"),
    ],
)
def test_what_is_no_such_line(line, words):
    found = answer(line, CALENDAR)
    assert found["id"] is None and words in found["error"]


@pytest.mark.parametrize(
    ("rule", "begin", "n"),
    [
        ("correction-notice", "2019-05-15", 7),
        ("third-party", "2026-03-02", 15),
        ("proactive", "2009-03-02", 20),
        ("proactive", "2026-03-02", 20),
        ("interpretation", "2026-03-02", 3),
        ("land-notice", "2021-08-31", 10),
        ("land-notice", "2021-09-01", 15),
        ("credit-publicity", "2026-03-02", 7),
    ],
)
def test_the_other_rules(rule, begin, n):
    found = ask(begin, rule=rule)
    day = date.fromisoformat(begin)
    assert found["due"] == CALENDAR.add_working_days(day, n).date.isoformat()
    done = ask(begin, on((day + timedelta(days=1)).isoformat(), "answered"), rule=rule)
    assert (done["state"], done["due"]) == ("answered", found["due"])
    assert "error" in ask(begin, sent("2026-04-01"), rule=rule)


def test_what_had_no_limit_yet():
    assert "error" in ask("2019-05-14", rule="correction-notice")
    assert "error" in ask("2008-04-30", rule="proactive")
    for rule in ("third-party", "interpretation", "credit-publicity"):
        early = ask("2015-03-02", rule=rule)
        assert early["due"] and says(early, "尚无本项时限的明文")


def test_a_correction_notice_is_done_when_it_is_sent():
    sent_on = on("2026-03-05", "correction_requested")
    assert ask("2026-03-02", sent_on, rule="correction-notice")["state"] == "answered"
    assert (
        "已经办结"
        in ask("2026-03-02", sent_on, on("2026-03-06", "answered"), rule="correction-notice")["error"]
    )
    assert "早于" in ask("2026-03-02", on("2026-03-01", "answered"), rule="correction-notice")["error"]


def test_past_the_last_notice_the_date_is_provisional():
    found = ask("2026-12-04")
    assert found["provisional"] and found["earliest"] < found["due"] < found["latest"]
    hidden = ask("2026-12-04", sent("2026-12-10"))
    assert (hidden["provisional"], hidden["earliest"]) == (False, None)


def test_every_rule_is_answered():
    assert all("due" in ask("2026-03-02", rule=rule) for rule in RULES)
