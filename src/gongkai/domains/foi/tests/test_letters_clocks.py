"""Letters and time: clocks at the end of a request, the period of a correction."""

from datetime import date, timedelta

import pytest

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Correction, Request
from gongkai.domains.foi.register import Waits, board
from gongkai.domains.foi.rules.kinds import Reply
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.tests.factories import (
    CITIZEN,
    DAY,
    NOW,
    deliver,
    fresh,
    handled,
    issue,
    scan,
)
from gongkai.domains.foi.tests.letters_out import (
    TODAY,
    charged,
    codes,
    consulted,
    corrected,
    letter_of,
    open_clocks,
)
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.striking import strike
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.rules.vocabulary import Channel as Post

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


# --- clocks at an end -------------------------------------------------------------------------------------------


def test_a_withdrawn_request_is_not_moved_by_its_fee(where):
    request = handled(where)
    letter = issue(where, charged(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    services.withdraw(request=fresh(request), reason="不要了", by=CITIZEN, at=NOW + 2 * DAY)
    assert open_clocks() == []
    services.archive(request=fresh(request), by=where.officer, at=NOW + 2 * DAY)
    strike(by=SYSTEM, at=NOW + 60 * DAY)
    assert (fresh(request).stage, fresh(request).answer_kind) == (Stage.CLOSED, AnswerKind.A17)


def test_a_payment_that_never_came_moves_only_who_waits_for_it(where):
    """Even if a clock was left running by an older release."""
    request = handled(where)
    letter = issue(where, charged(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    Request.objects.filter(pk=request.pk).update(stage=Stage.CLOSED)
    strike(by=SYSTEM, at=NOW + 60 * DAY)
    assert fresh(request).stage == Stage.CLOSED


@pytest.mark.parametrize("on", [TODAY + 2 * DAY, TODAY])
def test_those_who_were_asked_are_not_waited_for_after_the_end(where, on):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    services.withdraw(request=fresh(request), reason="不要了", on=on, by=CITIZEN, at=NOW + 2 * DAY)
    assert open_clocks() == []
    acts = request.acts.count()
    strike(by=SYSTEM, at=NOW + 60 * DAY)
    assert request.acts.count() == acts


def test_a_letter_delivered_after_the_end_starts_no_clock(where):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    services.withdraw(request=fresh(request), reason="不要了", by=CITIZEN, at=NOW + DAY)
    deliver(where, letter, TODAY + 2 * DAY, NOW + 2 * DAY)
    assert open_clocks() == []


# --- the period of a correction ---------------------------------------------------------------------------------


def test_a_notice_is_not_sent_after_its_own_period(where):
    request = handled(where)
    letter = corrected(where, request)
    late = NOW + 20 * DAY
    with pytest.raises(NotAllowed) as refusal:
        issue(where, letter, late)
    assert codes(refusal) == {"until_past"}
    new = TODAY + 40 * DAY
    letters.revise(letter=letter, fields=letter.fields | {"until": new}, by=where.officer, at=late)
    issue(where, letter, late)
    assert Correction.objects.get().until == new


def test_a_sealed_notice_after_its_own_period_is_given_up_and_asked_anew(where):
    request = handled(where)
    letter = corrected(where, request)
    letters.approve(letter=letter, by=where.office, at=NOW)
    letters.seal(letter=letter, scan=scan(where), by=where.clerk, at=NOW)
    late = NOW + 20 * DAY
    with pytest.raises(NotAllowed) as refusal:
        letters.send(letter=letter, channel=Post.COUNTER, by=where.clerk, at=late)
    assert codes(refusal) == {"until_past"}
    letters.cancel(letter=letter, reason="另定期限", by=where.office, at=late)
    services.request_correction(
        request=fresh(request), items="请明确批次。", until=TODAY + 40 * DAY, by=where.officer, at=late
    )
    issue(where, letter_of(request), late)
    assert fresh(request).stage == Stage.CORRECTING


# --- the end of the period --------------------------------------------------------------------------------------


def test_the_end_of_the_period_is_noted_and_decides_nothing(where):
    """第三十条: whether there was a good reason, an official judges."""
    request = handled(where)
    issue(where, corrected(where, request), NOW)
    clock = Clock.objects.get(limit_code="correction-period")
    assert clock.due_on == TODAY + 20 * DAY
    strike(by=SYSTEM, at=NOW + timedelta(days=90))
    act = request.acts.get(kind=ActKind.CORRECTION_OVERDUE)
    assert (act.on, fresh(request).stage) == (TODAY + 20 * DAY, Stage.CORRECTING)
    assert waits(where, TODAY + 20 * DAY) == {Waits.APPLICANT}
    assert waits(where, TODAY + 21 * DAY) == {Waits.DECISION}
    services.correction_lapsed(request=fresh(request), by=where.officer, at=NOW + timedelta(days=91))
    assert open_clocks() == ["foi-answer"]


def waits(where, today: date) -> set[str]:
    return {tile.code for tile in board(where.office, today).waits if tile.count}


def test_a_correction_that_comes_ends_its_period(where):
    request = handled(where)
    issue(where, corrected(where, request), NOW)
    services.receive_correction(
        request=fresh(request), content="第三批次。", on=TODAY + 3 * DAY, by=where.clerk, at=NOW + 3 * DAY
    )
    assert open_clocks() == ["foi-answer"]


def test_silence_of_a_party_means_nothing_after_the_reply(where):
    request = handled(where)
    letter = issue(where, consulted(where, request), NOW)
    deliver(where, letter, TODAY + DAY, NOW + DAY)
    made = request.consultations.get()
    services.record_reply(
        request=fresh(request), ref=made.ref, reply=Reply.AGREES, on=TODAY + 2 * DAY, by=where.officer, at=NOW + 2 * DAY
    )  # fmt: skip
    strike(by=SYSTEM, at=NOW + timedelta(days=60))
    made.refresh_from_db()
    assert made.reply == Reply.AGREES
