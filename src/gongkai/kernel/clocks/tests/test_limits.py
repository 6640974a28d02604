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


@pytest.mark.parametrize(
    ("code", "on", "n", "unit"),
    [
        ("foi-answer", date(2019, 5, 14), 15, Unit.WORKDAY),
        ("foi-answer", date(2019, 5, 15), 20, Unit.WORKDAY),
        ("correction-notice", date(2026, 1, 5), 7, Unit.WORKDAY),
        ("third-party", date(2026, 1, 5), 15, Unit.WORKDAY),
        ("co-maker", date(2026, 1, 5), 15, Unit.WORKDAY),
        ("fee-payment", date(2026, 1, 5), 20, Unit.WORKDAY),
        ("review-filing", date(2026, 1, 5), 60, Unit.DAY),
        ("review-reply", date(2026, 1, 5), 10, Unit.WORKDAY),
        ("review-reply-simplified", date(2026, 1, 5), 5, Unit.WORKDAY),
        ("lawsuit-reply", date(2026, 1, 5), 15, Unit.DAY),
        ("review-decision-simplified", date(2026, 1, 5), 30, Unit.DAY),
        ("lawsuit-filing", date(2026, 1, 5), 6, Unit.MONTH),
        ("lawsuit-filing-after-review", date(2026, 1, 5), 15, Unit.DAY),
        ("event-facts", date(2026, 1, 5), 5, Unit.HOUR),
        ("event-conference", date(2026, 1, 5), 24, Unit.HOUR),
        ("opinion-response", date(2026, 1, 5), 48, Unit.HOUR),
    ],
)
def test_the_limits_of_the_law(code, on, n, unit):
    limit = limit_in_force(code, on)
    assert (limit.n, limit.unit) == (n, unit)


def test_silence_means_what_its_own_article_says():
    """条例 第三十二条 and 第三十四条 differ; rule 4 of those that software gets wrong."""
    assert "不视为同意" in str(limit_in_force("third-party", date(2026, 1, 5)).silence)
    assert str(limit_in_force("co-maker", date(2026, 1, 5)).silence).endswith("视为同意公开")
    assert not limit_in_force("foi-answer", date(2026, 1, 5)).silence


def test_what_had_no_limit_then_has_none():
    assert limit_in_force("correction-notice", date(2019, 5, 14)) is None
    assert limit_in_force("review-filing", date(2023, 12, 31)) is None
