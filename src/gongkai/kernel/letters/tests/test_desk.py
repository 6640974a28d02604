"""The pages: who may come, what they show and hide, every button with its reason, few queries."""

import io
from copy import deepcopy

import pytest
from django.urls import reverse
from PIL import Image

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.tests.factories import holder
from gongkai.kernel.letters import services
from gongkai.kernel.letters.models import Letter, LetterText, ServiceRule
from gongkai.kernel.letters.rules import State
from gongkai.kernel.letters.tests.factories import (
    NOW,
    TEXT,
    VALUES,
    approved,
    bureau,
    clerk_of,
    drafted,
    sealed,
    sent,
    served,
)
from gongkai.kernel.letters.tests.test_rendering import letterhead

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(shared_rows):
    return bureau()


@pytest.fixture
def place(made, db):
    return deepcopy(made)


@pytest.fixture
def office(place, client):
    client.force_login(holder("open_government_office", place))
    return client


@pytest.fixture
def clerk(place, client):
    client.force_login(clerk_of(place))
    return client


def page(client, name, *args, status=200, **data):
    response = client.get(reverse(f"letters:{name}", args=args), data)
    assert response.status_code == status
    return response.content.decode()


def press(client, letter, verb, **data):
    response = client.post(reverse("letters:act", args=[letter.pk, verb]), data, follow=True)
    return response.content.decode()


def picture(name="扫描件.png"):
    data = io.BytesIO()
    Image.new("RGB", (210, 297), "white").save(data, "PNG")
    data.seek(0)
    data.name = name
    return data


def test_the_list_names_nobody(place, office):
    served(place)
    shown = page(office, "list")
    assert "欧＊＊" in shown and "欧阳" not in shown
    assert "云岭省自然资源〔2026〕1号-告" in shown
    assert "没有符合条件的文书" in page(office, "list", state="drafted")
    assert "1号-告" in page(office, "list", q="2026〕1号")


def test_a_page_of_letters_costs_few_queries(place, office, django_assert_max_num_queries):
    for _number in range(4):
        drafted(place)
    page(office, "list")
    with django_assert_max_num_queries(8):
        page(office, "list")


def test_pages_follow_one_another(place, office, monkeypatch):
    monkeypatch.setattr("gongkai.kernel.letters.desk.letters.PAGE", 2)
    letters = [drafted(place) for _number in range(5)]
    first = page(office, "list")
    assert f"after={letters[3].pk}" in first and "before=" not in first
    second = page(office, "list", after=letters[3].pk)
    assert f"after={letters[1].pk}" in second and f"before={letters[2].pk}" in second
    assert f"after={letters[3].pk}" in page(office, "list", before=letters[2].pk)


def test_the_clerk_takes_a_letter_to_its_reader(place, clerk):
    letter = approved(place)
    assert "请上传用印后的扫描件" in press(clerk, letter, "seal", manner="seal")
    assert "文书的文字从此不再改动" in press(clerk, letter, "seal", manner="seal", scan=picture())
    assert "邮寄应填写邮件号" in press(clerk, letter, "send", channel="post")
    assert "已登记发出" in press(clerk, letter, "send", channel="counter")
    assert "不能晚于今天" in press(clerk, letter, "serve", served_on="2099-01-01", evidence="receipt")
    day = shanghai_date(Letter.objects.get(pk=letter.pk).sent_at).isoformat()
    done = press(
        clerk, letter, "serve", served_on=day, evidence="counter_signature", file=picture("回证.png")
    )
    assert "已登记送达" in done
    assert Letter.objects.get(pk=letter.pk).state == State.SERVED


def test_every_button_that_cannot_be_pressed_says_why(place, clerk):
    shown = page(clerk, "detail", drafted(place).pk)
    assert "您的岗位不办理这一步。" in shown  # approve
    assert "只有已签发或已打印的才能用印。" in shown and "只有已用印的才能发出。" in shown


def test_the_matrix_is_asked_again_when_a_button_is_pressed(place, clerk):
    letter = drafted(place)
    url = reverse("letters:act", args=[letter.pk, "approve"])
    assert clerk.post(url).status_code == 403
    assert Letter.objects.get(pk=letter.pk).state == State.DRAFTED
    assert clerk.get(url).status_code == 405


def test_letters_of_another_organ_do_not_exist(place, client):
    letter = drafted(place)
    other = bureau("430100S00", "云岭市自然资源局")
    client.force_login(clerk_of(other))
    page(client, "detail", letter.pk, status=404)
    client.force_login(holder("information_officer", place))
    page(client, "list", status=403)


def test_the_page_shows_the_real_pages(place, office):
    letter = approved(place)
    assert page(office, "detail", letter.pk).count("data:image/png;base64,") == 1
    services.set_red_head(organ=place, red_head="云岭省自然资源厅文件", by=clerk_of(place), at=NOW)
    shown = page(office, "detail", letter.pk)
    assert "data:image/png" not in shown and "请打开签发时的 PDF" in shown


def test_the_page_explains_the_day_of_effect_by_the_rule_of_the_day_of_sending(place, office):
    letter = sent(place)
    rule = {"organ": place, "channel": "post", "counts": "sent", "basis": "法规处意见"}
    services.set_service_rule(**rule, by=clerk_of(place), at=NOW)
    assert "以签收之日为准。" in page(office, "detail", letter.pk)
    assert "此种送达以发出之日为准。" in page(office, "detail", sent(place).pk)


def test_a_letters_page_costs_few_queries(place, office, django_assert_max_num_queries):
    letter = served(place)
    page(office, "detail", letter.pk)
    with django_assert_max_num_queries(11):
        page(office, "detail", letter.pk)


def test_files_are_handed_out_as_acts(place, clerk):
    letter = sealed(place)
    for which, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("scan", b"\x89PNG")):
        response = clerk.get(reverse("letters:file", args=[letter.pk, which]))
        assert b"".join(response.streaming_content).startswith(start)
        assert "attachment" in response["Content-Disposition"]
    page(clerk, "file", drafted(place).pk, "pdf", status=404)
    page(clerk, "file", letter.pk, "text", status=404)


def values(**changes):
    plain = {
        **VALUES,
        "received_on": "2026-11-03",
        "documents": "\n".join(VALUES["documents"]),
        "fee": "",
        "dated_on": "",
    }
    return plain | changes


def test_a_draft_is_revised_and_what_was_typed_stays(place, office):
    letter = drafted(place)
    assert "欧阳㛃𬭎" in page(office, "revise", letter.pk)
    url = reverse("letters:revise", args=[letter.pk])
    refused = office.post(url, values(applicant="", fee="40"))
    assert refused.status_code == 422
    assert "请填写“申请人”。" in refused.content.decode() and 'value="40"' in refused.content.decode()
    assert office.post(url, values(applicant="何䶮", fee="40")).status_code == 302
    assert Letter.objects.get(pk=letter.pk).fields["applicant"] == "何䶮"


def test_a_correction_is_drafted_from_the_sealed_letter(place, office):
    letter = sent(place)
    assert office.post(reverse("letters:replace", args=[letter.pk]), values()).status_code == 302
    shown = page(office, "detail", letter.pk)
    assert "已有更正文书：" in shown and "发更正文书" not in shown
    assert "本文书更正：" in page(office, "detail", letter.corrections.get().pk)


# --- texts ------------------------------------------------------------------------------------------------


def text_form(**changes):
    data = {"name": "答复书", "mark": "告", "series": "general", "body": TEXT.body, "note": "改结语"}
    rows = [spec.as_dict() for spec in TEXT.fields]
    data |= {"f-TOTAL_FORMS": len(rows) + 1, "f-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= {f"f-{number}-{key}": value for key, value in row.items() if value is not False}
    return data | changes


def test_the_office_writes_its_own_version(place, office):
    assert "样张" in page(office, "text-edit", "disclosure")
    row = LetterText.objects.get(code="disclosure")
    url = reverse("letters:text-edit", args=["disclosure"])
    body = TEXT.body.replace("特此告知", "此复")
    assert office.post(url, text_form(body=body, base=row.pk)).status_code == 302
    own = LetterText.objects.get(code="disclosure", organ=place)
    assert (own.version, own.note, len(own.fields)) == (1, "改结语", 5)
    assert own.fields[0]["personal"] is True and own.fields[3]["required"] is False
    shown = page(office, "text-compare", row.pk, own.pk)
    assert "<del>结语：特此告知。</del>" in shown and "<ins>结语：此复。</ins>" in shown


def test_an_unknown_field_is_refused_with_its_line_and_the_text_stays(place, office):
    url = reverse("letters:text-edit", args=["disclosure"])
    lines = TEXT.body.rstrip("\n").split("\n")
    places = {"{{aplicant}} 也在。": "aplicant", "[feee] 本次收费。": "feee", "| 甲 | {{x1}} |": "x1"}
    body = "\n".join([*lines, "", *places])
    response = office.post(url, text_form(body=body))
    assert response.status_code == 422
    shown = response.content.decode()
    for line, name in places.items():
        number = body.split("\n").index(line) + 1
        assert f"第 {number} 行用到没有声明的合并项“{name}”。" in shown
    assert "也在。" in shown, "what was typed stays"
    assert LetterText.objects.filter(code="disclosure").count() == 1
    english = office.post(url, text_form(body=body), headers={"accept-language": "en"}).content.decode()
    assert f"line {len(lines) + 2}" in english.lower() and "aplicant" in english


def test_the_preview_says_what_is_wrong_and_stores_nothing(place, office):
    url, htmx = reverse("letters:text-preview"), {"HX-Request": "true"}
    good = office.post(url, text_form(), headers=htmx).content.decode()
    assert "〔申请人〕：" in good and "<html" not in good
    assert "第 3 行" in office.post(url, text_form(body="标题：甲\n\n{{x}}"), headers=htmx).content.decode()
    assert "<html" in office.post(url, text_form()).content.decode()
    assert (
        "&lt;b&gt;"
        in office.post(url, text_form(body="标题：甲\n\n<b>乙</b>\n\n{{remedy}}")).content.decode()
    )
    assert LetterText.objects.count() == 1


def test_a_new_text_needs_a_new_code(place, office):
    assert page(office, "text-new")
    url = reverse("letters:text-new")
    assert office.post(url, text_form(code="disclosure")).status_code == 422
    assert office.post(url, text_form(code="transfer_advice")).status_code == 302
    assert "答复书" in page(office, "texts")
    assert "〔申请人〕" in page(office, "text", "transfer_advice")


def test_who_only_reads_finds_no_way_to_edit(place, clerk):
    assert "修改" not in page(clerk, "text", "disclosure").split("<main")[1]
    page(clerk, "text-edit", "disclosure", status=403)
    page(clerk, "setting", status=403)
    page(clerk, "text", "nothing", status=404)


def test_an_organ_sets_letterhead_numbers_and_service(place, office):
    url = reverse("letters:setting")
    head = io.BytesIO(letterhead())
    head.name = "公用笺.docx"
    assert office.post(url, {"which": "letterhead", "letterhead": head}).status_code == 302
    assert office.post(url, {"which": "head", "red_head": "云岭省自然资源厅文件"}).status_code == 302
    wrong = office.post(url, {"which": "pattern", "series": "general", "pattern": "{serial}"})
    assert wrong.status_code == 422 and "必须各出现一次" in wrong.content.decode()
    rule = {"which": "rule", "channel": "post", "counts": "sent", "basis": "法规处 2026 年意见"}
    assert office.post(url, rule).status_code == 302
    assert ServiceRule.objects.get(organ=place).counts == "sent"
    shown = page(office, "setting")
    assert "公用笺.docx" in shown and "法规处 2026 年意见" in shown and "尚未确认" in shown
    assert office.post(url, {"which": "letterhead"}).status_code == 302
    assert "没有信笺" in page(office, "setting")
