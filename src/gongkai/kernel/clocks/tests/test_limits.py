from datetime import date

import pytest

from gongkai.kernel.clocks import limits
from gongkai.kernel.clocks.limits import limit_in_force
from gongkai.kernel.clocks.rules import Limit, Unit


def test_the_rule_follows_the_day_of_the_start():
    assert "2007" in limit_in_force("proactive", date(2019, 5, 14)).source
    assert "第二十六条" in limit_in_force("proactive", date(2019, 5, 15)).source
    assert limit_in_force("proactive", date(2008, 4, 30)) is None


def test_an_unknown_limit_is_an_error():
    with pytest.raises(KeyError):
        limit_in_force("protective", date(2026, 11, 20))


def test_two_rules_of_one_day_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "_LIMITS", {})
    old = Limit("foi-answer", 15, Unit.WORKDAY, "条例（2007）第二十四条", date(2008, 5, 1), date(2019, 5, 14))
    limits.register(old)
    limits.register(old)  # loading the module twice is no conflict
    with pytest.raises(ValueError):
        limits.register(Limit("foi-answer", 20, Unit.WORKDAY, "条例第三十三条", date(2019, 5, 14)))
    assert limits.known_limits() == [old]
