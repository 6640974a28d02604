"""The desk on a phone: an officer's superior signs from the inbox, and no page has to be pushed sideways."""

import pytest

from tests.journeys.desk_pages import pages
from tests.journeys.steps import prepare, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

WIDER = """() => {
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide <= 0) { return ''; }
    const culprit = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > window.innerWidth + 1);
    return wide + ' px: ' + (culprit ? culprit.outerHTML.slice(0, 160) : '');
}"""


def test_a_head_signs_from_the_inbox(visit, platform):
    record = prepare(platform, "head", "手机上签署的通知")
    head = visit("p-head", width=390)
    menu = head.get_by_role("button", name="菜单")
    assert not head.locator("#side").get_by_role("link", name="信息台账").is_visible()
    menu.click()
    assert menu.get_attribute("aria-expanded") == "true"
    head.locator("#side").get_by_role("link", name="信息台账").click()
    head.wait_for_url("**/desk/records/")
    head.get_by_role("button", name="菜单").click()
    head.keyboard.press("Escape")
    assert not head.locator("#side").get_by_role("link", name="信息台账").is_visible()
    assert head.get_by_role("button", name="菜单").get_attribute("aria-expanded") == "false"

    head.goto(f"{platform.address}/desk/")
    head.locator(f"main a[href='/desk/records/{record.pk}/']").first.click()
    head.wait_for_url(record.page)
    head.locator("#id_opinion").fill("同意。")
    press(head, "同意")
    assert "已签署" in head.content()


def test_no_desk_page_is_wider_than_a_small_phone(visit, platform):
    wider, seen = [], 0
    for page, address, status in pages(platform, visit, width=360):
        page.goto(f"{platform.address}{address}")
        assert status in {200, 403}, f"{address}: {status}"
        seen += 1
        if why := page.evaluate(WIDER):
            wider.append(f"{address} {why}")
    assert wider == []
    assert seen > 35
