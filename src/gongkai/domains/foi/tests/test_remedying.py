"""Limits of reviews and lawsuits, and what may be done when no answer came."""

from datetime import date

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Answer, OfficeSetting, Request
from gongkai.domains.foi.remedying import filing_limits
from gongkai.domains.foi.rules.kinds import AppealKind, AppealResult, AppealStage
from gongkai.domains.foi.tests.factories import DAY, NOW, deliver, fresh, handled, issue, office
from gongkai.domains.foi.tests.test_portal_progress import answered, enter, page_of, received
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.clocks.models import Clock
from gongkai.kernel.clocks.rules import State
from gongkai.kernel.clocks.selectors import clocks_for
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TODAY = shanghai_date(NOW)


@pytest.fixture
def where(settings, tmp_path):
    settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path / "files", tmp_path / "index"
    made = office()
    OfficeSetting.objects.create(organ=made.organ, review_organ="云岭省人民政府", court="林江铁路运输法院")
    return made


def at(monkeypatch, when):
    monkeypatch.setattr("django.utils.timezone.now", lambda: when)


def filed(where, kind=AppealKind.REVIEW, request=None, **more):
    more = {"body": "云岭省人民政府", "filed_on": TODAY, "by": where.legal, "at": NOW} | more
    return services.file_appeal(request=request or handled(where), kind=kind, **more)


def only_clock(appeal) -> Clock:
    (clock,) = clocks_for("appeal", str(appeal.pk))
    return clock


# --- the organ's own reply --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "simplified", "code", "due"),
    [
        (AppealKind.REVIEW, False, "review-reply", date(2026, 12, 4)),
        (AppealKind.REVIEW, True, "review-reply-simplified", date(2026, 11, 27)),
        (AppealKind.LAWSUIT, False, "lawsuit-reply", date(2026, 12, 7)),
        (AppealKind.LAWSUIT, True, "lawsuit-reply", date(2026, 12, 7)),
    ],
)
def test_every_kind_has_the_limit_of_its_own_reply(where, kind, simplified, code, due):
    clock = only_clock(filed(where, kind, simplified=simplified))
    assert (clock.limit_code, clock.start_on, clock.due_on) == (code, TODAY, due)


@pytest.mark.parametrize("stage", [AppealStage.REPLIED, AppealStage.WITHDRAWN])
@pytest.mark.parametrize("kind", AppealKind.values)
def test_the_reply_and_the_withdrawal_end_it(where, kind, stage):
    appeal = filed(where, kind)
    services.note_appeal(appeal=appeal, stage=AppealStage.HEARING, on=TODAY, by=where.legal, at=NOW + DAY)
    assert only_clock(appeal).state == State.RUNNING
    services.note_appeal(appeal=appeal, stage=stage, on=TODAY + DAY, by=where.legal, at=NOW + DAY)
    assert (only_clock(appeal).state, only_clock(appeal).stopped_on) == (State.STOPPED, TODAY + DAY)


def test_a_decision_ends_what_still_runs(where):
    appeal = filed(where)
    services.decide_appeal(
        appeal=appeal, result=AppealResult.OTHER, on=TODAY + DAY, by=where.legal, at=NOW + DAY
    )
    assert only_clock(appeal).state == State.STOPPED


def test_the_page_explains_the_reply_and_the_review_organs_limit(where, client, monkeypatch):
    at(monkeypatch, NOW)
    client.force_login(where.legal)
    page = client.get(reverse("requests:appeal", args=[filed(where).pk])).content.decode()
    assert "2026-12-04" in page and "行政复议法第四十八条、第八十八条" in page
    decision = page.split("行政复议决定（普通程序）")[1]
    assert "2027-01-19" in decision and "（暂定）" in decision and "行政复议法第六十二条" in decision
    suit = filed(where, AppealKind.LAWSUIT, request=handled(where, NOW))
    assert "行政复议决定" not in client.get(reverse("requests:appeal", args=[suit.pk])).content.decode()


# --- the applicant's limits -------------------------------------------------------------------------------------


def served(where, at_):
    made = received(where, at_)
    letter = answered(where, made, at_ + DAY).letter
    issue(where, letter, at_ + DAY)
    deliver(where, letter, shanghai_date(at_ + 3 * DAY), at_ + 3 * DAY)
    return made


def test_until_when_a_review_may_be_asked_for(where, client, monkeypatch):
    made = served(where, NOW)
    at(monkeypatch, NOW + 4 * DAY)
    enter(client, made)
    page = page_of(client)
    due = page.split("申请行政复议，最迟到")[1]
    assert "2027-01-22" in due[:120] and "暂定" in due[:200] and "行政复议法第二十条" in due
    assert "直接提起行政诉讼，最迟到" not in page, "a refusal goes to review first"
    client.force_login(where.officer)
    desk = client.get(reverse("requests:detail", args=[made.request.pk])).content.decode()
    assert "2027-01-22" in desk.split("申请人可以申请救济到：")[1]
    assert not Clock.objects.filter(limit_code__in=["review-filing", "lawsuit-filing"]).exists()


def test_where_the_law_lets_choose_both_days_are_told(where):
    made = served(where, NOW)
    request, letters = fresh(made.request), list(letters_of("request", str(made.request.pk)))
    assert [one.code for one in filing_limits(request, letters)] == ["review-filing"]
    request.answer_kind = "A6"
    review, suit = filing_limits(request, letters)
    assert (review.due, suit.due) == (date(2027, 1, 22), date(2027, 5, 24)), "the 23rd is a Sunday"
    assert "行政诉讼法第四十六条" in "".join(suit.explain)


def test_before_service_no_such_day_is_told(where, client, monkeypatch):
    made = received(where, NOW)
    issue(where, answered(where, made, NOW + DAY).letter, NOW + DAY)
    at(monkeypatch, NOW + 2 * DAY)
    enter(client, made)
    assert "对答复不服怎么办" in page_of(client) and "最迟到" not in page_of(client)


# --- no answer came ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("unconfirmed", "能否不经行政复议直接向林江铁路运输法院提起行政诉讼"),
        ("review_first", "先向云岭省人民政府申请行政复议"),
        ("free", "6 个月内向林江铁路运输法院提起行政诉讼"),
    ],
)
def test_when_the_limit_ran_out_both_sides_read_what_may_be_done(where, client, monkeypatch, reading, said):
    OfficeSetting.objects.update(silence=reading)
    made = received(where, NOW)
    address = reverse("requests:detail", args=[made.request.pk])
    at(monkeypatch, NOW + 2 * DAY)
    enter(client, made)
    assert "逾期没有答复怎么办" not in page_of(client)
    at(monkeypatch, NOW + 60 * DAY)
    enter(client, made)
    told = page_of(client).split('id="silence"')[1].split("</section>")[0]
    assert said in told and "云岭省自然资源厅逾期未作答复" in told
    client.force_login(where.officer)
    assert said in client.get(address).content.decode().split("逾期未答复，申请人现在可以：")[1]


# --- a lawsuit without the review that must come first ----------------------------------------------------------


def given_answer(where, kind, on, grounds=()):
    request = handled(where)
    row = {
        "request": request,
        "version": 1,
        "kind": kind,
        "text": "答复。",
        "saved_at": NOW,
        "digest": "0" * 64,
    }
    Answer.objects.create(**row, drafted_by=where.officer, grounds=list(grounds))
    came = NOW.replace(year=on.year - 1)
    days = {"submitted_at": came, "received_on": shanghai_date(came), "answered_on": on}
    Request.objects.filter(pk=request.pk).update(answer_kind=kind, stage="answered", **days)
    return fresh(request)


@pytest.mark.parametrize(
    ("kind", "grounds", "on", "first"),
    [
        ("A4", ["N15-1"], date(2024, 1, 1), True),
        ("A4", ["N15-1"], date(2023, 12, 31), False),
        ("A3", ["N15-2"], date(2026, 3, 2), True),
        ("A6", [], date(2026, 3, 2), False),
        ("A1", [], date(2026, 3, 2), False),
    ],
)
def test_a_lawsuit_past_the_review_is_registered_and_shown(
    client, where, monkeypatch, kind, grounds, on, first
):
    """行政复议法 第二十三条第一款第（四）项: by kind and day of the answer; the court decides, nobody is turned away."""
    at(monkeypatch, NOW)
    request = given_answer(where, kind, on, grounds)
    client.force_login(where.legal)
    form = client.get(reverse("requests:appeal-new", args=[request.pk])).content.decode()
    assert ("应当先申请行政复议" in form) is first
    appeal = filed(where, AppealKind.LAWSUIT, request, body="林江铁路运输法院")
    page = client.get(reverse("requests:appeal", args=[appeal.pk])).content.decode()
    assert ("应当先申请行政复议" in page) is first
    assert ("答辩理由" in page and "由人民法院决定" in page) is first


def test_a_lawsuit_after_the_review_says_nothing_of_it(client, where, monkeypatch):
    at(monkeypatch, NOW)
    request = given_answer(where, "A4", date(2026, 3, 2), ["N15-1"])
    review = filed(where, AppealKind.REVIEW, request)
    suit = filed(where, AppealKind.LAWSUIT, request, body="林江铁路运输法院", after=review)
    client.force_login(where.legal)
    for appeal in (review, suit):
        page = client.get(reverse("requests:appeal", args=[appeal.pk])).content.decode()
        assert "应当先申请行政复议" not in page
