"""The organ's annual report: from a number to one request and back; refused, repaired at its cause, signed, public."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.journeys.steps import looked_up, press, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

YEAR = 2025
SHOTS = os.environ.get("JOURNEY_SHOTS")
"""A folder for pictures of the pages, for who works on them."""
REGISTER = """
from datetime import datetime
from gongkai.domains.foi import services
from gongkai.domains.foi.rules.application import ApplicantFacts, Application
from gongkai.foundation.common.times import SHANGHAI
from gongkai.foundation.orgs.models import Person
clerk = Person.objects.select_related("organ").get(username="p-clerk")
for year, month, day in ((2024, 12, 20), (2025, 3, 3), (2025, 12, 22)):
    services.submit(organ=clerk.organ, application=Application(
        channel="counter", form="paper", applicant=ApplicantFacts(
            kind="natural_person", name="欧阳试样", identity_kind="resident_id", identity="110101199003070011",
            phone="13800001234", address="云岭省林江市河湾县柳树镇下湾村3组"),
        description=f"柳树镇下湾村{year}年第{month}批次建设用地征收土地公告及补偿安置方案。",
        subject=f"下湾村{year}年第{month}批次征地公告", place="林江市河湾县柳树镇下湾村",
    ), by=clerk, at=datetime(year, month, day, 9, tzinfo=SHANGHAI))
"""
SIGN = """
import uuid
from django.utils import timezone
from gongkai.foundation.orgs.models import Person
from gongkai.kernel.records import services
from gongkai.kernel.records.models import Record
who = lambda name: Person.objects.select_related("organ", "division").get(username=f"p-{name}")
fresh = lambda: Record.objects.select_related("organ", "current").get(annual_report__year=2025, organ__code="430S00")
services.sign(record=fresh(), opinion="同意。", by=who("chief"), at=timezone.now())
services.review(version=fresh().current, outcome="passed", opinion="可以公开。", opened_at=timezone.now(),
                act=uuid.uuid4(), by=who("secrecy"), at=timezone.now())
services.sign(record=fresh(), opinion="同意公开。", by=who("leader"), at=timezone.now())
print(fresh().pk, fresh().index_number)
"""


def shot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def last_years_report() -> bytes:
    """It carried nothing forward."""
    rows = [{"key": f"r{n}", "values": [0] * 7} for n in range(1, 26)]
    told = {"form": "2021", "year": YEAR - 1}
    return json.dumps(told | {"table3": {"columns": None, "rows": rows}}).encode()


def state_all(page, address: str) -> None:
    """Every cell of table two that nothing counts: rules do not apply, of the rest there was none."""
    page.goto(f"{address}tables/")
    links = page.locator("#stated a[href*='/state/']", has_text=re.compile(r"^\s*填报"))
    for link in links.evaluate_all("links => links.map(a => a.href)"):
        page.goto(link)
        if "rules" in link:
            page.get_by_label("不适用").check()
        else:
            page.get_by_label("数字").fill("0")
        page.get_by_label("依据").fill("办公室年度汇总表")
        press(page, "填报")
    page.get_by_text("缺").first.wait_for(state="detached")


def write(page, address: str) -> None:
    """Replace every prompt; one sentence contradicts the table."""
    page.goto(f"{address}edit/")
    for number in "156":
        field = page.locator(f"#id_s{number}")
        field.fill(re.sub("【[^】]*】", "各项工作按要求落实。", field.input_value()))
    page.locator("#id_s5").fill(
        "（一）存在的主要问题。全年新收政府信息公开申请9件，人手不足。\n（二）改进情况。按月提醒。"
    )
    page.locator("#look .failing").first.wait_for()
    assert "与表格不符" in page.locator("#look").inner_text()


def void(page) -> None:
    """The request that is open was registered by mistake."""
    page.goto(f"{page.url}do/void/")
    page.get_by_label("理由").fill("录入有误，重复登记。")
    page.locator("main form button.btn-danger, main form button.btn-primary").first.click()
    page.wait_for_url(re.compile(r"/desk/requests/\d+/$"))


def from_the_dashboard_to_a_case_and_back(page, platform) -> None:
    """The mark of March opens its list, the list the one request, and back the same way."""
    page.goto(f"{platform.address}/desk/overview/?period={YEAR}")
    mark = page.locator("#chart-by-month svg a", has_text=re.compile("^3月：1"))
    mark.click()
    assert page.locator("#counted").inner_text().endswith("1 件")
    page.get_by_role("link", name="下湾村2025年第3批次征地公告").click()
    page.wait_for_url(re.compile(r"/desk/requests/\d+/$"))
    page.go_back()
    page.go_back()
    mark.wait_for()


def test_a_report_from_the_number_to_the_public_page(visit, platform, axe, tmp_path):
    looked_up(platform, REGISTER)
    office = visit("p-office")
    from_the_dashboard_to_a_case_and_back(office, platform)
    office.goto(f"{platform.address}/desk/reports/")
    office.get_by_label("年度", exact=True).last.select_option(str(YEAR))
    press(office, "开始编写")
    address = office.url
    assert axe(office) == []
    shot(office, "detail-drafted")

    # the same from a number in the words of the report
    office.locator("a.figure", has_text=re.compile("^2$")).first.click()
    office.get_by_role("link", name="下湾村2025年第3批次征地公告").click()
    office.wait_for_url(re.compile("/desk/requests/"))
    office.go_back()
    office.get_by_role("link", name="回到正文").click()
    office.wait_for_url(address)

    write(office, address)
    assert axe(office) == []
    shot(office, "edit")
    press(office, "保存")
    state_all(office, address)
    shot(office, "tables")
    assert axe(office) == []

    last = tmp_path / "上年报告.json"
    last.write_bytes(last_years_report())
    office.goto(f"{address}checks/")
    office.locator("#file").set_input_files(last)
    press(office, "读入")
    assert axe(office) == []
    shot(office, "checks-failing")
    failed = office.locator("section[aria-labelledby=failed]")
    assert "1，应为 0" in failed.inner_text()
    assert "9，应为 2" in failed.inner_text()
    office.goto(address)
    assert office.get_by_role("button", name="送审").is_disabled()
    assert "T3-4" in office.locator("#gate").inner_text()
    shot(office, "detail-refused")

    # repaired at the cause: the sentence, and a request that had been registered by mistake
    office.goto(f"{address}edit/")
    text = office.locator("#id_s5").input_value()
    office.locator("#id_s5").fill(text.replace("9件", "{新收申请}件"))
    press(office, "保存")
    office.goto(f"{address}checks/")
    office.get_by_role("link", name=re.compile("上年结转.*自然人")).first.click()
    office.get_by_role("link", name="下湾村2024年第12批次征地公告").click()
    void(office)
    office.goto(f"{address}checks/")
    assert "没有不符的" in office.locator("section[aria-labelledby=failed]").inner_text()

    office.goto(address)
    office.set_default_timeout(
        120_000
    )  # five files are made and looked through, each by a process of its own
    press(office, "送审")
    assert "已送审。" in office.locator("main").inner_text(), "or the reason why not"
    shot(office, "detail-sent")
    pk, number = looked_up(platform, SIGN).split()
    office.goto(f"{platform.address}/desk/records/{pk}/")
    press(office, "立即公开")
    public = f"{platform.address}/records/{number}.html"
    assert until(120, lambda: office.request.get(public).status == 200)
    office.goto(address)
    assert office.get_by_text("正在公开").is_visible()
    assert axe(office) == []

    citizen = visit()
    citizen.goto(public)
    assert citizen.locator("table caption").all_inner_texts() == [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    ]
    assert "新收政府信息公开申请2件" in citizen.locator("article").inner_text()
    assert citizen.get_by_role("link", name=re.compile(r"\.xlsx")).is_visible()
    whole = "boxes => boxes.every(box => box.scrollWidth <= box.clientWidth)"
    assert citizen.locator("article .scroll").evaluate_all(whole), "the tables stand whole on a wide screen"
    assert axe(citizen) == []
    shot(citizen, "public")
    phone = visit("p-office", width=390)
    for part in ("", "tables/", "checks/", "versions/", "edit/"):
        phone.goto(f"{address}{part}")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
        assert axe(phone) == []
        shot(phone, f"phone-{part.strip('/') or 'detail'}")
