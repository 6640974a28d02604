"""Numbered pages: pure arithmetic, and the promise that old pages never change."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gongkai.kernel.publishing.rules import shelves

POSITIONS = st.integers(1, 100_000)


@given(POSITIONS)
def test_a_position_lies_on_exactly_one_page(position):
    low, high = shelves.bounds(shelves.page_of(position))
    assert low <= position <= high
    assert high - low + 1 == shelves.PAGE


@given(POSITIONS)
def test_a_new_entry_changes_at_most_the_two_newest_numbered_pages(last):
    touched = shelves.touched_pages(last, last)
    assert len(touched) <= 2
    assert all(page > shelves.full_pages(last) - 2 for page in touched)


@given(POSITIONS, st.data())
def test_any_entry_changes_its_own_page_if_that_is_full_and_never_one_far_from_it(last, data):
    position = data.draw(st.integers(1, last))
    touched = shelves.touched_pages(position, last)
    own = shelves.page_of(position)
    assert (own in touched) == (own <= shelves.full_pages(last))
    assert all(own - 1 <= page <= own for page in touched)


@given(POSITIONS)
def test_everything_older_than_the_first_page_can_be_reached_from_it(last):
    lowest_shown = max(1, last - shelves.PAGE + 1)
    page = shelves.older_than(lowest_shown)
    if lowest_shown == 1:
        assert page is None
    else:
        low, high = shelves.bounds(page)
        assert low <= lowest_shown - 1 <= high
        assert page <= shelves.full_pages(last)


def test_the_twentieth_entry_completes_a_page_and_gives_the_one_before_a_newer_neighbour():
    assert shelves.touched_pages(19, 19) == []
    assert shelves.touched_pages(20, 20) == [1]
    assert shelves.touched_pages(39, 39) == []
    assert shelves.touched_pages(40, 40) == [1, 2]
    # a job that is run again after others came still mends the page before
    assert shelves.touched_pages(40, 57) == [1, 2]


def test_years_jump_to_the_page_where_they_begin_newest_first():
    assert shelves.year_jump({"2024": 1, "2025": 25, "2026": 41}, 44) == [
        ("2026", None),
        ("2025", 2),
        ("2024", 1),
    ]


def test_a_record_stands_on_a_bounded_number_of_lists_each_once():
    shelved = shelves.Shelved("430S00", "notice", 2026, (3, 1, 3), ("0501", "05"), True, "in_force")
    assert list(shelves.shelf_keys(shelved)) == [
        "all",
        "organ:430S00",
        "year:2026",
        "kind:notice",
        "column:3",
        "column:1",
        "subject:0501",
        "subject:05",
        "library",
        "library:in_force",
    ]


def test_the_library_holds_what_binds_and_can_cease_to():
    def belongs(**given):
        blank = {
            "normative": False,
            "document_number": "",
            "effective_on": None,
            "expires_on": None,
            "policy_column": False,
        }
        return shelves.in_library(**{**blank, **given})

    assert belongs(normative=True)
    assert belongs(effective_on=date(2026, 1, 1))
    assert belongs(policy_column=True, document_number="湘自资发〔2026〕3号")
    assert not belongs(document_number="湘自资函〔2026〕8号")
    assert not belongs(policy_column=True)


@given(st.sets(st.integers(1, 400)).map(sorted))
def test_runs_give_back_every_number_and_none_has_a_gap(numbers):
    found = list(shelves.runs(numbers))
    assert [number for run in found for number in run] == numbers
    assert all(run[-1] - run[0] == len(run) - 1 and 1 <= len(run) <= 25 for run in found)
