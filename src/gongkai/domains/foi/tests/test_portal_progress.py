"""Following a request by number and code: what is told, what can be done, what stays hidden."""

import html
import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.receipt import Facts as Arrival
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, ApplicantKind, Channel, IdentityKind
from gongkai.domains.foi.selectors import by_identity
from gongkai.domains.foi.tests.factories import (
    BEYOND,
    CITIZEN,
    DAY,
    ID_NUMBERS,
    application,
    deliver,
    fresh,
    issue,
    office,
    scan,
    villager,
)
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.letters import services as letters
from gongkai.kernel.letters.rules.vocabulary import Channel as Post
from gongkai.kernel.letters.rules.vocabulary import State
from gongkai.kernel.letters.selectors import letters_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
HOME, ACT = "/progress/request/", "/progress/request/act/"


@pytest.fixture
def where(settings, tmp_path):
    settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path / "files", tmp_path / "index"
    return office()


@pytest.fixture
def now():
    """The pages look at the clock; so what came before is dated back from it."""
    return timezone.now() - 6 * DAY


def asked(where, at: datetime, **changes) -> services.intake.Submitted:
    """Sent on the internet, confirmed by the applicant with the tick."""
    return services.submit(
        organ=where.organ,
        application=application(channel=Channel.INTERNET, **changes),
        receipt=Arrival(applicant_confirmed_on=shanghai_date(at)),
        by=CITIZEN,
        at=at,
    )


def received(where, at: datetime, **changes) -> services.intake.Submitted:
    made = asked(where, at, **changes)
    services.confirm_receipt(request=made.request, on=shanghai_date(at), by=where.clerk, at=at)
    services.assign(
        request=made.request, division=where.division, handler=where.officer, by=where.office, at=at
    )
    return made


def enter(client, made, status=302):
    answer = client.post("/progress/", {"number": made.request.number, "code": made.code})
    assert answer.status_code == status, answer.content.decode()
    return answer


def page_of(client) -> str:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def do(client, act: str, status=302, **given) -> str:
    answer = client.post(ACT, {"act": act, **given})
    assert answer.status_code == status, answer.content.decode()
    return html.unescape(answer.content.decode())


def sent_online(where, letter, at):
    letters.approve(letter=letter, by=where.office, at=at)
    letters.mark_printed(letter=letter, by=where.clerk, at=at)
    letters.seal(letter=letter, scan=scan(where, at), by=where.clerk, at=at)
    return letters.send(letter=letter, channel=Post.ELECTRONIC, by=where.clerk, at=at)


def answered(where, made, at):
    request = fresh(made.request)
    facts = Facts(
        kind=AnswerKind.A4, today=shanghai_date(at), grounds=("N16-2b",), reasons="系内部讨论过程稿。"
    )
    services.draft_answer(request=request, facts=facts, text="不予公开。", by=where.officer, at=at)
    services.submit_answer(request=fresh(request), by=where.officer, at=at)
    for signer in (where.head, where.office, where.leader):
        services.sign_answer(request=fresh(request), agree=True, by=signer, at=at)
    return request.answers.get()


# --- the door ---------------------------------------------------------------------------------------------------


def test_number_and_code_open_the_page_and_neither_is_in_its_address(client, where, now):
    made = asked(where, now)
    answer = enter(client, made)
    assert answer.url == HOME
    page = page_of(client)
    assert made.request.number in page and "等待确认" in page
    assert made.code not in page and "欧阳" not in page and "13800001234" not in page
    assert client.get(HOME)["Cache-Control"].startswith("no-store")


@pytest.mark.parametrize(
    "number, code", [("", ""), ("430S00-2026-00001", "AAAA"), ("无", "\x00"), ("x" * 400, "y" * 400)]
)
def test_what_does_not_fit_opens_nothing(client, where, now, number, code):
    asked(where, now)
    answer = client.post("/progress/", {"number": number, "code": code})
    assert answer.status_code == 422 and "对不上" in answer.content.decode()
    assert client.get(HOME).status_code == 302


def test_guessing_at_a_number_is_asked_back_and_the_owner_still_gets_in(client, where, now):
    made = asked(where, now)
    for _time in range(5):
        client.post("/progress/", {"number": made.request.number, "code": "WRONG"})
    page = enter(client, made, 422).content.decode()
    left, right = re.search(r"(\d) 加 (\d) 等于几", page).groups()
    token = re.search(r'name="proof_token" value="([^"]+)"', page)[1]
    proof = {"proof": str(int(left) + int(right)), "proof_token": html.unescape(token)}
    answer = client.post("/progress/", {"number": made.request.number, "code": made.code, **proof})
    assert answer.status_code == 302


def test_the_view_ends_after_half_an_hour_and_with_the_code(client, where, now):
    made = asked(where, now)
    enter(client, made)
    services.new_code(request=made.request, by=where.clerk, at=now)
    assert client.get(HOME).url == "/progress/?ended"
    assert "半小时" in client.get("/progress/?ended").content.decode()
    enter_again = services.new_code(request=made.request, by=where.clerk, at=now)
    client.post("/progress/", {"number": made.request.number, "code": enter_again})
    session = client.session
    session["foi_request"] |= {"until": timezone.now().timestamp() - 1}
    session.save()
    assert client.get(HOME).status_code == 302
    assert client.post(ACT, {"act": "withdraw", "sure": "1"}).url == "/progress/?ended"


def test_leaving_leaves_nothing(client, where, now):
    enter(client, asked(where, now))
    client.post("/progress/leave/")
    assert client.get(HOME).status_code == 302
    assert client.get("/progress/leave/").status_code == 405


# --- where it is ------------------------------------------------------------------------------------------------


def test_the_due_date_explains_itself(client, where, now):
    made = received(where, now)
    enter(client, made)
    page = page_of(client)
    assert "答复期限到" in page and "这个日期是怎么算的" in page
    assert "双方确认，收到申请之日为这一天" in page
    assert "交办" not in page and where.officer.name not in page, "nothing of the inside of the house"


def test_the_page_of_a_long_life_asks_a_bounded_number_of_questions(
    client, where, now, django_assert_max_num_queries
):
    made = received(where, now)
    answer = answered(where, made, now + DAY)
    issue(where, answer.letter, now + DAY)
    enter(client, made)
    with django_assert_max_num_queries(24):
        client.get(HOME)


def test_the_office_may_wait_for_the_applicant(client, where, now):
    """第三十一条: an e-mail was confirmed by the office, the applicant confirms by number and code."""
    made = services.submit(
        organ=where.organ, application=application(channel=Channel.EMAIL), by=where.clerk, at=now
    )
    enter(client, made)
    assert "确认是我提出的" in page_of(client)
    do(client, "confirm")
    request = fresh(made.request)
    assert request.stage == Stage.UNCONFIRMED and request.receipt["applicant_confirmed_on"]
    assert "确认是我提出的" not in page_of(client)
    services.confirm_receipt(
        request=request, on=shanghai_date(timezone.now()), by=where.clerk, at=timezone.now()
    )
    assert fresh(request).received_on == shanghai_date(timezone.now())


# --- what the applicant does ------------------------------------------------------------------------------------


def test_a_correction_is_answered_and_the_clock_begins_anew(client, where, now):
    made = received(where, now)
    until = shanghai_date(now) + 30 * DAY
    correction = services.request_correction(
        request=made.request, items="请明确所指的批次和年份。", until=until, by=where.officer, at=now + DAY
    )
    enter(client, made)
    assert "请明确所指的批次" not in page_of(client), "not before the notice has left"
    issue(where, correction.letter, now + DAY)
    page = page_of(client)
    assert "请明确所指的批次" in page and str(until) in page and "期限暂停" in page
    assert "请填写补正的内容" in do(client, "correct", 422, content=" ")
    do(client, "correct", content="2025年第三批次。")
    request = fresh(made.request)
    assert (request.stage, request.corrections.get().content) == (Stage.HANDLING, "2025年第三批次。")
    assert "重新计算" in page_of(client)
    assert "没有等待补正" in do(client, "correct", 422, content="再补一次。")


def test_reasons_are_given_when_asked_for(client, where, now):
    made = received(where, now)
    services.ask_reasons(request=made.request, found="本月已提出四十件申请。", by=where.office, at=now + DAY)
    issue(where, letters_of("request", str(made.request.pk))[0], now + DAY)
    enter(client, made)
    assert "说明理由" in page_of(client)
    assert "请写明理由" in do(client, "explain", 422, content="")
    do(client, "explain", content="办理征地补偿需要逐户核对。")
    assert fresh(made.request).acts.filter(kind=ActKind.RECEIVE_REASONS).exists()
    assert "收到您说明的理由" in page_of(client)


def test_withdrawing_needs_a_tick(client, where, now):
    made = received(where, now)
    enter(client, made)
    assert "请先勾选" in do(client, "withdraw", 422)
    do(client, "withdraw", sure="1", why="other")
    request = fresh(made.request)
    assert (request.answer_kind, request.stage) == (AnswerKind.A17, Stage.ANSWERED)
    assert "不能办理此事" in do(client, "withdraw", 422, sure="1")


def test_rating_from_one_to_five_after_the_answer_only(client, where, now):
    made = received(where, now)
    enter(client, made)
    assert "不能办理此事" in do(client, "rate", 422, stars="5")
    answer = answered(where, made, now + DAY)
    issue(where, answer.letter, now + DAY)
    for wrong in ("", "0", "6", "五", "-1"):
        assert "请选择一至五星" in do(client, "rate", 422, stars=wrong)
    do(client, "rate", stars="4", content="办得快。")
    assert fresh(made.request).rating == 4


def test_unknown_acts_do_nothing(client, where, now):
    enter(client, asked(where, now))
    assert client.post(ACT, {"act": "answer"}).status_code == 302
    assert client.get(ACT).status_code == 405
    assert Request.objects.get().stage == Stage.UNCONFIRMED


# --- letters and files ------------------------------------------------------------------------------------------


def test_a_letter_read_online_is_served_on_that_day(client, where, now):
    made = received(where, now)
    letter = answered(where, made, now + DAY).letter
    enter(client, made)
    place = f"/progress/request/letter/{letter.pk}/"
    assert client.get(place).status_code == 404, "not before it is sent"
    sent_online(where, letter, now + DAY)
    assert "先向" in page_of(client), "the remedy of the letter (行政复议法第二十三条)"
    answer = client.get(place)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    assert answer["Cache-Control"].startswith("no-store") and "attachment" in answer["Content-Disposition"]
    letter.refresh_from_db()
    assert (letter.state, letter.evidence) == (State.SERVED, "electronic_read")
    assert letter.served_on == shanghai_date(timezone.now())
    assert b"".join(client.get(place).streaming_content), "again"
    assert Entry.objects.filter(verb="file.open", actor_id="applicant").count() == 2
    assert Entry.objects.filter(verb="letter.serve").count() == 1


def test_a_letter_by_post_can_be_read_and_is_not_served_by_it(client, where, now):
    made = received(where, now)
    letter = answered(where, made, now + DAY).letter
    issue(where, letter, now + DAY)
    enter(client, made)
    answer = client.get(f"/progress/request/letter/{letter.pk}/")
    assert answer.status_code == 200 and b"".join(answer.streaming_content)
    letter.refresh_from_db()
    assert letter.state == State.SENT
    deliver(where, letter, shanghai_date(now + 3 * DAY), now + 3 * DAY)


def test_nobody_gets_a_letter_to_a_third_party_or_of_another_request(client, where, now):
    made, other = (
        received(where, now),
        received(where, now, applicant=villager(name="司马试样", identity=ID_NUMBERS[1])),
    )
    asked_party = services.consult(
        request=made.request, party="third_party", organisation="河湾县砂石有限公司",
        matter="采矿权出让合同中的价款条款。", by=where.officer, at=now + DAY,
    )  # fmt: skip
    issue(where, asked_party.letter, now + DAY)
    theirs = answered(where, other, now + DAY).letter
    issue(where, theirs, now + DAY)
    enter(client, made)
    page = page_of(client)
    assert "征求有关方面的意见" in page and "砂石" not in page
    for letter in (asked_party.letter, theirs):
        assert client.get(f"/progress/request/letter/{letter.pk}/").status_code == 404


def test_without_the_session_nothing_is_handed_out(client, where, now):
    made = received(where, now)
    letter = answered(where, made, now + DAY).letter
    issue(where, letter, now + DAY)
    assert client.get(f"/progress/request/letter/{letter.pk}/").status_code == 302
    assert client.get("/progress/request/file/1/").status_code == 302


# --- a lost code ------------------------------------------------------------------------------------------------

LOST = "/progress/lost/"


def lost(client, status=200, **given) -> str:
    answer = client.post(LOST, given)
    assert answer.status_code == status, answer.content.decode()
    return html.unescape(answer.content.decode())


def test_identity_name_and_number_together_give_a_new_code(client, where, now):
    made = asked(where, now)
    page = lost(client, name="欧阳试样", identity=ID_NUMBERS[0].lower(), number=made.request.number)
    code = re.search(r"查询码</dt><dd>([^<]+)<", page)[1]
    enter(client, made, 422)
    client.post("/progress/", {"number": made.request.number, "code": code})
    assert "不是您本人换的" in page_of(client), "the owner sees that it was changed"
    assert Entry.objects.filter(verb="request.new_code").count() == 1


def test_the_day_and_the_organ_stand_for_a_forgotten_number(client, where, now):
    made = asked(where, now)
    day = shanghai_date(now).isoformat()
    given = {"name": "欧阳试样", "identity": ID_NUMBERS[0], "organ": where.organ.code}
    assert made.request.number in lost(client, **given, day=day)
    assert "不一致" in lost(client, 422, **given, day=(shanghai_date(now) - DAY).isoformat())


def test_an_organisation_shows_its_credit_code(client, where, now):
    firm = villager(
        kind=ApplicantKind.ENTERPRISE, organisation="河湾县砂石有限公司", organisation_code="91350100M000100Y43",
        identity="", identity_kind=IdentityKind.CREDIT_CODE,
    )  # fmt: skip
    made = asked(where, now, applicant=firm)
    assert "新的查询码" in lost(
        client, name="欧阳试样", identity="91350100m000100y43", number=made.request.number
    )


def test_public_facts_alone_give_an_organisation_no_code(client, where, now):
    """Credit code, representative, organ and day can be read anywhere; the number only in its own papers."""
    firm = villager(
        kind=ApplicantKind.ENTERPRISE, organisation="河湾县砂石有限公司", organisation_code="91350100M000100Y43",
        identity="", identity_kind=IdentityKind.CREDIT_CODE,
    )  # fmt: skip
    made = asked(where, now, applicant=firm)
    day = shanghai_date(now)
    given = {"name": "欧阳试样", "organ": where.organ.code, "day": day.isoformat()}
    assert "要填登记号才能找回" in lost(client, 422, **given, identity="91350100m000100y43")
    assert by_identity("91350100M000100Y43", "欧阳试样", organ_code=where.organ.code, day=day) == []
    enter(client, made)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "欧阳"},
        {"identity": ID_NUMBERS[1]},
        {"number": "430S00-2026-09999"},
        {"identity": "13800001234"},
    ],
)
def test_less_than_all_three_gives_nothing_and_does_not_say_which(client, where, now, wrong):
    made = asked(where, now)
    given = {"name": "欧阳试样", "identity": ID_NUMBERS[0], "number": made.request.number} | wrong
    assert "所填各项与登记不一致" in lost(client, 422, **given)
    enter(client, made)


@pytest.mark.parametrize(
    "given", [{}, {"name": "某"}, {"name": "某", "identity": "1", "day": "不是日期", "organ": "430S00"}]
)
def test_what_is_missing_is_said(client, where, given):
    assert "请填写" in lost(client, 422, **given)


def test_guessing_an_identity_is_stopped_for_an_hour(client, where, now):
    given = {"name": "某某", "identity": ID_NUMBERS[0], "number": "430S00-2026-00001"}
    for _time in range(5):
        lost(client, 422, **given)
    assert "等于几" in lost(client, 422, **given)


# --- guide and paper form ---------------------------------------------------------------------------------------


def test_the_guide_names_the_office_and_the_form_prints(client, where):
    page = client.get("/apply/guide").content.decode()
    assert "form.docx" in page and where.organ.name in page
    where.organ.contact = {"phone": "0731-80000000", "address": "云岭市湘府路一号"}
    where.organ.save()
    page = client.get(f"/apply/guide?organ={where.organ.code}").content.decode()
    assert "0731-80000000" in page and "湘府路一号" in page, (
        "what the organ says of itself, without a setting"
    )
    place = f"/apply/{where.organ.code}/form"
    assert client.get(f"{place}.pdf").content.startswith(b"%PDF")
    assert client.get(f"{place}.docx").content.startswith(b"PK")
    assert client.get(f"{place}.exe").status_code == 404
    assert client.get("/apply/UNKNOWN/form.pdf").status_code == 404


def test_dates_before_and_after_are_told_in_order(client, where, now):
    made = received(where, now)
    enter(client, made)
    days = [date.fromisoformat(day) for day in re.findall(r'<li><time datetime="([^"]+)">', page_of(client))]
    assert days == sorted(days) and days[0] >= shanghai_date(now) - timedelta(days=1)


def test_a_fee_is_told_with_amount_and_limit(client, where, now):
    """国办函〔2020〕109号: 109 pages are 880 yuan, to be paid within 20 working days."""
    made = received(where, now)
    fee = services.notify_fee(
        request=fresh(made.request),
        basis="page",
        count=109,
        determination=BEYOND,
        by=where.officer,
        at=now + DAY,
    )
    issue(where, fee.letter, now + DAY)
    enter(client, made)
    page = page_of(client)
    assert "880 元" in page and "20 个工作日" in page and "期限暂停" in page
