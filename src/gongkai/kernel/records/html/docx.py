"""A Word document as the body of a record: mammoth's HTML with visible numbers, alignment and indents."""

import re
from io import BytesIO
from typing import IO
from zipfile import BadZipFile

import mammoth
from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree
from mammoth import documents

from gongkai.kernel.records.html.cleaning import clean
from gongkai.kernel.records.html.numbering import write_numbers
from gongkai.kernel.records.html.styles import indent

_BROKEN = (BadZipFile, PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError, EOFError)
_ALIGNED = ("center", "right")
_INDENTS = range(1, 11)
_MARK = "gongkai"
_STYLE_MAP = "\n".join(
    f"p[style-name='{_MARK}-{align}-{signs}'] => p.{_MARK}-{align}-{signs}:fresh"
    for align in ("plain", *_ALIGNED)
    for signs in (0, *_INDENTS)
)
_MARKED = re.compile(rf'class="{_MARK}-(plain|center|right)-([0-9]+)"')
_IGNORED = re.compile(r"An unrecognised element was ignored: \{?[^}]*\}?(?P<name>[\w:]+)")


class UnreadableDocument(ValueError):
    """The file is no .docx that can be read."""


def from_docx(stream: IO[bytes]) -> tuple[str, list[str]]:
    """Cleaned HTML of a .docx and warnings in Chinese about what did not come along.

    Images are in the HTML as data: take them out with `extract_data_images` before saving. Tracked changes
    count as accepted, comments are left out. Raises UnreadableDocument for anything but a .docx.
    """
    try:
        document = Document(stream)
        warnings = _before(document)
        write_numbers(document)
        prepared = BytesIO()
        document.save(prepared)
        prepared.seek(0)
        result = mammoth.convert_to_html(
            prepared,
            style_map=f"{_STYLE_MAP}\nu => u",
            include_embedded_style_map=False,
            external_file_access=False,
            transform_document=mammoth.transforms.paragraph(_marked),
        )
    except _BROKEN as error:
        raise UnreadableDocument(_("无法读取，文件不是有效的 Word 文档（.docx）。")) from error
    html = _MARKED.sub(_style, result.value)
    return clean(html, keep_data_images=True), warnings + _after(result.messages)


def _marked(paragraph: documents.Paragraph) -> documents.Paragraph:
    """Carry alignment and first-line indent through mammoth, which only knows names of styles."""
    if paragraph.numbering is not None or (paragraph.style_name or "").lower().startswith(
        ("heading", "标题")
    ):
        return paragraph
    align = paragraph.alignment if paragraph.alignment in _ALIGNED else "plain"
    twips = paragraph.indent.first_line or ""
    signs = indent({"text-indent": f"{int(twips) / 20}pt"}) if twips.isdigit() else None
    if align == "plain" and signs is None:
        return paragraph
    return paragraph.copy(style_id=None, style_name=f"{_MARK}-{align}-{(signs or '0em')[:-2]}")


def _style(match: re.Match[str]) -> str:
    align, signs = match[1], match[2]
    indented = f"text-indent:{signs}em;" if signs != "0" else ""
    return f'style="{indented}{"" if align == "plain" else f"text-align:{align}"}"'


def _before(document: Document) -> list[str]:
    body = document.element.body
    warnings = []
    if next(body.iter(qn("w:del"), qn("w:ins"), qn("w:moveFrom")), None) is not None:
        warnings.append(_("文档有尚未接受的修订，已按全部接受处理，请核对。"))
    if next(body.iter(qn("w:commentReference")), None) is not None:
        warnings.append(_("文档有批注，批注没有带入。"))
    return warnings


def _after(messages: list) -> list[str]:
    names = sorted({match["name"] for message in messages if (match := _IGNORED.search(message.message))})
    lost = [_("文档中的“%(name)s”对象没有带入，请核对。") % {"name": name} for name in names]
    unread = sum("Image of type" in message.message for message in messages)
    return lost + (
        [_("有 %(count)d 幅图片的格式浏览器可能不能显示，请换成 PNG 或 JPEG。") % {"count": unread}]
        if unread
        else []
    )
