"""The answer on the desk: five questions, the leaf's demands, versions, signatures, appeals, conversion, settings."""

import re

import pytest
from django.urls import reverse

from gongkai.domains.foi import services
from gongkai.domains.foi.models import Appeal, OfficeSetting, RequestAct
from gongkai.domains.foi.rules.answering import Facts
from gongkai.domains.foi.rules.questions import paths
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import AnswerKind
from gongkai.domains.foi.services.converting import record_of
from gongkai.domains.foi.tests.factories import ID_NUMBERS, NOW, fresh, handled, issue, villager
from gongkai.domains.foi.tests.test_desk import TODAY, act, page, paper, press
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.casework.selectors import cases_of, items_for
from gongkai.kernel.letters.selectors import letters_of

pytestmark = pytest.mark.django_db
REFUSED = "yes.yes.yes.no"
GIVEN = "yes.yes.yes.yes.as_asked"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def request_(where):
    return handled(where)


def refused(client, where, request, **more):
    given = {"path": REFUSED, "grounds": "N16-1c", "reasons": "属于内部工作流程信息", "save": "1"}
    return press(client, where.officer, "answer", request.pk, **(given | more))


def sign_all(client, where, request):
    act(client, where.officer, request, "submit_answer")
    for person in (where.head, where.office, where.leader):
        press(client, person, "sign-off", request.pk, "sign", opinion="同意")


def answered(client, where, request, files=None):
    """Given as asked for, signed by three, sent."""
    uploads = {"uploads": files or paper("征地公告.png")}
    press(client, where.officer, "answer", request.pk, path=GIVEN, save="1", **uploads)
    sign_all(client, where, request)
    issue(where, letters_of("request", str(request.pk)).last(), NOW)
    return fresh(request)


# --- questions and leaves ---------------------------------------------------------------------------------------


def test_every_way_through_the_questions_has_its_page(client, where, request_):
    for path, goal in paths():
        found = page(client, where.officer, "answer", request_.pk, path=".".join(path))
        assert (str(goal.label) if isinstance(goal, AnswerKind) else "先办这一步") in found, path
    assert "申请内容明确" in page(client, where.officer, "answer", request_.pk, path="no.such.way")
    page(client, where.clerk, "answer", request_.pk, status=403)


def test_a_leaf_lists_what_is_missing_and_saves_nothing_before(client, where, request_):
    said = press(
        client, where.officer, "answer", request_.pk, status=422, path=REFUSED, grounds="N14-3b", save="1"
    )
    for missing in ("请写明理由。", "可能危及国家安全、公共安全", "第十四条"):
        assert missing in said
    assert 'value="N14-3b"' in said and not request_.answers.exists()
    live = press(client, where.officer, "answer-check", request_.pk, path=REFUSED, grounds="N16-1c")
    assert "请写明理由。" in live and "<html" not in live
    live = press(
        client, where.officer, "answer-check", request_.pk, path=REFUSED, grounds="N16-1c", reasons="内部"
    )
    assert "需要的都有了" in live


def test_the_preview_has_the_remedy_and_masks(client, where, request_):
    said = refused(client, where, request_, save="", preview="1")
    assert "data:image/png" in said and "欧阳试样" not in said
    assert not Entry.objects.filter(verb="vault.use").exists()


def test_what_is_known_need_not_be_typed(client, where, request_):
    """第三十二条: a third party that was asked and did not answer keeps the answer back."""
    services.consult(request=request_, party="third_party", organisation="云岭矿业", matter="是否公开", by=where.officer, at=NOW)  # fmt: skip
    issue(where, letters_of("request", str(request_.pk)).get(), NOW)
    said = press(
        client, where.officer, "answer", request_.pk, status=422,
        path=REFUSED, grounds="N15-1", reasons="涉及商业秘密", save="1",
    )  # fmt: skip
    assert "第三方的意见尚未收到" in said


def test_the_wizard_is_barred_where_the_stage_bars_it(client, where, request_):
    act(client, where.officer, request_, "request_correction", items="请写明地块", until="2026-12-10")
    found = page(client, where.officer, "answer", request_.pk, path=REFUSED)
    assert "现在还不能拟定答复" in found and 'name="save"' not in found
    said = press(client, where.officer, "answer", request_.pk, status=422, path=REFUSED, grounds="N16-1c", reasons="内部信息", save="1")  # fmt: skip
    assert "不能办理此事" in said


def test_uploads_stay_on_hand_until_saved(client, where, request_):
    said = press(
        client, where.officer, "answer", request_.pk, path=GIVEN, uploads=paper("一.png"), refresh="1"
    )
    token = re.search(r'name="token" value="([^"]+)"', said)[1]
    assert "一.png" in said and not request_.answers.exists()
    given = {"path": GIVEN, "token": token, "keep": token, "uploads": paper("二.png"), "save": "1"}
    press(client, where.officer, "answer", request_.pk, **given)
    assert sorted(file.label for file in request_.answers.get().files.all()) == ["一.png", "二.png"]
    again = page(client, where.officer, "answer", request_.pk)
    assert again.count("checked") == 2
    other = handled(where)
    stolen = press(client, where.officer, "answer", other.pk, path=GIVEN, token=token, refresh="1")
    assert "一.png" not in stolen


def test_covering_a_file_opens_the_redaction_and_only_its_result_is_given(client, where, request_):
    way = "yes.yes.yes.in_part.as_asked"
    said = press(
        client, where.officer, "answer", request_.pk, path=way, uploads=paper("合同.png"), refresh="1"
    )
    token = re.search(r'name="token" value="([^"]+)"', said)[1]
    client.force_login(where.officer)
    answer = client.post(
        reverse("requests:answer", args=[request_.pk]), {"path": way, "token": token, "cover": token}
    )
    assert re.fullmatch(r"/desk/redactions/\d+/", answer.url)
    editor = client.get(answer.url).content.decode()
    assert request_.number in editor
    said = page(client, where.officer, "answer", request_.pk, path=way)
    number = re.search(r"\d+", answer.url)[0]
    assert re.search(rf'name="redactions"[^>]* value="{number}"', said)
    said = press(
        client, where.officer, "answer", request_.pk, status=422, path=way, grounds="N15-2", reasons="含个人隐私",
        redactions=number, save="1",
    )  # fmt: skip
    assert "请附上提供的信息" in said and not request_.answers.exists()


# --- versions and signatures ------------------------------------------------------------------------------------


def test_three_sign_and_the_letter_is_drafted(client, where, request_):
    refused(client, where, request_)
    shown = page(client, where.officer, "answer-version", request_.pk, 1)
    assert "送审签" in shown and "data:image/png" in shown
    act(client, where.officer, request_, "submit_answer")
    assert "请您审签" in page(client, where.head, "detail", request_.pk)
    page(client, where.head, "sign", request_.pk)
    said = press(client, where.leader, "sign-off", request_.pk, "sign")
    assert "没有等待您签署的环节。" in said
    for person in (where.head, where.office, where.leader):
        assert "请您审签" in page(client, person, "sign", request_.pk)
        press(client, person, "sign-off", request_.pk, "sign", opinion="同意")
    request_ = fresh(request_)
    assert request_.stage == Stage.ISSUING
    assert letters_of("request", str(request_.pk)).get().text.code == "foi_answer_a4"
    assert "打开告知书" in page(client, where.office, "answer-version", request_.pk, 1)


def test_sent_back_and_compared(client, where, request_):
    refused(client, where, request_)
    act(client, where.officer, request_, "submit_answer")
    assert "退回" in press(client, where.head, "sign-off", request_.pk, "send-back", reason="理由不足")
    assert fresh(request_).stage == Stage.HANDLING
    refused(client, where, request_, reasons="属于内部工作流程信息，公开会影响正常履职", grounds="N16-1b")
    shown = page(client, where.officer, "answer-version", request_.pk, 2)
    assert "与第 1 版的不同" in shown and "<ins>" in shown and "后勤管理" in shown
    assert "这不是最新的一版" not in shown
    page(client, where.officer, "answer-version", request_.pk, 3, status=404)


def test_taken_back_while_nobody_has_opened_it(client, where, request_):
    refused(client, where, request_)
    act(client, where.officer, request_, "submit_answer")
    press(client, where.officer, "sign-off", request_.pk, "take-back")
    assert fresh(request_).stage == Stage.HANDLING
    act(client, where.officer, request_, "submit_answer")
    page(client, where.head, "sign", request_.pk)
    press(client, where.officer, "sign-off", request_.pk, "take-back")
    assert fresh(request_).stage == Stage.SIGNING


def test_a_difficult_case_is_heard_by_legal_first(client, where, request_):
    refused(client, where, request_)
    act(client, where.officer, request_, "submit_answer")
    case = cases_of("request", str(request_.pk)).get()
    client.force_login(where.head)
    signer = {"to": where.legal.pk, "placement": "before", "reason": "请法制先看"}
    client.post(reverse("cases:act", args=[case.pk, "add-signer"]), signer)
    assert "请您审签" in page(client, where.legal, "sign", request_.pk)
    said = press(client, where.officer, "sign-off", request_.pk, "confer")
    assert "请选择参加会商的处室。" in said
    page(client, where.head, "sign-off", request_.pk, "sign", status=405)
    press(client, where.head, "sign-off", request_.pk, "no-such", status=404)


def test_version_pages_cost_the_same_for_any_number_of_versions(
    client, where, request_, django_assert_max_num_queries
):
    for n in range(4):
        refused(client, where, request_, reasons=f"第{n}次修改的理由")
    client.force_login(where.officer)
    with django_assert_max_num_queries(30):
        client.get(reverse("requests:answer-version", args=[request_.pk, 4]))
    with django_assert_max_num_queries(20):
        client.get(reverse("requests:answer", args=[request_.pk]))


def test_an_answer_is_delegated_given_back_and_supervised_like_every_case(client, where, request_):
    refused(client, where, request_)
    act(client, where.officer, request_, "submit_answer")
    case = cases_of("request", str(request_.pk)).get()
    home = reverse("requests:detail", args=[request_.pk])

    def on_case(person, verb, **data):
        client.force_login(person)
        found = client.post(reverse("cases:act", args=[case.pk, verb]), data)
        assert found.status_code == 302 and found["Location"] == home, found.content.decode()

    assert "交办、催办和传阅" in page(client, where.head, "detail", request_.pk)
    (item,) = items_for(where.head, case, NOW.date())
    on_case(where.head, "delegate", item=item.pk, to=where.officer.pk, instruction="请核对依据")
    assert "这是交办给您的" in page(client, where.officer, "sign", request_.pk)
    (lent,) = items_for(where.officer, case, NOW.date())
    on_case(where.officer, "give-back", item=lent.pk, reason="依据无误，不另写意见")
    on_case(where.leader, "supervise", text="请本周内签出", days="3")
    assert "督办待回报" in page(client, where.officer, "detail", request_.pk)
    order = case.supervisions.get()
    on_case(where.officer, "report", item=order.pk, reply="今日签出")
    for person in (where.head, where.office, where.leader):
        press(client, person, "sign-off", request_.pk, "sign", opinion="同意")
    assert fresh(request_).stage == Stage.ISSUING


# --- what follows -----------------------------------------------------------------------------------------------


def test_several_asked_for_the_same_and_it_becomes_public(client, where, request_):
    """第四十四条; the gate is the same for it as for every record."""
    other = handled(where, applicant=villager(identity=ID_NUMBERS[1]))
    said = page(client, where.officer, "convert", request_.pk)
    assert "只有已经答复并且提供了信息的" in said
    answered(client, where, other)
    answered(client, where, request_)
    assert "可以转为主动公开" in page(client, where.officer, "similar", request_.pk)
    press(client, where.officer, "convert", request_.pk, status=422, title="")
    press(
        client, where.officer, "convert", request_.pk, title="下湾村第三批次征地公告", abstract="征地公告全文"
    )
    record = record_of(request_)
    assert (record.stage, record.current.attachments.count()) == ("draft", 1)
    told = RequestAct.objects.get(request=request_, kind=ActKind.CONVERT)
    assert told.detail == {"record": record.pk}
    assert reverse("records:detail", args=[record.pk]) in page(client, where.officer, "detail", request_.pk)
    client.force_login(where.officer)
    back = client.get(reverse("records:detail", args=[record.pk])).content.decode()
    assert reverse("requests:detail", args=[request_.pk]) in back
    again = press(client, where.officer, "convert", request_.pk, status=422, title="再来一次")
    assert "已经转过主动公开" in again


def test_reviews_and_lawsuits_with_their_hearings(client, where, request_):
    request_ = answered(client, where, request_)
    page(client, where.officer, "appeal-new", request_.pk, status=403)
    filed = {"kind": "review", "body": "云岭省人民政府", "filed_on": TODAY.isoformat(), "simplified": "on"}
    said = press(
        client, where.legal, "appeal-new", request_.pk, status=422, **(filed | {"filed_on": "2026-12-30"})
    )
    assert "不晚于今天" in said
    press(client, where.legal, "appeal-new", request_.pk, **filed)
    appeal = Appeal.objects.get()
    assert "复议答复" in page(client, where.legal, "appeal", appeal.pk) or appeal.simplified
    press(
        client,
        where.legal,
        "appeal",
        appeal.pk,
        which="note",
        stage="hearing",
        on="2026-12-08",
        note="第三会议室",
    )
    assert "2026-12-08" in page(client, where.office, "appeals").split("开庭日程")[1]
    bad = press(
        client, where.legal, "appeal", appeal.pk, status=422, which="decide", result="", on=TODAY.isoformat()
    )
    assert "请选择审理结果。" in bad
    done = {"which": "decide", "result": "upheld", "on": TODAY.isoformat(), "lesson": "检索记录要写明关键词"}
    press(client, where.legal, "appeal", appeal.pk, decision=paper("决定书.png"), **done)
    appeal.refresh_from_db()
    assert (appeal.result, appeal.decision.name) == ("upheld", "决定书.png")
    listed = page(client, where.office, "appeals", result="upheld")
    assert "检索记录要写明关键词" in listed and "没有将要听证" in listed
    assert (
        "登记结果" not in page(client, where.legal, "appeal", appeal.pk).split("经过")[1].split("<form")[-1]
    )
    press(client, where.auditor, "appeal", appeal.pk, status=403, which="note")


def test_the_office_says_who_hears_appeals(client, where, request_):
    page(client, where.officer, "setting", status=403)
    given = {
        "review_organ": "云岭省人民政府",
        "court": "林江铁路运输法院",
        "silence": "unconfirmed",
        "office_phone": "0731-1",
        "reply_days": 10,
        "unserved_days": 7,
        "small_pages": 100,
        "small_pieces": 20,
    }
    press(client, where.office, "setting", status=422, **(given | {"court": ""}))
    press(client, where.office, "setting", **given)
    assert OfficeSetting.objects.get(organ=where.organ).court == "林江铁路运输法院"
    assert Entry.objects.filter(verb="request.set").exists()
    page(client, where.admin, "setting")
    refused(client, where, request_)
    answer = request_.answers.get()
    paragraphs = services.answering.remedy_of(answer, TODAY)
    assert "云岭省人民政府" in paragraphs[0]


def test_facts_of_an_answer_keep_the_way(client, where, request_):
    refused(client, where, request_)
    assert request_.answers.get().facts["path"] == ["yes", "yes", "yes", "no"]
    assert Facts(kind=AnswerKind.A4, today=TODAY).path == ()
