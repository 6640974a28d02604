"""A register that moves to another platform keeps every period that moves a clock; what cannot move is told."""

from datetime import date, timedelta

import pytest

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Fee, Request
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.services import exporting
from gongkai.domains.foi.tests.factories import CITIZEN, DAY, NOW, deliver, fresh, handled, issue, office
from gongkai.domains.foi.tests.test_importing import FINISHED, NO_CORRECTION, OPEN, faults, take
from gongkai.foundation.calendar.selectors import calendar
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)
LATER, THEN = NOW + 10 * DAY, TODAY + 10 * DAY
OTHER = {"number", "registered_by", "division", "left_behind"}
LAST = NOW + 45 * DAY
"""Looked at, and taken in elsewhere, when all of it has happened."""


@pytest.fixture
def elsewhere():
    return office("431S00", "云岭省林业局")


def rows_of(place):
    given = {"organ": place.organ, "format": "jsonl", "by": place.office, "at": LAST}
    return list(exporting.export_rows(**given, unmask=True, reason="迁移到新平台的台账"))


def moved(where, elsewhere) -> tuple[dict, dict, Request]:
    """The row before and after, and the request where it is now."""
    [row] = rows_of(where)
    [outcome] = take(elsewhere, row | {"number": "", "division": ""}, at=LAST)
    assert outcome.reasons == (), [str(reason.text) for reason in outcome.reasons]
    [again] = rows_of(elsewhere)
    return row, again, Request.objects.get(pk=outcome.request)


def same(row: dict, again: dict) -> None:
    assert {k: v for k, v in again.items() if k not in OTHER} == {
        k: v for k, v in row.items() if k not in OTHER
    }


def charged(where, pay: bool | None):
    """Noticed and delivered; then paid, or not in time, or neither yet."""
    request = handled(where)
    why = "一次申请复制历年征地档案 119 页，明显超过合理范围。"
    made = services.notify_fee(
        request=request, basis="page", count=119, determination=why, by=where.officer, at=NOW
    )
    issue(where, made.letter, NOW)
    deliver(where, made.letter, TODAY + DAY, NOW + DAY)
    if pay:
        services.record_payment(request=request, on=THEN, receipt_number="3", by=where.clerk, at=LATER)
    return fresh(request)


def delayed(where):
    request = handled(where)
    services.ask_reasons(request=request, found="本月已提出四十件申请。", by=where.office, at=NOW)
    issue(where, letters_of("request", str(request.pk))[0], NOW)
    services.receive_reasons(request=request, content="逐户核对补偿需要。", on=TODAY, by=CITIZEN, at=NOW)
    act = services.set_delay(
        request=request, until=date(2027, 1, 31), judged="涉及三十个村的档案。", by=where.office, at=NOW
    )
    issue(where, act.letter, NOW + DAY)
    return fresh(request)


def test_the_later_day_of_article_35(where, elsewhere):
    request = delayed(where)
    row, again, there = moved(where, elsewhere)
    assert (row["delayed_on"], row["delayed_until"]) == ((TODAY + DAY).isoformat(), "2027-01-31")
    assert answer_clock(there).due_on == answer_clock(request).due_on == date(2027, 1, 29)
    same(row, again)


def test_a_delay_that_was_told_to_nobody_stays_behind(where):
    request = handled(where)
    services.ask_reasons(request=request, found="本月已提出四十件申请。", by=where.office, at=NOW)
    [row] = rows_of(where)
    assert row["delayed_on"] == "" and "没有发出的文书“" in row["left_behind"]


@pytest.mark.parametrize("pay", [True, None])
def test_a_fee_and_its_payment(where, elsewhere, pay):
    request = charged(where, pay)
    row, again, there = moved(where, elsewhere)
    assert (row["fee_amount"], row["fee_paid_on"]) == ("1080", THEN.isoformat() if pay else "")
    assert fresh(there).stage == fresh(request).stage
    assert answer_clock(there).due_on == answer_clock(request).due_on
    kept = Fee.objects.get(request=there)
    assert (kept.basis, kept.count, kept.amount, kept.delivered_on) == ("page", 119, 1080, TODAY + DAY)
    same(row, again)
    payments = Clock.objects.filter(limit_code="fee-payment").order_by("pk")
    assert [clock.due_on for clock in payments] == [payments[0].due_on] * 2


def test_a_correction_that_never_came(where, elsewhere):
    request = handled(where)
    until = TODAY + timedelta(days=5)
    made = services.request_correction(request=request, items="请写明哪一批次。", until=until, by=where.officer, at=NOW)  # fmt: skip
    issue(where, made.letter, NOW)
    services.correction_lapsed(request=request, by=where.officer, at=LATER)
    row, again, there = moved(where, elsewhere)
    assert row["correction_lapsed_on"] == THEN.isoformat()
    assert answer_clock(there).due_on == answer_clock(request).due_on is not None
    same(row, again)


def test_the_clock_of_the_row_is_that_of_the_rules(where):
    """One truth: what `rules.deadline` computes of the row is what the register then holds."""
    from gongkai.domains.foi.exchange.reading import read_past
    from gongkai.domains.foi.rules.deadline import compute
    from gongkai.kernel.records.tabular.values import Lookups

    row = OPEN | {"consultations": "", "delayed_on": "2026-11-12", "delayed_until": "2027-01-31"}
    take(where, row)
    past, _values, _reasons = read_past(row, Lookups())
    due = compute(past.line(), calendar(where.organ.region_id))["due"]
    assert answer_clock(Request.objects.get()).due_on.isoformat() == due == "2027-01-29"


FEE = {"fee_basis": "page", "fee_count": "119", "fee_amount": "1080", "fee_noticed_on": "2020-08-05"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (FEE | {"fee_basis": ""}, ("fee_basis", "fee_basis")),
        (FEE | {"fee_count": ""}, ("fee_count", "fee_count")),
        (FEE | {"fee_count": "很多"}, ("fee_count", "not_a_number")),
        (FEE | {"fee_amount": ""}, ("fee_amount", "fee_amount")),
        (FEE | {"fee_amount": "9" * 10}, ("fee_amount", "too_long")),
        (FEE | {"fee_noticed_on": ""}, ("fee_noticed_on", "fee_not_noticed")),
        (FEE | {"fee_paid_on": "2020-08-04"}, ("fee_paid_on", "before_receipt")),
        (FEE | {"fee_paid_on": "2020-08-06", "fee_lapsed_on": "2020-08-20"}, ("fee_lapsed_on", "paid_and_lapsed")),
        ({"fee_paid_on": "2020-08-06"}, ("fee_noticed_on", "fee_not_noticed")),
        ({"delayed_on": "2020-08-05"}, ("delayed_until", "delay_half")),
        ({"delayed_on": "2020-08-05", "delayed_until": "9999-12-31"}, ("delayed_until", "too_far")),
        ({"delayed_on": "2020-08-05", "delayed_until": "2020-08-06"}, ("delayed_on", "history")),
        (NO_CORRECTION | {"delayed_on": "2020-09-03", "delayed_until": "2020-10-30"}, ("delayed_on", "history")),
        ({"correction_lapsed_on": "2020-07-20"}, ("correction_lapsed_on", "corrected_and_lapsed")),
        (NO_CORRECTION | {"correction_lapsed_on": "2020-07-20"}, ("correction_requested_on", "lapse_of_nothing")),
    ],
)  # fmt: skip
def test_periods_that_cannot_be_are_told_at_their_field(where, changes, fault):
    [outcome] = take(where, FINISHED | changes)
    assert outcome.state == "refused" and fault in faults(outcome)
