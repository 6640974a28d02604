"""The main job in a real browser: a policy and its interpretation, refused with reasons, reviewed and signed by
others, published, found everywhere, withdrawn, gone everywhere but the notice."""

import re
import time
from urllib.parse import urljoin

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

TITLE = "关于规范临时用地审批和土地复垦监管的通知"
READING = "《关于规范临时用地审批和土地复垦监管的通知》政策解读"
MARKER = "灌木篱三十七号监测井"  # words that stand nowhere else, for search
PATIENCE = 30.0  # seconds; how quick it really is, `gongkai bench publish` measures


def type_body(page, text: str) -> None:
    """Type into the rich-text editor as a person does."""
    page.locator(".jodit-wysiwyg").click()
    page.keyboard.insert_text(text)


def fill_draft(page, title: str, body: str) -> None:
    page.get_by_label("标题", exact=False).first.fill(title)
    type_body(page, body)
    page.get_by_label("内容概述").fill("明确临时用地审批权限、使用期限和土地复垦要求。")


def complete(page, *, column: str, kind: str = "notice") -> None:
    """Everything the gate asks of an ordinary proactive record."""
    page.get_by_label("主动公开", exact=True).check()
    page.locator("#id_kind").select_option(kind)
    page.locator("#id_made_on").fill("2026-11-10")
    page.locator("#id_subject").select_option("05-01")
    option = page.locator("#id_columns option", has_text=column).first
    page.locator("#id_columns").select_option(option.get_attribute("value"))


def save(page) -> str:
    """Save and return the id of the record on whose page one lands."""
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url(re.compile(r"/desk/records/\d+/$"))
    return re.search(r"/records/(\d+)/", page.url).group(1)


def until(seconds: float, found) -> bool:
    """Ask again and again until `found()` holds or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found():
            return True
        time.sleep(0.05)
    return found()


def body_of(page, address: str) -> str:
    return page.request.get(address).text()


def review_item(page, platform, pk: str) -> None:
    page.goto(f"{platform.address}/desk/records/{pk}/review/")
    page.get_by_label("同意公开", exact=True).check()
    page.locator("#id_opinion").fill("不涉及国家秘密和个人隐私，可以公开。")
    page.get_by_role("button", name="记录审查结论").click()
    page.wait_for_url(re.compile(r"/desk/records/\d+/$"))


def test_a_policy_goes_from_draft_to_the_public_and_back(visit, platform, axe):
    officer, head, secrecy, leader, office = (
        visit(f"p-{name}") for name in ("officer", "head", "secrecy", "leader", "office")
    )

    # the officer drafts a policy; the page says why it may not go out
    officer.goto(f"{platform.address}/desk/records/new/")
    fill_draft(officer, TITLE, f"各市、县自然资源局：{MARKER}周边临时用地按本通知办理。")
    policy = save(officer)
    gate = officer.locator("#gate").inner_text()
    for reason in ("没有确定公开属性", "没有成文日期", "缺少必填要素", "还没有经过保密审查", "审签"):
        assert reason in gate
    assert axe(officer) == []

    # publishing is refused with the same list, also when the address is called directly
    office.goto(f"{platform.address}/desk/records/{policy}/")
    assert office.get_by_role("button", name="立即公开").is_disabled()

    # completed, with an interpretation required and linked
    officer.goto(f"{platform.address}/desk/records/{policy}/edit/")
    complete(officer, column="政策文件")
    officer.locator("#id_interpretation").select_option("required")
    officer.locator("#id_interpretation_plan").fill("文字解读，与文件同步公开。")
    save(officer)
    officer.get_by_role("button", name="提交审签").click()
    officer.wait_for_load_state()
    number = re.search(r"430S00/\d{4}-\d+", officer.locator("h1 + p").inner_text()).group(0)
    officer.get_by_role("button", name="撤回审签").click()
    officer.wait_for_load_state()
    officer.goto(f"{platform.address}/desk/records/new/")
    fill_draft(officer, READING, "一问一答说明临时用地怎么申请。")
    complete(officer, column="政策解读", kind="other")
    officer.locator("#id_relation-0-kind").select_option("interprets")
    officer.locator("#id_relation-0-target").fill(number)
    reading = save(officer)

    # both are submitted in one round and keep their numbers
    officer.goto(f"{platform.address}/desk/records/{policy}/")
    assert officer.get_by_label(f"解读材料一同审签：{READING}").is_checked()
    officer.get_by_role("button", name="提交审签").click()
    officer.wait_for_load_state()
    assert number in officer.locator("h1 + p").inner_text()

    # the head finds it in the inbox and signs
    head.goto(f"{platform.address}/desk/")
    head.get_by_role("link", name=TITLE).first.click()
    head.locator("#id_opinion").fill("同意送审。")
    head.get_by_role("button", name="同意", exact=True).click()
    head.wait_for_load_state()

    # the secrecy reviewer opens and decides item by item
    review_item(secrecy, platform, policy)
    assert "正在等待" in secrecy.content() or "请您办理" in secrecy.content()
    review_item(secrecy, platform, reading)

    leader.goto(f"{platform.address}/desk/records/{policy}/")
    leader.get_by_role("button", name="同意", exact=True).click()
    leader.wait_for_load_state()

    # published: page, column, feed, home and search show it
    office.goto(f"{platform.address}/desk/records/{policy}/")
    assert "可以公开" in office.locator("#gate").inner_text()
    office.get_by_role("button", name="立即公开").click()
    office.wait_for_load_state()
    citizen = visit(width=390)
    address = f"{platform.address}/records/{number.replace('-', '-')}.html"
    assert until(PATIENCE, lambda: TITLE in body_of(citizen, address)), "the page"
    assert until(PATIENCE, lambda: TITLE in body_of(citizen, f"{platform.address}/search?q={MARKER}")), (
        "search"
    )
    citizen.goto(address)
    assert citizen.locator("h1").inner_text().strip() == TITLE
    assert number in citizen.content()
    column = citizen.get_by_role("link", name="政策文件").first.get_attribute("href")
    citizen.goto(f"{platform.address}{column}")
    feed = citizen.locator("link[rel=alternate][type='application/atom+xml']").last.get_attribute("href")
    shown = [
        f"{platform.address}/",
        f"{platform.address}{column}",
        urljoin(citizen.url, feed),
        *(f"{platform.address}/catalogue/{part}" for part in ("", "kinds/notice/", "subjects/05-01/")),
    ]
    for where in shown:
        assert f"/records/{number}.html" in body_of(citizen, where), where
    assert axe(citizen) == []
    citizen.goto(address)
    assert axe(citizen) == []

    office.goto(f"{platform.address}/desk/records/{reading}/")
    office.get_by_role("button", name="立即公开").click()
    office.wait_for_load_state()
    assert until(PATIENCE, lambda: READING in body_of(citizen, address)), (
        "the policy links its interpretation"
    )

    # withdrawn: gone everywhere but the notice
    office.goto(f"{platform.address}/desk/records/{policy}/")
    office.locator("summary", has_text="撤回公开").click()
    office.locator("#kind-withdraw").select_option("error")
    office.locator("#reason-withdraw").fill("附表数据有误，核实后重新公开。")
    office.get_by_role("button", name="撤回公开").click()
    office.wait_for_load_state()
    assert until(PATIENCE, lambda: "内容有误，正在核实" in body_of(citizen, address)), "the notice"
    assert citizen.request.get(address).status == 410
    assert until(PATIENCE, lambda: TITLE not in body_of(citizen, f"{platform.address}/search?q={MARKER}"))
    own = f"/records/{number}.html"  # the interpretation, which stays, has the title within its own
    for where in shown:
        assert until(PATIENCE, lambda where=where: own not in body_of(citizen, where)), where
    assert own in platform.gongkai("site", "purge-list").stdout

    # the trail holds every act, and the ledger is whole
    office.goto(f"{platform.address}/desk/records/{policy}/")
    trail = office.content()
    for act in ("起草", "提交审签", "保密审查", "公开", "撤回公开"):
        assert act in trail
    assert platform.gongkai("ledger", "verify").returncode == 0
    assert platform.gongkai("site", "build", "--check").returncode == 0
