"""What a month holds; the organ's own reply in an appeal; what a correction makes of a request."""

from datetime import date

import pytest

from gongkai.domains.foi import services
from gongkai.domains.foi.agenda import Kind, agenda
from gongkai.domains.foi.rules.kinds import AppealKind
from gongkai.domains.foi.services.answering import original_beside
from gongkai.domains.foi.services.lettering import described
from gongkai.domains.foi.tests.factories import CITIZEN, DAY, NOW, fresh, handled, issue, submitted
from gongkai.domains.foi.tests.test_desk import act, page
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.orgs.models import Division
from gongkai.kernel.clocks.selectors import clocks_for
from gongkai.kernel.letters.selectors import letters_of
from gongkai.kernel.redaction.models import Redaction

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def appeal(where, request, **changes):
    facts = {"kind": AppealKind.REVIEW, "body": "云岭省人民政府", "filed_on": TODAY}
    return services.file_appeal(request=request, **(facts | changes), by=where.legal, at=NOW)


# --- the organ's own reply --------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("facts", "limit", "due"),
    [
        ({}, "review-reply", date(2026, 12, 4)),
        ({"simplified": True}, "review-reply-simplified", date(2026, 11, 27)),
        # the fifteenth day is a Saturday
        ({"kind": AppealKind.LAWSUIT, "body": "云岭铁路运输法院"}, "lawsuit-reply", date(2026, 12, 7)),
    ],
)
def test_each_appeal_has_the_limit_of_its_reply(where, facts, limit, due):
    made = appeal(where, handled(where), **facts)
    (running,) = clocks_for("appeal", str(made.pk))
    assert (running.limit_code, running.due_on) == (limit, due)
    services.note_appeal(appeal=made, stage="replied", on=TODAY, by=where.legal, at=NOW)
    (running,) = clocks_for("appeal", str(made.pk))
    assert running.stopped_on == TODAY


def test_a_decision_ends_the_reply_and_an_old_register_has_none(where):
    request = handled(where)
    made = appeal(where, request)
    services.decide_appeal(appeal=made, result="upheld", on=TODAY, by=where.legal, at=NOW)
    assert [one.stopped_on for one in clocks_for("appeal", str(made.pk))] == [TODAY]
    assert clocks_for("appeal", str(appeal(where, request, replied=True).pk)) == []


# --- the month --------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_a_month_shows_hearings_replies_and_answers(client, where, django_assert_max_num_queries):
    request = handled(where)
    made = appeal(where, request)
    services.note_appeal(appeal=made, stage="hearing", on=date(2026, 12, 8), by=where.legal, at=NOW)
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    found = agenda(where.office, TODAY, first, last)
    assert {day: [entry.kind for entry in entries] for day, entries in found.items()} == {
        date(2026, 12, 8): [Kind.HEARING],
        date(2026, 12, 4): [Kind.REPLY],
        date(2026, 12, 18): [Kind.DUE],
    }
    handled(where, subject="另一件同日到期的申请")
    with django_assert_max_num_queries(6):
        assert len(agenda(where.office, TODAY, first, last)[date(2026, 12, 18)]) == 2
    shown = page(client, where.office, "agenda", month="2026-12")
    assert "听证、开庭" in shown and "另一件同日到期的申请" in shown
    assert "这个月没有" in page(client, where.office, "agenda", month="2027-05")


def test_a_month_is_for_who_sees_the_request(client, where):
    request = handled(where)
    appeal(where, request)
    elsewhere = Division.objects.create(organ=where.organ, name="矿业权管理处")
    services.assign(request=fresh(request), division=elsewhere, by=where.office, at=NOW)
    assert agenda(where.officer, TODAY, date(2026, 12, 1), date(2026, 12, 31)) == {}
    page(client, where.secrecy, "agenda", status=403)


@pytest.mark.parametrize("junk", ["2026-13", "9999-12", "1900-01", "２０２６-12", "今天", "'"])
def test_a_month_that_is_none_is_the_present_one(client, where, junk):
    assert "2026年11月" in page(client, where.office, "agenda", month=junk)


# --- the request after its correction ---------------------------------------------------------------------------


def test_a_letter_says_what_the_correction_made_of_it(client, where):
    request = handled(where, description="下湾村征地的文件。")
    assert described(request) == "下湾村征地的文件"
    made = {"items": "请写明文件名称", "until": TODAY + 10 * DAY}
    services.request_correction(request=request, **made, by=where.officer, at=NOW)
    issue(where, letters_of("request", str(request.pk)).get(), NOW)
    assert described(request) == "下湾村征地的文件", "asked is not answered"
    services.receive_correction(
        request=request, content="2025年第三批次征收土地公告。", on=TODAY, by=CITIZEN, at=NOW
    )
    assert described(request) == "下湾村征地的文件（2026年11月20日补正为：2025年第三批次征收土地公告）"
    assert "2026-11-20 补正为：" in page(client, where.officer, "answer", request.pk)


def test_the_office_names_the_request_when_it_assigns_it(client, where):
    request = submitted(where)
    shown = page(client, where.office, "act", request.pk, "assign")
    assert f'value="{request.subject}"' in shown
    act(client, where.office, request, "assign", division=where.division.pk, subject="下湾村征地公告")
    assert fresh(request).subject == "下湾村征地公告"
    act(client, where.office, request, "assign", division=where.division.pk, subject=" ")
    assert fresh(request).subject == "下湾村征地公告", "nothing typed keeps the name"


def test_an_original_never_goes_out_beside_its_redacted_copy():
    original, result, other = (StoredFile(pk=n) for n in (1, 2, 3))
    covered = (result, Redaction(pk=9, source_id=1), "遮盖件")
    assert original_beside([covered, (original, None, "原件")])
    assert not original_beside([covered, (other, None, "附图")])
    assert not original_beside([(original, None, "原件")])
