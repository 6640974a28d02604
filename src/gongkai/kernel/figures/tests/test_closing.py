"""A closed period is frozen with its digest; what changes afterwards is a difference until somebody names it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.orgs.rules import Role
from gongkai.foundation.orgs.tests.factories import ACT, NOW, holder, tree
from gongkai.kernel.figures import services
from gongkai.kernel.figures.closings import held_metrics
from gongkai.kernel.figures.models import Closing, NamedCorrection
from gongkai.kernel.figures.rules.periods import month, year
from gongkai.kernel.figures.rules.values import BLANK, NOT_APPLICABLE
from gongkai.kernel.figures.selectors import closing_of, differences, is_whole
from gongkai.kernel.figures.tests.test_entering import act, codes, state

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
MARCH = month(2026, 3)
WEIBO = "acts.weibo.post"


@pytest.fixture
def here():
    return tree()


def close(organ, period=MARCH):
    return services.close_period(organ=organ, period=period, **ACT)


def name(closing, found, reason="四月补登三月漏登的事项"):
    return services.name_correction(
        closing=closing, metric=found.metric, keys=found.keys, reason=reason, **ACT
    )


def test_a_closing_holds_every_number_and_its_digest(here):
    division = here.divisions(here.province)[0]
    act(here.province, "weibo.post", quantity=30, division=division)
    act(here.province, "weibo.post", quantity=5)
    act(here.city, "weibo.post", quantity=7)
    state(here.province, NOT_APPLICABLE, period=MARCH)
    closing = close(here.province)
    found = {(p["metric"], p["keys"].get("division")): p["value"] for p in closing.values["parts"]}
    assert found == {
        (WEIBO, division.pk): "30",
        (WEIBO, None): "5",
        ("staff.full_time", None): "not_applicable",
    }
    assert closing == closing_of(here.province, MARCH)
    assert is_whole(closing) and differences(closing) == []
    closing.values["parts"][0]["value"] = "31"
    assert not is_whole(closing)


def test_a_change_afterwards_is_a_difference_until_it_is_named(here):
    closing = close(here.province)
    late = act(here.province, "weibo.post", date(2026, 3, 31), quantity=2)
    act(here.province, "weibo.post", date(2026, 4, 1), quantity=9)
    (found,) = differences(closing)
    assert (found.metric, found.frozen, found.now, found.named) == (WEIBO, 0, 2, False)
    made = name(closing, found)
    assert (made.was, made.now) == ("0", "2")
    (found,) = differences(closing)
    assert found.named
    services.void_act(act=late, reason="登记错误", **ACT)
    (found,) = differences(closing)
    assert (found.frozen, found.now, found.named) == (0, 0, False), (
        "back again is a change that wants a name too"
    )
    name(closing, found, "补登的事项作废")
    assert differences(closing) == [], (
        "the number is the closed one again, and both changes have their reasons"
    )
    assert is_whole(closing)


def test_the_service_itself_asks_for_the_role(here):
    """A county's office closes and enters for its own organ only; a division enters what is its own."""
    strange, own = holder(Role.OPEN_GOVERNMENT_OFFICE, here.city), here.divisions(here.province)[0]
    officer = holder(Role.INFORMATION_OFFICER, here.province, own)
    closing, made = close(here.province), act(here.province, "weibo.post")
    (found,) = differences(closing)
    told = {"at": NOW, "by": strange}
    for attempt in (
        lambda: services.close_period(organ=here.province, period=month(2026, 2), **told),
        lambda: services.name_correction(
            closing=closing, metric=WEIBO, keys=found.keys, reason="补登", **told
        ),
        lambda: services.void_act(act=made, reason="登记错误", **told),
        lambda: act(here.province, **told),
        lambda: act(here.province, by=officer),
        lambda: state(here.province, by=officer),
    ):
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert codes(refused) == {"role"}
    act(here.province, division=own, by=officer)
    assert services.close_period(organ=here.city, period=MARCH, **told).closed_name == strange.actor_name


def test_a_statement_made_later_is_a_difference_to_blank(here):
    closing = close(here.province, year(2025))
    state(here.province, Decimal(0), period=year(2025))
    (found,) = differences(closing)
    assert (found.frozen, found.now) == (BLANK, 0)


def test_only_what_differs_is_named_once_and_with_a_reason(here):
    closing = close(here.province)
    act(here.province, "weibo.post")
    (found,) = differences(closing)
    with pytest.raises(NotAllowed) as refused:
        name(closing, found, " ")
    assert codes(refused) == {"no_reason"}
    name(closing, found)
    with pytest.raises(NotAllowed) as refused:
        name(closing, found)
    assert codes(refused) == {"named"}
    with pytest.raises(NotAllowed) as refused:
        services.name_correction(closing=closing, metric=WEIBO, keys={"division": 7}, reason="无", **ACT)
    assert codes(refused) == {"no_difference"}


def test_a_period_is_closed_once_and_after_its_last_day(here):
    with pytest.raises(NotAllowed) as refused:
        close(here.province, month(2026, 11))
    assert codes(refused) == {"not_over"}
    close(here.province, month(2026, 10))
    with pytest.raises(NotAllowed) as refused:
        close(here.province, month(2026, 10))
    assert codes(refused) == {"closed"}
    assert close(here.city, month(2026, 10)), "every organ closes its own"


def test_figures_declared_after_the_closing_are_not_compared(here):
    closing = close(here.province)
    closing.values["metrics"].remove(WEIBO)
    act(here.province, "weibo.post")
    assert differences(closing) == []


def test_the_database_keeps_what_was_closed(here):
    closing = close(here.province)
    act(here.province, "weibo.post")
    name(closing, differences(closing)[0])
    for model in (NamedCorrection, Closing):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.update(id=99)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model.objects.order_by()._raw_delete(using="default")


def test_what_only_tells_how_things_stand_now_is_not_held(here):
    held = {one.code for one in held_metrics()}
    assert "clocks.ended" in held and not held & {"clocks.due", "requests.on_hand", "letters.waiting"}
    assert set(close(here.province).values["metrics"]) == held
