"""axe-core finds nothing on any kind of page, and whoever has no mouse can do the work."""

import re

import pytest

from tests.journeys.desk_pages import pages
from tests.journeys.steps import prepare, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

PUBLIC = (
    "/", "/search?q=土地", "/search?q=没有这样的词", "/library/", "/catalogue/", "/organs/", "/about/site-map.html",
    "/about/accessibility.html", "/no-such-page.html",
)  # fmt: skip
RING = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
}"""


def found_on(page, axe, address: str) -> list[str]:
    return [f"{address} {line}" for line in axe(page)]


@pytest.mark.parametrize("part", ["records/", "(?!records/)"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_on_every_desk_page(visit, platform, axe, language, part):
    found, seen = [], set()
    for page, address, _status in pages(platform, visit, part):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": platform.address}])
        page.goto(f"{platform.address}{address}")
        if "/preview/" not in address:  # shown as the public will see it, in Chinese
            assert page.locator("html").get_attribute("lang") == language
        found += found_on(page, axe, address)
        seen.add(address)
    assert found == []
    assert len(seen) >= 12


@pytest.mark.parametrize("mode", ["", "elder", "contrast"])
def test_axe_on_every_kind_of_public_page(visit, platform, axe, mode):
    withdrawn = prepare(platform, "withdrawn", "无障碍检查用的撤回公告")
    citizen = visit()
    citizen.goto(f"{platform.address}/")
    if mode:
        citizen.locator(f"[data-mode={mode}]").click()
        assert mode in citizen.locator("html").get_attribute("class")
    assert until(10, lambda: citizen.request.get(withdrawn.public).status == 410)
    more = {re.sub(r"/\d[\w-]*(?=[./])", "/N", a): a for a in links_of(citizen, platform)}
    found = []
    for address in [*PUBLIC, withdrawn.public.removeprefix(platform.address), *sorted(more.values())]:
        citizen.goto(f"{platform.address}{address}")
        found += found_on(citizen, axe, address)
    assert found == []


def links_of(page, platform) -> list[str]:
    """Pages named on the home page, one of each kind, and a record, an organ and a guide among them."""
    addresses = []
    for start in ("/", "/organs/", "/about/site-map.html", "/library/"):
        page.goto(f"{platform.address}{start}")
        addresses += page.evaluate(
            "[...document.querySelectorAll('main a[href], footer a[href]')].map(a => a.getAttribute('href'))"
        )
    kinds = [a for a in addresses if a.startswith("/") and re.search(r"(/|\.html)$", a)]
    chosen = {}
    for address in kinds:
        chosen.setdefault(address.split("/")[1] + address.count("/") * "/", address)
    return list(chosen.values())


def tab_to(page, name: str, limit: int = 60) -> None:
    """Press Tab until the element with these words has the focus, which must be seen at every stop."""
    for _step in range(limit):
        page.keyboard.press("Tab")
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        words = page.evaluate(
            "(one => `${one.textContent.trim()}|${one.id}|${one.getAttribute('href')}`)(document.activeElement)"
        )
        if name in words:
            return
    pytest.fail(f"{name} is not reached by keyboard")


def test_signing_without_a_mouse(visit, platform):
    record = prepare(platform, "head", "只用键盘签署的通知")
    head = visit()
    head.goto(f"{platform.address}/desk/sign-in/")
    head.locator("#id_username").focus()  # where the page puts it by itself
    head.keyboard.type("p-head")
    head.keyboard.press("Tab")
    head.keyboard.type("gongkai-demo")
    head.keyboard.press("Enter")
    head.wait_for_url("**/desk/")
    tab_to(head, "跳到正文", 1)
    head.keyboard.press("Enter")
    tab_to(head, f"/desk/records/{record.pk}/")
    head.keyboard.press("Enter")
    head.wait_for_url(record.page)
    tab_to(head, "|id_opinion|")
    head.keyboard.type("同意，请保密审查。")
    tab_to(head, "同意|")
    with head.expect_navigation():
        head.keyboard.press("Enter")
    assert "已签署" in head.content()
