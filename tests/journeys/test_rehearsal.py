"""A clerk moves a copy of a case through time, in a real browser: nothing of it reaches the case, and axe-core looks at
every page on the way, on a desk and on a phone."""

import re

import pytest

from tests.journeys.steps import looked_up

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]
IN_HAND = """
import sys
from gongkai.domains.foi.models import Request
from gongkai.domains.foi.selectors import answer_clock
found = Request.objects.filter(organ__code="430S00", stage="handling", extensions=None).order_by("pk")
sys.stdout.write(str(next(one.pk for one in found if answer_clock(one).state == "running")))
"""
TOLD = """
import json, sys
from gongkai.domains.foi.models import RequestAct
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.clocks.models import ClockPeriod
json.dump([RequestAct.objects.count(), Entry.objects.filter(subject_type="request").count(), ClockPeriod.objects.count()], sys.stdout)
"""


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_copy_of_a_case_is_moved_through_time_and_the_case_stays(visit, platform, axe):
    before = looked_up(platform, TOLD)
    page = visit("p-office")
    real = f"{platform.address}/desk/requests/{looked_up(platform, IN_HAND)}/"
    page.goto(real)
    page.get_by_role("link", name="演练", exact=True).click()
    page.get_by_text("不是真实办件").wait_for()
    assert axe(page) == []
    day = page.locator("#now .num").inner_text()
    page.get_by_role("link", name="+7 天").click()
    page.wait_for_url(re.compile("on="))
    assert page.locator("#now .num").inner_text() > day
    due = page.locator(".due-date", has_text="答复到期日").locator("strong").inner_text()

    page.locator("#add").get_by_role("link", name="告知申请人延期", exact=True).click()
    page.get_by_label("延长工作日").fill("10")
    assert axe(page) == []
    page.locator("#add").get_by_role("button", name="设想", exact=True).click()
    later = page.locator(".due-date", has_text="答复到期日").locator("strong")
    page.get_by_text("10 个工作日").first.wait_for()
    assert later.inner_text() > due

    page.locator("#add").get_by_role("link", name="告知申请人延期", exact=True).click()
    page.locator("#add").get_by_role("button", name="设想", exact=True).click()
    page.get_by_text("答复期限只能延长一次").first.wait_for()
    assert axe(page) == []

    page.get_by_role("link", name=re.compile("^逾期第一日")).click()
    page.locator(".tag-red").first.wait_for()
    assert axe(page) == []
    page.get_by_role("link", name=re.compile("拿掉")).last.click()
    page.get_by_role("link", name=re.compile("回到真实的")).click()
    page.wait_for_url(real)
    assert looked_up(platform, TOLD) == before, "no act, no entry, no period"


def test_a_supposed_request_is_rehearsed_on_a_phone(visit, axe):
    page = visit("p-office", width=390)
    page.goto(page.url + "requests/rehearsal/")
    page.get_by_label("收到申请之日").fill("2026-03-02")
    page.get_by_role("button", name="开始演练").click()
    page.get_by_text("2026-03-30").first.wait_for()
    assert axe(page) == [] and fits(page)
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("End")
    page.wait_for_url(re.compile(r"after=\d{3}"))
    page.locator(".tag-red").first.wait_for()
    assert axe(page) == [] and fits(page)


def test_the_boards_fit_a_phone(visit, axe):
    page = visit("p-office", width=390)
    page.goto(page.url + "requests/boards/")
    page.get_by_role("heading", name="各处室在办").wait_for()
    wide = page.evaluate("[...document.querySelectorAll('main table, main .card')].filter(e => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 90))")  # fmt: skip
    assert wide == [] and fits(page) and axe(page) == []
