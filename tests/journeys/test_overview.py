"""From a number of the dashboard to its list, to one case and back, with the keyboard alone; the briefing beside it."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

HERE = "document.activeElement.querySelector('title').textContent"
RING = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
}"""


def tab_until(page, wanted: str, limit: int = 120) -> None:
    """Press Tab until the script says so; the focus is seen where it lands."""
    for _step in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(wanted):
            assert page.evaluate(RING)
            return
    pytest.fail(f"not reached by keyboard: {wanted}")


def test_from_a_number_to_its_list_to_a_case_and_back(visit, axe, platform):
    page = visit("p-office")
    page.get_by_role("link", name="公开概览").click()
    page.wait_for_url("**/desk/overview/")
    assert axe(page) == []
    home = page.url
    tab_until(
        page,
        "document.activeElement.closest('#chart-by-month svg') && /：[1-9]/.test(document.activeElement.textContent)",
    )
    number = int(re.search(r"：(\d+)", page.evaluate(HERE))[1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/of/requests.received/rows/**")
    assert f"{number} 件" in page.locator("#counted").inner_text()
    assert page.locator("main .lines > li").count() == number
    assert axe(page) == []
    listed = page.url
    tab_until(page, "document.activeElement.matches('main .title-link')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/requests/\d+/$"))
    page.go_back()
    assert page.url == listed
    page.go_back()
    assert page.url == home


def test_a_number_stands_in_the_table_too_and_fits_a_phone(visit, axe):
    page = visit("p-inspector", width=390, height=844)
    page.goto(page.url + "overview/?period=2026&organ=430S00&below=1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    chart = page.locator("#chart-by-month")
    chart.locator("summary").focus()
    page.keyboard.press("Enter")
    assert chart.locator("tbody tr").count() == 12
    assert axe(page) == []


def test_the_briefing_is_handed_out(visit, axe):
    page = visit("p-leader")
    page.goto(page.url + "overview/")
    page.get_by_role("link", name="月报").click()
    page.get_by_role("heading", name="一、总体情况").wait_for()
    assert axe(page) == []
    for name, begins in (("下载 Word", b"PK"), ("下载 PDF", b"%PDF")):
        with page.expect_download() as told:
            page.get_by_role("link", name=name).click()
        with open(told.value.path(), "rb") as file:
            assert file.read(4).startswith(begins)
