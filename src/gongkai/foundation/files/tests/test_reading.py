"""What the reader makes of real and of hostile content. It runs here without its process."""

import codecs
import json
import struct
import zipfile
from io import BytesIO

import openpyxl
import pikepdf
import pytest
from openpyxl.workbook.defined_name import DefinedName

from gongkai.foundation.files.reading import documents, limits
from gongkai.foundation.files.reading.results import Unacceptable
from gongkai.foundation.files.rules.marks import classification_marks
from gongkai.foundation.files.tests import samples
from gongkai.foundation.files.tests.samples import NOTICE, archive

SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
HTML = "<html><head><meta charset=gbk></head><body><table><tr><td>面积</td></tr></table></body></html>"


def refused(data: bytes, name: str = "附件.docx") -> tuple[str, str]:
    with pytest.raises(Unacceptable) as verdict:
        documents.read(data, name)
    return verdict.value.code, verdict.value.where


KEPT = [
    ("pdf", samples.pdf, "x.docx"),
    ("docx", samples.word, "x.pdf"),
    ("xlsx", samples.sheet, "x.zip"),
    ("pptx", samples.slides, "x"),
    ("ofd", samples.ofd, "x.zip"),
    ("doc", samples.old_word, "x.doc"),
    ("doc", samples.old_word, "x.pdf"),
    ("wps", samples.old_word, "x.wps"),
    ("xls", lambda: samples.compound(Workbook=b"\x09\x08\x10\x00" + bytes(16)), "x.xls"),
    ("et", lambda: samples.compound(Workbook=b"\x09\x08\x10\x00" + bytes(16)), "x.et"),
    ("ppt", lambda: samples.compound(PowerPoint_Document=b"\0"), "x.ppt"),
    ("jpg", lambda: samples.photo("jpeg"), "x.png"),
    ("png", lambda: samples.photo("png"), "x.pdf"),
    ("gif", lambda: samples.photo("gif"), "x.gif"),
    ("webp", lambda: samples.photo("webp"), "x.webp"),
    ("tif", lambda: samples.photo("tiff"), "x.tif"),
    ("bmp", lambda: samples.photo("bmp"), "x.bmp"),
    ("zip", lambda: archive({"方案.txt": "征地"}), "x.zip"),
    ("txt", NOTICE.encode, "x.exe"),
    ("csv", "地块,面积\n一组,12.6\n".encode, "x.csv"),
]


@pytest.mark.parametrize(("kind", "make", "name"), KEPT)
def test_the_content_decides_the_kind(kind, make, name):
    assert documents.read(make(), name).kind == kind


REFUSED = [
    ("empty", b""),
    ("program", b"MZ\x90\0" + bytes(200)),
    ("program", b"\x7fELF" + bytes(200)),
    ("program", b"#!/bin/sh\nrm -rf /\n"),
    ("program", b"<?php system($_GET['c']);"),
    ("web_page", HTML.encode("gbk")),
    ("web_page", b"\xff\xfe" + HTML.encode("utf-16-le")),
    ("web_page", b"MIME-Version: 1.0\nContent-Type: multipart/related\n"),
    ("svg", SVG),
    ("xml", b'<?xml version="1.0"?><data/>'),
    ("rtf", b"{\\rtf1\\ansi}"),
    ("other_archive", b"Rar!\x1a\x07\x01\x00" + bytes(40)),
    ("other_archive", b"7z\xbc\xaf\x27\x1c" + bytes(40)),
    ("unknown_type", b"\0\1\2\3" * 100),
    ("unknown_type", samples.compound(VisioDocument=b"\0")),
    ("encrypted", samples.pdf(encryption=samples.pikepdf.Encryption(owner="o", user="u"))),
    ("encrypted", samples.compound(EncryptedPackage=b"\0", EncryptionInfo=b"\0")),
    ("encrypted", samples.old_word(locked=True)),
    ("encrypted", samples.compound(Workbook=b"\x09\x08\x02\0\0\0\x2f\0\x02\0\0\0")),
    ("encrypted", samples.compound(Current_User=bytes(12) + b"\xdf\xc4\xd1\xf3", PowerPoint_Document=b"\0")),
    ("broken", samples.pdf()[:300]),
    ("broken", b"%PDF-1.7\n" + NOTICE.encode()),
    ("broken", samples.word()[:-400]),
    ("broken", samples.photo()[:-60]),
    ("broken", samples.photo("png")[:-60]),
    ("broken", samples.old_word()[:900]),
    ("polyglot", samples.photo() + archive({"恶意.class": b"\xca\xfe\xba\xbe"})),
    ("polyglot", samples.pdf() + archive({"恶意.txt": "x"})),
    ("encoding", "征地".encode("gb18030") + b"\xff\xff"),
    ("zip_nothing", archive({})),
    ("zip_nothing", archive({"__MACOSX/._方案.txt": "x", ".DS_Store": "x"})),
]


@pytest.mark.parametrize(
    ("code", "data"), REFUSED, ids=[f"{n}-{code}" for n, (code, _d) in enumerate(REFUSED)]
)
def test_what_is_refused(code, data):
    assert refused(data)[0] == code


@pytest.mark.parametrize("text", ['{"a": 1,}', '{"a": NaN}', "机密", '{"a": 1} 附件', "[" * 100_000])
def test_what_is_called_json_and_is_none_is_refused(text):
    assert refused(text.encode(), "数据.json")[0] in {"json", "too_complex"}


def test_json_is_kept_with_its_escaped_words():
    plain = documents.read('{"标题": "统计表", "数": [1, 2.5]}\n'.encode(), "数据.json")
    assert (plain.kind, plain.public, "统计表" in plain.text) == ("json", None, True)
    hidden = json.dumps({"注": ["机密★10年", {"注": "秘密★5年", "数": 1}]}).encode()
    found = classification_marks(documents.read(hidden, "数据.json").text)
    assert len(found) == 2, "written as \\u5bc6, and of a key in an object in a list"
    twice = b'{"a": "\\u673a\\u5bc6\\u260510\\u5e74", "a": "b"}'
    assert classification_marks(documents.read(twice, "数据.json").text), (
        "the first of a key that stands twice"
    )


def test_a_macro_document_is_refused_and_an_old_one_has_no_copy():
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" '
        'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    assert refused(archive({"[Content_Types].xml": types}))[0] == "macro"
    reading = documents.read(samples.compound(WordDocument=b"\0", Macros=b"\0"), "x.doc")
    assert (reading.public_state, reading.public_problem) == ("none", "macro")


@pytest.mark.parametrize("encoding", ["utf-16-le", "gb18030"])
@pytest.mark.parametrize("shift", [0, 1])
@pytest.mark.parametrize("stream", ["WordDocument", "Book", "Workbook"])
@pytest.mark.parametrize(
    "mark", ["机密★10年", "绝密☆", "密级：秘密", "密  级（机密）", "密级\t绝密", "秘密·5年"]
)
def test_a_mark_in_an_old_file_is_seen_in_both_encodings(mark, stream, shift, encoding):
    text = f"宗地测绘成果{mark}\r云岭省自然资源厅".encode(encoding)
    data = samples.compound(**{stream: b"\xa5\xec\x65\0" + bytes(40 + shift) + text})
    assert classification_marks(documents.read(data, "旧.doc").hidden) != []


@pytest.mark.parametrize("encoding", ["utf-16-le", "gb18030"])
def test_talk_about_secrets_in_an_old_file_is_no_mark(encoding):
    text = "★重点工作：涉及国家秘密、商业秘密的，不予公开。\r密级由定密责任人确定。\r"
    data = samples.compound(WordDocument=bytes(64) + (text * 20).encode(encoding))
    assert classification_marks(documents.read(data, "旧.doc").hidden) == []


@pytest.mark.parametrize(
    ("encode", "complete"),
    [
        (lambda t: t.encode(), True),
        (lambda t: codecs.BOM_UTF8 + t.encode(), True),
        (lambda t: t.encode("gbk"), True),
        (lambda t: (t + "𠮷").encode("gb18030"), True),
        (lambda t: t.encode("utf-16"), True),
        (lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"), True),
        (lambda t: t.encode("utf-16-le"), True),
        (lambda t: t.encode("utf-16-be"), True),
    ],
)
def test_encodings_are_found(encode, complete):
    reading = documents.read(encode(f"{NOTICE}\r\n面积 12.6 公顷"), "公告.txt")
    assert reading.text.startswith(f"{NOTICE}\r\n面积 12.6") and reading.text_state == "extracted"
    assert (reading.public or encode(NOTICE)).decode().startswith(NOTICE[:2]) or reading.public is None


def test_a_text_from_taiwan_or_hong_kong_is_read():
    text = "前言\n關於土地徵收的公告，機密★10年"
    reading = documents.read(text.encode("big5"), "公告.txt")
    assert reading.text == text and classification_marks(reading.text) != []
    assert reading.public.decode() == text and reading.notes == ["converted_utf8"]


@pytest.mark.parametrize(
    "text",
    [NOTICE, "机密性、完整性", "序号,户数\n1,12\n", "勘测定界图", "鄱阳湖圩堤", "岳麓区坪塘街道\n"],
)
def test_what_is_in_gb_18030_stays_so(text):
    assert documents.read(text.encode("gb18030"), "公告.txt").text == text


def test_a_mark_shows_whichever_encoding_is_guessed():
    data = "鼉黿 機密★".encode("big5")
    reading = documents.read(data, "公告.txt")
    assert classification_marks(f"{reading.text}\n\n{reading.hidden}") != []


def test_a_csv_is_published_so_that_spreadsheets_read_it():
    reading = documents.read("地块,面积\n一组,12.6\n".encode("gbk"), "表.csv")
    assert reading.public == codecs.BOM_UTF8 + "地块,面积\n一组,12.6\n".encode()
    assert reading.notes == ["converted_utf8"]


@pytest.mark.parametrize("make", [samples.word, samples.pdf, samples.ofd, samples.slides])
def test_the_words_of_documents_are_found(make):
    reading = documents.read(make(), "x")
    assert NOTICE in reading.text and reading.text_state == "extracted"


def test_what_a_word_document_says_and_does_not_say():
    reading = documents.read(samples.word(tracked=True), "x")
    assert "补偿标准" in reading.text and "页脚联系电话" in reading.text
    assert "删去的旧标准" not in reading.text and "金额再核对" not in reading.text
    assert "删去的旧标准" in reading.hidden and "金额再核对" in reading.hidden
    assert {"tracked_changes", "comments"} <= set(reading.notes)


def test_cells_of_all_sheets_are_found():
    reading = documents.read(samples.sheet(hidden=True), "x")
    assert "靖港镇一组\t12.6" in reading.text and "底稿" in reading.text
    assert {"hidden_sheets", "comments"} <= set(reading.notes)


def test_a_long_workbook_is_read_in_part(monkeypatch):
    monkeypatch.setattr(limits, "CELLS", 10)
    reading = documents.read(samples.sheet(*[("地块", n) for n in range(50)]), "x")
    assert reading.text_state == "partial" and "地块\t3" in reading.text and "地块\t40" not in reading.text


def test_a_document_with_a_scanned_page_was_read_in_part_only():
    joined = BytesIO()
    with pikepdf.open(BytesIO(samples.pdf())) as document:
        page = document.add_blank_page()
        picture = document.make_stream(samples.photo())
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        document.save(joined)
    reading = documents.read(joined.getvalue(), "公告.pdf")
    assert NOTICE[:4] in reading.text and reading.text_state == "partial"


def test_an_archive_with_a_scan_was_read_in_part_only():
    assert documents.read(archive({"公告.txt": NOTICE}), "附件.zip").text_state == "extracted"
    data = archive({"公告.txt": NOTICE, "身份证.jpg": samples.photo()})
    assert documents.read(data, "附件.zip").text_state == "partial"


def test_a_scan_has_no_words():
    reading = documents.read(samples.pdf(""), "x")
    assert (reading.text, reading.text_state) == ("", "none_found")


def test_lines_of_an_ofd_cut_into_words_are_joined():
    one_line = samples.ofd("征地", "补偿", heights=(20, 20))
    assert documents.read(one_line, "x").text == "征地补偿"
    assert documents.read(samples.ofd("征地", "补偿"), "x").text == "征地\n补偿"


def test_members_of_an_archive_are_listed_and_read():
    inner = archive({"内层.txt": "勘测定界图"})
    reading = documents.read(archive({"公告.docx": samples.word(), "附图/图.zip": inner}), "x")
    for words in ("公告.docx", NOTICE, "附图/图.zip", "内层.txt", "勘测定界图"):
        assert words in reading.text


@pytest.mark.parametrize("where", ["folder", "remark", "remark in gbk", "remark on a member"])
def test_a_mark_beside_the_members_of_an_archive_is_within_sight(where):
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        member = zipfile.ZipInfo("附图.txt")
        member.comment = "机密★10年".encode() if where == "remark on a member" else b""
        package.writestr(member, "征地")
        if where == "folder":
            package.writestr("机密★/", b"")
        elif where.startswith("remark") and not member.comment:
            package.comment = "机密★10年".encode("gbk" if "gbk" in where else "utf-8")
    reading = documents.read(data.getvalue(), "x.zip")
    assert classification_marks(f"{reading.text}\n\n{reading.hidden}") != []
    assert "机密" not in reading.text and "机密".encode() not in reading.public


@pytest.mark.parametrize("formula", ['="机密"&"★"', '=CONCATENATE("机密", "★10年")', '="机"&"密★"', "name"])
def test_a_mark_that_a_workbook_puts_together_is_within_sight(formula):
    book = openpyxl.Workbook()
    if formula == "name":
        book.defined_names["n"] = DefinedName("n", attr_text='"机密★"')
    else:
        book.active["A1"] = formula
    data = BytesIO()
    book.save(data)
    assert classification_marks(documents.read(data.getvalue(), "表.xlsx").hidden) != []


def test_numbers_in_a_workbook_are_read_as_they_are_shown():
    rows = ((13812345678.0, 4.30102199001011e17, 12.5), (2026, "13912345678", 0.1))
    reading = documents.read(samples.sheet(*rows), "表.xlsx")
    assert "13812345678\t430102199001011000\t12.5\n2026\t13912345678\t0.1" in reading.text


def test_formulas_about_secrets_are_no_mark():
    book = openpyxl.Workbook()
    book.active["A1"] = '=IF(B1="国家秘密","不予公开","公开")'
    book.active["A2"] = '=SUM(B1:B9)&"年"'
    data = BytesIO()
    book.save(data)
    assert classification_marks(documents.read(data.getvalue(), "表.xlsx").hidden) == []


def test_names_packed_on_a_chinese_windows_are_readable():
    data = archive({"XXXX.txt": "征地"}).replace(b"XXXX", "征地".encode("gbk"))
    reading = documents.read(data, "x")
    assert "征地.txt" in reading.text


PATHS = [
    "../方案.txt",
    "/etc/passwd",
    "a/../../b.txt",
    "C:\\方案.txt",
    "..\\方案.txt",
    "a\nb.txt",
    "方\u202e案.txt",
]


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks_in_archives(path):
    assert refused(archive({path: "征地"}))[0] == "zip_path"


def test_links_in_archives():
    link = zipfile.ZipInfo("方案.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr(link, "/etc/passwd")
    assert refused(target.getvalue()) == ("zip_path", "方案.txt")


def test_bombs_are_seen_before_they_are_unpacked():
    assert refused(samples.bomb()) == ("zip_bomb", "方案.txt")


def test_many_small_members_that_are_huge_together(monkeypatch):
    monkeypatch.setattr(limits, "UNPACKED", 1000)
    assert refused(archive({f"{n}.txt": "征" * 100 for n in range(10)}))[0] == "zip_bomb"


def test_a_member_larger_than_it_declares():
    data = bytearray(archive({"方案.txt": "征地补偿" * 100}))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    assert refused(bytes(data)) == ("broken", "方案.txt")


def test_too_many_members():
    assert refused(archive({f"{n}.txt": "" for n in range(limits.ENTRIES + 1)}))[0] == "zip_entries"


def test_archives_in_archives_end_somewhere():
    data = archive({"方案.txt": "征地"})
    for _level in range(limits.DEPTH - 1):
        data = archive({"内层.zip": data})
    assert documents.read(data, "x").kind == "zip"
    assert refused(archive({"内层.zip": data})) == ("zip_depth", "内层.zip › 内层.zip")


def test_a_refused_member_refuses_the_archive_and_is_named():
    assert refused(archive({"公告.docx": b"MZ" + bytes(100)})) == ("program", "公告.docx")
    inner = archive({"setup.exe": b"MZ" + bytes(100)})
    assert refused(archive({"附件.zip": inner})) == ("program", "附件.zip › setup.exe")


def test_a_locked_archive():
    assert refused(samples.locked_archive()) == ("encrypted", "方案.txt")


def test_names_that_differ_by_case_only():
    assert refused(archive({"A.txt": "征", "a.TXT": "地"}))[0] == "zip_duplicate"


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def test_entities_are_never_resolved():
    assert refused(samples.ofd(doctype=ENTITY)) == ("external_entity", "OFD.xml")
    assert refused(samples.ofd(doctype=f"<!--{'征' * 70_000}-->{ENTITY}")) == ("external_entity", "OFD.xml")
    with zipfile.ZipFile(BytesIO(samples.word())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/footer1.xml"] = ENTITY.encode() + b"<x>&e;</x>"
    assert refused(archive(parts)) == ("external_entity", "word/footer1.xml")


def test_a_workbook_with_a_broken_sheet():
    with zipfile.ZipFile(BytesIO(samples.sheet())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-200]
    assert refused(archive(parts))[0] == "broken"
    del parts["xl/workbook.xml"]
    assert refused(archive(parts))[0] == "broken"


def test_a_picture_with_too_many_pixels(monkeypatch):
    monkeypatch.setattr(limits, "PIXELS", 1000)
    assert refused(samples.photo())[0] == "image_size"


def test_a_mark_in_an_old_word_file_is_within_sight():
    assert "机密★10年" in documents.read(samples.old_word("机密★10年 矿产资源储量表"), "x.doc").hidden


def test_a_restricted_but_readable_pdf_is_kept():
    reading = documents.read(samples.pdf(encryption=samples.pikepdf.Encryption(owner="o", user="")), "x")
    assert NOTICE in reading.text and "restrictions_removed" in reading.notes
