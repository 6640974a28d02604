"""A rehearsal: the same clock and the same refusals as real requests, the daily job included, and nothing else."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.domains.foi.rules.deadline import answer
from gongkai.domains.foi.rules.rehearsed import picture
from gongkai.domains.foi.rules.rehearsing import walk
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.supposing import (
    SUPPOSED,
    Happening,
    Rehearsal,
    What,
    next_ref,
    read,
    with_one,
    without,
    written,
)
from gongkai.domains.foi.tests.walking import WORKING, random_line
from gongkai.foundation.calendar.rules import build
from gongkai.kernel.clocks.rules import Light

CALENDAR = build(WORKING, version=1)
RECEIVED = date(2026, 3, 2)  # a Monday; the twentieth working day is 2026-03-30
LONG_AFTER = date(2027, 6, 30)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def rehearsal(*happenings, received=RECEIVED) -> Rehearsal:
    return Rehearsal(received, "counter", happenings)


def on(text: str, *happenings):
    return walk(rehearsal(*happenings), day(text), CALENDAR)


def seen(text: str, *happenings):
    return picture(on(text, *happenings), {})


def refused(going) -> set[str]:
    return {reason.code for entry in going.entries for reason in entry.reasons}


def sent(text: str, ref: str = "c1", party: str = "third_party", **more) -> Happening:
    return Happening(What.CONSULT_SENT, day(text), ref, party, **more)


# --- equal to the real clock ------------------------------------------------------------------------------------


def as_facts(line: dict) -> Rehearsal:
    facts = [
        Happening(
            What(event["kind"]), date.fromisoformat(event["on"]), event.get("ref", ""), event.get("with", ""),
            event.get("days", 0), fact=True,
        )
        for event in line["events"]
    ]  # fmt: skip
    return Rehearsal(date.fromisoformat(line["received"]), "counter", tuple(facts))


def test_facts_are_due_when_the_clock_of_real_requests_says():
    rng, seen_states = random.Random(20190515), set()
    for number in range(3000):
        line = random_line(rng, number)
        expected = answer(line, CALENDAR)
        going = walk(as_facts(line), LONG_AFTER, CALENDAR)
        if "error" in expected:
            assert refused(going) == {"impossible"}, line
            continue
        shown = picture(going, {})
        if expected["state"] != "answered":
            assert (shown.due.date and shown.due.date.isoformat()) == expected["due"], line
            assert going.waits == (expected["due"] is None)
        assert not refused(going)
        seen_states.add(expected["state"])
    assert seen_states == {"running", "suspended", "awaiting_correction", "answered"}


def test_moving_through_the_days_is_the_same_as_arriving():
    """What has not happened yet is not known yet: any day shows what it would show if the later acts were not there."""
    rng = random.Random(7)
    for number in range(300):
        found = as_facts(random_line(rng, number))
        middle = found.received + timedelta(days=rng.randrange(60))
        earlier = tuple(one for one in found.happenings if one.on <= middle)
        whole, part = (
            walk(r, middle, CALENDAR) for r in (found, Rehearsal(found.received, "counter", earlier))
        )
        assert whole.due() == part.due() and whole.phase == part.phase


# --- as text ----------------------------------------------------------------------------------------------------

HAPPENINGS = st.builds(
    Happening,
    what=st.sampled_from(What),
    on=st.dates(date(2008, 5, 1), date(2030, 1, 1)),
    ref=st.sampled_from(["", "c1", "c12"]),
    party=st.sampled_from(["", "third_party", "other_organ", "co_maker"]),
    days=st.integers(0, 99),
    until=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    fact=st.booleans(),
)


@given(HAPPENINGS)
def test_what_is_written_is_read_back(one):
    assert read(written(one)) == one


@given(st.text(max_size=60))
def test_junk_is_nothing(text):
    assert read(text) is None or read(written(read(text))) == read(text)


@given(st.lists(HAPPENINGS, max_size=12), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_nothing_supposed_is_an_error_of_the_program(happenings, today):
    """Whatever is supposed, in whatever order: taken, or left out with its reasons."""
    shown = picture(walk(rehearsal(*happenings), max(today, RECEIVED), CALENDAR), {})
    assert len([entry for entry in shown.entries if entry.place is not None]) == len(happenings)
    assert all(offer.label for offer in shown.offers)


# --- day by day -------------------------------------------------------------------------------------------------


def test_the_light_turns_and_the_job_writes_it():
    assert seen("03-02").light == Light.GREEN
    assert seen("03-27").light == Light.YELLOW
    warned = seen("03-27").job
    assert [job.on for job in warned] == [day("03-27")] and "临近到期" in warned[0].text
    assert seen("03-30").light == Light.YELLOW
    late = seen("03-31")
    assert (late.light, late.due.date) == (Light.RED, day("03-30"))
    [job] = late.job
    assert (job.at, job.on) == (day("03-31"), day("03-30")) and "期限届满" in job.text


def test_a_correction_stops_the_clock_and_starts_it_anew():
    asked = Happening(What.CORRECTION_REQUESTED, day("03-05"), until=day("03-20"))
    waiting = seen("03-16", asked)
    assert (waiting.stage, waiting.due.date) == (Stage.CORRECTING, None)
    assert not refused(on("03-16", asked))
    again = seen("03-16", asked, Happening(What.CORRECTION_RECEIVED, day("03-16")))
    assert (again.stage, again.due.date) == (Stage.HANDLING, CALENDAR.add_working_days(day("03-16"), 20).date)


def test_silence_after_a_correction_counts_only_when_the_time_is_over():
    asked = Happening(What.CORRECTION_REQUESTED, day("03-05"), until=day("03-20"))
    early = on("03-23", asked, Happening(What.CORRECTION_LAPSED, day("03-20")))
    assert refused(early) == {"not_over"}
    lapsed = seen("03-23", asked, Happening(What.CORRECTION_LAPSED, day("03-23")))
    assert lapsed.stage == Stage.HANDLING and lapsed.due.date is not None
    assert "A15" in next(letter.why for letter in lapsed.letters if letter.name == "答复书")


def test_a_party_that_is_silent_is_closed_by_the_job_on_the_legal_day():
    received = Happening(What.CONSULT_DELIVERED, day("03-06"), "c1")
    ends = CALENDAR.add_working_days(day("03-06"), 15).date
    before = walk(rehearsal(sent("03-05"), received), ends, CALENDAR)
    assert before.waits
    after = walk(rehearsal(sent("03-05"), received), ends + timedelta(days=1), CALENDAR)
    assert not after.waits and after.entries[-1].place is None
    assert after.entries[-1].happening.on == ends
    job = picture(after, {}).job
    assert [one.on for one in job] == [ends] and "不视为同意" in job[0].text
    late = walk(
        rehearsal(sent("03-05"), received, Happening(What.CONSULT_REPLIED, ends + timedelta(days=2), "c1")),
        ends + timedelta(days=3),
        CALENDAR,
    )
    assert refused(late) == {"consultation_closed"}  # as the register would say: the job was there before


def test_silence_of_a_co_maker_is_consent_and_other_organs_have_no_limit():
    delivered = Happening(What.CONSULT_DELIVERED, day("03-06"), "c1")
    maker = seen("04-20", sent("03-05", party="co_maker"), delivered)
    assert any(entry.place is None for entry in maker.entries)
    organ = on("04-20", sent("03-05", party="other_organ"), delivered)
    assert organ.waits and all(entry.place is not None for entry in organ.entries)


def test_an_unpaid_fee_is_given_up_after_twenty_working_days():
    notice, delivered = Happening(What.FEE_NOTICE, day("03-05")), Happening(What.FEE_DELIVERED, day("03-06"))
    ends = CALENDAR.add_working_days(day("03-06"), 20).date
    shown = picture(walk(rehearsal(notice, delivered), ends + timedelta(days=1), CALENDAR), {})
    assert shown.entries[-1].happening == Happening(What.FEE_LAPSED, ends)
    assert shown.stage == Stage.HANDLING
    assert "A16" in next(letter.why for letter in shown.letters if letter.name == "答复书")


def test_an_extension_is_told_in_time_once_and_within_the_cap():
    told = Happening(What.EXTENDED, day("03-30"), days=20)
    assert (seen("03-30").units, seen("03-30", told).units, seen("03-30", told).used) == (20, 40, 20)
    assert seen("03-30", told).due.date == CALENDAR.add_working_days(RECEIVED, 40).date
    assert refused(on("03-31", Happening(What.EXTENDED, day("03-31"), days=20))) == {"expired"}
    assert refused(on("03-30", Happening(What.EXTENDED, day("03-30"), days=21))) == {"days"}
    twice = on("03-31", told, Happening(What.EXTENDED, day("03-31"), days=1))
    assert refused(twice) == {"extended_before"}
    assert twice.due().date == CALENDAR.add_working_days(RECEIVED, 40).date  # what is refused changes nothing


def test_acts_of_the_day_are_open_or_refused_with_reasons():
    offers = {str(offer.label): offer.reasons for offer in seen("03-31").offers}
    assert [reason.code for reason in offers[str(ActKind.PROPOSE_EXTENSION.label)]] == ["expired"]
    assert offers[str(ActKind.DRAFT_ANSWER.label)] == ()
    assert {str(ActKind(kind).label) for kind in (ActKind.CONSULT, ActKind.RECORD_PAYMENT)} <= offers.keys()


def test_letters_say_by_when():
    first = {str(letter.name): letter.by for letter in seen("03-02").letters}
    assert first == {
        "登记回执": day("03-02"),
        "答复书": day("03-30"),
        "补正告知书": CALENDAR.add_working_days(RECEIVED, 7).date,
        "延期答复告知书": day("03-30"),
    }
    late = {str(letter.name): letter.late for letter in seen("03-31").letters}
    assert late["答复书"] is True
    assert "补正告知书" not in late  # its days are over and nothing was missed
    assert seen("03-31", Happening(What.ANSWERED, day("03-20"))).letters == ()


def test_an_answer_ends_it_and_leaves_the_light():
    in_time = seen("04-20", Happening(What.ANSWERED, day("03-30")))
    assert (in_time.stage, in_time.light) == (Stage.ANSWERED, Light.DONE)
    assert seen("04-20", Happening(What.ANSWERED, day("04-01"))).light == Light.RED
    assert refused(on("04-20", sent("03-05"), Happening(What.ANSWERED, day("03-30")))) == {
        "consultation_open"
    }


def test_what_has_not_come_yet_waits():
    going = on("03-05", Happening(What.ANSWERED, day("03-20")))
    assert [entry.ahead for entry in going.entries] == [True]
    assert going.phase == Stage.RECEIVED


def test_the_regulation_of_the_day_of_receipt():
    old = walk(rehearsal(received=date(2018, 3, 5)), date(2018, 3, 5), CALENDAR)
    assert old.limit.n == 15
    assert walk(rehearsal(received=date(2008, 4, 30)), date(2008, 5, 2), CALENDAR) is None


def test_names_for_consultations_and_taking_acts_out():
    found = with_one(rehearsal(sent("03-05")), sent("03-06", "c2"))
    assert next_ref(found.happenings) == "c3"
    assert next_ref(without(found, 0).happenings) == "c1"


@pytest.mark.parametrize("what", SUPPOSED)
def test_every_act_that_can_be_supposed_has_its_rule(what):
    one = Happening(what, day("03-10"), "c1", "third_party", 5, day("03-30"))
    going = on("03-10", one)
    assert len(going.entries) == 1
