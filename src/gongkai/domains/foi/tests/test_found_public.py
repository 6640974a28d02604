"""“That is what I wanted”: before applying, before receipt, after it; by form, by progress page, by telephone."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Answer, FoundPublic, Request
from gongkai.domains.foi.portal.already import found
from gongkai.domains.foi.rules.projects import projects_in
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind, Channel
from gongkai.domains.foi.selectors import answer_clock
from gongkai.domains.foi.tests.factories import CITIZEN, DAY, application, fresh, office
from gongkai.foundation.common.reasons import NotAllowed
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.tests.factories import organ
from gongkai.kernel.search import services as search
from gongkai.kernel.search.tests.factories import Office as Publisher

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TITLE = "关于征收柳树镇下湾村集体土地的公告"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def where(settings, tmp_path):
    settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path / "files", tmp_path / "index"
    return office()


@pytest.fixture
def publisher(where):
    return Publisher(where.organ)


@pytest.fixture
def record(publisher):
    made = publisher.publish(TITLE, document_number="云自然资公〔2025〕12号")
    publisher.publish("关于沅江至云岭高速公路项目建设用地的批复")
    for n in range(6):
        publisher.publish(f"关于耕地保护和占补平衡工作的第{n}号通知")
    search.build()
    return made


def waiting(where, at, **changes):
    asked = application(channel=Channel.INTERNET, **changes)
    return services.submit(organ=where.organ, application=asked, by=CITIZEN, at=at)


def received(where, at):
    made = waiting(where, at)
    services.confirm_receipt(request=made.request, on=shanghai_date(at), by=where.clerk, at=at)
    return made


def enter(client, made):
    assert client.post("/progress/", {"number": made.request.number, "code": made.code}).status_code == 302


def do(client, status=302, **given):
    answer = client.post("/progress/request/act/", given)
    assert answer.status_code == status, answer.content.decode()
    return html.unescape(answer.content.decode())


# --- after submission -------------------------------------------------------------------------------------------


def test_the_applicant_names_the_record_and_it_is_the_answer(client, where, record, now):
    """第三十六条第一项: told where it is. Row (一) of the annual report, not (六)3."""
    made = received(where, now)
    enter(client, made)
    offered = do(client, 200, act="look")
    assert TITLE in offered and f'value="{record.index_number}"' in offered
    do(client, act="withdraw", why="found", sure="1", record=record.index_number)
    request, answer = fresh(made.request), Answer.objects.get()
    assert (request.stage, request.answer_kind) == (Stage.ANSWERED, AnswerKind.A1)
    assert (answer.kind, answer.record, answer.drafted_by) == (AnswerKind.A1, record, None)
    assert TITLE in answer.text and answer_clock(request) is None
    act = request.acts.get(kind=ActKind.FOUND_PUBLIC)
    assert act.detail["record"] == record.pk and not FoundPublic.objects.exists()


def test_without_saying_which_nothing_ends(client, where, record, now):
    made = received(where, now)
    enter(client, made)
    for wrong in ("", "没有这个索引号"):
        said = do(client, 422, act="withdraw", why="found", sure="1", record=wrong)
        assert "请指明是哪一条" in said and TITLE in said, "what may be meant is offered at once"
    assert fresh(made.request).stage == Stage.RECEIVED and not Answer.objects.exists()


def test_before_receipt_there_was_no_request_and_it_counts_as_found(where, record, now):
    made = waiting(where, now)
    done = services.found_public(
        request=made.request, index_number=record.index_number, by=CITIZEN, at=now + DAY
    )
    row = FoundPublic.objects.get()
    assert (done.stage, row.record, row.request, row.title) == (Stage.VOID, record, done, TITLE)
    assert not Answer.objects.exists()


def test_a_record_that_is_public_no_more_is_no_answer(where, publisher, record, now):
    made = received(where, now)
    publisher.withdraw(record)
    with pytest.raises(NotAllowed) as refusal:
        services.found_public(request=made.request, index_number=record.index_number, by=CITIZEN, at=now)
    assert {reason.code for reason in refusal.value.reasons} == {"record"}


SAID = "申请人3月9日上午来电（已录音），说要的就是这份公告，不用另行答复。"


def registering(client, where, made):
    """Posts to the desk's page of the act. Returns a function of what is typed, whole by default."""
    client.force_login(where.clerk)
    place = reverse("requests:act", args=[made.request.pk, ActKind.FOUND_PUBLIC])
    return lambda **typed: client.post(place, typed)


def test_the_desk_registers_what_the_applicant_said_on_the_telephone(client, where, record, now):
    made = received(where, now)
    post = registering(client, where, made)
    told = {"index_number": record.index_number, "day": shanghai_date(now).isoformat(), "said": SAID}
    early = told | {"day": shanghai_date(now - 3 * DAY).isoformat()}
    assert post(**early).status_code == 422
    note = SimpleUploadedFile("来信.txt", "要的就是这份公告。".encode(), "text/plain")
    assert post(**told, evidence=note).status_code == 302
    page = client.get(reverse("requests:detail", args=[made.request.pk])).content.decode()
    assert "申请人确认" in page and record.index_number in page and SAID in page and "来信.txt" in page
    act = made.request.acts.get(kind=ActKind.FOUND_PUBLIC)
    assert act.note == SAID and made.request.materials.get().came_with == ActKind.FOUND_PUBLIC
    shown = client.get(reverse("requests:answer-version", args=[made.request.pk, 1]))
    assert shown.status_code == 200 and "申请人确认" in shown.content.decode()


def test_the_desk_cannot_find_it_for_the_applicant(client, where, record, now):
    """An index number and a day are not the applicant's word (第三十六条第一项)."""
    made = received(where, now)
    bare = {"index_number": record.index_number, "day": shanghai_date(now).isoformat()}
    for typed in (bare, bare | {"said": " "}):
        answer = registering(client, where, made)(**typed)
        assert answer.status_code == 422 and "怎样确认" in answer.content.decode()
    assert fresh(made.request).stage == Stage.RECEIVED and not Answer.objects.exists()


def test_a_record_of_another_organ_must_be_meant(client, where, now):
    bureau = organ("430100T", "林江市自然资源局", where.organ.region)
    theirs = Publisher(bureau).publish("关于下湾村安置小区规划许可的公告")
    made = received(where, now)
    post = registering(client, where, made)
    told = {"index_number": theirs.index_number, "day": shanghai_date(now).isoformat(), "said": SAID}
    refused = post(**told)
    assert refused.status_code == 422 and bureau.name in refused.content.decode()
    assert post(**told, sure="on").status_code == 302
    assert fresh(made.request).answer_kind == AnswerKind.A1


@pytest.mark.parametrize("stage", [Stage.SIGNING, Stage.ISSUING])
def test_an_answer_that_is_being_signed_is_taken_back_first(client, where, record, now, stage):
    made = received(where, now)
    Request.objects.filter(pk=made.request.pk).update(stage=stage)
    told = {"index_number": record.index_number, "day": shanghai_date(now).isoformat(), "said": SAID}
    answer = registering(client, where, made)(**told)
    assert answer.status_code == 422 and "先退回" in answer.content.decode()
    assert fresh(made.request).stage == stage


def test_nobody_but_the_applicant_makes_an_answer_without_a_drafter(where, record, now):
    made = received(where, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            request=made.request, version=1, kind="A4", text="不予公开。", saved_at=now, digest="0" * 64
        )


def test_answers_keep_their_words_after_the_change_of_the_table(where, record, now):
    made = received(where, now)
    services.found_public(request=made.request, index_number=record.index_number, by=CITIZEN, at=now)
    for sql in ("UPDATE foi_answer SET text = 'x'", "DELETE FROM foi_answer"):
        with pytest.raises(Exception, match="stays"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


# --- before applying --------------------------------------------------------------------------------------------


def test_found_before_applying_counts_once_for_a_form_and_the_boards_show_it(client, where, record):
    place = f"/apply/{where.organ.code}/"
    page = client.get(place).content.decode()
    token = html.unescape(re.search(r'name="token" value="([^"]*)"', page)[1])
    for _time in range(2):
        assert (
            "不用申请了"
            in client.post(place, {"found": record.index_number, "token": token}).content.decode()
        )
    client.post(place, {"found": record.index_number, "token": "forged"})
    assert FoundPublic.objects.count() == 1 and not Request.objects.exists()
    client.force_login(where.office)
    boards = client.get(reverse("requests:boards")).content.decode()
    assert TITLE in boards.split("申请前已找到")[1] and record.index_number in boards


# --- by project -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("申请公开沅江至云岭高速公路项目占用我村耕地的批复。", ["沅江至云岭高速公路项目"]),
        ("项目名称：云岭抽水蓄能电站，要用地预审意见", ["云岭抽水蓄能电站"]),
        ("关于下湾村的安置小区工程的规划许可", ["安置小区工程"]),
        ("申请公开该项目的批复", []),
        ("下湾村2025年征地公告", []),
    ],
)
def test_the_project_that_a_description_names(text, names):
    assert projects_in(text) == names


def test_a_project_is_found_among_many_other_words(where, record, now):
    text = (
        "我村耕地保护和占补平衡工作的情况一直没有通知，耕地保护通知、占补平衡通知都没有见过，"
        "申请公开沅江至云岭高速公路项目占用耕地的依据。"
    )
    first = found({"description": text}, shanghai_date(now))[0]
    assert first.title == "关于沅江至云岭高速公路项目建设用地的批复"
