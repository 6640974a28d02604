"""A citizen with a phone: looks whether it is public, applies, is corrected, follows the request. With axe on every page."""

import re

import pytest

from tests.journeys.steps import looked_up

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]
DESCRIPTION = "征地补偿安置公告 柳树镇下湾村"
WRONG_ID, RIGHT_ID = "110101199003070012", "110101199003070011"


@pytest.fixture
def citizen(visit):
    page = visit(width=390)
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def form(page, platform) -> None:
    page.goto(f"{platform.address}/apply/")
    page.locator(".ask-organs a").first.click()
    page.wait_for_url("**/apply/*/")


def test_a_citizen_searches_applies_is_corrected_and_follows_the_request(citizen, platform, axe):
    found = []

    def looked_at(name: str) -> None:
        assert fits(citizen), name
        found.extend(f"{name} {line}" for line in axe(citizen))

    form(citizen, platform)
    looked_at("form")
    citizen.get_by_label("您想要什么信息").press_sequentially(DESCRIPTION)
    citizen.get_by_role("button", name="这就是我要的").first.wait_for()
    looked_at("while typing")
    assert citizen.url.endswith("/") and "?" not in citizen.url

    citizen.get_by_label("姓名").fill("欧阳试样")
    citizen.get_by_label("证件号码").fill(WRONG_ID)
    citizen.get_by_label("电话", exact=True).fill("13800001234")
    citizen.get_by_label("附件").set_input_files(
        {"name": "身份证明.txt", "mimeType": "text/plain", "buffer": "身份证明".encode()}
    )
    citizen.get_by_label("我确认").check()
    press(citizen, "提交申请")
    summary = citizen.locator("#errors")
    assert summary.evaluate("e => e === document.activeElement"), "the faults are read first"
    assert "校验位不对" in summary.inner_text()
    looked_at("faults")
    summary.get_by_role("link", name=re.compile("校验位")).click()
    assert citizen.url.endswith("#f-identity")
    assert citizen.get_by_label("您想要什么信息").input_value() == DESCRIPTION
    assert "已收下：身份证明.txt" in citizen.locator("form.ask").inner_text()

    citizen.get_by_label("证件号码").fill(RIGHT_ID)
    press(citizen, "提交申请")
    number, code = citizen.locator("#number").inner_text(), citizen.locator("#code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]+-\d{4}-\d{5}", number) and re.fullmatch(
        r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", code
    )
    looked_at("receipt")

    citizen.context.clear_cookies()
    citizen.goto(f"{platform.address}/progress/")
    looked_at("door")
    citizen.get_by_label("登记号").fill(number)
    citizen.get_by_label("查询码").fill("AAAA-AAAA-AA")
    press(citizen, "查询")
    assert "对不上" in citizen.locator("#errors").inner_text()
    citizen.get_by_label("查询码").fill(code.lower().replace("-", ""))
    press(citizen, "查询")
    assert citizen.url.endswith("/progress/request/"), "neither number nor code is in the address"
    assert citizen.locator("[aria-current=step]").inner_text() == "提交"
    assert "等待确认" in citizen.locator("main").inner_text()
    looked_at("progress")

    program = f"""
from gongkai.domains.foi.models import Request
one = Request.objects.get(number={number!r})
print(one.stage, one.receipt["applicant_confirmed_on"] is not None, one.materials.count(), one.applicant)
"""
    assert looked_up(platform, program).split() == ["unconfirmed", "True", "1", "欧阳**"]
    assert found == []


def test_a_farmer_finds_that_the_notice_is_public_already(citizen, platform, axe):
    form(citizen, platform)
    citizen.get_by_label("您想要什么信息").press_sequentially(DESCRIPTION)
    citizen.get_by_role("button", name="这就是我要的").first.click()
    citizen.wait_for_selector("text=不用申请了")
    assert citizen.locator("main a[href^='/records/']").count() == 1
    assert axe(citizen) == []


def test_without_a_script_everything_still_works(browser, platform):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    page = context.new_page()
    form(page, platform)
    page.get_by_label("您想要什么信息").fill(DESCRIPTION)
    page.get_by_role("button", name="先查一查是否已经公开").click()
    assert page.get_by_role("button", name="这就是我要的").count() >= 1
    page.get_by_label("姓名").fill("欧阳试样")
    page.get_by_role("button", name="保存，以后再填").click()
    code = page.locator("#code").inner_text()
    page.goto(f"{platform.address}/apply/resume/")
    page.get_by_label("续办码").fill(code)
    page.locator("main").get_by_role("button", name="继续填写").click()
    assert page.get_by_label("姓名").input_value() == "欧阳试样"
    context.close()


@pytest.mark.parametrize("width", [360, 390, 1440])
@pytest.mark.parametrize("mode", ["", "elder", "contrast"])
def test_every_page_fits_and_axe_finds_nothing(visit, platform, axe, width, mode):
    page = visit(width=width)
    if mode:
        page.add_init_script(f"localStorage.setItem('mode-{mode}', 'on')")
    for address in ("/apply/", "/apply/guide", "/apply/resume/", "/progress/", "/progress/lost/"):
        page.goto(f"{platform.address}{address}")
        assert fits(page), address
        assert axe(page) == [], address
