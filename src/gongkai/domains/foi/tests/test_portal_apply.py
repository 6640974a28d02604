"""Applying as a citizen does it, without a script: every path, and what people get wrong."""

import html
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from gongkai.domains.foi.models import Applicant, IntakeDraft, Material, OfficeSetting, PaceCount, Request
from gongkai.domains.foi.portal import guarding
from gongkai.domains.foi.rules.pacing import Scope
from gongkai.domains.foi.rules.stages import Stage
from gongkai.domains.foi.selectors import by_code
from gongkai.domains.foi.services import pacing
from gongkai.domains.foi.services.keeping import prune_drafts
from gongkai.domains.foi.tasks import forget_unfinished
from gongkai.domains.foi.tests.factories import ID_NUMBERS, office
from gongkai.foundation.common.actors import SYSTEM
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.search import services as search
from gongkai.kernel.search.tests.factories import Office as Publisher

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
CREDIT_CODE = "91350100M000100Y43"
TYPED = {
    "description": "柳树镇下湾村2025年第三批次建设用地征收土地公告及补偿安置方案。",
    "place": "林江市河湾县柳树镇下湾村",
    "document_number": "",
    "kind": "natural_person",
    "name": "欧阳试样",
    "identity_kind": "resident_id",
    "identity": ID_NUMBERS[0],
    "organisation": "",
    "organisation_code": "",
    "phone": "13800001234",
    "email": "",
    "address": "",
    "form": "electronic",
    "delivery": "online",
    "confirm": "1",
    "act": "submit",
}


@pytest.fixture
def where(settings, tmp_path):
    settings.FILES_ROOT, settings.INDEX_ROOT = tmp_path / "files", tmp_path / "index"
    return office()


def address(where) -> str:
    return f"/apply/{where.organ.code}/"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def form(client, where) -> dict:
    """A form as it was just opened."""
    return TYPED | {"token": hidden(client.get(address(where)).content.decode(), "token")}


def send(client, where, status=200, **changes):
    answer = client.post(address(where), form(client, where) | changes)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def picture(name="身份证明.png") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def shown_code(page: str) -> str:
    return re.search(r'id="code">([^<]+)<', page)[1]


def solved(page: str) -> dict:
    """The answer to the simple question on a page."""
    left, right = re.search(r"(\d) 加 (\d) 等于几", page).groups()
    return {"proof_token": hidden(page, "proof_token"), "proof": str(int(left) + int(right))}


# --- the form ---------------------------------------------------------------------------------------------------


def test_the_only_organ_needs_no_choice_and_several_are_listed(client, where):
    assert client.get("/apply/").url == address(where)
    office("430S01", "林江市自然资源局")
    page = client.get("/apply/").content.decode()
    assert "林江市自然资源局" in page and address(where) in page


def test_a_request_gets_number_and_code_and_waits_for_the_office(client, where):
    """第三十一条: the applicant's side is confirmed by the tick, the day needs both."""
    page = send(client, where)
    request = Request.objects.get()
    assert (request.stage, request.channel, request.received_on) == (Stage.UNCONFIRMED, "internet", None)
    assert request.receipt["applicant_confirmed_on"] and not request.receipt["office_confirmed_on"]
    assert by_code(request.number, shown_code(page)) == request
    assert request.number in page and "20 个工作日" in page and "双方都确认之日" in page


def test_nobody_keeps_the_page_and_no_title_or_address_names_the_applicant(client, where):
    answer = client.post(address(where), form(client, where))
    page = answer.content.decode()
    assert answer["Cache-Control"].startswith("no-store") and "noindex" in answer["X-Robots-Tag"]
    assert "欧阳" not in page and ID_NUMBERS[0] not in page
    assert "frame-ancestors" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"identity": "110101199003070012"}, "校验位不对"),
        ({"identity": "11010119900307001"}, "应为 18 位"),
        ({"identity": "110101900307001"}, "15 位居民身份证已停止使用"),
        ({"identity": ""}, "请填写证件号码"),
        ({"identity_kind": "passport", "identity": "护照"}, "护照号码应为"),
        ({"identity_kind": "hong_kong_macau_permit", "identity": "A12"}, "港澳居民来往内地通行证号码应为"),
        ({"identity_kind": "不存在"}, "请选择证件类型"),
        ({"kind": "enterprise", "organisation": "河湾砂石有限公司", "organisation_code": "91350100M000100Y44"}, "统一社会信用代码不对"),
        ({"kind": "enterprise"}, "请填写组织名称"),
        ({"kind": ""}, "请选择申请人类别"),
        ({"name": "  "}, "请填写申请人姓名"),
        ({"description": "地"}, "请描述所需的政府信息"),
        ({"description": "土" * 5001}, "不超过 5000 字"),
        ({"document_number": "号" * 81}, "不超过 80 字"),
        ({"place": "村" * 121}, "不超过 120 字"),
        ({"phone": ""}, "请至少填写一种联系方式"),
        ({"phone": "123"}, "电话号码不完整"),
        ({"email": "不是邮箱"}, "电子邮箱应当像"),
        ({"delivery": "post"}, "请填写通信地址"),
        ({"delivery": "email"}, "请填写电子邮箱"),
        ({"confirm": ""}, "请勾选确认"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, where, wrong, said):
    page = send(client, where, 422, **wrong)
    assert said in html.unescape(page) and 'id="errors"' in page
    for name, value in (TYPED | wrong).items():
        if name in {"description", "place", "name", "phone", "email", "identity"} and value.strip():
            assert html.escape(value.strip()) in page, name
    for anchor in re.findall(r'<li><a href="#(f-[^"]+)">', page):
        assert f'id="{anchor}"' in page, "every fault leads to its field"
    assert not Request.objects.exists()


def test_signs_that_no_database_keeps_do_no_harm(client, where):
    send(client, where, description="下湾村\x00征地补偿安置方案\x07", place="下湾村\x00")
    assert Request.objects.get().description == "下湾村征地补偿安置方案"


def test_an_organisation_applies_by_its_credit_code(client, where):
    send(
        client,
        where,
        kind="enterprise",
        organisation="河湾县砂石有限公司",
        organisation_code=CREDIT_CODE,
        identity="",
    )
    applicant = Applicant.objects.get()
    assert (applicant.kind, applicant.organisation_code, applicant.identity) == (
        "enterprise",
        CREDIT_CODE,
        None,
    )


def test_the_same_form_sent_twice_is_one_request(client, where):
    """A double click, or a reload of the receipt: the same number, and a code that works."""
    given = form(client, where)
    client.post(address(where), given)
    page = client.post(address(where), given).content.decode()
    assert by_code(Request.objects.get().number, shown_code(page))


def test_a_foreign_token_or_form_is_refused(client, where, django_user_model):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(address(where), TYPED).status_code == 403
    send(client, where, token="made-up")
    assert Request.objects.get().source_key.startswith("portal:")


def test_an_organ_that_takes_no_forms_says_where_to_go(client, where):
    OfficeSetting.objects.create(
        organ=where.organ, review_organ="云岭省人民政府", court="云岭市铁路运输法院",
        office_address="云岭市湘府路一号", office_phone="0731-80000000", open_for_requests=False,
    )  # fmt: skip
    page = client.get(address(where)).content.decode()
    assert "不接受网上申请" in page and "湘府路一号" in page and "form.docx" in page
    assert client.get("/apply/UNKNOWN/").status_code == 404


def test_pages_ask_few_questions_of_the_database(client, where, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        client.get(address(where))
    with django_assert_max_num_queries(6):
        client.get("/progress/")


# --- uploads ----------------------------------------------------------------------------------------------------


def test_uploads_are_kept_when_something_else_is_wrong(client, where):
    page = send(client, where, 422, files=picture(), phone="")
    assert "已收下：身份证明.png" in page
    again = form(client, where) | {"tray": hidden(page, "tray")}
    client.post(address(where), again)
    material = Material.objects.get()
    assert (material.label, material.came_with) == ("身份证明.png", "submit")
    assert not IntakeDraft.objects.exists(), "the tray is empty"


def test_an_upload_can_be_taken_back(client, where):
    page = send(client, where, 422, files=picture(), phone="")
    pk = StoredFile.objects.get().pk
    page = send(client, where, act=f"drop:{pk}", tray=hidden(page, "tray"))
    assert "身份证明.png" not in page
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "upload, said",
    [
        (SimpleUploadedFile("申请.exe", b"MZ"), "只接收"),
        (SimpleUploadedFile("证明.pdf", b""), "文件是空的"),
        (SimpleUploadedFile("证明.pdf", b"<html><script>alert(1)</script>"), "网页"),
        (SimpleUploadedFile("绝密文件.pdf", b"%PDF-1.4"), "文件“绝密文件.pdf”没有收下"),
    ],
)
def test_a_file_that_is_refused_says_why(client, where, upload, said):
    page = send(client, where, 422, files=upload)
    assert said in html.unescape(page)
    assert not Request.objects.exists()


def test_too_many_files_and_too_large_ones(client, where, monkeypatch):
    page = send(client, where, 422, files=[picture(f"照片{n}.png") for n in range(6)])
    assert "最多上传 5 个文件" in page
    monkeypatch.setattr("gongkai.domains.foi.portal.tray.MOST_BYTES", 10)
    assert "请压缩或拆分" in send(client, where, 422, files=picture())


def test_a_giant_form_is_refused_before_it_is_read(client, where):
    answer = client.post(address(where), TYPED, CONTENT_LENGTH=str(2**31))
    assert answer.status_code == 413 and "文件太大" in answer.content.decode()


def test_a_tray_of_another_page_cannot_be_taken(client, where):
    page = send(client, where, 422, files=picture(), phone="")
    forged = hidden(page, "tray")[:-2] + "xx"
    send(client, where, tray=forged)
    assert not Material.objects.exists()


# --- saved for later --------------------------------------------------------------------------------------------


def test_save_and_go_on_with_the_code(client, where):
    page = send(client, where, act="save", identity="", files=picture())
    code = shown_code(page)
    draft = IntakeDraft.objects.get()
    assert "欧阳试样" not in str(bytes(draft.values.token)) and draft.values.masked() == "****"
    page = client.post("/apply/resume/", {"code": code.lower().replace("-", " ")}).content.decode()
    assert "欧阳试样" in page and "已收下：身份证明.png" in page
    client.post(address(where), form(client, where) | {"tray": hidden(page, "tray")})
    assert Request.objects.get().materials.count() == 1
    assert not IntakeDraft.objects.exists()
    assert Entry.objects.filter(verb="vault.use").exists(), "reading a saved form is in the ledger"


def test_a_wrong_code_finds_nothing_and_guessing_is_asked_back(client, where):
    for _time in range(5):
        assert "没有找到这份草稿" in client.post("/apply/resume/", {"code": "ABCD"}).content.decode()
    assert "等于几" in client.post("/apply/resume/", {"code": "ABCD"}).content.decode()


def test_unfinished_forms_are_forgotten_after_thirty_days(client, where):
    send(client, where, act="save", files=picture())
    at = timezone.now()
    assert prune_drafts(by=SYSTEM, at=at + timedelta(days=29)) == 0
    forget_unfinished({}, at + timedelta(days=31))
    assert not IntakeDraft.objects.exists() and not StoredFile.objects.exists()
    assert not PaceCount.objects.exists()


# --- public already ---------------------------------------------------------------------------------------------


@pytest.fixture
def published(where):
    publisher = Publisher(where.organ)
    publisher.publish("关于征收柳树镇下湾村集体土地的公告", document_number="云自然资公〔2025〕12号")
    publisher.publish("关于做好森林防火工作的通知")
    search.build()
    return publisher


def test_without_a_script_a_button_shows_what_is_public(client, where, published):
    page = send(client, where, act="look")
    assert "关于征收柳树镇下湾村集体土地的公告" in page and "这就是我要的" in page
    assert "提交申请" in page, "never a wall"
    assert TYPED["description"] in page


def test_the_script_gets_the_same_list_by_post_only(client, where, published):
    place = f"{address(where)}known/"
    answer = client.post(place, {"document_number": "云自然资公〔2025〕12号"})
    assert "柳树镇下湾村" in answer.content.decode() and "<html" not in answer.content.decode()
    assert client.get(place).status_code == 405, "a description never stands in an address"


def test_that_is_what_i_wanted_files_nothing(client, where, published):
    page = send(client, where, act="look")
    number = re.search(r'name="found" value="([^"]+)"', page)[1]
    page = send(client, where, found=number)
    assert "不用申请了" in page and "关于征收柳树镇下湾村集体土地的公告" in page
    assert not Request.objects.exists()
    assert "再查一次" in send(client, where, found="没有这个索引号")


def test_without_an_index_applying_goes_on(client, where):
    assert "没有查到" in send(client, where, act="look")


# --- pace -------------------------------------------------------------------------------------------------------


def test_a_village_behind_one_address_is_asked_not_shut_out(client, where, settings):
    settings.APPLY_PER_ADDRESS, settings.APPLY_PER_IDENTITY = 2, 0
    send(client, where)
    send(client, where)
    page = send(client, where, 422)
    assert "等于几" in page and TYPED["description"] in page
    send(client, where, **solved(page))
    assert Request.objects.count() == 3
    assert "等于几" in send(client, where, 422, **solved(page)), "an answer is good once"
    assert "等于几" in send(client, where, 422, **(solved(page) | {"proof": "99"}))


def test_one_identity_that_floods_is_slowed_told_and_proposed(client, where, settings):
    """Nothing is dropped: the answer says how long, and the form is still filled in."""
    settings.APPLY_PER_IDENTITY = 3
    for _time in range(3):
        send(client, where)
    page = send(client, where, 429)
    assert "秒后再点" in page and TYPED["description"] in page
    send(client, where, identity=ID_NUMBERS[1], name="司马试样")
    assert Request.objects.count() == 4, "the neighbour is not held up"
    entry = Entry.objects.get(verb="request.flood")
    assert entry.detail["count"] == 3 and "第三十五条" in entry.detail["law"]
    assert ID_NUMBERS[0] not in str(entry.detail)
    PaceCount.objects.filter(scope=Scope.IDENTITY).update(last_at=timezone.now() - timedelta(seconds=31))
    send(client, where)
    assert Request.objects.count() == 5


def test_the_trap_asks_instead_of_dropping(client, where):
    page = send(client, where, 422, **{guarding.TRAP: "https://example.org"})
    assert "等于几" in page
    send(client, where, **{guarding.TRAP: "https://example.org"}, **solved(page))
    assert Request.objects.count() == 1


def test_counters_say_nothing_of_whom_they_count(client, where):
    send(client, where)
    kept = str(list(PaceCount.objects.values_list("scope", "key")))
    assert "127.0.0.1" not in kept and ID_NUMBERS[0] not in kept


def test_the_address_is_read_behind_trusted_proxies_only(client, where, settings):
    settings.PROXIES = 1
    client.post(address(where), form(client, where), HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9")
    key = pacing.digest(Scope.ADDRESS, "203.0.113.9")
    assert PaceCount.objects.filter(key=key).exists()
