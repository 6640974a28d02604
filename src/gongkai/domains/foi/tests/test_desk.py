"""The desk pages of requests: who may come, what they show and hide, each act, refusals, few queries."""

import io
import re
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from gongkai.domains.foi import services
from gongkai.domains.foi.desk.acts import ACTS
from gongkai.domains.foi.models import Request, RequestAct
from gongkai.domains.foi.rules.stages import ActKind, Stage
from gongkai.domains.foi.rules.vocabulary import Channel
from gongkai.domains.foi.tests.factories import (
    BEYOND,
    DAY,
    ID_NUMBERS,
    NOW,
    application,
    fresh,
    handled,
    issue,
    office,
    submitted,
    villager,
)
from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.letters.selectors import letters_of

pytestmark = pytest.mark.django_db
TODAY = shanghai_date(NOW)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The desk's clock stands at the factories' moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def page(client, person, view, /, *args, status=200, **data):
    client.force_login(person)
    response = client.get(reverse(f"requests:{view}", args=args), data)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def press(client, person, view, /, *args, status=200, follow=True, **data):
    client.force_login(person)
    response = client.post(reverse(f"requests:{view}", args=args), data, follow=follow)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def paper(name="申请书.png"):
    data = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def intake(**changes):
    given = {
        "channel": "counter", "submitted_on": TODAY.isoformat(), "kind": "natural_person", "name": "欧阳试样",
        "identity_kind": "resident_id", "identity": ID_NUMBERS[0], "phone": "13800001234", "identity_seen": "on",
        "description": "柳树镇下湾村2025年第三批次建设用地征收土地公告及补偿安置方案。", "subject": "下湾村征地公告",
        "once": str(uuid.uuid4()),
    }  # fmt: skip
    return given | changes


# --- register and boards ----------------------------------------------------------------------------------------


@pytest.mark.postgresql
def test_the_register_lists_and_narrows(client, where):
    one = handled(where)
    two = submitted(where, channel=Channel.INTERNET, subject="县级国土空间总体规划图件")
    whole = page(client, where.office, "list")
    assert one.number in whole and two.number in whole and "欧阳试样" not in whole
    assert two.number not in page(client, where.office, "list", stage="handling")
    assert one.number not in page(client, where.office, "list", channel="internet")
    assert one.number in page(client, where.office, "list", division=str(where.division.pk), due="running")
    assert one.number not in page(client, where.office, "list", due="late")
    assert one.number in page(client, where.office, "list", q=one.number.lower())
    assert one.number not in page(client, where.office, "list", since="2027-01-01")
    assert one.number in page(client, where.office, "list", waits="division", mine="")
    assert one.number in page(client, where.officer, "list", mine="on")


@pytest.mark.postgresql
def test_the_register_is_paged_by_place(client, where):
    for n in range(23):
        submitted(where, at=NOW - (30 - n) * DAY, subject=f"第{n:02d}号地块出让方案")
    first = page(client, where.office, "list")
    assert "第22号地块" in first and "第02号地块" not in first
    after = re.search(r"after=([^\"&]+)", first)[1]
    client.force_login(where.office)
    second = client.get(f"{reverse('requests:list')}?after={after}").content.decode()
    assert "第02号地块" in second and "第03号地块" not in second
    before = re.search(r"before=([^\"&]+)", second)[1]
    again = client.get(f"{reverse('requests:list')}?before={before}").content.decode()
    assert "第22号地块" in again and "第02号地块" not in again


def test_junk_narrows_nothing(client, where):
    one = submitted(where)
    junk = {"division": "²", "stage": "?", "since": "x", "after": "~", "before": "2026-01-01~1", "due": "9"}
    assert one.number in page(client, where.office, "list", **junk)


def test_lists_cost_few_queries(client, where, django_assert_max_num_queries):
    for n in range(8):
        handled(where, at=NOW - n * DAY)
    client.force_login(where.office)
    for name in ("list", "boards"):
        client.get(reverse(f"requests:{name}"))
        with django_assert_max_num_queries(10):  # four of them are session, person, posts and inbox
            client.get(reverse(f"requests:{name}"))


@pytest.mark.postgresql
def test_every_figure_of_the_board_opens_its_list(client, where):
    handled(where, at=NOW - 40 * DAY)
    submitted(where)
    submitted(where, channel=Channel.FAX)
    found = page(client, where.office, "boards")
    figures = re.findall(r'href="([^"]*requests/\?[^"]+)"><strong>(\d+)</strong>', found)
    assert len(figures) == 16
    for address, count in figures:
        rows = client.get(address.replace("&amp;", "&")).content.decode().count('class="title-link"')
        assert rows == int(count), address
    assert "?due=late" in found and dict(figures)["/desk/requests/?due=late"] == "1"


def test_a_division_sees_its_own_only(client, where):
    one, two = handled(where), submitted(where, subject="别的处室的件")
    assert one.number in page(client, where.officer, "list") and two.number not in page(
        client, where.officer, "list"
    )
    page(client, where.officer, "detail", two.pk, status=404)
    other = office("430S01", "青岭市自然资源局")
    page(client, other.office, "detail", one.pk, status=404)
    assert one.number not in page(client, other.office, "boards")


# --- intake -----------------------------------------------------------------------------------------------------


def test_the_counter_registers_and_hands_out_a_receipt(client, where):
    said = press(client, where.clerk, "new", **intake(materials=paper()))
    request = Request.objects.get()
    assert request.number in said and "打印登记回执" in said
    assert (request.received_on, request.applicant.identity_seen_by) == (TODAY, where.clerk)
    assert request.materials.get().label == "申请书.png"
    client.force_login(where.clerk)
    receipt = client.post(reverse("requests:receipt", args=[request.pk]))
    assert b"".join(receipt.streaming_content).startswith(b"%PDF")
    assert receipt["Cache-Control"] == "no-store"
    assert Entry.objects.filter(verb="vault.use", subject_id=str(request.pk)).exists()


def test_a_form_sent_twice_registers_once(client, where):
    given = intake()
    press(client, where.clerk, "new", **given)
    press(client, where.clerk, "new", **given)
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("channel", "more", "received"),
    [
        ("signed_post", {"signed_for_on": "2026-11-19", "submitted_on": "2026-11-19", "signed_by": "收发室"}, "2026-11-19"),
        ("ordinary_post", {"submitted_on": "2026-11-18", "applicant_confirmed_on": "2026-11-19"}, "2026-11-19"),
        ("fax", {"office_confirmed_on": "2026-11-20"}, None),
        ("email", {"office_confirmed_on": "2026-11-20", "applicant_confirmed_on": "2026-11-20"}, "2026-11-20"),
        ("oral", {"acknowledged": "on"}, "2026-11-20"),
        ("oral", {}, None),
    ],
)  # fmt: skip
def test_each_channel_has_its_day_of_receipt(client, where, channel, more, received):
    """第三十一条."""
    press(client, where.clerk, "new", **intake(channel=channel, **more))
    request = Request.objects.get()
    assert request.received_on == (date.fromisoformat(received) if received else None)
    assert request.written_up is (channel == "oral")
    assert request.receipt.get("signed_by", "") == more.get("signed_by", "")


def test_a_wrong_form_keeps_what_was_typed(client, where):
    said = press(client, where.clerk, "new", status=422, **intake(identity="110101199003070012"))
    assert "校验位" in said and "下湾村征地公告" in said and not Request.objects.exists()
    page(client, where.officer, "new", status=403)


def test_what_may_be_the_same_is_shown_while_typing(client, where):
    earlier = submitted(where)
    said = press(client, where.clerk, "look", description=application().description, identity=ID_NUMBERS[0])
    assert said.count(earlier.number) == 1 and "这个证件号码以前申请过" in said and "相似" in said
    said = press(client, where.clerk, "look", description="我要举报村主任违法占地，请查处", identity="")
    assert "投诉、举报" in said and earlier.number not in said
    whole = press(client, where.clerk, "new", **intake(look="1"))
    assert "有人申请过相似的内容" in whole and Request.objects.count() == 1


# --- the page of one --------------------------------------------------------------------------------------------


def test_the_page_masks_and_offers_the_next_step(client, where):
    request = submitted(where)
    found = page(client, where.office, "detail", request.pk)
    assert "欧阳试样" not in found and ID_NUMBERS[0] not in found and "13800001234" not in found
    now = found.split('id="now"')[1].split("</section>")[0]
    assert now.index("交办") < now.index("征求意见")
    assert "现在不能办的" in now and "没有等待补正的通知。" in now
    assert "怎么算的" in found


def test_the_page_costs_the_same_however_long_the_story(client, where, django_assert_max_num_queries):
    request = handled(where)
    for n in range(4):
        services.consult(request=request, party="other_organ", organisation=f"{n}市水利局", matter="是否公开", by=where.officer, at=NOW)  # fmt: skip
    client.force_login(where.office)
    address = reverse("requests:detail", args=[request.pk])
    client.get(address)
    with django_assert_max_num_queries(25):
        assert "征求意见" in client.get(address).content.decode()


def test_an_auditor_sees_masked_and_cannot_act(client, where):
    request = handled(where)
    found = page(client, where.auditor, "detail", request.pk)
    assert "欧阳试样" not in found and "现在不能办的" not in found and "补发查询码" not in found
    for verb in ACTS:
        page(client, where.auditor, "act", request.pk, verb, status=403)
        press(client, where.auditor, "act", request.pk, verb, status=403)
    for name in ("unmask", "answer", "convert", "appeal-new", "new-code"):
        page(client, where.auditor, name, request.pk, status=403)
    assert RequestAct.objects.filter(request=request).count() == 3


def test_unmasking_asks_for_a_reason_and_is_in_the_ledger(client, where):
    request = submitted(where)
    said = press(client, where.office, "unmask", request.pk, field="phone", reason="", status=422)
    assert "13800001234" not in said
    said = press(
        client, where.office, "unmask", request.pk, field="phone", reason="电话13800001234要打", status=422
    )
    assert "请勿写入" in said and said.count("13800001234") == 1
    said = press(client, where.office, "unmask", request.pk, field="phone", reason="核对送达地址")
    assert "13800001234" in said
    entry = Entry.objects.get(verb="vault.unmask")
    assert entry.subject_id == str(request.pk) and entry.actor_name == where.office.name
    page(client, where.officer, "unmask", request.pk, status=403)


def test_the_code_is_renewed_only_for_who_was_seen(client, where):
    request = submitted(where)
    old = request.applicant.code_index
    press(client, where.clerk, "new-code", request.pk, status=422)
    assert fresh(request).applicant.code_index == old
    said = press(client, where.clerk, "new-code", request.pk, seen="on")
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}", said)
    assert fresh(request).applicant.code_index != old


def test_materials_are_for_who_sees_the_request(client, where):
    press(client, where.clerk, "new", **intake(materials=paper()))
    request = Request.objects.get()
    file = request.materials.get().file
    client.force_login(where.office)
    answer = client.get(reverse("requests:material", args=[request.pk, file.pk]))
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    other = submitted(where)
    page(client, where.office, "material", other.pk, file.pk, status=404)


# --- acts -------------------------------------------------------------------------------------------------------


def act(client, person, request, verb, /, status=200, **data):
    return press(client, person, "act", request.pk, verb, status=status, **data)


def test_each_act_has_a_page_that_says_why_not(client, where):
    request = submitted(where)
    for verb, one in ACTS.items():
        found = page(client, where.office, "act", request.pk, verb)
        assert str(one.label) in found
    assert "没有等待补正的通知。" in page(client, where.office, "act", request.pk, "receive_correction")
    page(client, where.office, "act", request.pk, "no-such-act", status=404)


def test_confirm_and_assign(client, where):
    request = submitted(where, channel=Channel.INTERNET)
    said = act(client, where.clerk, request, "confirm_receipt", day="2026-11-30", status=422)
    assert "确认之日不能晚于今天。" in said
    act(client, where.clerk, request, "confirm_receipt", day=TODAY.isoformat())
    assert fresh(request).received_on == TODAY
    division, handler = where.division.pk, where.officer.pk
    act(client, where.clerk, request, "assign", division=division, status=403)
    act(client, where.office, request, "assign", division=division, handler=handler, note="请依法办理")
    request = fresh(request)
    assert (request.stage, request.handler) == (Stage.HANDLING, where.officer)


def test_correction_from_notice_to_answer_of_the_applicant(client, where):
    request = handled(where)
    said = act(client, where.officer, request, "request_correction", items="", until="2026-12-10", status=422)
    assert "请写明需要补正的事项。" in said
    act(client, where.officer, request, "request_correction", items="请写明地块位置", until="2026-12-10")
    issue(where, letters_of("request", str(request.pk)).get(), NOW)
    data = {"content": "下湾村3组", "day": TODAY.isoformat(), "materials": paper("补正.png")}
    act(client, where.clerk, request, "receive_correction", **data)
    request = fresh(request)
    assert request.stage == Stage.HANDLING and request.materials.get().label == "补正.png"


def test_consultation_and_reply(client, where):
    request = handled(where)
    data = {"party": "third_party", "organisation": "云岭矿业有限公司", "matter": "开采方案是否涉及商业秘密"}
    act(client, where.officer, request, "consult", **data)
    assert "征求意见书尚未发出。" in page(client, where.officer, "act", request.pk, "record_reply")
    issue(where, letters_of("request", str(request.pk)).get(), NOW)
    said = act(client, where.officer, request, "record_reply", ref="c1", reply="refuses", day=TODAY.isoformat(), status=422)  # fmt: skip
    assert "应当记明对方的理由。" in said
    data = {"ref": "c1", "reply": "refuses", "reason": "涉及工艺参数", "day": TODAY.isoformat(), "evidence": paper("回函.png")}  # fmt: skip
    act(client, where.officer, request, "record_reply", **data)
    asked = request.consultations.get()
    assert (asked.reply, asked.evidence.name) == ("refuses", "回函.png")


def test_extension_by_two(client, where):
    request = handled(where)
    act(client, where.office, request, "propose_extension", days=10, reason="需要核对多份档案")
    assert "不能由提请人自己同意" in page(client, where.office, "act", request.pk, "decide_extension")
    act(client, where.leader, request, "decide_extension", approved="yes", opinion="同意")
    assert request.extensions.get().approved is True
    found = page(client, where.office, "detail", request.pk)
    assert "已同意，待告知" in found and "打开文书" in found


def test_the_fee_shows_how_it_comes_about(client, where):
    request = handled(where)
    said = act(client, where.officer, request, "notify_fee", basis="page", count=119, look="1")
    assert "合计 1080 元" in said and not hasattr(fresh(request), "fee")
    act(client, where.officer, request, "notify_fee", basis="page", count=119, determination=BEYOND)
    assert fresh(request).fee.amount == 1080
    again = handled(where, subject="另一件")
    assert "没有超出免费范围" in act(
        client, where.officer, again, "notify_fee", basis="page", count=30, determination=BEYOND, status=422
    )


@pytest.mark.parametrize("typed", ["8000000", "9" * 23, "-1", "x"])
def test_the_fee_beside_the_form_takes_no_count_beyond_reason(client, where, typed):
    request = handled(where)
    found = page(client, where.officer, "act", request.pk, "notify_fee", count=typed)
    assert "合计" not in found and len(found) < 100_000


def test_the_fee_beside_the_form_for_many_pieces_is_short(client, where):
    found = page(client, where.officer, "act", handled(where).pk, "notify_fee", count="20000")
    assert "151–20000" in found and len(found) < 100_000


def test_asking_for_reasons_shows_the_counts(client, where):
    request = handled(where)
    for n in range(11):
        submitted(where, subject=f"第{n}件")
    found = page(client, where.office, "act", request.pk, "ask_reasons")
    assert "12 件申请" in found
    act(client, where.office, request, "ask_reasons", found="一个月内提出十二件申请，内容重复")
    assert "没有要求申请人说明过理由。" not in page(
        client, where.office, "act", request.pk, "receive_reasons"
    )
    act(client, where.clerk, request, "receive_reasons", content="因诉讼需要", day=TODAY.isoformat())
    assert RequestAct.objects.filter(request=request, kind=ActKind.RECEIVE_REASONS).exists()


def test_routing_offers_the_advice_of_each_matter(client, where):
    request = submitted(where, description="我要举报有人违法占地，请依法查处。")
    found = page(
        client, where.office, "act", request.pk, "route", matter="complaint", notice="请向执法局举报"
    )
    assert "用这一条" in found and "请向执法局举报" in found and 'value="complaint" selected' in found
    act(client, where.office, request, "route", matter="complaint", notice="请通过12336举报渠道提出")
    assert letters_of("request", str(request.pk)).get().text.code == "foi_route"


def test_link_withdraw_void_archive(client, where):
    earlier, request = submitted(where, at=NOW - 5 * DAY), handled(where)
    assert "没有这个登记号" in act(
        client, where.officer, request, "link_duplicate", earlier="430S00-2026-99999", status=422
    )
    act(client, where.office, request, "link_duplicate", earlier=earlier.number)
    assert fresh(request).repeats == earlier
    act(client, where.clerk, request, "withdraw", reason="书面撤回", day=TODAY.isoformat())
    assert fresh(request).answer_kind == "A17"
    act(client, where.officer, request, "archive")
    assert fresh(request).stage == Stage.CLOSED
    assert "请写明作废的理由。" in act(client, where.office, earlier, "void", reason="", status=422)
    act(client, where.office, earlier, "void", reason="重复录入")
    assert fresh(earlier).stage == Stage.VOID
    page(client, where.office, "detail", earlier.pk)


@pytest.mark.postgresql
def test_similar_ones_are_shown_with_their_answers(client, where):
    earlier = submitted(where, at=NOW - 3 * DAY, applicant=villager(identity=ID_NUMBERS[1]))
    own = submitted(where, at=NOW - 2 * DAY, description="完全不同的内容：矿业权出让收益缴纳情况表")
    found = page(client, where.office, "similar", submitted(where).pk)
    assert earlier.number in found and own.number in found and found.count("同一申请人</span>") == 1
