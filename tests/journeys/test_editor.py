"""What officials paste from Word and WPS is still there after saving, in the preview and on the public page."""

import base64
from pathlib import Path

import pytest

from tests.journeys.steps import complete, fetched, paste, prepare, press, save, until, write_body

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

DATA = Path(__file__).resolve().parents[2] / "src" / "gongkai" / "kernel" / "records" / "tests" / "data"
SHAPES = (
    "[...document.querySelectorAll('{where} {cells}')].map(c => [c.colSpan, c.rowSpan, c.textContent.trim()])"
)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


def cells(page, where: str) -> list:
    return page.evaluate(SHAPES.format(where=where, cells="td"))


def open_editor(page, platform, title: str) -> None:
    page.goto(f"{platform.address}/desk/records/new/")
    page.get_by_label("标题", exact=False).first.fill(title)


def test_a_table_pasted_from_wps_is_the_same_to_the_public(visit, platform):
    officer = visit("p-officer")
    open_editor(officer, platform, "星沙县征收土地预公告")
    paste(officer, (DATA / "wps_notice.html").read_text("utf-8"))
    complete(officer)
    pk = save(officer)
    merged = [[2, 1, "权属单位"], [1, 2, "面积（公顷）"], [1, 1, "乡镇"], [1, 1, "村组"],
              [1, 1, "星沙镇"], [1, 1, "星沙村三组"], [1, 1, "12.3456"]]  # fmt: skip

    officer.goto(f"{platform.address}/desk/records/{pk}/edit/")
    officer.locator(".jodit-wysiwyg table").wait_for()
    assert cells(officer, ".jodit-wysiwyg") == merged
    body = officer.locator(".jodit-wysiwyg").inner_html()
    assert "（一）征收范围" in body and "text-indent:2em" in body.replace(" ", "")
    assert officer.locator(".jodit-wysiwyg img").get_attribute("alt") == "勘测定界图"
    officer.locator("#id_title").fill("星沙县征收土地预公告（开发区）")
    save(officer)  # opening and saving again must lose nothing either

    officer.goto(f"{platform.address}/desk/records/{pk}/preview/2/")
    assert cells(officer, "article, main") != []
    assert [c for c in cells(officer, "main") if c in merged] == merged
    assert shown(officer)

    notice = prepare(platform, "finish", pk)
    citizen = visit(width=390)
    assert until(10, lambda: "勘测定界图" in fetched(citizen, notice.public))
    citizen.goto(notice.public)
    assert [c for c in cells(citizen, "main") if c in merged] == merged
    assert "（一）征收范围" in citizen.content() and "text-indent:2em" in citizen.content()
    assert citizen.locator("img[alt=勘测定界图]").get_attribute("src").startswith("/files/")
    assert shown(citizen)


def shown(page) -> bool:
    """The pasted image was loaded and has its pixels."""
    page.locator("img[alt=勘测定界图]").scroll_into_view_if_needed()
    return page.evaluate(
        "document.querySelector('img[alt=勘测定界图]').decode().then(() => true, () => false)"
    )


def test_word_numbering_stays_and_images_left_behind_are_told(visit, platform):
    officer = visit("p-officer")
    open_editor(officer, platform, "关于印发征地补偿安置办法的通知（粘贴）")
    paste(officer, (DATA / "word_notice.html").read_text("utf-8"))
    assert officer.locator("#lost-images").is_visible(), (
        "an image on the official's own disk cannot come along"
    )
    pk = save(officer)
    officer.goto(f"{platform.address}/desk/records/{pk}/edit/")
    body = officer.locator(".jodit-wysiwyg")
    body.locator("table").wait_for()
    for words in ("一、补偿标准", "1.1 水田按下表执行。", "星自然资规〔2024〕3号"):
        assert words in body.inner_text()
    assert body.locator("ol[start='3'] > li").first.inner_text().startswith("青苗补偿")
    assert [1, 2, "区片"] in cells(officer, ".jodit-wysiwyg")
    assert [2, 1, "地类（元/亩）"] in cells(officer, ".jodit-wysiwyg")
    assert "内部掌握" not in body.inner_text(), "hidden text of Word does not come along"


def test_a_sheet_pasted_with_its_picture_stays_a_table(visit, platform):
    """Excel puts a picture of the cells beside the HTML; the cells are meant. A picture alone is taken."""
    officer = visit("p-officer")
    open_editor(officer, platform, "补偿标准表")
    html = "<table><tr><td colspan=2>区片综合地价</td></tr><tr><td>I类</td><td>84333</td></tr></table>"
    for text in (html, ""):
        officer.evaluate(
            """([html, pixel]) => {
                const data = new DataTransfer();
                data.items.add(new File([Uint8Array.from(pixel)], 'image.png', {type: 'image/png'}));
                if (html) { data.setData('text/html', html); }
                document.querySelector('.jodit-wysiwyg').dispatchEvent(
                    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
            }""",
            [text, list(PIXEL)],
        )
        if text:
            assert officer.locator(".jodit-wysiwyg td").count() == 3
            assert officer.locator(".jodit-wysiwyg img").count() == 0
    officer.locator(".jodit-wysiwyg img").wait_for()
    pk = save(officer)
    officer.goto(f"{platform.address}/desk/records/{pk}/")
    assert "/desk/records/files/" in officer.locator(".document img").first.get_attribute("src")
    assert [2, 1, "区片综合地价"] in cells(officer, ".document")


def test_what_was_typed_outlives_an_expired_session(visit, platform):
    officer = visit("p-officer")
    open_editor(officer, platform, "会话过期前写的通知")
    write_body(officer, "写了很久的正文。")
    officer.context.clear_cookies(name="sessionid")
    press(officer, "保存")
    officer.wait_for_url("**/desk/sign-in/**")
    officer.get_by_label("账号").fill("p-officer")
    officer.get_by_label("密码").fill("gongkai-demo")
    press(officer, "登录")
    officer.get_by_role("button", name="恢复").click()
    assert officer.locator("#id_title").input_value() == "会话过期前写的通知"
    assert "写了很久的正文。" in officer.locator(".jodit-wysiwyg").inner_text()
    save(officer)
    assert "写了很久的正文。" in officer.locator(".document").first.inner_text()
    officer.goto(f"{platform.address}/desk/records/new/")
    officer.locator(".jodit-wysiwyg").wait_for()
    assert officer.get_by_role("button", name="恢复").count() == 0, "what was saved is not offered again"
