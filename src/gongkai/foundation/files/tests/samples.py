"""Real files for the tests, made in memory. The official in them, 张建国, is invented."""

import struct
import zipfile
from io import BytesIO

import docx
import openpyxl
import pikepdf
from docx.oxml import parse_xml
from openpyxl.comments import Comment
from pikepdf import Array, Dictionary, Name
from PIL import Image
from PIL.PngImagePlugin import PngInfo

OFFICIAL = "张建国"
NOTICE = "长沙市望城区人民政府征地补偿安置方案公告"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFD_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def word(*paragraphs: str, tracked: bool = False) -> bytes:
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.title = OFFICIAL, OFFICIAL, NOTICE
    for text in paragraphs or (NOTICE, "经依法批准，征收靖港镇集体土地12.6公顷。"):
        document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = "补偿标准"
    document.sections[0].footer.paragraphs[0].text = "页脚联系电话"
    document.add_comment(document.paragraphs[0].runs, text="金额再核对", author=OFFICIAL, initials="ZJG")
    if tracked:
        document.paragraphs[0]._p.append(
            parse_xml(
                f'<w:del {W} w:id="7" w:author="{OFFICIAL}" w:date="2026-03-02T09:00:00Z">'
                f"<w:r><w:delText>删去的旧标准</w:delText></w:r></w:del>"
            )
        )
    return _saved(document.save)


def sheet(*rows: tuple, hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = OFFICIAL
    for row in rows or (("地块", "面积"), ("靖港镇一组", 12.6)):
        book.active.append(row)
    book.active["A1"].comment = Comment(f"{OFFICIAL}:\n请核对", OFFICIAL)
    if hidden:
        book.create_sheet("底稿").sheet_state = "hidden"
    return _saved(book.save)


def slides(*texts: str) -> bytes:
    """A minimal presentation: what a reader of the parts needs."""
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
        "ppt/presentation.xml": "<p/>",
        "ppt/commentAuthors.xml": f'<l><cmAuthor id="0" name="{OFFICIAL}" initials="ZJG"/></l>',
        "docProps/core.xml": f"<c><creator>{OFFICIAL}</creator></c>",
    }
    for number, text in enumerate(texts or (NOTICE,), 1):
        parts[f"ppt/slides/slide{number}.xml"] = f"<s {drawing}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></s>"
    return archive(parts)


def ofd(*lines: str, signed: bool = False, author: str = OFFICIAL, doctype: str = "", heights=()) -> bytes:
    objects = "".join(
        f'<ofd:TextObject ID="{n}" Boundary="20 {heights[n] if heights else 20 + n * 10} 150 8">'
        f"<ofd:TextCode>{line}</ofd:TextCode></ofd:TextObject>"
        for n, line in enumerate(lines or (NOTICE,))
    )
    parts = {
        "OFD.xml": f'{doctype}<ofd:OFD {OFD_NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>44f68d5e</ofd:DocID><ofd:Title>公告</ofd:Title><ofd:Author>{author}</ofd:Author></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD_NAMESPACE}><ofd:Pages>"
        '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {OFD_NAMESPACE}><ofd:Content>{objects}"
        "</ofd:Content></ofd:Page>",
    }
    if signed:
        parts["Doc_0/Signs/Sign_0/Signature.xml"] = f"<ofd:Signature {OFD_NAMESPACE}/>"
    return archive({name: text.replace("<ofd:Author></ofd:Author>", "") for name, text in parts.items()})


def pdf(text: str = NOTICE, *, scripts: bool = False, signed: bool = False, **saving) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    if text:
        page.Resources = Dictionary(Font=Dictionary(F1=_chinese_font(document, text)))
        codes = text.encode("utf-16-be").hex()
        page.Contents = document.make_stream(f"BT /F1 12 Tf 72 700 Td <{codes}> Tj ET".encode())
    document.docinfo["/Author"], document.docinfo["/Title"] = OFFICIAL, f"Microsoft Word - {OFFICIAL}.doc"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [OFFICIAL]
    comment = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]), T=OFFICIAL, Contents="金额再核对"
    )
    page.Annots = Array([document.make_indirect(comment)])
    if scripts:
        script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        document.Root.OpenAction = script
        document.attachments["底稿.txt"] = "内部底稿".encode()
        linked = Dictionary(Type=Name.Filespec, EF=Dictionary(F=document.make_stream("随页底稿".encode())))
        page.obj.AF = Array([document.make_indirect(linked)])
    if signed:
        document.Root.Signature = document.make_indirect(
            Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=b"\1" * 32)
        )
    return _saved(lambda target: document.save(target, **saving))


def _chinese_font(document: pikepdf.Pdf, text: str) -> Dictionary:
    pairs = "\n".join(f"<{ord(c):04x}> <{ord(c):04x}>" for c in sorted(set(text)))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange\n{len(set(text))} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    system = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    inner = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.SimSun, CIDSystemInfo=system)
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.SimSun,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([document.make_indirect(inner)]),
            ToUnicode=document.make_stream(cmap.encode()),
        )
    )


def photo(kind: str = "jpeg", size: tuple[int, int] = (64, 48)) -> bytes:
    """A site photograph, lying on its side, with place and photographer."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, OFFICIAL.encode()
    exif.get_ifd(0x8825)[2] = (28.0, 21.0, 30.0)
    options: dict = {} if kind in {"gif", "bmp"} else {"exif": exif}
    if kind == "png":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("Author", OFFICIAL)
    if kind == "gif":
        options["comment"] = OFFICIAL.encode()
    return _saved(lambda target: picture.save(target, kind, **options))


def compound(**streams: bytes) -> bytes:
    """An old binary office file with the given streams; spaces in names are written as underscores."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    bodies = {name.replace("_", " "): content.ljust(4096, b"\0") for name, content in streams.items()}
    fat, sectors, entries = [table, end], [b"", b""], [_entry("Root Entry", 5, end, 0)]
    for name, body in bodies.items():
        start, count = len(fat), -(-len(body) // 512)
        entries.append(_entry(name, 2, start, len(body)))
        fat += [*range(start + 1, start + count), end]
        sectors += [body[n * 512 : n * 512 + 512].ljust(512, b"\0") for n in range(count)]
    assert len(entries) <= 4 and len(fat) <= 128
    sectors[0] = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    sectors[1] = b"".join(entries).ljust(512, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack(
        "<109I", 0, *[free] * 108
    )
    return header + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, *[0xFFFFFFFF] * 3)
    return head + bytes(36) + struct.pack("<III", start, size, 0)


def old_word(text: str = NOTICE, *, locked: bool = False) -> bytes:
    return compound(
        WordDocument=struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0100 * locked) + text.encode("utf-16-le")
    )


def archive(members: dict[str, str | bytes], **options) -> bytes:
    return _saved(lambda target: _zip(target, members, **options))


def _zip(target: BytesIO, members: dict, compression: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(target, "w", compression) as package:
        for name, content in members.items():
            package.writestr(name, content)


def locked_archive() -> bytes:
    """A zip that says its member is encrypted, in both of its directories."""
    data = bytearray(archive({"方案.txt": "征地"}, compression=zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def bomb(size: int = 64 * 1024**2) -> bytes:
    return archive({"方案.txt": bytes(size)})


def _saved(save) -> bytes:
    target = BytesIO()
    save(target)
    return target.getvalue()
