"""Subjects are held once for each way of holding them, always in the same order of ways."""

import pytest

from gongkai.foundation.common import holding


@pytest.fixture
def held(monkeypatch):
    monkeypatch.setattr(holding, "_holds", {})
    return []


def test_types_that_share_a_way_are_held_together_and_in_the_order_of_the_apps(held):
    def requests(pairs):
        held.append(("requests", pairs))

    def records(pairs):
        held.append(("records", pairs))

    holding.hold_with("record", records)
    holding.hold_with("request", requests)
    holding.hold_with("appeal", requests)
    holding.hold_subjects([("appeal", "3"), ("request", "7"), ("unknown", "1"), ("record", "5")])
    assert held == [("records", [("record", "5")]), ("requests", [("appeal", "3"), ("request", "7")])]


def test_nothing_is_asked_for_what_no_app_holds(held):
    holding.hold_subjects([("unknown", "1")])
    assert held == []


def test_one_type_has_one_way(held):
    holding.hold_with("request", print)
    holding.hold_with("request", print)
    with pytest.raises(ValueError):
        holding.hold_with("request", repr)
