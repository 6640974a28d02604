from datetime import timedelta

import pytest

from gongkai.foundation.jobs import registry
from gongkai.foundation.jobs.rules import ATTEMPTS, LONGEST_WAIT, is_given_up, wait_after


def test_each_rest_is_twice_as_long_up_to_an_hour():
    assert [wait_after(n).seconds for n in range(1, 6)] == [5, 10, 20, 40, 80]
    assert wait_after(30) == wait_after(10_000) == LONGEST_WAIT
    with pytest.raises(ValueError):
        wait_after(0)


def test_people_are_asked_after_the_last_attempt():
    assert [is_given_up(n) for n in (1, ATTEMPTS - 1, ATTEMPTS, ATTEMPTS + 1)] == [False, False, True, True]


@pytest.fixture
def empty_registry(monkeypatch):
    monkeypatch.setattr(registry, "handlers", {})
    monkeypatch.setattr(registry, "subscribers", {})


def first(payload, at):
    """A handler."""


def second(payload, at):
    """Another."""


def test_a_kind_has_one_handler(empty_registry):
    registry.handler("site.build", lease=timedelta(hours=1))(first)
    registry.handler("site.build")(first)  # the same module read twice
    with pytest.raises(ValueError, match="two handlers"):
        registry.handler("site.build")(second)
    assert registry.handlers["site.build"].function is first


def test_a_subscription_counts_once(empty_registry):
    for kind in ("search.index", "site.update", "search.index"):
        registry.subscribe("record.published", kind)
    assert registry.subscribers == {"record.published": ["search.index", "site.update"]}
