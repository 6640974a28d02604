"""The answering limit against a walk day by day over 10,000 histories, and what must always hold."""

import random
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta

import pytest

from gongkai.domains.foi.rules.deadline import answer
from gongkai.domains.foi.tests.walking import WORKING, random_line, walk
from gongkai.foundation.calendar.rules import build

CALENDAR = build(WORKING, version=1)
NUMBER = 10_000
SEED = 20190515


@pytest.fixture(scope="module")
def lines():
    rng = random.Random(SEED)
    return [random_line(rng, number) for number in range(NUMBER)]


def computed(line):
    found = answer(line, CALENDAR)
    return ("error", None) if "error" in found else (found["state"], found["due"])


def moved(line, place, days):
    """The same history, with everything from the event at `place` on `days` later."""
    later = deepcopy(line)
    for event in later["events"][place:]:
        event["on"] = (date.fromisoformat(event["on"]) + timedelta(days=days)).isoformat()
    return later


def unanswered(line):
    return line | {"events": [event for event in line["events"] if event["kind"] != "answered"]}


def test_equal_to_a_walk_day_by_day(lines):
    states = Counter()
    for line in lines:
        expected = walk(line)
        assert computed(line) == expected, line
        states[expected[0]] += 1
    assert min(states[s] for s in ("running", "suspended", "awaiting_correction", "answered", "error")) > 300


def test_never_earlier_than_the_floor(lines):
    """The floor: the plain limit after the last restart."""
    seen = 0
    for line in lines:
        _state, due = computed(line)
        if due is None:
            continue
        restarts = [e["on"] for e in line["events"] if e["kind"] in ("correction_received", "fee_paid")]
        plain = {"rule": "foi-answer", "received": line["received"]}
        n = 15 if line["received"] < "2019-05-15" else 20
        base = date.fromisoformat(max([line["received"], *restarts]))
        assert due >= CALENDAR.add_working_days(base, n).date.isoformat() >= answer(plain, CALENDAR)["due"]
        seen += 1
    assert seen > NUMBER // 3


def test_monotone_in_every_delay(lines):
    """Whatever ends a wait, coming later with all that follows it, never makes the date earlier."""
    rng, seen = random.Random(SEED), 0
    ends = ("consult_replied", "consult_lapsed", "correction_received", "fee_paid")
    for line in map(unanswered, lines):  # an answer ends pauses that nobody's delay began
        places = [n for n, event in enumerate(line["events"]) if event["kind"] in ends]
        if not places:
            continue
        (_before, first), (_after, second) = computed(line), computed(moved(line, rng.choice(places), 9))
        if first and second:
            assert second >= first, line
            seen += 1
    assert seen > 500


def test_a_later_receipt_is_never_due_earlier():
    day, last = date(2019, 5, 15), ""
    while day < date(2026, 9, 1):
        due = computed({"rule": "foi-answer", "received": day.isoformat()})[1]
        assert due >= last
        day, last = day + timedelta(days=1), due


def test_a_restart_forgets(lines):
    """After a corrected request only an extension is left of what was before."""
    seen = 0
    for line in lines:
        last = line["events"][-1:]
        if not last or last[0]["kind"] != "correction_received" or computed(line)[1] is None:
            continue
        n = 15 if line["received"] < "2019-05-15" else 20
        n += sum(event.get("days", 0) for event in line["events"])
        expected = CALENDAR.add_working_days(date.fromisoformat(last[0]["on"]), n).date.isoformat()
        assert computed(line)[1] == expected
        seen += 1
    assert seen > 200


def test_pauses_in_any_order_and_overlap_count_once():
    rng = random.Random(SEED)
    for _number in range(500):
        received = date(2020, 1, 1) + timedelta(days=rng.randrange(2000))
        events, away = [], set()
        for n in range(rng.randrange(1, 5)):
            begin = received + timedelta(days=rng.randrange(12))
            end = begin + timedelta(days=rng.randrange(25))
            party = rng.choice(("third_party", "other_organ"))
            events.append({"kind": "consult_sent", "on": begin.isoformat(), "ref": n, "with": party})
            events.append({"kind": "consult_replied", "on": end.isoformat(), "ref": n})
            away |= {begin + timedelta(days=d + 1) for d in range((end - begin).days)}
        order = list(range(0, len(events), 2))
        rng.shuffle(order)
        shuffled = [event for n in order for event in events[n : n + 2]]
        day, left = received, 20
        while left:
            day += timedelta(days=1)
            left -= WORKING[day] and day not in away
        line = {"rule": "foi-answer", "received": received.isoformat()}
        assert computed(line | {"events": events})[1] == day.isoformat()
        assert computed(line | {"events": shuffled})[1] == day.isoformat()
