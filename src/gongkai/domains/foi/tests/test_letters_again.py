"""A letter that is sent again, or replaces another: what it tells, it tells once."""

import pytest

from gongkai.domains.foi import services
from gongkai.domains.foi.selectors import answer_clock, standing
from gongkai.domains.foi.tests.factories import (
    DAY,
    NOW,
    deliver,
    fresh,
    handled,
    issue,
    scan,
)
from gongkai.domains.foi.tests.letters_out import (
    ALL,
    TODAY,
    again,
    asked,
    charged,
    co_maker,
    codes,
    consulted,
    corrected,
    delayed,
    extended,
    facts,
    letter_of,
    open_clocks,
    resend,
)
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.ledger.services import verify
from gongkai.kernel.clocks.rules import State as ClockState
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.rules.vocabulary import Channel as Post
from gongkai.kernel.letters.rules.vocabulary import State

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


# --- sent again -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ALL)
def test_sent_again_a_letter_tells_nothing_anew(where, way):
    request = handled(where)
    letter = issue(where, way(where, request), NOW)
    letter = letters.return_undelivered(letter=letter, reason="收件人不在", by=where.clerk, at=NOW + DAY)
    before = facts(request)
    letter = resend(where, letter, NOW + 4 * DAY)
    assert facts(request) == before
    deliver(where, letter, TODAY + 5 * DAY, NOW + 5 * DAY)
    assert letter_of(request).state == State.SERVED
    assert verify() == []


def test_a_correction_sent_again_after_it_came_back_does_not_pause_the_clock(where):
    request = handled(where)
    letter = issue(where, corrected(where, request), NOW)
    letter = letters.return_undelivered(letter=letter, reason="收件人不在", by=where.clerk, at=NOW + DAY)
    services.receive_correction(
        request=fresh(request), content="第三批次。", on=TODAY + 3 * DAY, by=where.clerk, at=NOW + 3 * DAY
    )
    resend(where, letter, NOW + 4 * DAY)
    assert answer_clock(request).state == ClockState.RUNNING


# --- one that replaces another ----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [corrected, consulted, co_maker, extended, charged, asked, delayed])
def test_a_letter_that_replaces_one_outside_tells_nothing_anew(where, way):
    request = handled(where)
    letter = issue(where, way(where, request), NOW)
    before = facts(request)
    other = issue(where, again(where, letter, NOW + 2 * DAY), NOW + 2 * DAY)
    assert facts(request) == before
    deliver(where, other, TODAY + 3 * DAY, NOW + 3 * DAY)
    assert verify() == []


@pytest.mark.parametrize("way", ALL)
def test_a_letter_that_replaces_one_never_sent_tells_what_that_would_have(where, way):
    first, second = handled(where), handled(where)
    issue(where, way(where, first), NOW)
    letter = way(where, second)
    letters.approve(letter=letter, by=where.office, at=NOW)
    letter = letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    other = again(where, letter, NOW)
    with pytest.raises(NotAllowed) as refusal:
        letters.send(letter=letter, channel=Post.COUNTER, by=where.clerk, at=NOW)
    assert codes(refusal) == {"replaced"}
    issue(where, other, NOW)
    assert facts(second)[:4] == facts(first)[:4]
    assert standing(fresh(second), TODAY).letters_open == ()


def test_the_party_is_waited_for_from_the_letter_that_reached_it(where):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    other = issue(where, again(where, letter, NOW + DAY), NOW + DAY)
    deliver(where, other, TODAY + 2 * DAY, NOW + 2 * DAY)
    made = request.consultations.get()
    assert (made.letter_id, made.delivered_on) == (other.pk, TODAY + 2 * DAY)
    assert "third-party" in open_clocks()
