"""The province's office takes in reports of cities and counties: one contradicts itself, one is missing; sum and years."""

import io
from decimal import Decimal

import pypdf
import pytest

from gongkai.oversight.reporting.rendering.page import page as printed
from gongkai.oversight.reporting.rules.interchange import Report
from gongkai.oversight.reporting.rules.versions import FORM_2021
from gongkai.oversight.reporting.tests.test_rules import lawful
from tests.journeys.steps import press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

CITY, COUNTY, OTHER = "演示省云岭市自然资源局", "演示省长田县自然资源局", "演示省白石县自然资源局"
YEAR = 2023


def file_of(organ: str, year: int = YEAR, each: int = 2, **changes: int) -> dict:
    values = lawful(FORM_2021, lambda: each) | {
        key.replace("__", "."): Decimal(value) for key, value in changes.items()
    }
    words = printed(Report(FORM_2021, values, year, organ))
    return {"name": f"{organ}{year}.html", "mimeType": "text/html", "buffer": words.encode()}


def upload(office, platform, files: list[dict], year: int = YEAR) -> None:
    office.goto(f"{platform.address}/desk/collection/new/?year={year}")
    office.locator("#id_files").set_input_files(files)
    office.locator("#id_published_on").fill(f"{year + 1}-02-03")
    press(office, "上传并核对")


def test_reports_are_taken_in_checked_summed_and_compared(visit, platform, axe):
    office = visit("p-office")
    files = [file_of(CITY), file_of(COUNTY, table3__r24__total=99), file_of("别处市自然资源局")]
    upload(office, platform, files)
    assert "收下 2 份，没有收 0 份，要您说明的 1 份" in office.locator("main").inner_text()
    assert axe(office) == []
    waiting = office.locator("form[action$='whose/']")
    waiting.get_by_label("机关").select_option(label=OTHER)
    waiting.get_by_role("button", name="收下").click()
    # told or not, a file that names another organ is not that organ's
    assert "文件写的机关是“别处市自然资源局”" in office.locator("main").inner_text()

    office.goto(f"{platform.address}/desk/collection/?year={YEAR}")
    rows = office.locator("tbody tr")
    assert "逾期 3 天公布" in rows.filter(has_text=CITY).inner_text()
    assert "缺报告" in rows.filter(has_text=OTHER).inner_text()
    assert axe(office) == []
    rows.filter(has_text=COUNTY).locator("a.text-danger").click()
    assert "第一项＋第二项＝第三项＋第四项" in office.locator("main").inner_text()
    assert axe(office) == []

    office.goto(f"{platform.address}/desk/collection/sums/?year={YEAR}")
    assert "6 个机关中 2 个有报告" in office.locator("main").inner_text()
    assert axe(office) == []
    paper = pypdf.PdfReader(io.BytesIO(office.pdf(prefer_css_page_size=True))).pages
    assert {page.mediabox.width > page.mediabox.height for page in paper} == {True}, "all of it lies across"
    assert "年度报告汇总" in paper[0].extract_text().replace("\n", "")
    office.locator(".form-table td a").first.click()
    assert OTHER in office.locator("tbody").inner_text()

    upload(office, platform, [file_of(CITY, YEAR - 1, each=1)], YEAR - 1)
    office.goto(f"{platform.address}/desk/collection/years/?from={YEAR - 1}&to={YEAR}")
    head = office.locator("thead").first.inner_text()
    assert "1/6 个机关" in head and "2/6 个机关" in head and "与上年机关不同" in head
    assert axe(office) == []
