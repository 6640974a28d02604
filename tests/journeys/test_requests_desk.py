"""A paper request from the counter to the post, in a real browser: registered, assigned, refused by the five
questions, signed by three, the letter printed, sealed and sent. axe-core looks at every page on the way."""

import io
import re

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

SUBJECT = "下湾村2025年第三批次征地内部审查意见表"


def picture(name: str) -> dict:
    data = io.BytesIO()
    Image.new("RGB", (420, 594), "white").save(data, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": data.getvalue()}


def register(page) -> str:
    """The clerk's form; the address of the registered request."""
    page.get_by_role("link", name="登记申请").first.click()
    page.get_by_label("邮寄（签收）").check()
    page.get_by_label("签收日期").fill(page.get_by_label("到达日期").input_value())
    page.get_by_label("邮件号").fill("EA123456789CN")
    page.get_by_label("所需政府信息的描述").fill(
        "柳树镇下湾村2025年第三批次征地的内部审查意见表，我要举报违法占地。"
    )
    page.locator("#hints").get_by_text("可能不是政府信息公开申请").wait_for()
    page.get_by_label("事由（台账上显示）").fill(SUBJECT)
    page.get_by_label("姓名（组织填经办人）").fill("欧阳试样")
    page.get_by_label("证件号码", exact=True).fill("110101199003070012")
    page.get_by_label("联系电话").fill("13800001234")
    page.get_by_label("申请书、证件、委托书的扫描件").set_input_files([picture("申请书.png")])
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("校验位不对").first.wait_for()
    page.get_by_label("证件号码", exact=True).fill("110101199003070011")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="打开这一件").click()
    page.wait_for_url(re.compile(r"/requests/\d+/$"))
    return page.url


def answer(page) -> None:
    """The five questions lead to A4; what is missing is listed until it is there."""
    page.get_by_role("link", name="拟定答复", exact=True).first.click()
    for choice in (
        "内容明确 第二十九条",
        "属于本机关负责公开 第十条",
        "信息存在",
        "不予公开 第十四条至第十六条",
    ):
        page.get_by_role("link", name=choice, exact=True).click()
    missing = page.locator("#missing")
    missing.get_by_text("请写明理由。").wait_for()
    page.get_by_label("第十六条第一款 内部事务信息：内部工作流程").check()
    page.get_by_label("理由", exact=True).fill("该意见表是机关内部审查环节的工作记录，属于内部工作流程信息。")
    missing.get_by_text("需要的都有了，可以保存。").wait_for()
    page.get_by_role("button", name="保存这一版").click()
    page.get_by_role("button", name="送审签").click()
    page.get_by_text("已送审签。").wait_for()


def test_a_paper_request_from_the_counter_to_the_post(visit, platform, axe):
    clerk = visit("p-clerk")
    address = register(clerk)
    assert axe(clerk) == []
    assert "欧阳试样" not in clerk.content()

    office = visit("p-office")
    office.goto(address)
    office.locator("#now").locator("..").get_by_role("link", name="交办", exact=True).first.click()
    assert axe(office) == []
    office.get_by_label("承办处室").select_option(label="国土空间用途管制处")
    office.get_by_role("button", name="交办", exact=True).click()
    office.get_by_text("已交办").wait_for()

    officer = visit("p-officer")
    officer.goto(address)
    answer(officer)
    assert axe(officer) == []

    for name in ("p-head", "p-office", "p-leader"):
        signer = visit(name)
        signer.goto(f"{platform.address}/desk/")
        signer.get_by_role("link", name=SUBJECT).first.click()
        signer.get_by_role("link", name="打开并审签").click()
        assert axe(signer) == []
        assert signer.locator("main img[src^='data:image/png']").count() >= 1
        signer.get_by_label("意见", exact=True).fill("同意")
        signer.get_by_role("button", name="同意", exact=True).click()
        signer.locator("[role=status]").first.wait_for()

    office.goto(address)
    office.get_by_role("link", name=re.compile("打开文书")).click()
    office.get_by_role("button", name="签发", exact=True).click()
    office.get_by_role("button", name="登记打印").click()
    office.locator("form[action$='/seal/'] input[type=file]").set_input_files(picture("用印件.png"))
    office.locator("form[action$='/seal/'] button").click()
    office.get_by_text("已用印。文书的文字从此不再改动。").wait_for()
    office.locator("#id_send_channel").select_option("post")
    office.locator("#id_send_tracking_number").fill("EA987654321CN")
    office.locator("form[action$='/send/'] button").click()
    office.get_by_text("已登记发出。").wait_for()
    office.goto(address)
    assert office.get_by_text("已答复").first.is_visible()
    assert axe(office) == []


def test_a_phone_is_enough_for_the_page_of_a_request(visit, axe):
    page = visit("p-clerk", width=390)
    register_on_phone = page.get_by_role("button", name="菜单")
    register_on_phone.click()
    page.locator("#side").get_by_role("link", name="申请台账").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
