"""Files an official should not have uploaded: each is refused by name, the good ones and all that was typed stay."""

import io
import subprocess
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfWriter

from tests.journeys.steps import looked_up, press, save, write_body

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("platform")]

MARK = "机密★10年"
STORED = """
import json, sys
from gongkai.foundation.files.models import StoredFile
from gongkai.foundation.ledger.models import Entry
from gongkai.kernel.records.models import Version
last = Entry.objects.filter(chain="430S00").order_by("-number").values("verb", "detail").first()
json.dump([StoredFile.objects.count(), Version.objects.count(), last], sys.stdout)
"""


def upload(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def pdf(password: str = "") -> bytes:
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    writer.write(target)
    return target.getvalue()


def docx(text: str) -> bytes:
    document, target = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(target)
    return target.getvalue()


def open_editor(page, platform, title: str) -> None:
    page.goto(f"{platform.address}/desk/records/new/")
    page.get_by_label("标题", exact=False).first.fill(title)


def test_refused_files_are_named_and_the_rest_stays(visit, platform):
    officer = visit("p-officer")
    open_editor(officer, platform, "附件很多的通知")
    write_body(officer, "正文写了很久。")
    officer.locator("#id_keywords").fill("耕地保护")
    bad = [
        (upload("安装程序.pdf", b"MZ\x90\x00" + bytes(200)), "程序"),
        (upload("加密.pdf", pdf("secret")), "打开密码"),
        (upload("损坏.xlsx", b"PK\x03\x04" + b"\x00" * 300), "已损坏"),
        (upload("空文件.docx", b""), "0 字节"),
    ]
    good = [
        upload("补偿标准（GBK）.txt", "区片综合地价，每亩 84333 元。\r\n".encode("gbk")),
        upload("说明.docx", docx("征收范围说明。")),
        upload("勘测图.pdf", pdf()),
        *(upload(f"名单{n}.csv", f"村组,面积\n{n}组,1.5\n".encode("utf-8-sig")) for n in range(1, 6)),
    ]
    officer.locator("#uploads").set_input_files([file for file, _why in bad] + good)
    officer.set_default_timeout(60_000)
    press(officer, "保存")
    refusal = officer.get_by_role("alert").inner_text()
    for file, why in bad:
        line = next(line for line in refusal.splitlines() if line.startswith(file["name"]))
        assert why in line
    assert "正文写了很久。" in officer.locator(".jodit-wysiwyg").inner_text()
    assert officer.locator("#id_keywords").input_value() == "耕地保护"
    kept = [box.input_value() for box in officer.locator("#attachments input[name^=name-]").all()]
    assert kept == [file["name"] for file in good]

    save(officer)
    listed = officer.locator(".record-text").inner_text()
    assert all(file["name"] in listed for file in good)
    address = officer.get_by_role("link", name="补偿标准（GBK）.txt").get_attribute("href")
    assert officer.request.get(f"{platform.address}{address}").status == 200


def test_a_file_over_the_limit_is_answered_with_a_clear_page(visit, platform, tmp_path):
    officer = visit("p-officer")
    open_editor(officer, platform, "附件过大的通知")
    write_body(officer, "正文写了很久。")
    large = tmp_path / "航拍影像.tif"
    with large.open("wb") as file:
        file.truncate(205 * 1024 * 1024)
    officer.locator("#uploads").set_input_files(large)
    officer.set_default_timeout(60_000)
    press(officer, "保存")
    assert "航拍影像.tif：文件超过 100 MB 的上限" in officer.get_by_role("alert").inner_text()
    assert "正文写了很久。" in officer.locator(".jodit-wysiwyg").inner_text()


def test_too_much_pasted_at_once_is_answered_in_chinese(visit, platform):
    officer = visit("p-officer")
    open_editor(officer, platform, "粘贴图片过大的通知")
    token = officer.locator("#editor input[name=csrfmiddlewaretoken]").input_value()
    typed = {"csrfmiddlewaretoken": token, "title": "粘贴图片过大的通知", "body": "i" * 21 * 1024 * 1024}
    answer = officer.request.post(f"{platform.address}/desk/records/new/", multipart=typed)
    assert answer.status in {400, 413}
    assert "内容过大" in answer.text() and "Traceback" not in answer.text()


@pytest.mark.parametrize("place", ["text", "file", "name"])
def test_a_classification_mark_is_refused_before_anything_is_stored(visit, platform, place):
    officer = visit("p-officer")
    open_editor(officer, platform, "带有标志的通知")
    write_body(officer, f"{MARK} 内部掌握的数字。" if place == "text" else "内部掌握的数字。")
    if place != "text":
        name = f"{MARK}报告.docx" if place == "name" else "报告.docx"
        officer.locator("#uploads").set_input_files([upload(name, docx(MARK if place == "file" else "正文"))])
    before = looked_up(platform, STORED)
    officer.set_default_timeout(60_000)
    press(officer, "保存")
    assert "密" in officer.get_by_role("alert").inner_text()
    assert "内部掌握的数字。" in officer.locator(".jodit-wysiwyg").inner_text()
    after = looked_up(platform, STORED)
    assert before.split("{")[0] == after.split("{")[0], "neither a file nor a version was stored"
    entry = after[after.index("{") :]
    assert "refuse" in entry and "机密" not in entry and "内部掌握" not in entry
    found = subprocess.run(
        ["grep", "-rl", MARK, str(Path(platform.folder) / "files")], capture_output=True, check=False
    )
    assert found.stdout == b""
