"""Validity on any day. The documents are invented; the cases are those of a clean-up list (清理结果)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.records.rules.validity import ENDING, Act, Facts, State, spans, validity
from gongkai.kernel.records.rules.vocabulary import RelationKind

MEASURES = Facts(
    made_on=date(2019, 12, 20),
    published_on=date(2019, 12, 25),
    effective_on=date(2020, 2, 1),
    expires_on=date(2025, 1, 31),
)


def on(year: int, month: int, day: int, facts: Facts = MEASURES):
    return validity(date(year, month, day), facts)


def with_acts(*acts: Act) -> Facts:
    return Facts(MEASURES.made_on, MEASURES.published_on, MEASURES.effective_on, MEASURES.expires_on, acts)


@pytest.mark.parametrize(
    ("day", "state", "since", "changes_on"),
    [
        (date(2019, 12, 19), State.NOT_YET, None, date(2020, 2, 1)),
        (date(2019, 12, 20), State.NOT_YET, date(2019, 12, 20), date(2020, 2, 1)),
        (date(2020, 1, 31), State.NOT_YET, date(2019, 12, 20), date(2020, 2, 1)),
        (date(2020, 2, 1), State.IN_FORCE, date(2020, 2, 1), date(2025, 2, 1)),
        (date(2025, 1, 31), State.IN_FORCE, date(2020, 2, 1), date(2025, 2, 1)),
        (date(2025, 2, 1), State.EXPIRED, date(2025, 2, 1), None),
    ],
)
def test_five_years_from_the_day_of_effect(day, state, since, changes_on):
    found = validity(day, MEASURES)
    assert (found.state, found.since, found.changes_on) == (state, since, changes_on)
    assert found.is_in_force is (state == State.IN_FORCE)


@pytest.mark.parametrize("kind", [RelationKind.REPEALS, RelationKind.REPLACES])
def test_repealed_from_its_day_on(kind):
    facts = with_acts(Act(kind, date(2023, 7, 1), by=77))
    assert on(2023, 6, 30, facts).state == State.IN_FORCE
    assert on(2023, 6, 30, facts).changes_on == date(2023, 7, 1)
    found = on(2023, 7, 1, facts)
    assert (found.state, found.since, found.by) == (State.REPEALED, date(2023, 7, 1), 77)
    assert on(2030, 1, 1, facts).state == State.REPEALED


def test_a_repeal_after_the_expiry_shows_as_repeal():
    facts = with_acts(Act(RelationKind.REPEALS, date(2026, 3, 1), by=78))
    assert on(2025, 6, 1, facts).state == State.EXPIRED
    assert on(2026, 3, 1, facts).state == State.REPEALED


def test_repealed_before_it_took_effect():
    facts = with_acts(Act(RelationKind.REPEALS, date(2020, 1, 10), by=5))
    assert on(2020, 1, 9, facts).state == State.NOT_YET
    assert [on(2020, month, 20, facts).state for month in (1, 3)] == [State.REPEALED] * 2


def test_amended_names_every_amendment_so_far():
    facts = with_acts(
        Act(RelationKind.AMENDS, date(2022, 5, 1), by=31), Act(RelationKind.AMENDS, date(2021, 5, 1), by=30)
    )
    assert on(2021, 4, 30, facts).amended_by == ()
    assert on(2021, 5, 1, facts).amended_by == (30,)
    found = on(2023, 1, 1, facts)
    assert (found.state, found.since, found.by, found.amended_by) == (
        State.AMENDED,
        date(2022, 5, 1),
        31,
        (30, 31),
    )
    assert found.is_in_force and found.changes_on == date(2025, 2, 1)
    assert on(2025, 2, 1, facts).state == State.EXPIRED


def test_a_renewal_in_time_moves_the_end():
    facts = with_acts(Act(RelationKind.RENEWS, date(2024, 12, 1), by=9, until=date(2030, 1, 31)))
    assert on(2025, 6, 1, facts).state == State.IN_FORCE
    assert on(2025, 6, 1, facts).since == date(2020, 2, 1)
    assert on(2024, 1, 1, facts).changes_on == date(2030, 2, 1)
    assert on(2030, 2, 1, facts).state == State.EXPIRED


def test_a_late_renewal_leaves_a_gap():
    facts = with_acts(Act(RelationKind.RENEWS, date(2025, 5, 1), by=9))
    assert on(2025, 4, 30, facts).state == State.EXPIRED
    assert on(2025, 4, 30, facts).changes_on == date(2025, 5, 1)
    found = on(2025, 5, 1, facts)
    assert (found.state, found.since, found.by, found.changes_on) == (
        State.IN_FORCE,
        date(2025, 5, 1),
        9,
        None,
    )


def test_on_the_same_day_a_repeal_wins_over_a_renewal():
    day = date(2022, 1, 1)
    facts = with_acts(Act(RelationKind.RENEWS, day, by=1), Act(RelationKind.REPEALS, day, by=2))
    assert validity(day, facts).state == State.REPEALED


def test_interpretations_change_nothing():
    assert (
        on(2021, 1, 1, with_acts(Act(RelationKind.INTERPRETS, date(2020, 2, 3), by=4))).state
        == State.IN_FORCE
    )


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(), State.IN_FORCE),
        (Facts(published_on=date(2024, 1, 2)), State.IN_FORCE),
        (Facts(published_on=date(2024, 9, 1)), State.NOT_YET),
        (Facts(effective_on=date(2024, 9, 1)), State.NOT_YET),
        (
            Facts(made_on=date(2010, 1, 1), published_on=date(2024, 9, 1)),
            State.IN_FORCE,
        ),  # an old text put online
        (Facts(effective_on=date(2010, 1, 1), published_on=date(2024, 9, 1)), State.IN_FORCE),
        (Facts(expires_on=date(2024, 5, 31)), State.EXPIRED),
        (Facts(acts=(Act(RelationKind.REPEALS),)), State.REPEALED),
        (Facts(acts=(Act(RelationKind.AMENDS),)), State.AMENDED),
        (Facts(expires_on=date(2023, 5, 31), acts=(Act(RelationKind.RENEWS),)), State.IN_FORCE),
        (Facts(made_on=date(2024, 6, 1), effective_on=date(2020, 1, 1)), State.IN_FORCE),
    ],
)
def test_blank_dates(facts, state):
    found = on(2024, 6, 1, facts)
    assert found.state == state and found.explain


def test_it_says_what_is_doubtful():
    undated = on(2024, 6, 1, Facts(made_on=date(2020, 1, 1), acts=(Act(RelationKind.REPEALS, by=3),)))
    assert (
        undated.since is None and undated.explain[0] == "已被废止。" and "没有写明日期" in undated.explain[1]
    )
    early = on(2024, 6, 1, Facts(made_on=date(2020, 1, 1), effective_on=date(2019, 1, 1)))
    assert early.since == date(2020, 1, 1) and "早于成文日期" in early.explain[-1]


def test_states_carry_the_words_of_the_page():
    assert [str(state.label) for state in State] == ["尚未施行", "有效", "已修改", "失效", "废止"]


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
ACTS = st.builds(
    Act, st.sampled_from(RelationKind.values), st.none() | DAYS, st.integers(1, 9), st.none() | DAYS
)
ANY = st.builds(
    Facts,
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.lists(ACTS, max_size=5).map(tuple),
)


@given(ANY, DAYS, st.integers(0, 3000))
def test_out_of_force_stays_out_of_force_without_a_renewal(facts, day, later):
    facts = Facts(
        facts.made_on,
        facts.published_on,
        facts.effective_on,
        facts.expires_on,
        tuple(act for act in facts.acts if act.kind != RelationKind.RENEWS),
    )
    if validity(day, facts).state in (State.EXPIRED, State.REPEALED):
        assert validity(day + timedelta(later), facts).state in (State.EXPIRED, State.REPEALED)


@given(ANY, DAYS)
def test_coming_back_into_force_takes_a_renewal_on_that_very_day(facts, day):
    before, after = validity(day - timedelta(1), facts), validity(day, facts)
    if before.state in (State.EXPIRED, State.REPEALED) and after.is_in_force:
        assert any(act.kind == RelationKind.RENEWS and act.on == day for act in facts.acts)


@given(ANY, DAYS)
def test_before_it_was_made_it_is_not_yet(facts, day):
    if facts.made_on and day < facts.made_on:
        assert validity(day, facts).state == State.NOT_YET


@given(ANY, DAYS, st.integers(0, 2000))
def test_the_next_change_is_the_next_change(facts, day, offset):
    found, later = validity(day, facts), day + timedelta(offset)
    assert found.since is None or found.since <= day
    if found.changes_on is None or later < found.changes_on:
        assert validity(later, facts).state == found.state
    if found.changes_on:
        assert validity(found.changes_on, facts).state != found.state


@given(ANY, DAYS)
def test_a_dated_repeal_that_nothing_followed_holds(facts, day):
    ends = [act.on for act in facts.acts if act.kind in ENDING and act.on and act.on <= day]
    renewed = [act.on for act in facts.acts if act.kind == RelationKind.RENEWS and act.on and act.on <= day]
    if ends and max(ends) >= max(renewed, default=date.min) and not (facts.made_on and day < facts.made_on):
        found = validity(day, facts)
        assert found.state == State.REPEALED or (facts.made_on is None and found.state == State.NOT_YET)


@given(ANY, DAYS)
def test_the_spans_say_of_every_day_what_the_rule_says(facts, day):
    found = spans(facts)
    assert found[0].first == date.min
    assert [span.ends for span in found] == [*(span.first for span in found[1:]), None]
    (covering,) = [s for s in found if s.first <= day and (s.ends is None or day < s.ends)]
    assert covering.state == validity(day, facts).state
